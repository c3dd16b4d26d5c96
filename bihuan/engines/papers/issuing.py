"""Who issues a paper, and what all papers say alike."""

from datetime import datetime
from decimal import Decimal

import segno
from django.utils.translation import gettext as _

from bihuan.ground.directory.masks import mask_address, mask_name
from bihuan.ground.directory.models import Place
from bihuan.ground.worktime.zone import SHANGHAI


def issuer_of(place: Place) -> Place:
    """The company that a place belongs to."""
    root = int(place.path.strip("/").split("/")[0])
    return place if place.pk == root else Place.objects.get(pk=root)


def shown_name(name: str, *, masked: bool) -> str:
    return mask_name(name) if masked else name


def shown_address(address: str, *, masked: bool) -> str:
    return mask_address(address) if masked else address


def yuan(amount: Decimal) -> str:
    """`¥ 1,234.50`."""
    return f"{'−' if amount < 0 else ''}¥ {abs(amount):,.2f}"


def moment(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def code_of(link: str) -> str:
    """A link as a picture to be scanned."""
    return str(segno.make(link, error="m", micro=False).svg_inline(scale=4, border=0))


def foot(issuer: Place) -> str:
    phone = issuer.phone
    return (
        _("%(name)s · questions: %(phone)s") % {"name": issuer.name, "phone": phone} if phone else issuer.name
    )
