"""Two editions side by side: what is new, gone, tighter, looser, reworded, and which open cases it touches."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from bihuan.engines.cases.kinds import Promise
from bihuan.engines.cases.models import Case, Clock
from bihuan.engines.drafts import phrases
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
from bihuan.windows.desk.drafting import words
from bihuan.windows.desk.drafting.access import draft_of, drafts_somewhere
from bihuan.windows.desk.http import page, staff, whole
from bihuan.windows.look.http import Request, locale, url

_DRAFT = "draft:"

WHAT: Mapping[str, Lazy] = {
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
PARTS: Mapping[str, Lazy] = {
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
    before, after = _sides(change, old, new)
    title = _title(change, old if change.what == "gone" else new)
    return Line(change.what, change.clause, title, before, after, cases, href)


def _rows(change: Change, pack: Pack) -> list[Any]:
    """The thing that changed as the pack has it: the row, and its promise where it is one."""
    chapter, _sign, rest = change.ref.partition(":")
    row_id, _sign, part_id = rest.partition(".")
    row = pack.rows(chapter).get(row_id)
    found = [row] if row is not None else []
    return found + [part for part in getattr(row, "promises", ()) if part_id and part.id == part_id]


def _title(change: Change, pack: Pack) -> str:
    """The thing's own name: the kind and its promise, the figure, the sheet."""
    named = (getattr(one, "title", None) for one in _rows(change, pack))
    return " · ".join(title.say(locale()) for title in named if title)


def _sides(change: Change, old: Pack, new: Pack) -> tuple[str, str]:
    """Before and after in words: a time limit, or what else differs in a promise."""
    if not change.ref.startswith("kinds:"):
        return change.before, change.after
    try:
        before, after = (
            Allowance.parse(text).describe(locale()) if text else "" for text in (change.before, change.after)
        )
    except BadAllowance:
        one, other = _rows(change, old)[-1], _rows(change, new)[-1]
        return _differing(one, other), _differing(other, one)
    return before, after


def _differing(one: Promise, other: Promise) -> str:
    """The fields of a promise that the other one has otherwise, in words."""
    told = [
        f"{name}：{words(getattr(one, field))}" if words else str(name)
        for field, (name, words) in _FIELDS.items()
        if getattr(one, field) != getattr(other, field)
    ]
    return "；".join(told)


def _event(name: str) -> str:
    return phrases.TITLES[name].say(locale())


def _yes(value: bool) -> str:
    return _("yes") if value else _("no")


#: Field of a promise: what it is called, and how its value is said (None: only that it differs).
_FIELDS: Mapping[str, tuple[Lazy, Callable[[Any], str] | None]] = {
    "title": (gettext_lazy("title"), lambda text: text.say(locale())),
    "clause": (gettext_lazy("clause"), str),
    "start": (gettext_lazy("starts on"), _event),
    "stop": (gettext_lazy("stops on"), _event),
    "gravity": (gettext_lazy("for which cases"), lambda value: str(words.GRAVITIES[value])),
    "calendar": (gettext_lazy("calendar"), str),
    "public": (gettext_lazy("shown to customers"), _yes),
    "plain": (gettext_lazy("wording for customers"), None),
    "pausable": (gettext_lazy("can be suspended"), _yes),
    "per": (gettext_lazy("clock of its own for each unit"), lambda value: _yes(value == "order")),
    "steps": (gettext_lazy("who is warned when"), None),
    "start_day": (gettext_lazy("counting of days"), None),
    "ends": (gettext_lazy("counting of days"), None),
    "roll": (gettext_lazy("counting of days"), None),
}


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
