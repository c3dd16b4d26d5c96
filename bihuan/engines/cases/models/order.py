"""A case in the hands of a unit: order, contact, report, responsibility, measure."""

from collections.abc import Iterator
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.ground.directory.models import Person, Team


class Order(models.Model):
    """A work order (工单): a case in the hands of one team. Several may run at once; one leads.

    `away` are the stretches [from, until] in which it was confirmed and lay with those who review, before it came back.
    """

    class State(models.TextChoices):
        SENT = "sent", _("waiting to be taken")
        TAKEN = "taken", _("being handled")
        REPORTED = "reported", _("report waits for the head")
        CONFIRMED = "confirmed", _("report confirmed")
        RETURNED = "returned", _("returned")
        TRANSFERRED = "transferred", _("transferred")
        VOID = "void", _("ended with the case")

    #: still in the team's hands, and: the team has or had it to the end (it may look at it)
    ACTIVE = (State.SENT, State.TAKEN, State.REPORTED)
    HELD = (State.SENT, State.TAKEN, State.REPORTED, State.CONFIRMED)

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="orders")
    team = models.ForeignKey(Team, models.PROTECT, related_name="orders", db_index=False)
    round = models.PositiveSmallIntegerField(default=1)
    lead = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.SENT)
    handler = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="orders", db_index=False
    )
    instruction = models.CharField(max_length=300, blank=True, default="")
    sent_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    contacted_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, blank=True, default="")
    away = models.JSONField(default=list, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["team", "state", "-case"], name="cases_order_of_team"),
            models.Index(fields=["handler", "state"], name="cases_order_of_handler"),
            models.Index(fields=["sent_at"], name="cases_order_sent"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "team"],
                condition=Q(state__in=["sent", "taken", "reported"]),
                name="cases_one_active_order_per_team",
            )
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id}→{self.team_id}"

    def stretches(self) -> Iterator[tuple[datetime, datetime | None]]:
        """When it lay in the team's hands, in order; the last one is open while the team has not let go."""
        since = self.sent_at
        for left, back in self.away:
            yield since, datetime.fromisoformat(left)
            since = datetime.fromisoformat(back)
        yield since, self.confirmed_at or self.ended_at


class Contact(models.Model):
    """Evidence that the customer was reached: a call, a message, a visit; never a mere change of state."""

    class Way(models.TextChoices):
        CALL = "call", _("phone call")
        MESSAGE = "message", _("message")
        VISIT = "visit", _("visit on site")

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="contacts")
    order = models.ForeignKey(Order, models.PROTECT, null=True, blank=True, related_name="contacts")
    way = models.CharField(max_length=10, choices=Way.choices)
    reached = models.BooleanField(default=True)
    said = models.TextField()
    evidence = models.CharField(
        max_length=120, blank=True, default="", help_text=_("Recording, message or form number.")
    )
    appointment_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.way}"


class Report(models.Model):
    """The investigation report with its four sections (S003 7.3b), responsibility and corrective measure (7.3a)."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="reports")
    order = models.ForeignKey(Order, models.PROTECT, related_name="reports")
    round = models.PositiveSmallIntegerField(default=1)
    facts = models.TextField()
    findings = models.TextField()
    measures = models.TextField()
    reply = models.TextField()
    cause = models.CharField(max_length=300, blank=True, default="")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.order_id}"


class Responsibility(models.Model):
    """Who answers for a verified complaint and what is proposed (S003 7.3a, 7.8)."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="responsibilities")
    verified = models.BooleanField()
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    person_name = models.CharField(max_length=40, blank=True, default="")
    opinion = models.CharField(max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.case_id} {self.opinion}"


class Measure(models.Model):
    """A corrective measure (S003 7.3a, 7.5c): what is changed so that it does not happen again."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="measures")
    text = models.CharField(max_length=500)
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.case_id} {self.text[:20]}"
