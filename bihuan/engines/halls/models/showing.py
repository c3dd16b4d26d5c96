"""What a hall's screens have to show, in order, and where the hall broke its standard."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.engines.halls.models.hall import Hall
from bihuan.engines.halls.models.ticket import Ticket


class Showing(models.Model):
    """One thing for the screens. Within a hall ids grow in the order things happened, so the last id seen is a cursor;
    across halls they may become visible in another order, so keep one cursor for each hall.

    `facts`: ticket (`A012`), counter (number), title, service, language for calls; counter, state, sign, title for
    `state`; text for `notice`; waiting (people) for `closed`. No personal data.
    """

    class Kind(models.TextChoices):
        CALLED = "called", pgettext_lazy("hall screen", "called")
        RECALLED = "recalled", pgettext_lazy("hall screen", "called again")
        PASSED = "passed", pgettext_lazy("hall screen", "passed")
        NOTICE = "notice", pgettext_lazy("hall screen", "notice")
        STATE = "state", pgettext_lazy("hall screen", "counter changed")
        CLOSED = "closed", pgettext_lazy("hall screen", "closing time")

    hall = models.ForeignKey(Hall, models.PROTECT, related_name="showings", db_index=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["hall", "id"], name="halls_showing_cursor")]

    def __str__(self) -> str:
        return f"{self.hall_id} {self.kind}"


class BreachQuerySet(models.QuerySet["Breach"]):
    def standing(self) -> "BreachQuerySet":
        return self.filter(until=None)


class Breach(models.Model):
    """A limit of the standard was not held from when to when. `worst` is the worst figure meanwhile, `most` the limit.

    Units: people for each window (`crowd`), windows (`windows`), seconds (`lobby`, `wait`).
    """

    class Kind(models.TextChoices):
        CROWD = "crowd", _("too many wait for each window")
        WINDOWS = "windows", _("too few windows are open")
        LOBBY = "lobby", _("nobody in the lobby for too long")
        WAIT = "wait", _("a customer waits longer than promised")

    hall = models.ForeignKey(Hall, models.PROTECT, related_name="breaches", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    clause = models.CharField(max_length=120)
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, blank=True, related_name="+")
    most = models.FloatField()
    worst = models.FloatField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Breach"]] = BreachQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["hall", "since"], name="halls_breach_of_hall")]
        constraints = [
            models.UniqueConstraint(
                fields=["hall", "kind"],
                condition=Q(until=None, ticket=None),
                name="halls_breach_standing_once",
            ),
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(ticket__isnull=False), name="halls_breach_of_ticket_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hall_id} {self.kind}"
