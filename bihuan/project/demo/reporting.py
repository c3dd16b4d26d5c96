"""Reports of the play: made and sent in the morning by whoever owes them, once in a while too late."""

from datetime import datetime, timedelta
from random import Random

from bihuan.ground.directory.actor import Actor
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.project.demo.company import Company
from bihuan.reports import actions, schedule
from bihuan.reports import watch as report_watch

#: How long before the end reports of each period begin: those that the list of what is owed still looks back on.
SINCE = {"day": timedelta(days=9), "express": timedelta(days=9), "week": timedelta(days=37)}
_SAID = {
    "week": (
        "投诉集中在故障停供和费用差错，停供多因管道、设备老化。",
        "对反复出现的片区列入排查，重点跟踪超时单位。",
    ),
    "month": (
        "本月投诉量随天气和集中抢修波动，按时处结率总体平稳。",
        "加强估抄告知和停供通知，逐月通报超时工单。",
    ),
}


def morning(company: Company, start: datetime, end: datetime, at: datetime, rng: Random) -> None:
    """What is owed at `at` for periods of the play is sent; some owners forget until the next morning."""
    left, local = end - at, at.astimezone(SHANGHAI)
    weekly = local.weekday() == 0 and left < SINCE["week"]
    if left >= SINCE["day"] and not weekly and local.day not in (2, 9):
        return
    report_watch.run(at)
    first = start.astimezone(SHANGHAI).date()
    for one in schedule.owed(at):
        recent = left < SINCE.get(one.row.period, left + timedelta(1))
        if one.sent is not None or one.span.last < first or not recent or rng.random() < 0.06:
            continue
        by = _owner(company, one, at)
        if by is None or one.row.outside:
            continue
        made = actions.draft(one.row.id, one.place, one.span, by=by, at=at)
        if one.row.period in _SAID:
            analysis, proposal = _SAID[one.row.period]
            made = actions.explain(
                made, analysis=analysis, proposal=proposal, by=by, at=at + timedelta(minutes=9)
            )
        actions.submit(made, by=by, at=at + timedelta(minutes=12))


def _owner(company: Company, one: schedule.Owed, at: datetime) -> Actor | None:
    people = schedule.owners(one, at)
    return next((actor for actor in company.actors.values() if people and actor.person == people[0].pk), None)
