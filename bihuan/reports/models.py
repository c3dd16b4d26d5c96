"""The report of a period: figures made, frozen, kept."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Person, Place, Team
from bihuan.ground.journal.chain import canonical, moment
from bihuan.ground.journal.models import Journaled
from bihuan.ground.standards.shapes import Role
from bihuan.reports.rights import reach_of
from bihuan.reports.spans import Span


class PeriodReportQuerySet(models.QuerySet["PeriodReport"]):
    def visible_to(self, actor: Actor, roles: Mapping[str, Role]) -> "PeriodReportQuerySet":
        """Reports of the places the actor's roles oversee; heads of a unit see their unit's alone."""
        reach = reach_of(actor, roles)
        if reach.everything:
            return self
        seen = Q(team__in=reach.teams)
        for path in reach.places:
            seen |= Q(place__path__startswith=path)
        return self.filter(seen)

    def without_figures(self) -> "PeriodReportQuerySet":
        """For lists: everything but the large columns."""
        return self.defer("figures", "differences", "analysis", "proposal")


class PeriodReport(Journaled):
    """One issue of one report for one period, place and perhaps unit.

    `figures` is what `figures.frozen` made at `made_at`; `hash` is over `content()`. A draft may be made anew; once
    submitted a row never changes but for being archived, and later knowledge becomes the next `issue`.
    """

    journal_kind = "report"

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        ARCHIVED = "archived", _("archived")

    report = models.CharField(max_length=40)
    edition = models.CharField(max_length=120)
    place = models.ForeignKey(Place, models.PROTECT, related_name="reports")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="period_reports")
    period = models.CharField(max_length=10)
    first = models.DateField()
    last = models.DateField()
    issue = models.PositiveSmallIntegerField(default=1)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="later", db_index=False
    )
    name = models.CharField(max_length=120)
    outside = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)

    figures = models.JSONField(default=dict)
    analysis = models.TextField(
        blank=True, default="", help_text=_("What the figures say (S003 9.4.3, 7.5c).")
    )
    proposal = models.TextField(blank=True, default="", help_text=_("What is to be improved (S003 7.5c)."))
    differences = models.JSONField(default=list, help_text=_("What changed against the issue before."))
    cases = models.PositiveIntegerField(default=0)
    clocks = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64)

    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    archived_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["PeriodReport"]] = PeriodReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "place", "first", "issue"],
                condition=Q(team=None),
                name="reports_issue_once",
            ),
            models.UniqueConstraint(
                fields=["report", "place", "team", "first", "issue"],
                condition=Q(team__isnull=False),
                name="reports_issue_of_team_once",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", submitted_at=None)
                | Q(state__in=["submitted", "archived"], submitted_at__isnull=False),
                name="reports_submitted_has_moment",
            ),
        ]
        indexes = [models.Index(fields=["-last", "-id"], name="reports_latest")]
        ordering = ["-last", "-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def span(self) -> Span:
        return Span(self.period, self.first, self.last)  # type: ignore[arg-type]

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def provisional(self) -> bool:
        """Made before the period was over."""
        return self.made_at < self.span.until

    @property
    def on_time(self) -> bool | None:
        """None while it is not sent, or when the standard gives no time. A later issue corrects; the first one was due."""
        if self.due_at is None or self.submitted_at is None or self.issue > 1:
            return None
        return self.submitted_at < self.due_at

    def is_late(self, at: datetime) -> bool:
        """Due and not sent at `at`, or sent too late."""
        if self.due_at is None or self.issue > 1:
            return False
        return (self.submitted_at or at) >= self.due_at

    def content(self) -> dict[str, Any]:
        """Everything the hash stands for."""
        return {
            "report": self.report,
            "edition": self.edition,
            "place": self.place_id,
            "team": self.team_id,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "issue": self.issue,
            "name": self.name,
            "made_at": moment(self.made_at),
            "figures": self.figures,
            "analysis": self.analysis,
            "proposal": self.proposal,
            "differences": self.differences,
        }

    def content_hash(self) -> str:
        return hashlib.sha256(canonical(self.content()).encode()).hexdigest()

    @property
    def is_intact(self) -> bool:
        """Whether the row still says what was hashed."""
        return self.hash == self.content_hash()
