"""Every line of the grammar does what its example says."""

from decimal import Decimal

import pytest

from bihuan.ground.reading.bounds import BOUNDS, BoundRow
from bihuan.ground.reading.expressions import KINDS, KindRow
from bihuan.ground.reading.numerals import number
from bihuan.ground.reading.promises import promises
from bihuan.ground.reading.quantities import quantities
from bihuan.ground.reading.shapes import Promise
from bihuan.ground.reading.signs import STYLES, Style, sign_at
from bihuan.ground.reading.units import PERIODS, UNITS, Unit
from bihuan.ground.reading.wording import MODALITIES

pytestmark = pytest.mark.pure


def only(text: str) -> Promise:
    found = [one for one in promises(text) if one.quantity]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize("row", KINDS, ids=lambda row: row.example)
def test_a_kind_is_read_in_its_example_by_its_own_line(row: KindRow) -> None:
    tokens = list(quantities(row.example))
    fitting = [
        next(
            one
            for one in KINDS
            if one.fits(token.sort, token.unit, row.example[: token.start][-40:], row.example[token.end :])
        )
        for token in tokens
    ]
    assert row in fitting


@pytest.mark.parametrize(
    "row", [row for row in KINDS if row.example != "有2年以上举办演出的经历"], ids=lambda row: row.example
)
def test_the_kind_of_an_example_is_what_the_line_says(row: KindRow) -> None:
    assert row.kind in [one.kind for one in promises(row.example + "。") if one.quantity]


@pytest.mark.parametrize("row", BOUNDS, ids=lambda row: row.example)
def test_a_bound_is_read_in_its_example(row: BoundRow) -> None:
    tokens = list(quantities(row.example))
    found = [
        next((one for one in BOUNDS if one.fits(row.example[: token.start], row.example[token.end :])), None)
        for token in tokens
    ]
    assert row in found


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.example)
def test_a_unit_is_read_in_its_example(unit: Unit) -> None:
    (token,) = quantities(unit.example)
    assert token.unit == unit.code
    assert token.end == len(unit.example)


@pytest.mark.parametrize(("code", "words", "example"), PERIODS)
def test_a_period_is_read_in_its_example(code: str, words: str, example: str) -> None:
    found = only(f"{example}必须巡查两次。")
    assert found.kind == "frequency"
    assert found.quantity is not None and (found.quantity.value, found.quantity.per) == (2, code)


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_a_number_is_read_in_its_example(style: Style) -> None:
    sign = sign_at(style.example, 0, len(style.example))
    assert sign is not None
    assert sign.style is style


@pytest.mark.parametrize(("modality", "pattern", "example"), MODALITIES)
def test_a_modality_is_read_in_its_example(modality: str, pattern: object, example: str) -> None:
    assert promises(example + "。")[0].modality == modality


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("三", 3), ("十", 10), ("十五", 15), ("二十四", 24), ("一百零八", 108), ("两", 2), ("半", "0.5"), ("拾壹", 11),
        ("三千五百", 3500), ("二○一五", 2015), ("1,500", 1500), ("1, 090", 1090), ("1.6万", 16000), ("十万", 100000),
        ("三亿", 300000000), ("三五", None), ("", None), ("个", None),
    ],
)  # fmt: skip
def test_numerals_say_what_they_are_worth(written: str, value: int | str | None) -> None:
    assert number(written) == (None if value is None else Decimal(value))
