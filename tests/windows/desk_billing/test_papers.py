"""Papers at the desk: masked until printed for the customer, which is journaled; strangers get nothing."""

from typing import Any

import pytest
from django.test import Client

from bihuan.engines.billing import actions as billing
from bihuan.engines.billing.models import BillRun
from bihuan.engines.papers import booklets
from bihuan.engines.payments import actions as payments
from bihuan.engines.payments.drivers import sandbox
from bihuan.engines.payments.models import Payment, SandboxOrder
from bihuan.ground.directory.actor import customer
from bihuan.ground.journal.models import Entry
from tests.engines.billing.utility import Utility
from tests.engines.papers.reading import words_of
from tests.engines.payments.households import MAY, billed
from tests.windows.desk_billing.test_pages import text_of

pytestmark = pytest.mark.django_db


def looks(utility: Utility) -> int:
    return Entry.objects.filter(verb="account.revealed", actor=utility.cast.fang.ref).count()


def paid(utility: Utility) -> Payment:
    account, bill = billed(utility)
    row, _where = payments.start_payment(
        [bill.pk], [account.pk], "alipay", key="a", by=customer("13800138000"), at=utility.cast.at
    )
    order = SandboxOrder.objects.get(order=row.number)
    sandbox.pay(order, at=utility.cast.at)
    payments.take_notice("alipay", sandbox.message(order), at=utility.cast.at)
    return Payment.objects.get(pk=row.pk)


def test_a_clerk_gets_the_bill_masked_and_whole_only_on_purpose(utility, signed_in):
    account, bill = billed(utility)
    desk, path = signed_in(utility.cast.fang), f"/desk/billing/bills/{bill.pk}/bill.pdf"
    seen = desk.get(path)
    assert seen["Content-Type"] == "application/pdf" and seen["Cache-Control"] == "private, no-store"
    assert f"{bill.number}.pdf" in seen["Content-Disposition"]
    assert "张三丰" not in words_of(seen.content) and looks(utility) == 0
    whole = words_of(desk.post(path).content)
    assert "张三丰" in whole and account.premise.address in whole
    assert looks(utility) == 1


def test_a_receipt_is_printed_at_the_desk_once_the_money_is_there(utility, signed_in):
    payment = paid(utility)
    desk = signed_in(utility.cast.fang)
    found = words_of(desk.get(f"/desk/billing/payments/{payment.pk}/receipt.pdf").content)
    assert payment.number in found and "人民币壹佰元整" in found
    Payment.objects.update(state="started", paid_at=None)
    assert desk.get(f"/desk/billing/payments/{payment.pk}/receipt.pdf").status_code == 409


def test_who_is_elsewhere_has_no_such_office_or_is_nobody_gets_no_paper(utility, signed_in):
    bill, payment = billed(utility, place="west")[1], paid(utility)
    here, away = f"/desk/billing/payments/{payment.pk}/receipt.pdf", f"/desk/billing/bills/{bill.pk}/bill.pdf"
    assert signed_in(utility.cast.fang).get(away).status_code == 404
    assert signed_in(utility.cast.fang).post(away).status_code == 404
    assert signed_in(utility.cast.fang).get("/desk/billing/bills/999999999/bill.pdf").status_code == 404
    for path in (here, away):
        assert Client().get(path).status_code == 302
        assert signed_in(utility.cast.zhao).get(path).status_code in (403, 404)
    assert looks(utility) == 0


@pytest.fixture
def run(utility: Utility, monkeypatch: pytest.MonkeyPatch) -> BillRun:
    """Three bills, two a booklet."""
    monkeypatch.setattr(booklets, "BOOKLET", 2)
    for holder in ("甲一", "乙二", "丙三"):
        utility.read(utility.account(holder_name=holder), MAY, 120)
    return utility.run(MAY)


def printed(run: BillRun) -> list[dict[str, Any]]:
    entries = Entry.objects.filter(kind="billrun", subject=run.pk, verb="billrun.printed")
    return [one.facts for one in entries.order_by("pk")]


def test_a_runs_bills_are_printed_by_booklets_and_each_printing_is_journaled(utility, run, signed_in):
    desk, path = signed_in(utility.cast.he), f"/desk/billing/runs/{run.pk}/booklet.pdf"
    assert path in text_of(desk.get(f"/desk/billing/runs/{run.pk}/"))
    first, second = (words_of(desk.post(path, {"number": number}).content) for number in (1, 2))
    assert "甲一" in first and "乙二" in first and "丙三" not in first
    assert "丙三" in second and "甲一" not in second
    assert [(one["booklet"], one["bills"]) for one in printed(run)] == [(1, 2), (2, 1)]


def test_bills_taken_back_are_left_out_and_the_other_booklets_stay(utility, run, signed_in):
    first = run.bills.order_by("account").first()
    billing.take_back(first, why="抄错数", by=utility.he, at=utility.cast.later(hours=1))
    desk, path = signed_in(utility.cast.he), f"/desk/billing/runs/{run.pk}/booklet.pdf"
    kept = words_of(desk.post(path, {"number": 1}).content)
    assert "甲一" not in kept and "乙二" in kept
    assert "丙三" in words_of(desk.post(path, {"number": 2}).content)


@pytest.mark.parametrize("number", ["", "0", "3", "-1", "abc", "9" * 50, "\x00", "²"])
def test_a_booklet_that_is_not_there_is_told_and_nothing_is_journaled(utility, run, signed_in, number):
    desk = signed_in(utility.cast.he)
    answer = desk.post(f"/desk/billing/runs/{run.pk}/booklet.pdf", {"number": number})
    assert answer.status_code == 303 and "没有这一册" in text_of(desk.get(answer.url))
    assert printed(run) == []


def test_only_who_makes_bills_here_prints_them(utility, run, signed_in):
    path = f"/desk/billing/runs/{run.pk}/booklet.pdf"
    for person in (utility.cast.fang, utility.cast.zhao, utility.cast.admin):
        assert signed_in(person).post(path, {"number": 1}).status_code in (403, 404)
    assert Client().post(path, {"number": 1}).status_code == 302
    assert signed_in(utility.cast.he).get(path).status_code == 405
    assert signed_in(utility.cast.he).post("/desk/billing/runs/99999/booklet.pdf").status_code == 404
    assert printed(run) == []
