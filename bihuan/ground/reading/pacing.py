"""How often: 每天, 每2小时, /天, 一日一次; and what is to be done in each period without a number of times. Pure."""

import re
from collections.abc import Iterator
from decimal import Decimal

from bihuan.ground.reading import sentences as around
from bihuan.ground.reading.place import COMMA, EACH, Place, last
from bihuan.ground.reading.quantities import Token
from bihuan.ground.reading.shapes import Promise, Quantity
from bihuan.ground.reading.surety import LEAST
from bihuan.ground.reading.units import BY_CODE, PERIODS
from bihuan.ground.reading.wording import MUST, TOLD

_PERIOD = "|".join(f"(?P<{code}>{words})" for code, words, _ in PERIODS)
_PER = re.compile(
    rf"(?:(?:每|按)(?:隔|个|一)?|一(?=[日天周月季年]一[次度换评查检报清结]))(?:{_PERIOD})(?!位|名|种|件|个|业务|客户|[一二三四五六日天](?:至|到|—|-))"
)
#: A figure by the day, nothing that is done: 每天的业务量, 每天最高.
_IDLE = re.compile("的?(?:业务|实际|平均|最高|最低|工作量|收入|约|均)|所用|必用|常|加收|减免|[计退折]")
_PENALTY = re.compile("[^,。;]{0,4}(?:扣|罚|的)")
_OPENED = re.compile(r"[一-鿿]\((?=[^()]*$)")  #: What stands in a bracket explains, 每年测试压力(达到1.1倍).
_ONCE = re.compile(r"^(?:至少|不少于|须|应)?[^,。;内后前]{0,8}[一1]次")


def paces(place: Place, later: Place) -> bool:
    """两小时巡查一次: the time is the pace of the times."""
    return place.token.sort == "duration" and later.token.sort == "times" and bool(_ONCE.match(place.after))


def per_of(place: Place, earlier: list[Place]) -> str | None:
    """每天, 每2小时, /天 near the quantity; of several the nearest."""
    after = place.token.sort != "moment" and re.match(r"(?:/|每)(?:人)?(?:" + _PERIOD + ")", place.after)
    if after:
        return _period(after)
    segment = last(place.before)
    if (opened := _OPENED.search(segment)) and place.token.unit != "clock":
        segment = segment[opened.end() :]
    begin = len(place.before) - len(segment)
    near = [(begin + found.start(), _period(found)) for found in _PER.finditer(segment)]
    for one in earlier:
        at = one.token.start - place.offset
        paced = paces(one, place) or EACH.search(one.before)
        if at >= begin and paced:
            near.append((at, _size(one.token)))
    if not near and place.token.sort == "times" and not _PENALTY.match(place.after):
        near = [(0, _period(found)) for found in _PER.finditer(_open_part(place.before))]
    return max(near)[1] if near else None


def _open_part(before: str) -> str:
    """每天上下班,按规定时间(打卡4次): the part before, where no figure stands."""
    parts = COMMA.split(before)
    return parts[-2] if len(parts) > 1 and not re.search(r"\d|[一二两三四五六七八九十]次", before) else ""


def _period(found: re.Match[str]) -> str:
    return found.lastgroup or ""


def _size(token: Token) -> str:
    if token.unit == "month" and token.value == Decimal("0.5"):
        return "halfmonth"
    high = f"-{token.high.normalize():f}" if token.high is not None else ""
    return token.unit if token.value == 1 and not high else f"{token.value.normalize():f}{high} {token.unit}"


def repeated(
    sentence: str, offset: int, places: list[Place], counted: list[Promise], *, rules: bool
) -> Iterator[Promise]:
    """每天清洁, 按月通报, 每两年更换: once in each period, where no number of times is said."""
    spans = {one.span for one in counted if not _bracketed(one, sentence, offset)}
    taken = [
        place.token
        for place in places
        if place.token.unit == "time" or (place.token.start, place.token.end) in spans
    ]
    pers = {
        one.quantity.per
        for one in counted
        if one.quantity and _absorbs(one.quantity) and not _bracketed(one, sentence, offset)
    }
    musts = bool(MUST.search(sentence))
    told = bool(TOLD.search(sentence)) and not musts
    sure = 0.74 + (0.12 if musts else 0.0) - (0.4 if told else 0.0) - (0.0 if rules else 0.3)
    for start, end, per in _paced(sentence, offset, places) if sure >= LEAST else ():
        segment = COMMA.split(sentence[end:], maxsplit=1)[0]
        begin, reach = offset + start, offset + end + len(segment)
        said = any(begin <= token.start <= reach or token.start <= begin < token.end for token in taken)
        day = any(place.token.unit == "day_of_month" and place.token.start == begin for place in places)
        if said or per in pers or not (day or re.search(r"[一-鿿]{2}", segment)) or _IDLE.match(segment):
            continue
        yield Promise(
            "frequency", "must", (begin, offset + end), round(sure, 2),
            Quantity(Decimal(1), "time", "exact", None, per),
            subject=around.subject(sentence, start),
            exceptions=around.exceptions(sentence), conditions=around.conditions(sentence, start),
        )  # fmt: skip


def _absorbs(quantity: Quantity) -> bool:
    """Whether the figure says how much is done in each period, so that nothing is left to count: 每天2小时."""
    unit = BY_CODE.get(quantity.unit)
    return unit is None or unit.sort not in {"share", "size", "heat", "money"}


def _bracketed(one: Promise, sentence: str, offset: int) -> bool:
    return bool(re.search(r"\([^()]*$", sentence[: one.span[0] - offset]))


def _paced(sentence: str, offset: int, places: list[Place]) -> Iterator[tuple[int, int, str]]:
    """The periods a sentence names, with their place in it."""
    for found in _PER.finditer(sentence):
        yield found.start(), found.end(), _period(found)
    named = {offset + found.end() for found in _PER.finditer(sentence)}
    for place in places:
        if place.token.sort == "duration" and place.token.end not in named and EACH.search(place.before):
            yield len(place.before) - 1, place.token.end - offset, _size(place.token)
