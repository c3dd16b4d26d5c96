"""The standard browser: the document chapter by chapter, and what each clause does now."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bihuan.engines.cases.board import ClauseFigures, figures_by_clause
from bihuan.engines.cases.wording import verb_label
from bihuan.ground.journal.errors import NotFound
from bihuan.ground.standards import adoption
from bihuan.ground.standards.coverage import Held, coverage
from bihuan.ground.standards.holders import Holder
from bihuan.ground.standards.models import Adoption
from bihuan.ground.standards.packs import Pack
from bihuan.ground.standards.shapes import Tightening
from bihuan.ground.worktime import Allowance
from bihuan.windows.desk.board import cases_url
from bihuan.windows.desk.http import page, staff, today
from bihuan.windows.desk.posts import oversees, packs_of
from bihuan.windows.desk.showing import anchor
from bihuan.windows.look.http import Request, locale

#: what holds a clause, in words, by the chapter of the pack that does
_KINDS = {
    "kinds": "clock",
    "flows": "arrows-exchange",
    "rules": "shield-check",
    "sheets": "clipboard-check",
    "indicators": "chart-line",
    "reports": "report",
    "roles": "user",
    "texts": "message-circle",
    "calendars": "calendar",
    "channels": "phone",
    "categories": "tag",
    "questions": "help",
    "tighten": "adjustments",
    "services": "list-check",
    "halls": "building",
    "notices": "bell",
    "restorations": "clock",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A clause with what holds it and its live figures."""

    number: str
    id: str
    wording: str
    severity: str
    held_by: str
    holders: tuple[tuple[str, str], ...]
    why: str
    reading: str
    question: str
    figures: ClauseFigures | None
    overdue_url: str


@require_GET
@staff
def standard(request: Request, name: str = "") -> HttpResponse:
    own = packs_of(request.actor, today(request))
    known = adoption.editions()
    pack = known.get(name) if name else (own[0] if own else next(iter(known.values()), None))
    if pack is None:
        raise NotFound
    # Figures of the whole house are for those who oversee it; everybody reads the standard itself.
    figures = figures_by_clause(request.at) if oversees(request.actor, today(request)) else None
    told = coverage(pack)
    chapters: dict[str, list[Line]] = {part.chapter: [] for part in pack.parts}
    for held in told.clauses:
        chapters[held.chapter].append(_line(pack, held, figures))
    counts = told.counts
    said: dict[str, Any] = {
        "pack": pack,
        "others": [one for one in known.values() if one.name != pack.name],
        "parts": [(part.chapter, part.title.say(locale()), chapters[part.chapter]) for part in pack.parts],
        "counts": counts,
        "total": max(sum(counts.values()), 1),
        "adoptions": Adoption.objects.filter(pack=pack.id, edition=pack.edition).select_related("place"),
        "live": figures is not None,
        "anchor": anchor,
    }
    return page(request, "standard", said, crumbs=[(_("Standard"), None)])


def _line(pack: Pack, held: Held, figures: dict[str, ClauseFigures] | None) -> Line:
    clause = held.clause
    reference = pack.cite(clause.number)
    return Line(
        number=clause.printed_number(locale()),
        id=anchor(clause.number),
        wording=clause.wording.say(locale()),
        severity=clause.severity,
        held_by=clause.held_by,
        holders=tuple(dict.fromkeys(_holder(pack, one) for one in held.holders)),
        why=clause.why.say(locale()) if clause.why else "",
        reading=clause.reading.say(locale()) if clause.reading else "",
        question=clause.question.say(locale()) if clause.question else "",
        figures=figures.get(reference) if figures else None,
        overdue_url=cases_url(clause=reference, due="overdue"),
    )


