"""The fast intake for hall and phone: one page from the caller's number to the registered case."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bihuan.engines.cases import actions
from bihuan.engines.cases.errors import BadInput, NotAllowed, Refused
from bihuan.engines.cases.intake import checked
from bihuan.engines.cases.models import Case
from bihuan.ground.directory.models import Place
from bihuan.ground.directory.phones import BadPhone, normal
from bihuan.ground.directory.places import named
from bihuan.ground.journal import actions as journal
from bihuan.ground.standards import adoption
from bihuan.ground.standards.packs import Pack
from bihuan.ground.standards.wording import beside
from bihuan.windows.desk.classifying import further, trail
from bihuan.windows.desk.forms.intake import MOST_FILES, Intake, Offer
from bihuan.windows.desk.halls.visit import open_for, prefilled, visit_of
from bihuan.windows.desk.http import fragment, go, page, spoken_by, staff, today
from bihuan.windows.desk.posts import posts_for, roles_for
from bihuan.windows.desk.showing import Row, rows_of
from bihuan.windows.look.forms import blame
from bihuan.windows.look.http import Request, key_of, locale, new_key

#: How far back a like case counts as a likely duplicate, and how many earlier ones are shown.
ALIKE = timedelta(days=30)
EARLIER = 8
_ASKED_OF_CALLER = ("reporter_phone", "address", "category")


@require_http_methods(["GET", "POST"])
@staff
def intake(request: Request) -> HttpResponse:
    visit, places = visit_of(request), _places(request)
    if visit is not None:
        # The first place is the one the form is drawn for.
        places.sort(key=lambda found: not visit.hall.place.path.startswith(found[0].path))
    place, pack = places[0]
    if request.method == "GET":
        channel = "hall" if place.kind == Place.Kind.HALL and "hall" in pack.rows("channels") else None
        start = {"channel": channel, "reporter_phone": request.GET.get("phone", "")[:30]}
        start |= prefilled(visit, request) if visit else {}
        return _draw(request, _form(request, places, initial=start), place, pack)
    chosen = request.POST.get("post", "")
    place, pack = next((found for found in places if str(found[0].pk) == chosen), places[0])
    form = _form(request, places, request.POST)
    if step := request.POST.get("step"):
        return _draw(request, form.redrawn(further(request.POST.get("path", ""), step)), place, pack)
    if not form.is_valid():
        return _draw(request, form, place, pack, 422)
    return _register(request, form, place, pack)


def _kinds(request: Request, pack: Pack) -> frozenset[str]:
    """The kinds that one of the actor's roles may accept."""
    held = request.actor.roles
    kinds = pack.rows("kinds").values()
    return frozenset(kind.id for kind in kinds if held & roles_for(pack, kind.flow, "accept"))


def _places(request: Request) -> list[tuple[Place, Pack]]:
    """Where the actor may take down cases. Raises NotAllowed when that is nowhere."""
    found: dict[str, Pack] = {}
    for post, pack in posts_for(request.actor, "accept", today(request)):
        found.setdefault(post.place, pack)  # the nearest standard comes first
    places = Place.objects.filter(path__in=found)
    if not places:
        raise NotAllowed(_("Your posts do not take down cases."))
    return [(place, found[place.path]) for place in places]


def _form(request: Request, places: list[tuple[Place, Pack]], data: Any = None, **named: Any) -> Intake:
    posts = tuple((str(place.pk), place.name) for place, _pack in places)
    pack = places[0][1]
    offer = Offer(pack, posts, _kinds(request, pack), locale())
    return Intake(data, offer=offer, **named)


def _register(request: Request, form: Intake, place: Place, pack: Pack) -> HttpResponse:
    files = request.FILES.getlist("files")
    try:
        details = checked(form.details(), pack)
        papers = _papers(files)
        alike = [row for row in _alike(request, form.cleaned_data) if row.pk not in form.known_ids()]
        if alike:
            form = form.redrawn(request.POST.get("path", ""), known=[row.pk for row in alike])
            return _draw(request, form, place, pack, 409, alike=True)
        answer, _again = journal.once(
            request.actor.ref,
            key_of(request.POST.get("once", "")),
            [request.POST.dict() | {"csrfmiddlewaretoken": "", "once": "", "known": ""}, sorted(papers)],
            lambda: _open(request, form, place, pack, papers),
            at=request.at,
        )
    except Refused as error:
        blame(form, error)
        return _draw(request, form, place, pack, error.status)
    messages.success(request, _("Registered as %(number)s: %(title)s") % {**answer, "title": details.title})
    return go("desk:counter") if visit_of(request) else go("desk:case", answer["case"])


