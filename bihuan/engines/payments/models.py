"""Payments, what of them goes to which bill, what providers told us, tills, refunds, and what does not add up."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from bihuan.engines.billing.models import Account, Bill, Binding
from bihuan.ground.directory import places
from bihuan.ground.directory.models import Person, Place
from bihuan.ground.journal.models import Journaled

NOTHING = Decimal("0.00")


class Channel(models.TextChoices):
    """The four ways of S000-7, and the two that came later or were always there."""

    ALIPAY = "alipay", _("Alipay")
    WECHAT = "wechat", _("WeChat Pay")
    UNIONPAY = "unionpay", _("UnionPay")
    NETBANK = "netbank", _("internet banking")
    DEBIT = "debit", _("signed bank debit")
    CASH = "cash", _("cash at the counter")


class Till(Journaled):
    """One clerk's cash from opening to closing. `counted` is by denomination; `closed_by` is somebody else."""

    journal_kind = "till"

    place = models.ForeignKey(Place, models.PROTECT, related_name="tills")
    person = models.ForeignKey(Person, models.PROTECT, related_name="tills")
    opened_at = models.DateTimeField()
    begun_with = models.DecimalField(max_digits=10, decimal_places=2, default=NOTHING)
    expected = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    counted = models.JSONField(default=dict, blank=True)
    difference = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    why = models.CharField(max_length=200, blank=True, default="")
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(closed_at=None), name="payments_till_one_open"
            )
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.place_id} {self.person_id} {self.opened_at:%Y-%m-%d}"


class PaymentQuerySet(models.QuerySet["Payment"]):
    def within(self, paths: Iterable[str]) -> "PaymentQuerySet":
        """Those with a share at and below some places."""
        seen = Q(pk__in=())
        for path in paths:
            below = places.below(path)
            if below is None:
                return self
            shares = Share.objects.filter(payment=OuterRef("pk"), account__premise__place__in=below)
            seen |= Q(Exists(shares))
        return self.filter(seen)

    def of_customer(self, phone: str, at: datetime) -> "PaymentQuerySet":
        """Those the customer made himself, and those of accounts he may look at."""
        bound = Binding.objects.filter(phone=phone).held(at).values("account")
        shares = Share.objects.filter(payment=OuterRef("pk"), account__in=bound)
        return self.filter(Q(phone=phone) | Exists(shares))


class Payment(Journaled):
    """Somebody pays one or several bills. `key` is the payer's own, so the same wish sent twice is one payment.

    `reference` is the provider's number of it. `received` and `change` are of cash (唱收唱付).
    """

    journal_kind = "payment"

    class State(models.TextChoices):
        STARTED = "started", _("waiting for payment")
        PAID = "paid", _("paid")
        FAILED = "failed", _("payment failed")
        EXPIRED = "expired", _("not paid in time")

    channel = models.CharField(max_length=10, choices=Channel.choices)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    state = models.CharField(max_length=8, choices=State.choices, default=State.STARTED)
    phone = models.CharField(max_length=30, blank=True, default="", db_index=True)
    secret = models.CharField(max_length=32, unique=True)
    key = models.CharField(max_length=80, unique=True)
    # Nothing, not an empty text: it is unique where there is one.
    reference = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001
    till = models.ForeignKey(Till, models.PROTECT, null=True, blank=True, related_name="payments")
    received = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    change = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    refunded = models.DecimalField(max_digits=12, decimal_places=2, default=NOTHING)
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Payment"]] = PaymentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "reference"], name="payments_reference_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_payment_amount"),
            models.CheckConstraint(condition=Q(refunded__lte=F("amount")), name="payments_refund_most"),
        ]
        indexes = [
            models.Index(fields=["started_at"], name="payments_waiting", condition=Q(state="started")),
            models.Index(fields=["channel", "paid_at"], name="payments_paid"),
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """`P0000000012`: what receipts and providers call it."""
        return f"P{self.pk:010d}"


class Share(models.Model):
    """What of a payment is meant for a bill; `applied` of it went there, the rest is held for the account."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="shares")
    account = models.ForeignKey(Account, models.PROTECT, related_name="shares")
    bill = models.ForeignKey(Bill, models.PROTECT, null=True, blank=True, related_name="shares")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    applied = models.DecimalField(max_digits=12, decimal_places=2, default=NOTHING)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_share_amount"),
            models.CheckConstraint(condition=Q(applied__lte=F("amount")), name="payments_share_applied"),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.payment_id} {self.bill_id} {self.amount}"


class Told(models.Model):
    """Each message of a provider, whatever became of it. Never changed."""

    class Verdict(models.TextChoices):
        TAKEN = "taken", _("credited")
        REPEATED = "repeated", _("known already")
        UNSIGNED = "unsigned", _("signature wrong")
        UNKNOWN = "unknown", _("no such payment")
        AMOUNT = "amount", _("another amount")
        REUSED = "reused", _("its reference belongs to another payment")
        LATE = "late", _("after it was over")

    channel = models.CharField(max_length=10, choices=Channel.choices)
    order = models.CharField(max_length=20, blank=True, default="")
    reference = models.CharField(max_length=64, blank=True, default="")
    amount = models.CharField(max_length=20, blank=True, default="")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["order"], name="payments_told_order")]

    def __str__(self) -> str:
        return f"{self.channel} {self.order} {self.verdict}"


class Refund(Journaled):
    """Money on its way back: asked for by one, approved by another."""

    journal_kind = "refund"

    class State(models.TextChoices):
        ASKED = "asked", _("waits for approval")
        DONE = "done", _("paid back")
        REFUSED = "refused", _("refund refused")

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds")
    account = models.ForeignKey(Account, models.PROTECT, related_name="refunds")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    why = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="payments_refund_amount")]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.payment_id} {self.amount}"


class Statement(models.Model):
    """A provider's list of a day, read once."""

    channel = models.CharField(max_length=10, choices=Channel.choices)
    day = models.DateField()
    lines = models.PositiveIntegerField()
    total = models.DecimalField(max_digits=14, decimal_places=2)
    #: of the file that it stood in; empty when the provider was asked
    sha256 = models.CharField(max_length=64, blank=True, default="")
    read_at = models.DateTimeField()
    read_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "day"], name="payments_statement_once")]
        ordering = ["-day", "channel"]

    def __str__(self) -> str:
        return f"{self.channel} {self.day}"


class Difference(Journaled):
    """Something a statement and our books say differently, until somebody has settled it."""

    journal_kind = "difference"

    class Kind(models.TextChoices):
        NOT_OURS = "not_ours", _("the provider has it, we do not")
        NOT_THEIRS = "not_theirs", _("we have it, the provider does not")
        AMOUNT = "amount", _("the amounts differ")

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="differences")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    order = models.CharField(max_length=20)
    reference = models.CharField(max_length=64, blank=True, default="")
    ours = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    theirs = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    why = models.CharField(max_length=200, blank=True, default="")
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.order} {self.kind}"


class SandboxOrder(models.Model):
    """What the practice gateway knows of an order: the demo's stand-in for Alipay and its like."""

    channel = models.CharField(max_length=10, choices=Channel.choices)
    order = models.CharField(max_length=20, unique=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    reference = models.CharField(max_length=64)
    paid_at = models.DateTimeField(null=True, blank=True)
    #: what went back, by the key it was asked for with
    refunds = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.order

    @property
    def refunded(self) -> Decimal:
        return sum((Decimal(one) for one in self.refunds.values()), NOTHING)
