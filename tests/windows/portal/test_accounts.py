"""A customer sees and pays his own bills, and nobody else's."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client

from bihuan.engines.billing import actions as billing
from bihuan.engines.billing.models import Account, Bill, Binding
from bihuan.engines.payments import actions, drivers
from bihuan.engines.payments.drivers import sandbox
from bihuan.engines.payments.models import Payment, SandboxOrder, Told
from bihuan.ground.directory.actor import customer as as_customer
from bihuan.ground.journal.models import Entry
from tests.engines.billing.utility import SHANGHAI, Utility, in_company
from tests.windows.portal.conftest import Customer, text_of

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 31)


@pytest.fixture
def utility(cast) -> Utility:
    return in_company(cast)


@pytest.fixture(autouse=True)
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(drivers, "_drivers", {"alipay": sandbox.Sandbox()})
    yield


def billed(utility: Utility, cubic: int = 20, **said) -> tuple[Account, Bill]:
    account = utility.account(**said)
    utility.read(account, MAY, 100 + cubic)
    return account, billing.bill_now(account.pk, until=MAY, by=utility.he, at=utility.cast.at)


def sign_in(customer: Customer, **said) -> None:
    answer = customer.post("/my/sign-in/", phone=customer.phone, code=customer.ask_code(), **said)
    assert answer.status_code == 303, text_of(answer)
    customer.wait(minutes=2)


@pytest.fixture
def own(utility: Utility, customer: Customer) -> tuple[Account, Bill]:
    """The signed-in customer's own account, on his list, with a bill of 100 yuan."""
    account, bill = billed(utility, holder_phone=customer.phone, holder_name="李女士")
    billing.bind_by_phone(account, customer.phone, by=as_customer(customer.phone), at=utility.cast.at)
    sign_in(customer)
    return account, bill


def test_signing_in_needs_the_code_and_leads_where_one_wanted_to_go(utility, customer):
    answer = customer.get("/my/pay/?bill=7")
    assert answer.url == "/my/sign-in/?next=%2Fmy%2Fpay%2F%3Fbill%3D7"
    customer.ask_code()
    assert customer.post("/my/sign-in/", phone=customer.phone, code="000000").status_code == 422
    customer.wait(minutes=2)
    done = customer.post(
        "/my/sign-in/", phone=customer.phone, code=customer.ask_code(), next="/my/pay/?bill=7"
    )
    assert (done.status_code, done.url) == (303, "/my/pay/?bill=7")


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(utility, customer, elsewhere):
    done = customer.post("/my/sign-in/", phone=customer.phone, code=customer.ask_code(), next=elsewhere)
    assert done.url == "/my/"


def test_who_signs_out_sees_nothing_any_more(own, customer):
    assert customer.get("/my/").status_code == 200
    customer.post("/my/sign-out/")
    assert customer.get("/my/").status_code == 303


def test_after_thirty_days_the_phone_is_proven_anew(own, customer):
    customer.wait(days=31)
    assert customer.get("/my/").status_code == 303


def test_ones_own_account_is_offered_and_added_with_a_press(utility, customer):
    account, _bill = billed(utility, holder_phone=customer.phone)
    sign_in(customer)
    assert account.number in text_of(customer.get("/my/"))
    assert not Binding.objects.exists()
    assert customer.post("/my/bind/", own=account.number).status_code == 303
    assert Binding.objects.get().role == Binding.Role.HOLDER


def test_anothers_account_is_not_added_by_its_number(utility, customer):
    account, _bill = billed(utility)
    sign_in(customer)
    assert customer.post("/my/bind/", own=account.number).status_code == 422
    assert not Binding.objects.exists()


def test_a_bill_at_hand_adds_the_account_for_the_family(utility, customer):
    account, bill = billed(utility, holder_name="王建国")
    sign_in(customer)
    done = customer.post("/my/bind/", number=account.number, name="王建国", amount=f"{bill.total}")
    assert done.status_code == 303
    assert Binding.objects.get().role == Binding.Role.FAMILY
    assert "王*" in text_of(customer.get(f"/my/a/{account.number}/"))


