"""What hangs on outages: callers who wait for one, who wants to be told, the order of cuts, what a breach costs."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.engines.cases.models import Case
from bihuan.engines.outages.models.outage import Outage
from bihuan.ground.directory.models import Person, Place


class Joined(models.Model):
    """A report of no power that waits for a known outage; the case keeps its own journal."""

    outage = models.ForeignKey(Outage, models.PROTECT, related_name="joined")
    case = models.OneToOneField(Case, models.PROTECT, related_name="outage_joined")
    at = models.DateTimeField()
    #: when it was looked at after the supply came back: settled, or left to who has moved it on
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["outage"], condition=Q(ended_at=None), name="outages_joined_open"),
        ]

    def __str__(self) -> str:
        return f"{self.outage_id} {self.case_id}"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def held(self, at: datetime) -> "SubscriptionQuerySet":
        return self.filter(Q(until=None) | Q(until__gt=at), since__lte=at)


class Subscription(models.Model):
    """A proven phone that wants to be told of outages at a place."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    phone = models.CharField(max_length=30)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Subscription"]] = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["phone", "place"], condition=Q(until=None), name="outages_subscribed_once"
            )
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.phone[-4:]} {self.place_id}"


class CutOrder(models.Model):
    """限电序位表: the place that is cut at this rank, as it was published. Lower ranks go first."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place"], condition=Q(until=None), name="outages_one_rank")
        ]
        ordering = ["rank", "id"]

    def __str__(self) -> str:
        return f"{self.rank} {self.place_id}"


class Compensation(models.Model):
    """Proposed when a fault was mended too late. The amount is for people to say, and for another to approve."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("to be decided")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("no compensation")

    outage = models.OneToOneField(Outage, models.PROTECT, related_name="compensation")
    households = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PROPOSED)
    each = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True, default="")
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.outage_id} {self.state}"
