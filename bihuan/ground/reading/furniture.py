"""What a web page, a printer or a standards office puts around a text: contents, running heads, page numbers, codes. Pure."""

import re
from collections import Counter

#: A line that is no part of the text, whatever stands around it.
FURNITURE = re.compile(
    r"\d{4}-\d\d?-\d\d?(?: .{0,20})?$|来源:|作者:|发布日期|版权声明|上一篇:|下一篇:|TOP|www\.|https?://|目 *[录次]$"
    r"|关键词:|【?关键词】?|摘要:|【摘要】|参 ?考 ?文 ?献|【参考文献】|\[\d{1,3}\]|\[l\d+\]"
    r"|第 ?\d+ ?页|共 ?\d+ ?页|[-—] ?\d+ ?[-—]$|\d+/\d+$"
    r"|(?:ICS|CCS) ?\d|[A-Z] ?\d{2}$|备案号|\d{4}-\d\d-\d\d ?发布"
    r"|(?:GB|DB|Q|T|[A-Z]{2,3})[\dA-Z]*(?:/[A-Z]{1,6})? ?\d[\d.]*[-—]\d{4}$|DB\d{2,4}$"
    r"|(?:[一-鿿]{2,12}(?:地方|行业|团体|企业)|中华人民共和国国家)标准$"
)
_LINE = re.compile(r"[^\n\r]+")
_CONTENTS = re.compile(r"(?:…{2,}|[.·_]{4,}|[-—]{6,}) *(?:\(?\d{1,3}\)?|[IVXivxⅠ-Ⅻ]{1,5})$")
_PAGE = re.compile(r"\d{1,3}|[IVXⅠ-Ⅻ]{1,5}")
_HAN = re.compile(r"[一-鿿]")
#: A running head comes at least so often, and is no longer.
_OFTEN, _SHORT = 3, 40


def page_lines(plain: str, start: int, end: int) -> frozenset[int]:
    """Where lines begin that belong to the pages: contents, heads that come again and again, numbers next to these."""
    lines = [(found.start(), found[0].strip()) for found in _LINE.finditer(plain, start, end)]
    lines = [(place, words) for place, words in lines if words]
    heads = _running_heads([words for _, words in lines])
    pages = [words in heads or bool(_CONTENTS.search(words)) for _, words in lines]
    near = [any(pages[max(0, at - 1) : at + 2]) for at in range(len(lines))]
    return frozenset(
        place
        for (place, words), page, by in zip(lines, pages, near, strict=True)
        if page or (by and _PAGE.fullmatch(words))
    )


def _running_heads(lines: list[str]) -> set[str]:
    """Codes such as DB51/T 1234—2021, and the title where it stands on every page."""
    title = next((words for words in lines if not FURNITURE.match(words)), "")
    return {
        words
        for words, times in Counter(lines).items()
        if times >= _OFTEN
        and 3 < len(words) <= _SHORT
        and (words == title or FURNITURE.match(words) or not _HAN.search(words))
    }
