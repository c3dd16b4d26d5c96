"""The straight way: a call of the API needs no session, no cookie, no CSRF token and no page around its errors."""

from collections.abc import Callable
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from bihuan.ground.journal.errors import NotFound
from bihuan.windows.api.errors import WrongMethod, meant, refusal

Handler = Callable[[HttpRequest], HttpResponse]
CHINESE, ENGLISH = "zh-hans", "en"


def straight(handle: Handler) -> Handler:
    """Answer everything below `/api/` here; all other middleware further in never sees it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/api/"):
            return handle(request)
        language = language_of(request.GET.get("lang") or request.headers.get("Accept-Language", ""))
        with translation.override(language):
            response = answered(request)
        response.headers["Content-Language"] = "zh-Hans" if language == CHINESE else language
        response.headers["Vary"] = "Accept-Language, Authorization"
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["Content-Length"] = str(len(response.content))
        return response

    return middleware


def answered(request: HttpRequest) -> HttpResponse:
    try:
        request.get_host()
        view, args, kwargs = resolve(request.path_info)
        response: HttpResponse = view(request, *args, **kwargs)
    except Resolver404:
        return refusal(NotFound())
    except Exception as error:
        return refusal(meant(error))
    if response.status_code == WrongMethod.status:
        allowed = response.headers["Allow"]
        response = refusal(WrongMethod(method=request.method))
        response.headers["Allow"] = allowed
    return response


@lru_cache(maxsize=256)
def language_of(header: str) -> str:
    """Chinese, unless the caller puts English before it."""
    for code, _weight in parse_accept_lang_header(header[:200]):
        if code.startswith("zh"):
            return CHINESE
        if code.startswith("en"):
            return ENGLISH
    return CHINESE
