"""What a sum comes to: lines, total, and every step that led there. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from bihuan.engines.billing import wording
from bihuan.engines.billing.shapes import Tariff
from bihuan.ground.standards.base import Text


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a tariff and the edition of the pack that it stands in (`pack@edition`)."""

    tariff: Tariff
    edition: str

    def cite(self, clause: str | None = None) -> str:
        """`pack@edition#clause`, the version's own clause unless a part of it names another."""
        return f"{self.edition}#{clause or self.tariff.clause}"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way to a total, as a code and what it speaks of; `wording` has the words."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def say(self, locale: str) -> str:
        return wording.step(self.code, self.values, locale)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a bill. `amount` is exact: price × quantity × months, unrounded.

    `kind`: price, relief (an amount below nothing) or minimum; `tier` counts from 1.
    """

    kind: str
    component: str
    title: Text
    first: date
    last: date
    amount: Decimal
    cite: str
    unit: str = ""
    tier: int | None = None
    measure: Text | None = None
    quantity: Decimal | None = None
    price: Decimal | None = None
    months: Decimal | None = None

    @property
    def id(self) -> str:
        """`water.1`, `energy.peak`, `sewage`: the component with its tier."""
        return self.component if self.tier is None else f"{self.component}.{self.tier}"

    def name(self, locale: str) -> str:
        return wording.line_name(self, locale)

    def sum_up(self, locale: str) -> str:
        """`2.07 × 180 = 372.6`."""
        return wording.line_sum(self, locale)

    def as_data(self, locale: str) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "title": self.name(locale),
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "quantity": _plain(self.quantity),
            "unit": self.unit or None,
            "price": _plain(self.price),
            "months": _plain(self.months),
            "amount": _plain(self.amount),
            "cite": self.cite,
        }


@dataclass(frozen=True, slots=True)
class Charge:
    """A whole sum. `exact` is the sum of the lines, `total` what is left after the one rounding."""

    versions: tuple[Version, ...]
    lines: tuple[Line, ...]
    exact: Decimal
    total: Decimal
    steps: tuple[Step, ...]
    #: what the ladder has counted since it last began anew; the next bill of its year goes on from there
    counted: Decimal

    def derivation(self, locale: str) -> list[str]:
        """Every step in words, in the order it was taken."""
        return [step.say(locale) for step in self.steps]

    def as_data(self, locale: str) -> dict[str, Any]:
        """Plain JSON data; numbers are decimal text."""
        return {
            "tariffs": [{"id": one.tariff.id, "cite": one.cite()} for one in self.versions],
            "lines": [line.as_data(locale) for line in self.lines],
            "exact": wording.plain(self.exact),
            "total": f"{self.total:f}",
            "counted": wording.plain(self.counted),
            "derivation": self.derivation(locale),
        }


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else wording.plain(value)
