"""How the hall's devices are answered."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from bihuan.windows.live import views as live
from bihuan.windows.look.http import Request, content_policy


def page(request: Request, name: str, said: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """A page that may listen to its live stream; nobody keeps it."""
    answer = render(request, f"hall/{name}.html", dict(said), status=status)
    answer.headers["Cache-Control"] = "private, no-store"
    origin = live.origin(request)
    answer.headers["Content-Security-Policy"] = content_policy(*([origin] if origin else []))
    return answer
