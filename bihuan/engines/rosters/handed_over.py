"""What is carried over to the next shift besides the things that are counted: rooms above may add theirs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.engines.cases.models import Case
from bihuan.engines.duties.inforce import plan_of
from bihuan.engines.duties.models import Duty
from bihuan.engines.registers.models import Line
from bihuan.ground.directory.models import Place
from bihuan.ground.standards import adoption
from bihuan.ground.worktime.zone import SHANGHAI

MOST = 50
#: What a place still has open at a moment, a line each.
Telling = Callable[[Place, datetime], Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Part:
    id: str
    title: str | Promise
    tell: Telling


_parts: dict[str, _Part] = {}


def register(id: str, title: str | Promise, tell: Telling) -> None:
    """Announce something that changes hands with a shift: keys lent, visitors in the house."""
    _parts[id] = _Part(id, title, tell)


def carried(place: Place, at: datetime) -> list[dict[str, Any]]:
    """Everything still open, as it stands in the book for good."""
    return [
        {
            "id": one.id,
            "title": str(one.title),
            "items": list(lines[:MOST]),
            "more": max(0, len(lines) - MOST),
        }
        for one in _parts.values()
        if (lines := one.tell(place, at))
    ]


def _cases(place: Place, _at: datetime) -> list[str]:
    """By number alone: what a case says is for those who may read it there."""
    return [one.number for one in Case.objects.open().filter(place=place).order_by("pk")[: MOST + 1]]


def _duties(place: Place, at: datetime) -> list[str]:
    rows = Duty.objects.filter(place=place, state=Duty.State.OPEN, opens_at__lte=at, closes_at__gt=at)
    return [_line(one) for one in rows.order_by("due_at")[: MOST + 1]]


def _missed(place: Place, at: datetime) -> list[str]:
    since = at - timedelta(hours=12)
    rows = Duty.objects.filter(place=place, state=Duty.State.OPEN, closes_at__gt=since, closes_at__lte=at)
    return [_line(one) for one in rows.order_by("due_at")[: MOST + 1]]


def _kept(place: Place, _at: datetime) -> list[str]:
    """What a register still waits for, such as a key lent or a visitor in the house: by its label, without names."""
    rows = Line.objects.filter(book__place=place, closed_at=None).exclude(due_at=None)
    found = []
    for one in rows.select_related("book").order_by("due_at")[: MOST + 1]:
        register = adoption.pack_of(one.edition).rows("registers")[one.book.register]
        when = one.due_at.astimezone(SHANGHAI).strftime("%m-%d %H:%M") if one.due_at else ""
        said = {"what": f"{register.title.zh} {one.label}", "when": when}
        found.append(_("%(what)s (due %(when)s)") % said)
    return found


def _line(duty: Duty) -> str:
    what = plan_of(duty).title.zh
    return _("%(what)s (due %(when)s)") % {
        "what": what,
        "when": duty.due_at.astimezone(SHANGHAI).strftime("%m-%d %H:%M"),
    }


register("cases", gettext_lazy("Cases still open"), _cases)
register("duties", gettext_lazy("Duties still to be done"), _duties)
register("kept", gettext_lazy("Still out by the registers"), _kept)
register("missed", gettext_lazy("Duties left undone"), _missed)
