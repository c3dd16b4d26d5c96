"""How the portal draws a page, and the keys of its forms."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language

from bihuan.windows.portal.site import Site


def page(
    request: HttpRequest, name: str, site: Site, said: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """A page in the customers' frame; nobody between us and the customer may keep it."""
    answer = render(request, f"portal/{name}.html", {"site": site, **said}, status=status)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def locale() -> str:
    return get_language() or "zh-hans"


def new_key() -> str:
    """A fresh key for a form that must not count twice."""
    return str(uuid4())


def changed(form: forms.Form, name: str, value: str) -> None:
    """Put another value into a form that was sent: what the page shows next."""
    data = cast(QueryDict, form.data).copy()
    data[name] = value
    form.data = data


def key_of(text: str) -> str:
    """The form's key as it was given out, or a new one when somebody made it up."""
    try:
        return str(UUID(text))
    except ValueError:
        return new_key()
