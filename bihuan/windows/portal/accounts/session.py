"""Who is signed in: a customer is a phone that was proven with a code, and stays so until he signs out."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.http import HttpResponse

from bihuan.windows.look.http import Request, see_other, url

Said = ParamSpec("Said")
_PHONE, _SINCE = "customer_phone", "customer_since"
#: A phone changes hands now and then, so it is proven anew after this time.
LASTS = timedelta(days=30)


def sign_in(request: Request, phone: str) -> None:
    """From now on this browser acts for the phone. The session gets a new key, so a planted one is worth nothing."""
    request.session.cycle_key()
    request.session[_PHONE] = phone
    request.session[_SINCE] = request.at.isoformat()


def sign_out(request: Request) -> None:
    for name in (_PHONE, _SINCE):
        request.session.pop(name, None)
    request.session.cycle_key()


def phone_of(request: Request) -> str:
    """The phone that is signed in; nothing when there is none, or when it was proven too long ago."""
    since = request.session.get(_SINCE)
    if not since or request.at - datetime.fromisoformat(since) > LASTS:
        return ""
    return str(request.session.get(_PHONE, ""))


def signed_in(
    view: Callable[Concatenate[Request, str, Said], HttpResponse],
) -> Callable[Concatenate[Request, Said], HttpResponse]:
    """The view gets the phone; who is not signed in does so first and then comes to the page he wanted."""

    @wraps(view)
    def guarded(request: Request, *said: Said.args, **named: Said.kwargs) -> HttpResponse:
        phone = phone_of(request)
        if not phone:
            wanted = request.get_full_path() if request.method in ("GET", "HEAD") else url("portal:mine")
            return see_other(f"{url('portal:sign_in')}?{urlencode({'next': wanted})}")
        return view(request, phone, *said, **named)

    return cast(Callable[Concatenate[Request, Said], HttpResponse], guarded)
