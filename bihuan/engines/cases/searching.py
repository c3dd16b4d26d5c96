"""Finding cases by words, number or phone."""

from django.db.models import Q, QuerySet

from bihuan.engines.cases.models import Case
from bihuan.engines.cases.numbers import id_of
from bihuan.ground.directory.phones import BadPhone, normal
from bihuan.ground.search.index import Index
from bihuan.ground.search.words import phrases

CASES = Index("cases_words")


def spoken(case: Case) -> str:
    """What a case can be found by."""
    return " ".join((case.title, case.text, case.address, case.reporter_name, case.account_number))


def found(cases: QuerySet[Case], query: str) -> QuerySet[Case]:
    """The cases a clerk means, newest first: a case number, a phone number, or words of one and more characters."""
    squeezed = query.strip()
    if pk := id_of(squeezed):
        return cases.filter(pk=pk)
    try:
        by_phone = (
            Q(reporter_phone=normal(squeezed)) if squeezed[:1] in "+01" and len(squeezed) >= 7 else None
        )
    except BadPhone:
        by_phone = None
    if by_phone is not None:
        return cases.filter(by_phone).order_by("-id")
    matching = CASES.matching(squeezed)
    if matching is None:
        return cases.none()
    hits = cases.filter(matching)
    for phrase in phrases(squeezed):
        hits = hits.filter(
            Q(title__contains=phrase)
            | Q(text__contains=phrase)
            | Q(address__contains=phrase)
            | Q(reporter_name__contains=phrase)
        )
    return hits.order_by("-id")
