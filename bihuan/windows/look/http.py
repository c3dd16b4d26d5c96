"""A request as views see it, the keys of their forms, and the answers that several windows give."""

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language

from bihuan.ground.directory.actor import Actor

if TYPE_CHECKING:
    from bihuan.engines.applications.models import Paper
    from bihuan.engines.cases.models import Attachment
    from bihuan.engines.duties.models import Photo
    from bihuan.engines.inspections.models import Photo as Picture


class Request(HttpRequest):
    """`at` is the moment of the request; `actor` is who asks, read on first use."""

    at: datetime
    actor: Actor


@lru_cache(maxsize=64)
def content_policy(*live: str) -> str:
    """What a page may load and where it may send; `live` are origins it may listen to besides its own."""
    listened = " ".join(("'self'", *live))
    return (
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        f"font-src 'self'; connect-src {listened}; frame-ancestors 'none'; "
        "form-action 'self'; base-uri 'none'; object-src 'none'"
    )


def locale() -> str:
    """The reader's language, as packs and receipts ask for it."""
    return get_language() or "zh-hans"


def url(name: str, *args: Any) -> str:
    """The address of a page. Its pattern is looked up once; then only the numbers in it change."""
    if not args:
        return _pattern(name)
    numbers = [one for one in args if isinstance(one, int)]
    return _pattern(name, *(_MARK if isinstance(one, int) else one for one in args)).format(*numbers)


#: A number that stands in no address by itself.
_MARK = 9_070_503_010


@lru_cache(maxsize=1024)
def _pattern(name: str, *args: Any) -> str:
    return reverse(name, args=args or None).replace(str(_MARK), "{}")


def see_other(to: str) -> HttpResponseRedirect:
    """After a form was carried out: reloading the page it leads to does nothing anew."""
    return HttpResponseRedirect(to, status=303)


def new_key() -> str:
    """A fresh key for a form that must not count twice."""
    return str(uuid4())


def key_of(text: str) -> str:
    """The form's key as it was given out; nothing when somebody made it up."""
    try:
        return str(UUID(text))
    except ValueError:
        return ""


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"


def saved(content: bytes, name: str, mime: str) -> HttpResponse:
    """A file made for this reader: it is saved under a name, and nothing on the way keeps it."""
    headers = {
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=mime, headers=headers)


def pdf(content: bytes, name: str) -> HttpResponse:
    return saved(content, name, PDF)


def handed_over(row: "Attachment | Photo | Paper | Picture", *, shown: bool) -> FileResponse:
    """A file of a case, a duty, an application or a visit.

    `shown` opens it in the browser, where it can run nothing; otherwise it is saved.
    """
    answer = FileResponse(
        row.file.open("rb"), content_type=row.mime, as_attachment=not shown, filename=row.name
    )
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
