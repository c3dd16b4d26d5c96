"""The list of drafts, a new one, and the reading desk itself."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.engines.drafts import actions
from bihuan.engines.drafts.errors import UNREADABLE, NotFound
from bihuan.engines.drafts.models import Clause, Decision, Draft, Proposal
from bihuan.engines.drafts.rights import reach
from bihuan.engines.drafts.tree import SURE, Leaf, count, leaves
from bihuan.ground.directory.models import Place
from bihuan.ground.reading.sources import MOST_BYTES
from bihuan.ground.standards import adoption
from bihuan.windows.desk.administering import done
from bihuan.windows.desk.drafting import words
from bihuan.windows.desk.drafting.access import draft_of, drafters
from bihuan.windows.desk.drafting.asking import Asked, asked, chosen, onward, waiting
from bihuan.windows.desk.drafting.showing import Wrong, cards, chapters, clause_forms, pieces
from bihuan.windows.desk.forms.drafts import AcceptAll, NewDraft, bases
from bihuan.windows.desk.http import fragment, go, page, today
from bihuan.windows.desk.leafing import leaf
from bihuan.windows.look.http import Request, locale, new_key, url

LIST_PAGE, LAST_PAGE = 25, 40
#: The latest decisions beside the clause.
RECENT = 6


@require_GET
@drafters
def drafts(request: Request) -> HttpResponse:
    rows = Draft.objects.visible_to(request.actor, adoption.roles()).select_related("place").order_by("-id")

    def found(first: int, beyond: int) -> Sequence[Draft]:
        return list(rows[first:beyond])

    said = {"leaf": leaf(request, LIST_PAGE, LAST_PAGE, found), "tones": TONES}
    return page(request, "drafts/list", said, crumbs=[(_("Reading desk"), None)])


TONES = {
    "reading": "working", "unreadable": "refused", "open": "working", "review": "waiting", "released": "done",
    "dropped": "archived",
}  # fmt: skip


@require_http_methods(["GET", "POST"])
@drafters
def new(request: Request) -> HttpResponse:
    sent = request.method == "POST"
    form = NewDraft(
        request.POST if sent else None,
        request.FILES if sent else None,
        places=_places(request),
        bases=bases(),
        locale=locale(),
        initial={"in_force": today(request), "edition": f"{today(request).year}.1"},
    )
    if sent and (answer := done(request, form, lambda: _start(request, form))):
        return go("desk:draft", answer["draft"])
    said = {"form": form, "new_key": new_key}
    crumbs = [(_("Reading desk"), url("desk:drafts")), (_("Read a standard"), None)]
    return page(request, "drafts/new", said, crumbs=crumbs, status=422 if form.errors else 200)


def _places(request: Request) -> Any:
    """Where this reader may draft for."""
    wanted = Q(pk__in=[])
    for path in reach(request.actor, adoption.roles()):
        wanted |= Q(path__startswith=path)
    return Place.objects.filter(wanted, closed_at=None).order_by("path")


def _start(request: Request, form: NewDraft) -> dict[str, Any]:
    said = dict(form.cleaned_data)
    file, text = said.pop("file"), said.pop("text")
    name, content = (
        (file.name or "", file.read(MOST_BYTES + 1)) if file else (f"{said['title'][:80]}.txt", text.encode())
    )
    draft = actions.start(actions.Begun(**said), name, content, by=request.actor, at=request.at)
    return {"draft": draft.pk}


@require_GET
@drafters
def show(request: Request, pk: int) -> HttpResponse:
    return draw(request, draft_of(request, pk))


def draw(
    request: Request, draft: Draft, *, wrong: Wrong | None = None, clause: int | None = None
) -> HttpResponse:
    """The reading desk at a clause; `wrong` is a form that was refused."""
    crumbs = [(_("Reading desk"), url("desk:drafts")), (draft.title, None)]
    if draft.state in (Draft.State.READING, Draft.State.UNREADABLE):
        return page(request, "drafts/reading", _reading(draft), crumbs=crumbs)
    said = asked(request.GET)
    said = Asked(said.kind, said.sure, said.show, clause or said.clause)
    found = leaves(draft)
    facts: dict[str, Any] = {
        "draft": draft,
        "tones": TONES,
        "asked": said,
        "words": words,
        "count": count(found),
        "new_key": new_key,
        "wrong": wrong,
        "earlier": actions.earlier_of(draft) if draft.is_open else None,
        **_accepting(found, said),
        **_here(draft, found, said, wrong),
    }
    return page(request, "drafts/desk", facts, crumbs=crumbs, status=422 if wrong else 200)


def _accepting(found: Sequence[Leaf], said: Asked) -> dict[str, Any]:
    """What would be accepted together: the sure ones of the kind that is asked for."""
    marks = [mark for leaf in found for mark in leaf.marks if mark.is_open and mark.confidence >= SURE]
    fitting = [mark for mark in marks if said.kind in ("", mark.kind)]
    return {"sure": len(fitting), "least": SURE, "accept_all": AcceptAll(initial={"kind": said.kind})}


def _here(draft: Draft, found: Sequence[Leaf], said: Asked, wrong: Wrong | None) -> dict[str, Any]:
    """The tree, and the clause it stands at."""
    if not any(leaf.title for leaf in found):
        return {"clause": None, "chapters": []}
    at = chosen(found, said)
    row = Clause.objects.filter(draft=draft).get(pk=found[at].pk)
    proposals = list(Proposal.objects.filter(clause=row).order_by("start", "id"))
    shown = [leaf for leaf in found if said.shows(leaf) or leaf.pk == row.pk]
    return {
        "clause": row,
        "leaf": found[at],
        "chapters": chapters(found, shown, found[at]),
        "pieces": list(pieces(row.text.strip("\n"), _shifted(row, proposals))),
        "cards": cards(draft, row, proposals, wrong),
        "forms": clause_forms(row, wrong),
        "next": onward(found, at, said),
        "back": onward(found, at, said, -1),
        "recent": Decision.objects.filter(draft=draft, undone_at=None).select_related("clause")[:RECENT],
    }


def _shifted(row: Clause, proposals: list[Proposal]) -> list[Proposal]:
    """Marks move with the text when the line breaks before it are not shown."""
    cut = len(row.text) - len(row.text.lstrip("\n"))
    return [
        Proposal(
            pk=one.pk,
            state=one.state,
            start=one.start - cut,
            end=min(one.end - cut, len(row.text.strip("\n"))),
        )
        for one in proposals
    ]


def target(request: Request, draft: Draft, clause: int) -> HttpResponse:
    """After a decision: the same clause while something in it waits, else the next one that does."""
    said, found = asked(request.GET), leaves(draft)
    at = next((at for at, leaf in enumerate(found) if leaf.pk == clause), 0)
    if found and not waiting(found[at], said):
        further = onward(found, at, said)
        clause = further.pk if further else clause
    answer = go("desk:draft", draft.pk)
    answer["Location"] += f"?{said.query(clause)}"
    return answer


def _reading(draft: Draft) -> dict[str, Any]:
    why = UNREADABLE.get(draft.failure, "")
    return {"draft": draft, "why": why, "tones": TONES, "new_key": new_key}


@require_GET
@drafters
def progress(request: Request, pk: int) -> HttpResponse:
    """The bar while a long document is read; when it is done, the page itself."""
    draft = draft_of(request, pk)
    answer = fragment(request, "drafts/_progress", {"draft": draft})
    if draft.state != Draft.State.READING:
        answer["HX-Redirect"] = url("desk:draft", pk)
    return answer


@require_GET
@drafters
def document(request: Request, pk: int) -> FileResponse:
    """The document as it was handed in."""
    row = draft_of(request, pk).document
    if not row.file.storage.exists(str(row.file.name)):
        raise NotFound
    answer = FileResponse(row.file.open("rb"), as_attachment=True, filename=row.name)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@require_GET
@drafters
def history(request: Request, pk: int) -> HttpResponse:
    """Every decision, also those that were taken back."""
    draft = draft_of(request, pk)
    rows = Decision.objects.filter(draft=draft).select_related("clause")

    def found(first: int, beyond: int) -> Sequence[Decision]:
        return list(rows[first:beyond])

    crumbs = [
        (_("Reading desk"), url("desk:drafts")), (draft.title, url("desk:draft", pk)), (_("Decisions"), None),
    ]  # fmt: skip
    said = {"draft": draft, "words": words, "leaf": leaf(request, 50, LAST_PAGE, found), "new_key": new_key}
    return page(request, "drafts/history", said, crumbs=crumbs)


def tell(request: Request, text: str) -> None:
    messages.success(request, text)
