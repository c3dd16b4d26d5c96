"""Numbers, distances, bands and estimates: the small sums of a hall."""

import math
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.engines.halls.bands import Band, band_at, bands_on, free
from bihuan.engines.halls.distance import EARTH, Position, as_gcj02, metres
from bihuan.engines.halls.estimates import Pace, Seen, Server, estimate, learned, mixed, rest
from bihuan.engines.halls.numbers import ticket_number
from bihuan.engines.halls.shapes import BandRow
from bihuan.ground.worktime import Calendar

pytestmark = pytest.mark.pure
SHANGHAI = ZoneInfo("Asia/Shanghai")


# -- numbers
def test_a_number_has_its_letter_and_three_digits_or_more() -> None:
    assert [ticket_number("A", n) for n in (1, 12, 999, 1000)] == ["A001", "A012", "A999", "A1000"]


# -- distance
@pytest.mark.parametrize(
    ("wgs", "gcj"),
    [
        # Checked pairs that projects for this conversion share: Shanghai, Shenzhen, Beijing.
        ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),
        ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),
        ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657)),
    ],
)
def test_satellite_positions_are_shifted_as_chinese_maps_are(
    wgs: tuple[float, float], gcj: tuple[float, float]
) -> None:
    found = as_gcj02(Position(*wgs))
    assert (found.latitude, found.longitude) == pytest.approx(gcj, abs=1e-9)
    assert metres(Position(*wgs), Position(*gcj, datum="gcj02")) < 0.01
    assert 300 < metres(Position(*wgs, datum="gcj02"), Position(*gcj, datum="gcj02")) < 800


def test_outside_china_nothing_is_shifted() -> None:
    assert as_gcj02(Position(48.1374, 11.5755)) == Position(48.1374, 11.5755, "gcj02")


def test_a_degree_along_the_equator_is_its_share_of_the_circle() -> None:
    assert metres(Position(0, 0), Position(0, 1)) == pytest.approx(2 * math.pi * EARTH / 360)


places = st.builds(
    Position, st.floats(-89, 89), st.floats(-179, 179), datum=st.sampled_from(["gcj02", "wgs84"])
)


@given(places, places)
def test_distance_is_the_chord_s_and_the_same_both_ways(one: Position, other: Position) -> None:
    """Against another formula: the angle between two vectors."""
    a, b = as_gcj02(one), as_gcj02(other)

    def vector(p: Position) -> tuple[float, float, float]:
        lat, lon = math.radians(p.latitude), math.radians(p.longitude)
        return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)

    chord = math.dist(vector(a), vector(b))
    assert metres(one, other) == pytest.approx(2 * EARTH * math.asin(min(1, chord / 2)), rel=1e-6, abs=0.5)
    assert metres(one, other) == metres(other, one)


def test_impossible_positions_are_known() -> None:
    assert Position(30, 106).is_possible()
    assert not Position(91, 106).is_possible()
    assert not Position(float("nan"), 106).is_possible()


# -- bands
CALENDAR = Calendar.from_data(
    "hall",
    {
        "weekly": {
            **{day: ["08:30-12:00", "14:00-17:30"] for day in ("mon", "tue", "wed", "thu", "fri")},
            "sat": ["09:00-11:00"],
            "sun": [],
        },
        "holidays": "cn",
    },
)
ROWS = (
    BandRow(**{"from": "09:00", "to": "12:30", "length": "30min", "quota": 4}),
    BandRow(**{"from": "14:00", "to": "16:00", "length": "1h", "quota": 2}),
)


def starts(day: date) -> list[str]:
    return [f"{band.start:%H:%M}/{band.quota}" for band in bands_on(day, ROWS, CALENDAR)]


