"""A run bills each account once, from its readings by its tariff, and books what it charges."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from bihuan.engines.billing import actions
from bihuan.engines.billing.errors import (
    AlreadyReversed,
    BadInput,
    Implausible,
    NotAllowed,
    NotReadAfter,
    RunThere,
)
from bihuan.engines.billing.models import Account, Bill, BillRun, Meter, Reading, RunPart
from bihuan.engines.billing.numbers import account_number, bill_id, is_account_number
from bihuan.engines.billing.retelling import retell
from bihuan.engines.ledger.balances import balance, trial_balance
from bihuan.engines.ledger.models import Transfer
from bihuan.ground.directory.actor import customer
from bihuan.ground.journal.models import Entry
from bihuan.ground.journal.verify import everything
from tests.engines.billing.utility import POWER, TIMES, Utility

pytestmark = pytest.mark.django_db
D = Decimal
MAY, APRIL = date(2026, 5, 31), date(2026, 4, 30)


def test_a_household_is_billed_by_the_tariff_and_owes_it(utility: Utility) -> None:
    account = utility.account()
    utility.read(account, MAY, 300)
    run = utility.run(MAY)
    bill = utility.bill(account)
    # 200 m³: 180 on the first step, 20 on the second, each with resource fee and sewage.
    assert bill.total == D("180") * D("5.00") + D("20") * D("7.00")
    assert (bill.first, bill.last) == (date(2026, 1, 1), MAY)
    assert balance(account.book) == bill.total
    assert run.state == BillRun.State.DONE
    assert Transfer.objects.get(key=f"bill:{bill.pk}").amount == bill.total


def test_the_steps_of_the_year_go_on_from_bill_to_bill(utility: Utility) -> None:
    account = utility.account()
    utility.read(account, APRIL, 270)
    utility.run(APRIL)
    utility.read(account, MAY, 300)
    utility.run(MAY)
    first, second = Bill.objects.filter(account=account).order_by("last")
    assert (first.total, second.total) == (D("850.00"), D("10") * D("5.00") + D("20") * D("7.00"))
    assert second.usage["already"] == "170"


def test_a_meter_with_two_registers_is_billed_by_both(utility: Utility) -> None:
    account = utility.account(TIMES)
    utility.read(account, MAY, {"peak": 200, "valley": 150})
    utility.run(MAY)
    assert utility.bill(account).total == D("100") * D("0.568") + D("50") * D("0.288")


def test_who_was_not_read_is_left_out_and_counted(utility: Utility) -> None:
    read, unread = utility.account(), utility.account()
    utility.read(read, MAY, 110)
    run = utility.run(MAY)
    assert RunPart.objects.get(run=run).left == {"not_read": 1}
    assert not Bill.objects.filter(account=unread).exists()


def test_a_second_run_for_the_day_is_refused(utility: Utility) -> None:
    utility.run(MAY)
    with pytest.raises(RunThere):
        utility.run(MAY)


def test_a_run_for_a_place_leaves_the_others_alone(utility: Utility) -> None:
    east, west = utility.account(), utility.account(place="west")
    for one in (east, west):
        utility.read(one, MAY, 110)
    utility.run(MAY, place="east")
    assert list(Bill.objects.values_list("account", flat=True)) == [east.pk]


def test_bills_that_are_there_do_not_come_twice(utility: Utility) -> None:
    """East was billed by its own run; the company's run of the same day passes it by."""
    account = utility.account()
    utility.read(account, MAY, 110)
    utility.run(MAY, place="east")
    run = utility.run(MAY)
    assert Bill.objects.filter(account=account).count() == 1
    assert RunPart.objects.get(run=run).left == {"billed": 1}


def test_the_same_readings_make_the_same_digest(utility: Utility) -> None:
    accounts = [utility.account() for _ in range(3)]
    for n, one in enumerate(accounts):
        utility.read(one, MAY, 110 + n)
    first = utility.run(MAY, part=2)
    digests = list(first.parts.values_list("digest", flat=True))
    for bill in Bill.objects.live():
        actions.take_back(bill, why="重算", by=utility.he, at=utility.cast.at)
    again = utility.run(MAY, place="east", part=2)
    assert list(again.parts.values_list("digest", flat=True)) == digests
    assert balance(accounts[0].book) == utility.bill(accounts[0]).total


def test_each_part_stands_in_the_journal_with_its_digest(utility: Utility) -> None:
    for n in range(3):
        utility.read(utility.account(), MAY, 110 + n)
    run = utility.run(MAY, part=2)
    verbs = (
        Entry.objects.filter(kind="billrun", subject=run.pk).order_by("seq").values_list("verb", flat=True)
    )
    assert list(verbs) == ["billrun.begun", "billrun.billed", "billrun.billed", "billrun.done"]
    assert list(everything()) == []


