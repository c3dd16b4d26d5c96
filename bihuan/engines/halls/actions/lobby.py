"""The lobby: who keeps it, who stands in, and what is announced."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bihuan.engines.halls import rights
from bihuan.engines.halls.errors import BadInput, NotNow
from bihuan.engines.halls.models import Absence, Hall, Showing
from bihuan.engines.halls.turn import Turn, begin, in_turn
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Person

LONGEST_NOTICE = 120


@in_turn
def lobby_leaves(hall: Hall, *, by: Actor, at: datetime, relief: Person | None = None) -> Hall:
    """The lobby manager goes; with a `relief` the lobby is not left alone. Raises NotNow when nobody is there."""
    turn = begin(hall, by=by, at=at)
    turn.lobby_or_refuse()
    held = turn.hall
    if held.lobby_person_id is None or held.lobby_away_since is not None:
        raise NotNow(_("Nobody is in the lobby; whoever comes says so first."))
    if relief is not None and not _may_relieve(turn, relief):
        raise BadInput(fields={"relief": _("%(name)s has no post in this hall.") % {"name": relief.name}})
    Absence.objects.create(
        hall=held,
        person_id=held.lobby_person_id,
        relief=relief,
        from_at=at,
        until_at=None,
    )
    away = _away_clause(turn)
    if relief is not None:
        turn.change(
            held, "lobby.relieved", {"by": relief.name}, clause=away, lobby_person=relief, lobby_since=at
        )
    else:
        turn.change(held, "lobby.left", {}, clause=away, lobby_away_since=at)
    return held


@in_turn
def lobby_back(hall: Hall, *, by: Actor, at: datetime) -> Hall:
    """The actor keeps the lobby from now on."""
    turn = begin(hall, by=by, at=at)
    turn.lobby_or_refuse()
    if turn.hall.lobby_person_id != by.person or turn.hall.lobby_away_since is not None:
        end_absences(turn)
        turn.change(
            turn.hall,
            "lobby.back",
            {},
            clause=_away_clause(turn),
            lobby_person_id=by.person,
            lobby_since=at,
            lobby_away_since=None,
        )
    return turn.hall


def end_absences(turn: Turn) -> None:
    for absence in Absence.objects.filter(hall=turn.hall, until_at=None):
        absence.until_at = max(turn.at, absence.from_at)
        absence.save(update_fields=["until_at"])


def _may_relieve(turn: Turn, person: Person) -> bool:
    return rights.is_staff(person.actor(turn.at), turn.place, turn.standard.rules)


def _away_clause(turn: Turn) -> str | None:
    rule = turn.standard.rules.lobby_away
    return rule.clause if rule else None


@in_turn
def notice(hall: Hall, text: str, *, by: Actor, at: datetime) -> Hall:
    """Words for the hall's screens between the calls."""
    turn = begin(hall, by=by, at=at)
    turn.lobby_or_refuse()
    words = " ".join(text.split())
    if not words or len(words) > LONGEST_NOTICE:
        raise BadInput(fields={"text": _("1 to %(most)s characters.") % {"most": LONGEST_NOTICE}})
    turn.change(turn.hall, "hall.notice", {"text": words})
    turn.show(Showing.Kind.NOTICE, text=words)
    return turn.hall
