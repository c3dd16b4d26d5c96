"""How an outage is written down with its places, whoever found or planned it. Part of a verb."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from bihuan.engines.outages.errors import BadInput
from bihuan.engines.outages.models import Affected, Outage
from bihuan.engines.outages.reaching import Reach, apart, counted
from bihuan.engines.outages.turn import Turn
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Place
from bihuan.ground.journal.rows import reserve
from bihuan.ground.standards.packs import Pack


def words_or_refuse(**said: str) -> dict[str, str]:
    """The texts, trimmed. Raises BadInput for each that is empty, too long or cannot be stored."""
    longest = {"title": 80}
    found = {name: text.strip() for name, text in said.items()}
    wrong: dict[str, Any] = {}
    for name, text in found.items():
        most = longest.get(name, 300)
        if not text:
            wrong[name] = _("This must not be empty.")
        elif len(text) > most:
            wrong[name] = _("At most %(most)s characters.") % {"most": most}
        elif any(ord(letter) < 32 and letter not in "\n\r\t" for letter in text):
            wrong[name] = _("There are characters in the text that cannot be stored.")
    if wrong:
        raise BadInput(fields=wrong)
    return found


def places_or_refuse(places: Sequence[Place]) -> list[Place]:
    if not places:
        raise BadInput(fields={"places": _("Choose at least one place.")})
    return apart(places)


def reach_of(places: Sequence[Place], commodity: str) -> dict[int, Reach]:
    return {place.pk: counted(place, commodity) for place in places}


def written(
    pack: Pack,
    places: Sequence[Place],
    reach: Mapping[int, Reach],
    *,
    by: Actor,
    at: datetime,
    verb: str,
    facts: Mapping[str, Any],
    clause: str,
    **columns: Any,
) -> tuple[Turn, Any]:
    """The row, its places and its first entry."""
    outage = Outage(
        id=reserve(Outage),
        edition=pack.name,
        told_at=at,
        households=sum(one.households for one in reach.values()),
        important=sum(one.important for one in reach.values()),
        **columns,
    )
    outage.save(force_insert=True)
    Affected.objects.bulk_create(
        [Affected(outage=outage, place=place, households=reach[place.pk].households) for place in places]
    )
    turn = Turn(outage, places, pack, by, at)
    said = {"kind": outage.kind, "places": [place.code for place in places], **facts}
    return turn, turn.change(verb, said, clause)