def _holder(pack: Pack, holder: Holder) -> tuple[str, str]:
    """(icon, words) for one thing that holds a clause."""
    told = holder.title or getattr(holder.thing, "ask", None)
    title = told.say(locale()) if told else _untitled(pack, holder)
    words = {
        "kinds": _("case kind"),
        "flows": _("handling step"),
        "rules": _("rule"),
        "sheets": _("checked by people"),
        "indicators": _("indicator"),
        "reports": _("report"),
        "roles": _("role"),
        "texts": _("wording"),
        "calendars": _("calendar"),
        "channels": _("channel"),
        "categories": _("category"),
        "questions": _("guided question"),
        "tighten": _("tightened"),
        "services": _("service"),
        "halls": _("hall rules"),
        "duties": _("duty"),
        "registers": _("register"),
        "offices": _("office"),
        "programmes": _("inspection"),
        "shifts": _("post manned by turns"),
        "notices": _("notice of an outage"),
        "restorations": _("time to restore"),
        "tariffs": _("tariff"),
        "late_charges": _("late charge"),
        "businesses": _("business application"),
        "dunning": _("going after arrears"),
    }.get(holder.chapter, holder.chapter)
    icon = _KINDS.get(holder.chapter, "point")
    allowance = getattr(holder.thing, "allowance", None)
    if allowance:
        span = Allowance.parse(allowance).describe(locale())
        words = _("time limit")
        return icon, f"{words}：{title}（{span}）"
    if holder.chapter == "flows" and getattr(holder.thing, "verb", None):
        return icon, f"{words}：{verb_label(holder.thing.verb)}"
    return icon, f"{words}：{title}"


def _untitled(pack: Pack, holder: Holder) -> str:
    """What a part without a title of its own is called: the step whose words it is, or a part of a row that has one."""
    name = holder.ref.partition(":")[2]
    if holder.chapter == "texts":
        audience, _dot, rest = name.partition(".")
        return verb_label(rest.partition(".")[0]) if audience == "desk" else _("message to the customer")
    if isinstance(holder.thing, Tightening):
        return _tightened(pack, holder.thing)
    row = pack.rows(holder.chapter).get(holder.row)
    if row is None or not hasattr(row, "title"):
        return name
    part = name.rpartition(".")[2]
    return f"{row.title.say(locale())} · {_parts().get(part, part)}"


def _tightened(pack: Pack, row: Tightening) -> str:
    """What a site made stricter: a promise of a kind, an indicator, a limit of a kind."""
    if row.indicator:
        return str(pack.rows("indicators")[row.indicator].title.say(locale()))
    kind_id, _dot, part = str(row.promise or row.limit).partition(".")
    kind = pack.rows("kinds")[kind_id]
    title = next((one.title.say(locale()) for one in kind.promises if row.promise and one.id == part), "")
    return f"{kind.title.say(locale())} · {title or _parts().get(part, part)}"


def _parts() -> dict[str, str]:
    """Parts of rows that have no title of their own, in words."""
    return {
        "callback": verb_label("call_back"),
        "windows": _("windows open"),
        "day": _("by day"),
        "night": _("by night"),
        "outside": _("outside the city"),
        "waiting_per_window": _("people waiting at a window"),
        "lobby_away": _("lobby without its manager"),
        "fairness": _("fairness of the queue"),
        "no_show": _("called and not there"),
        "bands": _("hours for appointments"),
        "booking": _("appointments"),
        "remote": _("numbers taken from afar"),
        "rating": _("ratings"),
        "repeat": _("failed again"),
        "ladder": _("steps"),
        "household": _("size of the household"),
        "crossing": _("a period in which something changes"),
        "returns": _("how often it may be returned"),
        "return_within": _("time for returning it"),
        "extensions": _("how often it may be extended"),
        "reopen_within": _("time for taking it up again"),
        "urge_every": _("time between two reminders"),
        "rest": _("rest between two shifts"),
        "early": _("there before the shift"),
        "most_away": _("away without a relief"),
        "handover": _("handover book"),
        "cut": _("when supply may be stopped"),
        "approval": _("approval by somebody else"),
        "reconnect": _("giving supply back"),
        "instalments": _("paying in instalments"),
    }
