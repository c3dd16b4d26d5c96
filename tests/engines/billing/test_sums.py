"""What a bill comes to, by hand: one rule at a time."""

from decimal import Decimal as D

import pytest

from bihuan.engines.billing.charges import Charge
from bihuan.engines.billing.refusals import NoTariff
from tests.engines.billing.making import by_tier, cost, june, ladder, tariff, usage, version

pytestmark = pytest.mark.pure


def quantities(made: Charge, component: str = "water") -> list[D]:
    return [line.quantity for line in made.lines if line.component == component]


def test_a_published_example_of_guangdong_comes_out() -> None:
    """650 kWh in a summer month at a base price of 0.64 yuan: 166.4 + 234.6 + 47 = 448 yuan, as the utilities explain it."""
    summer = version(ladder=ladder(260, 600), components=by_tier("0.64", "0.69", "0.94"))
    made = cost(summer, june(650))
    assert [line.amount for line in made.lines] == [D("166.4"), D("234.6"), D("47")]
    assert made.total == D("448.00")


def test_the_end_of_a_step_belongs_to_it() -> None:
    steps = version(ladder=ladder(22, 30), components=by_tier("1", "2", "3"))
    assert cost(steps, june(22)).exact == 22
    assert cost(steps, june("22.01")).exact == D("22.02")
    assert cost(steps, june(30)).exact == 22 + 16
    assert cost(steps, june(31)).exact == 22 + 16 + 3


def test_a_year_goes_on_where_the_last_bill_ended() -> None:
    year = version(ladder=ladder(180, 260, run="year", per="year"), components=by_tier("5", "7", "9"))
    made = cost(year, june(40, already=D(170)))
    assert quantities(made) == [10, 30]
    assert made.counted == 210


def test_a_new_year_begins_at_the_first_step() -> None:
    year = version(ladder=ladder(180, 260, run="year", per="year"), components=by_tier("5", "7", "9"))
    over = usage("2025-12-12", "2026-01-11", 31, already=D(300))
    made = cost(year, over)
    assert quantities(made) == [31], "the bill belongs to the year in which it ends"
    assert made.counted == 31


def test_a_bill_over_the_new_year_can_be_shared_by_days() -> None:
    year = version(
        ladder=ladder(180, 260, run="year", per="year"),
        components=by_tier("5", "7", "9"),
        crossing={"year": "day", "step": "1"},
    )
    made = cost(year, usage("2025-12-12", "2026-01-11", 31, already=D(300)))
    assert [(line.tier, line.quantity) for line in made.lines] == [(3, 20), (1, 11)]
    assert made.counted == 11


def test_a_reading_year_may_begin_on_another_day() -> None:
    year = version(ladder=ladder(100, run="year", per="year", begins="07-01"), components=by_tier("1", "2"))
    assert cost(year, usage("2026-06-01", "2026-06-30", 10, already=D(100))).exact == 20
    assert cost(year, usage("2026-07-01", "2026-07-31", 10, already=D(100))).exact == 10


def test_limits_of_a_month_add_up_over_the_months_of_a_bill() -> None:
    steps = version(ladder=ladder(10), components=by_tier("1", "2"))
    assert cost(steps, usage("2026-05-12", "2026-07-11", 21)).exact == 20 + 2
    assert cost(steps, usage("2026-01-31", "2026-03-30", 21)).exact == 20 + 2
    assert cost(steps, usage("2026-05-12", "2026-05-20", 11)).exact == 10 + 2, "a piece of a month is one"


def test_a_meter_read_some_days_later_makes_no_second_month() -> None:
    steps = version(ladder=ladder(10), components=by_tier("1", "2"))
    assert cost(steps, usage("2026-05-12", "2026-06-26", 21)).exact == 10 + 22
    assert cost(steps, usage("2026-05-12", "2026-06-27", 21)).exact == 20 + 2


