"""What time does to cases by itself: warn, mark, escalate. Overdue is true without it; this only tells people."""

import logging
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext, override

from bihuan.engines.cases import clocks, running
from bihuan.engines.cases.actions.telling import heads_of, holders, members, public_title, tell
from bihuan.engines.cases.kinds import Listener, Promise, Step, flow_of, kind_of
from bihuan.engines.cases.models import Case, Clock
from bihuan.engines.cases.rights import moves_of
from bihuan.ground.directory.actor import WATCH
from bihuan.ground.directory.models import Person
from bihuan.ground.journal import actions as journal
from bihuan.ground.standards import adoption
from bihuan.ground.worktime import Calendar
from bihuan.ground.worktime.zone import SHANGHAI

log = logging.getLogger("bihuan.watch")

#: Day and night: a reminder at any hour.
ALWAYS = (time(0), time(0))


def run(at: datetime, limit: int = 200, hours: tuple[time, time] = ALWAYS) -> int:
    """Take up to `limit` clocks whose next step has come; returns how many steps were done.

    Safe with several processes: each step is claimed under the case's row lock, with the step's number checked again.
    """
    due = list(
        Clock.objects.with_a_step_due(at).order_by("next_step_at").values_list("pk", "case_id")[:limit]
    )
    done = 0
    for clock, case in due:
        try:
            done += take_steps(clock, case, at, hours)
        except Exception:
            # One clock that cannot be handled must not silence all others; it is tried again next round.
            log.exception("clock %s of case %s", clock, case)
    return done


@transaction.atomic
def take_steps(clock: int, case: int, at: datetime, hours: tuple[time, time] = ALWAYS) -> int:
    """Do every step of one clock that has come; a late watcher catches up and changes no verdict."""
    locked = _claimed(case)
    if locked is None:
        return 0
    row = Clock.objects.select_related("order", "team").get(pk=clock)
    if row.next_step_at is None or row.next_step_at > at or not row.is_running:
        return 0
    pack = adoption.pack_of(locked.edition)
    promise = running.promise_of(kind_of(pack, locked.kind), row.promise)
    done = _tell_each_step(locked, row, promise, pack.calendar(promise.calendar), at, hours)
    row.save(update_fields=["step", "next_step_at"])
    locked.save(update_fields=["journal_seq", "journal_head"])
    return done


def _claimed(case: int) -> Case | None:
    """The case under lock; None when another process has it (it will do the step)."""
    skip = connection.features.has_select_for_update_skip_locked
    cases = Case.objects.select_for_update(of=("self",), skip_locked=skip).select_related("place")
    return cases.filter(pk=case).first()


def _tell_each_step(
    case: Case, row: Clock, promise: Promise, calendar: Calendar, at: datetime, hours: tuple[time, time]
) -> int:
    assert row.due_at is not None
    moments = clocks.steps(promise, row.started_at, row.due_at, calendar)
    done = 0
    while row.step < len(moments) and moments[row.step] <= at:
        _tell(case, row, promise, promise.steps[row.step], row.step, at, hours)
        row.step += 1
        done += 1
    row.next_step_at = moments[row.step] if row.step < len(moments) else None
    return done


def _tell(
    case: Case,
    row: Clock,
    promise: Promise,
    step: Step,
    position: int,
    at: datetime,
    hours: tuple[time, time],
) -> None:
    verb = "missed" if step.at == "due" else "escalated" if step.at.startswith("+") else "warned"
    people = {person.pk: person for listener in step.tell for person in _listeners(case, row, listener, at)}
    entry = journal.write(
        case,
        f"case.{verb}",
        actor=WATCH.ref,
        at=at,
        clause=row.clause,
        facts={
            "promise": row.promise,
            "step": step.at,
            "told": sorted(person.name for person in people.values()),
        },
    )
    with override(settings.LANGUAGE_CODE):
        text = (
            f"{case.number} {promise.title.say(settings.LANGUAGE_CODE)}：{_said(step)} {public_title(case)}"
        )
    once = f"clock:{row.pk}:{row.round}:{position}:{row.due_at:%Y%m%d%H%M}"
    team = row.order.team if row.order else case.team
    tell(
        case,
        text,
        entry,
        people=people.values(),
        team=team,
        at=at,
        not_before=next_allowed(at, hours),
        once=once,
    )


def _said(step: Step) -> str:
    if step.at == "due":
        return gettext("overdue")
    if step.at.startswith("+"):
        return gettext("overdue by %(time)s") % {
            "time": clocks.allowance(step.at[1:]).describe(settings.LANGUAGE_CODE)
        }
    return gettext("%(share)s of the time is used") % {"share": step.at}


def _listeners(case: Case, row: Clock, listener: Listener, at: datetime) -> list[Person]:
    """Who hears of it; nobody there means the next one up, never silence."""
    team = row.order.team if row.order else case.team
    if listener == "holder":
        handler = row.order.handler if row.order else case.handler
        if handler is not None and handler.is_active:
            return [handler]
        found = members(team, at) if team else [case.accepted_by] if case.accepted_by else []
        return [person for person in found if person is not None] or holders(case, _intake_roles(case), at)
    if listener == "head":
        return (heads_of(team, at) if team else []) or holders(case, ("commissioner",), at)
    if listener == "superior":
        above = team.superior if team else None
        return (heads_of(above, at) if above else []) or holders(case, ("leader",), at)
    return holders(case, (listener,), at)


def _intake_roles(case: Case) -> list[str]:
    """Roles that may accept: they hold what nobody holds yet."""
    moves = moves_of(flow_of(adoption.pack_of(case.edition), case.kind), "accept")
    return sorted({role for move in moves for role in move.roles})


def next_allowed(at: datetime, hours: tuple[time, time]) -> datetime:
    """`at`, or the next opening of the allowed hours (local time); equal ends mean round the clock."""
    opens, closes = hours
    local = at.astimezone(SHANGHAI)
    if opens == closes or opens <= local.time() < closes:
        return at
    today = datetime.combine(local.date(), opens, SHANGHAI)
    return today if local.time() < opens else today + timedelta(days=1)
