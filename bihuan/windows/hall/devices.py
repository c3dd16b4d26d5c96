"""The page of a device, whichever it is: its link says."""

from collections.abc import Callable, Mapping

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from bihuan.engines.halls.actions import device_of
from bihuan.engines.halls.models import Device
from bihuan.windows.hall import kiosk, rating, screens
from bihuan.windows.look.http import Request

DRAWN: Mapping[str, Callable[[Request, Device, str], HttpResponse]] = {
    Device.Kind.SCREEN: screens.hall,
    Device.Kind.COUNTER: screens.counter,
    Device.Kind.KIOSK: kiosk.kiosk,
    Device.Kind.RATING: rating.rating,
}


@require_safe
def show(request: Request, secret: str) -> HttpResponse:
    device = device_of(secret)
    return DRAWN[device.kind](request, device, secret)
