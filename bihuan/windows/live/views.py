"""Where a page's own server is asked for a stream: it names the listener, which has a port of its own.

A proxy that sends `/live/` to the listener itself makes this way unnecessary (docs/running.md).
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import split_domain_port
from django.views.decorators.http import require_safe


def origin(request: HttpRequest) -> str:
    """The listener's origin as this visitor reaches it; nothing where only a proxy leads to it, or none runs."""
    if not settings.LIVE_PORT or request.is_secure() or settings.SITE_URL.startswith("https://"):
        return ""
    return f"http://{split_domain_port(request.get_host())[0]}:{settings.LIVE_PORT}"


@require_safe
def hand_over(request: HttpRequest, door: str, word: str) -> HttpResponse:
    found = origin(request)
    if not found:
        return HttpResponse(status=503)
    answer = HttpResponseRedirect(f"{found}{request.get_full_path()}", preserve_request=True)
    answer.headers["Cache-Control"] = "no-store"
    return answer
