"""An outage and the places without power."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from bihuan.engines.billing.models.account import COMMODITIES
from bihuan.ground.directory import places
from bihuan.ground.directory.models import Person, Place
from bihuan.ground.journal.models import Journaled


class OutageQuerySet(models.QuerySet["Outage"]):
    def touching(self, *paths: str) -> "OutageQuerySet":
        """Those that leave somebody at one of the places without power: at the place, above it or below it."""
        near = [
            pk
            for pk, one in places.paths().items()
            if any(path.startswith(one) or one.startswith(path) for path in paths)
        ]
        return self.filter(Exists(Affected.objects.filter(outage=OuterRef("pk"), place__in=near)))

    def live(self) -> "OutageQuerySet":
        """Announced or going on."""
        return self.filter(restored_at=None, cancelled_at=None)

    def public(self, at: datetime, kept: timedelta = timedelta(days=3)) -> "OutageQuerySet":
        """Live ones, and those that ended a short while ago."""
        ended = Q(restored_at__gt=at - kept) | Q(cancelled_at__gt=at - kept)
        return self.filter(Q(restored_at=None, cancelled_at=None) | ended)

    def soonest_first(self) -> "OutageQuerySet":
        return self.order_by(F("started_at").asc(nulls_last=True), "begins_at", "id")


class Outage(Journaled):
    """停电: what is without supply, why, from when to when. `edition` is `pack@edition`: it lives by it to its end.

    `begins_at` and `ends_at` are what customers were told; `started_at` and `restored_at` what came. `due_at` is when a
    fault has to be mended, empty where it is excused.
    """

    journal_kind = "outage"

    class Kind(models.TextChoices):
        PLANNED = "planned", _("planned maintenance")
        TEMPORARY = "temporary", _("temporary repair")
        EMERGENCY = "emergency", _("emergency cut")
        FAULT = "fault", _("fault")

    class Excuse(models.TextChoices):
        WEATHER = "weather", _("strong wind, rain, snow or bad weather")
        CABLE = "cable", _("cable fault")
        TRANSFORMER = "transformer", _("burnt transformer")

    edition = models.CharField(max_length=110)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    commodity = models.CharField(max_length=12, choices=COMMODITIES, default="electricity")
    places = models.ManyToManyField(Place, through="Affected", related_name="outages")
    title = models.CharField(max_length=80)
    cause = models.CharField(max_length=300)
    fault = models.CharField(max_length=40, blank=True, default="")
    outside = models.BooleanField(default=False)
    told_at = models.DateTimeField()
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    restored_at = models.DateTimeField(null=True, blank=True)
    restored_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    due_clause = models.CharField(max_length=40, blank=True, default="")
    excuse = models.CharField(max_length=12, choices=Excuse.choices, blank=True, default="")
    proof = models.CharField(max_length=300, blank=True, default="")
    late_reason = models.CharField(max_length=300, blank=True, default="")
    progress = models.CharField(max_length=300, blank=True, default="")
    warned_at = models.DateTimeField(null=True, blank=True)
    households = models.PositiveIntegerField(default=0)
    important = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager["Outage"]] = OutageQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["begins_at"],
                name="outages_live",
                condition=Q(restored_at=None, cancelled_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"TD{self.pk:06d}"

    @property
    def state(self) -> str:
        """announced, running, restored or cancelled."""
        if self.cancelled_at:
            return "cancelled"
        if self.restored_at:
            return "restored"
        return "running" if self.started_at else "announced"

    def overdue(self, at: datetime) -> bool:
        """Whether a fault was, or is still not, mended in time."""
        return bool(self.due_at and not self.cancelled_at and (self.restored_at or at) > self.due_at)


class Affected(models.Model):
    """A place without supply; none of an outage lies within another. `households` are the accounts at and below it."""

    outage = models.ForeignKey(Outage, models.PROTECT, related_name="affected")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    households = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outage", "place"], name="outages_affected_once")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.outage_id} {self.place_id}"
