"""Papers at the desk: masked until printed for the customer, which is journaled; strangers get nothing."""

import pytest
from django.test import Client

from bihuan.engines.payments import actions as payments
from bihuan.engines.payments.drivers import sandbox
from bihuan.engines.payments.models import Payment, SandboxOrder
from bihuan.ground.directory.actor import customer
from bihuan.ground.journal.models import Entry
from tests.engines.billing.utility import Utility
from tests.engines.papers.reading import words_of
from tests.engines.payments.households import billed

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