def test_a_run_asks_no_more_for_many_accounts_than_for_few(
    utility: Utility, django_assert_num_queries: object
) -> None:
    accounts = [utility.account() for _ in range(12)]
    for n, one in enumerate(accounts):
        utility.read(one, MAY, 110 + n)
    few = _queries(utility, MAY - timedelta(1))
    many = _queries(utility, MAY)
    assert Bill.objects.count() == 12
    assert many <= few + 6, "writing bills and transfers, and their books, whatever their number"


def _queries(utility: Utility, until: date) -> int:
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        utility.run(until)
    return len(asked)


@pytest.mark.parametrize("who", ["fang", "wang", "chen", "sun"])
def test_only_who_makes_bills_may(utility: Utility, who: str) -> None:
    actor = utility.actor(utility.cast.people[who])
    with pytest.raises(NotAllowed):
        actions.start_run(utility.cast.company, MAY, date(2026, 6, 30), by=actor, at=utility.cast.at)
    assert BillRun.objects.count() == 0


def test_days_to_come_cannot_be_billed(utility: Utility) -> None:
    with pytest.raises(BadInput):
        actions.start_run(
            utility.cast.company, date(2026, 6, 30), date(2026, 7, 15), by=utility.he, at=utility.cast.at
        )


def test_a_bill_tells_its_steps_years_later(utility: Utility) -> None:
    account = utility.account()
    utility.read(account, MAY, 300)
    utility.run(MAY)
    told = retell(utility.bill(account))
    assert told.same
    assert any("180" in step for step in told.charge.derivation("zh-hans"))


def test_a_bill_that_was_changed_behind_our_back_does_not_come_out_the_same(utility: Utility) -> None:
    account = utility.account()
    utility.read(account, MAY, 300)
    utility.run(MAY)
    Bill.objects.update(total=D("1.00"))
    assert not retell(utility.bill(account)).same


def test_a_wrong_bill_is_taken_back_and_made_anew(utility: Utility) -> None:
    account = utility.account()
    wrong = utility.read(account, MAY, 300)
    utility.run(MAY)
    bill = utility.bill(account)
    back = actions.take_back(bill, why="抄错数", by=utility.he, at=utility.cast.at)
    assert balance(account.book) == 0
    assert back.reverses_id == bill.pk and not Bill.objects.live().exists()
    actions.refuse_reading(wrong, why="应为130", by=utility.actor(utility.cast.zhao), at=utility.cast.at)
    utility.read(account, MAY, 130)
    anew = actions.bill_now(account.pk, until=MAY, by=utility.he, at=utility.cast.at)
    assert anew.total == balance(account.book) == D("150.00")
    with pytest.raises(AlreadyReversed):
        actions.take_back(bill, why="再冲", by=utility.he, at=utility.cast.at)
    standing = trial_balance()
    assert sum(one.debits for one in standing) == sum(one.credits for one in standing)


def test_only_the_last_bill_is_taken_back(utility: Utility) -> None:
    account = utility.account()
    for on, value in ((APRIL, 120), (MAY, 140)):
        utility.read(account, on, value)
        utility.run(on)
    earlier = Bill.objects.filter(account=account).order_by("last")[0]
    with pytest.raises(BadInput):
        actions.take_back(earlier, why="抄错数", by=utility.he, at=utility.cast.at)


def test_a_meter_changed_in_the_month_is_billed_on_both(utility: Utility) -> None:
    account = utility.account()
    fitted = Meter(serial="M-0002", digits=5, starts={"water": "2"})
    actions.change_meter(
        account, {"water": D(130)}, fitted, on=date(2026, 5, 10), why="到期轮换",
        by=utility.actor(utility.cast.zhao), at=utility.cast.at,
    )  # fmt: skip
    utility.read(account, MAY, 12)
    utility.run(MAY)
    assert utility.bill(account).usage["quantities"] == {"water": "40"}


def test_a_reading_far_from_the_usual_is_asked_for_once_more(utility: Utility) -> None:
    account = utility.account()
    utility.read(account, APRIL, 220)
    utility.run(APRIL)
    with pytest.raises(Implausible):
        utility.read(account, MAY, 420, sure=False)
    assert not Reading.objects.filter(on=MAY).exists()
    taken = utility.read(account, MAY, 420, sure=True)
    assert taken.doubts == ["much_more"]


def test_an_estimate_follows_the_usual_and_the_next_reading_puts_it_right(utility: Utility) -> None:
    account = utility.account()
    utility.read(account, APRIL, 220)
    utility.run(APRIL)
    actions.estimate_reading(
        account, on=MAY, why="锁门", by=utility.actor(utility.cast.zhao), at=utility.cast.at
    )
    utility.run(MAY)
    bill = utility.bill(account)
    assert bill.estimated and bill.usage["quantities"] == {"water": "31"}
    june = date(2026, 6, 30)
    utility.read(account, june, 260)
    utility.run(june)
    total = sum(int(one.usage["quantities"]["water"]) for one in Bill.objects.filter(account=account))
    assert total == 160, "in the end exactly what the meter counted is billed"


