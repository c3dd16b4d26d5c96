"""Duties as they fall due, and what was done about each."""

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.engines.cases.models import Case
from bihuan.ground.directory import places
from bihuan.ground.directory.models import Person, Place
from bihuan.ground.journal.models import Journaled


class DutyQuerySet(models.QuerySet["Duty"]):
    def at_posts(self, posts: Iterable[tuple[str, str]]) -> "DutyQuerySet":
        """Those of some posts, each a role and the place path at and below which it works."""
        seen = Q(pk__in=())
        for role, path in posts:
            below = places.below(path)
            where = Q(role=role) if below is None else Q(role=role, place__in=below)
            seen |= where
        return self.filter(seen)

    def within(self, paths: Iterable[str]) -> "DutyQuerySet":
        seen = Q(pk__in=())
        for path in paths:
            below = places.below(path)
            if below is None:
                return self
            seen |= Q(place__in=below)
        return self.filter(seen)


class Duty(Journaled):
    """One occurrence of a plan at a place. `edition` is `pack@edition`; `plan` its duty there.

    What is missed is a comparison at read time (`closes_at` passed, nothing done); the watch only tells people.
    """

    journal_kind = "duty"

    class State(models.TextChoices):
        OPEN = "open", _("to be done")
        DONE = "done", _("done")
        LATE = "late", _("done late")
        EXCUSED = "excused", _("excused")

    edition = models.CharField(max_length=120)
    plan = models.CharField(max_length=40)
    clause = models.CharField(max_length=40)
    role = models.CharField(max_length=40)
    place = models.ForeignKey(Place, models.PROTECT, related_name="duties", db_index=False)
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    done_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="duties", db_index=False
    )
    proofs = models.JSONField(default=dict, blank=True)
    findings = models.JSONField(default=list, blank=True)
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="duties", db_index=False
    )
    excuse = models.CharField(max_length=200, blank=True, default="")
    holder = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="held_duties", db_index=False
    )
    told_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Duty"]] = DutyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "plan", "due_at"], name="duties_duty_once")]
        indexes = [
            # What can still be done, of the places of a post: last year's left undone stand before the first.
            models.Index(fields=["place", "closes_at"], name="duties_waiting", condition=Q(state="open")),
            models.Index(fields=["closes_at"], name="duties_untold", condition=Q(state="open", told_at=None)),
            models.Index(fields=["place", "due_at"], name="duties_place"),
            models.Index(fields=["due_at"], name="duties_due"),
        ]
        ordering = ["due_at", "id"]

    def __str__(self) -> str:
        return f"{self.plan} {self.due_at:%Y-%m-%d %H:%M}"


class Point(Journaled):
    """A spot on the rounds of a place. Whoever stood there knows its code, from the label on the wall."""

    journal_kind = "point"

    place = models.ForeignKey(Place, models.PROTECT, related_name="points")
    label = models.CharField(max_length=40)
    #: The order on the way.
    number = models.PositiveSmallIntegerField()
    #: The routes it lies on, as packs name them.
    routes = models.JSONField(default=list)
    code = models.CharField(max_length=10, unique=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "number"], name="duties_point_number", condition=Q(closed_at=None)
            )
        ]
        ordering = ["number", "id"]

    def __str__(self) -> str:
        return f"{self.number} {self.label}"


class Scan(models.Model):
    """A point reached on a round: when it really was, and when we heard of it."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="scans", db_index=False)
    point = models.ForeignKey(Point, models.PROTECT, related_name="scans", db_index=False)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["duty", "point"], name="duties_scan_once")]
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.point_id} {self.at:%H:%M}"


class Photo(models.Model):
    """A photo that shows how it was; where and with what it was taken is cut away before it is kept."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="photos", db_index=False)
    proof = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    mime = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="duties/%Y/%m/")
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["duty", "proof", "sha256"], name="duties_photo_once")]
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.name


class WeatherDay(Journaled):
    """A head has said what the weather is at a place on a day: duties that hang on it fall due there and below."""

    journal_kind = "weather"

    place = models.ForeignKey(Place, models.PROTECT, related_name="weather", db_index=False)
    day = models.DateField()
    weather = models.CharField(max_length=8)
    called_off_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "place", "weather"], name="duties_weather_once")
        ]
        ordering = ["-day", "id"]

    def __str__(self) -> str:
        return f"{self.weather} {self.day}"


class Horizon(models.Model):
    """How far duties are written down: up to a day, by the adoptions there were. One row."""

    until = models.DateField()
    adoptions = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.until}"
