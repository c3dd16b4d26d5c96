"""The standings of a period: what the reviews came to, vetoes and events, asked in a fixed number of questions."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from bihuan.engines.inspections.inforce import Held, reached
from bihuan.engines.inspections.models import Incident, Visit
from bihuan.engines.inspections.periods import days_of, within
from bihuan.engines.inspections.ranking import Ranked, Standing, ranked
from bihuan.ground.directory.models import Place


@dataclass(frozen=True, slots=True)
class Table:
    """Who is ranked, what each sheet came to, and who still lacks a result."""

    ranked: tuple[Ranked, ...]
    places: dict[int, Place]
    points: dict[int, Standing]
    lacking: tuple[Place, ...]


def standings(held: Held, scope: Place, period: str) -> Table:
    """The reviews that count in a period, at the places of a scope; spot checks count by their vetoes. Raises ValueError."""
    first, last = days_of(period)
    places = {one.pk: one for one in reached(scope, held.programme)}
    settled = Visit.objects.filter(
        place__in=places, programme=held.programme.id, state=Visit.State.SETTLED, period__in=within(period)
    ).filter(Q(kind=Visit.Kind.REVIEW) | Q(kind=Visit.Kind.SPOT, vetoed=True))
    points: dict[int, dict[tuple[str, str], Decimal]] = {}
    vetoed: set[int] = set()
    for place, sheet, when, kind, score, veto in settled.values_list(
        "place", "sheet", "period", "kind", "score", "vetoed"
    ):
        if veto:
            vetoed.add(place)
        if kind == Visit.Kind.REVIEW and score is not None:
            points.setdefault(place, {})[sheet, when] = score
    events: dict[int, list[str]] = {}
    rows = Incident.objects.filter(
        place__in=places, programme=held.programme.id, day__range=(first, last), taken_back_at=None
    )
    for place, gate in rows.values_list("place", "gate"):
        events.setdefault(place, []).append(gate)
    found = {pk: Standing(pk, points.get(pk, {}), pk in vetoed, tuple(events.get(pk, ()))) for pk in places}
    order = ranked(found.values(), held.programme.sheets, held.programme.awards)
    there = {one.place for one in order}
    return Table(order, places, found, tuple(one for pk, one in places.items() if pk not in there))
