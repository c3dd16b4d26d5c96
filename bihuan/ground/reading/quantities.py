"""Quantities in running text: 至少3次, 7-15个工作日, 10个、15个工作日, 百分之九十, 每月10日前, 8:30. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from bihuan.ground.reading import moments
from bihuan.ground.reading.numerals import DIGITS, NUMERAL, number
from bihuan.ground.reading.units import BY_CODE, Unit, unit_at

_TO = rf"(?P<to>{moments.TO}|、(?=\d))"
_NOT_BEFORE = r"(?<![\d.A-Za-z×*#第零〇○一二两三四五六七八九十百千])(?<![\dA-Za-z]/)"
#: With these before it 一 is no numeral: 进一步, 同一件, 任一项.
_NOT_ONE = frozenset("进统同唯逐专单某之另这那任上下万")
_SHARES = {"百": "percent", "千": "permille", "万": "permyriad"}
#: What is done today or tomorrow: 当日答复, 次日前, 第二天报告. Other words behind 当日 tell something else.
_DONE_THEN = (
    "(?:之|以)?内(?![部容外训存])|(?:之|以)?前|下班|向|报(?!纸|刊|表)|通知|告知|回复|解决|办|答复|完成|处理|处置|反馈|上报|清|归档|受理|转|派|送|移交"
    "|整改|修复|入库|入账|上传|录入|公示|公布|发放|寄出|归还|退还|汇总|登记|反映|汇报|联系|审核|恢复|抢修|必须|应|须|要|再|查房|提交|提供|出(?=报告|结果)"
)
#: Tried in this order at each place.
TOKEN = re.compile(
    r"(?P<long>(?:星期|礼拜|(?<!每)周)[一二三四五六][日天]"
    r"|(?:(?:19|20|xx|XX)[\dxX]{2}|[一二][〇○零0九一二三四五六七八]{3}) ?年度?"
    r"(?: ?(?:\d{1,2}|[一二三四五六七八九十]{1,2}) ?月(?: ?(?:\d{1,2}|[一二三四五六七八九十]{1,3}) ?[日号])?)?)"
    rf"|第(?P<ring>{NUMERAL})声"
    rf"|(?P<same>当|本|次|翌|下|第二)(?P<of_>[日天月年])(?={_DONE_THEN})"
    r"|(?<=[的在于期])(?P<same2>当|次|翌|第二)(?P<of2>[日天])(?=,|通过|发|内|之?前|[由将])"
    r"|(?:[7七]|365)天? ?[×xX*] ?(?P<always>24) ?(?:个?小时|[hH])?(?![×xX*\d])"
    rf"|{moments.MOMENTS.replace('NOT_BEFORE', _NOT_BEFORE)}"
    rf"|(?P<of100>[百千万])分之(?P<share>{NUMERAL})(?: ?{moments.TO} ?(?:[百千万]分之)?(?P<share2>{NUMERAL}))?"
    rf"|{_NOT_BEFORE}(?P<part>\d{{1,2}}/\d{{1,2}}(?![\d/])|[二三四五六七八九十]分之[一二两三四五六七八九])"
    rf"|{_NOT_BEFORE}(?P<one>{NUMERAL})(?: ?\({NUMERAL}\)(?= ?[个日天周月年小工份名次人元台件%]))? ?(?=[^\d])"
)
_RANGE = re.compile(rf" ?{_TO} ?(?P<two>{NUMERAL}) ?")
_AROUND = re.compile(rf" ?± ?(?P<off>{NUMERAL}) ?")
_LARGER = {("minute", "hour"): 60, ("second", "minute"): 60, ("hour", "day"): 24, ("metre_cm", "metre"): 100}
#: 10个、15个工作日: the unit comes with the last.
_LONGEST_LIST = 20
_LISTED = re.compile(rf"个? ?、 ?{NUMERAL} ?")
_BELOW_ZERO = re.compile(r"(?:(?<![\d℃])-|零下)$")
_JOINED = frozenset(("、", "和", "或", "及", "与", "/"))
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
    reach: int = 0  #: where the words after it begin: behind the last of a list (10个、15个工作日内)


def quantities(text: str) -> Iterator[Token]:
    """The quantities of a flat text in order, without overlap."""
    found = list(_tokens(text))
    for at in range(len(found) - 2, -1, -1):
        one, later = found[at], found[at + 1]
        joined = text[one.end : later.start].strip(" 个") in _JOINED
        if joined and one.sort == later.sort and one.high is None and later.high is None:
            found[at] = replace(one, reach=later.reach or later.end)
    yield from found


def _tokens(text: str) -> Iterator[Token]:
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
    if found["of_"] or found["of2"]:
        unit = {"月": "month", "年": "year"}.get(found["of_"], "day")
        later = (found["same"] or found["same2"]) in {"次", "翌", "下", "第二"}
        return Token(found.start(), found.end(), Decimal(later), None, unit, "then")
    if found["always"]:
        return Token(found.start("always"), found.end(), Decimal(24), None, "hour", "duration")
    if found["share"]:
        return _share(found)
    if found["part"]:
        return _part(found)
    return _counted(text, found) if found["one"] else _moment(found)


def _moment(found: re.Match[str]) -> Token | None:
    start, end = found.span()
    if found["last"]:
        monthly = "月" in found["last"]
        unit, value = ("day_of_month", Decimal(31)) if monthly else ("date", Decimal(1231))
        return Token(start, end, value, None, unit, "moment")
    unit, said = (
        ("clock", moments.clock(found)) if found["clock"]
        else ("date", moments.date(found)) if found["mm"]
        else ("day_of_month", moments.day_of_month(found))
    )  # fmt: skip
    return Token(start, end, *said, unit, "moment") if said else None


def _share(found: re.Match[str]) -> Token | None:
    low, high = number(found["share"]), number(found["share2"]) if found["share2"] else None
    unit = _SHARES[found["of100"]]
    return Token(found.start(), found.end(), low, high, unit, "share") if low is not None else None


def _part(found: re.Match[str]) -> Token | None:
    text = found["part"]
    above, below = text.split("/") if "/" in text else text.split("分之")[::-1]
    one, other = number(above), number(below)
    if one is None or not other or one >= other:
        return None
    return Token(found.start(), found.end(), (one / other).quantize(Decimal("0.0001")), None, "part", "share")


def _counted(text: str, found: re.Match[str]) -> Token | None:
    """A numeral with its unit, or two with one: 3次, 7-15个工作日, 23度至25度, 22±2℃, 两三天."""
    written = found["one"]
    low, high = number(written), None
    if low is None:
        low, high = _neighbours(written)
    if low is None or (written == "一" and text[found.start() - 1] in _NOT_ONE and found.start()):
        return None
    if re.match(r"0\d|\d{8}", written):  # the number of a telephone
        return None
    first = unit_at(text, found.end())
    behind = first[1] if first else found.end("one")
    spread = _spread(text, behind, low)
    if spread and (second := unit_at(text, spread[2])) and (first is None or first[0].code == second[0].code):
        unit, end = second
        low, high = spread[:2]
        return Token(found.start(), end, low * unit.factor, high * unit.factor, unit.code, unit.sort)
    if first and (wide := _two_units(text, found, low, *first)):
        return wide
    if first is None or first[0].code == "item":
        first = _borrowed(text, found.end("one")) or first
    if first is None:
        return None
    token = _single(found, low, *first)
    if token.sort == "heat" and _BELOW_ZERO.search(text, 0, found.start()):
        token = replace(token, start=token.start - 1, value=-token.value)
    return replace(token, high=high * first[0].factor) if high is not None else token


def _neighbours(written: str) -> tuple[Decimal | None, Decimal | None]:
    """两三 is from 2 to 3."""
    if len(written) == 2 and all(char in DIGITS for char in written):
        low, high = DIGITS[written[0]], DIGITS[written[1]]
        return (Decimal(low), Decimal(high)) if high == low + 1 else (None, None)
    return None, None


def _spread(text: str, behind: int, low: Decimal) -> tuple[Decimal, Decimal, int] | None:
    """The two ends of a range, and where its unit begins."""
    if again := _RANGE.match(text, behind):
        high = number(again["two"])
        if high is None or high <= low or (again["to"] == "、" and high != low + 1):
            return None
        return low, high, again.end()
    if around := _AROUND.match(text, behind):
        off = number(around["off"]) or Decimal(0)
        return low - off, low + off, around.end()
    return None


def _two_units(text: str, found: re.Match[str], low: Decimal, unit: Unit, end: int) -> Token | None:
    """30分钟至1小时, in the smaller unit."""
    again = _RANGE.match(text, end)
    other = unit_at(text, again.end()) if again and again["to"] != "、" else None
    times = _LARGER.get((unit.code, other[0].code)) if other else None
    high = number(again["two"]) if again and times else None
    if other is None or times is None or high is None or high * times <= low:
        return None
    return Token(found.start(), other[1], low, high * times, unit.code, unit.sort)


def _borrowed(text: str, place: int) -> tuple[Unit, int] | None:
    """The unit that the last of a list has: `个、15个工作日` after 10."""
    end = place
    for _ in range(_LONGEST_LIST):
        if not (again := _LISTED.match(text, end)):
            break
        end = again.end()
    unit = unit_at(text, end) if end > place else None
    return (unit[0], place) if unit and unit[0].code != "item" else None


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
        "permyriad",
        "degree",
    }
