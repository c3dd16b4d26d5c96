"""Supply that is stopped for arrears: asked for, approved, done, and given back."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.engines.arrears.models.dunning import Dunning
from bihuan.ground.directory.models import Person
from bihuan.ground.journal.models import Journaled


class Stop(Journaled):
    """`back_by`: when the supply has to be back, from the moment that everything was paid."""

    journal_kind = "stop"

    class State(models.TextChoices):
        ASKED = "asked", _("waits for approval")
        REFUSED = "refused", _("turned down")
        APPROVED = "approved", _("stop approved")
        WITHDRAWN = "withdrawn", _("no longer needed")
        STOPPED = "stopped", _("supply stopped")
        DUE_BACK = "due_back", _("to be reconnected")
        BACK = "back", _("reconnected")

    dunning = models.ForeignKey(Dunning, models.PROTECT, related_name="stops")
    why = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True, default="")
    stopped_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    stopped_at = models.DateTimeField(null=True, blank=True)
    back_by = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    back_at = models.DateTimeField(null=True, blank=True)
    back_done_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dunning"],
                condition=Q(state__in=["asked", "approved", "stopped", "due_back"]),
                name="arrears_stop_one",
            )
        ]
        indexes = [models.Index(fields=["back_by"], condition=Q(state="due_back"), name="arrears_stop_back")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.dunning_id} {self.state}"
