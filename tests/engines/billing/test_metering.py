"""From registers to quantities: roll-over, a meter changed in between, several registers."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.engines.billing.metering import Before, Gauge, Left, Seen, Stretch, advance, stretch

pytestmark = pytest.mark.pure
D = Decimal
MAY, JUNE, JULY = date(2026, 5, 31), date(2026, 6, 30), date(2026, 7, 31)


def gauge(id: int = 1, **over: object) -> Gauge:
    said = {"digits": 4, "multiplier": D(1), "fitted_on": date(2026, 1, 1), "starts": {"water": D(0)}}
    return Gauge(id, **(said | over))  # type: ignore[arg-type]


def test_what_was_used_is_the_difference_of_two_readings() -> None:
    made = stretch(
        date(2026, 1, 1),
        Before(MAY, {1: {"water": D(40)}}),
        [gauge()],
        [Seen(1, JUNE, {"water": D(52)})],
        {},
        JUNE,
    )
    assert isinstance(made, Stretch)
    assert (made.first, made.last, made.quantities) == (date(2026, 6, 1), JUNE, {"water": D(12)})
    assert made.closing == {1: {"water": D(52)}}


def test_past_its_last_digit_a_register_begins_at_nothing_again() -> None:
    assert advance(D(9990), D(7), 4) == D(17)


def test_a_register_that_shows_a_little_less_went_back() -> None:
    assert advance(D(500), D(480), 4) is None


def test_the_meter_was_changed_in_between() -> None:
    old = gauge(1, removed_on=date(2026, 6, 10), ends={"water": D(45)})
    new = gauge(2, fitted_on=date(2026, 6, 10), starts={"water": D(3)})
    made = stretch(
        date(2026, 1, 1),
        Before(MAY, {1: {"water": D(40)}}),
        [old, new],
        [Seen(2, JUNE, {"water": D(10)})],
        {},
        JUNE,
    )
    assert isinstance(made, Stretch)
    assert made.quantities == {"water": D(5 + 7)}
    assert made.closing == {2: {"water": D(10)}}


def test_two_meters_with_different_multipliers_are_counted_in() -> None:
    old = gauge(1, removed_on=date(2026, 6, 10), ends={"water": D(45)}, multiplier=D(10))
    new = gauge(2, fitted_on=date(2026, 6, 10), starts={"water": D(3)}, multiplier=D(1))
    made = stretch(
        date(2026, 1, 1),
        Before(MAY, {1: {"water": D(40)}}),
        [old, new],
        [Seen(2, JUNE, {"water": D(10)})],
        {},
        JUNE,
    )
    assert isinstance(made, Stretch)
    assert (made.quantities, made.multiplier) == ({"water": D(57)}, D(1))


def test_not_read_since_the_last_bill_is_not_billed() -> None:
    seen = [Seen(1, MAY, {"water": D(40)}), Seen(1, JULY, {"water": D(60)})]
    assert stretch(date(2026, 1, 1), Before(MAY, {1: {"water": D(40)}}), [gauge()], seen, {}, JUNE) == Left(
        "not_read"
    )


def test_a_fee_for_floor_area_needs_no_meter() -> None:
    made = stretch(date(2026, 6, 11), None, [], [], {"area": D("89.5")}, JUNE)
    assert isinstance(made, Stretch)
    assert (made.first, made.last, made.quantities) == (date(2026, 6, 11), JUNE, {"area": D("89.5")})
    assert stretch(date(2026, 1, 1), Before(JUNE, {}), [], [], {"area": D(1)}, JUNE) == Left("billed")


def test_the_last_reading_says_whether_the_bill_is_estimated() -> None:
    seen = [Seen(1, JUNE, {"water": D(50)}, estimated=True)]
    made = stretch(date(2026, 1, 1), Before(MAY, {1: {"water": D(40)}}), [gauge()], seen, {}, JUNE)
    assert isinstance(made, Stretch) and made.estimated


@given(
    used=st.lists(st.integers(0, 4000), min_size=1, max_size=20),
    billed=st.sets(st.integers(0, 19)),
    changed=st.sets(st.integers(0, 19)),
)
def test_however_it_is_cut_into_bills_and_meters_nothing_is_lost(
    used: list[int], billed: set[int], changed: set[int]
) -> None:
    """The oracle simply adds up what was used; the meters turn, are changed, and bills begin where others ended."""
    day, opened = date(2026, 1, 1), date(2026, 1, 1)
    gauges = [gauge(1, fitted_on=day)]
    shown, seen = 0, []
    before: Before | None = None
    total = D(0)
    for n, quantity in enumerate(used):
        day += timedelta(30)
        shown = (shown + quantity) % 10_000
        if n in changed:
            last = gauges[-1]
            gauges[-1] = gauge(
                last.id,
                fitted_on=last.fitted_on,
                starts=last.starts,
                removed_on=day,
                ends={"water": D(shown)},
            )
            shown = 7
            gauges.append(gauge(last.id + 1, fitted_on=day, starts={"water": D(7)}))
        seen.append(Seen(gauges[-1].id, day, {"water": D(shown)}))
        if n in billed or n + 1 == len(used) or n not in changed:
            made = stretch(opened, before, gauges, seen, {}, day)
            assert isinstance(made, Stretch)
            total += made.quantities["water"]
            before = Before(made.last, made.closing)
    assert total == sum(used)
