"""Arrears are gone after rung by rung, held where they must be, and paying stops it all."""

from datetime import timedelta
from typing import Any

import pytest

from bihuan.engines.arrears import actions
from bihuan.engines.arrears.errors import BadInput, MayNotStop, NotAllowed, NotDueYet, OwnWish, Paid
from bihuan.engines.arrears.models import Agreement, Deed, Dunning, Hold, Stop
from bihuan.engines.billing.models import Account, Bill
from bihuan.ground.directory.actor import customer
from bihuan.ground.journal.models import Delivery, Entry
from bihuan.ground.journal.verify import everything
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.windows.look.http import url
from tests.engines.arrears.debtors import Debtors

pytestmark = pytest.mark.django_db


def called(debtors: Debtors, account: Account, *, promise: int | None = None) -> Dunning:
    """Two messages, then a call on day 15."""
    debtors.watched(1, 7, 15)
    row = debtors.dunning(account)
    result = "promised" if promise is not None else "unwilling"
    on = debtors.day(promise) if promise is not None else None
    actions.record(row, result, note="本人接听", promised_on=on, by=debtors.fang, at=debtors.after(15))
    return debtors.dunning(account)


def noticed(debtors: Debtors, account: Account) -> Dunning:
    """Up to the notice of a stop, given on day 31 (16 July)."""
    row = called(debtors, account)
    actions.record(row, "left", note="催缴单已留", by=debtors.fang, at=debtors.after(25))
    actions.record(row, "given", note="本人签收", by=debtors.fang, at=debtors.after(31))
    return debtors.dunning(account)


def stopped(debtors: Debtors, account: Account) -> Stop:
    row = noticed(debtors, account)
    stop = actions.ask_stop(row, "多次催缴无果", by=debtors.fang, at=debtors.after(38))
    stop = actions.decide_stop(stop, approve=True, by=debtors.tang, at=debtors.after(38))
    return actions.carry_out(stop, "停前半小时已电话告知", by=debtors.fang, at=debtors.after(38))


def test_nobody_is_gone_after_on_the_last_day_to_pay_nor_for_small_sums(debtors: Debtors) -> None:
    debtors.owing()
    small, _bill = debtors.owing(1)
    debtors.watched(0)
    assert not Dunning.objects.exists()
    debtors.watched(1, 2)
    assert Dunning.objects.count() == 1
    assert not Dunning.objects.filter(account=small).exists()


def test_the_day_after_the_holder_is_told_once_without_name_or_address(debtors: Debtors) -> None:
    account, _bill = debtors.owing()
    debtors.watched(1, 1, 2, 3)
    told = Delivery.objects.get(channel="sms", once__startswith="dunning:")
    assert "100.00" in told.body and account.number not in told.body and "张三丰" not in told.body
    entries = Entry.objects.filter(kind="dunning").order_by("pk")
    assert [(one.verb, one.clause[-3:]) for one in entries] == [
        ("dunning.opened", "催-1"),
        ("dunning.reminded", "催-2"),
    ]
    assert list(everything()) == []


def test_nobody_is_woken(debtors: Debtors) -> None:
    from bihuan.engines.arrears import watch

    debtors.owing()
    watch.run(debtors.after(1).replace(hour=3), 100)
    assert Dunning.objects.count() == 1
    assert not Delivery.objects.filter(once__startswith="dunning:").exists()


def test_what_lies_unused_pays_first(debtors: Debtors) -> None:
    account, bill = debtors.owing()
    debtors.pay(bill, "300")
    Bill.objects.filter(pk=bill.pk).update(paid=0, settled_at=None)
    debtors.watched(1)
    assert not Dunning.objects.filter(account=account).exists()
    assert Bill.objects.get(pk=bill.pk).settled_at is not None


