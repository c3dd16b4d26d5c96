"""An appointment: a band of a day in a hall, kept for somebody."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from bihuan.engines.halls.models.hall import Hall
from bihuan.engines.halls.models.ticket import Ticket
from bihuan.ground.directory.actor import Actor
from bihuan.ground.journal.models import Journaled
from bihuan.ground.standards.shapes import Role


class BookingQuerySet(models.QuerySet["Booking"]):
    def visible_to(self, actor: Actor, roles: Mapping[str, Role]) -> "BookingQuerySet":
        """Bookings in the halls that the actor sees; a customer comes by the secret of his booking."""
        return self.filter(hall__in=Hall.objects.visible_to(actor, roles))

    def held(self) -> "BookingQuerySet":
        """Those that take a place of their band."""
        return self.filter(state__in=(Booking.State.BOOKED, Booking.State.ARRIVED))


class Booking(Journaled):
    """`remind_at` is when the reminder is due, until `reminded_at` says that it left.

    Moving keeps the row and its secret, so that links and calendar entries stay right.
    """

    journal_kind = "booking"

    class State(models.TextChoices):
        BOOKED = "booked", pgettext_lazy("booking", "booked")
        ARRIVED = "arrived", pgettext_lazy("booking", "arrived")
        CANCELLED = "cancelled", pgettext_lazy("booking", "cancelled")
        EXPIRED = "expired", pgettext_lazy("booking", "not used")

    hall = models.ForeignKey(Hall, models.PROTECT, related_name="bookings", db_index=False)
    service = models.CharField(max_length=40)
    day = models.DateField()
    band_start = models.DateTimeField()
    band_end = models.DateTimeField()
    phone = models.CharField(max_length=30)
    name = models.CharField(max_length=60, blank=True, default="")
    language = models.CharField(max_length=5, default="zh")
    secret = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.BOOKED)
    ticket = models.OneToOneField(
        Ticket, models.PROTECT, null=True, blank=True, related_name="booking", db_index=False
    )
    edition = models.CharField(max_length=120)
    rules = models.CharField(max_length=40)
    booked_at = models.DateTimeField()
    moved = models.PositiveSmallIntegerField(default=0)
    remind_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Booking"]] = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["hall", "day", "band_start"], name="halls_booking_of_day"),
            models.Index(fields=["phone"], name="halls_booking_of_phone", condition=Q(state="booked")),
            models.Index(
                fields=["remind_at"],
                name="halls_booking_reminder",
                condition=Q(state="booked", reminded_at=None),
            ),
            models.Index(fields=["band_end"], name="halls_booking_ending", condition=Q(state="booked")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(band_end__gt=F("band_start")), name="halls_booking_forward"),
            models.CheckConstraint(
                condition=~Q(state="arrived") | Q(ticket__isnull=False), name="halls_arrived_with_ticket"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hall_id} {self.band_start:%Y-%m-%d %H:%M}"
