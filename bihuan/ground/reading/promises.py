"""The promises in a clause: what is to happen, how soon, how often, how much, and what never. Pure."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from bihuan.ground.reading import sentences as around
from bihuan.ground.reading.expressions import BOUNDS, BOUNDS_AFTER, KINDS, LASTING, KindRow
from bihuan.ground.reading.place import COMMA, Place, last
from bihuan.ground.reading.quantities import Token, quantities
from bihuan.ground.reading.shapes import Bound, Modality, Promise, Quantity
from bihuan.ground.reading.surety import surety
from bihuan.ground.reading.units import BY_CODE, PERIODS
from bihuan.ground.reading.unmeasured import unmeasured
from bihuan.ground.reading.wording import MODALITIES, MUST, RULING, TOLD

_PERIOD = "|".join(f"(?P<{code}>{words})" for code, words, _ in PERIODS)
_PER = re.compile(
    rf"(?:(?:每|按)(?:隔|个|一)?|一(?=[日天周月季年]一[次度换评查检报清结]))(?:{_PERIOD})(?!位|名|种|件|个|业务|客户)"
)
_FORMULA = re.compile(r"[×*÷/=]$")
_HEAT = re.compile("温|空调|冷|热|℃|饮|冰")
_ANGLE = re.compile("鞠躬|夹角|角度|弯腰|倾斜|前倾|躬身|欠身|身体|上身|旋转|转动|[呈成]$")
_EACH = re.compile("每(?:隔|个)?$")
#: (含18℃) says again what stands before it.
_INCLUDED = re.compile(r"\((?:不|包)?含$|\(包括$")
_ROW = re.compile("[^,。;:]{0,10}[、及和或与][^,。;:]{0,6}")
_SECOND = re.compile("(?:[^,。;:、]{0,2},)[^,。;:]{1,16}")
_BRACKETED = re.compile(r"\([^()]{1,12}$")
#: So far from each other two times of one promise may stand.
_NEAR = 18
#: A figure by the day, nothing that is done: 每天的业务量, 每天最高.
_IDLE = re.compile("的?(?:业务|实际|平均|最高|最低|工作量|收入|约|均)|所用|必用|常|加收")
#: Below this it is rather a coincidence than a promise.
_LEAST = 0.54
_ONCE = re.compile(r"^(?:至少|不少于|须|应)?[^,。;内后前]{0,8}[一1]次")
_NARRATIVE = 0.15  # below this share of sentences with 应, 必须 … a document tells, it does not rule


def ruling(text: str) -> bool:
    """Whether a document rules (应, 必须, 不少于 …) more than it tells."""
    spans = around.sentences(text)
    return sum(bool(RULING.search(text, *span)) for span in spans) >= _NARRATIVE * len(spans)


def promises(text: str, *, rules: bool = True, lead: str = "") -> list[Promise]:
    """The promises of a clause's flat text; spans are offsets into it. `lead`: the words that announce the clause."""
    tokens = list(quantities(text))
    found: list[Promise] = []
    for start, end in around.sentences(text):
        sentence = text[start:end]
        mine = [Place(token, sentence, start, lead) for token in tokens if start <= token.start < end]
        counted = list(_quantified(mine, rules=rules))
        counted += _repeated(sentence, start, mine, counted, rules=rules)
        found += counted
        if not counted:
            found += unmeasured(sentence, start)
    return sorted(found, key=lambda one: one.span)


def _quantified(places: list[Place], *, rules: bool) -> Iterator[Promise]:
    bounds = _bounds(places)
    for at, place in enumerate(places):
        if _EACH.search(place.before) or _INCLUDED.search(place.before):
            continue
        if at + 1 < len(places) and _paces(place, places[at + 1]):
            continue
        row = _row(place, place.token)
        if row is LASTING:
            row = _kin(places, at) or row
        monthly = "month" if place.token.unit == "day_of_month" else None
        per = _per(place, places[:at]) or monthly
        promise = _promise(place, per, bounds[at], row, rules=rules)
        if promise:
            yield promise


def _bounds(places: list[Place]) -> list[Bound | None]:
    """The bound of each; one bound word may stand over several: 不少于8道热菜、1道汤."""
    found: list[Bound | None] = []
    for at, place in enumerate(places):
        own = _bound(place)
        if own is None and at and found[-1] and _beside(places[at - 1], place):
            own = found[-1]
        found.append(own)
    return found


