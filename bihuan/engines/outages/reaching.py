"""Whom an outage reaches: accounts of its places, and who asked to be told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from bihuan.engines.billing.models import Account
from bihuan.engines.outages.models import Subscription
from bihuan.ground.directory import places as tree
from bihuan.ground.directory.models import Place
from bihuan.ground.directory.phones import is_mobile


@dataclass(frozen=True, slots=True)
class Reach:
    households: int
    important: int


def apart(places: Iterable[Place]) -> list[Place]:
    """The places without those that lie within another one of them."""
    ordered = sorted(places, key=lambda place: place.path)
    kept: list[Place] = []
    for place in ordered:
        if not any(place.path.startswith(one.path) for one in kept):
            kept.append(place)
    return kept


def counted(place: Place, commodity: str) -> Reach:
    """Accounts at and below a place, and the important ones among them."""
    rows = Account.objects.within([place.path]).open().filter(commodity=commodity)
    found = rows.aggregate(all=Count("pk"), important=Count("pk", filter=Q(important=True)))
    return Reach(found["all"], found["important"])


def phones_of(places: Sequence[Place], commodity: str, at: datetime) -> list[str]:
    """Mobiles of the accounts there and of those who subscribed to a place there, above or below; each once."""
    paths = [place.path for place in places]
    rows = Account.objects.within(paths).open().filter(commodity=commodity).exclude(holder_phone="")
    found = dict.fromkeys(rows.values_list("holder_phone", flat=True))
    near = [
        pk
        for pk, path in tree.paths().items()
        if any(path.startswith(one) or one.startswith(path) for one in paths)
    ]
    asked = Subscription.objects.held(at).filter(place__in=near)
    found |= dict.fromkeys(asked.values_list("phone", flat=True))
    return [phone for phone in found if is_mobile(phone)]
