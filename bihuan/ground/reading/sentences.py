"""What stands around a quantity: who, from when, until what, except when. Pure."""

import re
from collections.abc import Iterator

from bihuan.ground.reading.wording import MUST

#: No sentence that people write is longer, in characters.
_ENDLESS = 600
_SENTENCE = re.compile(r"[^。;!?]+[。;!?]*")
_START = re.compile(
    r"(?:^|[,:])(?:自|从|在|于|应在|应自|须在|应当在|应于)?([^,:]{2,24}?)(?:之日起|日起|之时起|时起|起|之后|以后|后的?)[,]?(?:第|(?:应当?|应该|必须|须)?[在于]?)$"
)
_START_FAR = re.compile(r"(?:^|[,:])(?:自|从)([^,:]{2,24}?)(?:之日起|日起|之时起|时起|起)(?=[,])")
_START_BARE = re.compile(r"((?:接到|收到)[^,:]{1,16})$")
_START_APART = re.compile(r"(?:^|[,:])([^,:]{2,20}?)(?:之后|以后|后),[^,:。;]{0,24}$")
_POINTS = re.compile(
    "应当?[在于自]|须[在于自]|必须[在于自]|(?<![来各])自(?!然|动|助|行|己)|(?<![现存所])在(?!线|岗|职|场)|做到"
)
_STOP = re.compile(
    r"(?:(?:之|以)?内|(?:之|以)?前|后)?(?:必须|应当|应|须|需|要|将|予以|给予|进行)?([^,。;:(]{2,24})"
)
_EVENT = re.compile(r"([^,。;:]{2,14}?)(?:日期)?(?:前)?$")
_EXCEPT = re.compile(
    r"\(?((?:不包括|不含|不计|扣除|除外)[^)。;,]{1,60}|除(?!夕|尘|草|四)[^,。;)]{2,40}?(?:外|之外|以外)(?!部|面|观)|[^,。;(]{2,30}除外)"
)
_BY = re.compile("由([^,。;:]{2,12}?)(?:负责|保存|保管|牵头|统一|组织|应|须|必须|[在于按]|$)")
_DOER = re.compile("^[^,]{2,12}?(?=接到|收到|接获)")
#: What a subject does before it has to: 窗口(收到材料后)应, 维修人员(接到报修).
_HAVING = re.compile("(?<=..)(?:在?(?:接到|收到|接获)|在[^,]*[时后前]$).*$")
#: 白天30分钟内、(夜间60分钟内)到达现场: the next figure of a list is no event.
_NEXT_FIGURE = re.compile(r"^[^,。;]*\d[^,。;]*?(?:内|前|后|钟|时|日|天)(?=[一-鿿])")
_CHANGED = re.compile("^(?:改为|改成|调整|缩短|压缩|减少|延长)")
_SUBJECT = re.compile(
    r"^([^,。;:]{2,24}?)(?=(?<![响适反供对效相感呼顺照])应|必须|须|不得|要|需|负责|严禁|不准|不能|可以|接到|收到|接获|在|(?<![低少小大高多早晚])于|每|不[超少低大高小]|至少|提前|控制)"
)
_OPENING = re.compile(r"^(?:对于|对|由|凡|如|若|遇|当|在|经|按|因|为|自|从|接到|收到|未经|根据|每)")
#: Circumstances under which another value holds: one line for each family.
CONDITIONS = re.compile(
    r"白天|日间|夜[间晚里]|夜班|早班|晚班|中班"
    r"|夏季|冬季|夏天|冬天|非夏季|春季|秋季|供暖期|汛期|高峰期?|节假日|(?<![个\d一二三四五六七八九十])工作日(?=[:,])|周末|双休日|特殊情况|正常情况下|恶劣天气|雨雪"
    r"|市区(?:范围)?[内外]?|城区(?:范围)?[内外]?|农村(?:地区)?|郊区|边远地区|特殊边远|乡镇|乡村|山区"
    r"|一般(?=投诉|客户|事项|问题|故障)|重大(?=客户|投诉|事项|事件|问题)|紧急(?=事|情|维|报|故)|普通(?=客户|件)|复杂(?=事|问|情)|女士|男士|女员工|男员工"
)
_WHEN = re.compile(
    r"(?:^|[,:])((?:如|若|遇|当|凡|因|对|对于)[^,。;:]{2,30}?(?:时|的|情况下|情形)|[^,。;:]{2,16}[^目]的)(?=[,])"
)


def sentences(text: str) -> list[tuple[int, int]]:
    """The spans of the sentences of a flat text; endless ones are cut at a comma."""
    return [part for found in _SENTENCE.finditer(text) for part in _parts(text, *found.span())]


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _ENDLESS:
        cut = text.rfind(",", start, start + _ENDLESS) + 1 or start + _ENDLESS
        yield start, cut
        start = cut
    yield start, end


def subject(sentence: str, place: int) -> str | None:
    """Who or what has to: the words before the nearest 应, 必须 … that leads to `place`."""
    cues = [found.start() for found in MUST.finditer(sentence, 0, place)]
    for segment in reversed(list(re.finditer("[^,:]+", sentence[: place or len(sentence)]))):
        words = segment[0]
        found = _SUBJECT.match(words)
        if found and not _OPENING.match(found[1]) and (not cues or segment.start() <= cues[-1]):
            who = _BY.search(found[1])
            return (who[1] if who else _HAVING.sub("", found[1])).strip("() ")
    return None


def start_event(before: str) -> str | None:
    """`接到投诉件` of `接到投诉件后45分钟内`, or of `接到投诉件后,责任部门应在45分钟内`."""
    for pattern in (_START, _START_FAR, _START_BARE, _START_APART):
        if found := pattern.search(before):
            return _event(found[1])
    return None


def _event(words: str) -> str:
    """`次月杂志到位` of `月刊应在次月杂志到位`: what stands behind the last word that points to a time."""
    tail = _POINTS.split(_DOER.sub("", words))[-1]
    return _tidy(tail if len(tail) > 1 else words)


def stop_event(after: str) -> str | None:
    """`联系客户` of `内联系客户,…`."""
    found = _STOP.match(_NEXT_FIGURE.sub("", after))
    return None if not found or _CHANGED.match(found[1]) else _tidy(found[1])


def event_ahead(before: str) -> str | None:
    """`演出日期` of `应当在演出日期(前20日)`; for a lead time the event it leads to."""
    words = re.split(r"应当在|应在|应于|须于|须在|在|于|[,:]", before)[-1]
    return None if words.endswith(("提", "提前")) else _tidy(words.removesuffix("前")) or None


def exceptions(sentence: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_tidy(found[1]) for found in _EXCEPT.finditer(sentence)))


def conditions(sentence: str, place: int) -> tuple[str, ...]:
    """The circumstances named before `place`; of opposites (白天 … 夜晚) the last."""
    near = [found[0] for found in CONDITIONS.finditer(sentence, 0, place)][-1:]
    when = [_tidy(found[1]) for found in _WHEN.finditer(sentence, 0, place)][-1:]
    return tuple(dict.fromkeys([*when, *near]))


def _tidy(words: str) -> str:
    return words.strip(' ,、:()"')
