"""People, teams, posts; places; proofs of identity."""

from datetime import datetime
from typing import ClassVar, NamedTuple

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.ground.directory.actor import Actor, Post
from bihuan.ground.journal import prepared
from bihuan.ground.journal.models import Journaled


class Place(Journaled):
    """A node of the organisation on the map. `path` is `/1/4/`: ids from the root, so a subtree is a prefix."""

    journal_kind = "place"

    class Kind(models.TextChoices):
        COMPANY = "company", _("company")
        DIVISION = "division", _("division")
        HALL = "hall", _("service hall")
        CALL_CENTRE = "callcentre", _("call centre")
        AREA = "area", _("area")

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=200, db_index=True, editable=False, default="")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=200, blank=True, default="")
    phone = models.CharField(max_length=30, blank=True, default="")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name


class Team(Journaled):
    """A group that holds orders. `superior` is the next one up for escalation."""

    journal_kind = "team"

    class Kind(models.TextChoices):
        INTAKE = "intake", _("accepts from customers")
        UNIT = "unit", _("responsible unit")
        CARE = "care", _("customer-service management")
        SUPERVISION = "supervision", _("supervision")
        LEADERSHIP = "leadership", _("leadership")

    place = models.ForeignKey(Place, models.PROTECT, related_name="teams")
    superior = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="subordinates")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    email = models.EmailField(blank=True, default="")
    chat_url = models.CharField(
        max_length=300, blank=True, default="", help_text=_("Group-chat address (WeCom, DingTalk, Feishu).")
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Person(AbstractBaseUser, Journaled):
    """Somebody of the staff; the login account."""

    journal_kind = "person"
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    username = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    phone = models.CharField(max_length=30, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    staff_number = models.CharField(max_length=20, blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    is_active = models.BooleanField(default=True)

    objects = BaseUserManager["Person"]()
    known_posts: "tuple[PostSpan, ...] | None" = None

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        return f"person:{self.pk}"

    @classmethod
    def signed_in(cls, pk: int) -> "Person | None":
        """The person of a session with all posts, in one query: every page of the desk begins with this."""
        rows = prepared.ask("posts", _posts, pk)
        if not rows:
            return cls._default_manager.filter(pk=pk).first()
        person: Person = rows[0].person
        person.known_posts = tuple(row.span for row in rows)
        return person

    def actor(self, at: datetime) -> Actor:
        """The person with the posts held at `at`: one query, unless they are known."""
        known = self.known_posts
        if known is None:
            known = tuple(row.span for row in prepared.ask("posts", _posts, self.pk))
        posts = tuple(span.post for span in known if span.holds(at))
        return Actor(ref=self.ref, name=self.name, person=self.pk, posts=posts)


class PostSpan(NamedTuple):
    """A post and the time it is held: from `since` on, before `until`."""

    post: Post
    since: datetime
    until: datetime | None

    def holds(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def held(self, at: datetime) -> "MembershipQuerySet":
        return self.filter(Q(until=None) | Q(until__gt=at), since__lte=at)


class Membership(models.Model):
    """A post: who holds which role in which team from when to when. `role` is named by a pack, or `admin`."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    team = models.ForeignKey(Team, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Membership"]] = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "team", "role"], condition=Q(until=None), name="directory_post_once"
            )
        ]
        indexes = [models.Index(fields=["team", "role"], name="directory_post_team")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.team_id}"

    @property
    def span(self) -> PostSpan:
        """Needs `team.place` selected."""
        return PostSpan(Post(self.team_id, self.role, self.team.place.path), self.since, self.until)


def _posts(person: int) -> models.QuerySet[Membership]:
    joined = Membership.objects.filter(person=person).select_related("person", "team__place").order_by("pk")
    return joined.only("role", "since", "until", "person", "team__place__path")


class Token(models.Model):
    """A key for machines: acts as its person, within `scopes` (`intake`, `track`, `work`, `admin`).

    Only the hash is kept.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=60)
    hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class PhoneProof(models.Model):
    """A code sent to a phone; whoever types it back has the phone. Only the hash is kept."""

    phone = models.CharField(max_length=30, db_index=True)
    hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    proven_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.phone[-4:]} {self.sent_at:%Y-%m-%d %H:%M}"


class Knock(models.Model):
    """How often somebody did something since `since`. `key` is a keyed digest: neither address nor phone can be read."""

    key = models.CharField(max_length=64, primary_key=True)
    since = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.key[:8]} ×{self.count}"


class SignIn(models.Model):
    """A customer on one of his devices, known by a phone he proved there. `key` is a digest of what the device keeps."""

    phone = models.CharField(max_length=30, db_index=True)
    key = models.CharField(max_length=64, unique=True)
    device = models.CharField(max_length=60, blank=True, default="")
    since = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.phone[-4:]} {self.device}"