@transaction.atomic
def _open(
    request: Request, form: Intake, place: Place, pack: Pack, papers: Mapping[str, bytes]
) -> dict[str, Any]:
    by, at, visit = request.actor, request.at, visit_of(request)
    if visit is not None:
        case = open_for(visit, form.details(), request)
    else:
        case = actions.open_case(form.details(), pack=pack, place=place, by=by, at=at, accept=True)
    for name, content in papers.items():
        actions.attach(case, name, content, most=settings.ATTACHMENT_MAX_BYTES, by=by, at=at)
    if team := form.cleaned_data["team"]:
        target = actions.Target(team, form.cleaned_data["instruction"])
        actions.dispatch(case, [target], by=by, at=at)
    return {"case": case.pk, "number": case.number}


def _papers(files: "list[UploadedFile[Any]]") -> dict[str, bytes]:
    """Content by name, each of an allowed type. Raises BadInput."""
    if len(files) > MOST_FILES:
        raise BadInput(fields={"files": _("At most %(most)s files at once.") % {"most": MOST_FILES}})
    found = {}
    for file in files:
        if file.size and file.size > settings.ATTACHMENT_MAX_BYTES:
            most = settings.ATTACHMENT_MAX_BYTES // 1048576
            said = _("“%(name)s” is larger than %(most)s MB.") % {"name": file.name, "most": most}
            raise BadInput(fields={"files": said})
        content = file.read()
        name = file.name or "file"
        actions.taken(content, name, most=settings.ATTACHMENT_MAX_BYTES)
        found[name] = content
    return found


def _draw(
    request: Request, form: Intake, place: Place, pack: Pack, status: int = 200, *, alike: bool = False
) -> HttpResponse:
    said = {name: form[name].value() or "" for name in _ASKED_OF_CALLER}
    facts = {
        "form": form,
        "key": new_key(),
        "pack": pack,
        "stopped_for_alike": alike,
        "visit": visit_of(request),
        "words": beside(pack, "accept", locale(), **spoken_by(request), **named(place)),
        "most_files": MOST_FILES,
        "most_bytes": settings.ATTACHMENT_MAX_BYTES,
        **_kind_facts(form, pack),
        **_caller_facts(request, said),
    }
    return page(request, "intake/intake", facts, crumbs=[(_("Take down a case"), None)], status=status)


@require_GET
@staff
def caller(request: Request) -> HttpResponse:
    """Earlier cases of this phone and likely duplicates, while the clerk still writes."""
    _places(request)
    said = {name: request.GET.get(name, "") for name in _ASKED_OF_CALLER}
    return fragment(request, "intake/_caller", _caller_facts(request, said))


@require_GET
@staff
def kind(request: Request) -> HttpResponse:
    """The next guided question, or the kind that the answers lead to."""
    places = _places(request)
    path = further(request.GET.get("path", ""), request.GET.get("step", ""))
    form = _form(request, places, initial={"kind": request.GET.get("kind", "")}).redrawn(path)
    return fragment(request, "intake/_kind", {"form": form, **_kind_facts(form, places[0][1])})


def _kind_facts(form: Intake, pack: Pack) -> dict[str, Any]:
    found = trail(pack, str(form["path"].value() or ""))
    suggested = pack.rows("kinds").get(found.kind)
    return {"trail": found, "suggested": suggested}


def _caller_facts(request: Request, said: Mapping[str, Any]) -> dict[str, Any]:
    phone = _phone(str(said["reporter_phone"]))
    alike = _alike(request, said)
    earlier: list[Row] = []
    if phone:
        visible = Case.objects.visible_to(request.actor, adoption.roles())
        others = visible.exclude(pk__in=[row.pk for row in alike])
        rows = others.filter(reporter_phone=phone).select_related("team", "handler").order_by("-id")
        earlier = rows_of(rows[:EARLIER], request.at, locale())
    return {"phone": phone, "earlier": earlier, "alike": alike}


def _alike(request: Request, said: Mapping[str, Any]) -> list[Row]:
    """Open cases that may be the same matter, as far as the clerk may see them."""
    found = actions.likely_duplicates(
        phone=_phone(str(said["reporter_phone"])),
        address=str(said["address"]).strip()[:200],
        category=str(said["category"])[:40],
        since=request.at - ALIKE,
    )
    if not found:
        return []
    visible = Case.objects.visible_to(request.actor, adoption.roles())
    shown = visible.filter(pk__in=[case.pk for case in found]).select_related("team", "handler")
    return rows_of(shown.order_by("-id"), request.at, locale())


def _phone(text: str) -> str:
    try:
        return normal(text[:30]) if text.strip() else ""
    except BadPhone:
        return ""