def test_a_call_comes_after_fifteen_days_and_is_recorded_by_somebody(debtors: Debtors) -> None:
    account, _bill = debtors.owing()
    debtors.watched(1, 7)
    row = debtors.dunning(account)
    assert (row.next_how, row.next_on) == ("call", debtors.day(15))
    with pytest.raises(NotDueYet):
        actions.record(row, "reached", note="x", by=debtors.fang, at=debtors.after(14))
    with pytest.raises(BadInput) as refused:
        actions.record(row, "reached", by=debtors.fang, at=debtors.after(15))
    assert set(refused.value.fields) == {"note"}
    deed = actions.record(row, "reached", note="本人，月底付", by=debtors.fang, at=debtors.after(15))
    assert deed.by_id == debtors.fang.person
    assert debtors.dunning(account).next_on == debtors.day(25)


def test_a_form_sent_twice_is_one_call(debtors: Debtors) -> None:
    account, _bill = debtors.owing()
    debtors.watched(1, 7)
    row = debtors.dunning(account)
    for _twice in range(2):
        actions.record(row, "reached", note="本人", step="call", by=debtors.fang, at=debtors.after(30))
    assert Deed.objects.filter(how="call").count() == 1
    assert debtors.dunning(account).next_how == "visit"


def test_three_calls_in_vain_are_enough(debtors: Debtors) -> None:
    account, _bill = debtors.owing()
    debtors.watched(1, 7)
    row = debtors.dunning(account)
    for day, comes in ((15, "call"), (16, "call"), (17, "visit")):
        actions.record(row, "not_reached", by=debtors.fang, at=debtors.after(day))
        assert debtors.dunning(account).next_how == comes


def test_who_promises_is_left_in_peace_until_then(debtors: Debtors) -> None:
    account, _bill = debtors.owing()
    row = called(debtors, account, promise=20)
    assert Hold.objects.get(dunning=row).until == debtors.day(21)
    assert row.next_on == debtors.day(31)
    with pytest.raises(BadInput) as refused:
        actions.record(row, "promised", note="x", by=debtors.fang, at=debtors.after(31))
    assert "promised_on" in refused.value.fields


def test_a_promise_is_for_fourteen_days_at_most(debtors: Debtors) -> None:
    account, _bill = debtors.owing()
    debtors.watched(1, 7)
    with pytest.raises(BadInput) as refused:
        said: Any = {"note": "x", "promised_on": debtors.day(30)}
        actions.record(debtors.dunning(account), "promised", by=debtors.fang, at=debtors.after(15), **said)
    assert set(refused.value.fields) == {"promised_on"}


@pytest.mark.parametrize("who", ["chen", "he", "sun", "wang"])
def test_only_the_office_records(debtors: Debtors, who: str) -> None:
    account, _bill = debtors.owing()
    debtors.watched(1, 7)
    by = debtors.cast.actor(debtors.cast.people[who])
    with pytest.raises(NotAllowed):
        actions.record(debtors.dunning(account), "reached", note="x", by=by, at=debtors.after(15))


def test_another_hall_does_not_record(debtors: Debtors) -> None:
    account, _bill = debtors.owing(place="west")
    debtors.watched(1, 7)
    with pytest.raises(NotAllowed):
        actions.record(debtors.dunning(account), "reached", note="x", by=debtors.fang, at=debtors.after(15))


def test_hardship_is_granted_by_a_head_and_the_ladder_waits(debtors: Debtors) -> None:
    account, _bill = debtors.owing()
    debtors.watched(1)
    row, until = debtors.dunning(account), debtors.day(90)
    with pytest.raises(NotAllowed):
        actions.hold(row, "hardship", "住院", until, by=debtors.fang, at=debtors.after(2))
    held = actions.hold(row, "hardship", "住院", until, by=debtors.tang, at=debtors.after(2))
    debtors.watched(30, 60)
    assert debtors.dunning(account).step == "notice"
    actions.end_hold(held, "已出院", by=debtors.tang, at=debtors.after(61))
    assert debtors.dunning(account).next_on == debtors.day(7 + 59)


