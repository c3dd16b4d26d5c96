"""The three courses a matter can take: the closed loop, light handling, the answer on the spot."""

from collections.abc import Callable

from bihuan.engines.cases import actions
from bihuan.engines.cases.models import Case
from bihuan.project.demo.arriving import arrive, rate_later
from bihuan.project.demo.handling import dispatched, instructed, investigated, met, reheld, transferred
from bihuan.project.demo.matter import Course, Ended, Hold, Matter
from bihuan.project.demo.settling import archived, called_back, new_round, polite_hour, resolved, reviewed


def journey(m: Matter) -> Course:
    """From the first word to the last, by the kind's flow; asides go on after the end."""
    try:
        yield from arrive(m)
        yield from COURSES[m.story.theme.kind](m)
    except Ended:
        m.asides.clear()
    yield from m.rest()


def loop(m: Matter) -> Course:
    """S003 7.2–7.4."""
    if m.twin and m.twin.first and m.rng.random() < (0.25 if m.fate.swamped else 0.5):
        yield from m.soon(1, 15)
        if _open(m.twin.case):
            m.do(actions.merge, m.clerk, None, m.twin.case, "同一停供事件，合并办理")
            raise Ended
    if m.channel == "regulator":
        yield from instructed(m)
    elif m.fate.has("reclassified") and not m.secret and m.channel != "web":
        yield from m.soon(1, 5)
        m.do(actions.reclassify, m.clerk, None, "opinion", m.story.theme.category, m.pick("reasons"))
        yield from light(m)
        return
    yield from handled(m)


def handled(m: Matter) -> Course:
    """From dispatch to archive, with a second round for the dissatisfied."""
    holds: list[Hold] = []
    yield from dispatched(m, holds)
    while True:
        for position, hold in enumerate(holds):
            yield from met(m, hold, first=position == 0)
        yield from transferred(m, holds)
        yield from investigated(m, holds)
        yield from reviewed(m, holds)
        yield from resolved(m)
        yield from called_back(m, content=m.round() > 1)
        if not new_round(m):
            break
        holds[:] = reheld(m, holds)
    yield from archived(m)


def _open(case: Case) -> bool:
    stages = ("received", "accepted", "handling")
    return Case.objects.filter(pk=case.pk, closed_at=None, stage__in=stages).exists()


def light(m: Matter) -> Course:
    """S003 2.4: opinions and suggestions; a hall's manager settles what he can."""
    staff, story = m.play.staff, m.story
    manager = staff.hall_manager(m.hall) if m.hall else None
    yield from m.work(9, 14) if m.fate.late == "contact" else m.work(0.3, 4)
    m.do(actions.contact, manager or staff.specialist(), way="call", said=m.pick("calls"))
    if manager and m.fate.has("quick"):
        yield from m.work(1, 12)
        m.do(actions.answer, manager, None, story.say(story.theme.reply))
        yield from m.work(0.2, 2)
        m.do(actions.resolve, manager)
    else:
        yield from passed_on(m, 42 if m.fate.late == "answer" else 5, 50 if m.fate.late == "answer" else 22)
        yield from m.work(0.5, 5)
        m.do(actions.resolve, staff.commissioner())
    rate_later(m)
    if m.rng.random() < 0.4:
        yield from m.work(2, 9)
        yield from polite_hour(m)
        m.do(
            actions.call_back,
            staff.agent(m.at),
            None,
            result="reached",
            answers={"satisfaction": "satisfied"},
        )
    yield from archived(m)


def passed_on(m: Matter, least: float, most: float) -> Course:
    """A unit gives the answer; no report is asked of it."""
    yield from m.soon(2, 9)
    team = m.story.team
    target = actions.Target(m.play.company.teams[team], m.pick("instructions"))
    order = m.do(actions.dispatch, m.clerk, None, [target])[0]
    handler = m.play.staff.handler(team, m.rng)
    yield from m.work(0.2, 3)
    m.do(actions.take, handler, order)
    yield from m.work(least, most)
    m.do(actions.answer, handler, None, m.story.say(m.story.theme.reply))
    yield from m.work(0.1, 1)
    m.do(actions.confirm, handler, order)


def direct(m: Matter) -> Course:
    """S003 2.4(5): most questions end with the call."""
    if m.fate.has("reclassified") and m.channel in ("hotline", "hall"):
        yield from m.soon(1, 4)
        m.do(actions.reclassify, m.clerk, None, "complaint", m.story.theme.category, "客户表示损失，改列投诉")
        yield from handled(m)
        return
    if m.fate.has("quick"):
        yield from m.soon(1, 6)
        m.do(actions.answer, m.clerk, None, m.story.say(m.story.theme.reply))
    else:
        yield from passed_on(m, 18 if m.fate.late == "answer" else 1, 28 if m.fate.late == "answer" else 8)
    yield from m.soon(1, 3)
    m.do(actions.resolve, m.clerk)
    rate_later(m)
    yield from m.soon(2, 60)
    m.do(actions.archive, m.clerk)


COURSES: dict[str, Callable[[Matter], Course]] = {
    "complaint": loop,
    "report": loop,
    "opinion": light,
    "suggestion": light,
    "enquiry": direct,
}