def test_what_is_billed_is_not_read_anew(utility: Utility) -> None:
    account = utility.account()
    reading = utility.read(account, MAY, 220)
    utility.run(MAY)
    with pytest.raises(NotReadAfter):
        utility.read(account, date(2026, 5, 20), 210)
    with pytest.raises(NotReadAfter):
        actions.refuse_reading(reading, why="错", by=utility.actor(utility.cast.zhao), at=utility.cast.at)


def test_a_customers_own_reading_needs_a_photo(utility: Utility) -> None:
    account = utility.account()
    with pytest.raises(BadInput) as refused:
        utility.read(account, MAY, 220, source=Reading.Source.OWN)
    assert "photo" in refused.value.fields


@pytest.mark.parametrize(
    ("value", "field"), [(-1, "water"), (10**7, "water"), (D("0.00001"), "water"), (D("NaN"), "water")]
)
def test_a_value_that_no_register_shows_names_the_register(utility: Utility, value: D, field: str) -> None:
    account = utility.account()
    with pytest.raises(BadInput) as refused:
        utility.read(account, MAY, {"water": value})  # type: ignore[dict-item]
    assert field in refused.value.fields


def test_a_clerk_of_another_hall_reads_no_meter_here(utility: Utility) -> None:
    account = utility.account(place="west")
    with pytest.raises(NotAllowed):
        actions.enter_reading(account, {"water": D(120)}, on=MAY, by=utility.fang, at=utility.cast.at)
    assert Reading.objects.count() == 0


def test_a_bill_far_from_last_years_is_flagged_with_both_figures(utility: Utility) -> None:
    account = utility.account(POWER, on=date(2025, 5, 1))
    for on, value in ((date(2025, 5, 31), 200), (date(2026, 4, 30), 1300), (MAY, 1800)):
        utility.read(account, on, value)
        actions.bill_now(account.pk, until=on, by=utility.he, at=utility.cast.at)
    odd = utility.bill(account).odd
    assert (odd["reason"], odd["before"]) == ("more", "53.80")


def test_numbers_of_accounts_carry_a_check_digit() -> None:
    number = account_number(12)
    assert is_account_number(number)
    wrong = number[:-2] + str((int(number[-2]) + 1) % 10) + number[-1]
    assert not is_account_number(wrong)
    assert bill_id("202605-0000000012") == 12 and bill_id("不是账单") is None


def test_a_meter_that_is_taken_away_cannot_show_less_than_it_did(utility: Utility) -> None:
    account = utility.account()
    utility.read(account, APRIL, 150)
    with pytest.raises(BadInput) as refused:
        actions.change_meter(
            account, {"water": D(140)}, Meter(serial="M-0002", digits=5, starts={"water": "0"}),
            on=date(2026, 5, 10), why="到期轮换", by=utility.actor(utility.cast.zhao), at=utility.cast.at,
        )  # fmt: skip
    assert "water" in refused.value.fields
    assert account.meters.get().removed_on is None


def _meter_gone(utility: Utility, account: Account, on: date, shown: int) -> None:
    meter = account.meters.get(removed_on=None)
    meter.removed_on, meter.ends = on, {"water": str(shown)}
    meter.save()


def test_an_account_is_closed_when_everything_used_is_billed(utility: Utility) -> None:
    account = utility.account()
    with pytest.raises(BadInput) as refused:
        actions.close_account(account, why="拆迁", by=utility.he, at=utility.cast.at)
    assert "meter" in refused.value.fields
    _meter_gone(utility, account, MAY, 130)
    with pytest.raises(BadInput) as refused:
        actions.close_account(account, why="拆迁", by=utility.he, at=utility.cast.at)
    assert "bill" in refused.value.fields, "what was used since the last bill would never be paid"
    actions.bill_now(account.pk, until=MAY, by=utility.he, at=utility.cast.at)
    with pytest.raises(NotAllowed):
        actions.close_account(account, why="拆迁", by=utility.fang, at=utility.cast.at)
    closed = actions.close_account(account, why="拆迁", by=utility.he, at=utility.cast.at)
    assert closed.closed_at is not None
    assert Entry.objects.filter(kind="account", subject=account.pk, verb="account.closed").exists()


def test_a_new_holder_sees_the_account_and_the_old_one_does_so_no_longer(utility: Utility) -> None:
    account, at = utility.account(), utility.cast.at
    actions.bind_by_phone(account, "13800138000", by=customer("13800138000"), at=at)
    with pytest.raises(NotAllowed):
        actions.change_holder(account, "李四", "13900139000", why="过户", by=utility.fang, at=at)
    with pytest.raises(BadInput):
        actions.change_holder(account, " ", "13900139000", why="过户", by=utility.he, at=at)
    actions.change_holder(account, "李四", "13900139000", why="过户", by=utility.he, at=at)
    assert not Account.objects.of_customer("13800138000", at).exists()
    actions.bind_by_phone(account, "13900139000", by=customer("13900139000"), at=at)
    assert Account.objects.of_customer("13900139000", at).get() == account
