"""Two switches every visitor has: larger text and the language."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

A_YEAR = 365 * 24 * 3600


@require_POST
def elder(request: HttpRequest) -> HttpResponse:
    """Keep the choice of the larger view in a cookie and go back to the page it was made on."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    answer = HttpResponseRedirect(back)
    wanted = "1" if request.POST.get("elder") == "1" else "0"
    answer.set_cookie("elder", wanted, max_age=A_YEAR, samesite="Lax", httponly=True)
    return answer
