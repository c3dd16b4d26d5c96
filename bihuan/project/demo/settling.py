"""The closed loop after the report: review, closing, callback, measures, archive (S003 7.4)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bihuan.engines.cases import actions
from bihuan.engines.cases.kinds import kind_of
from bihuan.engines.cases.models import Callback, Case, Order, Responsibility
from bihuan.ground.directory.actor import Actor
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.project.demo.arriving import rate_later
from bihuan.project.demo.handling import reported
from bihuan.project.demo.matter import Course, Hold, Matter

_HAPPY = ("very_satisfied", "satisfied", "satisfied", "satisfied", "neutral")


def reviewed(m: Matter, holds: Sequence[Hold]) -> Course:
    """The commissioner passes the result, or sends it back once for more (S003 7.4a)."""
    commissioner = m.play.staff.commissioner()
    yield from m.work(0.5, 4)
    if m.fate.has("sent_back") and m.round() == 1:
        m.do(actions.send_back, commissioner, None, m.pick("send_backs"))
        for hold in holds:
            yield from reported(m, hold)
        yield from m.work(0.3, 2)
    if m.fate.has("relabelled"):
        # The clerk may have taken a question on as a complaint: the nature stays, the category changes.
        kind, category = Case.objects.values_list("kind", "category").get(pk=m.case.pk)
        m.do(
            actions.reclassify,
            commissioner,
            None,
            kind,
            "other" if category != "other" else "service_use",
            "调查后改列类别",
        )
    m.do(actions.review, commissioner, None, "事实清楚，处理得当")


def resolved(m: Matter) -> Course:
    """Closing waits for the parts; who answers for it and what will be better is written down."""
    commissioner = m.play.staff.commissioner()
    yield from m.work(0.2, 2)
    while Case.objects.filter(parent=m.case.pk, closed_at=None, resolved_at=None).exists():
        yield from m.work(3, 5)
    m.do(actions.resolve, commissioner)
    rate_later(m)
    if m.fate.has("blamed") or m.story.theme.blame or m.story.theme.conduct:
        yield from m.work(0.1, 1)
        _blame(m, commissioner)


def _blame(m: Matter, by: Actor) -> None:
    verified = m.rng.random() < 0.85
    lead = Order.objects.filter(case=m.case, lead=True).select_related("team").order_by("-pk").first()
    m.do(
        actions.blame,
        by,
        verified=verified,
        opinion=m.pick("blames" if verified else "clearings"),
        team=lead.team if lead else None,
    )


def called_back(m: Matter, *, content: bool) -> Course:
    """Attempts until somebody answers or the last allowed one; `content`: he cannot be dissatisfied any more."""
    yield from m.work(18, 26) if m.fate.has("late_callback") else m.work(1, 9)
    yield from polite_hour(m)
    for _attempt in range(m.fate.unreachable):
        made = m.do(actions.call_back, caller(m), None, result="unreachable", remark="无人接听")
        if made.final:
            return
        yield from m.work(1, 3)
        yield from polite_hour(m)
    unhappy = m.fate.has("dissatisfied") and not content
    result = "refused" if m.rng.random() < 0.03 and not unhappy else "reached"
    said = _answers(m, unhappy) if result == "reached" else None
    remark = str(said.get("reason", "")) if said else ""
    m.do(actions.call_back, caller(m), None, result=result, answers=said, remark=remark)


def polite_hour(m: Matter) -> Course:
    """Offices open before customers may be called."""
    kind = Case.objects.values_list("kind", flat=True).get(pk=m.case.pk)
    asked = kind_of(m.play.company.pack, kind).callback
    local = m.play.local(m.at)
    if asked and not asked.may_call(local.time()):
        opening = datetime.combine(local.date(), asked.opens, SHANGHAI)
        yield from m.until(opening + timedelta(minutes=m.rng.randint(1, 25)))


def caller(m: Matter) -> Actor:
    """An agent on shift; confidential ones are the specialist's to call."""
    return m.play.staff.specialist() if m.secret else m.play.staff.agent(m.at)


def _answers(m: Matter, unhappy: bool) -> dict[str, object]:
    if unhappy:
        return {
            "satisfaction": m.rng.choice(("dissatisfied", "dissatisfied", "very_dissatisfied")),
            "reason": m.pick("dissatisfied"),
            "answered_clearly": m.rng.random() < 0.4,
        }
    said: dict[str, object] = {
        "satisfaction": m.rng.choice(_HAPPY),
        "contacted_in_time": m.fate.late != "contact",
        "answered_clearly": True,
    }
    if m.rng.random() < 0.2:
        said["wish"] = m.pick("wishes")
    return said


def archived(m: Matter) -> Course:
    """The measure that closes the loop, and the archive."""
    at_fault = Responsibility.objects.filter(case=m.case, verified=True).exists()
    if at_fault or (m.fate.has("improved") and m.story.theme.improve):
        yield from m.work(0.2, 4)
        on = m.play.local(m.at, days=m.rng.randint(10, 60)).date()
        said = m.story.say(m.story.theme.improve or "统一答复口径，避免同类问题再次发生。")
        m.do(actions.improve, m.play.staff.commissioner(), None, said, due_on=on)
    yield from m.work(0.2, 6)
    m.do(actions.archive, m.play.staff.commissioner() if m.secret else m.play.staff.agent(m.at))


def new_round(m: Matter) -> bool:
    """Whether the last callback opened the matter again."""
    last = Callback.objects.filter(case=m.case).order_by("-pk").first()
    return last is not None and last.satisfied is False
