"""Moments as documents write them: 8:30, 下午五点半, 二十一时, 12月5日, 每月10日, 月底. Pure."""

import re
from decimal import Decimal

from bihuan.ground.reading.numerals import number

TO = r"(?:-{1,2}|~|—{1,2}|–|至|到)"
_HOURS = "(?:二十[一二三四]?|十[一二三四五六七八九]?|[一二三四五六七八九两])"
_PART_OF_DAY = "(?:上午|下午|早上|早晨|清晨|傍晚|晚上|晚间|夜间|中午|凌晨|晚|早)"
_NO_CLOCK = "(?!间|限|段|期|候|效|长|代|刻|机|尚)"
_HOUR = (
    rf"(?:\d{{1,2}} ?: ?\d{{2}}(?: ?: ?\d{{2}})?(?!\d)(?: ?[点时]{_NO_CLOCK})?"
    rf"|\d{{1,2}}[点时]{_NO_CLOCK}(?:\d{{1,2}}分?|[三四五]?十分|半|整)?"
    rf"|(?!一时){_HOURS}时{_NO_CLOCK}(?:[一二三四五]?十五?分|半|整)?"
    rf"|{_HOURS}点(?:[一二三四五]?十五?分|半|整|钟|(?=(?:之|以)?前|{TO} ?(?:{_PART_OF_DAY})?{_HOURS}点)))"
)
_CLOCK = re.compile(
    rf"(?P<part>{_PART_OF_DAY})? ?(?P<hour>\d{{1,2}}|{_HOURS})(?: ?: ?(?P<colon>\d{{2}})|[点时钟](?P<said>[^ ]*))?.*"
)
_DAY = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_MONTH = r"\d{1,2}|十[一二]?|[一二三四五六七八九]"
_OF_MONTH = "每个?月|次月|下个?月|当月|本月|每季度?(?:首月|末月)?|次年|每年|月"

#: The groups of a moment in a larger pattern; `NOT_BEFORE` is what may not stand before a bare figure.
MOMENTS = (
    rf"(?P<clock>(?:{_PART_OF_DAY} ?|NOT_BEFORE){_HOUR})"
    rf"(?:(?: ?\(不?含\))? ?{TO} ?(?P<clock2>(?:次日|第二[天日]|翌日)? ?(?:{_PART_OF_DAY} ?)?{_HOUR}))?"
    rf"|NOT_BEFORE(?P<mm>{_MONTH})月(?:(?P<dd>{_DAY})[日号]|(?P<mend>底|末))"
    rf"(?: ?{TO} ?(?:(?:次年|翌年|来年|第二年)的?)? ?(?P<mm2>{_MONTH})月(?:(?P<dd2>{_DAY})[日号]|底|末))?"
    rf"|(?P<of>{_OF_MONTH}) ?(?P<dom>{_DAY})[日号]?(?: ?{TO} ?(?P<dom2>{_DAY}))?[日号](?!常)"
    r"|(?P<last>每个?月|当月|次月|本月|每年|当年|[月年])[底末](?=(?:之|以)?前)"
)


def clock(found: re.Match[str]) -> tuple[Decimal, Decimal | None] | None:
    """Minutes after midnight; `下午2:30-5:30` and `8:30-5:30` end in the afternoon."""
    low = _minutes(found["clock"])
    if low is None or not found["clock2"]:
        return None if low is None else (low, None)
    high = _minutes(found["clock2"])
    if high is None:
        return None
    noon = Decimal(12 * 60)
    late = low <= noon or found["clock"].startswith(("下午", "晚", "傍"))
    if high < low and high < noon and late and not re.match("次|第|翌|早|凌", found["clock2"]):
        high += noon
    return low, high


def _minutes(text: str) -> Decimal | None:
    found = _CLOCK.fullmatch(re.sub("^(?:次日|第二[天日]|翌日) ?", "", text))
    if not found:
        return None
    hour = int(number(found["hour"]) or 0)
    said = found["said"] or ""
    minute = int(found["colon"] or 0) or (30 if said == "半" else int(number(said.rstrip("分")) or 0))
    if (found["part"] or "").startswith(("下", "晚", "傍")) and hour < 12:
        hour += 12
    return Decimal(hour * 60 + minute) if hour <= 24 and minute < 60 else None


def date(found: re.Match[str]) -> tuple[Decimal, Decimal | None] | None:
    """Month times 100 plus day; the end of a month is its 31st."""
    low = _date(found["mm"], found["dd"])
    high = _date(found["mm2"], found["dd2"]) if found["mm2"] else None
    return None if low is None or (found["mm2"] and high is None) else (low, high)


def _date(month: str, day: str | None) -> Decimal | None:
    one, other = number(month), number(day) if day else Decimal(31)
    if one is None or other is None or not 1 <= one <= 12 or not 1 <= other <= 31:
        return None
    return one * 100 + other


def day_of_month(found: re.Match[str]) -> tuple[Decimal, Decimal | None] | None:
    """`每月25日-30日`."""
    low, high = number(found["dom"]), number(found["dom2"]) if found["dom2"] else None
    if low is None or not 1 <= low <= 31 or (found["dom2"] and not (high and low < high <= 31)):
        return None
    return low, high
