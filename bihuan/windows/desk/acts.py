"""A verb done to a case or to one of its orders: its form on GET, the deed on POST."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bihuan.engines.cases.errors import NotAllowed, NotFound, NotNow, Refused
from bihuan.engines.cases.models import Case, Order
from bihuan.engines.cases.rights import moves_of
from bihuan.engines.cases.turn import stage_of
from bihuan.engines.cases.wording import verb_label
from bihuan.ground.directory import places
from bihuan.ground.journal import actions as journal
from bihuan.ground.standards import adoption
from bihuan.ground.standards.wording import beside
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.windows.desk import dossier
from bihuan.windows.desk.forms.base import About, VerbForm
from bihuan.windows.desk.http import case_of, fragment, go, page, spoken_by, staff, wants_fragment, whole
from bihuan.windows.desk.showing import category_name, citation, kind_of
from bihuan.windows.desk.verbs import ACTS, Act, Doing
from bihuan.windows.look.forms import blame
from bihuan.windows.look.http import Request, key_of, locale, new_key, url


@require_http_methods(["GET", "POST"])
@staff
def act(request: Request, pk: int, verb: str, order: int | None = None) -> HttpResponse:
    chosen = ACTS.get(verb)
    if chosen is None:
        raise NotFound
    case = case_of(request, pk)
    held = _order(case, order)
    about = About(case, held, adoption.pack_of(case.edition), request.actor, request.at, locale())
    if request.method == "GET":
        _check_open(request, about, verb)
        return _form_page(request, about, verb, chosen.form(about=about))
    form = chosen.form(request.POST, request.FILES, about=about)
    if not form.is_valid():
        return _form_page(request, about, verb, form, 422)
    return _carry_out(request, about, verb, chosen, form)


def _order(case: Case, pk: int | None) -> Order | None:
    if pk is None:
        return None
    found = case.orders.select_related("team").filter(pk=pk).first()
    if found is None:
        raise NotFound
    found.case = case
    return found


def _check_open(request: Request, about: About, verb: str) -> None:
    """Raises NotNow or NotAllowed when the form would lead to nothing."""
    orders = list(about.case.orders.all())
    possible = dossier.allowed(about.case, orders, request, about.pack)
    wanted = about.order.pk if about.order else None
    if any(one.move.verb == verb and (one.order == wanted or one.order is None) for one in possible):
        return
    if wanted is None and any(one.move.verb == verb for one in possible):
        return
    flow = about.pack.rows("flows")[kind_of(about.pack, about.case).flow]
    if any(about.case.stage in move.at for move in moves_of(flow, verb)):
        raise NotAllowed
    stage = stage_of(about.pack, about.case)
    raise NotNow(verb=verb_label(verb), stage=stage.title.say(about.locale))


def _carry_out(request: Request, about: About, verb: str, chosen: Act, form: VerbForm) -> HttpResponse:
    doing = Doing(about.case, about.order, request.actor, request.at, whole(request.POST.get("seen")), form)
    try:
        if verb == "reveal":
            # Every look is an entry of its own: never answered from an earlier submission.
            chosen.do(doing)
            return dossier.case_page(request, case_of(request, about.case.pk), revealed=True)
        _answer, again = journal.once(
            request.actor.ref,
            key_of(request.POST.get("once", "")),
            _content(request, verb),
            lambda: {"done": bool(chosen.do(doing)) or True},
            at=request.at,
        )
    except NotAllowed:
        raise
    except Refused as error:
        blame(form, error, chosen.renamed)
        fresh = About(
            case_of(request, about.case.pk), about.order, about.pack, about.by, about.at, about.locale
        )
        return _form_page(request, fresh, verb, form, error.status)
    said = _("“%(verb)s” was already done; nothing was done twice.") if again else _("Done: %(verb)s.")
    messages.success(request, said % {"verb": verb_label(verb)})
    return _back(request, about.case)


def _back(request: Request, case: Case) -> HttpResponse:
    """To the case; to my work when the deed took the case out of the reader's sight."""
    visible = Case.objects.visible_to(request.actor, adoption.roles())
    return go("desk:case", case.pk) if visible.filter(pk=case.pk).exists() else go("desk:home")


def _content(request: Request, verb: str) -> dict[str, Any]:
    """What the submission says: the same key with another content is refused."""
    said = {
        name: request.POST.getlist(name)
        for name in sorted(request.POST)
        if name not in ("csrfmiddlewaretoken", "once", "seen")
    }
    files = [[file.name, file.size] for name in request.FILES for file in request.FILES.getlist(name)]
    return {"path": request.path, "verb": verb, "said": said, "files": files}


def _form_page(request: Request, about: About, verb: str, form: VerbForm, status: int = 200) -> HttpResponse:
    case = about.case
    said = {
        "case": case,
        "order": about.order,
        "verb": verb,
        "label": verb_label(verb),
        "form": form,
        "files": form.is_multipart(),
        "target": request.path,
        "danger": ACTS[verb].danger,
        "key": new_key(),
        "seen": case.journal_seq,
        "words": _words(about, verb, spoken_by(request)),
        "into": f"id_{form.into}" if form.into else "",
        "clause": _clause(about, verb),
    }
    if request.method == "GET" and wants_fragment(request):
        return fragment(request, "cases/_act", said)
    back = url("desk:case", case.pk)
    crumbs = [(_("Cases"), url("desk:cases")), (case.number, back), (verb_label(verb), None)]
    return page(request, "cases/act", said, crumbs=crumbs, status=status)


def _words(about: About, verb: str, speaker: Mapping[str, str]) -> Mapping[str, str]:
    """The approved wording of the step with what the desk knows filled in."""
    case, pack = about.case, about.pack
    return beside(
        pack,
        verb,
        about.locale,
        **places.named(case.place),
        number=case.number,
        title=case.title,
        answer=case.answer,
        kind=kind_of(pack, case).title.say(about.locale),
        category=category_name(pack, case.category, about.locale).rpartition(" / ")[2],
        unit=about.order.team.name if about.order else case.team.name if case.team else "",
        **speaker,
        stage=stage_of(pack, case).title.say(about.locale),
        due=f"{case.next_due_at.astimezone(SHANGHAI):%m-%d %H:%M}" if case.next_due_at else "",
    )


def _clause(about: About, verb: str) -> Any:
    flow = about.pack.rows("flows")[kind_of(about.pack, about.case).flow]
    clause = next((move.clause for move in moves_of(flow, verb) if about.case.stage in move.at), None)
    return citation(about.pack.cite(clause), about.locale) if clause else None
