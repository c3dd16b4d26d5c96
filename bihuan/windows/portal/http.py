"""How the portal draws a page."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from bihuan.windows.live import views as live
from bihuan.windows.look.http import content_policy
from bihuan.windows.portal.site import Site


def page(
    request: HttpRequest, name: str, site: Site, said: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """A page in the customers' frame; nobody between us and the customer may keep it."""
    answer = render(request, f"portal/{name}.html", {"site": site, **said}, status=status)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def live_page(
    request: HttpRequest, name: str, site: Site, said: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """A page that may listen to its live stream."""
    answer = page(request, name, site, said, status)
    origin = live.origin(request)
    answer.headers["Content-Security-Policy"] = content_policy(*([origin] if origin else []))
    return answer


def changed(form: forms.Form, name: str, value: str) -> None:
    """Put another value into a form that was sent: what the page shows next."""
    data = cast(QueryDict, form.data).copy()
    data[name] = value
    form.data = data