def test_a_wrong_guess_says_the_same_as_a_number_that_does_not_exist(utility, customer):
    account, _bill = billed(utility, holder_name="王建国")
    sign_in(customer)
    wrong = customer.post("/my/bind/", number=account.number, name="王建国", amount="1.00")
    nobody = customer.post("/my/bind/", number="0000000000", name="王建国", amount="1.00")
    told = [text_of(one).split('role="alert"')[1].split("</div>")[0] for one in (wrong, nobody)]
    assert told[0] == told[1]
    assert (
        Entry.objects.filter(kind="account", subject=account.pk, verb="account.binding_refused").count() == 1
    )


def test_guessing_is_slowed(utility, customer):
    account, bill = billed(utility, holder_name="王建国")
    sign_in(customer)
    for _try in range(5):
        customer.post("/my/bind/", number=account.number, name="王建国", amount="1.00")
    last = customer.post("/my/bind/", number=account.number, name="王建国", amount=f"{bill.total}")
    assert last.status_code == 429
    assert not Binding.objects.exists()


def test_a_bill_shows_its_lines_its_clauses_and_every_step(own, customer):
    _account, bill = own
    page = text_of(customer.get(f"/my/b/{bill.number}/"))
    assert "100.00" in page and "京水-2" in page and "2.07" in page


def test_the_holder_lets_the_family_in_and_takes_them_off(own, customer, utility):
    account, bill = own
    assert customer.post(f"/my/a/{account.number}/", phone="13700137000").status_code == 303
    family = Customer(Client(), customer.now, phone="13700137000")
    sign_in(family)
    assert family.get(f"/my/b/{bill.number}/").status_code == 200
    assert family.post(f"/my/a/{account.number}/", phone="13600136000").status_code == 404
    binding = Binding.objects.get(phone="13700137000")
    customer.post(f"/my/a/{account.number}/release/", binding=binding.pk)
    assert family.get(f"/my/b/{bill.number}/").status_code == 404


def start(customer: Customer, bill: Bill, **said) -> Payment:
    answer = customer.post(
        "/my/pay/", **({"bill": bill.pk, "channel": "alipay", "once": str(uuid4())} | said)
    )
    assert answer.status_code == 303, text_of(answer)
    return Payment.objects.latest("id")


def test_a_bill_is_paid_and_the_page_tells_the_truth(own, customer):
    _account, bill = own
    payment = start(customer, bill)
    where = f"/my/p/{payment.secret}/"
    customer.post(f"/pay/practice/{payment.number}/", do="silent")
    assert "等待" in text_of(customer.get(where)) or "待支付" in text_of(customer.get(where))
    assert Bill.objects.get(pk=bill.pk).settled_at is None
    customer.post(f"{where}asked/")
    assert "已支付" in text_of(customer.get(where))
    assert Bill.objects.get(pk=bill.pk).settled_at is not None


def test_told_twice_is_paid_once(own, customer):
    _account, bill = own
    payment = start(customer, bill)
    customer.post(f"/pay/practice/{payment.number}/", do="twice")
    assert list(Told.objects.order_by("pk").values_list("verdict", flat=True)) == ["taken", "repeated"]
    assert Bill.objects.get(pk=bill.pk).paid == Decimal("100.00")


def test_the_same_form_sent_twice_is_one_payment(own, customer):
    _account, bill = own
    once = str(uuid4())
    assert start(customer, bill, once=once).pk == start(customer, bill, once=once).pk


def test_looking_at_a_page_pays_nothing(own, customer):
    _account, bill = own
    customer.get("/my/pay/", bill=bill.pk, channel="alipay")
    assert not Payment.objects.exists()


def test_a_provider_with_a_wrong_signature_is_not_heard(own, customer):
    _account, bill = own
    payment = start(customer, bill)
    order = SandboxOrder.objects.get(order=payment.number)
    sandbox.pay(order, at=customer.now)
    stranger = Client()
    forged = stranger.post("/pay/callback/alipay/", sandbox.message(order) | {"signature": "0" * 64})
    assert forged.status_code == 403
    heard = stranger.post("/pay/callback/alipay/", sandbox.message(order))
    assert heard.json() == {"heard": True, "verdict": "taken"}
    assert stranger.post("/pay/callback/nobody/", {}).status_code == 404
    assert stranger.get("/pay/callback/alipay/").status_code == 405


