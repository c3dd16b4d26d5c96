"""A duty as somebody sees it who has to do it: what is asked, what is there already, what he can do about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from bihuan.engines.duties import actions
from bihuan.engines.duties.inforce import plan_of
from bihuan.engines.duties.models import Duty, Photo, Point, Scan
from bihuan.engines.duties.rounds import Before, before_us
from bihuan.engines.duties.shapes import Plan, Proof
from bihuan.ground.directory import posts
from bihuan.ground.directory.actor import Actor
from bihuan.ground.standards import adoption
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.windows.desk.duties.forms import Finish, HandOn, Text
from bihuan.windows.look.http import locale, new_key

#: What arrives so much later than it was done was kept on a phone without network.
SENT_LATER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Row:
    """A duty as a page shows it. `mood`: now, soon, overdue, late, missed, done, excused."""

    duty: Duty
    plan: Plan
    mood: str

    @property
    def title(self) -> str:
        return self.plan.title.say(locale())

    @property
    def span(self) -> str:
        """`06-04 15:00–18:00`; midnight at its end is said as 24:00, because that is how people say it."""
        opens, due = (one.astimezone(SHANGHAI) for one in (self.duty.opens_at, self.duty.due_at))
        last = due - timedelta(minutes=1) if due.hour == due.minute == 0 else due
        end = "24:00" if last != due else f"{due:%H:%M}"
        return f"{opens:%m-%d %H:%M}–{end if last.date() == opens.date() else f'{last:%m-%d} {end}'}"


def mood_of(duty: Duty, at: datetime) -> str:
    if duty.state == Duty.State.EXCUSED:
        return "excused"
    if duty.state != Duty.State.OPEN:
        if duty.done_at is not None and duty.done_at > duty.closes_at:
            return "missed"
        return "done" if duty.state == Duty.State.DONE else "late"
    if at > duty.closes_at:
        return "missed"
    if at > duty.due_at:
        return "overdue"
    return "now" if at >= duty.opens_at else "soon"


def rows_of(duties: Iterable[Duty], at: datetime) -> list[Row]:
    return [Row(one, plan_of(one), mood_of(one, at)) for one in duties]


@dataclass(frozen=True, slots=True)
class Way:
    proof: Proof
    stops: list[tuple[Point, Scan | None]]

    @property
    def reached(self) -> int:
        return sum(1 for _point, scan in self.stops if scan)


@dataclass(frozen=True, slots=True)
class Card:
    """`form` is None for what is done, or not his. `mine`: nobody else holds it."""

    row: Row
    form: Finish | None
    ways: list[Way]
    photos: list[tuple[Proof, list[Photo]]]
    finding: Text | None
    hand: HandOn | None
    mine: bool

    def key(self) -> str:
        return new_key()


def cards_of(
    duties: Iterable[Duty], actor: Actor, at: datetime, bound: Mapping[int, Finish] | None = None
) -> list[Card]:
    """The same few queries, however many duties; one more for each post that several people share."""
    rows = rows_of(list(duties), at)
    before, mates = before_us(one.duty for one in rows), _Mates(actor, at)
    return [_card(row, before, mates, actor, (bound or {}).get(row.duty.pk)) for row in rows]


class _Mates:
    """Whom a duty can be handed to; asked once for each post."""

    def __init__(self, actor: Actor, at: datetime) -> None:
        self.at = at
        self.known: dict[tuple[str, str], dict[int, str]] = {}

    def of(self, duty: Duty) -> dict[int, str]:
        key = duty.place.path, duty.role
        if key not in self.known:
            people = posts.over_place(*_post(duty), self.at)
            self.known[key] = {one.pk: one.name for one in people}
        return {pk: name for pk, name in self.known[key].items() if pk != duty.holder_id}


def _post(duty: Duty) -> tuple[str, list[str]]:
    return duty.place.path, [duty.role]


def _card(row: Row, before: Before, mates: _Mates, actor: Actor, bound: Finish | None) -> Card:
    duty, plan = row.duty, row.plan
    open_for_him = duty.state == Duty.State.OPEN and actions.may_do(duty, actor)
    mine = duty.holder_id in (None, actor.person)
    kept = before.photos.get(duty.pk, ())
    hand = mates.of(duty) if duty.state == Duty.State.OPEN else {}
    return Card(
        row,
        bound or (finish_form(duty, plan) if open_for_him and mine else None),
        [Way(one, before.way(duty, plan, one)) for one in plan.proofs if one.kind == "scan"],
        [(one, [two for two in kept if two.proof == one.id]) for one in plan.proofs if one.kind == "photo"],
        Text(auto_id=f"d{duty.pk}_%s") if plan.finding and duty.case_id is None else None,
        HandOn(mates=hand, auto_id=f"d{duty.pk}_%s") if hand else None,
        mine,
    )


def finish_form(duty: Duty, plan: Plan, data: Any = None) -> Finish:
    """Its fields are named apart, so that a plan may call its proofs what it likes."""
    sheets = adoption.pack_of(duty.edition).rows("sheets")
    return Finish(data, plan=plan, sheets=sheets, prefix="a", auto_id=f"d{duty.pk}_%s")


def told(proof: Proof, value: Any) -> str:
    """An answer that was kept, in words."""
    if value is None:
        return "—"
    if proof.kind == "scan":
        reached, missed = len(value["reached"]), value["missed"]
        said = _("%(reached)s of %(all)s points") % {"reached": reached, "all": reached + len(missed)}
        return f"{said} · {_('not reached:')} {'、'.join(missed)}" if missed else said
    if proof.kind == "photo":
        return _("%(count)s photos") % {"count": len(value["photos"])}
    if proof.kind == "sheet":
        faults = _("%(count)s out of order") % {"count": len(value["findings"])}
        return faults if value["points"] is None else f"{_('%(points)s points') % value} · {faults}"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    unit = f" {proof.unit.say(locale())}" if proof.unit else ""
    return f"{value}{unit}"
