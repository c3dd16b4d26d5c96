"""Nouns of the case engine."""

from bihuan.engines.cases.models.case import Attachment, Callback, Case, Link
from bihuan.engines.cases.models.clock import Clock, ClockEvent, Extension
from bihuan.engines.cases.models.order import Contact, Measure, Order, Report, Responsibility

__all__ = [
    "Attachment",
    "Callback",
    "Case",
    "Clock",
    "ClockEvent",
    "Contact",
    "Extension",
    "Link",
    "Measure",
    "Order",
    "Report",
    "Responsibility",
]