def test_a_bill_in_doubt_is_not_gone_after_until_its_case_is_closed(debtors: Debtors) -> None:
    account, _bill = debtors.owing()
    debtors.watched(1)
    row, case = debtors.dunning(account), debtors.cast.complaint()
    said: Any = {"by": debtors.fang, "at": debtors.after(2)}
    with pytest.raises(BadInput):
        actions.hold(row, "dispute", "说没用这么多", debtors.day(40), **said)
    actions.hold(row, "dispute", "说没用这么多", debtors.day(40), case=case, **said)
    debtors.watched(20)
    assert debtors.dunning(account).step == "notice"
    type(case).objects.filter(pk=case.pk).update(closed_at=debtors.after(20), outcome="settled")
    debtors.watched(20)
    assert Hold.objects.get().until == debtors.day(20)
    assert debtors.dunning(account).next_on == debtors.day(7 + 18)


def agreed(debtors: Debtors, account: Account) -> Agreement:
    row = debtors.dunning(account)
    asked = actions.ask_instalments(
        row, 3, debtors.day(20), "孩子上学", by=debtors.fang, at=debtors.after(15)
    )
    with pytest.raises(NotAllowed):
        actions.decide_instalments(asked, approve=True, by=debtors.fang, at=debtors.after(15))
    return actions.decide_instalments(asked, approve=True, by=debtors.tang, at=debtors.after(15))


def test_instalments_that_are_kept_hold_the_ladder_to_the_end(debtors: Debtors) -> None:
    account, bill = debtors.owing()
    debtors.watched(1, 7)
    row = agreed(debtors, account)
    assert [f"{one.amount:f}" for one in row.shares] == ["33.34", "33.33", "33.33"]
    for part, day in zip(row.shares, (20, 50, 81), strict=True):
        debtors.pay(bill, f"{part.amount:f}", after=day)
        debtors.watched(day + 4)
    assert Agreement.objects.get().state == "kept"
    assert debtors.dunning(account).closed_at is not None
    assert not Deed.objects.filter(how="call").exists()
    assert list(everything()) == []


def test_a_part_not_paid_lets_the_ladder_go_on_where_it_stood(debtors: Debtors) -> None:
    account, bill = debtors.owing()
    debtors.watched(1, 7)
    agreed(debtors, account)
    debtors.pay(bill, "33.34", after=20)
    debtors.watched(24, 54)
    assert Agreement.objects.get().state == "agreed"
    debtors.watched(55)
    assert Agreement.objects.get().state == "broken"
    row = debtors.dunning(account)
    assert (row.next_how, row.next_on) == ("call", debtors.day(55))
    assert Entry.objects.filter(verb="agreement.broken").count() == 1


def test_nobody_agrees_to_what_he_asked_for(debtors: Debtors) -> None:
    account, _bill = debtors.owing()
    debtors.watched(1)
    row = debtors.dunning(account)
    asked = actions.ask_instalments(row, 3, debtors.day(20), "困难", by=debtors.tang, at=debtors.after(2))
    with pytest.raises(OwnWish):
        actions.decide_instalments(asked, approve=True, by=debtors.tang, at=debtors.after(2))


def test_a_customer_asks_for_his_own_account_alone(debtors: Debtors) -> None:
    from bihuan.engines.billing.models import Binding

    account, _bill = debtors.owing()
    debtors.watched(1)
    said: Any = {"by": customer("13900139000"), "at": debtors.after(2), "phone": "13900139000"}
    with pytest.raises(NotAllowed):
        actions.ask_instalments(debtors.dunning(account), 3, debtors.day(20), "困难", **said)
    Binding.objects.create(
        phone="13900139000", account=account, role="family", proof="bill", since=debtors.after(0)
    )
    row = actions.ask_instalments(debtors.dunning(account), 3, debtors.day(20), "困难", **said)
    assert (row.state, row.asked_by) == ("asked", None)


