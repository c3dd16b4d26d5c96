"""The case itself, its links, papers and callbacks."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from bihuan.engines.cases.models.order import Order
from bihuan.engines.cases.numbers import number_of
from bihuan.ground.directory import places
from bihuan.ground.directory.actor import Actor, Post
from bihuan.ground.directory.models import Person, Place, Team
from bihuan.ground.journal.models import Journaled
from bihuan.ground.standards.shapes import Role


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, actor: Actor, roles: Mapping[str, Role]) -> "CaseQuerySet":
        """What the actor may see: by place for roles that oversee a place, by order for a unit's people.

        Confidential cases (S003 10.1 work 3) exist only for roles entitled to them, for who accepted them, and for
        the handler and the heads of the team that holds an order.
        """
        reaches = [(reach, entitled) for post in actor.posts for reach, entitled in _reach(post, roles)]
        if any(reach is None and entitled for reach, entitled in reaches):
            return self.all()
        seen = Q(pk__in=())
        if actor.person is not None:
            seen |= Q(accepted_by=actor.person) | Q(Exists(_orders_of(handler=actor.person)))
        for reach, entitled in reaches:
            if reach is None:
                seen |= Q(confidential=False)
            else:
                seen |= reach if entitled else reach & Q(confidential=False)
        return self.filter(seen)

    def holds_back(self) -> bool:
        """Whether some cases are left out."""
        return bool(self.query.where)

    def open(self) -> "CaseQuerySet":
        return self.filter(closed_at=None)

    def overdue(self, at: datetime) -> "CaseQuerySet":
        return self.filter(closed_at=None, next_due_at__lt=at)

    def next_due_first(self) -> "CaseQuerySet":
        return self.order_by(F("next_due_at").asc(nulls_last=True), "id")


def _reach(post: Post, roles: Mapping[str, Role]) -> Iterator[tuple[Q | None, bool]]:
    """Which cases a post reaches (None: all there are), and whether it is entitled to the confidential ones."""
    role = roles.get(post.role)
    if role is None:
        return
    if role.scope == "team":
        yield Q(Exists(_orders_of(team=post.team))), role.heads or role.confidential
    elif role.scope == "all":
        yield None, role.confidential
    else:
        below = places.below(post.place)
        yield None if below is None else Q(place__in=below), role.confidential


def _orders_of(**which: int) -> models.QuerySet[Order]:
    return Order.objects.filter(case=OuterRef("pk"), state__in=Order.HELD, **which)


class Case(Journaled):
    """Somebody waits for an answer. `edition` is `pack@edition`: the case lives by it to its end."""

    journal_kind = "case"

    class Gravity(models.TextChoices):
        ORDINARY = "ordinary", _("ordinary")
        MAJOR = "major", _("major")

    class Outcome(models.TextChoices):
        SETTLED = "settled", _("settled")
        WITHDRAWN = "withdrawn", _("withdrawn by the customer")
        MERGED = "merged", _("merged into another case")

    class Satisfaction(models.TextChoices):
        VERY_SATISFIED = "very_satisfied", _("very satisfied")
        SATISFIED = "satisfied", _("satisfied")
        NEUTRAL = "neutral", _("neutral")
        DISSATISFIED = "dissatisfied", _("dissatisfied")
        VERY_DISSATISFIED = "very_dissatisfied", _("very dissatisfied")

    edition = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    place = models.ForeignKey(Place, models.PROTECT, related_name="cases", db_index=False)
    channel = models.CharField(max_length=40)
    category = models.CharField(max_length=40, blank=True, default="")
    supply = models.CharField(max_length=20, blank=True, default="")
    gravity = models.CharField(max_length=10, choices=Gravity.choices, default=Gravity.ORDINARY)
    from_superior = models.BooleanField(default=False)
    confidential = models.BooleanField(default=False)
    title = models.CharField(max_length=80)
    text = models.TextField()
    address = models.CharField(max_length=200, blank=True, default="")
    reporter_name = models.CharField(max_length=60, blank=True, default="")
    reporter_phone = models.CharField(max_length=30, blank=True, default="")
    account_number = models.CharField(max_length=40, blank=True, default="")
    secret = models.CharField(max_length=32)
    origin = models.CharField(max_length=60, blank=True, default="")

    stage = models.CharField(max_length=40)
    round = models.PositiveSmallIntegerField(default=1)
    opened_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="accepted_cases", db_index=False
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    contacted_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True, default="")
    first_resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    called_back_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True, default="")
    satisfaction = models.CharField(max_length=20, choices=Satisfaction.choices, blank=True, default="")
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    rating_text = models.CharField(max_length=300, blank=True, default="")

    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="cases", db_index=False
    )
    handler = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="handled_cases", db_index=False
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="subcases", db_index=False
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates", db_index=False
    )
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspended_why = models.CharField(max_length=200, blank=True, default="")
    planned_for = models.DateField(null=True, blank=True)
    plan = models.CharField(max_length=300, blank=True, default="")
    urged = models.PositiveSmallIntegerField(default=0)
    urged_at = models.DateTimeField(null=True, blank=True)
    supervised_at = models.DateTimeField(null=True, blank=True)
    returned = models.PositiveSmallIntegerField(default=0)
    next_due_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Case"]] = CaseQuerySet.as_manager()

    class Meta:
        indexes = [
            # The open ones of a team, next deadline first: what "my work" reads.
            models.Index(
                fields=["team", "next_due_at", "id"], name="cases_open_of_team", condition=Q(closed_at=None)
            ),
            models.Index(fields=["next_due_at", "id"], name="cases_open", condition=Q(closed_at=None)),
            # What period reports read; rows that are still open stay out of them.
            models.Index(
                fields=["first_resolved_at"],
                name="cases_resolved",
                condition=Q(first_resolved_at__isnull=False),
            ),
            models.Index(fields=["closed_at"], name="cases_closed", condition=Q(closed_at__isnull=False)),
            models.Index(
                fields=["stage", "next_due_at", "id"], name="cases_open_by_stage", condition=Q(closed_at=None)
            ),
            models.Index(
                fields=["handler", "next_due_at"], name="cases_open_of_handler", condition=Q(closed_at=None)
            ),
            models.Index(
                fields=["reporter_phone", "-id"], name="cases_of_phone", condition=~Q(reporter_phone="")
            ),
            models.Index(fields=["opened_at"], name="cases_opened"),
            # Few cases have relatives; the others stay out of these.
            models.Index(fields=["parent"], name="cases_of_parent", condition=Q(parent__isnull=False)),
            models.Index(fields=["merged_into"], name="cases_merged", condition=Q(merged_into__isnull=False)),
        ]
        constraints = [
            # Not `unique=True` on the field: PostgreSQL would get a second index, for searches by a beginning.
            models.UniqueConstraint(fields=["secret"], name="cases_secret_once"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | ~Q(outcome=""), name="cases_closed_with_outcome"
            ),
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number a customer can read out, such as `202611230000457`; it is made from the id, so it needs no counter."""
        return number_of(self.pk, self.opened_at)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def is_overdue(self, at: datetime) -> bool:
        """Whether the earliest running deadline is past; the moment itself still counts as in time."""
        return self.is_open and self.next_due_at is not None and at > self.next_due_at


