"""What was applied for changes the account, in the transaction that settles the case."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bihuan.engines.applications import actions
from bihuan.engines.applications.actions import Outcome
from bihuan.engines.applications.errors import BadInput, NotAllowed
from bihuan.engines.applications.models import Application, Doubt
from bihuan.engines.billing import actions as billing
from bihuan.engines.billing.models import Account, Bill, Binding
from bihuan.engines.cases import actions as cases
from bihuan.engines.cases.errors import Missing, NotNow
from bihuan.engines.cases.models import Case
from bihuan.ground.directory.actor import customer
from bihuan.ground.journal.models import Entry
from tests.engines.applications.office import PHONE, Office

pytestmark = pytest.mark.django_db
POWER = "zhejiang-power"


def account(office: Office, **said: object) -> Account:
    return office.utility.account(POWER, holder_phone=PHONE, **said)


def checked(office: Office, business: str, papers: tuple[str, ...], **said: object) -> Case:
    return office.stepped(office.sent(business, papers, **said), "check")


def read(office: Office) -> Outcome:
    return Outcome(shown={"power": Decimal(250)})


def test_a_new_home_from_application_to_filing(office: Office) -> None:
    case = office.stepped(office.sent(), "check", "survey", "offer", "build", "inspect")
    at = office.at + timedelta(hours=9)
    outcome = Outcome(shown={"power": Decimal(0)}, serial="M-77", series=POWER)
    made = actions.carry_out(case, outcome, by=office.clerk, at=at).account
    assert made is not None and made.holder_phone == PHONE and made.premise.address == "滨江路20号1栋101"
    assert Account.objects.of_customer(PHONE, at).get() == made
    now = office.cast.fresh(case)
    assert (now.stage, now.account_number, now.resolved_at) == ("resolved", made.number, at)
    assert office.clock(case, "plan").met
    cases.archive(now, by=office.clerk, at=at + timedelta(4))
    assert office.clock(case, "filed").met is False, "filed on the fourth day"


def test_a_new_supply_without_a_meter_is_not_power(office: Office) -> None:
    case = office.stepped(office.sent(), "check", "survey", "offer", "build", "inspect")
    with pytest.raises(BadInput):
        actions.carry_out(case, Outcome(series=POWER), by=office.clerk, at=office.at + timedelta(1))
    assert office.cast.fresh(case).stage == "inspected" and not Account.objects.exists()


def test_no_step_is_left_out(office: Office) -> None:
    case = office.stepped(office.sent(), "check")
    with pytest.raises(NotNow):
        cases.step(case, "build", by=office.clerk, at=office.at + timedelta(hours=2))
    with pytest.raises(NotNow):
        actions.carry_out(case, Outcome(serial="M"), by=office.clerk, at=office.at + timedelta(hours=2))


def test_a_plan_that_says_nothing_is_no_answer(office: Office) -> None:
    case = office.stepped(office.sent(), "check", "survey")
    with pytest.raises(BadInput):
        cases.step(case, "offer", " ", by=office.clerk, at=office.at + timedelta(hours=3))


def test_less_capacity(office: Office) -> None:
    mine = account(office, capacity=Decimal(8))
    case = checked(office, "less", ("id",), account=mine, said={"capacity": "4"})
    actions.carry_out(case, Outcome(), by=office.clerk, at=office.at + timedelta(1))
    assert office.cast.fresh(mine).capacity == 4
    told = Entry.objects.filter(kind="account", subject=mine.pk).latest("seq")
    assert told.verb == "account.capacity_changed" and case.number in told.facts["why"]


def test_a_transfer_bills_the_old_holder_up_to_today(office: Office) -> None:
    mine = account(office)
    Binding.objects.create(phone=PHONE, account=mine, role="holder", proof="phone", since=office.at)
    said = {"holder_name": "杜甫", "holder_phone": "13600136000"}
    case = checked(office, "transfer", ("both", "sale"), account=mine, said=said, answers={"by": "self"})
    at = office.at + timedelta(1)
    with pytest.raises(BadInput):
        actions.carry_out(case, Outcome(), by=office.head, at=at)
    office.utility.read(mine, at.date(), 250)
    actions.carry_out(case, Outcome(), by=office.head, at=at)
    now = office.cast.fresh(mine)
    assert (now.holder_name, now.holder_phone) == ("杜甫", "13600136000")
    assert Bill.objects.get(account=mine).last == at.date()
    later = at + timedelta(minutes=1)
    assert not Account.objects.of_customer(PHONE, later).exists()
    assert Account.objects.of_customer("13600136000", later).get() == mine


def test_a_clerk_who_makes_no_bills_transfers_nothing(office: Office) -> None:
    mine = account(office)
    said = {"holder_name": "杜甫", "holder_phone": "13600136000"}
    case = checked(office, "transfer", ("both", "sale"), account=mine, said=said, answers={"by": "self"})
    with pytest.raises(NotAllowed):
        actions.carry_out(case, read(office), by=office.clerk, at=office.at + timedelta(1))
    assert office.cast.fresh(mine).holder_name == "张三丰" and not mine.readings.exists()


def test_another_class_bills_what_was_used_by_the_old_tariff(office: Office) -> None:
    mine = account(office)
    old, new = POWER, "zhejiang-power-times"
    case = checked(office, "series", ("id", "use"), account=mine, said={"series": new})
    at = office.at + timedelta(1)
    office.utility.read(mine, at.date(), 250)
    with pytest.raises(BadInput) as refused:
        actions.carry_out(case, Outcome(), by=office.head, at=at)
    assert "series" in refused.value.fields, "this meter cannot tell peak from valley"
    assert office.cast.fresh(mine).series == old and not Bill.objects.exists()


def test_a_new_name_leaves_who_may_look_as_it_is(office: Office) -> None:
    mine = account(office)
    Binding.objects.create(phone=PHONE, account=mine, role="holder", proof="phone", since=office.at)
    case = checked(office, "rename", ("id", "newname"), account=mine, said={"holder_name": "张君宝"})
    actions.carry_out(case, Outcome(), by=office.clerk, at=office.at + timedelta(1))
    assert office.cast.fresh(mine).holder_name == "张君宝"
    assert Account.objects.of_customer(PHONE, office.at + timedelta(2)).get() == mine


def test_closing_reads_bills_and_takes_the_meter_away(office: Office) -> None:
    mine = account(office)
    case = checked(office, "close", ("id",), account=mine, said={})
    at = office.at + timedelta(1)
    billing.remove_meter(mine, {"power": Decimal(250)}, on=at.date(), why="销户", by=office.clerk, at=at)
    actions.carry_out(case, Outcome(), by=office.head, at=at)
    assert office.cast.fresh(mine).closed_at is not None
    assert Bill.objects.filter(account=mine).count() == 1
    assert not mine.meters.filter(removed_on=None).exists()


def test_a_pause_and_its_end_are_written_down_with_the_account(office: Office) -> None:
    mine = account(office)
    for business in ("pause", "resume"):
        case = checked(office, business, ("id",), account=mine, said={"on": "2026-07-01"})
        actions.carry_out(case, Outcome(), by=office.clerk, at=office.at + timedelta(1))
    verbs = (
        Entry.objects.filter(kind="account", subject=mine.pk).order_by("seq").values_list("verb", flat=True)
    )
    assert list(verbs)[-2:] == ["account.paused", "account.resumed"]


def test_a_meter_test_runs_from_the_fee_not_from_the_application(office: Office) -> None:
    mine = account(office)
    case = checked(office, "test", (), account=mine, said={"text": "电表走得太快"}, answers={})
    assert not case.clocks.filter(promise="tested").exists()
    paid = office.at + timedelta(2)
    cases.step(case, "charge", by=office.clerk, at=paid)
    assert office.clock(case, "tested").started_at == paid
    with pytest.raises(Missing):
        actions.carry_out(case, Outcome(), by=office.clerk, at=paid)
    cases.answer(case, "误差在允许范围内", by=office.clerk, at=paid + timedelta(3))
    actions.carry_out(case, Outcome(), by=office.clerk, at=paid + timedelta(3))
    assert office.clock(case, "tested").met


def billed(office: Office) -> Bill:
    mine = account(office)
    office.utility.read(mine, office.at.date() - timedelta(3), 400)
    office.utility.run(office.at.date() - timedelta(3))
    return Bill.objects.get(account=mine)


def test_a_doubt_keeps_the_bill_as_it_stood(office: Office) -> None:
    bill = billed(office)
    case = actions.doubt(bill, "比上月多一倍", phone=PHONE, by=customer(PHONE), at=office.at)
    kept = Doubt.objects.get(case=case).frozen
    assert kept["total"] == f"{bill.total:f}" and kept["digest"] == bill.digest and kept["comes_out"]
    assert [one["on"] for one in kept["readings"]] == [bill.last.isoformat()]
    assert office.clock(case, "answer").due_at is not None
    assert actions.doubt(bill, "再问一次", phone=PHONE, by=customer(PHONE), at=office.at) == case


def test_a_doubt_that_was_right_leads_to_a_correcting_bill_once(office: Office) -> None:
    bill = billed(office)
    case = actions.doubt(bill, "读数不对", phone=PHONE, by=customer(PHONE), at=office.at)
    reading = bill.account.readings.get()
    found = actions.correct(case, "读数错", by=office.head, at=office.at + timedelta(hours=1))
    assert office.cast.fresh(bill).reversed_at is not None
    assert found.corrected is not None and found.corrected.last == bill.last
    assert Doubt.objects.get(case=case).frozen["total"] == f"{bill.total:f}"
    assert reading.state == "accepted"
    with pytest.raises(Missing):
        actions.correct(case, "再来", by=office.head, at=office.at + timedelta(hours=2))


def test_who_makes_no_bills_corrects_none(office: Office) -> None:
    bill = billed(office)
    case = actions.doubt(bill, "读数不对", phone=PHONE, by=customer(PHONE), at=office.at)
    with pytest.raises(NotAllowed):
        actions.correct(case, "读数错", by=office.clerk, at=office.at)
    assert Bill.objects.count() == 1 and Application.objects.count() == 0
