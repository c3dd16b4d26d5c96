"""Editions that the site made itself; which edition of which standard is in force where, and since when."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.ground.directory.models import Place
from bihuan.ground.journal.models import Journaled


class AdoptionQuerySet(models.QuerySet["Adoption"]):
    def in_force(self, on: date) -> "AdoptionQuerySet":
        return self.filter(Q(until=None) | Q(until__gt=on), since__lte=on)


class Adoption(Journaled):
    """A place, and everything below it, works by an edition from `since` (inclusive) to `until` (exclusive), local dates."""

    journal_kind = "adoption"

    place = models.ForeignKey(Place, models.PROTECT, related_name="adoptions")
    pack = models.CharField(max_length=80)
    edition = models.CharField(max_length=20)
    hash = models.CharField(
        max_length=64, help_text=_("The bundle that was adopted; another content refuses to load.")
    )
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects: ClassVar[models.Manager["Adoption"]] = AdoptionQuerySet.as_manager()

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "pack", "edition", "since"], name="standards_adoption_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pack}@{self.edition}"


class Bundle(Journaled):
    """A released edition of the site's own: its files as they were released. Never changed, never deleted.

    `files` is the text of each file by its path inside the pack; `hash` is the loaded pack's.
    """

    journal_kind = "bundle"

    pack = models.CharField(max_length=80)
    edition = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    hash = models.CharField(max_length=64, unique=True)
    files = models.JSONField()
    released_at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["pack", "edition"], name="standards_bundle_once")]

    def __str__(self) -> str:
        return f"{self.pack}@{self.edition}"