def test_a_season_is_that_of_the_month_in_which_the_meter_is_read() -> None:
    seasons = {
        "run": "month",
        "limits_per": "month",
        "limits": [
            {"months": [5, 6, 7, 8, 9, 10], "up_to": [260]},
            {"months": [11, 12, 1, 2, 3, 4], "up_to": [200]},
        ],
    }
    steps = version(ladder=seasons, components=by_tier("1", "2"))
    assert cost(steps, usage("2026-04-12", "2026-05-11", 260)).exact == 260
    assert cost(steps, usage("2026-10-12", "2026-11-11", 260)).exact == 200 + 120
    # Two months of two seasons: each has its own limit and its share of the days.
    both = cost(steps, usage("2026-10-01", "2026-11-30", 610))
    assert quantities(both) == [260, 50, 200, 100]


def test_seasons_can_be_cut_by_the_calendar() -> None:
    parts = [
        {"id": "wet", "title": {"zh": "丰水期"}, "price": "1", "months": [6, 7, 8, 9, 10]},
        {"id": "dry", "title": {"zh": "枯水期"}, "price": "2", "months": [11, 12, 1, 2, 3, 4, 5]},
    ]
    by_day = version(components=parts, crossing={"season": "day", "step": "1"})
    made = cost(by_day, usage("2026-05-22", "2026-06-20", 30))
    assert quantities(made, "dry") == [10]
    assert quantities(made, "wet") == [20]
    by_end = version(components=parts)
    assert quantities(cost(by_end, usage("2026-05-22", "2026-06-20", 30)), "wet") == [30]


def test_a_season_of_the_old_price_is_cut_though_the_new_one_knows_none() -> None:
    parts = [
        {"id": "wet", "title": {"zh": "丰水期"}, "price": "1", "months": [6, 7, 8, 9, 10]},
        {"id": "dry", "title": {"zh": "枯水期"}, "price": "2", "months": [11, 12, 1, 2, 3, 4, 5]},
    ]
    by_day = {"season": "day", "step": "1"}
    old = version(
        id="old", in_force={"from": "2020-01-01", "to": "2026-06-10"}, components=parts, crossing=by_day
    )
    new = version(id="new", in_force={"from": "2026-06-11"}, crossing=by_day)
    made = cost([old, new], usage("2026-05-22", "2026-06-20", 30))
    assert [(line.component, line.quantity) for line in made.lines] == [
        ("dry", 10),
        ("wet", 10),
        ("water", 10),
    ]


def test_limits_of_a_month_times_the_months_of_the_year() -> None:
    """鲁发改价格〔2019〕509号, two: a customer who came in June has seven months of the year."""
    year = version(ladder=ladder(210, 400, run="year", per="month"), components=by_tier("1", "2", "3"))
    assert cost(year, june(2520)).exact == 2520
    assert quantities(cost(year, june(2520, months_used=7))) == [1470, 1050]


def test_each_further_person_widens_the_steps() -> None:
    family = {"from": 6, "add": [30, 30], "per": "person"}
    year = version(
        ladder=ladder(180, 260, run="year", per="year"), components=by_tier("5", "7", "9"), household=family
    )
    assert [quantities(cost(year, june(300, people=people))) for people in (5, 6, 7)] == [
        [180, 80, 40],
        [210, 80, 10],
        [240, 60],
    ]


def test_a_large_household_may_widen_one_step_once() -> None:
    family = {"from": 5, "add": [100, 0], "per": "household"}
    steps = version(ladder=ladder(210, 400), components=by_tier("1", "2", "3"), household=family)
    assert quantities(cost(steps, june(450, people=8))) == [310, 90, 50]


def test_a_new_price_shares_the_bill_by_days() -> None:
    old = version(id="old", in_force={"from": "2020-01-01", "to": "2026-06-09"})
    new = version(
        id="new",
        in_force={"from": "2026-06-10"},
        components=[{"id": "water", "title": {"zh": "水费"}, "price": "3"}],
    )
    made = cost([new, old], june(10))
    assert [(line.first.day, line.last.day, line.quantity) for line in made.lines] == [(1, 9, 3), (10, 30, 7)]
    assert made.exact == 6 + 21
    assert [one.tariff.id for one in made.versions] == ["old", "new"]


