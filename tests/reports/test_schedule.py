"""What is owed when, and who hears of it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bihuan.ground.journal.models import Delivery
from bihuan.ground.standards.actions import adopt
from bihuan.reports import actions, watch
from bihuan.reports.schedule import Owed, owed
from tests.cast import Cast

SHANGHAI = ZoneInfo("Asia/Shanghai")
FRIDAY_8 = datetime(2026, 6, 5, 8, tzinfo=SHANGHAI)
FRIDAY_9 = datetime(2026, 6, 5, 9, tzinfo=SHANGHAI)


def daily(at: datetime, on: date = date(2026, 6, 4)) -> list[Owed]:
    return [one for one in owed(at) if one.row.id == "business-daily" and one.span.first == on]


def test_yesterdays_report_is_owed_by_the_hall_that_has_a_manager(cast: Cast) -> None:
    [one] = daily(FRIDAY_8)
    assert (one.name, one.place, one.due_at) == ("20260604业务受理日报", cast.east, FRIDAY_9)
    assert not one.is_late(FRIDAY_8)
    assert one.is_late(FRIDAY_9)


def test_a_report_nobody_owns_is_owed_where_the_standard_was_adopted(cast: Cast) -> None:
    cast.tang.memberships.update(until=cast.at)
    [one] = daily(FRIDAY_8)
    assert one.place == cast.company


def test_nothing_is_owed_for_the_time_before_the_standard(cast: Cast) -> None:
    at = datetime(2026, 1, 3, 8, tzinfo=SHANGHAI)
    days = [one.span.first for one in owed(at) if one.row.id == "business-daily"]
    assert days == [date(2026, 1, 2), date(2026, 1, 1)]
    assert not [one for one in owed(at) if one.row.period == "month"]


def test_a_sent_report_is_no_longer_late(cast: Cast) -> None:
    [one] = daily(FRIDAY_8)
    by = cast.actor(cast.tang)
    actions.submit(actions.draft(one.row.id, one.place, one.span, by=by, at=FRIDAY_8), by=by, at=FRIDAY_8)
    [again] = daily(FRIDAY_9)
    assert again.sent is not None and not again.is_late(FRIDAY_9)


def told(report: str, first: str, step: str) -> set[str]:
    key = f":{first}:{step}:"
    found = Delivery.objects.filter(once__startswith=f"report:{report}:", once__contains=key)
    return set(found.values_list("address", flat=True))


def test_the_owner_is_reminded_once_and_the_recipient_hears_only_when_it_is_late(cast: Cast) -> None:
    assert watch.run(FRIDAY_8) > 0
    assert told("business-daily", "20260604", "due") == {cast.tang.ref}
    assert told("business-daily", "20260604", "late") == set()
    assert watch.run(FRIDAY_8) == 0
    watch.run(FRIDAY_9)
    assert told("business-daily", "20260604", "late") == {cast.tang.ref, cast.he.ref}
    assert watch.run(FRIDAY_9) == 0


def test_a_sent_report_reminds_nobody(cast: Cast) -> None:
    [one] = daily(FRIDAY_8)
    by = cast.actor(cast.tang)
    actions.submit(actions.draft(one.row.id, one.place, one.span, by=by, at=FRIDAY_8), by=by, at=FRIDAY_8)
    Delivery.objects.all().delete()
    watch.run(FRIDAY_9)
    assert told("business-daily", "20260604", "late") == set()


def test_the_end_of_a_day_is_said_as_24(cast: Cast) -> None:
    watch.run(datetime(2026, 6, 8, 9, tzinfo=SHANGHAI))
    assert told("complaints-monthly", "20260501", "due") == {cast.liu.ref}
    said = Delivery.objects.get(
        once__startswith="report:complaints-monthly:", once__contains=":20260501:due:"
    )
    assert "20260501-0531投诉月报" in said.subject and "2026-06-10 24:00" in said.subject


def test_the_weekly_reports_owner_is_reminded_on_the_day_the_pack_sets(cast: Cast) -> None:
    """The week of 1-7 June is due by the end of Monday the eighth; on Tuesday it is late."""
    watch.run(datetime(2026, 6, 8, 9, tzinfo=SHANGHAI))
    assert told("complaints-weekly", "20260601", "due") == {cast.liu.ref}
    assert told("complaints-weekly", "20260601", "late") == set()
    watch.run(datetime(2026, 6, 9, 0, tzinfo=SHANGHAI))
    assert told("complaints-weekly", "20260601", "late") == {cast.liu.ref, cast.he.ref}


def express(at: datetime) -> list[Owed]:
    return [one for one in owed(at) if one.row.period == "express"]


def test_an_express_report_is_owed_for_a_day_with_a_major_case_alone(cast: Cast) -> None:
    cast.complaint()
    assert express(FRIDAY_8) == []
    watch.run(FRIDAY_8)
    assert told("major-express", "20260604", "due") == set()
    cast.complaint(gravity="major")
    [one] = express(FRIDAY_8)
    assert (one.name, one.due_at, one.place) == ("20260604重大投诉快报", FRIDAY_9, cast.company)
    watch.run(FRIDAY_8)
    assert told("major-express", "20260604", "due") == {cast.liu.ref}
    assert express(datetime(2026, 6, 12, 8, tzinfo=SHANGHAI)) == [], "a week later it is history"


def test_a_report_without_a_due_time_is_owed_and_reminds_nobody(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = cast.pack.rows("reports")["complaints-weekly"]
    timeless = row.model_copy(update={"due": None})
    monkeypatch.setitem(cast.pack.chapters["reports"], "complaints-weekly", timeless)
    watch.run(FRIDAY_9)
    assert not Delivery.objects.filter(once__startswith="report:complaints-weekly:").exists()
    assert [one for one in owed(FRIDAY_9) if one.row.id == "complaints-weekly"]


def test_a_sites_own_standard_does_not_double_what_is_owed(cast: Cast) -> None:
    adopt(
        cast.company, "demo-site-2026@2026.1", since=date(2026, 6, 1), by=cast.actor(cast.admin), at=cast.at
    )
    [one] = daily(FRIDAY_8)
    assert one.place == cast.east
