"""Books, and the amounts moved between them. A transfer moves money from one book to another, so the whole always balances."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

NOTHING = Decimal("0.00")


class Book(models.Model):
    """One column of the accounts. `subject` tells whose: `account:12`, `till:3`, `water`; empty where there is but one."""

    class Kind(models.TextChoices):
        RECEIVABLE = "receivable", _("owed by customers")
        CREDIT = "credit", _("held for customers")
        REVENUE = "revenue", _("charged to customers")
        LATE = "late", _("charged for paying late")
        CASH = "cash", _("cash in a till")
        CLEARING = "clearing", _("on its way from a payment provider")
        BANK = "bank", _("at the bank")
        FEES = "fees", _("kept by payment providers")
        OVER = "over", _("cash over and short")
        WRITTEN_OFF = "written_off", _("written off")

    #: Books whose debits are what there is; of the others it is the credits.
    DEBIT_SIDE = frozenset({"receivable", "cash", "clearing", "bank", "fees", "over", "written_off"})

    kind = models.CharField(max_length=12, choices=Kind.choices)
    subject = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject"], name="ledger_book_once")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}".rstrip()


class TransferQuerySet(models.QuerySet["Transfer"]):
    def until(self, at: datetime | None) -> "TransferQuerySet":
        return self if at is None else self.filter(at__lte=at)

    def of(self, book: Book) -> "TransferQuerySet":
        return self.filter(Q(debit=book) | Q(credit=book))

    def total(self) -> Decimal:
        return self.aggregate(total=Sum("amount"))["total"] or NOTHING


class Transfer(models.Model):
    """`amount` yuan into `debit`, out of `credit`. Never changed, never deleted; what was wrong is moved back.

    `key` names what it was done for and is there once (`bill:310000000017`), so nothing is booked twice.
    """

    debit = models.ForeignKey(Book, models.PROTECT, related_name="debits", db_index=False)
    credit = models.ForeignKey(Book, models.PROTECT, related_name="credits", db_index=False)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    at = models.DateTimeField()
    key = models.CharField(max_length=60, unique=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")

    objects: ClassVar[models.Manager["Transfer"]] = TransferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="ledger_transfer_moves"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="ledger_transfer_between_two"),
        ]
        indexes = [
            models.Index(fields=["debit", "at"], name="ledger_transfer_debit"),
            models.Index(fields=["credit", "at"], name="ledger_transfer_credit"),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.key} {self.amount}"
