"""What cannot be counted is refused, field by field."""

from decimal import Decimal as D
from fractions import Fraction
from typing import Any

import pytest

from bihuan.engines.billing.refusals import BadUsage
from bihuan.engines.billing.usage import Usage
from tests.engines.billing.making import by_tier, cost, day, june, ladder, usage, version

pytestmark = pytest.mark.pure


def refused(what: Usage, **over: Any) -> dict[str, str]:
    with pytest.raises(BadUsage) as caught:
        cost(version(**over), what)
    return {name: text.zh for name, text in caught.value.fields.items()}


@pytest.mark.parametrize("quantity", ["-1", "NaN", "Infinity", "10000000", "1.00001"])
def test_a_quantity_is_a_plain_number_within_bounds(quantity: str) -> None:
    assert refused(june(quantity)).keys() == {"water"}


def test_every_measure_is_wanted_and_no_other() -> None:
    told = refused(Usage(day("2026-06-01"), day("2026-06-30"), {"steam": D(1)}))
    assert told["water"] == "请填写“水量”的用量。"
    assert told["steam"] == "这个价格只计量：水量。"


def test_days_come_in_order_and_not_too_many() -> None:
    assert refused(usage("2026-06-02", "2026-06-01", 1)) == {"to": "结束日期不能早于开始日期。"}
    assert refused(usage("2026-01-01", "2027-02-05", 1)) == {"to": "一次最多计算400天，请把期间改短。"}


def test_all_faults_are_told_at_once() -> None:
    what = usage("2026-06-02", "2026-06-01", -1, people=-1, multiplier=D(0), relief="rich", months_used=13)
    assert refused(what).keys() == {"to", "water", "people", "multiplier", "relief", "months_used"}


@pytest.mark.parametrize("multiplier", ["0", "-2", "NaN", "10001", "1.001"])
def test_a_multiplier_is_above_nothing(multiplier: str) -> None:
    assert refused(june(1, multiplier=D(multiplier))).keys() == {"multiplier"}


def test_what_comes_out_of_the_multiplier_stays_within_bounds() -> None:
    assert refused(june(9_000_000, multiplier=D(2))).keys() == {"multiplier"}


def test_only_a_count_of_the_year_knows_what_came_before() -> None:
    assert refused(june(1, already=D(5))).keys() == {"already"}
    assert refused(june(1, months_used=7)).keys() == {"months_used"}
    year = {"ladder": ladder(180, run="year", per="year"), "components": by_tier("1", "2")}
    assert cost(version(**year), june(1, already=D(5))).counted == 6
    assert refused(june(1, months_used=7), **year).keys() == {"months_used"}


def test_a_relief_is_one_of_the_tariffs() -> None:
    low = {"reliefs": [{"id": "low", "title": {"zh": "低保"}, "free": 8}]}
    assert refused(june(1, relief="rich"), **low) == {"relief": "这个价格的优待有：低保 low。"}


def test_the_largest_numbers_still_come_out_exactly() -> None:
    big = version(components=[{"id": "water", "title": {"zh": "水费"}, "price": "9999.99999999"}])
    made = cost(big, june("999.9999", multiplier=D("9999.99")))
    assert Fraction(made.exact) == Fraction("9999.99999999") * Fraction("999.9999") * Fraction("9999.99")


def test_refusals_are_said_in_english_too() -> None:
    with pytest.raises(BadUsage, match="The last day must not be before the first"):
        cost(version(), usage("2026-06-02", "2026-06-01", 1))
