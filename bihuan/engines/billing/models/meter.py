"""Meters and what was read on them."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.engines.billing.models.account import Account
from bihuan.ground.directory.models import Person


class Meter(models.Model):
    """A meter at an account from one day to another.

    `digits` before the point, after which it begins at nothing again. `starts` and `ends`: what it showed when it was
    fitted and taken away, as decimal text by measure of the tariff (one for each register of a time-of-use meter).
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="meters")
    serial = models.CharField(max_length=40, db_index=True)
    digits = models.PositiveSmallIntegerField(default=6)
    multiplier = models.DecimalField(
        max_digits=7, decimal_places=2, default=Decimal(1), validators=[MinValueValidator(Decimal("0.01"))]
    )
    fitted_on = models.DateField()
    starts = models.JSONField(default=dict)
    removed_on = models.DateField(null=True, blank=True)
    ends = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(removed_on=None), name="billing_meter_one_runs"
            )
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.serial


class Reading(models.Model):
    """What a meter showed at the end of a day. Never changed: a better one is entered beside it and the first refused."""

    class Source(models.TextChoices):
        ROUND = "round", _("read on a round")
        OWN = "own", _("read by the customer")
        REMOTE = "remote", _("read remotely")
        ESTIMATED = "estimated", _("estimated")

    class State(models.TextChoices):
        ACCEPTED = "accepted", _("reading counts")
        DOUBTED = "doubted", _("asked again")
        REFUSED = "refused", _("does not count")

    account = models.ForeignKey(Account, models.PROTECT, related_name="readings", db_index=False)
    meter = models.ForeignKey(Meter, models.PROTECT, related_name="readings", db_index=False)
    on = models.DateField()
    values = models.JSONField()
    source = models.CharField(max_length=10, choices=Source.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ACCEPTED)
    doubts = models.JSONField(default=list, blank=True)
    photo = models.CharField(max_length=120, blank=True, default="")
    note = models.CharField(max_length=200, blank=True, default="")
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meter", "on"], condition=Q(state="accepted"), name="billing_reading_one_a_day"
            )
        ]
        indexes = [models.Index(fields=["account", "on"], name="billing_reading_account")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.on} {self.values}"
