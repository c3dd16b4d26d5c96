"""Accounts, bills and money at the desk: who does what, and nobody does more."""

import hashlib
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.engines.billing import actions as billing
from bihuan.engines.billing import watch
from bihuan.engines.billing.models import Account, Bill, BillRun, Reading
from bihuan.engines.payments import actions as payments
from bihuan.engines.payments.drivers import sandbox
from bihuan.engines.payments.models import Difference, Payment, Refund, SandboxOrder, Statement, Till
from bihuan.ground.directory.actor import customer
from bihuan.ground.journal.models import Entry
from tests.engines.billing.utility import Utility

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 31)


def text_of(answer) -> str:
    return answer.content.decode()


def billed(utility: Utility, cubic: int = 20, **said) -> tuple[Account, Bill]:
    account = utility.account(**said)
    utility.read(account, MAY, 100 + cubic)
    return account, billing.bill_now(account.pk, until=MAY, by=utility.he, at=utility.cast.at)


@pytest.fixture
def own(utility: Utility) -> tuple[Account, Bill]:
    return billed(utility)


def post(client, path, **said):
    return client.post(path, {"once": str(uuid4()), **said})


def test_an_account_is_found_by_number_meter_address_and_phone(utility, own, signed_in):
    account, _bill = own
    desk = signed_in(utility.cast.chen)
    for asked in (account.number, "M-0001", "滨江路18号", "13800138000", "张三丰"):
        assert account.number in text_of(desk.get("/desk/billing/accounts/", {"q": asked})), asked
    assert account.number not in text_of(desk.get("/desk/billing/accounts/")), "nobody leafs through the town"


def test_the_holder_is_masked_until_shown_on_purpose_and_that_is_journaled(utility, own, signed_in):
    account, _bill = own
    desk = signed_in(utility.cast.chen)
    path = f"/desk/billing/accounts/{account.pk}/"
    assert "张三丰" not in text_of(desk.get(path))
    shown = text_of(desk.post(path))
    assert "张三丰" in shown and "13800138000" in shown
    assert (
        Entry.objects.filter(kind="account", verb="account.revealed", actor=utility.cast.chen.ref).count()
        == 1
    )


def test_a_reading_is_entered_and_a_doubtful_one_asked_for_again(utility, own, signed_in):
    account, _bill = own
    desk = signed_in(utility.cast.fang)
    path = f"/desk/billing/accounts/{account.pk}/read/"
    asked = post(desk, path, on="2026-06-04", water="900")
    assert asked.status_code == 422 and "三倍" in text_of(asked)
    assert not Reading.objects.filter(on=date(2026, 6, 4)).exists()
    assert post(desk, path, on="2026-06-04", water="900", sure="on").status_code == 303
    assert Reading.objects.get(on=date(2026, 6, 4)).doubts == ["much_more"]


@pytest.mark.parametrize("value", ["", "abc", "-1", "1e9", "99999999", "\x00"])
def test_a_reading_that_is_none_names_the_register(utility, own, signed_in, value):
    account, _bill = own
    desk = signed_in(utility.cast.fang)
    answer = post(desk, f"/desk/billing/accounts/{account.pk}/read/", on="2026-06-04", water=value)
    assert answer.status_code == 422
    assert 'id="id_water_error"' in text_of(answer)


def test_a_meter_that_cannot_be_read_is_estimated(utility, own, signed_in):
    account, _bill = own
    desk = signed_in(utility.cast.fang)
    assert post(desk, f"/desk/billing/accounts/{account.pk}/estimate/", why="锁门").status_code == 303
    assert Reading.objects.filter(source="estimated").exists()


def test_a_run_is_begun_worked_off_in_the_background_and_tells_who_was_left_out(utility, signed_in):
    read, _unread = utility.account(), utility.account()
    utility.read(read, MAY, 120)
    desk = signed_in(utility.cast.he)
    said = {"place": utility.cast.company.pk, "until": "2026-05-31", "due_on": "2026-06-20"}
    begun = post(desk, "/desk/billing/runs/", **said)
    run = BillRun.objects.get()
    assert begun.url == f"/desk/billing/runs/{run.pk}/"
    assert 'value="0"' in text_of(desk.get(begun.url))
    assert watch.run(utility.cast.at, 10) == 1
    page = text_of(desk.get(begun.url))
    assert "没有抄表" in page and 'value="100"' in page
    assert post(desk, "/desk/billing/runs/", **said).status_code == 422


