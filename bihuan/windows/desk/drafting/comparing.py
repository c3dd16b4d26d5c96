"""Two editions side by side: what is new, gone, tighter, looser, reworded, and which open cases it touches."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from bihuan.engines.cases.models import Case, Clock
from bihuan.engines.drafts.models import Draft
from bihuan.engines.drafts.reviewing import files_of
from bihuan.ground.standards import adoption
from bihuan.ground.standards.diff import Change, diff
from bihuan.ground.standards.errors import UnknownPack
from bihuan.ground.standards.packs import Pack, load_files
from bihuan.ground.standards.reading import PackError
from bihuan.ground.worktime import Allowance
from bihuan.ground.worktime.errors import BadAllowance
from bihuan.windows.desk.board import cases_url
from bihuan.windows.desk.drafting.access import draft_of, drafts_somewhere
from bihuan.windows.desk.http import page, staff, whole
from bihuan.windows.look.http import Request, locale, url

_DRAFT = "draft:"

WHAT: Mapping[str, Promise] = {
    "tighter": gettext_lazy("tighter"),
    "looser": gettext_lazy("looser"),
    "new": gettext_lazy("new"),
    "gone": gettext_lazy("gone"),
    "changed": gettext_lazy("otherwise"),
    "reworded": gettext_lazy("reworded"),
}
TONES = {
    "tighter": "working",
    "looser": "soon",
    "new": "done",
    "gone": "overdue",
    "changed": "waiting",
    "reworded": "still",
}
PARTS: Mapping[str, Promise] = {
    "clauses": gettext_lazy("Clauses"),
    "kinds": gettext_lazy("Time limits"),
    "indicators": gettext_lazy("Indicators"),
    "sheets": gettext_lazy("Sheets"),
    "other": gettext_lazy("Everything else"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One change; `cases` open cases run under what it changes, `href` lists them."""

    what: str
    clause: str
    title: str
    before: str
    after: str
    cases: int
    href: str


@require_GET
@staff
def compare(request: Request) -> HttpResponse:
    """`old` and `new` are `pack@edition`, or `draft:12` for a draft that this reader may see."""
    names = [request.GET.get(name, "") for name in ("old", "new")]
    offered = _offered(request)
    said: dict[str, Any] = {
        "offered": offered,
        "names": names,
        "what": WHAT,
        "tones": TONES,
        "parts": PARTS,
        "broken": "",
    }
    if all(names):
        try:
            old, new = (_edition(request, name) for name in names)
        except PackError as error:
            said["broken"] = _("The draft is not sound yet; look at its check first.")
            said["problems"] = error.problems[:5]
        else:
            said |= _compared(request, old, new)
    crumbs = [(_("Standard"), url("desk:standard")), (_("Editions side by side"), None)]
    return page(request, "drafts/compare", said, crumbs=crumbs)


def _offered(request: Request) -> list[tuple[str, str]]:
    found = [
        (pack.name, f"{pack.title.say(locale())} {pack.edition}") for pack in adoption.editions().values()
    ]
    if drafts_somewhere(request.actor):
        visible = Draft.objects.visible_to(request.actor, adoption.roles())
        going = visible.filter(state__in=(Draft.State.OPEN, Draft.State.REVIEW)).order_by("-id")[:50]
        found += [
            (
                f"{_DRAFT}{one.pk}",
                _("%(title)s %(edition)s (draft)") % {"title": one.title, "edition": one.edition},
            )
            for one in going
        ]
    return found


def _edition(request: Request, name: str) -> Pack:
    """Raises UnknownPack, NotFound, PackError."""
    if name.startswith(_DRAFT):
        draft = draft_of(request, whole(name.removeprefix(_DRAFT)) or 0)
        return load_files(draft.pack, files_of(draft), adoption.editions())
    found = adoption.known(name)
    if found is None:
        raise UnknownPack(pack=name[:80], known=", ".join(adoption.editions()))
    return found


def _compared(request: Request, old: Pack, new: Pack) -> dict[str, Any]:
    touched = _Touched(request, old)
    groups: dict[str, list[Line]] = {part: [] for part in PARTS}
    counts = dict.fromkeys(WHAT, 0)
    for change in diff(old, new):
        chapter = change.ref.partition(":")[0]
        counts[change.what] += 1
        groups[chapter if chapter in PARTS else "other"].append(_line(change, old, new, touched))
    return {
        "old": old,
        "new": new,
        "counts": counts,
        "groups": {part: lines for part, lines in groups.items() if lines},
        "open_cases": touched.all,
    }


def _line(change: Change, old: Pack, new: Pack, touched: "_Touched") -> Line:
    cases, href = touched.by(change)
    return Line(
        what=change.what,
        clause=change.clause,
        title=_title(change, new) or _title(change, old),
        before=_told(change, change.before),
        after=_told(change, change.after),
        cases=cases,
        href=href,
    )


def _title(change: Change, pack: Pack) -> str:
    """The thing's own name: the kind and its promise, the figure, the sheet."""
    chapter, _sign, rest = change.ref.partition(":")
    row_id, _sign, part_id = rest.partition(".")
    if chapter == "clauses":
        return ""
    row = pack.rows(chapter).get(row_id)
    names = [row] if row is not None else []
    names += [part for part in getattr(row, "promises", ()) if part_id and part.id == part_id]
    return " · ".join(title.say(locale()) for one in names if (title := getattr(one, "title", None)))


def _told(change: Change, text: str) -> str:
    """A time limit in words; everything else as it is."""
    if not change.ref.startswith("kinds:") or not text:
        return text
    try:
        return Allowance.parse(text).describe(locale())
    except BadAllowance:
        return text


class _Touched:
    """Open cases that this reader sees, by what runs in them under the old edition: one query."""

    def __init__(self, request: Request, old: Pack) -> None:
        self.old = old
        visible = Case.objects.visible_to(request.actor, adoption.roles()).filter(
            edition=old.name, closed_at=None
        )
        self.all = visible.count()
        running = Clock.objects.running().filter(case__in=visible)
        rows = (
            running.values("case__kind", "promise", "clause")
            .annotate(cases=Count("case", distinct=True))
            .order_by()
        )
        self.rows: list[Any] = list(rows)

    def by(self, change: Change) -> tuple[int, str]:
        """(how many, where they are listed) for a time limit or a clause that was in force."""
        chapter, _sign, rest = change.ref.partition(":")
        if chapter == "kinds" and "." in rest:
            kind, promise = rest.split(".", 1)
            found = [row for row in self.rows if (row["case__kind"], row["promise"]) == (kind, promise)]
            clause, named = (found[0]["clause"], {"kind": kind}) if found else ("", {})
        elif chapter == "clauses" and change.clause in self.old.clauses:
            clause, named = self.old.cite(change.clause), {}
            found = [row for row in self.rows if row["clause"] == clause]
        else:
            return 0, ""
        cases = sum(row["cases"] for row in found)
        return cases, cases_url(clause=clause, **named) if cases else ""
