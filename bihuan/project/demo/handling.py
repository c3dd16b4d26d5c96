"""The closed loop up to the unit's report: orders from above, dispatch, return, contact, investigation."""

from collections.abc import Sequence
from dataclasses import replace

from bihuan.engines.cases import actions
from bihuan.engines.cases.models import Case, Order
from bihuan.project.demo.arriving import details
from bihuan.project.demo.matter import Course, Hold, Matter

UNITS = ("water", "gas", "power", "market")


def instructed(m: Matter) -> Course:
    """Handed down from above: the specialist calls the customer and drafts, the head or leader approves (S003 7.2e)."""
    staff = m.play.staff
    yield from m.soon(5, 25)
    m.do(actions.contact, m.clerk, way="call", said=m.pick("calls"))
    yield from m.work(0.2, 1)
    m.do(actions.propose, m.clerk, None, m.pick("opinions"))
    yield from m.work(0.3, 3)
    approver = staff.leader() if m.fate.has("major") else staff.manager()
    m.do(actions.approve, approver, None, m.pick("instructions_from_above"))


def dispatched(m: Matter, holds: list[Hold]) -> Course:
    """Orders to one unit or two; a wrong one comes back and goes out again."""
    yield from m.soon(3, 25) if m.fate.swamped else m.soon(1, 6)
    if m.story.theme.conduct:
        team = m.play.company.teams["supervision"]
        orders = m.do(
            actions.supervise_directly,
            m.play.staff.specialist(),
            None,
            team,
            "行风问题，影响恶劣，直送监察部门",
        )
        holds[:] = [_hold(m, orders[0], "supervision")]
        return
    right = m.story.team
    if m.fate.has("returned") and not m.secret:
        yield from _astray(m, right)
    teams = [right]
    if m.fate.has("second_unit") and not m.secret:
        teams.append(m.rng.choice([code for code in UNITS if code != right]))
    orders = m.do(actions.dispatch, m.clerk, None, [_target(m, code) for code in teams])
    holds[:] = [_hold(m, order, code) for order, code in zip(orders, teams, strict=True)]


def _astray(m: Matter, right: str) -> Course:
    wrong = m.rng.choice([code for code in UNITS if code != right])
    orders = m.do(actions.dispatch, m.clerk, None, [_target(m, wrong)])
    yield from m.soon(3, 12)
    m.do(actions.return_order, m.play.staff.head(wrong), orders[0], m.pick("returns"))
    yield from m.soon(1, 5)


def _target(m: Matter, code: str) -> actions.Target:
    return actions.Target(m.play.company.teams[code], m.pick("instructions"))


def _hold(m: Matter, order: Order, team: str) -> Hold:
    return Hold(order, team, m.play.staff.handler(team, m.rng))


def reheld(m: Matter, holds: Sequence[Hold]) -> list[Hold]:
    """The fresh orders of a new round, with the same people."""
    known = {hold.order.team_id: hold for hold in holds}
    orders = Order.objects.filter(case=m.case, state=Order.State.SENT).order_by("pk")
    return [Hold(order, known[order.team_id].team, known[order.team_id].handler) for order in orders]


def met(m: Matter, hold: Hold, *, first: bool) -> Course:
    """Taken or assigned, and the customer called: 45 minutes if all goes well (S003 7.6a)."""
    if m.fate.swamped:
        yield from m.soon(30, 150)
    elif m.fate.late == "contact" and first:
        yield from m.soon(50, 170)
    else:
        yield from m.soon(1.5, 8)
    if m.fate.has("assigned") or m.secret:
        m.do(actions.assign, m.play.staff.head(hold.team), hold.order, m.play.person(hold.handler))
    else:
        m.do(actions.take, hold.handler, hold.order)
    yield from m.soon(3, 11)
    if m.fate.has("missed_call") and first:
        m.do(
            actions.contact,
            hold.handler,
            way="call",
            said=m.pick("unreached"),
            order=hold.order,
            reached=False,
        )
        yield from m.soon(4, 9)
    recording = f"录音{m.at:%m%d}{m.rng.randint(1000, 9999)}"
    m.do(
        actions.contact, hold.handler, way="call", said=m.pick("calls"), order=hold.order, evidence=recording
    )


