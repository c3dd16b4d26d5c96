"""How a matter comes in and what may happen beside its course."""

from datetime import timedelta

from bihuan.engines.cases import actions
from bihuan.engines.cases.intake import Details
from bihuan.engines.cases.models import Case
from bihuan.ground.directory.actor import Actor
from bihuan.project.demo.matter import Course, Ended, Matter

#: Stages at which pressing makes sense, and those at which the customer may take the matter back.
URGEABLE = ("received", "proposed", "accepted", "handling", "review", "reviewed")
RETRACTABLE = ("received", "accepted", "handling")
#: Stages of the closed loop only: a notebook of 2.4 has no such verb.
RATEABLE = ("resolved", "called_back", "archived")


def details(m: Matter) -> Details:
    story, superior = m.story, m.channel == "regulator"
    named = m.channel not in ("opinion_box", "letter") or m.rng.random() < 0.8
    return Details(
        kind=story.theme.kind,
        channel=m.channel,
        text=story.text,
        title=story.title,
        category=story.theme.category,
        supply=story.supply,
        address=story.customer.address,
        reporter_name=story.customer.name if named else "",
        reporter_phone=story.customer.phone,
        account_number=story.customer.account if m.rng.random() < 0.5 else "",
        gravity="major" if _looped(m) and m.fate.has("major") else "ordinary",
        from_superior=superior and _looped(m),
    )


def _looped(m: Matter) -> bool:
    return m.story.theme.kind in ("complaint", "report")


def arrive(m: Matter) -> Course:
    """From the first word to its acceptance."""
    m.secret = m.story.theme.kind == "report"
    company, place = m.play.company, m.hall or "company"
    if m.channel == "web":
        m.first = actions.open_case(
            details(m), pack=company.pack, place=company.places[place], by=m.customer, at=m.at
        )
        _beside(m)
        yield from m.soon(8, 40) if m.fate.swamped else m.soon(2, 11)
        m.registrar = _taker(m)
        m.do(actions.accept, m.clerk)
    else:
        m.registrar = _taker(m)
        m.first = actions.open_case(
            details(m), pack=company.pack, place=company.places[place], by=m.clerk, at=m.at, accept=True
        )
        _beside(m)
    if m.fate.has("revealed"):
        yield from m.soon(0.5, 2)
        m.do(actions.reveal, m.clerk, None, "回电核实地址")


def _taker(m: Matter) -> Actor:
    """Confidential matters and those from above are the specialist's; a hall's are its clerk's."""
    staff = m.play.staff
    if m.channel in ("regulator", "letter") or (m.channel == "web" and m.secret):
        return staff.specialist()
    if m.channel in ("opinion_box", "opinion_book") and not _looped(m):
        return staff.hall_manager(m.hall)
    return staff.clerk(m.hall) if m.hall else staff.agent(m.at)


def _beside(m: Matter) -> None:
    """What customers and colleagues do while the matter takes its course."""
    fate, at = m.fate, m.after_work(2, 8)
    for turn in range(fate.urges):
        m.beside(at + timedelta(hours=50 * turn + m.rng.randint(0, 3)), lambda: _urge(m))
    if fate.has("added"):
        m.beside(m.at + timedelta(minutes=m.rng.randint(15, 900)), lambda: _add(m))
    if fate.has("noted"):
        m.beside(m.after_work(1, 6), lambda: _note(m))
    if fate.has("supervised"):
        m.beside(m.after_work(5, 14), lambda: _supervise(m))
    if fate.has("withdrawn") and m.channel != "regulator":
        m.beside(m.at + timedelta(minutes=m.rng.randint(20, 1200)), lambda: _withdraw(m))


def _urge(m: Matter) -> None:
    if m.stage() not in URGEABLE:
        return
    by_phone = m.rng.random() < 0.5 and not m.secret
    m.do(actions.urge, m.play.staff.agent(m.at) if by_phone else m.customer, None, m.pick("urges"))


def _add(m: Matter) -> None:
    if m.stage() in URGEABLE:
        m.do(actions.note, m.customer, None, m.pick("additions"))


def _note(m: Matter) -> None:
    if m.stage() in ("accepted", "handling", "review"):
        m.do(actions.note, m.clerk, None, m.pick("notes"))


def _supervise(m: Matter) -> None:
    if m.stage() in ("accepted", "handling", "review"):
        m.do(actions.supervise, m.play.staff.manager(), None, m.pick("supervising"))


def _withdraw(m: Matter) -> None:
    if m.stage() in RETRACTABLE:
        m.do(actions.withdraw, m.customer, None, m.pick("withdrawals"))
        raise Ended


def rate_later(m: Matter) -> None:
    """Some customers give their stars a few hours or days after the answer."""
    if m.fate.stars:
        m.beside(m.at + timedelta(minutes=m.rng.randint(30, 4000)), lambda: _rate(m))


def _rate(m: Matter) -> None:
    case = Case.objects.only("answered_at", "first_resolved_at").get(pk=m.case.pk)
    if case.answered_at or case.first_resolved_at:
        m.do(actions.rate, m.customer, None, m.fate.stars, m.pick("praise") if m.fate.stars > 3 else "")
