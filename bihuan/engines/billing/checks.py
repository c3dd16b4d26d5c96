"""What one line of a tariff cannot see: steps without gaps, prices for everything, versions that follow. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from bihuan.engines.billing.shapes import Component, InForce, Ladder, LateCharge, Measure, Source, Tariff
from bihuan.ground.standards.base import Chapter, register
from bihuan.ground.standards.said import told

MONTHS = range(1, 13)
#: What a row and what is wrong with it.
Found = Iterator[tuple[str, str]]


def _tariffs(rows: Mapping[str, Tariff], pack: Any) -> list[tuple[str, str]]:
    found = list(_versions(rows.values()))
    for row in rows.values():
        wrong = [*_dates(row.in_force), *_source(row.source), *_names(row), *_ladder(row), *_household(row)]
        # What follows reads the ladder's tiers and would only repeat its faults.
        if not wrong:
            wrong = [*_components(row), *_priced(row), *_reliefs(row), *_hours(row.measures)]
        found += [(row.id, said) for said in wrong]
    return found


def _late_charges(rows: Mapping[str, LateCharge], pack: Any) -> list[tuple[str, str]]:
    found = list(_versions(rows.values()))
    for row in rows.values():
        found += [(row.id, said) for said in (*_dates(row.in_force), *_source(row.source))]
    return found


def _versions(rows: Iterable[Tariff | LateCharge]) -> Found:
    """Versions of one series follow each other and count the same things."""
    series: dict[str, list[Tariff | LateCharge]] = {}
    for row in rows:
        series.setdefault(row.series, []).append(row)
    for versions in series.values():
        versions.sort(key=lambda one: one.in_force.from_)
        for before, after in pairwise(versions):
            if before.in_force.holds(after.in_force.from_):
                said = "in force from {start}, when {other!r} of the same series still is; end that one the day before"
                yield after.id, told(said, start=after.in_force.from_, other=before.id)
            if (
                isinstance(before, Tariff)
                and isinstance(after, Tariff)
                and _counted(before) != _counted(after)
            ):
                said = "counts other measures than {other!r} of the same series; make it a series of its own"
                yield after.id, told(said, other=before.id)


def _counted(row: Tariff) -> list[tuple[str, str]]:
    return [(one.id, one.unit) for one in row.measures]


def _dates(when: InForce) -> Iterator[str]:
    if when.to is not None and when.to < when.from_:
        yield told("in_force: {to} is before {start}", to=when.to, start=when.from_)


def _source(source: Source) -> Iterator[str]:
    if not source.number and source.read_on is None:
        yield told("source: give the number of the document, or the day it was read on (read_on)")


def _names(row: Tariff) -> Iterator[str]:
    for kind, ids in (
        ("measure", [one.id for one in row.measures]),
        ("component", [one.id for one in row.components]),
        ("relief", [one.id for one in row.reliefs]),
    ):
        for id in sorted({id for id in ids if ids.count(id) > 1}):
            yield told("{kind} {id!r} is there twice", kind=kind, id=id)
    if not row.measures or not row.components:
        yield told("a tariff needs at least one measure and one component")
    asked: dict[str, tuple[str, ...]] = {"ladder": row.ladder.of} if row.ladder else {}
    for component in row.components:
        asked[component.id] = (*component.of, *component.by_measure)
    for where, wanted in asked.items():
        for id in wanted:
            if id not in row.by_id:
                known = ", ".join(row.by_id)
                yield told(
                    "{where}: measure {id!r} is not in measures ({known})", where=where, id=id, known=known
                )


def _ladder(row: Tariff) -> Iterator[str]:
    ladder = row.ladder
    if ladder is None:
        return
    if not ladder.limits or not all(one.up_to for one in ladder.limits):
        yield told("ladder: give at least one limit; without steps leave the ladder out")
        return
    for one in ladder.limits:
        if list(one.up_to) != sorted(set(one.up_to)):
            shown = ", ".join(map(str, one.up_to))
            yield told(
                "ladder: limits {limits} do not rise; each step begins where the one before ends",
                limits=shown,
            )
        if len(one.up_to) + 1 != ladder.tiers:
            yield told("ladder: every season needs the same number of steps")
    if len(ladder.limits) > 1 or ladder.limits[0].months:
        yield from _every_month([one.months for one in ladder.limits], "ladder")
    yield from _run(ladder)


def _run(ladder: Ladder) -> Iterator[str]:
    if ladder.run == "month" and ladder.limits_per == "year":
        yield told("ladder: a count that begins anew each month needs limits_per month")
    if ladder.run == "year" and len(ladder.limits) > 1:
        yield told("ladder: limits by season need run month")
    month, day = map(int, ladder.begins.split("-"))
    try:
        date(2023, month, day)
    except ValueError:
        yield told("ladder: begins {begins!r} is not a day of every year", begins=ladder.begins)


def _every_month(seasons: list[tuple[int, ...]], where: str) -> Iterator[str]:
    named = [month for months in seasons for month in (months or MONTHS)]
    for month in MONTHS:
        if named.count(month) != 1:
            said = "{where}: month {month} is named {count} times; each month belongs to one season"
            yield told(said, where=where, month=month, count=named.count(month))


def _household(row: Tariff) -> Iterator[str]:
    if row.household is None:
        return
    if row.ladder is None:
        yield told("household: there is no ladder whose limits could grow")
    elif len(row.household.add) != row.ladder.tiers - 1:
        said = "household: add needs {wanted} values, one for each limit"
        yield told(said, wanted=row.ladder.tiers - 1)


def _components(row: Tariff) -> Iterator[str]:
    for one in row.components:
        ways = [one.price is not None, bool(one.by_tier), bool(one.by_measure)]
        if sum(ways) != 1:
            yield told("component {id}: give exactly one of price, by_tier and by_measure", id=one.id)
        if one.of and one.price is None:
            yield told("component {id}: of goes with a plain price only", id=one.id)
        if one.per != "unit" and one.price is None:
            yield told("component {id}: only a price for each unit goes by tier or measure", id=one.id)
        yield from _tiered(row, one)


def _tiered(row: Tariff, one: Component) -> Iterator[str]:
    lists = [one.by_tier] if one.by_tier else []
    lists += [prices for prices in one.by_measure.values() if isinstance(prices, tuple)]
    if lists and row.ladder is None:
        yield told("component {id}: prices by step need a ladder", id=one.id)
        return
    tiers = row.ladder.tiers if row.ladder else 0
    for prices in lists:
        if len(prices) != tiers:
            said = "component {id}: {count} prices for {tiers} steps"
            yield told(said, id=one.id, count=len(prices), tiers=tiers)
    for id, price in one.by_measure.items():
        if isinstance(price, tuple) and id not in row.laddered:
            yield told(
                "component {id}: measure {measure!r} is not counted by the ladder", id=one.id, measure=id
            )


def _priced(row: Tariff) -> Iterator[str]:
    """Nothing is delivered for nothing by oversight."""
    for measure in row.measures:
        months = {
            month
            for one in row.components
            if measure.id in charged(row, one)
            for month in one.months or MONTHS
        }
        if missing := sorted(set(MONTHS) - months):
            said = "measure {id}: no component charges it in month {month}"
            yield told(said, id=measure.id, month=missing[0])


def charged(row: Tariff, one: Component) -> tuple[str, ...]:
    """The measures whose quantity a component multiplies."""
    if one.per in ("month", "bill"):
        return ()
    if one.by_tier:
        return row.laddered
    return tuple(one.by_measure) or one.of or row.main


def _reliefs(row: Tariff) -> Iterator[str]:
    known = {one.id: one for one in row.components}
    for relief in row.reliefs:
        if (relief.free is None) == (relief.percent is None):
            yield told("relief {id}: give exactly one of free and percent", id=relief.id)
        for id in relief.of:
            if id not in known:
                yield told(
                    "relief {id}: component {component!r} is not in components", id=relief.id, component=id
                )
                return
        if relief.free is None:
            continue
        if relief.how == "deduct" and (len(row.main) > 1 or relief.price is not None or relief.of):
            yield told("relief {id}: deduct takes from one measure, whatever it costs", id=relief.id)
        named = [known[id] for id in relief.of] or list(row.components)
        if (
            relief.how == "refund"
            and relief.price is None
            and any(one.by_measure or one.months for one in named)
        ):
            yield told(
                "relief {id}: prices differ by measure or month; say the price of a free unit", id=relief.id
            )


def _hours(measures: tuple[Measure, ...]) -> Iterator[str]:
    """Where measures have hours, every minute of every month belongs to exactly one of them."""
    if not any(one.windows for one in measures):
        return
    for month in MONTHS:
        counted = [0] * 1440
        for one in measures:
            for window in one.windows:
                for hours in window.hours if not window.months or month in window.months else ():
                    for minute in minutes(hours):
                        counted[minute] += 1
        wrong = next((minute for minute in range(1440) if counted[minute] != 1), None)
        if wrong is not None:
            said = "hours: in month {month} {at} belongs to {count} measures; it has to be one"
            at = f"{wrong // 60:02d}:{wrong % 60:02d}"
            yield told(said, month=month, at=at, count=counted[wrong])
            return


def minutes(hours: str) -> Iterator[int]:
    """The minutes of the day in `22:00-08:00`."""
    first, last = (int(text[:2]) * 60 + int(text[3:]) for text in hours.split("-"))
    yield from range(first, last) if first < last else (*range(first, 1440), *range(last))


register(Chapter("tariffs", Tariff, folder=True, check=_tariffs))
register(Chapter("late_charges", LateCharge, check=_late_charges))
