"""Finding cases by words, number or phone."""

from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Q, QuerySet

from bihuan.engines.cases.models import Case
from bihuan.engines.cases.numbers import id_of
from bihuan.ground.directory.phones import BadPhone, normal
from bihuan.ground.search.index import Index
from bihuan.ground.search.words import phrases, plain

CASES = Index("cases_words")
WORDED = ("title", "text", "address", "reporter_name")
#: How many hits are looked at first, a page and a little more, and how many together at most.
CHUNK, MOST = 32, 2048


def spoken(case: Case) -> str:
    """What a case can be found by."""
    return " ".join((*(getattr(case, column) for column in WORDED), case.account_number))


def newest(
    cases: QuerySet[Case], query: str, first: int, count: int, *, everything: bool, below: int | None = None
) -> list[int]:
    """Ids of the cases somebody means, newest first, `count` of them from the `first` one on; only those under `below`.

    `everything` says that `cases` holds back nothing, so that what matches need not be asked for again.
    """
    squeezed = query.strip()
    if id_of(squeezed) or _phone(squeezed):
        meant = found(cases, squeezed)
        meant = meant.filter(pk__lt=below) if below is not None else meant
        return list(meant.values_list("pk", flat=True)[first : first + count])
    said, kept, many = phrases(squeezed), list[int](), CHUNK
    for hits in CASES.newest(squeezed, below):
        while hits:
            chunk, hits, many = hits[:many], hits[many:], min(many * 2, MOST)
            chunk = _saying(chunk, said) if said else chunk
            kept += chunk if everything else _among(cases, chunk)
            if len(kept) >= first + count:
                return kept[first : first + count]
    return kept[first:]


def _saying(ids: list[int], said: tuple[str, ...]) -> list[int]:
    """Those of the cases in whose words each phrase stands: its pairs alone may stand apart."""
    columns = ", ".join(WORDED)
    wanted = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {columns} FROM cases_case WHERE id IN ({wanted})", ids)
        texts = {pk: [plain(text) for text in texts] for pk, *texts in cursor.fetchall()}
    return [pk for pk in ids if all(any(one in text for text in texts.get(pk, ())) for one in said)]


def _among(cases: QuerySet[Case], ids: list[int]) -> list[int]:
    return list(cases.filter(pk__in=ids).order_by("-id").values_list("pk", flat=True))


def _with_phrases(cases: QuerySet[Case], words: tuple[str, ...]) -> QuerySet[Case]:
    for phrase in words:
        cases = cases.filter(reduce(or_, (Q(**{f"{column}__contains": phrase}) for column in WORDED)))
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
