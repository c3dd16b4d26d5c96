"""Who sees and does what: place, order, confidentiality (S003 7.2e–f, 10.1)."""

from datetime import datetime, timedelta

import pytest

from bihuan.engines.cases import actions
from bihuan.engines.cases.errors import BadInput, Missing, NotAllowed
from bihuan.engines.cases.models import Case
from bihuan.ground.directory.actor import Actor, customer
from bihuan.ground.directory.models import Person
from bihuan.ground.standards import adoption
from tests.cast import SHANGHAI, Cast


def sees(cast: Cast, person: Person, case: Case) -> bool:
    return Case.objects.visible_to(cast.actor(person), adoption.roles()).filter(pk=case.pk).exists()


def test_a_unit_sees_the_cases_whose_order_it_holds_and_no_others(cast: Cast) -> None:
    case, _order = cast.dispatched()
    assert sees(cast, cast.wang, case)
    assert not sees(cast, cast.gao, case)


def test_a_hall_sees_its_own_cases(cast: Cast) -> None:
    here = cast.complaint(by=cast.fang, place=cast.east)
    elsewhere = cast.complaint()
    assert sees(cast, cast.fang, here)
    assert not sees(cast, cast.fang, elsewhere)


def test_a_confidential_case_exists_only_for_the_entitled(cast: Cast) -> None:
    case, order = cast.dispatched(confidential=True)
    assert sees(cast, cast.chen, case), "who accepted it"
    assert sees(cast, cast.zhao, case), "head of the unit that holds the order"
    assert sees(cast, cast.sun, case)
    assert not sees(cast, cast.wang, case), "a colleague of the unit who does not handle it"
    actions.assign(order, cast.wang, by=cast.actor(cast.zhao), at=cast.later(minutes=5))
    assert sees(cast, cast.wang, case), "its handler"


def test_an_unknown_role_and_a_visitor_see_nothing(cast: Cast) -> None:
    case = cast.complaint()
    assert not sees(cast, cast.admin, case)
    nobody = Actor(ref="visitor", name="")
    assert not Case.objects.visible_to(nobody, adoption.roles()).exists()


def test_a_report_of_misconduct_is_confidential_by_its_kind(cast: Cast) -> None:
    case = cast.complaint(kind="report", text="抄表员私自收费")
    assert case.confidential
    assert not sees(cast, cast.tang, case)


def test_vile_conduct_goes_straight_to_supervision(cast: Cast) -> None:
    case = cast.accepted()
    with pytest.raises(BadInput):
        actions.supervise_directly(
            case, cast.water, "收受好处", by=cast.actor(cast.liu), at=cast.later(hours=1)
        )
    actions.supervise_directly(
        case, cast.supervision, "收受好处", by=cast.actor(cast.liu), at=cast.later(hours=1)
    )
    after = cast.fresh(case)
    assert after.confidential
    assert after.team == cast.supervision


def test_a_case_from_above_needs_its_opinion_approved_before_dispatch(cast: Cast) -> None:
    case = cast.accepted(from_superior=True, channel="regulator")
    with pytest.raises(Missing):
        actions.dispatch(case, [actions.Target(cast.water)], by=cast.actor(cast.lin), at=cast.later(hours=1))
    actions.propose(case, "拟由供水部三日内核查", by=cast.actor(cast.lin), at=cast.later(hours=1))
    actions.approve(case, "同意", by=cast.actor(cast.he), at=cast.later(hours=2))
    actions.dispatch(case, [actions.Target(cast.water)], by=cast.actor(cast.lin), at=cast.later(hours=3))
    assert cast.fresh(case).stage == "handling"


def test_a_major_case_from_above_needs_the_leader(cast: Cast) -> None:
    case = cast.accepted(from_superior=True, channel="regulator", gravity="major")
    actions.propose(case, "拟由供水部核查", by=cast.actor(cast.lin), at=cast.later(hours=1))
    with pytest.raises(Missing):
        actions.approve(case, by=cast.actor(cast.he), at=cast.later(hours=2))
    actions.approve(case, "从严查处", by=cast.actor(cast.ma), at=cast.later(hours=2))
    assert cast.fresh(case).approved_at == cast.later(hours=2)


def test_a_customer_may_urge_add_and_withdraw_but_not_accept(cast: Cast) -> None:
    case = cast.complaint()
    me = customer(case.reporter_phone)
    actions.urge(case, "怎么还没人来", by=me, at=cast.later(minutes=10))
    actions.note(case, "现在又漏气了", by=me, at=cast.later(minutes=11))
    with pytest.raises(NotAllowed):
        actions.accept(case, by=me, at=cast.later(minutes=12))
    actions.withdraw(case, "已自行解决", by=me, at=cast.later(minutes=13))
    after = cast.fresh(case)
    assert (after.stage, after.outcome, after.urged) == ("withdrawn", Case.Outcome.WITHDRAWN, 1)
    assert all(clock.cancelled and clock.met is None for clock in after.clocks.all())


def test_a_customer_cannot_urge_every_minute(cast: Cast) -> None:
    case = cast.complaint()
    me = customer(case.reporter_phone)
    actions.urge(case, by=me, at=cast.later(minutes=10))
    with pytest.raises(Missing):
        actions.urge(case, by=me, at=cast.later(minutes=20))
    actions.urge(case, by=me, at=cast.later(hours=5))
    assert cast.fresh(case).urged == 2


def test_looking_at_personal_data_stays_in_the_journal(cast: Cast) -> None:
    from bihuan.ground.journal.models import Entry

    case = cast.accepted()
    actions.reveal(case, "回电核实地址", by=cast.actor(cast.chen), at=cast.later(minutes=5))
    looked = Entry.objects.get(kind="case", subject=case.pk, verb="case.reveal")
    assert looked.actor == cast.chen.ref
    assert looked.facts["purpose"] == "回电核实地址"


def test_a_holiday_does_not_keep_a_customer_from_reminding_again(cast: Cast) -> None:
    """Between two reminders of an enquiry lies a day, whether or not anybody works on it."""
    eve = datetime(2026, 10, 1, 10, tzinfo=SHANGHAI)
    case = actions.accept(cast.complaint(kind="enquiry", at=eve), by=cast.actor(cast.chen), at=eve)
    me = customer(case.reporter_phone)
    actions.urge(case, by=me, at=eve + timedelta(hours=1))
    with pytest.raises(Missing):
        actions.urge(case, by=me, at=eve + timedelta(hours=24))
    actions.urge(case, by=me, at=eve + timedelta(hours=25))
