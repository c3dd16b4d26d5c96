"""What the customer does with his case: urge, add, rate, withdraw, have it taken up again."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from bihuan.engines.cases import actions
from bihuan.engines.cases.errors import NotNow
from bihuan.engines.cases.models import Case
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.errors import NotFound, Refused
from bihuan.windows.look.forms import blame
from bihuan.windows.look.http import Request, key_of, new_key
from bihuan.windows.portal import photos
from bihuan.windows.portal.cases import ACTS, Refusal, back, draw, fetched, holder
from bihuan.windows.portal.forms import Act, Add
from bihuan.windows.portal.http import changed

Doing = Callable[[Case, Act, Request], object]


def _urge(case: Case, form: Act, request: Request) -> object:
    return actions.urge(case, form.cleaned_data["words"], by=holder(case), at=request.at)


def _add(case: Case, form: Act, request: Request) -> object:
    assert isinstance(form, Add)
    by, at = holder(case), request.at
    if text := form.cleaned_data["text"].strip():
        actions.note(case, text, by=by, at=at)
    for photo in form.good:
        actions.attach(case, photo.name, photo.content, most=settings.ATTACHMENT_MAX_BYTES, by=by, at=at)
    return None


def _rate(case: Case, form: Act, request: Request) -> object:
    said = form.cleaned_data
    return actions.rate(case, said["stars"], said["text"], by=holder(case), at=request.at)


def _withdraw(case: Case, form: Act, request: Request) -> object:
    said = form.cleaned_data
    return actions.withdraw(case, said["reason"], by=holder(case), at=request.at, seen=said["seen"])


def _reopen(case: Case, form: Act, request: Request) -> object:
    said = form.cleaned_data
    return actions.reopen(case, said["reason"], by=holder(case), at=request.at, seen=said["seen"])


DOING: Mapping[str, Doing] = {
    "urge": _urge,
    "add": _add,
    "rate": _rate,
    "withdraw": _withdraw,
    "reopen": _reopen,
}
THANKS: Mapping[str, Promise] = {
    "urge": gettext_lazy("Thank you. We have passed your reminder on to those who handle it."),
    "add": gettext_lazy("Thank you. What you added is with those who handle it."),
    "rate": gettext_lazy("Thank you for telling us."),
    "withdraw": gettext_lazy("Your matter is withdrawn. You can come back to us at any time."),
    "reopen": gettext_lazy("We take it up again. All promised times begin anew."),
}
#: Why the stage does not allow it, in a customer's words.
TOO_LATE: Mapping[str, Promise] = {
    "urge": gettext_lazy("This matter is already settled, so there is nothing left to hurry."),
    "add": gettext_lazy("This matter is closed. If something new has come up, please submit it anew."),
    "rate": gettext_lazy("You can rate us once you have our answer."),
    "withdraw": gettext_lazy("The work on this matter is already done, so it can no longer be withdrawn."),
    "reopen": gettext_lazy("This matter is still being handled. You can add to it or remind us."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: Request, secret: str, verb: str) -> HttpResponse:
    if verb not in DOING:
        raise NotFound
    case = fetched(secret)
    if request.method != "POST":
        return back(case)
    form = _filled(verb, request)
    if not form.is_valid():
        return draw(request, case, Refusal(verb, form))
    try:
        key = f"{verb}:{form.data['once']}"
        journal.once(
            holder(case).ref,
            key,
            _content(case, form),
            lambda: _done(case, form, request, verb),
            at=request.at,
        )
    except NotNow as error:
        return draw(request, fetched(secret), Refusal(verb, form, str(TOO_LATE[verb]), error.status))
    except Refused as error:
        return draw(request, fetched(secret), _blamed(verb, form, error))
    messages.success(request, str(THANKS[verb]))
    return back(case)


@transaction.atomic
def _done(case: Case, form: Act, request: Request, verb: str) -> Mapping[str, Any]:
    DOING[verb](case, form, request)
    return {"case": case.pk}


def _content(case: Case, form: Act) -> dict[str, Any]:
    said = {
        name: value for name, value in form.cleaned_data.items() if name not in ("once", "seen", "photos")
    }
    return {"case": case.pk, **said}


def _filled(verb: str, request: Request) -> Act:
    typed = request.POST.copy()
    typed["once"] = key_of(typed.get("once", "")) or new_key()
    form = ACTS[verb](typed, auto_id=f"{verb}_%s")
    if isinstance(form, Add):
        received = photos.received(request.FILES.getlist("photos"), ())
        form.good = received.good
        for fault in received.faults:
            form.add_error("photos", fault)
        if not received.good and not received.faults and not typed.get("text", "").strip():
            form.add_error("text", _("Please write something or choose a photo."))
    return form


def _blamed(verb: str, form: Act, error: Refused) -> Refusal:
    """The engine's refusal on the customer's own form, which gets a fresh key: it may be sent again."""
    changed(form, "once", new_key())
    if error.fields:
        blame(form, error)
    return Refusal(verb, form, "" if error.fields else str(error), error.status)