@pytest.mark.parametrize(("rule", "expected"), [("end", 30), ("start", 20)])
def test_a_bill_may_belong_whole_to_one_price(rule: str, expected: int) -> None:
    old = version(id="old", in_force={"from": "2020-01-01", "to": "2026-06-09"})
    new = version(
        id="new",
        in_force={"from": "2026-06-10"},
        components=[{"id": "water", "title": {"zh": "水费"}, "price": "3"}],
        crossing={"price": rule},
    )
    assert cost([old, new], june(10)).exact == expected


def test_a_month_cut_in_two_shares_its_limits() -> None:
    old = version(
        id="old",
        in_force={"from": "2020-01-01", "to": "2026-06-15"},
        ladder=ladder(20),
        components=by_tier("1", "2"),
    )
    new = version(id="new", in_force={"from": "2026-06-16"}, ladder=ladder(20), components=by_tier("1", "2"))
    made = cost([old, new], june(30))
    assert quantities(made) == [10, 5, 10, 5]


def test_times_of_day_come_first_and_the_step_on_top() -> None:
    """粤发改价格〔2021〕331号: first the time of day, then what the step adds."""
    made = cost(
        version(
            measures=[{"id": id, "title": {"zh": id}, "unit": "kWh"} for id in ("peak", "flat", "valley")],
            ladder=ladder(260, 600),
            components=[
                {
                    "id": "energy",
                    "title": {"zh": "电"},
                    "by_measure": {"peak": "1", "flat": "0.6", "valley": "0.2"},
                },
                {"id": "step", "title": {"zh": "加价"}, "by_tier": ["0", "0.05", "0.3"]},
            ],
        ),
        june({"peak": 100, "flat": 100, "valley": 100}),
    )
    assert {line.id: line.amount for line in made.lines} == {
        "energy.peak": 100,
        "energy.flat": 60,
        "energy.valley": 20,
        "step.2": 2,
    }


def test_a_step_shares_its_times_of_day_in_proportion() -> None:
    made = cost(
        version(
            measures=[{"id": id, "title": {"zh": id}, "unit": "kWh"} for id in ("peak", "valley")],
            ladder=ladder(100),
            components=[
                {
                    "id": "energy",
                    "title": {"zh": "电"},
                    "by_measure": {"peak": ["2", "3"], "valley": ["1", "2"]},
                }
            ],
        ),
        june({"peak": 150, "valley": 50}),
    )
    assert {line.id: line.quantity for line in made.lines} == {
        "energy.peak.1": 75,
        "energy.peak.2": 75,
        "energy.valley.1": 25,
        "energy.valley.2": 25,
    }


def test_fixed_fees_count_months_and_a_bill_once() -> None:
    fees = [
        {"id": "water", "title": {"zh": "水费"}, "price": "2"},
        {"id": "meter", "title": {"zh": "表费"}, "price": "3", "per": "month"},
        {"id": "paper", "title": {"zh": "账单"}, "price": "0.5", "per": "bill"},
    ]
    made = cost(version(components=fees), usage("2026-01-01", "2026-03-31", 10))
    assert {line.id: line.amount for line in made.lines} == {"water": 20, "meter": 9, "paper": D("0.5")}


def test_a_property_fee_goes_by_area_and_month() -> None:
    made = cost(
        version(
            measures=[{"id": "area", "title": {"zh": "面积"}, "unit": "m2"}],
            components=[{"id": "care", "title": {"zh": "物业费"}, "price": "1.8", "per": "unit_month"}],
        ),
        usage("2026-01-01", "2026-03-31", {"area": "89.5"}),
    )
    assert made.exact == D("1.8") * D("89.5") * 3


