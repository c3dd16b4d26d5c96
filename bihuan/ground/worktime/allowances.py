"""How long something may take, written as the standards write it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from bihuan.ground.worktime import wording
from bihuan.ground.worktime.errors import BadAllowance

Kind = Literal["clock", "working", "workday", "day", "month", "named"]

# unit -> (kind, how many seconds, days or months one of it is)
UNITS: dict[str, tuple[Kind, int]] = {
    "sec": ("clock", 1),
    "min": ("clock", 60),
    "h": ("clock", 3600),
    "wmin": ("working", 60),
    "wh": ("working", 3600),
    "wd": ("workday", 1),
    "d": ("day", 1),
    "w": ("day", 7),
    "mo": ("month", 1),
    "q": ("month", 3),
    "hy": ("month", 6),
    "y": ("month", 12),
}
# One hundred years: longer than any promise, short enough that no sum overflows.
LIMITS: dict[Kind, int] = {
    "clock": 100 * 366 * 86400,
    "working": 100 * 366 * 86400,
    "workday": 100 * 366,
    "day": 100 * 366,
    "month": 100 * 12,
}
PERIODS = ("week", "month", "quarter", "half", "year")
NAMED = (
    "same-day",
    "half-day",
    "next-day",
    "next-wd",
    *(f"{w}-{p}" for w in ("this", "next") for p in PERIODS),
)

EXPECTED = (
    "write a number and a unit (45min, 4h, 90wmin, 3wh, 2wd, 10d, 2w, 1mo, 1q, 1hy, 1y), "
    "with '-' for a lead time before an event (-7d, -24h), "
    "or a named moment (same-day, same-day 17:00, half-day, next-day 09:00, next-wd 09:00, "
    "this-month day 25, next-month day 10, this-month end, quarter day 10)"
)

_AMOUNT = re.compile(r"(-?)(\d+)(?:\.(\d{1,2}))?\s*([a-z]+)")
_NAMED = re.compile(r"([a-z]+(?:-[a-z]+)?)(?:\s+(?:day\s+(\d{1,2})|(end)))?(?:\s+(\d{1,2}):(\d{2}))?")


@dataclass(frozen=True, slots=True)
class Allowance:
    """A length of time (`2wd`), a lead before an event (`-7d`) or a named moment (`next-day 09:00`).

    `amount` counts units and is negative for a lead. `day` is a day of the month (1-31; of the week, 1-7,
    for `this-week`), 0 meaning the last; `minute` is a clock time in minutes after midnight.
    `kind` and `size` (seconds, days or months) are derived.
    """

    unit: str
    amount: int = 0
    day: int | None = None
    minute: int | None = None
    kind: Kind = field(init=False, repr=False, compare=False)
    size: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for problem in self._problems():
            raise BadAllowance(f"allowance {self.unit!r}: {problem}; {EXPECTED}")
        kind, each = UNITS.get(self.unit, ("named", 0))
        object.__setattr__(self, "kind", kind)
        object.__setattr__(self, "size", each * self.amount)
        if abs(self.size) > LIMITS.get(kind, 0):
            raise BadAllowance(f"allowance '{self}': longer than 100 years; write a shorter one")

    def _problems(self) -> Iterator[str]:
        if self.unit in UNITS:
            if self.amount == 0:
                yield "the amount must not be 0; for 'the same day' write same-day"
            if self.day is not None or self.minute is not None:
                yield "a day or a clock time belongs only to a named moment"
            return
        if self.unit not in NAMED:
            yield "unknown unit"
        elif self.amount:
            yield "a named moment takes no amount and has no lead"
        most = {"week": 7}.get(self.unit.partition("-")[2], 31)
        if self.day is not None and (
            self.unit[:4] in ("same", "half") or self.unit in ("next-day", "next-wd")
        ):
            yield "'day' and 'end' belong to a week, month, quarter, half or year"
        elif self.day is not None and not 0 <= self.day <= most:
            yield f"day must be 1 to {most}"
        if self.minute is not None and (self.unit == "half-day" or not 0 <= self.minute <= 1440):
            yield "the clock time must be 00:00 to 24:00, and half-day takes none"

    @classmethod
    def parse(cls, text: str) -> "Allowance":
        """Read an allowance. Raises `BadAllowance`, which says what would be right."""
        if not isinstance(text, str):
            raise BadAllowance(f"allowance {text!r} is not text; {EXPECTED}")
        plain = " ".join(text.strip().split())
        if found := _AMOUNT.fullmatch(plain):
            return _amount(plain, *found.groups())
        if found := _NAMED.fullmatch(plain):
            return _named(*found.groups())
        raise BadAllowance(f"allowance {text!r}: not understood; {EXPECTED}")

    @property
    def lead(self) -> bool:
        """Whether this is a time before an event."""
        return self.amount < 0

    @property
    def counts_working_time(self) -> bool:
        """Whether a pause moves the due time by working seconds (else by plain seconds)."""
        return self.kind in ("working", "workday") or self.unit == "next-wd"

    def __str__(self) -> str:
        if self.kind != "named":
            return f"{self.amount}{self.unit}"
        words = [self.unit]
        if self.day is not None:
            words.append(f"day {self.day}" if self.day else "end")
        if self.minute is not None:
            words.append(wording.clock(self.minute))
        return " ".join(words)

    def describe(self, locale: str = wording.ZH) -> str:
        """The allowance in words: `2个工作日`, `2 working days`."""
        if self.kind != "named":
            return wording.length(self.unit, self.amount, locale)
        return wording.moment(self.unit, self.day, self.minute, locale)


def _amount(text: str, sign: str, whole: str, fraction: str | None, unit: str) -> Allowance:
    if unit not in UNITS:
        raise BadAllowance(f"allowance {text!r}: unknown unit {unit!r}; {EXPECTED}")
    if fraction is None:
        return Allowance(unit, int(sign + whole))
    minutes, rest = divmod(int(whole + fraction.ljust(2, "0")) * 60, 100)
    if unit not in ("h", "wh") or rest:
        raise BadAllowance(
            f"allowance {text!r}: only hours may have a part that is whole minutes (1.5h, 0.25wh)"
        )
    return Allowance(unit.replace("h", "min"), int(f"{sign}{minutes}"))


def _named(name: str, day: str | None, end: str | None, hour: str | None, minute: str | None) -> Allowance:
    unit = f"this-{name}" if name in PERIODS else name
    if day is not None and int(day) == 0:
        raise BadAllowance(f"allowance '{name} day 0': day must be 1 or more; for the last day write 'end'")
    at = None
    if hour is not None and minute is not None:
        if int(minute) > 59:
            raise BadAllowance(f"allowance '{name} {hour}:{minute}': the clock time must be 00:00 to 24:00")
        at = int(hour) * 60 + int(minute)
    return Allowance(unit, day=0 if end else int(day) if day else None, minute=at)
