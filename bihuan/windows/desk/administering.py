"""How forms of administration are carried out: for administrators only, once, errors at their fields."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django import forms
from django.http import HttpResponse

from bihuan.engines.cases.errors import NotAllowed, NotFound, Refused
from bihuan.ground.journal import actions as journal
from bihuan.windows.desk.http import staff
from bihuan.windows.desk.posts import administers
from bihuan.windows.look.forms import blame
from bihuan.windows.look.http import Request, key_of


def administrators(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for those who keep people and places. Raises NotAllowed."""

    @staff
    @wraps(view)
    def checked(request: Request, *args: Any, **named: Any) -> HttpResponse:
        if not administers(request.actor):
            raise NotAllowed
        return view(request, *args, **named)

    return checked


def done(
    request: Request, form: forms.Form, do: Callable[[], Mapping[str, Any] | None]
) -> dict[str, Any] | None:
    """Carry a valid form out once; None when it was refused and its errors stand at the fields."""
    if not form.is_valid():
        return None
    said = {name: request.POST.getlist(name) for name in sorted(request.POST) if name not in _ASIDE}
    try:
        answer, _again = journal.once(
            request.actor.ref,
            key_of(request.POST.get("once", "")),
            {"path": request.path, "said": said},
            lambda: do() or {"done": True},
            at=request.at,
        )
    except (NotAllowed, NotFound):
        raise
    except Refused as error:
        blame(form, error)
        return None
    return answer


#: What does not say what is wanted; a password is not kept, not even as part of a fingerprint.
_ASIDE = frozenset({"csrfmiddlewaretoken", "once", "password"})
