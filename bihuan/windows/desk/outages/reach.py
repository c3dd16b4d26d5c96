"""Which outages somebody looks at, and what his posts open."""

from bihuan.engines.outages.models import Outage
from bihuan.engines.outages.models.outage import OutageQuerySet
from bihuan.ground.directory import places
from bihuan.ground.directory.models import Place
from bihuan.ground.journal.errors import NotAllowed, NotFound
from bihuan.ground.standards.holding import reach
from bihuan.windows.desk.http import today
from bihuan.windows.desk.posts import LOOKS_AT_OUTAGES
from bihuan.windows.look.http import Request


def seen(request: Request) -> OutageQuerySet:
    """Outages at, above and below the places of the reader. Raises NotAllowed for who looks at none."""
    paths = reach(request.actor, LOOKS_AT_OUTAGES, today(request))
    if not paths:
        raise NotAllowed
    rows: OutageQuerySet = Outage.objects.all()
    return rows.touching(*paths)


def outage_of(request: Request, pk: int) -> Outage:
    """Raises NotAllowed, NotFound."""
    found = seen(request).prefetch_related("affected__place").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def own_places(request: Request) -> list[Place]:
    """Where the reader announces outages; empty for who does not."""
    paths = reach(request.actor, "outages", today(request))
    ids = [pk for pk, path in places.paths().items() if any(path.startswith(one) for one in paths)]
    return list(Place.objects.filter(pk__in=ids, closed_at=None).order_by("path"))


def own_places_or_refuse(request: Request) -> list[Place]:
    found = own_places(request)
    if not found:
        raise NotAllowed
    return found
