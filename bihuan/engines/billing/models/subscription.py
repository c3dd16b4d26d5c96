"""What a customer wants to be told about an account."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.engines.billing.models.account import Account


class Subscription(models.Model):
    """A wish of one phone about one account; switched off it keeps its days, so that consent can be shown later.

    `told`: the newest bill, by its id, that was told of.
    """

    class Kind(models.TextChoices):
        EBILL = "ebill", _("bill by text message instead of paper")
        REMINDER = "reminder", _("reminder three days before a bill falls due")

    phone = models.CharField(max_length=30)
    account = models.ForeignKey(Account, models.PROTECT, related_name="subscriptions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    told = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "phone", "kind"], condition=Q(until=None), name="billing_subscription_once"
            )
        ]
        indexes = [models.Index(fields=["phone"], condition=Q(until=None), name="billing_subscription_phone")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.phone[-4:]} {self.kind} {self.account_id}"
