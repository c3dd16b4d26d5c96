"""Whatever goes wrong becomes `{"code", "message", "fields"}`, here and nowhere else."""

import logging
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final

from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import IntegrityError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from bihuan.ground.journal.errors import BadInput, Conflict, NotFound, Refused
from bihuan.windows.api.http import reply

log = logging.getLogger("bihuan.api")


class Malformed(Refused):
    code = "malformed"
    status = 400
    message = _("The body cannot be read. Send one JSON object in UTF-8.")


class Unknown(Refused):
    code = "unauthenticated"
    status = 401
    message = _("Send a valid token: “Authorization: Bearer …”.")


class OutOfScope(Refused):
    code = "out_of_scope"
    status = 403
    message = _("This token is not issued for that. It needs the scope %(scopes)s.")


class WrongMethod(Refused):
    code = "method_not_allowed"
    status = 405
    message = _("This address does not know the method %(method)s.")


class TooLarge(Refused):
    code = "too_large"
    status = 413
    message = _("The request is too large.")


class Busy(Refused):
    code = "busy"
    status = 503
    message = _("The database is busy. Send the same request again with the same Idempotency-Key.")


class Broken(Refused):
    code = "broken"
    status = 500
    message = _("Something broke on our side. It is in the log.")


#: Foreign exceptions and what they mean to the caller; the first that fits counts.
MEANINGS: Final[tuple[tuple[type[Exception], type[Refused]], ...]] = (
    (AuthenticationError, Unknown),
    (RequestDataTooBig, TooLarge),
    (TooManyFieldsSent, TooLarge),
    (TooManyFilesSent, TooLarge),
    (HttpError, Malformed),
    (SuspiciousOperation, Malformed),
    (BadRequest, Malformed),
    (MultiPartParserError, Malformed),
    (UnreadablePostError, Malformed),
    (Http404, NotFound),
    (IntegrityError, Conflict),
    (OperationalError, Busy),
)
HEADERS: Final[Mapping[int, Mapping[str, str]]] = {
    HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": "Bearer"},
    HTTPStatus.SERVICE_UNAVAILABLE: {"Retry-After": "1"},
}


def meant(error: Exception) -> Refused:
    """The refusal an exception amounts to; what nobody foresaw goes to the log."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, ValidationError):
        return BadInput(fields=wrong_fields(error.errors))
    for foreign, ours in MEANINGS:
        if isinstance(error, foreign):
            return ours()
    log.error("unforeseen", exc_info=error)
    return Broken()


def refusal(error: Refused) -> HttpResponse:
    fields = {name: str(text) for name, text in error.fields.items()}
    said = {"code": error.code, "message": str(error), "fields": fields}
    return reply(said, error.status, HEADERS.get(error.status))


def handle_with(api: NinjaAPI) -> None:
    """Replace every handler of the framework by ours."""

    def handler(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
        return refusal(meant(error if isinstance(error, Exception) else error()))

    for kind in (Exception, Http404, HttpError, ValidationError):
        api.add_exception_handler(kind, handler)


Sentence = Callable[[Mapping[str, Any]], str | Promise]


def _at_most(ctx: Mapping[str, Any]) -> str:
    return _("At most %(count)s characters.") % {"count": ctx.get("max_length")}


def _choices(ctx: Mapping[str, Any]) -> str:
    return _("Choose one of: %(choices)s.") % {"choices": ctx.get("expected", "")}


def _between(ctx: Mapping[str, Any]) -> str:
    (bound,) = (ctx[name] for name in ("le", "ge") if name in ctx)
    return _("Outside the range; the limit is %(bound)s.") % {"bound": bound}


def _plain(text: str | Promise) -> Sentence:
    return lambda ctx: text


_NUMBER = _plain(_("Expected a whole number."))
_YES_NO = _plain(_("Expected true or false."))
_MOMENT = _plain(_("Expected a moment with its zone, such as 2026-06-04T16:50:00+08:00."))
_DAY = _plain(_("Expected a date, such as 2026-06-04."))
#: By the kind of the validator's complaint; a kind that ends in `_` stands for all that begin so.
SENTENCES: Final[Mapping[str, Sentence]] = {
    "missing": _plain(_("This is required.")),
    "extra_forbidden": _plain(_("This field is not known here.")),
    "string_type": _plain(_("Expected a text.")),
    "string_unicode": _plain(_("There are characters in the text that cannot be stored.")),
    "unstorable": _plain(_("There are characters in the text that cannot be stored.")),
    "string_too_long": _at_most,
    "literal_error": _choices,
    "int_": _NUMBER,
    "bool_": _YES_NO,
    "timezone_": _MOMENT,
    "datetime_": _MOMENT,
    "date_": _DAY,
    "list_type": _plain(_("Expected a list.")),
    "too_short": _plain(_("This must not be empty.")),
    "too_long": _plain(_("There are too many entries.")),
    "model_attributes_type": _plain(_("Expected an object.")),
    "model_type": _plain(_("Expected an object.")),
    "dict_type": _plain(_("Expected an object.")),
    "greater_than_equal": _between,
    "less_than_equal": _between,
}
_OTHERWISE = _plain(_("This value does not fit here."))


def wrong_fields(complaints: Iterable[Mapping[str, Any]]) -> dict[str, str | Promise]:
    """Field by field what is wrong, in the caller's language; `""` is the body as a whole."""
    found: dict[str, str | Promise] = {}
    for complaint in complaints:
        path = [str(step) for step in complaint["loc"]]
        # body and form wrap the one argument they read; query, path and header name the field itself
        name = ".".join(path[2:] if path[:1] == ["body"] else path[1:])
        found.setdefault(name, _sentence(complaint["type"])(complaint.get("ctx") or {}))
    return found


def _sentence(kind: str) -> Sentence:
    return SENTENCES.get(kind) or SENTENCES.get(f"{kind.partition('_')[0]}_") or _OTHERWISE
