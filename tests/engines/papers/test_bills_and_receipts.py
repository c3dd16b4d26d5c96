"""What stands on a bill and a receipt, read back from the file."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from bihuan.engines.billing import actions as billing
from bihuan.engines.billing.models import Bill
from bihuan.engines.billing.retelling import retell
from bihuan.engines.papers.bills import bill_paper
from bihuan.engines.papers.capitals import capitals
from bihuan.engines.papers.errors import NotPaid
from bihuan.engines.papers.receipts import receipt_paper
from bihuan.engines.payments import actions as payments
from bihuan.engines.payments.drivers import sandbox
from bihuan.engines.payments.models import Payment
from tests.engines.papers.reading import squeezed, words_of
from tests.engines.payments.households import MAY, begun, billed

pytestmark = pytest.mark.django_db


def test_a_bill_on_paper_is_the_bill_line_for_line_with_every_step(utility):
    account, bill = billed(utility, cubic=90)
    found = words_of(bill_paper(bill, masked=False))
    told = retell(bill).charge
    assert told.lines and bill.total > 400
    for line in told.lines:
        assert squeezed(line.name("zh-hans")) in found
        assert f"{line.amount:f}" in found
        assert line.cite.partition("#")[2] in found
    for step in told.derivation("zh-hans"):
        assert squeezed(step) in found
    for one in (
        account.number,
        bill.number,
        capitals(bill.total),
        f"¥{bill.total:,.2f}",
        bill.due_on,
        bill.digest[:32],
    ):
        assert squeezed(one) in found


def test_name_and_door_are_masked_unless_the_reader_may_see_them(utility):
    account, bill = billed(utility)
    masked, whole = words_of(bill_paper(bill)), words_of(bill_paper(bill, masked=False))
    assert "张三丰" in whole and account.premise.address in whole
    assert "张三丰" not in masked and account.premise.address not in masked
    assert "张**" in masked


def test_the_same_bill_is_the_same_file_and_another_link_another_picture(utility):
    _account, bill = billed(utility)
    one = bill_paper(bill, link="https://a.example/my/b/1/")
    assert one == bill_paper(Bill.objects.get(pk=bill.pk), link="https://a.example/my/b/1/")
    assert one != bill_paper(bill, link="https://a.example/my/b/2/")


def test_a_bill_in_english_is_english(utility):
    _account, bill = billed(utility)
    with override("en"):
        assert "Everystepofthesum" in words_of(bill_paper(bill))


def test_a_sum_that_comes_out_otherwise_is_printed_as_it_was_billed(utility):
    _account, bill = billed(utility)
    bill.lines[0][6] = "99.99"
    found = words_of(bill_paper(bill))
    assert "99.99" in found and "步骤已无法复算" in found


def test_a_bill_whose_edition_is_gone_is_still_printed(utility):
    _account, bill = billed(utility)
    bill.edition = "gone@2020.1"
    found = words_of(bill_paper(bill))
    assert bill.lines[0][6] in found and "步骤已无法复算" in found


def test_a_bill_taken_back_says_so(utility):
    _account, bill = billed(utility)
    back = billing.take_back(bill, why="抄错数", by=utility.he, at=utility.cast.later(hours=1))
    assert "无需缴纳" in words_of(bill_paper(Bill.objects.get(pk=bill.pk)))
    assert "无需缴纳" in words_of(bill_paper(back))


def test_a_receipt_says_what_was_paid_for_which_bill_with_the_amount_in_capitals(utility):
    account, bill = billed(utility)
    payment, order = begun(utility, bill)
    sandbox.pay(order, at=utility.cast.at)
    payments.take_notice("alipay", sandbox.message(order), at=utility.cast.at)
    paid = Payment.objects.get(pk=payment.pk)
    found = words_of(receipt_paper(paid))
    for one in (
        paid.number,
        bill.number,
        account.number,
        "人民币壹佰元整",
        "¥100.00",
        "支付宝",
        paid.reference,
    ):
        assert squeezed(one) in found
    assert account.premise.address not in found
    assert paid.amount == Decimal(100) and receipt_paper(paid) == receipt_paper(paid)


def test_there_is_no_receipt_before_the_money(utility):
    _account, bill = billed(utility, on=MAY)
    payment, _order = begun(utility, bill)
    with pytest.raises(NotPaid):
        receipt_paper(payment)
