"""Which line of the grammar a quantity is read by; neighbours share what is said once for both. Pure."""

import re

from bihuan.ground.reading.bounds import BOUNDS, BOUNDS_AFTER
from bihuan.ground.reading.expressions import KINDS, LASTING, KindRow
from bihuan.ground.reading.place import EACH, Place
from bihuan.ground.reading.quantities import Token
from bihuan.ground.reading.shapes import Bound

_ROW = re.compile("[^,。;:]{0,10}[、及和或与][^,。;:]{0,6}")
_SECOND = re.compile("(?:[^,。;:、]{0,2},)[^,。;:]{1,16}")
_AGAIN = re.compile("[^,。;:]{0,2}[,、][^,。;:]{1,14}")
_ENDS = re.compile("[,、。;]|$")
_BRACKETED = re.compile(r"\([^()]{1,12}$")
#: So far from each other two times of one promise may stand.
_NEAR = 18


def row_of(place: Place, token: Token) -> KindRow | None:
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


def bounds_of(places: list[Place]) -> list[Bound | None]:
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


def _alike(one: Place, later: Place) -> KindRow | None:
    """不少于30天,重点部位不少于90天: bound in the same words, so meant for the same."""
    between = one.sentence[one.token.end - one.offset : later.token.start - later.offset]
    if one.token.sort != "duration" or not _AGAIN.fullmatch(between) or _bound(one) != _bound(later):
        return None
    if not _bound(later) and not (_ENDS.match(one.after) and _ENDS.match(later.after)):
        return None
    row = row_of(one, one.token)
    return row if row is not LASTING else None


def kin(places: list[Place], at: int) -> KindRow | None:
    """What a bare time shares with its neighbour: 市区2小时、农村4小时内到场; 24小时内(重要用户6小时)."""
    place = places[at]
    if place.after.startswith(("后", "起", "前", "之")):
        return None
    for later in places[at + 1 :]:
        between = place.sentence[place.token.end - place.offset : later.token.start - later.offset]
        if (
            "后" in between
            or later.token.sort != "duration"
            or len(between) > _NEAR
            or EACH.search(later.before)
        ):
            break
        row = row_of(later, later.token)
        if row is not LASTING:
            return row if row and row.kind == "deadline" else None
    if at and (alike := _alike(places[at - 1], place)):
        return alike
    if at and place.token.sort == "duration" and _BRACKETED.search(place.before):
        row = row_of(places[at - 1], places[at - 1].token)
        return row if row and row.kind == "deadline" and row is not LASTING else None
    return None
