"""All registers of a desk at a glance, and the one line that a scanner writes into."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bihuan.engines.registers.inforce import Kept
from bihuan.engines.registers.searching import found
from bihuan.windows.desk.http import go, page, staff
from bihuan.windows.desk.registers.forms import Find
from bihuan.windows.desk.registers.reach import lines_in, own_registers
from bihuan.windows.desk.registers.showing import row_of
from bihuan.windows.look.http import Request, locale, url

MOST = 60


@dataclass(frozen=True, slots=True)
class Shelf:
    """A register, and how many lines are open, take up room, are overdue, are outside of their limits."""

    kept: Kept
    open: int
    holds: int
    overdue: int
    wrong: int

    @property
    def title(self) -> str:
        return self.kept.register.title.say(locale())

    @property
    def full(self) -> bool:
        most = self.kept.register.capacity
        return most is not None and self.holds >= most

    @property
    def nearly(self) -> bool:
        most = self.kept.register.capacity
        return most is not None and not self.full and self.holds * 10 >= most * 9

    @property
    def room(self) -> str:
        most = self.kept.register.capacity
        return f"{self.holds} / {most}" if most is not None else "—"


@require_safe
@staff
def board(request: Request) -> HttpResponse:
    """What is in, what is overdue, what is full."""
    books = own_registers(request)
    shelves = _shelves(books, request.at)
    by_book = {(one.register.id, one.place.pk): one for one in books}
    late = lines_in(books).overdue(request.at).select_related("book__place").order_by("due_at", "pk")[:MOST]
    said = {
        "find": Find(),
        "shelves": shelves,
        "late": [row_of(one, by_book[one.book.register, one.book.place_id], request.at) for one in late],
        "option": _chart(shelves),
        "chart_rows": [(one.title, one.open - one.overdue, one.overdue) for one in shelves],
    }
    return page(request, "registers/board", said, crumbs=[(_("Registers"), None)])


@require_safe
@staff
def find(request: Request) -> HttpResponse:
    """What was scanned or typed: a label leads to its line, words to a list."""
    books = own_registers(request)
    form = Find(request.GET)
    if not form.is_valid():
        hits = []
    else:
        lines = lines_in(books).select_related("book__place")
        hits = found(lines, form.cleaned_data["q"], MOST)
    exact = [one for one in hits if one.label.lower() == form.data.get("q", "").strip().lower()]
    still = [one for one in exact if one.closed_at is None] or exact
    if len(still) == 1:
        return go("desk:register_line", still[0].pk)
    by_book = {(one.register.id, one.place.pk): one for one in books}
    rows = [row_of(one, by_book[one.book.register, one.book.place_id], request.at) for one in hits]
    crumbs = [(_("Registers"), url("desk:registers")), (_("Search"), None)]
    said = {"find": form, "rows": rows, "query": form.data.get("q", "")[:80]}
    return page(request, "registers/find", said, crumbs=crumbs, status=422 if form.errors else 200)


def _shelves(books: list[Kept], at: datetime) -> list[Shelf]:
    """Counted by the database in one statement."""
    counts: dict[tuple[str, int], dict[str, tuple[int, int, int]]] = defaultdict(dict)
    rows = lines_in(books).filter(closed_at=None).order_by()
    keys = rows.values_list("book__register", "book__place", "state")
    counted = keys.annotate(
        all=Count("pk"), late=Count("pk", filter=Q(due_at__lt=at)), wrong=Count("pk", filter=~Q(findings=[]))
    )
    for register, place, state, *numbers in counted:
        counts[register, place][state] = (numbers[0], numbers[1], numbers[2])
    return [_shelf(one, counts[one.register.id, one.place.pk]) for one in books]


def _shelf(kept: Kept, by_state: dict[str, tuple[int, int, int]]) -> Shelf:
    holding = {one.id for one in kept.register.states if one.holds}
    holds = sum(all_ for state, (all_, _late, _wrong) in by_state.items() if state in holding)
    open_, overdue, wrong = (sum(one[n] for one in by_state.values()) for n in range(3))
    return Shelf(kept, open_, holds, overdue, wrong)


def _chart(shelves: list[Shelf]) -> dict[str, Any]:
    columns = (
        (_("in time"), [one.open - one.overdue for one in shelves]),
        (_("overdue"), [one.overdue for one in shelves]),
    )
    return {
        "legend": {"data": [name for name, _counts in columns]},
        "xAxis": {"type": "value"},
        "yAxis": {"type": "category", "data": [one.title for one in shelves]},
        "series": [
            {"name": name, "type": "bar", "stack": "open", "data": counts} for name, counts in columns
        ],
    }
