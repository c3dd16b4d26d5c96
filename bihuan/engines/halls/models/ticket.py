"""Somebody stands in the hall now: his number, and what he says of the visit afterwards."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from bihuan.engines.cases.models import Case
from bihuan.engines.halls.models.hall import Counter, Device, Hall
from bihuan.engines.halls.numbers import ticket_number
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Person
from bihuan.ground.journal.models import Journaled
from bihuan.ground.standards.shapes import Role


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, actor: Actor, roles: Mapping[str, Role]) -> "TicketQuerySet":
        """Tickets of the halls that the actor sees; a customer comes by the secret of his ticket."""
        return self.filter(hall__in=Hall.objects.visible_to(actor, roles))

    def waiting(self) -> "TicketQuerySet":
        return self.filter(state=Ticket.State.WAITING)

    def at_counters(self) -> "TicketQuerySet":
        return self.filter(state__in=Ticket.AT_COUNTER)

    def open(self) -> "TicketQuerySet":
        return self.filter(state__in=Ticket.OPEN)


class Ticket(Journaled):
    """A number. `letter` and `number` are what is printed and never change; `service` may, by a transfer.

    `taken_at` grows within a hall's day even when the machine's clock is set back. `entered_at` is when he began to
    queue. `estimate_low` and `estimate_high` are what he was told, `waited` and `handling` what came of it: seconds.
    `only` is the counter he was sent to, which alone may call him.
    """

    journal_kind = "ticket"

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("ticket", "waiting")
        CALLED = "called", pgettext_lazy("ticket", "called")
        SERVING = "serving", pgettext_lazy("ticket", "being served")
        PARKED = "parked", pgettext_lazy("ticket", "parked")
        PASSED = "passed", pgettext_lazy("ticket", "passed")
        FINISHED = "finished", pgettext_lazy("ticket", "finished")
        LEFT = "left", pgettext_lazy("ticket", "left")
        CANCELLED = "cancelled", pgettext_lazy("ticket", "cancelled")
        CLOSED = "closed", pgettext_lazy("ticket", "closed with the day")

    class Source(models.TextChoices):
        KIOSK = "kiosk", pgettext_lazy("ticket", "kiosk")
        PHONE = "phone", pgettext_lazy("ticket", "phone")
        DESK = "desk", pgettext_lazy("ticket", "lobby desk")
        BOOKING = "booking", pgettext_lazy("ticket", "appointment")

    #: In a counter's hands.
    AT_COUNTER = (State.CALLED, State.SERVING)
    #: Not done with.
    OPEN = (State.WAITING, State.CALLED, State.SERVING, State.PARKED)

    hall = models.ForeignKey(Hall, models.PROTECT, related_name="tickets", db_index=False)
    day = models.DateField()
    service = models.CharField(max_length=40)
    letter = models.CharField(max_length=1)
    number = models.PositiveIntegerField()
    secret = models.CharField(max_length=32, unique=True)
    source = models.CharField(max_length=8, choices=Source.choices)
    priority = models.CharField(max_length=40, blank=True, default="")
    language = models.CharField(max_length=5, default="zh")
    phone = models.CharField(max_length=30, blank=True, default="")
    name = models.CharField(max_length=60, blank=True, default="")
    taken_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    band_start = models.DateTimeField(null=True, blank=True)
    band_end = models.DateTimeField(null=True, blank=True)
    ahead = models.PositiveIntegerField(default=0)
    estimate_low = models.PositiveIntegerField(null=True, blank=True)
    estimate_high = models.PositiveIntegerField(null=True, blank=True)

    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    counter = models.ForeignKey(
        Counter, models.PROTECT, null=True, blank=True, related_name="tickets", db_index=False
    )
    clerk = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="tickets", db_index=False
    )
    only = models.ForeignKey(
        Counter, models.PROTECT, null=True, blank=True, related_name="sent", db_index=False
    )
    called_at = models.DateTimeField(null=True, blank=True)
    last_call_at = models.DateTimeField(null=True, blank=True)
    calls = models.PositiveSmallIntegerField(default=0)
    no_shows = models.PositiveSmallIntegerField(default=0)
    served_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    waited = models.PositiveIntegerField(null=True, blank=True)
    handling = models.PositiveIntegerField(null=True, blank=True)
    overtaken = models.PositiveSmallIntegerField(default=0)
    came_from = models.CharField(max_length=40, blank=True, default="")
    edition = models.CharField(max_length=120)
    rules = models.CharField(max_length=40)
    business = models.CharField(max_length=60, blank=True, default="")
    why = models.CharField(max_length=100, blank=True, default="")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="visits")

    objects: ClassVar[models.Manager["Ticket"]] = TicketQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            # The queue: only those who wait, each rank in the order they came.
            models.Index(
                fields=["hall", "priority", "entered_at", "id"],
                name="halls_ticket_waiting",
                condition=Q(state="waiting"),
            ),
            models.Index(fields=["hall", "day", "taken_at"], name="halls_ticket_of_day"),
            models.Index(fields=["clerk", "day"], name="halls_ticket_of_clerk"),
            models.Index(
                fields=["phone"],
                name="halls_ticket_of_phone",
                condition=Q(state__in=["waiting", "called", "serving", "parked"]) & ~Q(phone=""),
            ),
            # What the watch reads: called and not come, and those left over from past days.
            models.Index(
                fields=["day", "state", "last_call_at"],
                name="halls_ticket_open",
                condition=Q(state__in=["waiting", "called", "serving", "parked", "passed"]),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["hall", "day", "letter", "number"], name="halls_ticket_number_once"
            ),
            models.UniqueConstraint(
                fields=["counter"],
                condition=Q(state__in=["called", "serving"]),
                name="halls_counter_serves_one",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["called", "serving"]) | Q(counter__isnull=False),
                name="halls_called_to_a_counter",
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(counter=None), name="halls_waiting_at_no_counter"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """`A012`: what is printed, called and shown."""
        return ticket_number(self.letter, self.number)

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class Rating(models.Model):
    """Stars from 1 to 5 for a visit, given once, at the counter's device or on the customer's phone."""

    class Way(models.TextChoices):
        DEVICE = "device", pgettext_lazy("ticket", "rating device")
        PHONE = "phone", pgettext_lazy("ticket", "phone")

    ticket = models.OneToOneField(Ticket, models.PROTECT, related_name="rating")
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list, blank=True)
    words = models.CharField(max_length=300, blank=True, default="")
    way = models.CharField(max_length=6, choices=Way.choices)
    device = models.ForeignKey(Device, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["at"], name="halls_rating_at")]
        constraints = [models.CheckConstraint(condition=Q(score__range=(1, 5)), name="halls_rating_of_five")]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.score}"
