"""Paying in instalments: asked for by one, agreed to by another."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.engines.arrears.instalments import Part
from bihuan.engines.arrears.models.dunning import Dunning
from bihuan.ground.directory.models import Person
from bihuan.ground.journal.models import Journaled


class Agreement(Journaled):
    """What was owed on some bills, in parts that add up to it. `phone`: the customer who asked for it himself.

    `due`: the last day the next part can be paid in time, grace included.
    """

    journal_kind = "agreement"

    class State(models.TextChoices):
        ASKED = "asked", _("waits for approval")
        REFUSED = "refused", _("turned down")
        AGREED = "agreed", _("agreed")
        BROKEN = "broken", _("not kept")
        KEPT = "kept", _("promise kept")
        WITHDRAWN = "withdrawn", _("no longer needed")

    dunning = models.ForeignKey(Dunning, models.PROTECT, related_name="agreements")
    bills = models.JSONField()
    total = models.DecimalField(max_digits=12, decimal_places=2)
    parts = models.JSONField()
    why = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    due = models.DateField(null=True, blank=True)
    phone = models.CharField(max_length=30, blank=True, default="")
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dunning"], condition=Q(state__in=["asked", "agreed"]), name="arrears_agreement_one"
            )
        ]
        indexes = [models.Index(fields=["due"], condition=Q(state="agreed"), name="arrears_agreement_due")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.dunning_id} {self.total}"

    @property
    def shares(self) -> Sequence[Part]:
        return [Part(date.fromisoformat(day), Decimal(amount)) for day, amount in self.parts]
