"""Making, reviewing and sending a report; what is frozen stays."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from bihuan.ground.journal.errors import BadInput
from bihuan.ground.journal.models import Delivery, Entry
from bihuan.reports import actions
from bihuan.reports.errors import (
    AlreadySubmitted,
    Altered,
    NoSuchReport,
    NotAllowed,
    NotReviewed,
    NotYetBegun,
    NotYetOver,
    Overtaken,
    OwnReview,
)
from bihuan.reports.models import PeriodReport
from bihuan.reports.spans import span_on
from tests.cast import Cast
from tests.reports.making import JULY_2, JUNE, SHANGHAI, figure, made


def test_a_submitted_report_is_frozen_and_its_recipient_told(cast: Cast) -> None:
    report = actions.submit(made(cast), by=cast.actor(cast.liu), at=JULY_2)
    assert report.state == PeriodReport.State.SUBMITTED
    assert report.on_time is True
    assert report.is_intact
    told = Delivery.objects.filter(link=f"/desk/reports/{report.pk}/").values_list("address", flat=True)
    assert list(told) == [cast.ma.ref]
    verbs = list(Entry.objects.filter(kind="report", subject=report.pk).values_list("verb", flat=True))
    assert verbs == ["report.drafted", "report.submitted"]
    for verb in (actions.submit, actions.review):
        with pytest.raises(AlreadySubmitted):
            verb(report, by=cast.actor(cast.liu), at=JULY_2)
    with pytest.raises(AlreadySubmitted):
        actions.explain(report, analysis="x", proposal="", by=cast.actor(cast.liu), at=JULY_2)


def test_what_happens_afterwards_changes_no_submitted_figure(cast: Cast) -> None:
    report = actions.submit(made(cast), by=cast.actor(cast.liu), at=JULY_2)
    before = PeriodReport.objects.get(pk=report.pk).figures
    cast.complaint()  # opened in June, recorded after the report was sent
    assert PeriodReport.objects.get(pk=report.pk).figures == before


def test_a_new_issue_names_its_differences_and_leaves_the_old_one_alone(cast: Cast) -> None:
    first = actions.submit(made(cast), by=cast.actor(cast.liu), at=JULY_2)
    cast.complaint()
    second = made(cast, at=JULY_2 + timedelta(days=1))
    assert (second.pk != first.pk, second.issue, second.supersedes_id) == (True, 2, first.pk)
    changed = {one["figure"]: one for one in second.differences if one["row"] is None}
    assert changed["complaints_by_category"]["before"]["numerator"] == 0
    assert changed["complaints_by_category"]["now"]["numerator"] == 1
    assert "satisfaction_rate" not in changed
    assert cast.fresh(first).is_intact
    assert not second.is_late(JULY_2 + timedelta(days=60))  # the first issue was due, and sent in time


def test_a_draft_is_made_anew_in_its_place(cast: Cast) -> None:
    first = made(cast)
    cast.complaint()
    second = made(cast)
    assert (second.pk, second.issue, PeriodReport.objects.count()) == (first.pk, 1, 1)
    assert figure(second, "complaints_by_category")["numerator"] == 1
    assert second.differences == []


def test_an_altered_row_is_noticed_and_not_sent(cast: Cast) -> None:
    report = made(cast)
    report.figures["sections"][0]["figures"][0]["value"] = "100.00"
    PeriodReport.objects.filter(pk=report.pk).update(figures=report.figures)
    altered = cast.fresh(report)
    assert not altered.is_intact
    with pytest.raises(Altered):
        actions.submit(altered, by=cast.actor(cast.liu), at=JULY_2)


def test_a_period_that_is_not_over_can_be_looked_at_but_not_sent(cast: Cast) -> None:
    report = made(cast, at=cast.at)
    assert report.provisional
    with pytest.raises(NotYetOver):
        actions.submit(report, by=cast.actor(cast.liu), at=JULY_2)
    actions.submit(made(cast), by=cast.actor(cast.liu), at=JULY_2)


def test_a_period_that_has_not_begun_has_no_report(cast: Cast) -> None:
    with pytest.raises(NotYetBegun):
        made(cast, at=JUNE.since)


def test_sent_at_the_due_moment_is_late(cast: Cast) -> None:
    report = made(cast)
    assert report.due_at is not None
    assert report.is_late(report.due_at)
    assert not report.is_late(report.due_at - timedelta(seconds=1))
    actions.submit(report, by=cast.actor(cast.liu), at=report.due_at)
    assert cast.fresh(report).on_time is False


def test_who_saw_older_figures_does_not_send_the_newer(cast: Cast) -> None:
    report = made(cast)
    seen = report.hash
    cast.complaint()
    made(cast, at=JULY_2 + timedelta(minutes=1))
    with pytest.raises(Overtaken):
        actions.submit(report, by=cast.actor(cast.liu), at=JULY_2, seen=seen)


def test_only_the_owner_and_the_recipient_make_and_send(cast: Cast) -> None:
    for person in (cast.chen, cast.fang, cast.wang, cast.zhao, cast.sun, cast.tang, cast.admin):
        with pytest.raises(NotAllowed):
            made(cast, by=person)
    report = made(cast, by=cast.ma)
    with pytest.raises(NotAllowed):
        actions.submit(report, by=cast.actor(cast.chen), at=JULY_2)
    with pytest.raises(NotAllowed):
        actions.explain(report, analysis="x", proposal="", by=cast.actor(cast.zhao), at=JULY_2)


def test_a_hall_manager_sends_for_her_hall_and_for_no_other(cast: Cast) -> None:
    day = span_on("day", date(2026, 6, 4))
    at = datetime(2026, 6, 5, 8, tzinfo=SHANGHAI)
    report = made(cast, by=cast.tang, report="business-daily", place=cast.east, span=day, at=at)
    assert report.name == "20260604业务受理日报"
    for place in (cast.west, cast.company):
        with pytest.raises(NotAllowed):
            made(cast, by=cast.tang, report="business-daily", place=place, span=day, at=at)


def test_a_head_makes_the_report_of_the_own_unit_alone(cast: Cast) -> None:
    cast.dispatched()
    report = made(cast, by=cast.zhao, team=cast.water)
    assert figure(report, "complaints_by_category")["numerator"] == 1
    with pytest.raises(NotAllowed):
        made(cast, by=cast.zhao, team=cast.gas)
    other = made(cast, team=cast.gas)
    assert figure(other, "complaints_by_category")["numerator"] == 0
    assert (report.cases, other.cases, other.clocks) == (1, 0, 0)


def outside(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> PeriodReport:
    """The monthly report as if it went outside."""
    rows = cast.pack.rows("reports")
    row = rows["complaints-monthly"].model_copy(update={"outside": True})
    monkeypatch.setitem(cast.pack.chapters, "reports", {**rows, row.id: row})  # type: ignore[arg-type]
    return made(cast)


def test_a_report_for_outside_needs_a_review_by_another(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    report = outside(cast, monkeypatch)
    with pytest.raises(NotReviewed):
        actions.submit(report, by=cast.actor(cast.liu), at=JULY_2)
    with pytest.raises(NotAllowed):
        actions.review(report, by=cast.actor(cast.liu), at=JULY_2)
    actions.review(report, by=cast.actor(cast.ma), at=JULY_2)
    assert actions.submit(report, by=cast.actor(cast.liu), at=JULY_2).reviewed_by == cast.ma


def test_nobody_reviews_what_he_made(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    outside(cast, monkeypatch)
    with pytest.raises(OwnReview):
        actions.review(made(cast, by=cast.ma), by=cast.actor(cast.ma), at=JULY_2)


def test_new_figures_need_a_new_review(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    report = outside(cast, monkeypatch)
    actions.review(report, by=cast.actor(cast.ma), at=JULY_2)
    made(cast)
    with pytest.raises(NotReviewed):
        actions.submit(report, by=cast.actor(cast.liu), at=JULY_2)


def test_words_belong_to_the_hash(cast: Cast) -> None:
    report = made(cast)
    written = actions.explain(
        report, analysis="停水投诉集中在滨江路。", proposal="更换阀门。", by=cast.actor(cast.liu), at=JULY_2
    )
    assert written.hash != report.hash and written.is_intact
    with pytest.raises(BadInput) as refusal:
        actions.explain(report, analysis="长" * 5001, proposal="", by=cast.actor(cast.liu), at=JULY_2)
    assert list(refusal.value.fields) == ["analysis"]


def test_archived_reports_stay_as_they_are(cast: Cast) -> None:
    report = made(cast)
    with pytest.raises(NotYetOver):
        actions.archive(report, by=cast.actor(cast.liu), at=JULY_2)
    actions.submit(report, by=cast.actor(cast.liu), at=JULY_2)
    with pytest.raises(NotAllowed):
        actions.archive(report, by=cast.actor(cast.chen), at=JULY_2)
    kept = actions.archive(report, by=cast.actor(cast.ma), at=JULY_2)
    assert kept.state == PeriodReport.State.ARCHIVED and kept.is_intact


def test_an_unknown_report_and_a_time_before_the_standard_are_refused(cast: Cast) -> None:
    with pytest.raises(NoSuchReport):
        made(cast, report="gossip-monthly")
    with pytest.raises(NoSuchReport):
        made(cast, span=span_on("month", date(2025, 11, 1)))


def test_the_database_keeps_one_row_an_issue(cast: Cast) -> None:
    report = made(cast)
    report.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        report.save(force_insert=True)


def test_who_waits_for_figures_is_told_how_many_are_made(cast: Cast) -> None:
    told: list[tuple[int, int]] = []
    report = actions.draft(
        "complaints-monthly",
        cast.company,
        JUNE,
        by=actions.MACHINE,
        at=JULY_2,
        seen=lambda *so_far: told.append(so_far),
    )
    every = sum(len(section["figures"]) for section in report.figures["sections"])
    assert told == [(done, every) for done in range(1, every + 1)]
