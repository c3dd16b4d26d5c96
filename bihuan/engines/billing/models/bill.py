"""Bills, and the runs that make them."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bihuan.engines.billing.models.account import Account
from bihuan.engines.billing.numbers import bill_number
from bihuan.ground.directory.models import Place
from bihuan.ground.journal.models import Journaled


class BillRun(Journaled):
    """All bills of a place and what lies below it, for what was used up to a day. One run for each place and day."""

    journal_kind = "billrun"

    class State(models.TextChoices):
        RUNNING = "running", _("run under way")
        DONE = "done", _("done")

    place = models.ForeignKey(Place, models.PROTECT, related_name="bill_runs")
    until = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    accounts = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "until"], name="billing_run_once")]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.place_id} {self.until}"


class RunPart(models.Model):
    """A stretch of accounts, by id, that is billed in one transaction. `left` counts those left out, by reason."""

    run = models.ForeignKey(BillRun, models.PROTECT, related_name="parts", db_index=False)
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    bills = models.PositiveIntegerField(default=0)
    total = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal("0.00"))
    left = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True, default="")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "low"], name="billing_part_once")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.run_id} {self.low}-{self.high}"


class BillQuerySet(models.QuerySet["Bill"]):
    def live(self) -> "BillQuerySet":
        """Those that count: neither taken back nor taking one back."""
        return self.filter(reversed_at=None, reverses=None)

    def in_short(self) -> "BillQuerySet":
        """Without what only the sum itself is made of; a list does not need it."""
        return self.defer("usage", "closing", "lines", "odd")

    def unpaid(self) -> "BillQuerySet":
        return self.live().filter(settled_at=None)


class Bill(models.Model):
    """What one stretch of days costs. Its figures never change; a wrong bill is taken back by another one and made anew.

    `usage` holds everything the sum was made of, so the same sum can be made, and printed step by step, years later
    (`billing/retelling.py`). `closing`: what each meter showed at the end, where the next bill begins. `digest` is a
    hash over all of it.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="bills", db_index=False)
    run = models.ForeignKey(
        BillRun, models.PROTECT, null=True, blank=True, related_name="bills", db_index=False
    )
    first = models.DateField()
    last = models.DateField()
    series = models.CharField(max_length=60)
    edition = models.CharField(max_length=120)
    usage = models.JSONField()
    closing = models.JSONField()
    lines = models.JSONField()
    counted = models.DecimalField(max_digits=14, decimal_places=4)
    total = models.DecimalField(max_digits=12, decimal_places=2)
    estimated = models.BooleanField(default=False)
    odd = models.JSONField(default=dict, blank=True)
    digest = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    due_on = models.DateField()
    paid = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))
    settled_at = models.DateTimeField(null=True, blank=True)
    reversed_at = models.DateTimeField(null=True, blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")

    objects: ClassVar[models.Manager["Bill"]] = BillQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "last"],
                condition=Q(reversed_at=None, reverses=None),
                name="billing_bill_once",
            ),
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="billing_bill_days"),
        ]
        indexes = [
            models.Index(
                fields=["account", "due_on"],
                condition=Q(settled_at=None, reversed_at=None, reverses=None),
                name="billing_bill_unpaid",
            ),
            models.Index(fields=["run", "account"], name="billing_bill_run"),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return bill_number(self.pk, self.last)

    @property
    def open_amount(self) -> Decimal:
        """What is still to be paid."""
        return self.total - self.paid
