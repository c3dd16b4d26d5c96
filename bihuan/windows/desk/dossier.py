"""Everything the page of one case shows, gathered in few queries: the journal tells which tables have rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from bihuan.engines.cases.clocks import allowance
from bihuan.engines.cases.models import Case, Clock, Link, Order
from bihuan.engines.cases.rights import Permission, permitted
from bihuan.engines.cases.slices import Slice, shares, slice_of
from bihuan.engines.cases.turn import facts_of, stage_of
from bihuan.engines.cases.wording import verb_label
from bihuan.ground.journal import prepared
from bihuan.ground.journal.models import Entry
from bihuan.ground.standards import adoption
from bihuan.ground.standards.packs import Pack
from bihuan.windows.desk.halls.visit import visit_facts
from bihuan.windows.desk.http import page
from bihuan.windows.desk.records import contact_person, facts, filled_sheet, records
from bihuan.windows.desk.showing import citation, kind_of, marks, promise_of, tone_of
from bihuan.windows.desk.timeline import LOOKS, Teller
from bihuan.windows.look.http import Request, locale, url

#: A longer story is cut at its beginning; the whole of it is in the journal.
ENTRIES = 400
NEXT = (
    "accept", "approve", "dispatch", "take", "contact", "visit", "report", "confirm", "answer", "review",
    "resolve", "call_back", "archive", "resume", "decide_extension",
)  # fmt: skip
OTHERWISE = (
    "assign", "return", "transfer", "disown", "send_back", "propose", "ask_extension", "suspend",
    "plan_long_term", "reclassify", "grade", "supervise_directly", "withdraw", "reopen",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Button:
    verb: str
    label: str
    href: str
    icon: str
    why: str


def case_page(request: Request, case: Case, *, revealed: bool = False) -> HttpResponse:
    """The page of a case; `revealed` shows personal data in this one answer."""
    pack = adoption.pack_of(case.edition)
    orders = prepared.ask("orders", _orders, case.pk)
    for order in orders:
        order.case = case
    entries = prepared.ask("story", _story, case.pk)
    verbs = {entry.verb.removeprefix("case.") for entry in entries}
    kept = records(case, verbs, whole_story=len(entries) == ENTRIES)
    possible = allowed(case, orders, request, pack)
    teller = Teller(case, pack, locale())
    stage = stage_of(pack, case)
    gathered: dict[str, Any] = {
        "case": case,
        "pack": pack,
        "kind": kind_of(pack, case).title,
        "applied": any(row.kind == case.kind for row in pack.rows("businesses").values()),
        "stage": stage,
        "tone": tone_of(case, stage),
        "marks": marks(case),
        "late": case.is_overdue(request.at),
        "facts": [*facts(case, pack, locale()), *visit_facts(case)],
        "person_data": contact_person(case, revealed=revealed),
        "reveal_url": _reveal_url(case, possible),
        "revealed": revealed,
        "clocks": _clocks(request, case, pack, {order.team_id: order.team.name for order in orders}),
        "orders": orders,
        "held": _held(orders, request.at, pack, case),
        "timeline": [teller.tell(entry) for entry in entries],
        "family": _family(case, verbs, request),
        "groups": _groups(case, _sensible(case, possible, asked=bool(kept.open_extensions)), pack),
        "promise_name": teller.promise,
        "amount": lambda text: allowance(text).describe(locale()),
        "filled": lambda callback: filled_sheet(pack, case, callback, locale()),
        **kept.lists,
    }
    crumbs = [(_("Cases"), url("desk:cases")), (case.number, None)]
    return page(request, "cases/show", gathered, crumbs=crumbs)


def _held(orders: Sequence[Order], at: datetime, pack: Pack, case: Case) -> dict[int, str]:
    """Each order's slice: how long it has lain with its unit in working time, and its share when there are several."""
    calendar = pack.calendar(
        "office" if "office" in pack.rows("calendars") else kind_of(pack, case).limits.calendar
    )
    slices = {order.pk: slice_of(order.team_id, order.stretches(), at, calendar) for order in orders}
    shared = shares(list(slices.values()))
    return {
        pk: _slice_words(one, shared.get(one.team, 0) if len(shared) > 1 else None)
        for pk, one in slices.items()
    }


