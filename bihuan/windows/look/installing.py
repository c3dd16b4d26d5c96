"""What makes a window an app on the phone: its manifest, and a service worker that keeps what its pages are drawn with."""

import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.templatetags.static import static

#: What every worker does; what is a window's own follows it.
SHARED = Path(__file__).parents[1] / "static/js/keeping.js"


def manifest_of(said: dict[str, Any]) -> JsonResponse:
    """`said` is what the window calls itself and where it begins."""
    plain = {"display": "standalone", "background_color": "#f3f6f8"}
    return JsonResponse(
        plain | said, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}
    )


def icon(size: int, purpose: str = "any") -> dict[str, str]:
    return {
        "src": static(f"portal/icon-{size}.png"),
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }


def worker_of(source: Path, prefix: str, shell: Sequence[str], /, **addresses: str) -> HttpResponse:
    """A window's service worker, its own part in `source`.

    `prefix` names its store, `shell` the static files that it keeps from the beginning. Its version changes with
    whatever it keeps.
    """
    text = _text(source, prefix, tuple(shell), tuple(sorted(addresses.items())))
    answer = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@lru_cache(maxsize=8)
def _text(source: Path, prefix: str, shell: tuple[str, ...], addresses: tuple[tuple[str, str], ...]) -> str:
    code = SHARED.read_text("utf-8") + source.read_text("utf-8")
    # Scripts import each other by their plain names, also where collected files are named by their content.
    files = list(dict.fromkeys(one for name in shell for one in (static(name), settings.STATIC_URL + name)))
    text = json.dumps({"shell": files, "prefix": prefix, **dict(addresses)}, sort_keys=True)
    version = hashlib.sha256(f"{code}{text}".encode()).hexdigest()[:12]
    return f'const SITE = {text[:-1]}, "version": "{version}"}};\n{code}'
