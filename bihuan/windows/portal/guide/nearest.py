"""Shake the phone, and the nearest hall is found; a button does the same, and whoever gives no position gets the list."""

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from bihuan.windows.look.http import Request
from bihuan.windows.portal.http import page
from bihuan.windows.portal.site import here


@require_safe
def nearest(request: Request) -> HttpResponse:
    """The position goes to the list of halls by POST: it stands in no address and no log."""
    return page(request, "guide/nearest", here(request.at), {"threshold": settings.SHAKE_THRESHOLD})