def test_area_and_heat_are_charged_side_by_side() -> None:
    heat = version(
        measures=[
            {"id": "area", "title": {"zh": "面积"}, "unit": "m2"},
            {"id": "heat", "title": {"zh": "热量"}, "unit": "kWh"},
        ],
        components=[
            {"id": "base", "title": {"zh": "基本热费"}, "of": ["area"], "price": "12"},
            {"id": "heat", "title": {"zh": "计量热费"}, "of": ["heat"], "price": "0.16"},
        ],
    )
    assert cost(heat, june({"area": 100, "heat": 5000})).exact == 1200 + 800


def test_free_units_are_given_back_at_the_first_price_and_still_count() -> None:
    relief = {"id": "low", "title": {"zh": "低保"}, "free": 8}
    steps = version(ladder=ladder(22), components=by_tier("2.3", "3.45"), reliefs=[relief])
    made = cost(steps, june(24, relief="low"))
    assert made.exact == D("2.3") * 22 + D("3.45") * 2 - D("2.3") * 8
    assert cost(steps, june(5, relief="low")).exact == 0
    assert cost(steps, june(24)).exact - made.exact == D("18.4")


def test_what_is_given_back_is_never_more_than_what_was_charged() -> None:
    """Free units at an agreed price, all of them used in the cheap hours."""
    one = version(
        measures=[{"id": id, "title": {"zh": id}, "unit": "kWh"} for id in ("peak", "valley")],
        components=[{"id": "energy", "title": {"zh": "电"}, "by_measure": {"peak": "1", "valley": "0.2"}}],
        reliefs=[{"id": "low", "title": {"zh": "低保", "en": "Low income"}, "free": 15, "price": "0.5"}],
    )
    made = cost(one, june({"peak": 0, "valley": 20}, relief="low"))
    assert made.exact == 0
    assert made.lines[-1].sum_up("en") == "15 kWh = -4 yuan"
    assert cost(one, june({"peak": 20, "valley": 0}, relief="low")).exact == D("12.5")


def test_free_units_may_not_count_at_all() -> None:
    relief = {"id": "low", "title": {"zh": "低保"}, "free": 8, "how": "deduct"}
    steps = version(ladder=ladder(22), components=by_tier("1", "2"), reliefs=[relief])
    assert quantities(cost(steps, june(24, relief="low"))) == [16]
    assert cost(steps, june(7, relief="low")).exact == 0


def test_a_relief_may_be_a_share_of_one_component() -> None:
    parts = [
        {"id": "water", "title": {"zh": "水费"}, "price": "2"},
        {"id": "sewage", "title": {"zh": "污水处理费"}, "price": "1"},
    ]
    half = {"id": "half", "title": {"zh": "污水处理费减半"}, "percent": 50, "of": ["sewage"]}
    assert cost(version(components=parts, reliefs=[half]), june(10, relief="half")).exact == 25


def test_a_multiplier_comes_first() -> None:
    steps = version(ladder=ladder(100), components=by_tier("1", "2"))
    assert cost(steps, june(4, multiplier=D(30))).exact == 100 + 40


def test_a_bill_is_made_up_to_the_minimum() -> None:
    least = version(minimum={"amount": "6", "per": "month"})
    made = cost(least, june(1))
    assert [(line.kind, line.amount) for line in made.lines] == [("price", 2), ("minimum", 4)]
    assert cost(least, june(3)).exact == 6
    assert cost(least, usage("2026-05-01", "2026-06-30", 1)).exact == 12


def test_rounding_happens_once_at_the_end() -> None:
    parts = [{"id": f"part{n}", "title": {"zh": "部分"}, "price": "0.334"} for n in range(3)]
    assert cost(version(components=parts), june(1)).total == D("1.00"), "0.33 three times would be 0.99"