def _slice_words(one: Slice, share: int | None) -> str:
    hours, minutes = divmod(one.seconds // 60, 60)
    said = _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
    return said if share is None else _("%(time)s (%(share)s %%)") % {"time": said, "share": share}


def _orders(case: int) -> QuerySet[Order]:
    return Order.objects.filter(case=case).select_related("team", "handler")


def _story(case: int) -> QuerySet[Entry]:
    return Entry.objects.filter(kind="case", subject=case).order_by("-seq")[:ENTRIES]


def _all_clocks(case: int) -> QuerySet[Clock]:
    return Clock.objects.filter(case=case).select_related("team")


def _groups(case: Case, sensible: Sequence[Permission], pack: Pack) -> list[tuple[str, list[Button]]]:
    """What the reader may do now: the next step, other ways, and what accompanies the case.

    An order's move comes after the case's and wins.
    """
    found = {permission.move.verb: permission for permission in sensible}
    rest = [verb for verb in found if verb not in (*NEXT, *OTHERWISE, "reveal")]
    named = ((_("Next step"), NEXT), (_("Other ways"), OTHERWISE), (_("Besides"), tuple(rest)))
    return [
        (label, [_button(case, found[verb], pack) for verb in verbs if verb in found])
        for label, verbs in named
        if any(verb in found for verb in verbs)
    ]


def _sensible(case: Case, possible: Sequence[Permission], *, asked: bool) -> list[Permission]:
    """What is permitted, without what cannot mean anything now."""
    pointless = {
        "suspend" if case.suspended_at else "resume",
        *(() if asked else ("decide_extension",)),
        *(("keep_secret",) if case.confidential else ()),
    }
    return [one for one in possible if one.move.verb not in pointless]


def allowed(case: Case, orders: Sequence[Order], request: Request, pack: Pack) -> list[Permission]:
    flow = pack.rows("flows")[kind_of(pack, case).flow]
    return permitted(flow, facts_of(case, list(orders)), request.actor, adoption.roles())


def _button(case: Case, permission: Permission, pack: Pack) -> Button:
    verb = permission.move.verb
    if permission.order:
        href = url("desk:order_act", case.pk, permission.order, verb)
    else:
        href = url("desk:act", case.pk, verb)
    clause = permission.move.clause
    why = citation(pack.cite(clause), locale()) if clause else None
    return Button(verb, verb_label(verb), href, LOOKS.get(verb, ("point", ""))[0], why.label if why else "")


def _clocks(request: Request, case: Case, pack: Pack, units: Mapping[int, str]) -> list[dict[str, Any]]:
    """Running ones first, next deadline first; then those of this round that ended, then earlier rounds.

    `charged` names the unit that a missed one counts for, unless it is the unit's own.
    """
    rows = prepared.ask("clocks", _all_clocks, case.pk)
    order = {"overdue": 0, "running": 0, "paused": 1, "missed": 2, "met": 2, "cancelled": 3}
    shown: list[dict[str, Any]] = []
    for row in rows:
        promise = promise_of(pack, case, row)
        shown.append(
            {
                "row": row,
                "title": promise.title.say(locale()) if promise else row.promise,
                "clause": citation(row.clause, locale()),
                "state": clock_state(row, request.at),
                "team": row.team.name if row.order_id and row.team else "",
                "charged": "" if row.order_id or row.met else units.get(row.charged_id or 0, ""),
                "public": bool(promise and promise.public),
            }
        )
    latest = datetime.max.replace(tzinfo=request.at.tzinfo)
    shown.sort(key=lambda one: (-one["row"].round, order[one["state"]], one["row"].due_at or latest))
    return shown


def clock_state(row: Clock, at: datetime) -> str:
    """running, overdue, paused, met, missed or cancelled."""
    if row.cancelled:
        return "cancelled"
    if row.stopped_at is not None:
        return "met" if row.met else "missed"
    if row.paused_at is not None:
        return "paused"
    return "overdue" if row.is_overdue(at) else "running"


def _reveal_url(case: Case, possible: Sequence[Permission]) -> str:
    may = any(one.move.verb == "reveal" for one in possible)
    return url("desk:act", case.pk, "reveal") if may else ""


def _family(case: Case, verbs: set[str], request: Request) -> list[tuple[str, Case]]:
    """Cases that belong to this one, with how; those the reader may not see stay away."""
    found = [(_("Part of"), case.parent)] if case.parent else []
    if case.merged_into:
        found.append((_("Merged into"), case.merged_into))
    if "open_subcase" in verbs:
        found += [(_("Subcase"), child) for child in case.subcases.order_by("id")]
    if "link" in verbs or "merge" in verbs:
        found += [(_("Merged here"), twin) for twin in case.duplicates.order_by("id")]
        links = Link.objects.filter(Q(one=case) | Q(other=case)).select_related("one", "other")
        found += [(_("Linked"), link.other if link.one_id == case.pk else link.one) for link in links]
    if not found:
        return []
    related = Case.objects.filter(pk__in={one.pk for _how, one in found})
    seen = set(related.visible_to(request.actor, adoption.roles()).values_list("pk", flat=True))
    return [(how, one) for how, one in found if one.pk in seen]