def transferred(m: Matter, holds: list[Hold]) -> Course:
    """A mere question of money goes on to the people who read meters."""
    if not m.fate.has("transferred") or m.secret or any(hold.team == "market" for hold in holds):
        return
    yield from m.soon(10, 60)
    lead = holds[0]
    market = m.play.company.teams["market"]
    order = m.do(actions.transfer, m.play.staff.head(lead.team), lead.order, market, m.pick("transfers"))
    # The lead goes over with a transfer; the second unit's order stays where it is.
    holds[0] = _hold(m, order, "market")
    yield from met(m, holds[0], first=False)


def investigated(m: Matter, holds: Sequence[Hold]) -> Course:
    """Visit, what delays it, the answer, the reports and their confirmation (S003 7.3)."""
    lead = holds[0]
    if m.fate.has("visited"):
        yield from m.work(0.5, 4)
        m.do(
            actions.visit,
            lead.handler,
            lead.order,
            m.pick("visits"),
            evidence=f"现场照片{m.rng.randint(2, 6)}张",
        )
    if m.round() == 1:
        yield from delayed(m, lead)
    yield from m.work(22, 30) if m.fate.late == "answer" else m.work(0.5, 6)
    m.do(actions.answer, lead.handler, None, m.story.say(m.story.theme.reply))
    if m.fate.late == "close":
        yield from m.work(34, 48)
    for hold in holds:
        yield from reported(m, hold)


def delayed(m: Matter, lead: Hold) -> Course:
    """More time, a pause, a long-term plan, another gravity, a subcase: what happens to a few."""
    fate, staff = m.fate, m.play.staff
    if fate.has("regraded") and not fate.has("major"):
        yield from m.work(0.3, 2)
        m.do(actions.grade, staff.commissioner(), None, "major", "影响面大，媒体关注")
    if fate.extension:
        yield from extended(m, lead)
    if fate.has("suspended"):
        yield from m.work(0.5, 2)
        m.do(actions.suspend, staff.commissioner(), None, m.pick("suspensions"))
        yield from m.work(6, 20)
        m.do(actions.resume, staff.commissioner())
    if m.story.theme.long and m.rng.random() < 0.5:
        yield from m.work(0.5, 3)
        on = m.play.local(m.at, days=m.rng.randint(40, 200)).date()
        m.do(actions.plan_long_term, staff.head(lead.team), None, m.pick("plans"), on)
    if fate.has("subcase") and not m.secret:
        yield from m.work(0.3, 2)
        part = replace(
            details(m), title=f"分项：{m.story.title}"[:80], from_superior=False, gravity="ordinary"
        )
        child = m.do(actions.open_subcase, staff.commissioner(), None, part)
        m.play.follow(m, child, staff.commissioner())


def extended(m: Matter, lead: Hold) -> Course:
    yield from m.work(0.3, 2)
    major = Case.objects.values_list("gravity", flat=True).get(pk=m.case.pk) == Case.Gravity.MAJOR
    promise, amount = ("close_major", "5d") if major else ("close", "3wd")
    asked = m.do(
        actions.ask_extension, lead.handler, None, promise, amount, m.pick("extensions"), told_customer=True
    )
    if m.fate.extension == "asked":
        return
    yield from m.work(0.5, 3)
    granted = m.fate.extension == "granted"
    remark = "" if granted else m.pick("refusals")
    m.do(actions.decide_extension, m.play.staff.commissioner(), asked, granted, remark)


def reported(m: Matter, hold: Hold) -> Course:
    """The report, given back once in a while, and the head's word for it (S003 7.3b–c)."""
    yield from m.work(0.5, 4)
    m.do(actions.report, hold.handler, hold.order, investigation(m))
    yield from m.work(0.3, 2.5)
    if m.fate.has("disowned"):
        m.do(actions.disown, m.play.staff.head(hold.team), hold.order, m.pick("disowns"))
        yield from m.work(0.5, 3)
        m.do(actions.report, hold.handler, hold.order, investigation(m))
        yield from m.work(0.3, 2)
    m.do(actions.confirm, m.play.staff.head(hold.team), hold.order)


def investigation(m: Matter) -> actions.Investigation:
    theme, say = m.story.theme, m.story.say
    return actions.Investigation(
        facts=m.story.facts(),
        findings=say(theme.findings or "经核实，情况与反映一致。"),
        measures=say(theme.measures or "已按规定处理。"),
        reply=f"已答复客户：{say(theme.reply)}",
        cause=theme.cause,
    )
