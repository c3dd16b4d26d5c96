"""A bank outlet's opinion book walks a flow of its own: only the head of the hall answers, within one working day."""

from datetime import date, datetime, timedelta

import pytest

from bihuan.engines.cases import actions
from bihuan.engines.cases.errors import NotAllowed
from bihuan.engines.cases.models import Case, Clock
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Membership, Person
from bihuan.ground.journal.models import Delivery, Entry
from bihuan.ground.standards import adoption
from bihuan.ground.standards.actions import adopt
from tests.cast import SHANGHAI, SINCE, Cast

OUTLET = "bank-outlet-inspection-2011@2011.1"


@pytest.fixture
def outlet(cast: Cast) -> dict[str, Actor]:
    """The east hall as a bank outlet, its people by role."""
    adopt(cast.east, OUTLET, since=date(2026, 1, 1), by=cast.actor(cast.admin), at=SINCE)
    adoption.forget()
    found = {}
    for role in ("hall_head", "teller"):
        person = Person.objects.create(username=f"bank-{role}", name=role)
        Membership.objects.create(person=person, team=cast.hall_east, role=role, since=SINCE)
        found[role] = person.actor(cast.at)
    return found


def opened(cast: Cast, by: Actor, at: datetime) -> Case:
    details = cast.details(
        kind="opinion",
        channel="opinion_book",
        title="座椅太少",
        text="等候区座椅不够，老人只能站着。",
        supply="",
    )
    case = actions.open_case(details, pack=adoption.pack_of(OUTLET), place=cast.east, by=by, at=at)
    return actions.accept(case, by=by, at=at + timedelta(minutes=5))


def test_written_on_thursday_answered_by_the_head_on_friday(cast: Cast, outlet: dict[str, Actor]) -> None:
    case = opened(cast, outlet["teller"], cast.at)
    clock = Clock.objects.get(case=case)
    assert (clock.promise, clock.clause) == ("answer", f"{OUTLET}#一(三)2(3)b")
    assert clock.due_at == datetime(2026, 6, 6, tzinfo=SHANGHAI)
    head = outlet["hall_head"]
    actions.answer(case, "已加八把座椅。", by=head, at=cast.later(hours=18))
    actions.resolve(case, by=head, at=cast.later(hours=19))
    actions.archive(case, by=head, at=cast.later(hours=20))
    case = cast.fresh(case)
    assert (case.stage, case.outcome) == ("archived", Case.Outcome.SETTLED)
    assert cast.fresh(clock).stopped_at == cast.later(hours=18)
    said = Entry.objects.filter(kind="case", subject=case.pk).order_by("seq")
    assert [entry.verb for entry in said] == [
        "case.open", "case.accept", "case.answer", "case.resolve", "case.archive",
    ]  # fmt: skip
    assert Delivery.objects.filter(body__contains="已加八把座椅").exists()


def test_a_teller_cannot_sign_for_the_head(cast: Cast, outlet: dict[str, Actor]) -> None:
    case = opened(cast, outlet["teller"], cast.at)
    with pytest.raises(NotAllowed):
        actions.answer(case, "知道了。", by=outlet["teller"], at=cast.later(hours=1))
    assert Clock.objects.get(case=case).stopped_at is None
    assert cast.fresh(case).answer == ""
