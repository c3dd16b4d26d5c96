"""Verbs of reports: make, explain, review, submit, archive. Each is one transaction with one journal entry."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Place, Team
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.errors import BadInput
from bihuan.ground.journal.models import Delivery, Entry
from bihuan.ground.standards import adoption
from bihuan.ground.standards.packs import Pack
from bihuan.reports import facts, figures, rights, schedule
from bihuan.reports.errors import (
    AlreadySubmitted,
    Altered,
    NotAllowed,
    NotReviewed,
    NotYetBegun,
    NotYetOver,
    Overtaken,
    OwnReview,
)
from bihuan.reports.labels import labels_of
from bihuan.reports.models import PeriodReport
from bihuan.reports.shapes import Report
from bihuan.reports.spans import Span

#: Who makes figures from the command line or by the clock; it may draft, never send.
MACHINE = Actor(ref="command", name="")
LONGEST = 5000


@transaction.atomic
def draft(
    report: str,
    place: Place,
    span: Span,
    *,
    by: Actor,
    at: datetime,
    team: Team | None = None,
    seen: Callable[[int, int], None] | None = None,
) -> PeriodReport:
    """Make the figures as they stand at `at`. A draft is made anew; after a submitted issue a new issue begins.

    `seen` is told after each figure how many are made, of how many.
    Raises NoSuchReport, NotAllowed, NotYetBegun.
    """
    if at <= span.since:
        raise NotYetBegun(first=span.first.isoformat())
    pack, row = schedule.report_in_force(report, place, span.last)
    _entitled(row, place, team, by)
    # Two who make the same report at once: the second waits here and makes the first one's draft anew.
    Place.objects.select_for_update().get(pk=place.pk)
    issues = PeriodReport.objects.filter(report=report, place=place, team=team, first=span.first)
    latest = issues.order_by("-issue").first()
    made = (
        latest if latest is not None and latest.is_draft else _new_issue(row, pack, place, team, span, latest)
    )
    scope = facts.scope_of(place, team, span, at)
    making = figures.Making(pack, scope, _earlier(made, pack, span, at), labels_of(pack, span))
    _fill(made, row, replace(making, seen=seen) if seen else making, by, at)
    made.save()
    _write(made, "drafted", by, at, {"name": made.name, "issue": made.issue, "hash": made.hash})
    return made


def _new_issue(
    row: Report, pack: Pack, place: Place, team: Team | None, span: Span, latest: PeriodReport | None
) -> PeriodReport:
    return PeriodReport(
        report=row.id,
        place=place,
        team=team,
        period=row.period,
        first=span.first,
        last=span.last,
        issue=latest.issue + 1 if latest else 1,
        supersedes=latest,
        name=schedule.name_of(row, span),
        due_at=schedule.due_at(row, pack, span),
    )


def _fill(made: PeriodReport, row: Report, making: figures.Making, by: Actor, at: datetime) -> None:
    made.edition, made.outside = making.pack.name, row.outside
    made.figures = figures.frozen(row, making)
    before = made.supersedes
    made.differences = figures.differences(before.figures, made.figures) if before else []
    made.cases, made.clocks = facts.counted(making.scope)
    made.made_at, made.made_by_id = at, by.person
    made.reviewed_at = made.reviewed_by = None
    made.hash = made.content_hash()


def _earlier(made: PeriodReport, pack: Pack, span: Span, at: datetime) -> facts.Scope | None:
    """The period before, unless this one is not over or the standard was not in force yet: like with like."""
    before = span.before()
    known = {one.id for one in adoption.in_force(made.place, before.first)}
    if at < span.until or pack.id not in known:
        return None
    return facts.scope_of(made.place, made.team, before, at)


@transaction.atomic
def explain(
    report: PeriodReport, *, analysis: str, proposal: str, by: Actor, at: datetime, seen: str | None = None
) -> PeriodReport:
    """Write what the figures say and what is to be improved (S003 9.4.3, 7.5c) into a draft; a review has to be made anew."""
    locked, row = _begin(report, by, seen)
    for name, text in (("analysis", analysis), ("proposal", proposal)):
        if len(text) > LONGEST:
            said = _("At most %(longest)s characters, this has %(length)s.")
            raise BadInput(fields={name: said % {"longest": LONGEST, "length": len(text)}})
    _entitled(row, locked.place, locked.team, by)
    locked.analysis, locked.proposal = analysis.strip(), proposal.strip()
    locked.reviewed_at = locked.reviewed_by = None
    locked.hash = locked.content_hash()
    locked.save()
    _write(locked, "explained", by, at, {"hash": locked.hash})
    return locked


@transaction.atomic
def review(report: PeriodReport, *, by: Actor, at: datetime, seen: str | None = None) -> PeriodReport:
    """Somebody who did not make it has read it and lets it go outside (S003 9.5.2)."""
    locked, row = _begin(report, by, seen)
    if not rights.may_review(row, locked.place.path, by):
        raise NotAllowed
    if locked.made_by_id is not None and locked.made_by_id == by.person:
        raise OwnReview
    _over(locked)
    locked.reviewed_at, locked.reviewed_by_id = at, by.person
    locked.save(update_fields=["reviewed_at", "reviewed_by"])
    _write(locked, "reviewed", by, at, {"hash": locked.hash})
    return locked


@transaction.atomic
def submit(report: PeriodReport, *, by: Actor, at: datetime, seen: str | None = None) -> PeriodReport:
    """Send and freeze: from here on the row says the same for ever. The recipients are told.

    Raises NotYetOver while the figures are provisional, NotReviewed when it goes outside unread.
    """
    locked, row = _begin(report, by, seen)
    _entitled(row, locked.place, locked.team, by)
    _over(locked)
    if row.outside and locked.reviewed_at is None:
        raise NotReviewed
    locked.state, locked.submitted_at, locked.submitted_by_id = PeriodReport.State.SUBMITTED, at, by.person
    locked.save(update_fields=["state", "submitted_at", "submitted_by"])
    facts_ = {"name": locked.name, "issue": locked.issue, "hash": locked.hash, "on_time": locked.on_time}
    entry = _write(locked, "submitted", by, at, facts_, clause=row.due_clause or row.clause)
    _tell_recipients(locked, row, entry, at)
    return locked


@transaction.atomic
def archive(report: PeriodReport, *, by: Actor, at: datetime) -> PeriodReport:
    """Put a submitted report away by class and date (S003 9.6.2); it stays as it is and can be found."""
    locked = (
        PeriodReport.objects.select_for_update(of=("self",)).select_related("place", "team").get(pk=report.pk)
    )
    _pack, row = _standard(locked)
    if not (_may_make(row, locked, by) or rights.may_review(row, locked.place.path, by)):
        raise NotAllowed
    if locked.is_draft:
        raise NotYetOver(_("Only a submitted report is archived."))
    if locked.state == PeriodReport.State.SUBMITTED:
        locked.state, locked.archived_at = PeriodReport.State.ARCHIVED, at
        locked.save(update_fields=["state", "archived_at"])
        _write(locked, "archived", by, at, {"hash": locked.hash})
    return locked


def _begin(report: PeriodReport, by: Actor, seen: str | None) -> tuple[PeriodReport, Report]:
    """Lock the draft; `seen` is the hash the actor's page showed."""
    locked = (
        PeriodReport.objects.select_for_update(of=("self",)).select_related("place", "team").get(pk=report.pk)
    )
    if not locked.is_draft:
        raise AlreadySubmitted(name=locked.name)
    if seen is not None and seen != locked.hash:
        raise Overtaken
    if not locked.is_intact:
        raise Altered
    return locked, _standard(locked)[1]