def test_a_bill_shows_its_steps_and_is_taken_back_by_who_may(utility, own, signed_in):
    _account, bill = own
    path = f"/desk/billing/bills/{bill.pk}/"
    assert "京水-2" in text_of(signed_in(utility.cast.chen).get(path))
    assert post(signed_in(utility.cast.fang), f"{path}take-back/", why="抄错数").status_code == 403
    assert Bill.objects.live().count() == 1
    assert post(signed_in(utility.cast.he), f"{path}take-back/", why="抄错数").status_code == 303
    assert not Bill.objects.live().exists()


def test_cash_is_taken_with_change_and_the_till_closed_by_another(utility, own, signed_in):
    account, bill = own
    desk = signed_in(utility.cast.fang)
    post(desk, "/desk/billing/till/", place=utility.cast.east.pk, begun_with="200")
    assert "100.00" in text_of(desk.get("/desk/billing/till/", {"q": account.number}))
    once = str(uuid4())
    for _time in range(2):
        desk.post(
            f"/desk/billing/till/take/{account.number}/", {"once": once, "bill": bill.pk, "received": "120"}
        )
    payment = Payment.objects.get()
    assert (payment.change, Bill.objects.get(pk=bill.pk).open_amount) == (Decimal(20), 0)
    till = Till.objects.get()
    mine = post(desk, f"/desk/billing/till/{till.pk}/close/", n100="3")
    assert mine.status_code == 403 and Till.objects.get().closed_at is None
    other = signed_in(utility.cast.tang)
    short = post(other, f"/desk/billing/till/{till.pk}/close/", n100="2")
    assert short.status_code == 422 and Till.objects.get().closed_at is None
    assert post(other, f"/desk/billing/till/{till.pk}/close/", n100="3").status_code == 303
    assert Till.objects.get().difference == 0


def test_too_little_cash_is_told_and_nothing_is_taken(utility, own, signed_in):
    account, bill = own
    desk = signed_in(utility.cast.fang)
    post(desk, "/desk/billing/till/", place=utility.cast.east.pk, begun_with="0")
    back = post(desk, f"/desk/billing/till/take/{account.number}/", bill=bill.pk, received="99")
    assert "不够" in text_of(desk.get(back.url))
    assert not Payment.objects.exists()


def paid_twice(utility: Utility, account: Account, bill: Bill) -> Payment:
    for key in ("a", "b"):
        row, _where = payments.start_payment(
            [bill.pk], [account.pk], "alipay", key=key, by=customer("13800138000"), at=utility.cast.at
        )
        sandbox.pay(SandboxOrder.objects.get(order=row.number), at=utility.cast.at)
    for order in SandboxOrder.objects.order_by("pk"):
        payments.take_notice("alipay", sandbox.message(order), at=utility.cast.at)
    return Payment.objects.order_by("-pk")[0]


def test_a_refund_is_asked_for_at_the_counter_and_approved_above(utility, own, signed_in):
    payment = paid_twice(utility, *own)
    desk = signed_in(utility.cast.tang)
    post(desk, f"/desk/billing/payments/{payment.pk}/", amount="100", why="重复缴费")
    refund = Refund.objects.get()
    desk.post(f"/desk/billing/refunds/{refund.pk}/", {"do": "approve"})
    assert Refund.objects.get().state == Refund.State.ASKED, "not by who asked for it"
    above = signed_in(utility.cast.he)
    assert payment.number in text_of(above.get("/desk/billing/refunds/"))
    above.post(f"/desk/billing/refunds/{refund.pk}/", {"do": "approve"})
    assert Refund.objects.get().state == Refund.State.DONE


