"""Who is signed in: a customer is a phone that was proven with a code, and stays so on each device until he signs out.

The device keeps a secret in a cookie of its own, apart from the staff's sessions, which end with the shift.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.utils.crypto import salted_hmac

from bihuan.ground.directory import signins
from bihuan.ground.directory.models import SignIn
from bihuan.windows.look.http import Request, see_other, url

Said = ParamSpec("Said")
COOKIE = "bihuan_customer"


def sign_in(request: Request, answer: HttpResponse, phone: str) -> None:
    """From now on this browser acts for the phone."""
    secret = signins.sign_in(phone, _device(request), at=request.at)
    rotate_token(request)
    age = int(signins.LASTS.total_seconds())
    secure = settings.SESSION_COOKIE_SECURE
    answer.set_cookie(COOKIE, secret, max_age=age, httponly=True, samesite="Lax", secure=secure)


def sign_out(request: Request, answer: HttpResponse) -> None:
    """On this device. Its service worker throws away what it kept of the customer's pages."""
    if (found := who(request)) is not None:
        signins.sign_out(found, at=request.at)
    rotate_token(request)
    answer.delete_cookie(COOKIE, samesite="Lax")


def who(request: HttpRequest) -> SignIn | None:
    """The sign-in of this device; looked up once a request."""
    known = cast(Any, request)
    if not hasattr(known, "_signed_in"):
        known._signed_in = signins.recognise(request.COOKIES.get(COOKIE, ""), at=known.at)
    return cast("SignIn | None", known._signed_in)


def phone_of(request: HttpRequest) -> str:
    """The phone that is signed in; nothing when there is none, or when it was proven too long ago."""
    found = who(request)
    return found.phone if found else ""


def signed_in(
    view: Callable[Concatenate[Request, str, Said], HttpResponse],
) -> Callable[Concatenate[Request, Said], HttpResponse]:
    """The view gets the phone; who is not signed in does so first and then comes to the page he wanted."""

    @wraps(view)
    def guarded(request: Request, *said: Said.args, **named: Said.kwargs) -> HttpResponse:
        found = who(request)
        if found is None:
            wanted = request.get_full_path() if request.method in ("GET", "HEAD") else url("portal:mine")
            return see_other(f"{url('portal:sign_in')}?{urlencode({'next': wanted})}")
        answer = view(request, found.phone, *said, **named)
        # Whose page it is, for the store that keeps it readable offline; it tells nothing to anybody else.
        answer.headers["X-Signed-In"] = salted_hmac("bihuan.own", str(found.pk)).hexdigest()[:16]
        return answer

    guarded.needs_sign_in = True  # type: ignore[attr-defined]
    return cast(Callable[Concatenate[Request, Said], HttpResponse], guarded)


#: How a device is called in the list of devices, by what its browser says of itself.
_DEVICES = ("iPhone", "iPad", "HarmonyOS", "Android", "Windows", "Macintosh", "Linux")


def _device(request: HttpRequest) -> str:
    said = request.headers.get("User-Agent", "")[:400]
    found = next((name for name in _DEVICES if name in said), "")
    return " · ".join(part for part in (found, "WeChat" if "MicroMessenger" in said else "") if part)
