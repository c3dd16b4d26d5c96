"""The hall, its counters, who stood where, and the devices in it."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.engines.halls.distance import Position
from bihuan.ground.directory.actor import ADMIN, Actor
from bihuan.ground.directory.models import Person, Place
from bihuan.ground.journal.models import Journaled
from bihuan.ground.standards.shapes import Role


class HallQuerySet(models.QuerySet["Hall"]):
    def visible_to(self, actor: Actor, roles: Mapping[str, Role]) -> "HallQuerySet":
        """The halls at or below the places where the actor has a post that reaches over a place."""
        seen = Q(pk__in=())
        for post in actor.posts:
            role = roles.get(post.role)
            if post.role == ADMIN or (role is not None and role.scope in ("place", "all")):
                seen |= (
                    Q() if role is not None and role.scope == "all" else Q(place__path__startswith=post.place)
                )
        return self.filter(seen)

    def in_use(self) -> "HallQuerySet":
        return self.filter(closed_at=None)


class Hall(Journaled):
    """A place where customers are served in person, by the rules of that name in its standard.

    Its row lock is the hall's turn: whatever changes the queue holds it. `locked` says why a service gives no
    numbers at present, by service.
    """

    journal_kind = "hall"

    class Datum(models.TextChoices):
        GCJ02 = "gcj02", _("GCJ-02 (Chinese maps)")
        WGS84 = "wgs84", _("WGS-84 (satellite)")

    place = models.OneToOneField(Place, models.PROTECT, related_name="hall")
    rules = models.CharField(max_length=40)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    datum = models.CharField(max_length=5, choices=Datum.choices, default=Datum.GCJ02)
    locked = models.JSONField(default=dict, blank=True)
    lobby_person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    lobby_since = models.DateTimeField(null=True, blank=True)
    lobby_away_since = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Hall"]] = HallQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="halls_hall_on_earth",
            )
        ]

    def __str__(self) -> str:
        return self.place.name

    @property
    def position(self) -> Position | None:
        if self.latitude is None or self.longitude is None:
            return None
        return Position(self.latitude, self.longitude, "gcj02" if self.datum == self.Datum.GCJ02 else "wgs84")


class CounterQuerySet(models.QuerySet["Counter"]):
    def in_use(self) -> "CounterQuerySet":
        return self.filter(closed_at=None)

    def open(self) -> "CounterQuerySet":
        return self.filter(state=Counter.State.OPEN)


class Counter(Journaled):
    """A window. `services` are ids of the standard, empty for all; `sign` is what it shows while suspended."""

    journal_kind = "counter"

    class State(models.TextChoices):
        OFF = "off", pgettext_lazy("counter", "not staffed")
        OPEN = "open", pgettext_lazy("counter", "open")
        SUSPENDED = "suspended", pgettext_lazy("counter", "suspended")

    hall = models.ForeignKey(Hall, models.PROTECT, related_name="counters")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=40, blank=True, default="")
    services = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OFF)
    clerk = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateTimeField(null=True, blank=True)
    sign = models.CharField(max_length=60, blank=True, default="")
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Counter"]] = CounterQuerySet.as_manager()

    class Meta:
        ordering = ["hall", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["hall", "number"], condition=Q(closed_at=None), name="halls_counter_once"
            ),
            models.UniqueConstraint(
                fields=["clerk"], condition=~Q(state="off"), name="halls_clerk_at_one_counter"
            ),
            models.CheckConstraint(
                condition=Q(state="off", clerk=None) | (~Q(state="off") & Q(clerk__isnull=False)),
                name="halls_counter_staffed",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)

    def speaks(self) -> frozenset[str]:
        """Languages spoken here; Chinese always."""
        return frozenset({"zh", *self.languages})


class Stint(models.Model):
    """A counter was open, or suspended, under one person from when to when."""

    counter = models.ForeignKey(Counter, models.PROTECT, related_name="stints")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=Counter.State.choices)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["counter", "from_at"], name="halls_stint_of_counter")]
        constraints = [
            models.UniqueConstraint(
                fields=["counter"], condition=Q(until_at=None), name="halls_stint_running_once"
            ),
            models.CheckConstraint(
                condition=Q(until_at=None) | Q(until_at__gte=F("from_at")), name="halls_stint_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counter_id} {self.state}"


class Absence(models.Model):
    """The lobby manager was away from when to when; `relief` stood in, if anybody did."""

    hall = models.ForeignKey(Hall, models.PROTECT, related_name="absences")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    relief = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["hall", "from_at"], name="halls_absence_of_hall")]

    def __str__(self) -> str:
        return f"{self.hall_id} {self.from_at:%Y-%m-%d %H:%M}"


class DeviceQuerySet(models.QuerySet["Device"]):
    def in_use(self) -> "DeviceQuerySet":
        return self.filter(revoked_at=None)


class Device(models.Model):
    """A kiosk, screen or rating device: whoever has its link is the device. Only the link's hash is kept."""

    class Kind(models.TextChoices):
        KIOSK = "kiosk", pgettext_lazy("device", "kiosk")
        SCREEN = "screen", pgettext_lazy("device", "hall screen")
        COUNTER = "counter", pgettext_lazy("device", "counter screen")
        RATING = "rating", pgettext_lazy("device", "rating device")

    hall = models.ForeignKey(Hall, models.PROTECT, related_name="devices")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    counter = models.ForeignKey(Counter, models.PROTECT, null=True, blank=True, related_name="devices")
    name = models.CharField(max_length=60)
    hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Device"]] = DeviceQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> Actor:
        return Actor(ref=f"device:{self.pk}", name=self.name)
