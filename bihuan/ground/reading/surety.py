"""How sure a reading is: what a writer says on purpose is read more surely than what stands there by the way. Pure."""

import re
from dataclasses import dataclass

from bihuan.ground.reading.expressions import KindRow
from bihuan.ground.reading.place import Place
from bihuan.ground.reading.quantities import Token
from bihuan.ground.reading.shapes import Bound
from bihuan.ground.reading.wording import MUST, TOLD

_RATE = re.compile("(?:率|比例|比重)(?:为|达)?$|占$")
#: Below this it is rather a coincidence than a promise.
LEAST = 0.54
_LIMIT = re.compile("不(?:得|应|能|可|宜)?(?:少|低|小|超|多|大|高|短|长)[于过][^,。;]{0,8}$")
_ONLY = re.compile(
    "只能|只可|仅|限|至少|不少于|不得少于|不超过|最多|每次|应配|配备|设置|须有|需有|必须有|由|派|安排"
)
_STAFFED = re.compile(r"(?:应|须|必须|需|要|由|派|配|设|安排|有|迎上|退|走|露出)[^,。;]{0,10}$")
_MOVES = re.compile(r"(?:迎上|退|走|露出|只能|限)[^,。;]{0,4}$")
_PLACED = re.compile(
    "(?:携带|配置|提交|提供|出示|定员|设|配备?|派|安排|不少|安装|增设|摆放|放置|开设)[^,。;]{0,12}$|[楼层岗门口台班组]$"
)
_SHARED_OUT = re.compile("每(?![天日周月季年])[^,。;]{1,10}$")
_PAID = re.compile("(?:罚款?|扣|扣除|奖励?|赔偿|收取?|退还|补贴|缴纳?|交纳?|费|金|价格?)[^,。;]{0,6}$")
_REACHED = re.compile("(?:已经?|已达|已有|现有|共有|共计)(?:达到?|有)?$")
_PRICE = re.compile("的?(?:标准|收费|价格)|/|,?(?:作为|计入|抵扣|与[^,。;]{1,8}挂钩)")
_LISTED = re.compile(r"(?:以上|以下|下列|上述|这|各|前|其中|共|分为|分|的)$")


@dataclass(frozen=True, slots=True)
class _Said:
    """What stands around a quantity; `side`: it is bound or a range; `rules`: in a document that rules."""

    place: Place
    token: Token
    side: bool
    musts: bool
    per: str | None
    rules: bool


def surety(
    place: Place, token: Token, bound: Bound | None, row: KindRow, per: str | None, *, rules: bool
) -> float:
    musts = bool(MUST.search(place.sentence) or MUST.search(place.lead))
    said = _Said(place, token, bound is not None or token.high is not None, musts, per, rules)
    sure = 0.6 + row.sure + (0.15 if musts else 0.0) + (0.1 if per else 0.0)
    sure += 0.1 if bound == "about" else 0.2 if said.side else 0.0
    sure -= _told(said)
    sure -= 0.0 if rules else 0.15 if token.sort == "times" and per else 0.3
    sure -= 0.3 if _REACHED.search(place.before) else 0.0
    if token.sort in {"things", "people"}:
        sure -= _by_the_way(said)
    elif token.sort in {"share", "money"}:
        sure -= 0.0 if said.side or musts or _priced(place) else 0.2
    elif token.sort == "times":
        sure -= _once(said, told=row.kind != "score")
    elif token.unit == "floor" and bound is None:
        sure -= 0.5
    return max(0.0, min(sure, 0.97))


def _told(said: _Said) -> float:
    """For a tale of what has been; what a sentence quotes is still a rule."""
    place = said.place
    if said.side and (MUST.search(place.segment) or _LIMIT.search(place.before)):
        return 0.0
    if TOLD.search(place.segment):
        return 0.4
    around = not said.musts and place.before.count('"') % 2 == 0 and TOLD.search(place.sentence)
    return 0.2 if around else 0.0


def _by_the_way(said: _Said) -> float:
    """For things and people that are only mentioned."""
    before = said.place.before
    placed = any(one.search(before) for one in (_PLACED, _SHARED_OUT))
    doubt = 0.0 if said.side else 0.15 if placed or _STAFFED.search(before) else 0.35
    if said.token.mere and not _ONLY.search(said.place.segment):
        doubt += 0.3
    meant = said.musts or said.side or said.per or _MOVES.search(before) or (said.rules and placed)
    return doubt + (0.3 if _LISTED.search(before) or not meant else 0.0)


def _priced(place: Place) -> bool:
    return bool(_RATE.search(place.before) or _PAID.search(place.before) or _PRICE.match(place.after))


def _once(said: _Said, *, told: bool) -> float:
    """For a number of times without a pace; 二次 is often a name (二次装修)."""
    before = said.place.before
    doubt = 0.4 if said.token.mere and not (said.side or said.per) else 0.0
    doubt += 0.5 if before.endswith(("最后", "最末", "头")) else 0.0
    if told and not (said.side or said.per or said.musts or _SHARED_OUT.search(before)):
        doubt += 0.1 if _STAFFED.search(before) else 0.3
    return doubt
