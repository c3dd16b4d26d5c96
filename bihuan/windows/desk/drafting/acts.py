"""Decisions by form: on a proposal, on a clause, on many at once, and taking them back."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bihuan.engines.drafts import actions
from bihuan.engines.drafts.errors import NotFound
from bihuan.engines.drafts.models import Clause, Decision, Draft, Proposal
from bihuan.engines.drafts.reviewing import base_of
from bihuan.engines.drafts.tree import SURE
from bihuan.windows.desk.administering import done
from bihuan.windows.desk.drafting import words
from bihuan.windows.desk.drafting.access import draft_of, drafters
from bihuan.windows.desk.drafting.pages import draw, target, tell
from bihuan.windows.desk.drafting.showing import Wrong
from bihuan.windows.desk.forms.drafts import AcceptAll, Add, Bind, Change, Hold, Reject
from bihuan.windows.desk.http import go, whole
from bihuan.windows.look.http import Request, locale


@require_POST
@drafters
def on_proposal(request: Request, pk: int, proposal: int, verb: str) -> HttpResponse:
    draft = draft_of(request, pk)
    row = Proposal.objects.select_related("clause").filter(draft=draft, pk=proposal).first()
    if row is None or verb not in _ON_PROPOSAL:
        raise NotFound
    form = _form(request, draft, row, verb)
    said = {"by": request.actor, "at": request.at, "seen": whole(request.POST.get("seen"))}

    def do() -> None:
        _ON_PROPOSAL[verb](draft, row.pk, form, said)

    if done(request, form, do) is None:
        return draw(request, draft, wrong=Wrong(verb, row.pk, form), clause=row.clause_id)
    tell(request, f"{row.clause.number}：{_TOLD[verb]()}")
    return target(request, draft, row.clause_id)


def _form(request: Request, draft: Draft, row: Proposal, verb: str) -> Any:
    match verb:
        case "change":
            return Change(request.POST, initial=row.rule, auto_id=f"id_{row.pk}_%s")
        case "bind":
            named: dict[str, Any] = {
                "base": base_of(draft),
                "locale": locale(),
                "auto_id": f"id_{row.pk}_bind_%s",
            }
            return Bind(request.POST, **named)
        case "reject":
            return Reject(request.POST, auto_id=f"id_{row.pk}_reject_%s")
        case _:
            return forms.Form(request.POST)


_Act = Callable[[Draft, int, Any, dict[str, Any]], Any]
_ON_PROPOSAL: dict[str, _Act] = {
    "accept": lambda draft, pk, form, said: actions.accept(draft, pk, **said),
    "reject": lambda draft, pk, form, said: actions.reject(draft, pk, form.cleaned_data["why"], **said),
    "change": lambda draft, pk, form, said: actions.change(draft, pk, form.said(), **said),
    "bind": lambda draft, pk, form, said: actions.bind(draft, pk, form.binding(), **said),
}
_TOLD: dict[str, Callable[[], str]] = {
    "accept": lambda: _("accepted"),
    "reject": lambda: _("rejected"),
    "change": lambda: _("changed and accepted"),
    "bind": lambda: _("bound"),
    "add": lambda: _("added"),
    "hold": lambda: _("clause decided"),
}


@require_POST
@drafters
def on_clause(request: Request, pk: int, clause: int, verb: str) -> HttpResponse:
    draft = draft_of(request, pk)
    row = Clause.objects.filter(draft=draft, pk=clause).first()
    if row is None or verb not in ("add", "hold"):
        raise NotFound
    form: Any = (
        Add(request.POST, auto_id="id_add_%s") if verb == "add" else Hold(request.POST, auto_id="id_hold_%s")
    )
    said: dict[str, Any] = {"by": request.actor, "at": request.at, "seen": whole(request.POST.get("seen"))}

    def do() -> None:
        if verb == "add":
            actions.add(draft, row.pk, form.said(), **said)
        else:
            actions.hold(draft, row.pk, form.cleaned_data["held"], form.cleaned_data["why"], **said)

    if done(request, form, do) is None:
        return draw(request, draft, wrong=Wrong(verb, row.pk, form), clause=row.pk)
    tell(request, f"{row.number}：{_TOLD[verb]()}")
    answer = go("desk:draft", draft.pk)
    answer["Location"] += f"?clause={row.pk}"
    return answer


@require_POST
@drafters
def accept_all(request: Request, pk: int) -> HttpResponse:
    """Every sure one of a kind, in one decision."""
    draft, form = draft_of(request, pk), AcceptAll(request.POST)

    def act() -> int:
        return actions.accept_all(draft, form.cleaned_data["kind"], SURE, by=request.actor, at=request.at)

    return _together(
        request, draft, form, act, _("%(count)s accepted together; one undo takes all of them back.")
    )


@require_POST
@drafters
def take_over(request: Request, pk: int) -> HttpResponse:
    """What was decided in the edition before, on clauses that say the same."""
    draft = draft_of(request, pk)

    def act() -> int:
        return actions.take_over(draft, by=request.actor, at=request.at)

    told = _("%(count)s decisions taken over; one undo takes all of them back.")
    return _together(request, draft, forms.Form(request.POST), act, told)


def _together(
    request: Request, draft: Draft, form: forms.Form, act: Callable[[], int], told: str
) -> HttpResponse:
    """Many decisions in one; `told` says how many by `%(count)s`."""
    answer = done(request, form, lambda: {"count": act()})
    if answer is None:
        return draw(request, draft, wrong=Wrong("together", 0, form))
    tell(request, told % answer)
    return target(request, draft, whole(request.GET.get("clause")) or 0)


@require_POST
@drafters
def undo(request: Request, pk: int) -> HttpResponse:
    """The last decision, or the one named by `seq` and all after it."""
    draft = draft_of(request, pk)
    form = forms.Form(request.POST)
    seq = whole(request.POST.get("seq"))
    last = Decision.objects.filter(draft=draft, undone_at=None)
    named = (last.filter(seq=seq) if seq else last).first()

    def do() -> dict[str, Any]:
        return {"count": actions.undo(draft, seq, by=request.actor, at=request.at)}

    answer = done(request, form, do)
    if answer is None:
        return draw(request, draft, wrong=Wrong("undo", 0, form))
    verb = str(words.VERBS.get(named.verb, named.verb)) if named else ""
    tell(request, _("Taken back: %(count)s (%(verb)s).") % {**answer, "verb": verb})
    back = go("desk:draft", draft.pk)
    if named and named.clause_id:
        back["Location"] += f"?clause={named.clause_id}"
    return back
