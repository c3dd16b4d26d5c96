"""What is done in the field arrives here: at once, or hours later from a phone that had no network.

A phone says how long ago it was (`age`, in seconds) rather than when: a wrong clock on it then does no harm. Each act
carries a key and counts once, however often it arrives.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bihuan.engines.duties import actions
from bihuan.engines.duties.errors import BadInput, NotFound, Refused, WrongCode
from bihuan.engines.duties.inforce import plan_of
from bihuan.engines.duties.models import Duty
from bihuan.ground.directory.models import Person
from bihuan.ground.journal import actions as journal
from bihuan.windows.desk.duties.cards import SENT_LATER, finish_form
from bihuan.windows.desk.duties.forms import Finish, HandOn, Text
from bihuan.windows.desk.duties.reach import duty_of
from bihuan.windows.desk.field.pages import draw, owner_of
from bihuan.windows.desk.http import whole
from bihuan.windows.look.http import Request, key_of, see_other, url

#: No phone keeps anything longer than that; more is a mistake in the form, not a time.
MOST_AGE = 10**7


@dataclass(frozen=True, slots=True)
class Act:
    """One thing somebody did. `really`: when, by our clock."""

    request: Request
    duty: Duty
    kind: str
    really: datetime

    @property
    def said(self) -> Mapping[str, Any]:
        return self.request.POST


@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Answers a script with `{told}` or `{refused}`, a form with a page."""
    asked = cast(Request, request)
    script = request.headers.get("Accept") == "application/json"
    if asked.actor.person is None:
        there = url("desk:login")
        return JsonResponse({"sign_in": there}, status=401) if script else HttpResponseRedirect(there)
    if script and request.POST.get("owner") != owner_of(asked.actor):
        # Somebody else signed in between asking who it is and sending: it waits for whose it is.
        return JsonResponse({"sign_in": url("desk:login")}, status=401)
    try:
        one = _act(asked)
        answer = _once(one)
    except Refused as error:
        answer = {"refused": _words(error)}
        if not script and isinstance(error, BadInput) and request.POST.get("kind") == "finish":
            return _again(one, error)
    if script:
        return JsonResponse(answer)
    messages.add_message(
        request,
        messages.ERROR if "refused" in answer else messages.SUCCESS,
        answer.get("refused") or answer["told"],
    )
    pk = whole(request.POST.get("duty")) or 0
    if request.POST.get("back") == "duty":
        return see_other(url("desk:duty", pk))
    return see_other(f"{url('field:today')}#d{pk}")


def _act(request: Request) -> Act:
    """Raises NotFound for a duty that is none of his."""
    pk, kind = whole(request.POST.get("duty")), request.POST.get("kind", "")
    if pk is None or kind not in _DO:
        raise NotFound
    age = whole(request.POST.get("age")) or 0
    return Act(request, duty_of(request, pk), kind, request.at - timedelta(seconds=min(age, MOST_AGE)))


def _once(one: Act) -> dict[str, Any]:
    """Carry it out, or say what was answered the first time. Raises Refused."""
    aside = {"csrfmiddlewaretoken", "once", "age", "owner"}
    said: dict[str, Any] = {
        name: one.request.POST.getlist(name) for name in sorted(one.request.POST) if name not in aside
    }
    for name in sorted(one.request.FILES):
        said[f"file {name}"] = [_digest(file) for file in one.request.FILES.getlist(name)]
    answer, _repeat = journal.once(
        one.request.actor.ref,
        key_of(one.request.POST.get("once", "")),
        said,
        lambda: _DO[one.kind](one),
        at=one.request.at,
    )
    return answer


def _digest(file: "UploadedFile[Any]") -> str:
    found = hashlib.sha256(file.read()).hexdigest()
    file.seek(0)
    return found


def _told(one: Act, text: str, **more: Any) -> dict[str, Any]:
    return {"told": text, "later": one.request.at - one.really > SENT_LATER, **more}


def _scan(one: Act) -> dict[str, Any]:
    at = one.request.at
    made = actions.scan(one.duty, one.said.get("code", ""), really=one.really, by=one.request.actor, at=at)
    if made is None:
        return {"refused": str(WrongCode())}
    return _told(one, _("Point %(point)s is there.") % {"point": made.point})


def _photo(one: Act) -> dict[str, Any]:
    file = one.request.FILES.get("photo")
    most = settings.ATTACHMENT_MAX_BYTES
    if file is None:
        raise BadInput(_("Choose a photo."))
    if (file.size or 0) > most:
        raise BadInput(_("This photo is larger than %(most)s MB.") % {"most": most // 1048576})
    name = file.name or "photo"
    proof = one.said.get("proof", "")
    actions.photograph(
        *(one.duty, proof, name, file.read()),
        most=most,
        really=one.really,
        by=one.request.actor,
        at=one.request.at,
    )
    return _told(one, _("The photo is kept."))


def _finish(one: Act) -> dict[str, Any]:
    form = _finish_form(one)
    if not form.is_valid():
        raise BadInput(fields={name: str(next(iter(errors))) for name, errors in form.errors.items()})
    answers, by = form.answers, one.request.actor
    made = actions.finish(one.duty, answers, done_at=one.really, by=by, at=one.request.at)
    if made.findings:
        return _told(
            one, _("Done. Something is out of order: say what, and it becomes a case."), finding=True
        )
    return _told(one, _("Done."))


def _finding(one: Act) -> dict[str, Any]:
    form = Text(one.request.POST)
    if not form.is_valid():
        raise BadInput(_("Say what was found."))
    by, at = one.request.actor, one.request.at
    case = actions.open_finding(one.duty, **form.cleaned_data, by=by, at=at)
    return _told(one, _("Case %(number)s is open; its time runs.") % {"number": case.number})


def _hand_on(one: Act) -> dict[str, Any]:
    to = Person.objects.filter(pk=whole(one.said.get("to")) or 0).first()
    form = HandOn(one.request.POST, mates={to.pk: to.name} if to else {})
    if to is None or not form.is_valid():
        raise BadInput(_("Say to whom."))
    by, at = one.request.actor, one.request.at
    actions.hand_on(one.duty, to, form.cleaned_data["why"], by=by, at=at)
    return _told(one, _("It is now %(who)s's.") % {"who": to.name})


_DO = {"scan": _scan, "photo": _photo, "finish": _finish, "finding": _finding, "hand": _hand_on}


def _finish_form(one: Act) -> Finish:
    return finish_form(one.duty, plan_of(one.duty), one.request.POST)


def _words(error: Refused) -> str:
    """In one line: a phone shows it long afterwards, without the form."""
    return " ".join(dict.fromkeys([str(text) for text in error.fields.values()])) or str(error)


def _again(one: Act, error: BadInput) -> HttpResponse:
    """The form once more, each fault at its field."""
    form = _finish_form(one)
    form.is_valid()
    for name, text in error.fields.items():
        if name not in form.errors:
            form.add_error(name if name in form.fields else None, str(text))
    return draw(one.request, {one.duty.pk: form}, 422)