def test_the_books_balance_on_the_page_and_a_day_is_reconciled_once(utility, own, signed_in, monkeypatch):
    paid_twice(utility, *own)
    order, _where = payments.start_payment(
        [billed(utility, 7)[1].pk], list(Account.objects.values_list("pk", flat=True)), "alipay",
        key="c", by=customer("13800138000"), at=utility.cast.at,
    )  # fmt: skip
    sandbox.pay(SandboxOrder.objects.get(order=order.number), at=utility.cast.at)
    tomorrow = utility.cast.later(days=1)
    monkeypatch.setattr("bihuan.project.middleware.now", lambda: tomorrow)
    desk = signed_in(utility.cast.he)
    assert post(desk, "/desk/billing/books/", channel="alipay", day="2026-06-04").status_code == 303
    assert post(desk, "/desk/billing/books/", channel="alipay", day="2026-06-04").status_code == 422
    assert (Statement.objects.count(), Difference.objects.get().kind) == (1, "not_ours")
    page = text_of(desk.get("/desk/billing/books/"))
    assert order.number in page
    post(desk, f"/desk/billing/books/differences/{Difference.objects.get().pk}/", why="通知迟到")
    assert Difference.objects.get().settled_at is not None


def test_a_day_is_reconciled_from_the_providers_file(utility, own, signed_in, monkeypatch):
    payment = paid_twice(utility, *own)
    tomorrow = utility.cast.later(days=1)
    monkeypatch.setattr("bihuan.project.middleware.now", lambda: tomorrow)
    desk = signed_in(utility.cast.he)
    said = {"channel": "alipay", "day": "2026-06-04"}
    wrong = SimpleUploadedFile("day.csv", "订单号,交易号,金额\nP1,T,abc\n".encode())
    refused = post(desk, "/desk/billing/books/", **said, file=wrong)
    assert refused.status_code == 422 and "第 2 行" in text_of(refused)
    assert not Statement.objects.exists()
    content = f"订单号,交易号,金额\n{payment.number},T-1,{payment.amount}\nP999,T-2,5.00\n".encode("gb18030")
    sent = SimpleUploadedFile("day.csv", content)
    assert post(desk, "/desk/billing/books/", **said, file=sent).status_code == 303
    statement = Statement.objects.get()
    assert (statement.lines, statement.sha256) == (2, hashlib.sha256(content).hexdigest())
    assert "P999" in Difference.objects.values_list("order", flat=True)


GET_PAGES = {
    "/desk/billing/accounts/": {"chen", "lin", "fang", "tang", "liu", "he", "sun"},
    "/desk/billing/accounts/{account}/": {"chen", "lin", "fang", "tang", "liu", "he", "sun"},
    "/desk/billing/bills/{bill}/": {"chen", "lin", "fang", "tang", "liu", "he", "sun"},
    "/desk/billing/runs/": {"liu", "he"},
    "/desk/billing/till/": {"fang", "tang"},
    "/desk/billing/refunds/": {"tang", "he"},
    "/desk/billing/books/": {"liu", "he", "sun"},
}


@pytest.mark.parametrize("page", GET_PAGES)
def test_only_who_holds_the_office_sees_the_page(utility, own, signed_in, page):
    account, bill = own
    path = page.format(account=account.pk, bill=bill.pk)
    for name, person in utility.cast.people.items():
        want = 200 if name in GET_PAGES[page] else 403
        assert signed_in(person).get(path).status_code == want, name
    from django.test import Client

    assert Client().get(path).status_code == 302


def test_a_clerk_of_one_hall_finds_nothing_of_another(utility, signed_in):
    account, bill = billed(utility, place="west")
    desk = signed_in(utility.cast.fang)
    for path in (f"accounts/{account.pk}/", f"bills/{bill.pk}/"):
        assert desk.get(f"/desk/billing/{path}").status_code == 404
    for path in (
        f"accounts/{account.pk}/read/",
        f"accounts/{account.pk}/estimate/",
        f"till/take/{account.number}/",
    ):
        assert post(desk, f"/desk/billing/{path}").status_code == 404
    found = text_of(desk.get("/desk/billing/accounts/", {"q": account.number}))
    assert f"/desk/billing/accounts/{account.pk}/" not in found


def test_an_account_of_two_years_costs_what_one_of_two_months_costs(
    utility, signed_in, django_assert_max_num_queries
):
    account = utility.account(on=date(2025, 1, 1))
    day = date(2025, 1, 31)
    for n in range(12):
        utility.read(account, day, 110 + 10 * n)
        billing.bill_now(account.pk, until=day, by=utility.he, at=utility.cast.at)
        day += timedelta(30)
    desk = signed_in(utility.cast.he)
    desk.get(f"/desk/billing/accounts/{account.pk}/")
    with django_assert_max_num_queries(14):
        desk.get(f"/desk/billing/accounts/{account.pk}/")
