"""The limits of the standard, watched while the hall is open: what is broken is told to the lobby once, and kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bihuan.engines.halls.actions.taking import waited_until
from bihuan.engines.halls.inforce import Standard
from bihuan.engines.halls.models import Breach, Counter, Hall, Ticket
from bihuan.engines.halls.shapes import span
from bihuan.engines.halls.telling import keepers, said, tell
from bihuan.engines.halls.turn import Turn, begin, in_line
from bihuan.ground.directory.actor import WATCH

_Kind = Breach.Kind
#: A breach that begins again so soon is not told anew.
QUIET = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Broken:
    """A limit as it stands now. For `windows` less is worse, for the others more."""

    kind: str
    clause: str
    most: float
    value: float
    ticket: Ticket | None = None

    @property
    def key(self) -> tuple[str, int | None]:
        return self.kind, self.ticket.pk if self.ticket else None


def broken(hall: Hall, standard: Standard, at: datetime) -> list[Broken]:
    """Every limit that is not held at the moment; none while the hall is closed."""
    opening = standard.opening(at)
    if opening is None:
        return []
    windows = Counter.objects.filter(hall=hall, state=Counter.State.OPEN).count()
    found = [*_windows(standard, at, windows), *_crowd(hall, standard, windows)]
    return [*found, *_lobby(hall, standard, opening[0], at), *_waits(hall, standard, at)]


def least_windows(standard: Standard, at: datetime) -> int | None:
    """How many windows the standard asks for on this day; weekends and holidays on which the hall opens count as such."""
    rule = standard.rules.windows
    if rule is None:
        return None
    day, table = standard.day(at), standard.calendar.holidays
    # Asked of the State Council's table: a hall that opens on Saturdays has no other sign of a make-up workday.
    if table is not None and (day in table.work or day in table.off):
        return rule.workday if day in table.work else rule.holiday
    return rule.workday if day.weekday() < 5 else rule.holiday


def _windows(standard: Standard, at: datetime, windows: int) -> Iterator[Broken]:
    least = least_windows(standard, at)
    if least is not None and standard.rules.windows is not None and windows < least:
        yield Broken(_Kind.WINDOWS, standard.rules.windows.clause, least, windows)


def _crowd(hall: Hall, standard: Standard, windows: int) -> Iterator[Broken]:
    rule = standard.rules.waiting_per_window
    if rule is None:
        return
    waiting = Ticket.objects.filter(hall=hall, state=Ticket.State.WAITING).count()
    each = waiting / max(1, windows)
    if each > rule.most:
        yield Broken(_Kind.CROWD, rule.clause, rule.most, round(each, 1))


def _lobby(hall: Hall, standard: Standard, opened: datetime, at: datetime) -> Iterator[Broken]:
    """Nobody having come since the opening counts like having gone at it."""
    rule = standard.rules.lobby_away
    if rule is None or (hall.lobby_person_id is not None and hall.lobby_away_since is None):
        return
    since = max(opened, hall.lobby_away_since or opened)
    away = (at - since).total_seconds()
    if away > span(rule.most).total_seconds():
        yield Broken(_Kind.LOBBY, rule.clause, span(rule.most).total_seconds(), away)


def _waits(hall: Hall, standard: Standard, at: datetime) -> Iterator[Broken]:
    """Each customer whose promised longest wait is over, while he waits."""
    for priority in standard.rules.priorities:
        if priority.most_wait is None or priority.clause is None:
            continue
        most = span(priority.most_wait)
        waiting = Ticket.objects.filter(hall=hall, state=Ticket.State.WAITING, priority=priority.id)
        for ticket in waiting.filter(entered_at__lt=at - most):
            waited = waited_until(ticket, at)
            if waited > most.total_seconds():
                yield Broken(_Kind.WAIT, priority.clause, most.total_seconds(), waited, ticket)


def watch(hall: Hall, standard: Standard, at: datetime) -> int:
    """New breaches are written and told, standing ones followed, ended ones closed; returns how many began or ended."""
    now = {one.key: one for one in broken(hall, standard, at)}
    standing = {(row.kind, row.ticket_id): row for row in Breach.objects.filter(hall=hall, until=None)}
    if not now.keys() - standing.keys() and not standing.keys() - now.keys():
        return _follow(standing, now)
    with in_line(), transaction.atomic():
        turn = begin(hall, by=WATCH, at=at)
        # Under the turn once more: another watcher may have been faster.
        now = {one.key: one for one in broken(turn.hall, standard, at)}
        standing = {(row.kind, row.ticket_id): row for row in Breach.objects.filter(hall=hall, until=None)}
        for key in now.keys() - standing.keys():
            _begin(turn, now[key])
        for key in standing.keys() - now.keys():
            _end(turn, standing[key])
        _follow(standing, now)
        return len(now.keys() ^ standing.keys())


def _follow(
    standing: Mapping[tuple[str, int | None], Breach], now: Mapping[tuple[str, int | None], Broken]
) -> int:
    for key in standing.keys() & now.keys():
        row, value = standing[key], now[key].value
        worse = value < row.worst if row.kind == _Kind.WINDOWS else value > row.worst
        if worse:
            row.worst = value
            row.save(update_fields=["worst"])
    return 0


def _begin(turn: Turn, one: Broken) -> None:
    if one.ticket is not None and Breach.objects.filter(ticket=one.ticket).exists():
        return
    clause = turn.standard.cite(one.clause)
    row = Breach.objects.create(
        hall=turn.hall,
        kind=one.kind,
        clause=clause,
        ticket=one.ticket,
        most=one.most,
        worst=one.value,
        since=turn.at,
    )
    facts = {"kind": str(one.kind), "most": one.most, "value": one.value}
    entry = turn.change(turn.hall, "hall.breach", facts, clause=one.clause)
    if (
        one.ticket is None
        and Breach.objects.filter(hall=turn.hall, kind=one.kind, until__gt=turn.at - QUIET).exists()
    ):
        return  # a queue that swings about its limit is written down each time, but not told each time
    posts = turn.standard.rules.posts
    people = keepers(turn.hall, (*posts.lobby, *posts.manager), turn.at)
    tell(turn.hall, people, sentence(one), at=turn.at, entry=entry, once=f"breach:{row.pk}")


def _end(turn: Turn, row: Breach) -> None:
    row.until = max(turn.at, row.since)
    row.save(update_fields=["until"])
    turn.change(turn.hall, "hall.breach_over", {"kind": str(row.kind), "worst": row.worst})


_WORDS: Mapping[str, Promise] = {
    _Kind.CROWD: _("%(value)s people wait for each open window, at most %(most)s should (%(clause)s)"),
    _Kind.WINDOWS: _("%(value)s windows are open, at least %(most)s should be (%(clause)s)"),
    _Kind.LOBBY: _("nobody has been in the lobby for %(value)s minutes, at most %(most)s (%(clause)s)"),
    _Kind.WAIT: _("%(number)s has waited for %(value)s minutes, at most %(most)s (%(clause)s)"),
}


def sentence(one: Broken) -> str:
    """What is told, in the site's language."""
    per = 60 if one.kind in (_Kind.LOBBY, _Kind.WAIT) else 1
    return said(
        _WORDS[one.kind],
        value=f"{one.value / per:g}" if per == 1 else int(one.value // per),
        most=f"{one.most / per:g}",
        clause=one.clause,
        number=one.ticket.label if one.ticket else "",
    )
