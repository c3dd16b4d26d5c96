"""What the customer-centre standard wants of a hall's day, done and proven in the database; weather days come into force."""

from datetime import date, timedelta

import pytest

from bihuan.engines.duties import actions
from bihuan.engines.duties.errors import BadInput, NotAllowed, NotFound
from bihuan.engines.duties.models import Duty, WeatherDay
from bihuan.ground.journal.models import Entry
from bihuan.ground.journal.verify import everything
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 4)


def duty(cast: Cast, plan: str, place: str = "east", day: date = DAY) -> Duty:
    return Duty.objects.get(plan=plan, place=cast.places[place], due_at__date=day)


def say(
    cast: Cast, weather: str = "rain", day: date = DAY + timedelta(1), who: str = "he", place: str = "company"
):
    by = cast.actor(cast.people[who])
    return actions.declare_weather(cast.places[place], weather, day, by=by, at=cast.at)


def test_nobody_goes_to_the_bank_alone(cast: Cast) -> None:
    actions.plan_ahead(DAY, DAY)
    trip, by = duty(cast, "bank-trip"), cast.actor(cast.fang)
    with pytest.raises(BadInput) as refused:
        actions.finish(trip, {"deposited": True}, by=by, at=cast.at)
    assert set(refused.value.fields) == {"second"}
    done = actions.finish(trip, {"deposited": True, "second": "唐敏"}, by=by, at=cast.at)
    assert done.proofs["second"] == "唐敏"
    assert Entry.objects.get(kind="duty").clause == "utility-customer-centre-2015@2015.1#5.2(3)a"


def test_the_hazard_sheet_names_what_is_out_of_order(cast: Cast) -> None:
    actions.plan_ahead(DAY, DAY)
    check, by = duty(cast, "hazards"), cast.actor(cast.tang)
    at = check.due_at - timedelta(hours=1)
    good = {
        "check__exits": "yes",
        "check__no_smoking_sign": "yes",
        "check__locked": "yes",
        "check__wiring": "yes",
    }
    with pytest.raises(BadInput) as refused:
        actions.finish(check, good | {"check__exits": ""}, by=by, at=at)
    assert set(refused.value.fields) == {"check__exits"}
    done = actions.finish(check, good | {"check__exits": "no"}, by=by, at=at)
    assert done.findings == ["check"] and done.proofs["check"]["findings"] == ["exits"]


@pytest.mark.parametrize(("copies", "found"), [(30, []), (31, ["most"])])
def test_more_than_thirty_copies_are_a_finding(cast: Cast, copies: int, found: list[str]) -> None:
    actions.plan_ahead(DAY, DAY)
    tidy, by = duty(cast, "brochures-after"), cast.actor(cast.fang)
    done = actions.finish(tidy, {"tidy": True, "most": copies}, by=by, at=tidy.due_at)
    assert done.findings == found


def test_wet_weather_falls_due_only_when_a_head_has_said_so(cast: Cast) -> None:
    actions.plan_ahead(DAY, DAY + timedelta(2))
    assert not Duty.objects.filter(plan="wet-weather").exists()
    said = say(cast)
    rows = Duty.objects.filter(plan="wet-weather")
    assert set(rows.values_list("place__code", flat=True)) == {"east", "west", "south"}
    assert {one.due_at.astimezone(cast.at.tzinfo).date() for one in rows} == {DAY + timedelta(1)}
    assert say(cast).pk == said.pk and Entry.objects.filter(verb="weather.declared").count() == 1
    assert not Duty.objects.filter(plan="hot-weather").exists()
    assert list(everything()) == []


def test_said_for_one_hall_it_is_that_halls_alone(cast: Cast) -> None:
    say(cast, place="east")
    assert [one.place.code for one in Duty.objects.filter(plan="wet-weather")] == ["east"]


def test_said_too_late_what_is_over_is_nobodys_fault(cast: Cast) -> None:
    say(cast, day=DAY)
    assert {one.state for one in Duty.objects.filter(plan="wet-weather")} == {Duty.State.EXCUSED}


def test_called_off_it_need_not_be_done_unless_something_else_still_asks_for_it(cast: Cast) -> None:
    rain, snow = say(cast), say(cast, "snow", place="east")
    by = cast.actor(cast.he)
    actions.call_off_weather(rain, by=by, at=cast.at)
    states = dict(Duty.objects.filter(plan="wet-weather").values_list("place__code", "state"))
    assert states == {"east": "open", "west": "excused", "south": "excused"}
    actions.call_off_weather(snow, by=by, at=cast.at)
    assert set(Duty.objects.filter(plan="wet-weather").values_list("state", flat=True)) == {"excused"}
    with pytest.raises(NotFound):
        actions.call_off_weather(rain, by=by, at=cast.at)
    say(cast)
    assert set(Duty.objects.filter(plan="wet-weather").values_list("state", flat=True)) == {"open"}


@pytest.mark.parametrize("who", ["fang", "chen", "admin"])
def test_only_a_head_says_what_the_weather_is(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        say(cast, who=who)
    said = say(cast)
    with pytest.raises(NotAllowed):
        actions.call_off_weather(said, by=cast.actor(cast.people[who]), at=cast.at)
    assert WeatherDay.objects.get().called_off_at is None


@pytest.mark.parametrize(("weather", "days"), [("fog", 1), ("rain", -1), ("rain", 8)])
def test_no_other_weather_and_no_other_day(cast: Cast, weather: str, days: int) -> None:
    with pytest.raises(BadInput):
        say(cast, weather, DAY + timedelta(days))
    assert not WeatherDay.objects.exists()
