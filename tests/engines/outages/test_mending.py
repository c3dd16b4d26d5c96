"""A fault has its limit; callers wait for it and are told; a breach is proposed for compensation."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bihuan.engines.cases import actions as cases
from bihuan.engines.cases.models import Case
from bihuan.engines.outages import actions, watch
from bihuan.engines.outages.errors import BadInput, Conflict, NotAllowed, NotFound, Over
from bihuan.engines.outages.models import Compensation
from bihuan.ground.directory.actor import customer
from bihuan.ground.journal.models import Delivery, Entry
from bihuan.ground.journal.verify import everything
from bihuan.ground.worktime.zone import SHANGHAI
from tests.engines.outages.grid import Grid, due, entries, told

pytestmark = pytest.mark.django_db


def _at(grid: Grid, hour: int) -> datetime:
    """Yesterday at this local hour."""
    yesterday = grid.at.astimezone(SHANGHAI) - timedelta(days=1)
    return yesterday.replace(hour=hour, minute=0, second=0, microsecond=0)


@pytest.mark.parametrize(
    ("fault", "hour", "outside", "hours"),
    [
        ("service_line", 9, False, 4),
        ("service_line", 21, False, 12),
        ("service_line", 9, True, 12),
        ("service_line", 21, True, 20),
        ("device", 9, False, 12),
        ("device", 9, True, 20),
        ("overhead", 9, False, 24),
        ("overhead", 9, True, 32),
    ],
)
def test_a_fault_has_the_limit_of_its_class(
    grid: Grid, fault: str, hour: int, outside: bool, hours: int
) -> None:
    since = _at(grid, hour)
    outage = grid.fault(fault=fault, since=since, outside=outside)
    assert outage.due_at == since + timedelta(hours=hours)


def test_bad_weather_with_its_proof_takes_the_limit_away_and_stays_in_the_journal(grid: Grid) -> None:
    outage = grid.fault()
    before = due(outage)
    with pytest.raises(BadInput):
        actions.excuse(outage, "weather", " ", by=grid.dong, at=grid.at)
    held = actions.excuse(outage, "weather", "气象台橙色预警", by=grid.dong, at=grid.at)
    assert held.due_at is None
    last = Entry.objects.filter(kind="outage", subject=outage.pk).latest("seq")
    assert datetime.fromisoformat(last.facts["due"]) == before
    assert last.facts["proof"] == "气象台橙色预警"


def test_an_exception_that_the_class_does_not_know_is_refused(grid: Grid) -> None:
    outage = grid.fault(fault="overhead")
    with pytest.raises(BadInput):
        actions.excuse(outage, "transformer", "照片", by=grid.dong, at=grid.at)
    with pytest.raises(BadInput):
        actions.excuse(grid.announced(), "weather", "照片", by=grid.dong, at=grid.at)


def test_a_caller_at_an_affected_place_joins_the_known_outage_in_one_step(grid: Grid) -> None:
    outage = grid.fault()
    phone = customer("13800138000")
    case, known = actions.report(grid.details(channel="web"), grid.east, by=phone, at=grid.at)
    assert known == outage
    assert list(outage.joined.values_list("case", flat=True)) == [case.pk]
    other, none = actions.report(grid.details(channel="web"), grid.west, by=phone, at=grid.at)
    assert none is None
    assert other.pk != case.pk


def test_an_outage_that_is_only_announced_is_not_why_the_power_is_off_today(grid: Grid) -> None:
    grid.announced(days=8)
    _case, known = actions.report(grid.details(), grid.east, by=customer("13800138000"), at=grid.at)
    assert known is None


def test_a_case_waits_for_one_outage_only(grid: Grid) -> None:
    first = grid.fault()
    case, _known = actions.report(grid.details(), grid.east, by=customer("13800138000"), at=grid.at)
    with pytest.raises(Conflict):
        actions.join(grid.fault(places=[grid.west]), case, by=grid.dong, at=grid.at)
    assert first.joined.count() == 1


def test_restoring_settles_every_waiting_case_in_its_own_journal_and_tells_everybody(grid: Grid) -> None:
    grid.households(grid.east, 2)
    outage = grid.fault()
    one, _ = actions.report(grid.details(), grid.east, by=customer("13800138000"), at=grid.at)
    two, _ = actions.report(grid.details(), grid.east, by=customer("13800138001"), at=grid.at)
    gone, _ = actions.report(grid.details(), grid.east, by=customer("13800138002"), at=grid.at)
    cases.withdraw(gone, "来电了", by=customer("13800138002"), at=grid.at)
    chen = grid.cast.actor(grid.cast.chen)
    held, settled = actions.restore(outage, by=chen, at=grid.at + timedelta(hours=2))
    assert (held.state, settled) == ("restored", 2)
    for case in (one, two):
        case.refresh_from_db()
        assert case.stage == "resolved"
        verbs = Entry.objects.filter(kind="case", subject=case.pk).order_by("seq")
        assert [row.verb for row in verbs] == ["case.open", "case.accept", "case.answer", "case.resolve"]
    gone.refresh_from_db()
    assert gone.stage == "withdrawn"
    assert len(told(outage)) == 4
    with pytest.raises(Over):
        actions.restore(outage, by=chen, at=grid.at + timedelta(hours=3))
    assert not list(everything())


def test_callers_left_waiting_when_the_work_was_interrupted_are_settled_by_the_watch_once(
    grid: Grid, monkeypatch: pytest.MonkeyPatch
) -> None:
    outage = grid.fault()
    found = [
        actions.report(grid.details(), grid.east, by=customer(f"1380013800{n}"), at=grid.at)[0]
        for n in range(3)
    ]
    later = grid.at + timedelta(hours=1)
    chen = grid.cast.actor(grid.cast.chen)
    answer, answered = cases.answer, []

    def killed(case: Case, *given: Any, **said: Any) -> Any:
        if answered:
            raise KeyboardInterrupt
        answered.append(case.pk)
        return answer(case, *given, **said)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(cases, "answer", killed)
        actions.restore(outage, by=chen, at=later)
    assert [row.stage for row in Case.objects.filter(pk__in=[one.pk for one in found]).order_by("pk")] == [
        "resolved",
        "received",
        "received",
    ]
    assert watch.run(later + timedelta(minutes=1)) == 2
    assert watch.run(later + timedelta(minutes=2)) == 0
    for case in found:
        verbs = Entry.objects.filter(kind="case", subject=case.pk).order_by("seq")
        assert [row.verb for row in verbs] == ["case.open", "case.accept", "case.answer", "case.resolve"]
        assert verbs.last().actor == chen.ref  # type: ignore[union-attr]
    assert not list(everything())


def test_in_time_there_is_no_compensation(grid: Grid) -> None:
    outage = grid.fault()
    actions.restore(outage, by=grid.dong, at=due(outage))
    assert not Compensation.objects.exists()
    with pytest.raises(NotFound):
        actions.decide(outage, each=Decimal(5), reason="按承诺", by=grid.he, at=due(outage))


def test_too_late_is_proposed_for_compensation_and_another_person_decides(grid: Grid) -> None:
    grid.households(grid.east, 3)
    outage = grid.fault()
    late = due(outage) + timedelta(minutes=1)
    actions.restore(outage, by=grid.he, at=late)
    with pytest.raises(NotAllowed):
        actions.decide(outage, each=Decimal(5), reason="按承诺", by=grid.he, at=late)
    with pytest.raises(NotAllowed):
        actions.decide(outage, each=Decimal(5), reason="按承诺", by=grid.dong, at=late)
    ma = grid.cast.actor(grid.cast.ma)
    with pytest.raises(BadInput):
        actions.decide(outage, each=Decimal(0), reason="按承诺", by=ma, at=late)
    row = actions.decide(outage, each=Decimal(5), reason="按承诺", by=ma, at=late)
    assert (row.state, row.households, row.each) == ("approved", 3, Decimal(5))
    with pytest.raises(Conflict):
        actions.decide(outage, each=None, reason="不赔", by=ma, at=late)
    assert entries(outage) == ["outage.found", "outage.restored", "outage.compensation"]


def test_the_heads_hear_once_of_a_fault_that_is_not_mended_in_time(grid: Grid) -> None:
    outage = grid.fault()
    assert watch.run(due(outage)) == 0
    late = due(outage) + timedelta(minutes=1)
    assert watch.run(late) == 1
    assert watch.run(late) == 0
    heard = Delivery.objects.filter(channel="inapp", link=f"/desk/outages/{outage.pk}/")
    assert grid.cast.he.ref in heard.values_list("address", flat=True)


def test_a_word_on_how_it_goes_stands_with_the_outage(grid: Grid) -> None:
    outage = grid.fault()
    ends = grid.at + timedelta(hours=3)
    held = actions.say(
        outage, "抢修人员已到场", ends_at=ends, by=grid.dong, at=grid.at + timedelta(minutes=1)
    )
    assert (held.progress, held.ends_at) == ("抢修人员已到场", ends)
    with pytest.raises(NotAllowed):
        actions.say(outage, "好了", by=grid.cast.actor(grid.cast.fang), at=grid.at)
