"""Who uses and pays: premises, accounts, and which customers may look at them."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from bihuan.engines.billing.shapes import Commodity
from bihuan.engines.ledger.models import Book
from bihuan.ground.directory import places
from bihuan.ground.directory.models import Place
from bihuan.ground.journal.models import Journaled

COMMODITIES: tuple[tuple[Commodity, object], ...] = (
    ("electricity", _("electricity")),
    ("water", _("water")),
    ("gas", _("gas")),
    ("heating", _("heating")),
    ("property", _("property fee")),
)


class Premise(models.Model):
    """Where something is used. Several accounts may belong to one: water, electricity, gas, property fee."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="premises")
    address = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.address


class AccountQuerySet(models.QuerySet["Account"]):
    def within(self, paths: Iterable[str]) -> "AccountQuerySet":
        """Those at and below some places."""
        seen = Q(pk__in=())
        for path in paths:
            below = places.below(path)
            if below is None:
                return self
            seen |= Q(premise__place__in=below)
        return self.filter(seen)

    def of_customer(self, phone: str, at: datetime) -> "AccountQuerySet":
        """Those that the customer with this phone may look at."""
        bound = Binding.objects.filter(account=OuterRef("pk"), phone=phone).held(at)
        return self.filter(Exists(bound))

    def open(self) -> "AccountQuerySet":
        return self.filter(closed_at=None)


class Account(Journaled):
    """户: one commodity at one premise, and who pays for it.

    `series` names the tariff series of the packs in force at its place. `fixed` are quantities that no meter counts,
    such as a floor area, as decimal text by measure. `people` is the household, 0 where it is not known.
    """

    journal_kind = "account"

    number = models.CharField(max_length=16, unique=True)
    premise = models.ForeignKey(Premise, models.PROTECT, related_name="accounts")
    commodity = models.CharField(max_length=12, choices=COMMODITIES)
    series = models.CharField(max_length=60)
    people = models.PositiveSmallIntegerField(default=0)
    relief = models.CharField(max_length=40, blank=True, default="")
    fixed = models.JSONField(default=dict, blank=True)
    holder_name = models.CharField(max_length=60, db_index=True)
    holder_phone = models.CharField(max_length=30, blank=True, default="", db_index=True)
    important = models.BooleanField(default=False)
    capacity = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    book = models.OneToOneField(Book, models.PROTECT, related_name="account")
    opened_on = models.DateField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Account"]] = AccountQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.number


class BindingQuerySet(models.QuerySet["Binding"]):
    def held(self, at: datetime) -> "BindingQuerySet":
        return self.filter(Q(until=None) | Q(until__gt=at), since__lte=at)


class Binding(models.Model):
    """A customer, known by a proven phone, who may look at an account and pay its bills."""

    class Role(models.TextChoices):
        HOLDER = "holder", _("holder")
        FAMILY = "family", _("family member")

    class Proof(models.TextChoices):
        PHONE = "phone", _("the holder's own phone")
        BILL = "bill", _("the holder's name and a bill")
        HOLDER = "holder", _("let in by the holder")
        COUNTER = "counter", _("papers seen at a counter")

    phone = models.CharField(max_length=30)
    account = models.ForeignKey(Account, models.PROTECT, related_name="bindings")
    role = models.CharField(max_length=8, choices=Role.choices)
    proof = models.CharField(max_length=8, choices=Proof.choices)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Binding"]] = BindingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["phone", "account"], condition=Q(until=None), name="billing_binding_once"
            )
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.phone[-4:]} {self.role} {self.account_id}"
