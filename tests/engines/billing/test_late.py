"""What paying late costs."""

from datetime import timedelta
from decimal import Decimal as D
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.engines.billing.late import late_charge, owed_of
from bihuan.engines.billing.refusals import BadUsage
from bihuan.engines.billing.shapes import LateCharge
from tests.engines.billing.making import cost, day, june, version

pytestmark = pytest.mark.pure


def rule(**over: Any) -> LateCharge:
    """Article 98 of the Rules of electricity supply, for others than households, unless said otherwise."""
    said: dict[str, Any] = {
        "id": "late", "series": "late", "title": {"zh": "违约金"}, "commodities": ["electricity"],
        "customers": [{"id": "others", "title": {"zh": "非居民"}}], "in_force": {"from": "1996-10-08"},
        "source": {"title": {"zh": "供电营业规则"}, "issuer": {"zh": "电力工业部"}, "number": "第8号"},
        "clause": "98", "rate": "0.2", "later_years": "0.3", "least": "1",
    }  # fmt: skip
    return LateCharge.model_validate(said | over)


def late(owed: str, due: str, paid: str, **over: Any) -> Any:
    return late_charge(rule(**over), "corner@1", D(owed), due=day(due), paid=day(paid))


def test_the_day_after_the_last_day_to_pay_is_the_first_and_the_day_of_payment_counts() -> None:
    assert late("1000", "2023-06-20", "2023-06-20").total == 0
    assert late("1000", "2023-06-20", "2023-06-21").total == D("2.00")
    assert late("1000", "2023-06-20", "2023-06-30").days == 10


def test_days_of_a_later_year_cost_more() -> None:
    made = late("1000", "2023-12-20", "2024-01-10")
    assert [(one.year, one.days, one.rate) for one in made.parts] == [
        (2023, 11, D("0.2")),
        (2024, 10, D("0.3")),
    ]
    assert made.total == D("52.00")


def test_without_a_rate_for_later_years_it_stays_the_same() -> None:
    assert late("1000", "2023-12-20", "2024-01-10", rate="0.1", later_years=None).total == D("21.00")


def test_less_than_the_least_is_charged_as_the_least() -> None:
    assert late("100", "2023-06-20", "2023-06-22").total == D("1.00")
    assert late("100", "2023-06-20", "2023-06-20").total == 0, "who pays in time owes nothing more"


def test_it_never_passes_the_most() -> None:
    assert late("100", "2022-01-01", "2026-01-01", most="100").total == D("100.00")


def test_days_of_grace_do_not_count() -> None:
    """城市供水价格管理办法, article 30: after fifteen days from the notice."""
    assert late("100", "2020-03-01", "2020-03-16", rate="0.5", after=15, least=None).total == 0
    assert late("100", "2020-03-01", "2020-03-18", rate="0.5", after=15, least=None).total == D("1.00")


def test_it_is_taken_of_the_named_components_only() -> None:
    parts = [
        {"id": "water", "title": {"zh": "水费"}, "price": "2"},
        {"id": "sewage", "title": {"zh": "污水处理费"}, "price": "1"},
    ]
    bill = cost(version(components=parts), june("10.1"))
    assert owed_of(rule(of=["water"]), bill) == D("20.20")
    assert owed_of(rule(), bill) == bill.total == D("30.30")


def test_a_rule_that_was_not_in_force_is_refused() -> None:
    with pytest.raises(BadUsage) as caught:
        late("100", "1990-01-01", "1990-02-01")
    assert caught.value.fields.keys() == {"due"}


@pytest.mark.parametrize("owed", ["-1", "NaN", "Infinity", "10000000"])
def test_a_sum_that_cannot_be_owed_is_refused(owed: str) -> None:
    with pytest.raises(BadUsage) as caught:
        late(owed, "2023-06-20", "2023-06-21")
    assert caught.value.fields.keys() == {"owed"}


def test_its_steps_are_told() -> None:
    made = late("1000", "2023-12-20", "2024-01-10")
    assert made.derivation("zh") == [
        "应交1000元，2023-12-20前应交清，2024-01-10交清：逾期21天",
        "2023年：1000元 × 0.2% × 11天 = 22元",
        "2024年：1000元 × 0.3% × 10天 = 30元",
        "合计52元，最后一次四舍五入到0.01元：52.00元",
    ]
    assert made.derivation("en")[1] == "2023: 1000 yuan × 0.2% × 11 days = 22 yuan"
    assert made.as_data("en")["cite"] == "corner@1#98"
    assert "最多为欠费的100%：100元" in late("100", "2020-01-01", "2026-01-01", most="100").derivation("zh")
    assert "不足1元的，按1元收取" in late("100", "2023-06-20", "2023-06-21").derivation("zh")


@given(
    st.decimals(0, 100_000, places=2), st.dates(day("2015-01-01"), day("2024-12-31")), st.integers(-5, 900)
)
def test_it_is_what_each_late_day_costs(owed: D, due: Any, days: int) -> None:
    paid = due + timedelta(days)
    made = late_charge(rule(least=None), "corner@1", owed, due=due, paid=paid)
    slow = Fraction(0)
    for n in range(1, days + 1):
        slow += Fraction(owed) * Fraction(2 if (due + timedelta(n)).year == due.year else 3, 1000)
    assert Fraction(made.exact) == slow
    assert made.days == max(0, days)
