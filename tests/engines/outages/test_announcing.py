"""Notice is given in time or refused; everybody affected is told once, and nobody else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.engines.outages import actions, watch
from bihuan.engines.outages.errors import BadInput, NotAllowed, NotInOrder, Over, TooLate
from bihuan.engines.outages.models import Outage
from bihuan.ground.journal.models import Entry
from tests.engines.outages.grid import Grid, entries, told

pytestmark = pytest.mark.django_db


def test_a_planned_outage_seven_days_ahead_is_told_to_every_household_there_and_to_nobody_else(
    grid: Grid,
) -> None:
    grid.households(grid.east, 3)
    grid.households(grid.west, 2, first=50)
    grid.households(grid.east, 1, first=90, commodity="water")
    outage = grid.announced(days=7)
    assert outage.households == 3
    assert told(outage) == ["13900000000", "13900000001", "13900000002"]
    assert entries(outage) == ["outage.announced"]
    assert Entry.objects.get(kind="outage").clause == "power-station-service@1#十(二)a"


def test_a_planned_outage_a_minute_too_late_is_refused_and_says_when_it_may_begin(grid: Grid) -> None:
    with pytest.raises(TooLate) as refused:
        grid.announced(days=7, hours=-1 / 60)
    first = (grid.at + timedelta(days=7)).astimezone(grid.at.tzinfo)
    assert f"{first:%Y-%m-%d %H:%M}" in str(refused.value)
    assert not Outage.objects.exists()


def test_a_reason_alone_does_not_make_a_late_notice_good(grid: Grid) -> None:
    with pytest.raises(TooLate):
        actions.announce(grid.plan(days=2), late_reason="设备等不及", by=grid.dong, at=grid.at)


def test_a_head_goes_on_with_a_late_notice_and_the_reason_stays_in_the_journal(grid: Grid) -> None:
    outage = actions.announce(grid.plan(days=2), late_reason="设备等不及", by=grid.he, at=grid.at)
    assert outage.late_reason == "设备等不及"
    assert Entry.objects.get(kind="outage").facts["late"] == "设备等不及"


def test_a_temporary_outage_waits_a_day_where_an_important_customer_is_affected(grid: Grid) -> None:
    assert grid.announced(kind="temporary", days=0, hours=2).important == 0
    grid.households(grid.west, 1, important=True)
    with pytest.raises(TooLate):
        grid.announced(kind="temporary", days=0, hours=23, places=[grid.west])
    assert grid.announced(kind="temporary", days=1, places=[grid.west]).important == 1


def test_an_emergency_cut_follows_the_published_order(grid: Grid) -> None:
    at_once = {"kind": "emergency", "days": 0}
    with pytest.raises(NotInOrder):
        grid.announced(**at_once)
    actions.publish_order([grid.west, grid.east], by=grid.dong, at=grid.at)
    with pytest.raises(NotInOrder) as refused:
        grid.announced(**at_once, places=[grid.east])
    assert grid.west.name in str(refused.value)
    assert grid.announced(**at_once, places=[grid.west]).state == "running"
    assert grid.announced(**at_once, places=[grid.east]).state == "running"


def test_only_the_office_announces_and_only_at_its_places(grid: Grid) -> None:
    fang = grid.cast.actor(grid.cast.fang)
    with pytest.raises(NotAllowed):
        actions.announce(grid.plan(), by=fang, at=grid.at)
    assert not Outage.objects.exists()


def test_what_is_wrong_is_told_by_its_field(grid: Grid) -> None:
    for said, field in (
        ({"title": " "}, "title"),
        ({"title": "x" * 81}, "title"),
        ({"cause": "a\0b"}, "cause"),
        ({"places": []}, "places"),
        ({"ends_at": grid.at}, "ends_at"),
        ({"days": -1}, "begins_at"),
        ({"kind": "fault"}, "kind"),
    ):
        with pytest.raises(BadInput) as refused:
            grid.announced(**said)
        assert field in refused.value.fields


def test_a_place_within_another_is_counted_once(grid: Grid) -> None:
    grid.households(grid.east, 2)
    outage = grid.announced(places=[grid.cast.company, grid.east])
    assert outage.households == 2
    assert [row.place_id for row in outage.affected.all()] == [grid.cast.company.pk]


def test_who_subscribed_is_told_once_and_after_leaving_no_more(grid: Grid) -> None:
    actions.subscribe(grid.east, "13912345678", at=grid.at)
    actions.subscribe(grid.east, "13912345678", at=grid.at)
    actions.subscribe(grid.cast.company, "13912345678", at=grid.at)
    actions.subscribe(grid.west, "13987654321", at=grid.at)
    assert told(grid.announced()) == ["13912345678"]
    assert actions.unsubscribe("13912345678", at=grid.at + timedelta(minutes=1)) == 2
    later = actions.announce(grid.plan(), by=grid.dong, at=grid.at + timedelta(minutes=2))
    assert told(later) == []


def test_putting_off_is_told_and_bringing_forward_keeps_the_time_of_notice(grid: Grid) -> None:
    actions.subscribe(grid.east, "13912345678", at=grid.at)
    outage = grid.announced(days=8)
    begins, ends = outage.begins_at + timedelta(days=1), outage.begins_at + timedelta(days=1, hours=6)
    actions.change(outage, begins_at=begins, ends_at=ends, reason="雨天顺延", by=grid.dong, at=grid.at)
    assert len(told(outage)) == 2
    with pytest.raises(TooLate):
        actions.change(
            outage,
            begins_at=grid.at + timedelta(days=3),
            ends_at=grid.at + timedelta(days=4),
            reason="提前",
            by=grid.dong,
            at=grid.at,
        )
    assert entries(outage) == ["outage.announced", "outage.changed"]


def test_an_outage_that_has_begun_cannot_be_cancelled(grid: Grid) -> None:
    first, second = grid.announced(days=8), grid.announced(days=9)
    assert actions.cancel(first, "不再需要", by=grid.dong, at=grid.at).state == "cancelled"
    later = second.begins_at + timedelta(minutes=1)
    assert watch.run(later) == 1
    assert watch.run(later) == 0
    second.refresh_from_db()
    assert second.started_at == second.begins_at
    with pytest.raises(Over):
        actions.cancel(second, "不再需要", by=grid.dong, at=later)


def test_ten_thousand_households_are_told_in_a_few_statements(grid: Grid) -> None:
    grid.households(grid.east, 10_000)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        outage = grid.announced()
    assert outage.households == 10_000
    assert len(told(outage)) == 10_000
    assert len(seen) < 60
