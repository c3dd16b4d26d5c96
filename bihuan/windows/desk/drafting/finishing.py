"""The end of a draft: the strict check, the second reader, release, adoption, or giving it up."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bihuan.engines.drafts import actions
from bihuan.engines.drafts.errors import NotAllowed, NotFound
from bihuan.engines.drafts.flaws import Flaw
from bihuan.engines.drafts.models import Draft
from bihuan.engines.drafts.tree import Leaf, count, leaves
from bihuan.ground.standards.models import Adoption
from bihuan.ground.standards.said import in_language
from bihuan.windows.desk.administering import done
from bihuan.windows.desk.drafting import words
from bihuan.windows.desk.drafting.access import draft_of, drafters
from bihuan.windows.desk.drafting.pages import TONES, tell
from bihuan.windows.desk.forms.drafts import AdoptDraft, Drop, Words
from bihuan.windows.desk.http import go, page, today, whole
from bihuan.windows.desk.posts import administers
from bihuan.windows.look.http import Request, locale, new_key, url


@require_GET
@drafters
def finish(request: Request, pk: int) -> HttpResponse:
    return _draw(request, draft_of(request, pk))


def _draw(request: Request, draft: Draft, wrong: Any = None, verb: str = "") -> HttpResponse:
    """`wrong` is the refused form of `verb`."""
    if draft.state in (Draft.State.READING, Draft.State.UNREADABLE):
        raise NotFound
    found = leaves(draft)
    going = draft.state in (Draft.State.OPEN, Draft.State.REVIEW)
    wanting = actions.check(draft) if going else []
    said: dict[str, Any] = {
        "draft": draft,
        "tones": TONES,
        "words": words,
        "count": count(found),
        "problems": [_told(one, found) for one in wanting],
        "checked": going,
        "may_review": draft.state == Draft.State.REVIEW and actions.may_review(draft, request.actor),
        "may_adopt": administers(request.actor),
        "adoptions": Adoption.objects.filter(pack=draft.pack, edition=draft.edition).select_related("place"),
        "wrong": wrong,
        "adopt": wrong
        if verb == "adopt"
        else AdoptDraft(initial={"place": draft.place_id, "since": max(today(request), draft.in_force)}),
        "review": wrong if verb in ("confirm", "send_back") else Words(),
        "drop": wrong if verb == "drop" else Drop(),
        "new_key": new_key,
    }
    crumbs = [
        (_("Reading desk"), url("desk:drafts")), (draft.title, url("desk:draft", draft.pk)), (_("Check and release"), None),
    ]  # fmt: skip
    return page(request, "drafts/finish", said, crumbs=crumbs, status=422 if wrong is not None else 200)


def _told(flaw: Flaw, found: list[Leaf]) -> dict[str, Any]:
    """What is wrong, where in the files, and the clause to look at."""
    problem = flaw.problem
    leaf = next((leaf for leaf in found if leaf.title and leaf.number == flaw.clause), None)
    place = f"{problem.path.partition('/')[2]}:{problem.line}"
    return {"text": in_language(problem.message, locale()), "place": place, "leaf": leaf}


@require_POST
@drafters
def review(request: Request, pk: int, verb: str) -> HttpResponse:
    """`ask`, `recall`, `confirm` or `send_back`."""
    draft = draft_of(request, pk)
    form = Words(request.POST)
    said: dict[str, Any] = {"by": request.actor, "at": request.at}
    seen = whole(request.POST.get("seen"))
    doing = {
        "ask": lambda: actions.ask_review(draft, **said),
        "recall": lambda: actions.recall(draft, **said),
        "confirm": lambda: actions.review(
            draft, form.cleaned_data["words"], confirmed=True, seen=seen, **said
        ),
        "send_back": lambda: actions.review(
            draft, form.cleaned_data["words"], confirmed=False, seen=seen, **said
        ),
    }
    if verb not in doing:
        raise NotFound

    def do() -> None:
        doing[verb]()

    if done(request, form, do) is None:
        return _draw(request, draft_of(request, pk), form, verb)
    tell(
        request,
        {
            "ask": _("The draft is with the second reader; nothing can be changed meanwhile."),
            "recall": _("The draft is back in work."),
            "confirm": _("You have confirmed the draft."),
            "send_back": _("The draft is sent back."),
        }[verb],
    )
    return go("desk:draft_finish", pk)


@require_POST
@drafters
def release(request: Request, pk: int) -> HttpResponse:
    draft = draft_of(request, pk)
    form = forms.Form(request.POST)

    def do() -> None:
        actions.release(draft, by=request.actor, at=request.at, seen=whole(request.POST.get("seen")))

    if done(request, form, do) is None:
        return _draw(request, draft_of(request, pk), form, "release")
    tell(request, _("%(edition)s is released. From now on places can adopt it.") % {"edition": draft.name})
    return go("desk:draft_finish", pk)


@require_POST
@drafters
def adopt(request: Request, pk: int) -> HttpResponse:
    """Only who keeps people and places lets a place work by an edition."""
    if not administers(request.actor):
        raise NotAllowed
    draft = draft_of(request, pk)
    form = AdoptDraft(request.POST)

    def do() -> None:
        said = form.cleaned_data
        actions.adopt(draft, said["place"], since=said["since"], by=request.actor, at=request.at)

    if done(request, form, do) is None:
        return _draw(request, draft_of(request, pk), form, "adopt")
    tell(request, _("The edition is adopted; cases opened from then on live by it."))
    return go("desk:draft_finish", pk)


@require_POST
@drafters
def drop(request: Request, pk: int) -> HttpResponse:
    draft = draft_of(request, pk)
    form = Drop(request.POST)

    def do() -> None:
        actions.drop(draft, form.cleaned_data["why"], by=request.actor, at=request.at)

    if done(request, form, do) is None:
        return _draw(request, draft_of(request, pk), form, "drop")
    tell(request, _("The draft is given up; it stays readable."))
    return go("desk:drafts")
