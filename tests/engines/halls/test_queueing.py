"""The laws of the queue, against independent slow words for the same and against whole days played to their end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.engines.halls.queueing import (
    Choice,
    Law,
    Waiting,
    Why,
    Window,
    choose,
    may_call,
    order,
    passed_over,
)

pytestmark = pytest.mark.pure

NINE = datetime(2026, 6, 4, 1, tzinfo=UTC)
LAW = Law(overtaken_most=3, keep=timedelta(minutes=15))
ALL = Window()


def at(minute: float) -> datetime:
    return NINE + timedelta(minutes=minute)


def one(id: int, minute: float, **more: object) -> Waiting:
    return Waiting(id=id, service=str(more.pop("service", "bill")), entered_at=at(minute), **more)  # type: ignore[arg-type]


def booked(id: int, arrived: float, start: float, **more: object) -> Waiting:
    return one(id, arrived, band=(at(start), at(start + 30)), **more)


def called(waiting: list[Waiting], minute: float, window: Window = ALL, law: Law = LAW) -> list[int]:
    return [choice.one.id for choice in order(waiting, window, law, at(minute))]


def first(waiting: list[Waiting], minute: float, window: Window = ALL, law: Law = LAW) -> Choice:
    found = choose(waiting, window, law, at(minute))
    assert found is not None
    return found


def test_nobody_waits_nobody_is_called() -> None:
    assert choose([], ALL, LAW, NINE) is None
    assert choose([one(1, 0, service="gas")], Window(frozenset({"bill"})), LAW, NINE) is None


def test_walk_ins_are_called_as_they_came() -> None:
    assert called([one(3, 2), one(1, 0), one(2, 1)], 5) == [1, 2, 3]
    assert first([one(3, 2), one(1, 0)], 5).why is Why.FIRST


def test_a_higher_rank_goes_first_and_says_whom_it_passes() -> None:
    choice = first([one(1, 0), one(2, 1), one(3, 2, rank=2)], 5)
    assert (choice.one.id, choice.why, choice.overtakes) == (3, Why.RANK, (1, 2))


def test_who_was_passed_three_times_is_passed_no_more() -> None:
    choice = first([one(1, 0, overtaken=3), one(2, 1), one(3, 2, rank=2)], 5)
    assert (choice.one.id, choice.why, choice.shields) == (1, Why.FAIRNESS, 1)


def test_who_came_even_earlier_may_go_before_the_shielded_one() -> None:
    assert called([one(1, 0), one(2, 1, overtaken=3), one(3, 2, rank=2)], 5) == [1, 2, 3]


def test_an_appointment_counts_from_the_start_of_its_band() -> None:
    waiting = [one(1, 29), one(2, 31), booked(3, 35, 30)]
    assert called(waiting, 36) == [1, 3, 2]
    assert first(waiting[1:], 36).why is Why.APPOINTMENT


def test_before_its_band_an_appointment_waits_for_an_idle_window() -> None:
    assert called([booked(1, 0, 30), one(2, 10), one(3, 20)], 25) == [2, 3, 1]
    assert first([booked(1, 0, 30)], 25).why is Why.EARLY


def test_on_the_minute_its_band_begins_it_is_due() -> None:
    assert called([booked(1, 0, 30), one(2, 30, service="bill")], 30) == [1, 2]


def test_too_late_for_its_band_it_queues_like_everybody() -> None:
    just_in_time, too_late = booked(1, 75, 30), booked(2, 75.1, 30)
    assert called([one(3, 60), just_in_time], 80) == [1, 3]
    assert called([one(3, 60), too_late], 80) == [3, 2]


def test_a_transfer_keeps_its_place() -> None:
    moved = replace(one(5, 0, service="gas"), service="bill")
    assert called([one(1, 3), one(2, 4), moved], 10) == [5, 1, 2]


def test_vip_is_lifted_when_the_next_chance_would_be_too_late() -> None:
    vip = one(9, 4, most_wait=timedelta(minutes=5))
    waiting = [one(1, 0), one(2, 1), vip]
    assert first(waiting, 5, Window(gap=timedelta(minutes=3))).one.id == 1
    choice = first(waiting, 6, Window(gap=timedelta(minutes=3)))
    assert (choice.one.id, choice.why) == (9, Why.MOST_WAIT)


def test_who_speaks_another_language_is_left_to_the_window_that_speaks_it() -> None:
    guest = one(1, 0, language="en")
    assert first([guest, one(2, 1)], 5, Window(leaves=frozenset({"en"}))).one.id == 2
    assert first([guest, one(2, 1)], 5).one.id == 1


def test_calling_by_name_may_not_pass_a_shielded_one() -> None:
    shielded, late = one(1, 0, overtaken=3), one(2, 5)
    assert may_call(late, [shielded, late], ALL, LAW, at(6)) == shielded
    assert may_call(shielded, [shielded, late], ALL, LAW, at(6)) is None
    assert may_call(late, [replace(shielded, overtaken=2), late], ALL, LAW, at(6)) is None
    assert (
        may_call(late, [replace(shielded, service="gas"), late], Window(frozenset({"bill"})), LAW, at(6))
        is None
    )


# -- properties ---------------------------------------------------------------------------------------------------

SERVICES = ("bill", "gas", "move")


@st.composite
def people(draw: st.DrawFn, most: int = 9) -> list[Waiting]:
    found = []
    for id in range(draw(st.integers(0, most))):
        came = draw(st.integers(0, 60))
        band = draw(st.none() | st.integers(0, 3).map(lambda n: (at(30 * n), at(30 * n + 30))))
        rank, wait = draw(st.sampled_from([(0, None), (0, None), (2, None), (1, timedelta(minutes=5))]))
        found.append(
            Waiting(
                id, draw(st.sampled_from(SERVICES)), at(came), rank, wait, band,
                overtaken=draw(st.integers(0, 3)),
            )
        )  # fmt: skip
    return found


windows = st.builds(
    Window,
    services=st.none() | st.sets(st.sampled_from(SERVICES), min_size=1).map(frozenset),
    gap=st.integers(0, 10).map(lambda n: timedelta(minutes=n)),
)


def in_place(one: Waiting, now: datetime) -> datetime | None:
    """When his place in the queue begins, None before his band: told again, without the module."""
    if one.band is None or one.entered_at - one.band[1] > timedelta(minutes=15):
        return one.entered_at
    return max(one.band[0], one.entered_at) if one.band[0] <= now else None


def expected(waiting: list[Waiting], window: Window, now: datetime) -> int | None:
    """The next one by the words of the law, comparing everybody with everybody."""
    could = [w for w in waiting if window.services is None or w.service in window.services]
    ready = [w for w in could if in_place(w, now) is not None]

    def later(a: Waiting, b: Waiting) -> bool:
        return (in_place(a, now), a.id) > (in_place(b, now), b.id)

    lawful = [a for a in ready if not any(b.overtaken >= 3 and later(a, b) for b in ready)]

    def key(w: Waiting) -> tuple[object, ...]:
        place = in_place(w, now)
        assert place is not None
        if w.most_wait and place + w.most_wait - now <= window.gap:
            return (0, 0, place + w.most_wait, w.id)
        counted = place if w.band is None or w.entered_at - w.band[1] > timedelta(minutes=15) else w.band[0]
        return (1, -w.rank, counted, w.id)

    if lawful:
        return min(lawful, key=key).id
    early = sorted(could, key=lambda w: (-w.rank, w.band[0] if w.band else w.entered_at, w.id))
    return early[0].id if early else None


@given(people(), windows, st.integers(0, 120))
def test_the_choice_is_that_of_the_law_s_words(waiting: list[Waiting], window: Window, minute: int) -> None:
    found = choose(waiting, window, LAW, at(minute))
    assert (found.one.id if found else None) == expected(waiting, window, at(minute))


@given(people(), windows, st.integers(0, 120), st.randoms(use_true_random=False))
def test_the_choice_does_not_depend_on_how_they_are_listed(
    waiting: list[Waiting], window: Window, minute: int, chance: object
) -> None:
    shuffled = list(waiting)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert choose(shuffled, window, LAW, at(minute)) == choose(waiting, window, LAW, at(minute))


@given(people(), windows, st.integers(0, 120))
def test_everybody_a_window_may_serve_is_reached(waiting: list[Waiting], window: Window, minute: int) -> None:
    could = {w.id for w in waiting if window.services is None or w.service in window.services}
    assert set(called(waiting, minute, window)) == could


@given(people(), windows, st.integers(0, 120))
def test_only_the_heads_of_each_line_decide(waiting: list[Waiting], window: Window, minute: int) -> None:
    """What the database is asked for: appointments, and of walk-ins the first of each rank, shielded or not."""
    heads: dict[object, Waiting] = {}
    for w in sorted(waiting, key=lambda w: (w.entered_at, w.id)):
        if window.serves(w):
            heads.setdefault(w.id if w.band else (w.rank, w.most_wait, w.overtaken >= 3), w)
    whole, few = (choose(some, window, LAW, at(minute)) for some in (waiting, heads.values()))
    assert (whole and (whole.one, whole.why)) == (few and (few.one, few.why))


@given(people(), windows, st.integers(0, 120))
def test_who_may_be_called_by_name_is_who_passes_no_shielded_one(
    waiting: list[Waiting], window: Window, minute: int
) -> None:
    now = at(minute)
    for wanted in waiting:
        wronged = [
            w for w in waiting if window.serves(w) and passed_over(wanted, w, LAW, now) and w.overtaken >= 3
        ]
        assert (may_call(wanted, waiting, window, LAW, now) is None) == (not wronged)
    chosen = choose(waiting, window, LAW, now)
    if chosen and any(in_place(w, now) is not None for w in waiting if window.serves(w)):
        assert may_call(chosen.one, waiting, window, LAW, now) is None


@st.composite
def days(draw: st.DrawFn) -> tuple[list[Waiting], list[Window], int]:
    crowd = [replace(w, overtaken=0) for w in draw(people(most=25))]
    counters = draw(st.lists(windows, min_size=1, max_size=3))
    return crowd, [*counters, ALL], draw(st.integers(1, 9))


@given(days())
def test_a_whole_day_keeps_the_laws(day: tuple[list[Waiting], list[Window], int]) -> None:
    """Everybody is called once; nobody is passed over more than thrice; walk-ins of a rank go as they came."""
    coming, counters, handling = day
    waiting: dict[int, Waiting] = {}
    arriving = sorted(coming, key=lambda w: w.entered_at)
    free = [0] * len(counters)
    done: list[int] = []
    minute = 0
    while len(done) < len(coming):
        assert minute < 2000, "somebody is never called"
        while arriving and arriving[0].entered_at <= at(minute):
            comer = arriving.pop(0)
            waiting[comer.id] = comer
        for n, counter in enumerate(counters):
            choice = choose(waiting.values(), counter, LAW, at(minute)) if free[n] <= minute else None
            if choice is None:
                continue
            for id, other in list(waiting.items()):
                if counter.serves(other) and passed_over(choice.one, other, LAW, at(minute)):
                    assert id in choice.overtakes
                    waiting[id] = replace(other, overtaken=other.overtaken + 1)
                    assert waiting[id].overtaken <= 3
                if not other.band and not choice.one.band and other.rank == choice.one.rank:
                    same = counter.serves(other) and other.most_wait == choice.one.most_wait
                    assert not same or (choice.one.entered_at, choice.one.id) <= (other.entered_at, id)
            done.append(waiting.pop(choice.one.id).id)
            free[n] = minute + handling
        minute += 1
    assert sorted(done) == sorted(w.id for w in coming)


@given(st.integers(1, 5), st.lists(st.integers(0, 40), min_size=1, max_size=30), st.integers(0, 40))
def test_a_vip_alone_is_called_in_time(handling: int, walk_ins: list[int], comes: int) -> None:
    """One window, handling no longer than the limit: the VIP is called within it whenever nobody is shielded."""
    law = Law(overtaken_most=99)
    gap = timedelta(minutes=handling)
    crowd = [one(n, minute) for n, minute in enumerate(walk_ins)]
    crowd.append(one(99, comes, rank=0, most_wait=timedelta(minutes=5)))
    minute = min(w.entered_at for w in crowd)
    while True:
        there = [w for w in crowd if w.entered_at <= minute]
        choice = choose(there, Window(gap=gap), law, minute)
        if choice is None:
            minute += timedelta(minutes=1)
            continue
        if choice.one.id == 99:
            assert minute - at(comes) <= timedelta(minutes=5)
            return
        crowd = [w for w in crowd if w.id != choice.one.id]
        minute += gap
