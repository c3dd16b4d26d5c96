"""How the hall's facts are said: what to expect, which limit is broken and by how much."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.engines.halls.estimates import Estimate
from bihuan.engines.halls.models import Breach, Ticket
from bihuan.windows.desk.halls.reach import Here
from bihuan.windows.desk.showing import Citation, citation
from bihuan.windows.look.parts import span_words

_Kind = Breach.Kind
_BROKEN: Mapping[str, Promise] = {
    _Kind.CROWD: gettext_lazy("%(value)s people wait for each open window, at most %(most)s should"),
    _Kind.WINDOWS: gettext_lazy("%(value)s windows are open, at least %(most)s should be"),
    _Kind.LOBBY: gettext_lazy("Nobody was in the lobby for %(value)s, at most %(most)s"),
    _Kind.WAIT: gettext_lazy("%(number)s waited %(value)s, at most %(most)s"),
}


@dataclass(frozen=True, slots=True)
class Broken:
    """A limit that is not held, or was not."""

    text: str
    since: datetime
    until: datetime | None
    cited: Citation | None


def shown_breach(row: Breach, here: Here, locale: str) -> Broken:
    timed = row.kind in (_Kind.LOBBY, _Kind.WAIT)
    facts = {
        "value": span_words(row.worst) if timed else f"{row.worst:g}",
        "most": span_words(row.most) if timed else f"{row.most:g}",
        "number": row.ticket.label if row.kind == _Kind.WAIT and row.ticket else "",
    }
    return Broken(str(_BROKEN[row.kind]) % facts, row.since, row.until, citation(row.clause, locale))


def expected_words(ticket: Ticket) -> str:
    """How many are before him and how long it may take, as it was when the number was taken."""
    ahead = _("%(count)s people are before it") % {"count": ticket.ahead}
    if ticket.estimate_low is None or ticket.estimate_high is None:
        return _("%(ahead)s; no window for it is open yet.") % {"ahead": ahead}
    low, high = ticket.estimate_low // 60, math.ceil(ticket.estimate_high / 60)
    return _("%(ahead)s, about %(low)s to %(high)s minutes.") % {"ahead": ahead, "low": low, "high": high}


def verbs_of_halls() -> Mapping[str, str]:
    """What the hall's own journal tells, in words."""
    return {
        "hall.set_up": _("Set up"),
        "hall.device_issued": _("Device issued"),
        "hall.device_revoked": _("Device revoked"),
        "hall.notice": _("Notice on the screens"),
        "hall.locked": _("Numbers of a service stopped"),
        "hall.unlocked": _("Numbers of a service given again"),
        "hall.breach": _("A limit was broken"),
        "hall.breach_over": _("A limit is held again"),
        "hall.closing": _("Closed while people waited"),
        "lobby.back": _("Came to the lobby"),
        "lobby.left": _("Left the lobby"),
        "lobby.relieved": _("Was relieved in the lobby"),
        "lobby.ended": _("The lobby's day ended"),
    }


def interval_words(expected: Estimate | None) -> str:
    """`10–20 min`; nothing without a window for the service."""
    if expected is None:
        return ""
    low, high = int(expected.low // 60), math.ceil(expected.high / 60)
    if high <= 1:
        return _("at once")
    return _("%(low)s–%(high)s min") % {"low": low, "high": high}
