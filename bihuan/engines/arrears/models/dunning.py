"""An account that is gone after, what was done about it, and what holds it still."""

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.engines.billing.models import Account
from bihuan.engines.cases.models import Case
from bihuan.ground.directory import places
from bihuan.ground.directory.models import Person
from bihuan.ground.journal.models import Journaled

HOWS = (
    ("message", _("message")),
    ("call", _("call")),
    ("visit", _("visit")),
    ("stop_notice", _("notice of a stop")),
    ("stop", _("stop of supply")),
)


class DunningQuerySet(models.QuerySet["Dunning"]):
    def within(self, paths: Iterable[str]) -> "DunningQuerySet":
        """Those of accounts at and below some places."""
        seen = Q(pk__in=())
        for path in paths:
            below = places.below(path)
            if below is None:
                return self
            seen |= Q(account__premise__place__in=below)
        return self.filter(seen)

    def open(self) -> "DunningQuerySet":
        return self.filter(closed_at=None)


class Dunning(Journaled):
    """From the first day of arrears until everything overdue is paid. One is open for an account at most.

    `since`: the last day to pay of the oldest overdue bill. `step`: the last rung that was done. `next_step`,
    `next_how`, `next_on`: the rung that comes, worked out anew after every change; empty at the top.
    """

    journal_kind = "dunning"

    account = models.ForeignKey(Account, models.PROTECT, related_name="dunnings")
    edition = models.CharField(max_length=120)
    ladder = models.CharField(max_length=40)
    since = models.DateField()
    step = models.CharField(max_length=40, blank=True, default="")
    next_step = models.CharField(max_length=40, blank=True, default="")
    next_how = models.CharField(max_length=12, blank=True, default="", choices=HOWS)
    next_on = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Dunning"]] = DunningQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(closed_at=None), name="arrears_dunning_one_open"
            )
        ]
        indexes = [models.Index(fields=["next_on"], condition=Q(closed_at=None), name="arrears_dunning_next")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.account_id} {self.since}"


class Deed(models.Model):
    """What was done on a rung, by whom, and what came of it: the record of reminding. Never changed."""

    class Result(models.TextChoices):
        SENT = "sent", _("sent")
        PROMISED = "promised", _("promised to pay")
        REACHED = "reached", _("spoken with")
        UNWILLING = "unwilling", _("will not pay")
        NOT_REACHED = "not_reached", _("could not be reached")
        LEFT = "left", _("a slip was left")
        GIVEN = "given", _("notice given")

    dunning = models.ForeignKey(Dunning, models.PROTECT, related_name="deeds")
    step = models.CharField(max_length=40)
    how = models.CharField(max_length=12, choices=HOWS)
    result = models.CharField(max_length=12, choices=Result.choices)
    note = models.CharField(max_length=300, blank=True, default="")
    promised_on = models.DateField(null=True, blank=True)
    done = models.BooleanField(default=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dunning", "step"], condition=Q(done=True), name="arrears_deed_done_once"
            )
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.step} {self.result}"


class Hold(models.Model):
    """Days in which an account is left in peace; `until` does not belong to them. Ended early, `until` moves."""

    class Why(models.TextChoices):
        HARDSHIP = "hardship", _("hardship")
        DISPUTE = "dispute", _("bill in doubt")
        INSTALMENTS = "instalments", _("pays in instalments")
        PROMISE = "promise", _("promised to pay")

    dunning = models.ForeignKey(Dunning, models.PROTECT, related_name="holds")
    why = models.CharField(max_length=12, choices=Why.choices)
    reason = models.CharField(max_length=300)
    since = models.DateField()
    until = models.DateField()
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.why} {self.since}-{self.until}"
