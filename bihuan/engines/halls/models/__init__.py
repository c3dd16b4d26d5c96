"""Nouns of the hall engine."""

from bihuan.engines.halls.models.booking import Booking
from bihuan.engines.halls.models.hall import Absence, Counter, Device, Hall, Stint
from bihuan.engines.halls.models.showing import Breach, Showing
from bihuan.engines.halls.models.ticket import Rating, Ticket

__all__ = [
    "Absence",
    "Booking",
    "Breach",
    "Counter",
    "Device",
    "Hall",
    "Rating",
    "Showing",
    "Stint",
    "Ticket",
]