@pytest.mark.parametrize(
    ("count", "first", "why", "wrong"),
    [(1, 20, "x", "count"), (13, 20, "x", "count"), (11, 60, "x", "first"), (3, 20, " ", "why")],
)
def test_bad_wishes_for_instalments_name_the_field(
    debtors: Debtors, count: int, first: int, why: str, wrong: str
) -> None:
    account, _bill = debtors.owing()
    debtors.watched(1)
    with pytest.raises(BadInput) as refused:
        row = debtors.dunning(account)
        actions.ask_instalments(row, count, debtors.day(first), why, by=debtors.fang, at=debtors.after(2))
    assert wrong in refused.value.fields


def test_the_supply_is_stopped_only_after_notice_and_approval_on_a_fitting_day(debtors: Debtors) -> None:
    account, _bill = debtors.owing()
    row = noticed(debtors, account)
    with pytest.raises(MayNotStop):
        actions.ask_stop(row, "x", by=debtors.fang, at=debtors.after(37))
    stop = actions.ask_stop(row, "多次催缴无果", by=debtors.fang, at=debtors.after(38))
    said: Any = {"by": debtors.fang, "at": debtors.after(38)}
    with pytest.raises(NotAllowed):
        actions.decide_stop(stop, approve=True, **said)
    actions.decide_stop(stop, approve=True, by=debtors.tang, at=debtors.after(38))
    with pytest.raises(MayNotStop):  # a Friday
        actions.carry_out(stop, "已告知", by=debtors.fang, at=debtors.after(39))
    done = actions.carry_out(stop, "已告知", **said)
    assert done.state == "stopped"
    assert debtors.dunning(account).next_step == ""


@pytest.mark.parametrize("spared", [{"relief": "low-income"}, {"important": True}])
def test_whom_the_pack_spares_is_never_stopped(debtors: Debtors, spared: dict[str, object]) -> None:
    account, _bill = debtors.owing()
    row = noticed(debtors, account)
    Account.objects.filter(pk=account.pk).update(**spared)
    with pytest.raises(MayNotStop):
        actions.ask_stop(row, "x", by=debtors.fang, at=debtors.after(38))


def test_paying_stops_it_all_and_the_supply_is_back_within_a_day(debtors: Debtors) -> None:
    account, bill = debtors.owing()
    stop = stopped(debtors, account)
    debtors.pay(bill, after=39)
    debtors.watched(39)
    row = Stop.objects.get(pk=stop.pk)
    assert (row.state, row.back_by) == ("due_back", debtors.after(40))
    assert debtors.dunning(account).closed_at is not None
    told = Delivery.objects.filter(once__startswith=f"stop:{stop.pk}:")
    assert {one.address for one in told} >= {debtors.cast.fang.ref}
    # The hour of Shanghai whatever the clock of the server, and a page that is there.
    due = debtors.after(40).astimezone(SHANGHAI)
    assert {one.link for one in told} == {url("desk:account", account.pk)}
    assert all(f"{due:%Y-%m-%d %H:%M}" in one.subject for one in told)
    actions.reconnect(row, "已恢复", by=debtors.fang, at=debtors.after(40) - timedelta(hours=2))
    assert Entry.objects.get(verb="stop.back").facts["late"] is False
    assert list(everything()) == []


def test_supply_that_is_late_back_is_told_to_the_heads_once(debtors: Debtors) -> None:
    account, bill = debtors.owing()
    stop = stopped(debtors, account)
    debtors.pay(bill, after=39)
    debtors.watched(39, 41, 42)
    told = Delivery.objects.filter(once__startswith=f"stop:{stop.pk}:True")
    assert debtors.cast.tang.ref in {one.address for one in told}
    assert told.count() == told.values("address").distinct().count()


def test_after_paying_nothing_more_can_be_done(debtors: Debtors) -> None:
    account, bill = debtors.owing()
    row = noticed(debtors, account)
    stop = actions.ask_stop(row, "x", by=debtors.fang, at=debtors.after(38))
    actions.decide_stop(stop, approve=True, by=debtors.tang, at=debtors.after(38))
    debtors.pay(bill, after=38)
    with pytest.raises(Paid):
        actions.carry_out(stop, "已告知", by=debtors.fang, at=debtors.after(38))
    debtors.watched(38)
    assert Stop.objects.get().state == "withdrawn"
