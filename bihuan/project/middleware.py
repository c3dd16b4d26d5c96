"""What every request gets: its moment, its language, its actor, and one place where refusals become pages."""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from bihuan.ground.directory.actor import Actor
from bihuan.ground.journal.errors import NotFound, Refused
from bihuan.project.clock import now
from bihuan.windows.look.http import Request, content_policy

Handler = Callable[[HttpRequest], HttpResponse]


def moment(handle: Handler) -> Handler:
    """`request.at`: the clock is read once per request. A NUL in the address, which no database stores, stays outside."""

    def middleware(request: HttpRequest) -> HttpResponse:
        # The API names such a field instead.
        if "%00" in request.META.get("QUERY_STRING", "") and not request.path.startswith("/api/"):
            request.META["QUERY_STRING"] = request.META["QUERY_STRING"].replace("%00", "")
        cast(Request, request).at = now()
        return handle(request)

    return middleware


def content_security(handle: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = handle(request)
        response.headers.setdefault("Content-Security-Policy", content_policy())
        return response

    return middleware


def language(handle: Handler) -> Handler:
    """Chinese, unless the visitor chose English: a cookie, never the browser's header, so that a hall's screens agree."""
    known = {code for code, _name in settings.LANGUAGES}

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        code = chosen if chosen in known else settings.LANGUAGE_CODE
        translation.activate(code)
        request.LANGUAGE_CODE = code
        response = handle(request)
        response.headers.setdefault("Content-Language", "zh-Hans" if code == "zh-hans" else code)
        return response

    return middleware


def actor(handle: Handler) -> Handler:
    """`request.user` and `request.actor`, both read only when asked for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        known = cast(Request, request)

        def acting() -> Actor:
            person = known.user
            return person.actor(known.at) if person.is_authenticated else Actor(ref="visitor", name="")

        known.user = SimpleLazyObject(lambda: get_user(known))  # type: ignore[assignment]
        known.actor = cast(Actor, SimpleLazyObject(acting))
        return handle(request)

    return middleware


class refusals:
    """A `Refused` becomes a page here and nowhere else; the transaction is already rolled back. The API has its own edge."""

    def __init__(self, handle: Handler) -> None:
        self.handle = handle

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.handle(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused):
            return None
        facts = {"error": error, "missing": isinstance(error, NotFound)}
        return render(request, "look/refused.html", facts, status=error.status)
