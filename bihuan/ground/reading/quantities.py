"""Quantities in running text: 至少3次, 7-15个工作日, 百分之九十, 每月10日前, 8:30. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from bihuan.ground.reading.numerals import NUMERAL, number
from bihuan.ground.reading.units import BY_CODE, Unit, unit_at

_TO = r"(?:-{1,2}|~|—{1,2}|–|至|到|、(?=\d))"
_NOT_BEFORE = r"(?<![\d.A-Za-z×*/#第零〇○一二两三四五六七八九十百千])"
#: With these before it 一 is no numeral: 进一步, 同一件, 任一项.
_NOT_ONE = frozenset("进统同唯逐专单某之另这那任上下")
_PART_OF_DAY = "(?:(?:上午|下午|早上|早晨|晚上|晚|中午|凌晨|早) ?)?"
_CLOCK = (
    rf"(?:{_PART_OF_DAY}(?:\d{{1,2}} ?: ?\d{{2}}"
    r"|\d{1,2}[点时](?!间|限|段|期|候|效|长|代|刻|机|尚)(?:\d{1,2}分?|半|整)?))"
)
_DAY = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_OF_MONTH = "每个?月|次月|下个?月|当月|每季度?(?:首月|末月)?|次年|每年|月"
#: Tried in this order at each place.
TOKEN = re.compile(
    r"(?P<long>(?:(?:19|20|xx|XX)[\dxX]{2}|[一二][〇○零0九一二三四五六七八]{3}) ?年度?"
    r"(?: ?(?:\d{1,2}|[一二三四五六七八九十]{1,2}) ?月(?: ?(?:\d{1,2}|[一二三四五六七八九十]{1,3}) ?[日号])?)?)"
    rf"|第(?P<ring>{NUMERAL})声"
    r"|(?P<same>当|本|次|翌|下)(?P<of_>[日天月年])(?=(?:之|以)?内(?![部容外训存])|(?:之|以)?前|向|报|通知|告知|回复|解决|办理|办结|答复|回复|完成|处理完|反馈|上报|清|归档)"
    rf"|{_NOT_BEFORE}(?P<clock>{_CLOCK})(?: ?{_TO} ?(?P<clock2>{_CLOCK}))?"
    rf"|{_NOT_BEFORE}(?P<mm>\d{{1,2}}|十[一二]?|[一二三四五六七八九])月(?:(?P<dd>{_DAY})[日号]|(?P<mend>底|末))"
    rf"|(?P<of>{_OF_MONTH}) ?(?P<dom>{_DAY})[日号](?!常)"
    rf"|百分之(?P<share>{NUMERAL})(?: ?{_TO} ?(?:百分之)?(?P<share2>{NUMERAL}))?"
    rf"|{_NOT_BEFORE}(?P<part>\d{{1,2}}/\d{{1,2}}(?![\d/])|[二三四五六七八九十]分之[一二两三四五六七八九])"
    rf"|{_NOT_BEFORE}(?P<one>{NUMERAL}) ?(?=[^\d])"
)
_RANGE = re.compile(rf" ?{_TO} ?(?P<two>{NUMERAL}) ?")
_HALF = {"year": "halfyear", "day": "halfday"}


@dataclass(frozen=True, slots=True)
class Token:
    """A quantity as it stands in the text, before anybody asks what it bounds."""

    start: int
    end: int
    value: Decimal
    high: Decimal | None
    unit: str
    sort: str
    mere: bool = False  #: 一个, 二次装修: perhaps only an article or a name


def quantities(text: str) -> Iterator[Token]:
    """The quantities of a flat text in order, without overlap."""
    place = 0
    while found := TOKEN.search(text, place):
        token = _token(text, found)
        place = token.end if token else found.end(found.lastgroup or 0)
        if token:
            yield token


def _token(text: str, found: re.Match[str]) -> Token | None:
    if found["long"]:
        return None
    if found["ring"]:
        rings = number(found["ring"])
        return Token(found.start(), found.end(), rings, None, "ring", "rings") if rings else None
    if found["of_"]:
        unit = {"月": "month", "年": "year"}.get(found["of_"], "day")
        return Token(found.start(), found.end(), Decimal(found["same"] in "次翌下"), None, unit, "duration")
    if found["clock"]:
        return _clock(found)
    if found["mm"]:
        return _date(found)
    if found["dom"]:
        return _day_of_month(found)
    if found["share"]:
        return _share(found)
    if found["part"]:
        return _part(found)
    return _counted(text, found)


def _clock(found: re.Match[str]) -> Token | None:
    low = _minutes(found["clock"])
    high = _minutes(found["clock2"]) if found["clock2"] else None
    if low is None or (found["clock2"] and high is None):
        return None
    return Token(found.start(), found.end(), low, high, "clock", "moment")


def _minutes(text: str) -> Decimal | None:
    digits = re.findall(r"\d+", text)
    hour, minute = int(digits[0]), int(digits[1]) if len(digits) > 1 else 30 if text.endswith("半") else 0
    if text.startswith(("下午", "晚")) and hour < 12:
        hour += 12
    return Decimal(hour * 60 + minute) if hour <= 24 and minute < 60 else None


def _date(found: re.Match[str]) -> Token | None:
    month = number(found["mm"])
    day = number(found["dd"]) if found["dd"] else Decimal(31)
    if month is None or day is None or not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    return Token(found.start(), found.end(), month * 100 + day, None, "date", "moment")


def _day_of_month(found: re.Match[str]) -> Token | None:
    day = number(found["dom"])
    if day is None or not 1 <= day <= 31:
        return None
    return Token(found.start("of"), found.end(), day, None, "day_of_month", "moment")


def _share(found: re.Match[str]) -> Token | None:
    low, high = number(found["share"]), number(found["share2"]) if found["share2"] else None
    return Token(found.start(), found.end(), low, high, "percent", "share") if low is not None else None


def _part(found: re.Match[str]) -> Token | None:
    text = found["part"]
    above, below = text.split("/") if "/" in text else text.split("分之")[::-1]
    one, other = number(above), number(below)
    if one is None or not other or one >= other:
        return None
    return Token(found.start(), found.end(), (one / other).quantize(Decimal("0.0001")), None, "part", "share")


def _counted(text: str, found: re.Match[str]) -> Token | None:
    """A numeral with its unit, or two with one: 3次, 7-15个工作日, 23度至25度."""
    low = number(found["one"])
    if low is None or (found["one"] == "一" and text[found.start() - 1] in _NOT_ONE and found.start()):
        return None
    place = found.end()
    first = unit_at(text, place)
    again = _RANGE.match(text, first[1] if first else found.end("one"))
    if again and (high := number(again["two"])) is not None and high > low:
        second = unit_at(text, again.end())
        if second and (first is None or first[0].code == second[0].code):
            unit, end = second
            return Token(found.start(), end, low * unit.factor, high * unit.factor, unit.code, unit.sort)
    if first is None:
        return None
    return _single(found, low, *first)


def _single(found: re.Match[str], value: Decimal, unit: Unit, end: int) -> Token:
    written, code = found["one"], unit.code
    start = found.start("one")
    if found.string[found.end() : end].startswith("个半"):
        value += Decimal("0.5")
    if written == "半" and code in _HALF:
        return Token(start, end, Decimal(1), None, _HALF[code], unit.sort)
    mere = (written == "一" and unit.sort in {"things", "people"}) or (
        written == "二" and unit.sort == "times"
    )
    return Token(start, end, value * unit.factor, None, code, unit.sort, mere)


def known_unit(code: str) -> bool:
    """Whether a promise may be in this unit."""
    return code in BY_CODE or code in {
        "halfyear",
        "halfday",
        "clock",
        "date",
        "day_of_month",
        "part",
        "degree",
    }