PAGES = [
    "/my/a/{account}/",
    "/my/b/{bill}/",
    "/my/p/{payment}/",
    "/pay/practice/{order}/",
]


@pytest.mark.parametrize("page", PAGES)
def test_another_customer_finds_nothing_of_it(own, customer, page):
    account, bill = own
    payment = start(customer, bill)
    path = page.format(account=account.number, bill=bill.number, payment=payment.secret, order=payment.number)
    assert customer.get(path).status_code == 200
    other = Customer(Client(), customer.now, phone="13600136000")
    sign_in(other)
    assert other.get(path).status_code == 404
    nobody = Client()
    assert nobody.get(path).status_code == 303


def test_another_customer_pays_asks_and_releases_nothing(own, customer, utility):
    account, bill = own
    payment = start(customer, bill)
    other = Customer(Client(), customer.now, phone="13600136000")
    sign_in(other)
    assert "没有待缴" in text_of(other.post("/my/pay/", bill=bill.pk, channel="alipay", once=str(uuid4())))
    assert Payment.objects.count() == 1
    for path in (f"/my/p/{payment.secret}/asked/", f"/my/a/{account.number}/release/"):
        assert other.post(path).status_code == 404
    assert Binding.objects.get().until is None


@pytest.mark.parametrize(
    "path",
    ["/my/b/不是/", "/my/b/202605-9999999999/", "/my/b/202605-99999999999999999999/", "/my/a/x/", "/my/p/x/"],
)
def test_what_does_not_exist_is_not_found(own, customer, path):
    assert customer.get(path).status_code == 404


@pytest.mark.parametrize("said", [{"bill": "\x00"}, {"bill": "9" * 40}, {"bill": "-1", "channel": "nobody"}])
def test_nonsense_in_the_pay_form_is_no_error_of_ours(own, customer, said):
    assert customer.post("/my/pay/", **({"channel": "nobody"} | said)).status_code == 200
    assert not Payment.objects.exists()


def test_the_list_costs_the_same_for_many_accounts_as_for_few(
    utility, customer, django_assert_max_num_queries
):
    for n in range(6):
        account, _bill = billed(utility, n + 1, holder_phone=customer.phone)
        billing.bind_by_phone(account, customer.phone, by=as_customer(customer.phone), at=utility.cast.at)
    sign_in(customer)
    customer.get("/my/")
    with django_assert_max_num_queries(12):
        assert text_of(customer.get("/my/")).count("open-bill") >= 6


def test_what_is_held_pays_before_the_provider_is_asked(own, customer, utility):
    """Paid twice by two phones: the second payment lies with the account and pays the next bill by itself."""
    account, bill = own
    for _time in range(2):
        payment = start(customer, bill)
        sandbox.pay(SandboxOrder.objects.get(order=payment.number), at=customer.now)
    for order in SandboxOrder.objects.order_by("pk"):
        actions.take_notice("alipay", sandbox.message(order), at=customer.now)
    at = utility.cast.at + timedelta(days=30)
    billing.enter_reading(
        account, {"water": Decimal(135)}, on=date(2026, 6, 30), sure=True,
        by=utility.actor(utility.cast.zhao), at=at,
    )  # fmt: skip
    later = billing.bill_now(account.pk, until=date(2026, 6, 30), by=utility.he, at=at)
    before = Payment.objects.count()
    answer = customer.post("/my/pay/", bill=later.pk, channel="alipay", once=str(uuid4()))
    assert (answer.status_code, answer.url) == (303, "/my/")
    assert Bill.objects.get(pk=later.pk).settled_at is not None
    assert Payment.objects.count() == before, "nothing is left to be paid"


def test_the_day_of_a_page_is_the_customers_and_not_greenwichs(own, customer):
    """At half past seven in the morning of the day after the due day it is overdue, whatever UTC says."""
    _account, bill = own
    due = bill.due_on
    customer.now = datetime(due.year, due.month, due.day, 7, 30, tzinfo=SHANGHAI) + timedelta(days=1)
    customer.now = customer.now.astimezone(UTC)
    for path in ("/my/", f"/my/b/{bill.number}/", f"/my/a/{bill.account.number}/"):
        assert "逾期" in text_of(customer.get(path)), path