def _beside(one: Place, later: Place) -> bool:
    """Whether both are things or people that stand in one row."""
    if not {one.token.sort, later.token.sort} <= {"things", "people"} or BOUNDS_AFTER.match(one.after):
        return False
    between = one.sentence[one.token.end - one.offset : later.token.start - later.offset]
    if _ROW.fullmatch(between):
        return True
    return bool(_SECOND.fullmatch(between)) and later.after[:1] in {"", ",", "。", ";"}


def _kin(places: list[Place], at: int) -> KindRow | None:
    """What a bare time shares with its neighbour: 市区2小时、农村4小时内到场; 24小时内(重要用户6小时)."""
    place = places[at]
    if place.after.startswith(("后", "起", "前", "之")):
        return None
    for later in places[at + 1 :]:
        between = place.sentence[place.token.end - place.offset : later.token.start - later.offset]
        if later.token.sort != "duration" or len(between) > _NEAR or _EACH.search(later.before):
            break
        row = _row(later, later.token)
        if row is not LASTING:
            return row if row and row.kind == "deadline" else None
    if at and place.token.sort == "duration" and _BRACKETED.search(place.before):
        row = _row(places[at - 1], places[at - 1].token)
        return row if row and row.kind == "deadline" and row is not LASTING else None
    return None


def _paces(place: Place, later: Place) -> bool:
    """两小时巡查一次: the time is the pace of the times."""
    return place.token.sort == "duration" and later.token.sort == "times" and bool(_ONCE.match(place.after))


def _promise(
    place: Place, per: str | None, bound: Bound | None, row: KindRow | None, *, rules: bool
) -> Promise | None:
    token = _sorted_out(place)
    if token is not None and token is not place.token:
        row = _row(place, token)
    if token is None or row is None:
        return None
    confidence = surety(place, token, bound, row, per, rules=rules)
    if confidence < _LEAST:
        return None
    passed = token.sort == "rings" and bound == "min" and place.before.endswith("超过")
    after = token.sort == "moment" and row.kind == "threshold"
    side: Bound = (
        "range" if token.high is not None else "min" if passed or after else _side(row, token, bound)
    )
    quantity = Quantity(token.value, token.unit, side, token.high, per)
    promise = Promise(
        row.kind,
        _modality(place),
        (token.start, token.end),
        round(confidence, 2),
        quantity,
        _calendar(token, place.words),
        subject=around.subject(place.sentence, token.start - place.offset),
        exceptions=around.exceptions(place.sentence),
        conditions=around.conditions(place.sentence, token.start - place.offset),
    )
    return _with_events(promise, place)


def _with_events(promise: Promise, place: Place) -> Promise:
    if promise.kind == "lead_time":
        return replace(promise, stop=around.event_ahead(place.before))
    if promise.kind == "deadline":
        return replace(promise, start=around.start_event(place.before), stop=around.stop_event(place.after))
    return promise


def _sorted_out(place: Place) -> Token | None:
    """The token with its unit made sure; None when it is no quantity here after all."""
    token = place.token
    if (
        token.unit == "celsius"
        and place.words.endswith("度")
        and (not _HEAT.search(place.sentence) or place.before.endswith(("呈", "成")))
    ):
        return (
            replace(token, unit="degree", sort="angle")
            if _ANGLE.search(place.before) or _ANGLE.search(place.sentence)
            else None
        )
    if token.unit == "celsius" and place.words.endswith("度") and _ANGLE.search(place.before + place.segment):
        return replace(token, unit="degree", sort="angle")
    if token.unit == "celsius" and token.value == 1:
        return None  # 一年一度
    if token.unit == "time" and re.search("铃响?$", place.before):
        return replace(token, unit="ring", sort="rings")
    if token.sort == "rings" and not re.search("铃|电话|响|接听|来电", place.sentence):
        return None
    if token.sort == "points" and place.words == "十分" and not re.search("[扣加]$", place.before):
        return None
    if token.unit == "year" and token.value > 200:
        return None
    if token.unit == "time" and token.value == 1 and re.match("只|可|性", place.after):
        return None
    if token.sort == "points" and not re.search(
        "满分|得分|扣|加|分数|分值|评|考|分制|计|成绩|测试", place.sentence
    ):
        return None
    if token.sort in {"share", "money"} and _FORMULA.search(place.before):
        return None
    return token


def _row(place: Place, token: Token) -> KindRow | None:
    if token.sort == "moment" and token.unit != "day_of_month" and token.high is not None:
        return next(row for row in KINDS if row.kind == "threshold" and "size" in row.sorts)
    before, head = place.before[-40:], place.lead + place.before[-60:]
    row = next((row for row in KINDS if row.fits(token.sort, token.unit, before, place.after, head)), None)
    if row and row.kind == "frequency" and token.unit == "day_of_month" and token.high is None:
        return None  # 每月10日: once a month
    return row


