"""Finding cases by words, number or phone."""

from django.db.models import Q, QuerySet

from bihuan.engines.cases.models import Case
from bihuan.engines.cases.numbers import id_of
from bihuan.ground.directory.phones import BadPhone, normal
from bihuan.ground.search.index import Index
from bihuan.ground.search.words import phrases

CASES = Index("cases_words")
CHUNK = 48


def spoken(case: Case) -> str:
    """What a case can be found by."""
    return " ".join((case.title, case.text, case.address, case.reporter_name, case.account_number))


def newest(cases: QuerySet[Case], query: str, first: int, count: int, *, everything: bool) -> list[int]:
    """Ids of the cases a clerk means, newest first, `count` of them from the `first` one on.

    `everything` says that `cases` holds back nothing, so that what matches need not be asked for again.
    """
    squeezed = query.strip()
    if id_of(squeezed) or _phone(squeezed):
        return list(found(cases, squeezed).values_list("pk", flat=True)[first : first + count])
    words, kept = phrases(squeezed), list[int]()
    for hits in CASES.newest(squeezed):
        for start in range(0, len(hits), CHUNK):
            chunk = hits[start : start + CHUNK]
            kept += chunk if everything and not words else _fitting(cases, chunk, words)
            if len(kept) >= first + count:
                return kept[first : first + count]
    return kept[first : first + count]


def _fitting(cases: QuerySet[Case], chunk: list[int], words: tuple[str, ...]) -> list[int]:
    fitting = _with_phrases(cases.filter(pk__in=chunk), words)
    return list(fitting.order_by("-id").values_list("pk", flat=True))


def _with_phrases(cases: QuerySet[Case], words: tuple[str, ...]) -> QuerySet[Case]:
    for phrase in words:
        cases = cases.filter(
            Q(title__contains=phrase)
            | Q(text__contains=phrase)
            | Q(address__contains=phrase)
            | Q(reporter_name__contains=phrase)
        )
    return cases


def _phone(squeezed: str) -> str:
    """The phone number that was meant, or nothing."""
    if squeezed[:1] not in tuple("+01") or len(squeezed) < 7:
        return ""
    try:
        return normal(squeezed)
    except BadPhone:
        return ""


def found(cases: QuerySet[Case], query: str) -> QuerySet[Case]:
    """The cases a clerk means, newest first: a case number, a phone number, or words of one and more characters."""
    squeezed = query.strip()
    if pk := id_of(squeezed):
        return cases.filter(pk=pk)
    if phone := _phone(squeezed):
        return cases.filter(reporter_phone=phone).order_by("-id")
    matching = CASES.matching(squeezed)
    if matching is None:
        return cases.none()
    return _with_phrases(cases.filter(matching), phrases(squeezed)).order_by("-id")
