"""Amounts in capitals, against the official samples and a reader that knows nothing of the writer."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.engines.papers.capitals import TooMuch, capitals

pytestmark = pytest.mark.pure
DIGITS = {char: number for number, char in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("107000.53", "壹拾万柒仟元零伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("10", "壹拾元整"),
        ("100000000.01", "壹亿元零壹分"),
        ("1000000001", "壹拾亿零壹元整"),
        ("1000000000000", "壹万亿元整"),
        ("1000010001000", "壹万亿壹仟万壹仟元整"),
        ("-86.40", "负捌拾陆元肆角整"),
    ],
)
def test_the_samples_of_the_bank_rules(amount, words):
    assert capitals(Decimal(amount)) == f"人民币{words}"


def number_of(words: str) -> int:
    """Reads by summing what stands before each 亿 and 万, which the writer never does."""
    for unit, word in ((10**8, "亿"), (10**4, "万")):
        if word in words:
            before, _unit, after = words.rpartition(word)
            return number_of(before) * unit + number_of(after)
    return sum(
        DIGITS[digit] * UNITS.get(unit, 1)
        for digit, unit in re.findall("([壹贰叁肆伍陆柒捌玖])([拾佰仟]?)", words)
    )


def amount_of(words: str) -> Decimal:
    found = re.fullmatch("人民币(负?)(?:(.+)元)?(?:零?(.)角)?(?:零?(.)分)?整?", words)
    assert found, words
    sign, yuan, jiao, fen = found.groups()
    whole = (
        Decimal(number_of(yuan or ""))
        + Decimal(DIGITS[jiao or "零"]) / 10
        + Decimal(DIGITS[fen or "零"]) / 100
    )
    return -whole if sign else whole


AMOUNTS = st.one_of(
    st.decimals(min_value=-(10**14), max_value=10**14, places=2, allow_nan=False),
    # digits that are mostly nothing: this is where zeros go wrong
    st.text("000012", min_size=3, max_size=17).map(lambda text: Decimal(int(text)) / 100),
)


@given(AMOUNTS)
def test_another_reader_gets_the_same_amount(amount):
    assert amount_of(capitals(amount)) == amount


@given(AMOUNTS)
def test_zeros_are_said_once_and_never_before_a_unit(amount):
    words = capitals(amount)
    assert "零零" not in words
    assert not re.search("零[拾佰仟万亿角分整]", words)
    assert "零元" not in words or words == "人民币零元整"
    assert words.endswith("分") != words.endswith("整")


@pytest.mark.parametrize("amount", ["0.001", "NaN", "Infinity", "1e16"])
def test_what_is_no_amount_has_no_words(amount):
    with pytest.raises(TooMuch):
        capitals(Decimal(amount))
