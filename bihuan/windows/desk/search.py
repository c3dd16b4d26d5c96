"""The search box: cases by number, phone or words; clauses by their words."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from markupsafe import Markup, escape

from bihuan.engines.cases import searching
from bihuan.engines.cases.models import Case
from bihuan.engines.cases.numbers import id_of
from bihuan.ground.journal import prepared
from bihuan.ground.standards import adoption
from bihuan.windows.desk.http import go, page, staff, today
from bihuan.windows.desk.leafing import leaf
from bihuan.windows.desk.posts import packs_of
from bihuan.windows.desk.showing import SHOWN, Citation, Row, citation, row_of
from bihuan.windows.look.http import Request, locale

PAGE = 20
LAST_PAGE = 25
LONGEST = 80
AROUND = 30
CLAUSES = 6


@dataclass(frozen=True, slots=True)
class Hit:
    row: Row
    title: Markup
    snippet: Markup


@require_GET
@staff
def search(request: Request) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:LONGEST]
    visible = Case.objects.visible_to(request.actor, adoption.roles())
    if (pk := id_of(query)) and visible.filter(pk=pk).exists():
        return go("desk:case", pk)
    everything = not visible.holds_back()

    def found(first: int, beyond: int) -> list[Case]:
        if not query:
            return []
        return _cases(searching.newest(visible, query, first, beyond - first, everything=everything))

    shown = leaf(request, PAGE, LAST_PAGE, found)
    said: dict[str, Any] = {
        "query": query,
        "leaf": shown,
        "hits": [_hit(request, case, query) for case in shown.rows],
        "clauses": _clauses(request, query) if query and shown.number == 1 else [],
    }
    return page(request, "search", said, crumbs=[(_("Search"), None)])


def _cases(ids: list[int]) -> list[Case]:
    """The cases of one page in the order of their ids; always asked for as many, so that the SQL stays the same."""
    if not ids:
        return []
    asked = [*ids, *[ids[0]] * (PAGE + 1 - len(ids))]
    found = prepared.ask("hits", lambda *pks: _shown(pks), *asked)
    by_id = {case.pk: case for case in found}
    return [by_id[pk] for pk in ids if pk in by_id]


def _shown(pks: tuple[int, ...]) -> QuerySet[Case]:
    return Case.objects.filter(pk__in=pks).select_related("team", "handler").only("text", *SHOWN)


def _hit(request: Request, case: Case, query: str) -> Hit:
    return Hit(
        row_of(case, request.at, locale()),
        marked(case.title, query),
        marked(around(case.text, query), query),
    )


def _clauses(request: Request, query: str) -> list[tuple[Citation, Markup]]:
    found = []
    for pack in packs_of(request.actor, today(request)):
        for clause in pack.clauses.values():
            words = clause.wording.say(locale())
            if query in words or query == clause.number:
                cited = citation(pack.cite(clause.number))
                if cited:
                    found.append((cited, marked(around(words, query), query)))
    return found[:CLAUSES]


def marked(text: str, query: str) -> Markup:
    """The text with the words asked for marked; everything else escaped."""
    words = [word for word in query.split() if word]
    if not words:
        return escape(text)
    pattern = re.compile("|".join(re.escape(word) for word in words), re.IGNORECASE)
    parts, end = [], 0
    for match in pattern.finditer(text):
        parts += [escape(text[end : match.start()]), Markup("<mark>{}</mark>").format(match.group())]
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])


def around(text: str, query: str) -> str:
    """The piece of a long text that speaks of the query."""
    squeezed = " ".join(text.split())
    places = [squeezed.lower().find(word.lower()) for word in query.split()]
    start = max(min((place for place in places if place >= 0), default=0) - AROUND, 0)
    piece = squeezed[start : start + 4 * AROUND]
    return f"{'…' if start else ''}{piece}{'…' if start + 4 * AROUND < len(squeezed) else ''}"
