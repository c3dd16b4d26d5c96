"""Which unit a figure is in where its word has several: 度 of heat or of an angle, 声 of a bell, 分 of a mark. Pure."""

import re
from dataclasses import replace

from bihuan.ground.reading.place import Place
from bihuan.ground.reading.quantities import Token

_FORMULA = re.compile(r"[×*÷/=]$")
_HEAT = re.compile("温|空调|冷|热|℃|饮|冰")
_ANGLE = re.compile("鞠躬|夹角|角度|弯腰|倾斜|前倾|躬身|欠身|身体|上身|旋转|转动|[呈成]$")
_MARKS = re.compile("满分|得分|扣|加|分数|分值|评|考|分制|计|成绩|测试")
_STANDARD = re.compile("(?:线|标准|总分|权重|分值)[为:]?$")
_RINGS = re.compile("铃|电话|响|接听|来电")

#: 由15日改为7日: the first is no promise any more.
_OLD = re.compile("[由从](?:原[来先]?的?|以前的|过去的|目前的)?$")
_CHANGED = re.compile("(?:之?内)?(?:改|缩短|压缩|调整|减少|缩减|延长|提高|降低|提升|增加)[为成至到]")


def sorted_out(place: Place) -> Token | None:
    """The token with its unit made sure; None when it is no quantity here after all."""
    token = place.token
    if token.unit == "celsius" and place.words.endswith("度"):
        return _degrees(place)
    if token.unit == "time" and re.search("铃响?$", place.before):
        return replace(token, unit="ring", sort="rings")
    if token.sort == "rings" and not _RINGS.search(place.sentence):
        return None
    if token.sort == "points" and not _marked(place):
        return None
    if _OLD.search(place.before) and _CHANGED.match(place.after):
        return None
    if token.unit == "year" and token.value > 200:
        return None
    if token.value == 1 and place.before.endswith(("最后", "第", "头")):
        return None
    if token.unit == "time" and token.value == 1 and re.match("只|可|性", place.after):
        return None
    if token.sort in {"share", "money"} and _FORMULA.search(place.before):
        return None
    return token


def _degrees(place: Place) -> Token | None:
    """26度 of heat, 45度 of a bow; 一年一度 is neither."""
    angle = replace(place.token, unit="degree", sort="angle")
    if _ANGLE.search(place.before) or _ANGLE.search(place.segment):
        return angle
    if not _HEAT.search(place.sentence) or place.before.endswith(("呈", "成")):
        return angle if _ANGLE.search(place.sentence) else None
    return None if place.token.value == 1 else place.token


def _marked(place: Place) -> bool:
    """Whether 分 is a mark: where marks are given, alone in brackets, or bound (95分以上)."""
    if place.words == "十分":
        return place.before.endswith(("扣", "加"))
    alone = place.before.endswith("(") and place.after.startswith((")", ","))
    bound = re.match("以[上下]", place.after) or _STANDARD.search(place.before)
    return bool(alone or bound or place.before.endswith("得") or _MARKS.search(place.sentence))
