"""The demo's shifts at the East hall: guards and front desk, a handover with a difference, a swap and a leave to decide."""

from datetime import datetime, time, timedelta
from typing import Final

from bihuan.engines.rosters import actions
from bihuan.engines.rosters.models import Roster, Shift
from bihuan.ground.directory.actor import Actor
from bihuan.ground.standards import adoption
from bihuan.ground.standards.actions import adopt
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.project.demo.company import Company

SHIFTS: Final = "company-shifts-2026@2026.1"
#: By post: who stands how, day by day, again and again.
PLANS: Final = {
    "guard-post": (("baoyong", "日"), ("panggang", "晚")),
    "front-desk": (("mengjia", "早早早休"), ("heli", "晚"), ("fuqiang", "休休休早")),
}
_COUNTS: Final = {"radios": 2, "torches": 2, "keys": 1, "passes": 14}


def shifts(company: Company, end: datetime) -> int:
    """Two days of shifts as they were stood, the rest of the month as it is planned; how many."""
    early = end - timedelta(days=2)
    adopt(
        company.places["company"],
        SHIFTS,
        since=early.astimezone(SHANGHAI).date(),
        by=company.actors["admin"],
        at=early,
    )
    adoption.forget()
    for station in PLANS:
        _planned(company, station, early, end)
    stood = 0
    for shift in Shift.objects.standing().filter(starts_at__lt=end).order_by("starts_at", "pk"):
        by = company.actors[shift.person.username]
        come = shift.starts_at - timedelta(minutes=6 + shift.pk % 5)
        if early <= come < end:
            actions.sign_in(shift, by=by, at=come)
            stood += 1
            _handed_over(company, shift, by, end)
            if shift.ends_at + timedelta(minutes=10) < end:
                actions.sign_out(shift, by=by, at=shift.ends_at + timedelta(minutes=8))
    _asked(company, end)
    return stood


def _planned(company: Company, station: str, early: datetime, end: datetime) -> Roster:
    """This month, from two days ago on (or its first day) to its end."""
    head = company.actors["tangmin"]
    today = end.astimezone(SHANGHAI).date()
    roster = actions.begin_month(company.places["east"], station, today, by=head, at=early)
    first, last = actions.month_of(roster)
    first = max(first, early.astimezone(SHANGHAI).date())
    for username, pattern in PLANS[station]:
        person = company.people[username]
        actions.fill(roster, person, pattern, first, last, by=head, at=early)
    return actions.publish(roster, "夜间由技防系统值守，人手补齐后再排夜班", by=head, at=early)


def _handed_over(company: Company, shift: Shift, by: Actor, end: datetime) -> None:
    """The guard of the day hands over to the one of the evening; one radio is being mended."""
    out = shift.ends_at - timedelta(minutes=4)
    if shift.roster.station != "guard-post" or shift.turn != "day" or out >= end:
        return
    short = {**_COUNTS, "radios": 1}
    page = actions.hand_over(
        shift, short, why="一部对讲机送修，周五取回", note_="东侧门禁刷卡慢，已报修", by=by, at=out
    )
    taken = out + timedelta(minutes=9)
    if taken < end:
        other = company.actors["panggang"]
        actions.take_over(page, short, why="属实，见送修单", by=other, at=taken)


def _asked(company: Company, end: datetime) -> None:
    """What waits for the hall's manager: a swap that the other has accepted, a leave."""
    soon = datetime.combine(end.astimezone(SHANGHAI).date() + timedelta(days=1), time(), SHANGHAI)
    at, who = end - timedelta(minutes=40), company.actors
    coming = Shift.objects.standing().filter(roster__station="front-desk", starts_at__gt=soon)
    for shift in coming.filter(person=company.people["mengjia"]).order_by("starts_at")[:1]:
        swap = actions.ask_swap(shift, company.people["fuqiang"], "孩子开家长会", by=who["mengjia"], at=at)
        actions.answer_swap(swap, True, by=who["fuqiang"], at=at + timedelta(minutes=12))
    day = soon.date() + timedelta(days=2)
    actions.ask_leave(day, day, "回老家办事", by=who["heli"], at=at)
