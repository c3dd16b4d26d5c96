"""How documents number their clauses: one line for each style, with its example. Pure."""

import re
from dataclasses import dataclass

from bihuan.ground.reading.numerals import ORDINAL, number

#: Ends a sentence, or at least a part that an inline number may follow.
CLOSED = "。;:!?"


@dataclass(frozen=True, slots=True)
class Style:
    """A way to number. `rank`: the usual order from large to small; `fixed`: always so.

    `family`: styles that authors mix in one list (`1、… 9.…`). `inline`: may begin within a line.
    """

    name: str
    rank: int
    family: str
    pattern: re.Pattern[str]
    example: str
    fixed: bool = False
    inline: bool = True


@dataclass(frozen=True, slots=True)
class Sign:
    """A number that was found: `value` is (9, 5, 2) for `9.5.2`, empty for a bullet."""

    style: Style
    start: int
    end: int
    value: tuple[int, ...]
    label: str


def _style(name: str, rank: int, family: str, pattern: str, example: str, **more: bool) -> Style:
    ready = pattern.replace("N", ORDINAL).replace("D", r"\d{1,2}")
    return Style(name, rank, family, re.compile(ready), example, **more)


_HAN = "[零〇○一二三四五六七八九十百]{1,5}"
#: In the order in which they are tried.
STYLES: tuple[Style, ...] = (
    _style("part", 1, "part", r"第(N)(?:部分|编|篇)(?!规)", "第一部分 总则", fixed=True),
    _style("piece", 1, "piece", r"第(N)则", "第二则", fixed=True),
    _style("chapter", 2, "chapter", r"第 ?(N) ?章", "第三章 投诉处理", fixed=True),
    _style("section", 3, "section", r"(?:D\.)?第 ?(N) ?节", "第一节 仪容", fixed=True),
    _style("article", 4, "article", r"第 ?(N) ?条(?:之([一二三四五六七八九]))?", "第十二条 保洁", fixed=True),
    _style(
        "appendix",
        2,
        "appendix",
        r"附 ?录 ?([A-Z]|[一二三四五六七八九十]|\d{1,2})(?![.、]?\d)",
        "附录A 评分表",
        fixed=True,
    ),
    _style(
        "annex", 1, "annex", r"附 ?件 ?([一二三四五六七八九十]|\d{1,2})(?=[: ]|$)", "附件2:评分表", fixed=True
    ),
    _style("han-paren", 7, "han", rf"[(〔] ?({_HAN}) ?[)〕][、.]?", "(三)办结后回访"),
    _style("paren-han", 7, "han-paren", "([㈠-㈩])[、.]?", "㈠着装"),
    _style("han-half", 7, "han-paren", rf"({_HAN})\)[、.]?", "一)目的"),
    _style("han", 6, "han", rf"({_HAN})[、.](?!{_HAN}[、,])", "四、巡查"),
    _style("han-colon", 6, "han", rf"({_HAN}):", "四: 巡查", inline=False),
    _style("lettered", 8, "dotted", r"([A-Z](?:\.D){1,4})(?![\d%])[、.]?", "A.1 总则"),
    _style("dotted", 8, "dotted", r"\.?(D(?:\.D){1,5})(?![\d×*%./:])[、.)]?", "9.5.2 报送"),
    _style("arabic", 9, "digit", r"(\d{1,3})(?:、|,(?!\d)|\.(?!\d)|。(?=[一-鿿]))", "3、登记"),
    _style("digit-stop", 9, "digit", "([⒈-⒛])", "⒉登记"),
    _style("arabic-paren", 10, "digit", r"[(〔] ?(\d{1,2}) ?[)〕][、.]?", "(2)核实"),
    _style("paren-digit", 10, "digit", "([⑴-⒇])[、.]?", "⑵核实"),
    _style("arabic-half", 10, "digit", r"(\d{1,2})\)[、.]?", "2)核实"),
    _style("circle", 11, "circle", "([①-⑳❶-❿])[、.]?", "②复核"),
    _style("letter", 12, "letter", r"\(?([A-Za-z])(?:[)、]+|\.(?=[一-鿿]))", "b)照明"),
    _style("roman", 5, "roman", "([Ⅰ-Ⅻⅰ-ⅻ])[、.]?", "Ⅲ 收费", inline=False),
    _style(
        "bullet",
        13,
        "bullet",
        r"(?:[•●◆■□★▪➢◇▶▲△►○※·](?!\S*·)|[*-](?=[ \t])|—{1,2}(?=[一-鿿])|[lnuØü§](?= {1,6}[一-鿿]))",
        "• 微笑服务",
    ),
    _style("bare", 8, "dotted", r"(D)(?: +(?=[一-鿿A-Za-z《\"“])|(?=[一-鿿]))", "8现金管理", inline=False),
)
#: Numbers that are one character each: the first of them, the later in the code table before the earlier.
_FIRSTS = {"circle": "❶①", "paren-digit": "⑴", "paren-han": "㈠", "digit-stop": "⒈"}
#: Read wrong by a scanner: l、 for 1、, 1O、 for 10、.
_LOOKS_LIKE = re.compile(r"([1-9lI|][\dlIOo|]?)(?=[、.)])([、.)])(?= *[一-鿿])")
_DIGITS = str.maketrans("lI|Oo", "11100")
_TIDIED = {"arabic-paren", "han-paren", "appendix", "annex"}
_PLAIN = {ord("〔"): "(", ord("〕"): ")", ord(" "): None}
#: How far the second item of a list may be from its first, in characters.
REACH = 2500
BY_NAME = {style.name: style for style in STYLES}
BULLET = BY_NAME["bullet"]
_APART = re.compile(r"(\d{1,2}(?:(?:[.。] ?| ?[.。]|、)\d{1,2}){1,5})(?![\d×*%./:、])(?= *[一-鿿(])")
#: A digit right before one of these is a quantity or a date, not the number of a heading.
MEASURED = re.compile(
    r"[年月日号个名位人次件份户项家条张台天周时分秒元万亿米厘毫寸尺层楼级届期批类种点岁成倍颗只套辆间把本册]"
    r"|小时|工作日|季度|平方|公里|公分|星级|多|余|几|来"
)