def _bound(place: Place) -> Bound | None:
    before, after = place.before[-24:], place.after
    return next((row.bound for row in BOUNDS if row.fits(before, after)), None)


def _side(row: KindRow, token: Token, bound: Bound | None) -> Bound:
    """A lead time is a minimum whatever stands there (3日前), 至少在第三声 a maximum; else as written."""
    if row.kind == "lead_time":
        return "max" if row.after.pattern.endswith("内") else "min"
    if token.sort == "rings":
        return "max"
    return bound or ("min" if row.kind == "retention" else "max" if row.kind == "deadline" else "exact")


def _modality(place: Place) -> Modality:
    near = place.segment
    for text in (near, place.sentence):
        for modality, pattern, _ in MODALITIES:
            if pattern.search(text):
                return modality
    return "must"


def _calendar(token: Token, words: str) -> str | None:
    if token.unit in {"workday", "work_hour", "work_minute"}:
        return "working"
    if "自然日" in words or "日历日" in words:
        return "natural"
    unit = BY_CODE.get(token.unit)
    if unit is None or unit.sort != "duration":
        return None
    return "unspecified"


def _per(place: Place, earlier: list[Place]) -> str | None:
    """每天, 每2小时, /天 near the quantity; of several the nearest."""
    after = re.match(r"(?:/|每)(?:人)?(?:" + _PERIOD + ")", place.after)
    if after:
        return _period(after)
    segment = last(place.before)
    begin = len(place.before) - len(segment)
    near = [(begin + found.start(), _period(found)) for found in _PER.finditer(segment)]
    for one in earlier:
        at = one.token.start - place.offset
        paced = _paces(one, place) or _EACH.search(one.before)
        if at >= begin and one.token.sort == "duration" and paced:
            near.append((at, _size(one.token)))
    return max(near)[1] if near else None


def _period(found: re.Match[str]) -> str:
    return found.lastgroup or ""


def _size(token: Token) -> str:
    high = f"-{token.high.normalize():f}" if token.high is not None else ""
    return token.unit if token.value == 1 and not high else f"{token.value.normalize():f}{high} {token.unit}"


def _repeated(
    sentence: str, offset: int, places: list[Place], counted: list[Promise], *, rules: bool
) -> Iterator[Promise]:
    """每天清洁, 按月通报, 每两年更换: once in each period, where no number of times is said."""
    spans = {one.span for one in counted}
    taken = [
        place.token
        for place in places
        if place.token.unit == "time" or (place.token.start, place.token.end) in spans
    ]
    pers = {one.quantity.per for one in counted if one.quantity and not _bracketed(one, sentence, offset)}
    musts = bool(MUST.search(sentence))
    told = bool(TOLD.search(sentence)) and not musts
    sure = 0.74 + (0.12 if musts else 0.0) - (0.4 if told else 0.0) - (0.0 if rules else 0.3)
    for start, end, per in _paced(sentence, offset, places) if sure >= _LEAST else ():
        segment = COMMA.split(sentence[end:], maxsplit=1)[0]
        begin, reach = offset + start, offset + end + len(segment)
        said = any(begin <= token.start <= reach or token.start <= begin < token.end for token in taken)
        if said or per in pers or not re.search(r"[一-鿿]{2}", segment) or _IDLE.match(segment):
            continue
        yield Promise(
            "frequency", "must", (begin, offset + end), round(sure, 2),
            Quantity(Decimal(1), "time", "exact", None, per),
            subject=around.subject(sentence, start),
            exceptions=around.exceptions(sentence), conditions=around.conditions(sentence, start),
        )  # fmt: skip


def _bracketed(one: Promise, sentence: str, offset: int) -> bool:
    return bool(re.search(r"\([^()]*$", sentence[: one.span[0] - offset]))


def _paced(sentence: str, offset: int, places: list[Place]) -> Iterator[tuple[int, int, str]]:
    """The periods a sentence names, with their place in it."""
    for found in _PER.finditer(sentence):
        yield found.start(), found.end(), _period(found)
    named = {offset + found.end() for found in _PER.finditer(sentence)}
    for place in places:
        if place.token.sort == "duration" and place.token.end not in named and _EACH.search(place.before):
            yield len(place.before) - 1, place.token.end - offset, _size(place.token)