def _standard(report: PeriodReport) -> tuple[Pack, Report]:
    pack = adoption.pack_of(report.edition)
    row: Report = pack.rows("reports")[report.report]
    return pack, row


def _over(report: PeriodReport) -> None:
    if report.provisional:
        raise NotYetOver


def _may_make(row: Report, report: PeriodReport, by: Actor) -> bool:
    return rights.may_make(row, report.place.path, report.team_id, by, adoption.roles())


def _entitled(row: Report, place: Place, team: Team | None, by: Actor) -> None:
    if by != MACHINE and not rights.may_make(
        row, place.path, team.pk if team else None, by, adoption.roles()
    ):
        raise NotAllowed


def _write(
    report: PeriodReport, verb: str, by: Actor, at: datetime, said: Mapping[str, Any], clause: str = ""
) -> Entry:
    entry = journal.write(
        report,
        f"report.{verb}",
        actor=by.ref,
        actor_name=by.name,
        at=at,
        facts=said,
        clause=_standard(report)[0].cite(clause) if clause else "",
    )
    report.save(update_fields=["journal_seq", "journal_head"])
    return entry


def _tell_recipients(report: PeriodReport, row: Report, entry: Entry, at: datetime) -> None:
    for person in schedule.holders(report.place, row.recipient, at):
        with translation.override(person.language or settings.LANGUAGE_CODE):
            text = gettext("%(name)s of %(whose)s has been submitted")
        journal.queue(
            Delivery.Channel.INAPP,
            person.ref,
            text % {"name": report.name, "whose": report.team or report.place},
            at=at,
            link=f"/desk/reports/{report.pk}/",
            entry=entry,
            once=f"report:{report.pk}:submitted:{person.ref}",
        )
