"""Who stands where and when: rosters, shifts, who is away, swaps, leave, courses, the handover book."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bihuan.ground.directory import places
from bihuan.ground.directory.models import Person, Place
from bihuan.ground.journal.models import Journaled


class Roster(Journaled):
    """A month of a post at a place. `edition` is `pack@edition`; `station` its post there; `month` the first day."""

    journal_kind = "roster"

    class State(models.TextChoices):
        DRAFT = "draft", _("in the making")
        PUBLISHED = "published", _("published")

    place = models.ForeignKey(Place, models.PROTECT, related_name="rosters")
    edition = models.CharField(max_length=120)
    station = models.CharField(max_length=40)
    month = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "station", "month"], name="rosters_roster_once")
        ]
        ordering = ["month", "id"]

    def __str__(self) -> str:
        return f"{self.station} {self.month:%Y-%m}"


class ShiftQuerySet(models.QuerySet["Shift"]):
    def standing(self) -> "ShiftQuerySet":
        """Those that count: of published months, neither dropped nor passed on."""
        return self.filter(state=Shift.State.PLANNED, roster__state=Roster.State.PUBLISHED)

    def under_way(self, at: datetime) -> "ShiftQuerySet":
        """Running by the plan, or signed in and not out again."""
        inside = Q(starts_at__lte=at, ends_at__gt=at, signed_out_at=None)
        return self.standing().filter(inside | Q(signed_in_at__lte=at, signed_out_at=None, ends_at__gt=at))

    def within(self, paths: Iterable[str]) -> "ShiftQuerySet":
        seen = Q(pk__in=())
        for path in paths:
            below = places.below(path)
            if below is None:
                return self
            seen |= Q(roster__place__in=below)
        return self.filter(seen)


class Shift(Journaled):
    """Somebody's turn at a post: `turn` is the pack's shift. Passed on or dropped, the row stays as it was."""

    journal_kind = "shift"

    class State(models.TextChoices):
        PLANNED = "planned", _("on the table")
        PASSED = "passed", _("passed on")
        DROPPED = "dropped", _("dropped")

    roster = models.ForeignKey(Roster, models.PROTECT, related_name="shifts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="shifts", db_index=False)
    day = models.DateField()
    turn = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    #: The shift of somebody else that it was before.
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    signed_in_at = models.DateTimeField(null=True, blank=True)
    signed_out_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Shift"]] = ShiftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["roster", "person", "day"], name="rosters_shift_once", condition=Q(state="planned")
            )
        ]
        indexes = [
            models.Index(fields=["person", "ends_at"], name="rosters_own"),
            models.Index(fields=["ends_at"], name="rosters_ends", condition=Q(state="planned")),
        ]
        ordering = ["starts_at", "id"]

    def __str__(self) -> str:
        return f"{self.turn} {self.day}"


class Away(models.Model):
    """Somebody on shift left the post for a while; `relief` stands there instead. In the shift's journal."""

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="aways")
    since = models.DateTimeField()
    expected_at = models.DateTimeField()
    back_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=100)
    relief = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="reliefs", db_index=False
    )
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shift"], name="rosters_away_once", condition=Q(back_at=None)),
        ]
        ordering = ["since", "id"]

    def __str__(self) -> str:
        return f"{self.since:%H:%M} {self.why}"


class Swap(Journaled):
    """A shift that its person wants somebody else to stand; `instead` is the one he takes for it, if any."""

    journal_kind = "swap"

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        ACCEPTED = "accepted", _("waits for the head")
        APPROVED = "approved", _("swap approved")
        REFUSED = "refused", _("swap refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="swaps")
    to = models.ForeignKey(Person, models.PROTECT, related_name="asked_swaps")
    instead = models.ForeignKey(
        Shift, models.PROTECT, null=True, blank=True, related_name="given_swaps", db_index=False
    )
    why = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shift"], name="rosters_swap_once", condition=Q(state__in=["asked", "accepted"])
            )
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.shift_id} → {self.to_id}"


class Leave(Journaled):
    """Days off, asked and granted; the shifts in them are covered by others or dropped when it is granted."""

    journal_kind = "leave"

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        GRANTED = "granted", _("leave granted")
        REFUSED = "refused", _("leave not granted")
        WITHDRAWN = "withdrawn", _("withdrawn")

    person = models.ForeignKey(Person, models.PROTECT, related_name="leaves")
    first = models.DateField()
    last = models.DateField()
    why = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(first__lte=F("last")), name="rosters_leave_days")]
        indexes = [models.Index(fields=["state", "last"], name="rosters_leave_open")]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.first} – {self.last}"


class Passed(Journaled):
    """A course that somebody has passed."""

    journal_kind = "course"

    person = models.ForeignKey(Person, models.PROTECT, related_name="courses", db_index=False)
    course = models.CharField(max_length=40)
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "course"], name="rosters_course_once")]
        ordering = ["day", "id"]

    def __str__(self) -> str:
        return f"{self.course} {self.day}"


class Feed(Journaled):
    """A secret link under which a calendar reads somebody's shifts. Only the hash of the secret is kept."""

    journal_kind = "shift_feed"

    person = models.ForeignKey(Person, models.PROTECT, related_name="shift_feeds", db_index=False)
    hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], name="rosters_feed_once", condition=Q(revoked_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.issued_at:%Y-%m-%d}"


class Handover(Journaled):
    """A page of the handover book: what the one who leaves found, what the one who comes found, both signed.

    `lines`: {id, title, unit, expected, out, in}; `carried`: {id, title, items} of what is still open, as of signing out.
    """

    journal_kind = "handover"

    shift = models.OneToOneField(Shift, models.PROTECT, related_name="handover")
    place = models.ForeignKey(Place, models.PROTECT, related_name="handovers")
    lines = models.JSONField(default=list)
    carried = models.JSONField(default=list, blank=True)
    note = models.CharField(max_length=500, blank=True, default="")
    #: Why a count is not what it should be, in the words of each.
    out_why = models.CharField(max_length=300, blank=True, default="")
    in_why = models.CharField(max_length=300, blank=True, default="")
    out_by = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    out_at = models.DateTimeField()
    in_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    in_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # Two people sign, each for himself.
            models.CheckConstraint(
                condition=Q(in_by=None) | ~Q(in_by=F("out_by")), name="rosters_handover_two"
            )
        ]
        indexes = [models.Index(fields=["out_at"], name="rosters_unsigned", condition=Q(in_at=None))]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.shift_id} {self.out_at:%Y-%m-%d %H:%M}"