class Link(models.Model):
    """Two cases that have to do with each other; the older id first."""

    one = models.ForeignKey("cases.Case", models.PROTECT, related_name="links_to")
    other = models.ForeignKey("cases.Case", models.PROTECT, related_name="links_from")
    why = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="cases_link_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="cases_link_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id}–{self.other_id}"


class Callback(models.Model):
    """One attempt to ask the customer after closing (S003 7.4b); `answers` fills the pack's sheet.

    `outside` says why he was called outside the hours for it.
    """

    class Result(models.TextChoices):
        REACHED = "reached", _("reached")
        UNREACHABLE = "unreachable", _("not reached")
        REFUSED = "refused", _("reached, did not want to answer")

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="callbacks")
    round = models.PositiveSmallIntegerField(default=1)
    attempt = models.PositiveSmallIntegerField()
    result = models.CharField(max_length=12, choices=Result.choices)
    final = models.BooleanField(default=False)
    satisfied = models.BooleanField(null=True, blank=True)
    answers = models.JSONField(default=dict)
    remark = models.CharField(max_length=300, blank=True, default="")
    outside = models.CharField(max_length=200, blank=True, default="")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="cases_callback_at")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.result}"


class Attachment(models.Model):
    """A photo or paper; its type is read from its content, not from its name."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=120)
    mime = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="cases/%Y/%m/")
    actor = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "sha256"], name="cases_attachment_once")]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
