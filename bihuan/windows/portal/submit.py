"""From the customer's form to a case with a number and a secret link."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.engines.cases import actions
from bihuan.engines.cases.errors import BadInput
from bihuan.engines.cases.intake import Details
from bihuan.ground.directory import proofs
from bihuan.ground.directory.actor import customer
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.errors import Refused, Replayed
from bihuan.ground.standards.packs import Pack
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.windows.look.forms import blame
from bihuan.windows.look.http import Request, key_of, new_key, see_other
from bihuan.windows.portal import limits, photos, proving
from bihuan.windows.portal.accounts.session import phone_of
from bihuan.windows.portal.forms import Submission
from bihuan.windows.portal.http import changed, page
from bihuan.windows.portal.site import NotReady, Site, here, pack_at

#: What makes two submissions the same one.
CONTENT = ("kind", "text", "supply", "category", "place", "address", "name", "phone", "confidential")
#: A case's field and what the form calls it.
NAMES = {"reporter_name": "name", "reporter_phone": "phone"}


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: Request) -> HttpResponse:
    site = here(request.at)
    if request.method != "POST":
        start = {"kind": request.GET.get("kind", ""), "once": new_key(), "text": request.GET.get("text", "")}
        if phone := phone_of(request):
            start |= {"phone": phone, "proof": proving.word(phone, at=request.at)}
        return _draw(request, site, Submission(initial=start, site=site, at=request.at))
    received = photos.received(request.FILES.getlist("photos"), request.POST.getlist("kept")[: photos.MOST])
    if request.POST.get("ask") == "code":
        return _with_code(request, site, received)
    form = Submission(_typed(request), site=site, at=request.at)
    try:
        if to := _led(form, received, request):
            return see_other(to)
    except Replayed:
        changed(form, "once", new_key())
        form.add_error(
            None, _("This form was sent before with other words. If it is a new matter, send it once more.")
        )
    except Refused as error:
        blame(form, error, NAMES)
    return _draw(request, site, form, photos.keep(received.good, at=request.at), status=422)


def _led(form: Submission, received: photos.Received, request: Request) -> str | None:
    """Where the form leads; None when something is wrong with it. Raises Refused."""
    if to := _earlier(form):
        return to
    _blame_photos(form, received)
    if form.is_valid():
        return _sent(form, received, request)
    # Two taps at once: the first one used the code up and is through by now.
    return _earlier(form) if "code" in form.errors else None


def _typed(request: Request) -> Any:
    """What was typed, open for the proof and a fresh key."""
    typed = request.POST.copy()
    typed["once"] = key_of(typed.get("once", "")) or new_key()
    phone = phone_of(request)
    if phone and phone == _mobile(typed.get("phone", "")):
        typed["proof"] = proving.word(phone, at=request.at)
    return typed


def _draw(
    request: Request,
    site: Site,
    form: Submission,
    kept: list[photos.Photo] | None = None,
    told: proving.Told | None = None,
    status: int = 200,
) -> HttpResponse:
    said = {"form": form, "kept": kept or [], "told": told, "proven": form.proven, "demo": settings.DEMO}
    return page(request, "submit", site, said, status=status)


def _with_code(request: Request, site: Site, received: photos.Received) -> HttpResponse:
    """Without a script the code is asked for by the form itself: everything typed comes back as it was."""
    told = proving.asked(request, at=request.at)
    form = Submission(initial=_typed(request).dict(), site=site, at=request.at)
    kept = photos.keep(received.good, at=request.at)
    return _draw(request, site, form, kept, told, status=told.status)


@require_POST
def code(request: Request) -> HttpResponse:
    """Send a code; answers with the piece of the page that says so."""
    told = proving.asked(request, at=request.at)
    # htmx puts only answers of 200 into the page.
    return page(request, "_told", here(request.at), {"told": told})


def _content(form: Submission) -> dict[str, str]:
    said = {name: str(form.data.get(name, "")).strip() for name in CONTENT}
    return said | {"phone": _number(form)}


def _number(form: Submission) -> str:
    return _mobile(form.data.get("phone", ""))


def _mobile(text: str) -> str:
    try:
        return proofs.mobile(text[:30])
    except BadInput:
        return ""


def _earlier(form: Submission) -> str | None:
    """Where the same form led before. Raises Replayed when its key came with other words."""
    phone = _number(form)
    known = journal.earlier_answer(customer(phone).ref, form.data["once"], _content(form)) if phone else None
    return None if known is None else reverse("portal:done", args=[known["secret"]])


def _blame_photos(form: Submission, received: photos.Received) -> None:
    for fault in received.faults:
        form.add_error("photos", fault)


def _sent(form: Submission, received: photos.Received, request: Request) -> str:
    """Open the case once and give the address of its number. Raises Refused."""
    said = form.cleaned_data
    by = customer(said["phone"])
    limits.count("submit", said["phone"], limits.SUBMISSIONS, at=request.at)

    def open_it() -> Mapping[str, Any]:
        place = form.site.place(int(said["place"]) if said["place"] else None)
        pack = pack_at(place, request.at) if place != form.site.company else form.site.pack
        case = actions.open_case(_details(said, _channel(pack)), pack=pack, place=place, by=by, at=request.at)
        for photo in received.good:
            actions.attach(
                case, photo.name, photo.content, most=settings.ATTACHMENT_MAX_BYTES, by=by, at=request.at
            )
        if written := said["written_at"]:
            told = _("Written on %(when)s, when the phone had no network.")
            when = f"{written.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
            actions.note(case, told % {"when": when}, by=by, at=request.at)
        return {"secret": case.secret}

    answer, _repeated = journal.once(by.ref, form.data["once"], _content(form), open_it, at=request.at)
    photos.drop(received.good)
    return reverse("portal:done", args=[answer["secret"]])


def _channel(pack: Pack) -> str:
    """The channel by which customers write themselves."""
    found = next((channel for channel in pack.rows("channels").values() if channel.outside), None)
    if found is None:
        raise NotReady
    return str(found.id)


def _details(said: Mapping[str, Any], channel: str) -> Details:
    return Details(
        kind=said["kind"],
        channel=channel,
        text=said["text"],
        category=said["category"],
        supply=said["supply"],
        address=said["address"],
        reporter_name=said["name"],
        reporter_phone=said["phone"],
        confidential=said["confidential"],
    )