@pytest.mark.parametrize(
    ("step", "mode", "total"),
    [
        ("0.01", "half_up", "2.35"), ("0.01", "half_even", "2.34"), ("0.01", "down", "2.34"),
        ("0.1", "half_up", "2.30"), ("0.1", "up", "2.40"), ("1", "up", "3.00"),
    ],
)  # fmt: skip
def test_how_it_is_rounded_is_the_tariffs_say(step: str, mode: str, total: str) -> None:
    part = [{"id": "water", "title": {"zh": "水费"}, "price": "2.345"}]
    made = cost(version(components=part, rounding={"step": step, "mode": mode}), june(1))
    assert f"{made.total:f}" == total


def test_nothing_used_costs_nothing_and_still_has_a_line() -> None:
    made = cost(version(), june(0))
    assert (made.total, len(made.lines)) == (0, 1)


def test_a_day_without_a_tariff_is_named() -> None:
    late = version(in_force={"from": "2026-06-11"})
    with pytest.raises(NoTariff) as caught:
        cost(late, june(10))
    assert caught.value.on.isoformat() == "2026-06-01"
    assert "2026-06-01" in caught.value.text.zh
    gone = version(in_force={"from": "2020-01-01", "to": "2026-06-20"})
    with pytest.raises(NoTariff, match="2026-06-30"):
        cost(gone, june(10))


def test_every_line_cites_the_clause_it_comes_from() -> None:
    parts = [
        {"id": "water", "title": {"zh": "水费"}, "price": "2"},
        {"id": "sewage", "title": {"zh": "污水处理费"}, "price": "1", "clause": "2"},
    ]
    made = cost(version(components=parts), june(10))
    assert [line.cite for line in made.lines] == ["corner@1#1", "corner@1#2"]


def test_every_step_is_told_in_chinese_and_english() -> None:
    relief = {"id": "low", "title": {"zh": "低保", "en": "Low income"}, "free": 2}
    family = {"from": 2, "add": [5], "per": "person"}
    year = version(
        ladder=ladder(10, run="year", per="month"),
        components=by_tier("1.5", "2"),
        reliefs=[relief],
        household=family,
        minimum={"amount": "100"},
    )
    what = june(10, already=D(175), people=2, months_used=12, relief="low", multiplier=D(2))
    assert cost(year, what).derivation("zh-hans") == [
        "水量：10 × 倍率2 = 20立方米",
        "价格：街角用水（街〔2020〕1号），2020-01-01起执行；依据 corner@1#1",
        "本年度此前已累计175立方米",
        "年度分档（家庭2人，按12个月）：第1档 180立方米及以下；第2档 180立方米以上",
        "用量20立方米，其中第1档 5立方米，第2档 15立方米",
        "水费（第1档）：1.5元 × 5立方米 = 7.5元",
        "水费（第2档）：2元 × 15立方米 = 30元",
        "低保：-1.5元 × 2立方米 = -3元",
        "最低收费100元，补足65.5元",
        "合计100元，最后一次四舍五入到0.01元：100.00元",
    ]
    english = cost(year, what).derivation("en")
    assert (
        english[3]
        == "Steps of the year (household of 2, 12 months): step 1 up to 180 m³; step 2 above 180 m³"
    )
    assert english[5] == "Water fee, step 1: 1.5 yuan × 5 m³ = 7.5 yuan"
    assert not any("一" <= letter <= "鿿" for line in english for letter in line.replace("街〔2020〕1号", ""))


def test_a_sum_is_plain_data_too() -> None:
    data = cost(version(), june("1.25")).as_data("en")
    assert data["total"] == "2.50"
    assert data["lines"][0] == {
        "id": "water", "kind": "price", "title": "Water fee", "from": "2026-06-01", "to": "2026-06-30",
        "quantity": "1.25", "unit": "m3", "price": "2", "months": None, "amount": "2.5", "cite": "corner@1#1",
    }  # fmt: skip


def test_the_measures_of_the_main_unit_are_counted_together() -> None:
    assert tariff().main == ("water",)
