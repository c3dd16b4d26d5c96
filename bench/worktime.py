"""How fast due times are counted: `python -m bench.worktime`. Ends with 1 if a goal of the product is missed."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import process_time

from bihuan.ground.worktime import Allowance, Event, builtin, calendars, due, load_tables, receipt, replay
from bihuan.ground.worktime.counting import working_seconds
from bihuan.ground.worktime.standing import EventKind

OFFICE = builtin("cn-office")
# Starts all over four years, at working and other hours.
STARTS = [datetime(2022, 1, 1, tzinfo=UTC) + timedelta(minutes=n * 2099) for n in range(1000)]
ROUNDS = 5
PER_SECOND = 200_000
RATIO = 2.0


def rate(work: Callable[[datetime], object], starts: list[datetime] = STARTS) -> float:
    """Calls a second of one core's time, of the best of a few rounds."""
    for start in starts:
        work(start)
    return max(_round(work, starts) for _ in range(ROUNDS))


def _round(work: Callable[[datetime], object], starts: list[datetime]) -> float:
    calls = 0
    begin = process_time()
    while (took := process_time() - begin) < 0.1:
        for start in starts:
            work(start)
        calls += len(starts)
    return calls / took


def due_rate(text: str) -> float:
    allowance = Allowance.parse(text)
    return rate(lambda start: due(start, allowance, OFFICE))


def first_due_milliseconds() -> float:
    """What the very first due time on a fresh calendar costs: its tables are built."""
    fresh = calendars.with_holidays("cn-office", load_tables(None))
    begin = process_time()
    due(STARTS[0], Allowance.parse("2wd"), fresh)
    return 1000 * (process_time() - begin)


def main() -> int:
    say = sys.stdout.write
    rates = {}
    for text in (
        "45min",
        "1wmin",
        "90wmin",
        "17500wh",
        "1wd",
        "2wd",
        "2500wd",
        "1d",
        "10d",
        "3650d",
        "1mo",
        "next-wd 09:00",
    ):
        rates[text] = due_rate(text)
        say(f"due {text:<14}{rates[text]:>12,.0f} /s\n")
    rest = {
        "working_seconds": rate(lambda start: working_seconds(STARTS[0], start, OFFICE)),
        "replay, 4 events": rate(_replayed),
        "receipt 5wd": rate(lambda start: receipt(start, Allowance.parse("5wd"), OFFICE), STARTS[:100]),
    }
    for name, found in rest.items():
        say(f"{name:<18}{found:>12,.0f} /s\n")
    say(f"first due time on a fresh calendar: {first_due_milliseconds():.1f} ms\n")
    goals = [rates[text] >= PER_SECOND for text in ("2wd", "90wmin")]
    # About ten years of each unit against one day of it.
    for short, long in (("1wd", "2500wd"), ("1wmin", "17500wh"), ("1d", "3650d")):
        ratio = rates[short] / rates[long]
        goals.append(ratio <= RATIO)
        say(f"cost of {long} against {short}: {ratio:.2f}x (goal: at most {RATIO:.0f}x)\n")
    say(f"goals ({PER_SECOND:,} /s for 2wd and 90wmin, {RATIO:.0f}x): {'met' if all(goals) else 'MISSED'}\n")
    return 0 if all(goals) else 1


def _replayed(start: datetime) -> object:
    moments = [start + timedelta(hours=hours) for hours in (1, 5, 30, 31)]
    kinds: tuple[EventKind, ...] = ("pause", "resume", "pause", "resume")
    events = [Event(kind, at) for kind, at in zip(kinds, moments, strict=True)]
    return replay(start, Allowance.parse("2wd"), OFFICE, events=events)


if __name__ == "__main__":
    sys.exit(main())
