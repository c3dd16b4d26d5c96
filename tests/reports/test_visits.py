"""Visits counted by the database agree with a count by hand; the advice is the fewest windows that hold the limit."""

from collections import defaultdict
from datetime import timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bihuan.engines.halls.inforce import standard_of
from bihuan.engines.halls.models import Rating, Ticket
from bihuan.engines.halls.staffing import Flow, mean_waiting
from bihuan.reports import hall_advice
from bihuan.reports.visits import Asked, Tally, counted
from tests.cast import PACK, Cast
from tests.windows.desk_halls.making import Scene, scene_of

STATES = ("finished", "finished", "finished", "left", "passed", "closed", "waiting")


def many(scene: Scene, rng: Random, count: int = 70) -> list[tuple[Ticket, int | None]]:
    """Tickets of three days as they may have come about, each with its stars."""
    made = []
    for number in range(count):
        state = rng.choice(STATES)
        at = scene.now.replace(hour=rng.randrange(0, 24)) - timedelta(days=rng.randrange(3))
        called = state in ("finished", "passed")
        service, letter = rng.choice((("bill", "A"), ("open", "B"), ("enquiry", "F")))
        ticket = Ticket.objects.create(
            hall=scene.hall,
            day=at.date(),
            service=service,
            letter=letter,
            number=number + 1,
            secret=f"secret-{number}",
            source="kiosk",
            taken_at=at,
            entered_at=at,
            state=state,
            counter=scene.counters[1] if called else None,
            clerk=rng.choice((scene.cast.fang, scene.cast.hua)) if called else None,
            waited=rng.randrange(1500) if called else None,
            handling=rng.randrange(900) if state == "finished" else None,
            edition=PACK,
            rules="hall",
        )
        stars = rng.choice((None, 1, 2, 3, 5)) if state == "finished" else None
        if stars:
            Rating.objects.create(ticket=ticket, score=stars, way="device", at=at)
        made.append((ticket, stars))
    return made


def by_hand(rows: list[tuple[Ticket, int | None]]) -> dict[str, Any]:
    waits = [one.waited for one, _stars in rows if one.waited is not None]
    lengths = [one.handling for one, _stars in rows if one.handling is not None]
    stars = [given for _one, given in rows if given]
    return {
        "taken": len(rows),
        "called": len(waits),
        "soon": sum(wait <= 600 for wait in waits),
        "finished": sum(one.state == "finished" for one, _stars in rows),
        "gone": sum(one.state in ("left", "passed", "closed") for one, _stars in rows),
        "waited": sum(waits) / len(waits) if waits else None,
        "handling": sum(lengths) / len(lengths) if lengths else None,
        "rated": len(stars),
        "bad": sum(given <= 2 for given in stars),
        "stars": sum(stars) / len(stars) if stars else None,
    }


def agrees(found: Tally, rows: list[tuple[Ticket, int | None]]) -> None:
    for name, value in by_hand(rows).items():
        told = getattr(found, name)
        assert told == (pytest.approx(value) if isinstance(value, float) else value), name


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_breakdown_agrees_with_a_count_by_hand(seed: int, cast: Cast) -> None:
    scene = scene_of(cast)
    rows = many(scene, Random(seed))
    last = scene.now.date()
    within = [row for row in rows if row[0].day >= last - timedelta(days=1)]

    found = counted(Asked(scene.hall, last - timedelta(days=1), last, within=600, bad=2))

    agrees(found.whole, within)
    shanghai = ZoneInfo("Asia/Shanghai")
    keys: dict[str, Any] = {
        "by_hour": lambda one: one.taken_at.astimezone(shanghai).hour,
        "by_service": lambda one: one.service,
        "by_clerk": lambda one: one.clerk.name if one.clerk else None,
        "by_day": lambda one: one.day,
    }
    for name, key in keys.items():
        groups: dict[Any, list[tuple[Ticket, int | None]]] = defaultdict(list)
        for row in within:
            groups[key(row[0])].append(row)
        told = dict(getattr(found, name))
        assert set(told) == set(groups), name
        for one, group in groups.items():
            agrees(told[one], group)


def test_the_advice_holds_the_limit_and_one_window_fewer_does_not(cast: Cast) -> None:
    scene = scene_of(cast)
    today = scene.now.replace(hour=10, minute=0)
    for week in (1, 2):
        for number in range(40):
            at = today - timedelta(weeks=week) + timedelta(minutes=number)
            Ticket.objects.create(
                hall=scene.hall,
                day=at.date(),
                service="bill",
                letter="A",
                number=number + 1,
                secret=f"{week}-{number}",
                source="kiosk",
                taken_at=at,
                entered_at=at,
                state="closed",
                edition=PACK,
                rules="hall",
            )
    standard = standard_of(scene.hall, today)

    first = hall_advice.advice(scene.hall, standard, today, windows=1)[0]

    assert (first.days, first.arrivals) == (2, 40.0)
    flow = Flow(40, standard.service("bill").minutes)
    waits = {windows: mean_waiting(flow, windows) * 60 / 40 for windows in (4, 5, 6)}
    assert first.usual == min(windows for windows, wait in waits.items() if wait <= hall_advice.MEAN_MINUTES)
    assert first.busy >= first.usual
    assert (first.wait, first.overload) == (None, 4)
