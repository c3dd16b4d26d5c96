"""Verbs: a report of no power comes in, and joins a known outage in the same step."""

from datetime import datetime

from django.db import IntegrityError, transaction

from bihuan.engines.cases import actions as cases
from bihuan.engines.cases.intake import Details
from bihuan.engines.cases.models import Case
from bihuan.engines.outages.errors import Conflict, NoRules
from bihuan.engines.outages.inforce import standard_at
from bihuan.engines.outages.models import Joined, Outage
from bihuan.engines.outages.turn import begin
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Place

#: The kind of case that a report of no power is.
FAULT = "fault"


def known_at(place: Place, commodity: str = "electricity") -> Outage | None:
    """The outage going on that leaves this place without power; the latest one."""
    going_on = Outage.objects.live().touching(place.path).filter(commodity=commodity)
    return going_on.exclude(started_at=None).order_by("-started_at", "-id").first()


@transaction.atomic
def report(
    details: Details, place: Place, *, outage: Outage | None = None, by: Actor, at: datetime
) -> tuple[Case, Outage | None]:
    """Open the case, and let it wait for the outage given or the one known at the place."""
    pack = standard_at(place, at)
    if FAULT not in pack.rows("kinds"):
        raise NoRules
    known = outage or known_at(place)
    case = cases.open_case(details, pack=pack, place=place, by=by, at=at, accept=by.person is not None)
    if known is not None:
        join(known, case, by=by, at=at)
    return case, known


@transaction.atomic
def join(outage: Outage | int, case: Case, *, by: Actor, at: datetime) -> Joined:
    """The case waits for the outage. Raises Over, and Conflict for one that waits for another."""
    turn = begin(outage, by=by, at=at)
    turn.live_or_refuse()
    try:
        with transaction.atomic():
            row = Joined.objects.create(outage=turn.outage, case=case, at=at)
    except IntegrityError as error:
        raise Conflict from error
    turn.change("joined", {"case": case.pk, "number": case.number})
    return row
