"""A promise that runs: clock, its events, extensions of it."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.engines.cases.models.order import Order
from bihuan.ground.directory.models import Person, Team


class ClockQuerySet(models.QuerySet["Clock"]):
    def running(self) -> "ClockQuerySet":
        return self.filter(stopped_at=None, paused_at=None)

    def overdue(self, at: datetime) -> "ClockQuerySet":
        return self.running().filter(due_at__lt=at)

    def with_a_step_due(self, at: datetime) -> "ClockQuerySet":
        return self.filter(next_step_at__lte=at)


class Clock(models.Model):
    """A promise that runs. `due_at` is cached; the row's start and its events rebuild it (`clocks.replayed`).

    A paused clock has no `due_at` and keeps `remaining` (counted seconds). `met` is frozen at the stop, and so is
    `charged`: whom the verdict counts for (`slices.charged`; None: no unit).
    """

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="clocks")
    order = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="clocks", db_index=False
    )
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    charged = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    promise = models.CharField(max_length=40)
    clause = models.CharField(max_length=120)
    round = models.PositiveSmallIntegerField(default=1)
    allowance = models.CharField(max_length=40)
    calendar = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    remaining = models.IntegerField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    met = models.BooleanField(null=True, blank=True)
    cancelled = models.BooleanField(default=False)
    step = models.PositiveSmallIntegerField(default=0)
    next_step_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Clock"]] = ClockQuerySet.as_manager()

    class Meta:
        indexes = [
            # What the watcher reads: only rows that still have something to do.
            models.Index(
                fields=["next_step_at"], name="cases_clock_next_step", condition=Q(next_step_at__isnull=False)
            ),
            models.Index(
                fields=["due_at", "promise", "team"],
                name="cases_clock_running",
                condition=Q(stopped_at=None, paused_at=None),
            ),
            # A month's deadlines, of every promise or of some: what period reports and the standard browser read.
            models.Index(fields=["due_at", "promise"], name="cases_clock_due"),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.promise}"

    @property
    def is_running(self) -> bool:
        return self.stopped_at is None and self.paused_at is None

    def is_overdue(self, at: datetime) -> bool:
        """True at read time, whether or not a watcher has come by; a paused or stopped clock never is.

        At the very moment of the due time it is not yet: "within 45 minutes" includes the 45th.
        """
        return self.is_running and self.due_at is not None and at > self.due_at


class ClockEvent(models.Model):
    """What happened to a running clock: append-only."""

    class What(models.TextChoices):
        PAUSE = "pause", _("paused")
        RESUME = "resume", _("resumed")
        EXTEND = "extend", _("extended")
        RESTART = "restart", _("restarted")
        STOP = "stop", _("stopped")

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="events")
    what = models.CharField(max_length=10, choices=What.choices)
    at = models.DateTimeField()
    amount = models.CharField(max_length=40, blank=True, default="")
    reason = models.CharField(max_length=300, blank=True, default="")
    actor = models.CharField(max_length=40)
    clause = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.what}"


class Extension(models.Model):
    """More time, asked before expiry with a reason (S003 7.6f–g); refused ones change nothing."""

    class State(models.TextChoices):
        ASKED = "asked", _("waiting for a decision")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="extensions")
    promise = models.CharField(max_length=40)
    amount = models.CharField(max_length=20)
    reason = models.CharField(max_length=300)
    told_customer_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "promise"], condition=Q(state="asked"), name="cases_one_open_extension"
            )
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.promise} +{self.amount}"
