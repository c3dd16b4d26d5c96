"""The published prices: each has its source, a worked example, and is said in English too."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import bihuan.engines.arrears.scenarios
import bihuan.engines.billing.scenarios
import bihuan.engines.cases.scenarios
import bihuan.engines.halls.scenarios
import bihuan.engines.outages.scenarios
import bihuan.reports.scenarios  # noqa: F401
from bihuan.engines.billing.shapes import Tariff
from bihuan.ground.standards.base import Strict, Text
from bihuan.ground.standards.packs import Pack, load

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.pure


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load(ROOT / "packs" / "china-tariffs-2026")


def test_six_places_and_four_commodities_at_least(pack: Pack) -> None:
    rows: list[Tariff] = list(pack.rows("tariffs").values())
    assert len({row.area.id.split("-")[0] for row in rows}) >= 6
    assert {row.commodity for row in rows} >= {"electricity", "water", "gas", "heating"}


def test_every_price_and_every_late_charge_has_a_worked_example(pack: Pack) -> None:
    played = {one.given.get("tariff") or one.given.get("rule") for one in pack.scenarios}
    assert {row.series for row in pack.rows("tariffs").values()} - played == set()
    assert set(pack.rows("late_charges")) - played == set()


def test_every_price_is_said_in_english_too(pack: Pack) -> None:
    rows = [*pack.rows("tariffs").values(), *pack.rows("late_charges").values()]
    assert [row.id for row in rows if not all(text.en for text in _texts(row))] == []


def test_a_source_without_a_number_says_when_it_was_read(pack: Pack) -> None:
    for row in pack.rows("tariffs").values():
        assert row.source.number or row.source.read_on, row.id


def _texts(part: Any) -> Iterator[Text]:
    for name in type(part).model_fields:
        value = getattr(part, name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Text):
                yield one
            elif isinstance(one, Strict):
                yield from _texts(one)
