"""Books at places, their lines, and every movement of a line."""

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import Q

from bihuan.engines.cases.models import Case
from bihuan.ground.directory.models import Person, Place
from bihuan.ground.journal.models import Journaled


class Book(models.Model):
    """A register kept at a place. Whoever writes a new line holds its row lock: numbers, capacity."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="books_kept")
    register = models.CharField(max_length=40)
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "register"], name="registers_book_once")]

    def __str__(self) -> str:
        return f"{self.register} {self.place_id}"


class LineQuerySet(models.QuerySet["Line"]):
    def in_books(self, books: Iterable[tuple[str, int]]) -> "LineQuerySet":
        """Lines of some (register, place id)."""
        seen = Q(pk__in=())
        for register, place in books:
            seen |= Q(book__register=register, book__place=place)
        return self.filter(seen)

    def overdue(self, at: object) -> "LineQuerySet":
        return self.filter(closed_at=None, due_at__lt=at)


class Line(Journaled):
    """A visitor, a parcel, a key. `edition` is `pack@edition`, by which it was written and goes on.

    Overdue is a comparison at read time (`due_at` passed); the watch only tells people.
    """

    journal_kind = "line"

    book = models.ForeignKey(Book, models.PROTECT, related_name="lines", db_index=False)
    edition = models.CharField(max_length=120)
    label = models.CharField(max_length=40)
    state = models.CharField(max_length=40)
    values = models.JSONField(default=dict)
    #: Numbers outside of their limits when they were last written.
    findings = models.JSONField(default=list)
    alike = models.CharField(max_length=400, default="", blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    since = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, default="", blank=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)

    objects: ClassVar[models.Manager["Line"]] = LineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["book", "label"], name="registers_label_once", condition=Q(closed_at=None)
            ),
            models.UniqueConstraint(
                fields=["book", "alike"],
                name="registers_alike_once",
                condition=Q(closed_at=None) & ~Q(alike=""),
            ),
        ]
        indexes = [
            models.Index(fields=["book", "state"], name="registers_open", condition=Q(closed_at=None)),
            models.Index(fields=["book", "-id"], name="registers_lately"),
            models.Index(
                fields=["due_at"], name="registers_untold", condition=Q(closed_at=None, told_at=None)
            ),
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.label


class Movement(models.Model):
    """One step of a line, and who signed for it: the sign-off book."""

    line = models.ForeignKey(Line, models.PROTECT, related_name="movements")
    move = models.CharField(max_length=40)
    before = models.CharField(max_length=40, blank=True)
    after = models.CharField(max_length=40)
    answers = models.JSONField(default=dict)
    signed = models.CharField(max_length=40, blank=True)
    proxy = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.move} {self.at:%Y-%m-%d %H:%M}"
