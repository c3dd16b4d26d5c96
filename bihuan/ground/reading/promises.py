"""The promises in a clause: what is to happen, how soon, how often, how much, and what never. Pure."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bihuan.ground.reading import sentences as around
from bihuan.ground.reading.bounds import LATER
from bihuan.ground.reading.choosing import bounds_of, kin, row_of
from bihuan.ground.reading.expressions import LASTING, KindRow
from bihuan.ground.reading.pacing import paces, per_of, repeated
from bihuan.ground.reading.place import EACH, Place
from bihuan.ground.reading.quantities import Token, quantities
from bihuan.ground.reading.shapes import Bound, Modality, Promise, Quantity
from bihuan.ground.reading.sorting import sorted_out
from bihuan.ground.reading.surety import LEAST, surety
from bihuan.ground.reading.units import BY_CODE
from bihuan.ground.reading.unmeasured import unmeasured
from bihuan.ground.reading.wording import MODALITIES, RULING, TOLD

#: (含18℃) says again what stands before it.
_INCLUDED = re.compile(r"\((?:不|包)?含$|\(包括$")
#: A document tells, it does not rule, when fewer sentences than this say 应, 必须 … and more than that 已, 了, 去年 …
_RULING, _TELLING = 0.15, 0.1


def ruling(text: str) -> bool:
    """Whether a document rules (应, 必须, 不少于 …) more than it tells."""
    spans = [span for span in around.sentences(text) if not text[slice(*span)].isspace()]
    if sum(bool(RULING.search(text, *span)) for span in spans) >= _RULING * len(spans):
        return True
    return sum(bool(TOLD.search(text, *span)) for span in spans) < _TELLING * len(spans)


def promises(text: str, *, rules: bool = True, lead: str = "") -> list[Promise]:
    """The promises of a clause's flat text; spans are offsets into it. `lead`: the words that announce the clause."""
    tokens = list(quantities(text))
    found: list[Promise] = []
    for start, end in around.sentences(text):
        sentence = text[start:end]
        mine = [Place(token, sentence, start, lead) for token in tokens if start <= token.start < end]
        counted = list(_quantified(mine, rules=rules))
        counted += repeated(sentence, start, mine, counted, rules=rules)
        found += counted
        if not counted:
            found += unmeasured(sentence, start)
    return sorted(found, key=lambda one: one.span)


def _quantified(places: list[Place], *, rules: bool) -> Iterator[Promise]:
    bounds = bounds_of(places)
    for at, place in enumerate(places):
        if EACH.search(place.before) or _INCLUDED.search(place.before):
            continue
        if at + 1 < len(places) and paces(place, places[at + 1]):
            continue
        row = row_of(place, place.token)
        if row is LASTING:
            row = kin(places, at) or row
        elif row and row.kind == "deadline" and bounds[at] == "min" and place.token.sort == "duration":
            row = LASTING  # nothing has to be done in no less than 5 days
        monthly = "month" if place.token.unit == "day_of_month" else None
        per = per_of(place, places[:at]) or monthly
        if place.token.unit == "date" and per != "year":
            per = None
        promise = _promise(place, per, bounds[at], row, rules=rules)
        if promise:
            yield promise


def _promise(
    place: Place, per: str | None, bound: Bound | None, row: KindRow | None, *, rules: bool
) -> Promise | None:
    token = sorted_out(place)
    if token is not None and token is not place.token:
        row = row_of(place, token)
    if token is None or row is None:
        return None
    confidence = surety(place, token, bound, row, per, rules=rules)
    if confidence < LEAST:
        return None
    passed = token.sort == "rings" and bound == "min" and place.before.endswith("超过")
    after = token.sort == "moment" and row.kind == "threshold" and bool(LATER.match(place.after))
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
