"""Tallies in the database against slow counting in plain Python."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, get_args
from uuid import uuid4
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.engines.cases import actions
from bihuan.engines.cases.models import Callback, Case, Clock
from bihuan.ground.directory.models import Place, Team
from bihuan.ground.standards.base import Text
from bihuan.reports import facts
from bihuan.reports.indicators import SUMS, verdict
from bihuan.reports.shapes import Dimension, Indicator
from bihuan.reports.spans import span_on
from tests.cast import Cast

SHANGHAI = ZoneInfo("Asia/Shanghai")
MAY = span_on("month", datetime(2026, 5, 5, tzinfo=SHANGHAI).date())
LATER = datetime(2026, 7, 1, tzinfo=SHANGHAI)
slowly = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)  # fmt: skip


def indicator(measure: str, **over: Any) -> Indicator:
    return Indicator(id="figure", title=Text(zh="数"), clause="7.7a", measured_by=measure, **over)  # type: ignore[arg-type]


def case(place: Place, opened: datetime, **over: Any) -> Case:
    said = {"edition": "utility-customer-centre-2015@2015.1", "kind": "complaint", "channel": "hotline"}
    return Case(
        place=place,
        title="停水",
        text="停水",
        secret=uuid4().hex,
        stage="handling",
        opened_at=opened,
        **(said | over),
    )


def clear() -> None:
    Callback.objects.all().delete()
    Clock.objects.all().delete()
    Case.objects.all().delete()


# Moments around both ends of May, the ends themselves included.
moments = st.one_of(
    st.sampled_from(
        [MAY.since, MAY.until, MAY.since - timedelta(seconds=1), MAY.until - timedelta(seconds=1)]
    ),
    st.integers(-3 * 86_400, 34 * 86_400).map(lambda seconds: MAY.since + timedelta(seconds=seconds)),
)
clocks = st.fixed_dictionaries(
    {
        "due_at": st.none() | moments,
        "after": st.integers(-200_000, 200_000),
        "end": st.sampled_from(["running", "stopped", "cancelled"]),
    }
)


def clock_of(one: Case, drawn: dict[str, Any]) -> Clock:
    due_at = drawn["due_at"]
    clock = Clock(
        case=one,
        promise="close",
        clause="x",
        allowance="5wd",
        calendar="office",
        started_at=MAY.since,
        due_at=due_at,
    )
    if drawn["end"] != "running":
        clock.stopped_at = (due_at or MAY.since) + timedelta(seconds=drawn["after"])
        clock.cancelled = drawn["end"] == "cancelled"
        clock.met = None if clock.cancelled else due_at is None or clock.stopped_at < due_at
    return clock


@slowly
@given(st.lists(clocks, max_size=40))
def test_clocks_in_the_database_are_judged_as_the_sum_judges_them(
    cast: Cast, drawn: list[dict[str, Any]]
) -> None:
    clear()
    one = case(cast.company, MAY.since)
    one.save()
    made = Clock.objects.bulk_create(clock_of(one, each) for each in drawn)
    scope = facts.scope_of(cast.company, None, MAY, LATER)
    found = facts.tallied(SUMS["share_on_time"], indicator("share_on_time"), scope)[""]
    judged = Counter(
        verdict(
            due_at=row.due_at, stopped_at=row.stopped_at, met=row.met, cancelled=row.cancelled,
            since=MAY.since, until=MAY.until,
        )
        for row in made
    )  # fmt: skip
    assert found == {"met": judged["met"], "due": judged["met"] + judged["missed"]}
    missed = facts.tallied(SUMS["count_overdue"], indicator("count_overdue"), scope)[""]
    assert missed == {"missed": judged["missed"]}


kinds = st.sampled_from(["complaint", "report", "enquiry"])
cases = st.fixed_dictionaries(
    {
        "opened": moments,
        "kind": kinds,
        "channel": st.sampled_from(["hotline", "hall", "web"]),
        "category": st.sampled_from(["", "attitude", "late_leak_repair", "water_quality", "hazard"]),
        "supply": st.sampled_from(["", "water", "gas"]),
        "gravity": st.sampled_from(["ordinary", "major"]),
        "place": st.sampled_from(["company", "east", "west"]),
        "team": st.sampled_from([None, "water", "gas"]),
    }
)


def opened(cast: Cast, drawn: Iterable[dict[str, Any]]) -> list[Case]:
    rows = []
    for each in drawn:
        said = dict(each)
        team = said.pop("team")
        place = cast.places[said.pop("place")]
        rows.append(case(place, said.pop("opened"), team=cast.teams[team] if team else None, **said))
    return Case.objects.bulk_create(rows)


@slowly
@given(st.lists(cases, max_size=40))
def test_every_dimension_adds_up_to_the_total(cast: Cast, drawn: list[dict[str, Any]]) -> None:
    clear()
    rows = opened(cast, drawn)
    scope = facts.scope_of(cast.company, None, MAY, LATER)
    total = sum(MAY.since <= row.opened_at < MAY.until for row in rows)
    counted = indicator("count_opened")
    assert facts.tallied(SUMS["count_opened"], counted, scope)[""]["all"] == total
    for by in get_args(Dimension):
        found = facts.tallied(SUMS["count_opened"], counted, scope, by)
        assert sum(tally["all"] for tally in found.values()) == total, by


@slowly
@given(st.lists(cases, max_size=40))
def test_the_cases_behind_a_row_are_as_many_as_the_row_says(cast: Cast, drawn: list[dict[str, Any]]) -> None:
    clear()
    opened(cast, drawn)
    scope = facts.scope_of(cast.company, None, MAY, LATER)
    for by in get_args(Dimension):
        for key, tally in facts.tallied(SUMS["count_major"], indicator("count_major"), scope, by).items():
            behind = facts.cases_behind(
                SUMS["count_major"], indicator("count_major"), scope, "major", by=by, keys=[key]
            )
            assert behind.count() == tally["major"], (by, key)


@slowly
@given(st.lists(cases, max_size=40))
def test_a_hall_counts_its_own_and_a_unit_what_it_holds(cast: Cast, drawn: list[dict[str, Any]]) -> None:
    clear()
    rows = [row for row in opened(cast, drawn) if MAY.since <= row.opened_at < MAY.until]
    only_complaints = indicator("count_opened", kinds=("complaint",))

    def counted(place: Place, team: Team | None) -> int:
        scope = facts.scope_of(place, team, MAY, LATER)
        return facts.tallied(SUMS["count_opened"], only_complaints, scope)[""]["all"]

    complaints = [row for row in rows if row.kind == "complaint"]
    assert counted(cast.east, None) == sum(row.place_id == cast.east.pk for row in complaints)
    assert counted(cast.company, cast.water) == sum(row.team_id == cast.water.pk for row in complaints)


def test_a_day_belongs_to_the_local_date(cast: Cast) -> None:
    half_past_midnight = datetime(2026, 5, 4, 0, 30, tzinfo=SHANGHAI)  # still the third in UTC
    case(cast.company, half_past_midnight).save()
    scope = facts.scope_of(cast.company, None, MAY, LATER)
    assert list(facts.tallied(SUMS["count_opened"], indicator("count_opened"), scope, "day")) == [
        "2026-05-04"
    ]


def test_figures_made_within_the_period_know_nothing_of_its_rest(cast: Cast) -> None:
    noon = datetime(2026, 5, 20, 12, tzinfo=SHANGHAI)
    one = case(cast.company, noon)
    one.save()
    for due_at in (noon - timedelta(seconds=1), noon + timedelta(hours=1)):
        clock_of(one, {"due_at": due_at, "end": "running", "after": 0}).save()
    scope = facts.scope_of(cast.company, None, MAY, noon)
    assert facts.tallied(SUMS["share_on_time"], indicator("share_on_time"), scope)[""]["due"] == 1


def passed_on(cast: Cast) -> Case:
    """The water unit keeps a complaint for two working days and a half, then hands it to the gas unit."""
    one, order = cast.dispatched()
    late = datetime(2026, 6, 9, 10, tzinfo=SHANGHAI)
    actions.take(order, by=cast.actor(cast.wang), at=cast.later(minutes=5))
    actions.transfer(order, cast.gas, "属燃气部", by=cast.actor(cast.zhao), at=late)
    return cast.fresh(one)


def missed_by_unit(cast: Cast, at: datetime, team: Team | None = None) -> dict[str, int]:
    scope = facts.scope_of(cast.company, team, span_on("month", cast.at.date()), at)
    answered = indicator("count_overdue", kinds=("complaint",), promises=("answer",))
    found = facts.tallied(SUMS["count_overdue"], answered, scope, "unit")
    return {key: tally["missed"] for key, tally in found.items()}


def test_a_breach_is_charged_to_the_unit_that_used_the_time_up(cast: Cast) -> None:
    """Answer due on 8 June: on the 9th the gas unit gets the case and answers at once."""
    one = passed_on(cast)
    after = datetime(2026, 6, 9, 11, tzinfo=SHANGHAI)
    assert one.team == cast.gas
    assert missed_by_unit(cast, after) == {str(cast.water.pk): 1}, "while it still runs"
    order = one.orders.get(team=cast.gas)
    actions.take(order, by=cast.actor(cast.gao), at=after)
    actions.contact(one, way="call", said="已联系", order=order, by=cast.actor(cast.gao), at=after)
    actions.answer(one, "已处理", by=cast.actor(cast.gao), at=after)
    assert one.clocks.get(promise="answer").charged == cast.water
    assert missed_by_unit(cast, LATER) == {str(cast.water.pk): 1}
    assert missed_by_unit(cast, LATER, cast.gas) == {}
    assert missed_by_unit(cast, LATER, cast.water) == {str(cast.water.pk): 1}


def test_what_happens_after_a_breach_does_not_change_whose_it_was(cast: Cast) -> None:
    one = passed_on(cast)
    assert missed_by_unit(cast, datetime(2026, 6, 9, 11, tzinfo=SHANGHAI)) == {str(cast.water.pk): 1}
    assert missed_by_unit(cast, LATER) == {str(cast.water.pk): 1}, "the gas unit has it three weeks more"
    order = one.orders.get(team=cast.gas)
    assert order.state == "sent"


def test_what_lay_at_intake_is_no_units(cast: Cast) -> None:
    one = cast.accepted()
    actions.dispatch(
        one,
        [actions.Target(cast.water)],
        by=cast.actor(cast.chen),
        at=datetime(2026, 6, 8, 17, tzinfo=SHANGHAI),
    )
    assert missed_by_unit(cast, LATER) == {"": 1}


def test_the_cases_behind_a_units_breaches_are_those_charged_to_it(cast: Cast) -> None:
    one = passed_on(cast)
    scope = facts.scope_of(cast.company, None, span_on("month", cast.at.date()), LATER)
    late = indicator("count_overdue", promises=("answer",))

    def behind(team: Team) -> list[int]:
        sum_ = SUMS["count_overdue"]
        found = facts.cases_behind(sum_, late, scope, "missed", by="unit", keys=[str(team.pk)])
        return list(found.values_list("pk", flat=True))

    assert behind(cast.water) == [one.pk]
    assert behind(cast.gas) == []


def test_only_reached_customers_can_be_satisfied(cast: Cast) -> None:
    one = case(cast.company, MAY.since)
    one.save()
    at = MAY.since + timedelta(days=1)
    results = [("reached", True), ("reached", False), ("unreachable", None), ("refused", None)]
    for attempt, (result, satisfied) in enumerate(results, 1):
        Callback.objects.create(
            case=one, attempt=attempt, result=result, satisfied=satisfied, final=True, by=cast.chen, at=at
        )
    Callback.objects.create(case=one, attempt=9, result="unreachable", final=False, by=cast.chen, at=at)
    scope = facts.scope_of(cast.company, None, MAY, LATER)
    found = facts.tallied(SUMS["share_satisfied"], indicator("share_satisfied"), scope)[""]
    assert found == {"reached": 2, "satisfied": 1}
    missed = facts.tallied(SUMS["count_unreachable"], indicator("count_unreachable"), scope)[""]
    assert missed == {"unreachable": 1}


def test_a_withdrawn_matter_was_not_closed_by_anybody(cast: Cast) -> None:
    for outcome in (Case.Outcome.SETTLED, Case.Outcome.WITHDRAWN, Case.Outcome.MERGED):
        case(cast.company, MAY.since, closed_at=MAY.since + timedelta(days=2), outcome=outcome).save()
    scope = facts.scope_of(cast.company, None, MAY, LATER)
    assert facts.tallied(SUMS["count_resolved"], indicator("count_resolved"), scope)[""]["all"] == 1


def test_handling_is_measured_in_working_hours(cast: Cast) -> None:
    friday = datetime(2026, 5, 15, 16, 30, tzinfo=SHANGHAI)
    monday = datetime(2026, 5, 18, 9, 30, tzinfo=SHANGHAI)
    case(cast.company, friday, accepted_at=friday, first_resolved_at=monday).save()
    scope = facts.scope_of(cast.company, None, MAY, LATER)
    [hours] = facts.hours_of(indicator("median_hours"), scope, cast.pack, "unit")[""]
    assert 0 < hours < 3  # the weekend does not count


def test_a_place_that_is_the_whole_house_leaves_nothing_out(cast: Cast) -> None:
    assert facts.scope_of(cast.company, None, MAY, LATER).places is None
    assert facts.scope_of(cast.east, None, MAY, LATER).places == {cast.east.pk}