def test_bands_lie_within_the_day_s_opening_hours() -> None:
    assert starts(date(2026, 6, 4)) == [
        "09:00/4", "09:30/4", "10:00/4", "10:30/4", "11:00/4", "11:30/4", "14:00/2", "15:00/2",
    ]  # fmt: skip
    assert starts(date(2026, 6, 6)) == ["09:00/4", "09:30/4", "10:00/4", "10:30/4"]
    assert starts(date(2026, 6, 7)) == []
    assert starts(date(2026, 10, 1)) == []


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_bands_of_a_day_are_apart_and_open(day: date) -> None:
    found = bands_on(day, ROWS, CALENDAR)
    assert all(one.end <= other.start for one, other in pairwise(found))
    for band in found:
        minutes = [
            band.start + timedelta(minutes=n)
            for n in range(int((band.end - band.start).total_seconds() // 60))
        ]
        assert all(any(a <= moment < b for a, b in CALENDAR.hours_on(day)) for moment in minutes)


def test_what_is_left_of_a_band_and_what_is_over() -> None:
    bands = bands_on(date(2026, 6, 4), ROWS, CALENDAR)
    ten = datetime(2026, 6, 4, 10, tzinfo=SHANGHAI)
    left = free(bands, {ten: 4, ten + timedelta(minutes=30): 9}, ten)
    assert [(f"{one.band.start:%H:%M}", one.left) for one in left[:3]] == [
        ("10:00", 0),
        ("10:30", 0),
        ("11:00", 4),
    ]
    assert band_at(ten, bands) == Band(ten, ten + timedelta(minutes=30), 4)
    assert band_at(ten + timedelta(minutes=1), bands) is None


# -- estimates
PACES = {"bill": Pace(300, 150), "move": Pace(1200, 600)}


def test_an_idle_window_means_no_wait() -> None:
    found = estimate("bill", [], [Server()], PACES)
    assert found is not None
    assert (found.low, found.likely, found.high) == (0, 0, 0)


def test_without_a_window_for_the_service_nobody_can_say() -> None:
    assert estimate("bill", [], [], PACES) is None
    assert estimate("bill", ["move"], [Server(frozenset({"move"}))], PACES) is None


def test_two_windows_halve_what_one_has_to_do() -> None:
    queue = ["bill"] * 8
    one, two = (estimate("bill", queue, [Server()] * n, PACES) for n in (1, 2))
    assert one and two and one.likely == 2400 and two.likely == 1200
    assert 0 < one.low < one.likely < one.high


def test_a_window_that_does_not_take_my_service_does_not_help() -> None:
    servers = [Server(frozenset({"move"}), "move", 0), Server(frozenset({"bill"}))]
    found = estimate("bill", ["bill", "move", "move"], servers, PACES)
    assert found is not None and found.likely == 300


def test_a_visit_under_way_is_nearly_done_but_never_done() -> None:
    assert rest(PACES["bill"], 0) == 300
    assert rest(PACES["bill"], 200) == 100
    assert rest(PACES["bill"], 5000) == pytest.approx(75)
    assert rest(Pace(0, 0), 10) == 0


def test_the_standard_s_minutes_yield_to_the_hall_s_own_times() -> None:
    assert learned(5, Seen()).mean == 300
    many = learned(5, Seen(2000, 2000 * 600.0, 2000 * (600.0**2 + 100.0**2)))
    assert many.mean == pytest.approx(597, abs=1)
    assert many.deviation == pytest.approx(105.9, abs=0.1)


@given(
    st.lists(st.sampled_from(["bill", "move"]), max_size=400),
    st.integers(1, 8),
    st.lists(st.floats(0, 4000), min_size=8, max_size=8),
)
def test_more_people_never_shorten_and_more_windows_never_lengthen_a_wait(
    queue: list[str], count: int, elapsed: list[float]
) -> None:
    servers = [Server(None, "bill", spent) for spent in elapsed]
    here = estimate("bill", queue, servers[:count], PACES)
    longer = estimate("bill", [*queue, "bill"], servers[:count], PACES)
    assert here and longer and 0 <= here.low <= here.likely <= here.high
    assert longer.likely >= here.likely or len(queue) >= 240
    if count < 8:
        more = estimate("bill", queue, [*servers[:count], Server()], PACES)
        assert more and more.likely <= here.likely + 1e-6


@given(st.dictionaries(st.sampled_from("abc"), st.integers(0, 50)))
def test_a_mixed_queue_keeps_its_numbers(counts: dict[str, int]) -> None:
    queue = mixed(counts)
    assert {key: queue.count(key) for key in counts} == counts
