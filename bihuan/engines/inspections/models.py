"""Visits, what was answered, the results that stay, appeals, and events that cost an award."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.engines.cases.models import Case
from bihuan.ground.directory.models import Person, Place
from bihuan.ground.journal.models import Journaled


class Marking(Journaled):
    """The points that a site gives the items which the standard leaves open. Never changed; the newest counts."""

    journal_kind = "marking"

    place = models.ForeignKey(Place, models.PROTECT, related_name="markings", db_index=False)
    pack = models.CharField(max_length=80)
    sheet = models.CharField(max_length=40)
    points = models.JSONField()
    made_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["pack", "sheet", "-id"], name="inspections_marking_newest")]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.pack} {self.sheet}"


class Sample(Journaled):
    """A draw: from these places, by this seed, these came out; anybody can draw again."""

    journal_kind = "sample"

    place = models.ForeignKey(Place, models.PROTECT, related_name="samples", db_index=False)
    edition = models.CharField(max_length=120)
    programme = models.CharField(max_length=40)
    period = models.CharField(max_length=6)
    seed = models.CharField(max_length=64)
    pool = models.JSONField()
    chosen = models.JSONField()
    drawn_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "programme", "period"], name="inspections_sample_once_a_period"
            )
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.programme} {self.period}"


class Visit(Journaled):
    """One sheet filled in at one place. `edition` is `pack@edition`; `points` are those of the site, frozen at its begin.

    `before`: items that failed at the inspection before. `answers` is the draft and stays what was written on the spot;
    what counts is the newest Result.
    """

    journal_kind = "visit"

    class Kind(models.TextChoices):
        OWN = "own", _("own check")
        REVIEW = "review", _("review")
        SPOT = "spot", _("spot check")

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        BEGUN = "begun", _("under way")
        HANDED = "handed", _("to be signed")
        SETTLED = "settled", _("counts")
        CALLED_OFF = "called_off", _("called off")

    edition = models.CharField(max_length=120)
    programme = models.CharField(max_length=40)
    sheet = models.CharField(max_length=40)
    place = models.ForeignKey(Place, models.PROTECT, related_name="inspections", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    covert = models.BooleanField(default=False)
    period = models.CharField(max_length=6)
    planned_for = models.DateField()
    sample = models.ForeignKey(
        Sample, models.PROTECT, null=True, blank=True, related_name="visits", db_index=False
    )
    inspectors = models.ManyToManyField(Person, related_name="inspections")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    points = models.JSONField(default=dict, blank=True)
    before = models.JSONField(default=list, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    notes = models.JSONField(default=dict, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    #: Why the place did not sign, in the inspector's words.
    unsigned = models.CharField(max_length=300, blank=True, default="")
    score = models.DecimalField(max_digits=9, decimal_places=3, null=True, blank=True)
    vetoed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "programme", "sheet", "period", "kind"],
                name="inspections_one_own_and_one_review",
                condition=~Q(kind="spot") & ~Q(state="called_off"),
            )
        ]
        indexes = [
            models.Index(fields=["place", "programme", "period"], name="inspections_visit_place"),
            models.Index(fields=["planned_for"], name="inspections_visit_open", condition=Q(settled_at=None)),
        ]
        ordering = ["-planned_for", "-id"]

    def __str__(self) -> str:
        return f"{self.sheet} {self.planned_for}"


class Result(models.Model):
    """What a visit came to. A correction is a further one; what counted before stays to be read."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="results", db_index=False)
    number = models.PositiveSmallIntegerField()
    answers = models.JSONField()
    score = models.DecimalField(max_digits=9, decimal_places=3, null=True, blank=True)
    vetoed = models.BooleanField(default=False)
    #: Points, sections, steps, vetoes, findings as `marked.frozen` makes them.
    told = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "number"], name="inspections_result_once")]
        ordering = ["visit_id", "number"]

    def __str__(self) -> str:
        return f"{self.visit_id}/{self.number}"


class Photo(models.Model):
    """How it looked; where and with what it was taken is cut away before it is kept."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="photos", db_index=False)
    item = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    mime = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="inspections/%Y/%m/")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "item", "sha256"], name="inspections_photo_once")
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Failure(models.Model):
    """An item that was not in order, and the case that puts it right."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="failures", db_index=False)
    item = models.CharField(max_length=40)
    case = models.ForeignKey(Case, models.PROTECT, related_name="failures")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "item"], name="inspections_failure_once")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.item}"


class Appeal(Journaled):
    """The place holds an item's answer to be wrong; somebody who did not inspect decides."""

    journal_kind = "appeal"

    class State(models.TextChoices):
        OPEN = "open", _("appeal to be decided")
        UPHELD = "upheld", _("appeal granted")
        REJECTED = "rejected", _("appeal rejected")

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="appeals", db_index=False)
    item = models.CharField(max_length=40)
    why = models.CharField(max_length=1000)
    made_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decision = models.CharField(max_length=1000, blank=True, default="")
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "item"], name="inspections_appeal_once")]
        indexes = [models.Index(fields=["due_at"], name="inspections_appeal_open", condition=Q(state="open"))]
        ordering = ["due_at", "id"]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.item}"


class Incident(Journaled):
    """An event that costs a place the award of its period (`gate` of the programme), until it is taken back."""

    journal_kind = "incident"

    place = models.ForeignKey(Place, models.PROTECT, related_name="incidents", db_index=False)
    programme = models.CharField(max_length=40)
    gate = models.CharField(max_length=40)
    day = models.DateField()
    text = models.CharField(max_length=300)
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Incident"]] = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["programme", "day"], name="inspections_incident_day")]
        ordering = ["-day", "-id"]

    def __str__(self) -> str:
        return f"{self.gate} {self.day}"