def value_of(style: Style, text: str) -> tuple[int, ...]:
    """What the number says; empty when it says nothing (a bullet, a numeral that is none)."""
    if style.name in _FIRSTS:
        first = next(first for first in _FIRSTS[style.name] if ord(first) <= ord(text))
        return (ord(text) - ord(first) + 1,)
    if style.name in {"lettered", "appendix"} and "A" <= text[0] <= "Z":
        return (ord(text[0]), *(int(part) for part in text.split(".")[1:]))
    if style.family == "letter":
        return (ord(text.lower()) - ord("a") + 1,)
    if style.family == "roman":
        return ((ord(text) - ord("Ⅰ")) % 16 + 1,)
    if style.family == "dotted":
        return tuple(int(part) for part in text.split("."))
    found = number(text)
    return (int(found),) if found is not None else ()


def sign_at(text: str, place: int, end: int) -> Sign | None:
    """The number that stands at `place` of the folded text; a bullet before a number belongs to it."""
    for style in STYLES:
        found = style.pattern.match(text, place, end)
        if not found:
            continue
        if style is BULLET:
            after = _blank(text, found.end(), end)
            inner = sign_at(text, after, end)
            if inner and inner.style.name in {"arabic-paren", "arabic", "han-paren"}:
                return Sign(inner.style, place, inner.end, inner.value, inner.label)
            return Sign(style, place, found.end(), (), found[0])
        value = value_of(style, found[1].replace(" ", ""))
        if style.name == "article" and found[2]:
            value = (*value, *value_of(style, found[2]))
        if value:
            label = found[0] if style.name != "section" else found[0][found[0].index("第") :]
            label = label.translate(_PLAIN) if style.name in _TIDIED else label
            return Sign(style, place, found.end(), value, label.strip(" 、.,。:"))
    return None


def apart_at(text: str, place: int, end: int) -> Sign | None:
    """`1. 1. 2 保洁`, `1。0.2`, `4、1 保洁`: to be believed only where 1.1.1 came before it."""
    found = _APART.match(text, place, end)
    if not found or ("、" in found[1] and MEASURED.match(text, found.end())):
        return None
    label = found[1].replace(" ", "").replace("。", ".").replace("、", ".")
    return Sign(BY_NAME["dotted"], place, found.end(), value_of(BY_NAME["dotted"], label), label)


def looks_like_at(text: str, place: int, end: int) -> Sign | None:
    """`l、登记`, read wrong by a scanner: to be believed only in a list that goes on."""
    found = _LOOKS_LIKE.match(text, place, end)
    if not found or found[1].isdigit():
        return None
    label = found[1].translate(_DIGITS)
    style = BY_NAME["arabic-half" if found[2] == ")" else "arabic"]
    return Sign(style, place, found.end(), (int(label),), label + (")" if found[2] == ")" else ""))


def torn_after(text: str, sign: Sign) -> Sign | None:
    """The next number of that kind behind a torn one."""
    if not apart_at(text, sign.start, len(text)):
        return None
    found = _APART.search(text, sign.end, sign.end + REACH)
    return apart_at(text, found.start(), len(text)) if found else None


def _blank(text: str, place: int, end: int) -> int:
    while place < end and text[place] in " \t":
        place += 1
    return place


#: Where a number may begin within a line: after a closed part, a bracket, a blank, or a bullet itself.
INLINE = re.compile(
    rf"(?<!\d:)(?<=[{CLOSED}\")》】…, ])(?=第{ORDINAL}[条则章节]|[(〔•●◆■①-⑳❶-❿⑴-⒇㈠-㈩\d]|{_HAN}[、.]|[A-Za-z][)、.])"
    r"|(?=[•●①-⑳❶-❿⑴-⒇])"
    r"|(?<=[一-鿿]\.)(?=\d{1,2}\.\d)|(?<=[一-鿿])(?=\d{1,2}\.\d{1,2}|一、|\d{1,2}[、.][^\d])"
    rf"|(?<=[一-鿿])(?=[(〔] ?(?:\d{{1,2}}|{_HAN}) ?[)〕])"
)
