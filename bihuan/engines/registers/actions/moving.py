"""A line goes on: its next step, its end for a reason, a look at what is masked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bihuan.engines.cases.actions import open_case
from bihuan.engines.cases.intake import Details
from bihuan.engines.registers import checking
from bihuan.engines.registers.actions.turn import (
    last_signed,
    locked,
    make_room,
    note,
    public,
    refuse_wrong,
    stand,
)
from bihuan.engines.registers.errors import BadInput, MovedOn, NotAllowed, NotFound
from bihuan.engines.registers.inforce import Kept, has_role
from bihuan.engines.registers.models import Line, Movement
from bihuan.engines.registers.shapes import Move
from bihuan.ground.directory.actor import Actor
from bihuan.ground.worktime.zone import SHANGHAI

LONGEST_REASON = 200


@transaction.atomic
def step(line: Line | int, move: str, said: Mapping[str, Any], *, by: Actor, at: datetime) -> Line:
    """The line makes a move of its register; `signed` in `said` is who took it out.

    Raises NotFound, NotAllowed, MovedOn (one wins, the other is told), BadInput by field, Full.
    """
    found, kept, person = locked(line, by)
    doing = kept.register.move(move)
    if doing is None:
        raise NotFound
    if not may_step(kept, doing, by):
        raise NotAllowed
    if found.closed_at is not None or found.state not in doing.at:
        raise moved_on(found, kept)
    answers, wrong = checking.checked(doing.asks, said)
    refuse_wrong(wrong)
    signed, proxy = _signed(found, kept, doing, said)
    before, own = found.state, {one.id for one in kept.register.columns}
    found.values = {**found.values, **{id: value for id, value in answers.items() if id in own}}
    found.findings = checking.findings(doing.asks, answers) if doing.asks else found.findings
    register = kept.register
    if register.state(doing.to).holds and not register.state(before).holds:
        make_room(found.book_id, kept, doing.to)
    stand(found, kept, doing.to, at)
    _open_case(found, kept, doing, by, at)
    Movement.objects.create(
        line=found,
        move=move,
        before=before,
        after=found.state,
        answers=public(kept, answers, doing.asks),
        signed=signed,
        proxy=proxy,
        at=at,
        by_id=person,
    )
    facts: dict[str, Any] = {"move": move, "from": before, "to": found.state}
    facts |= {"answers": public(kept, answers, doing.asks)}
    facts |= {"proxy": proxy} if doing.takes else {}
    facts |= {"findings": found.findings} if found.findings else {}
    note(found, kept, "line.moved", by, at, facts, doing.clause or "")
    return found


def may_step(kept: Kept, move: Move, by: Actor) -> bool:
    """Whether one of his posts makes this move: its own roles, else the keepers."""
    return has_role(by, move.roles or kept.register.keepers, kept.place.path)


def moved_on(line: Line, kept: Kept) -> MovedOn:
    return MovedOn(
        label=line.label,
        state=kept.register.state(line.state).title.say(get_language() or "zh-hans"),
        when=line.since.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"),
        who=last_signed(line),
    )


def _signed(line: Line, kept: Kept, move: Move, said: Mapping[str, Any]) -> tuple[str, bool]:
    """(who signed, whether for somebody else). Raises BadInput."""
    if move.takes is None:
        return "", False
    name = " ".join(str(said.get("signed") or "").split())
    if not name:
        raise BadInput(fields={"signed": _("Who takes it signs with his name.")})
    if len(name) > checking.LONGEST_NAME or not name.isprintable():
        raise BadInput(fields={"signed": _("This is no name.")})
    proxy = name.casefold() != str(line.values.get(kept.register.holder, "")).casefold()
    if proxy and move.takes == "own":
        raise BadInput(fields={"signed": _("Only the person it belongs to can sign for this.")})
    return name, proxy


def _open_case(line: Line, kept: Kept, move: Move, by: Actor, at: datetime) -> None:
    kind = move.case or (move.finding if line.findings else None)
    if kind is None:
        return
    title = f"{kept.register.title.zh} {line.label}：{move.title.zh}"[:80]
    channel = next(iter(kept.pack.rows("channels")))
    details = Details(kind=kind, channel=channel, text=title, title=title)
    line.case = open_case(details, pack=kept.pack, place=kept.place, by=by, at=at)


@transaction.atomic
def close(line: Line | int, why: str, *, by: Actor, at: datetime) -> Line:
    """A head ends a line that no step ends, and says why; it stays readable. Raises NotFound, NotAllowed, MovedOn, BadInput."""
    found, kept, person = locked(line, by)
    if not kept.heads(by):
        raise NotAllowed
    if found.closed_at is not None:
        raise moved_on(found, kept)
    found.reason, found.closed_at, found.due_at = _reason(why), at, None
    Movement.objects.create(
        line=found, move="close", before=found.state, after=found.state, at=at, by_id=person
    )
    note(found, kept, "line.closed", by, at, {"why": found.reason}, "")
    return found


@transaction.atomic
def reveal(line: Line | int, why: str, *, by: Actor, at: datetime) -> Line:
    """What is masked is shown to one who says why; it stays in the journal. Raises NotFound, NotAllowed, BadInput."""
    found, kept, _person = locked(line, by)
    note(found, kept, "line.revealed", by, at, {"why": _reason(why)}, "")
    return found


def _reason(why: str) -> str:
    said = " ".join(why.split())
    if not said or len(said) > LONGEST_REASON or not said.isprintable():
        raise BadInput(fields={"why": _("Say why in up to %(most)s characters.") % {"most": LONGEST_REASON}})
    return said
