"""Papers are checked: all that is missing is told at once, and comes; then they are complete."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from bihuan.engines.applications.errors import BadInput, Missing, NotFound, ToldAlready
from bihuan.engines.applications.inforce import business_of, missing
from bihuan.engines.applications.models import Application, Asking
from bihuan.engines.applications.shapes import Paper
from bihuan.engines.cases import actions as cases
from bihuan.engines.cases.actions.telling import tell_customer
from bihuan.engines.cases.models import Case
from bihuan.engines.cases.turn import begin, finish
from bihuan.ground.directory.actor import Actor
from bihuan.ground.worktime.zone import SHANGHAI


def of_case(case: Case) -> Application:
    """Raises NotFound for a case that no application opened."""
    found = Application.objects.filter(case=case).select_related("account__premise__place").first()
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def ask_papers(
    case: Case,
    items: Mapping[str, str],
    reason: str = "",
    *,
    by: Actor,
    at: datetime,
    seen: int | None = None,
) -> Asking:
    """Tell the customer in writing, once, everything that is missing; the clocks that may pause wait for it.

    `items`: what is wrong with each paper, by its id; papers that nobody handed in are on the list by themselves, so
    none is kept for a second time. A second list needs a reason. Raises ToldAlready, BadInput, Missing.
    """
    turn = begin(case, "ask_papers", by=by, at=at, seen=seen)
    application = of_case(turn.case)
    row, earlier = business_of(application), application.askings.last()
    if earlier is not None and not reason.strip():
        raise ToldAlready(when=f"{earlier.at.astimezone(SHANGHAI):%Y-%m-%d}")
    wanted = {paper.id: paper for paper in row.wanted(application.answers)}
    with override(settings.LANGUAGE_CODE):
        absent = gettext("not handed in yet")
    listed = _listed(application, wanted, items, absent)
    assert by.person is not None
    asking = Asking.objects.create(
        application=application,
        number=(earlier.number if earlier else 0) + 1,
        items={id: listed[id] for id in wanted if id in listed},
        reason=reason.strip()[:300],
        by_id=by.person,
        at=at,
    )
    said = "；".join(f"{wanted[id].title.zh}（{why}）" for id, why in asking.items.items())
    paused = turn.clocks.pause(absent)
    turn.case.suspended_at, turn.case.suspended_why = at, absent
    facts = {
        "papers": list(asking.items),
        "number": asking.number,
        "reason": asking.reason,
        "clocks": [clock.promise for clock in paused],
    }
    entry = finish(turn, "ask_papers", facts=facts)
    tell_customer(turn.case, turn.pack, "customer.papers", at=at, entry=entry, answer=said)
    return asking


def _listed(
    application: Application, wanted: Mapping[str, Paper], items: Mapping[str, str], absent: str
) -> dict[str, str]:
    """Why each paper is on the list; all that nobody handed in are on it. Raises BadInput, Missing."""
    if items.keys() - wanted.keys() or any(len(why) > 200 or "\x00" in why for why in items.values()):
        raise BadInput(fields={"items": _("Choose papers of the list, and up to 200 characters for each.")})
    listed = {paper.id: absent for paper in missing(application)}
    listed |= {id: why.strip() or absent for id, why in items.items()}
    if not listed:
        raise Missing(_("Nothing is missing. Go on with it."))
    return listed


@transaction.atomic
def send_papers(case: Case, *, by: Actor, at: datetime) -> Case:
    """What was asked for is here; the clocks go on. Raises BadInput naming what is still missing."""
    turn = begin(case, "send_papers", by=by, at=at)
    application = of_case(turn.case)
    still = missing(application)
    if still:
        names = "、".join(paper.title.zh for paper in still)
        raise BadInput(fields={"papers": _("Still missing: %(papers)s.") % {"papers": names}})
    asking = application.askings.last()
    if asking is not None and asking.answered_at is None:
        asking.answered_at = at
        asking.save(update_fields=["answered_at"])
    files = [one.sha256 for one in application.papers.filter(at__gte=asking.at if asking else at)]
    finish(turn, "send_papers", facts={"files": files})
    return turn.case


@transaction.atomic
def check(case: Case, remark: str = "", *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """The papers are complete: the application is accepted. Raises Missing while one of the list is not there."""
    application = Application.objects.filter(case=case).first()
    if application is not None and (still := missing(application)):
        names = "、".join(paper.title.zh for paper in still)
        raise Missing(_("Still missing: %(papers)s.") % {"papers": names})
    return cases.step(case, "check", remark, by=by, at=at, seen=seen)
