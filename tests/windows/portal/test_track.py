"""Looking up a matter: number and proven phone, or nothing."""

import pytest

from bihuan.engines.cases.numbers import check_digit
from bihuan.windows.portal import limits
from tests.windows.portal.conftest import text_of

pytestmark = pytest.mark.django_db


def look_up(customer, number, **over):
    said = {"phone": customer.phone, "number": number, "code": customer.ask_code()} | over
    customer.wait(minutes=2)
    return customer.post("/track/", **said)


@pytest.fixture
def own(cast, customer):
    """A case of the customer's phone."""
    return cast.complaint(reporter_phone=customer.phone)


def test_number_and_proven_phone_open_the_case(customer, own):
    answer = look_up(customer, own.number)
    assert answer.status_code == 303
    assert answer.url == f"/c/{own.secret}/"


def test_a_number_read_out_in_groups_is_understood(customer, own):
    number = f" {own.number[:4]}-{own.number[4:8]} {own.number[8:]} "
    assert look_up(customer, number).status_code == 303


@pytest.mark.parametrize("code", ["", "000000", "abc"])
def test_a_number_without_the_code_shows_nothing(customer, own, code):
    customer.ask_code()
    answer = customer.post("/track/", phone=customer.phone, number=own.number, code=code)
    page = text_of(answer)
    assert answer.status_code == 422
    assert own.secret not in page
    assert own.title not in page


def test_a_number_alone_by_link_shows_nothing(customer, own):
    page = text_of(customer.get("/track/", number=own.number, phone=customer.phone))
    assert own.secret not in page
    assert own.title not in page


def test_another_phone_does_not_learn_whether_the_number_exists(customer, cast):
    foreign = cast.complaint(reporter_phone="13700137000")
    body = f"20260604{foreign.pk + 1000:06d}"
    free = body + check_digit(body)
    answers = [look_up(customer, number) for number in (foreign.number, free)]
    pages = [text_of(answer) for answer in answers]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert foreign.secret not in pages[0]
    told = [page.split('id="id_number_error"')[1].split("</div>")[0] for page in pages]
    assert told[0] == told[1]


def test_the_day_in_the_number_has_to_be_right_too(customer, own):
    body = f"20200101{own.pk:06d}"
    assert look_up(customer, body + check_digit(body)).status_code == 422


@pytest.mark.parametrize("number", ["abc", "123", "2026060400000100", "9" * 40, "' OR 1=1 --", "１２３"])
def test_what_is_no_number_is_said_to_be_none(customer, own, number):
    answer = look_up(customer, number)
    assert answer.status_code == 422
    assert 'id="id_number_error"' in text_of(answer)


def test_a_huge_number_is_no_error_of_ours(customer, own):
    body = "20260604" + "9" * 25
    assert look_up(customer, body + check_digit(body)).status_code == 422


def test_without_a_number_every_matter_of_the_phone_is_listed_and_no_other(customer, cast, own):
    second = cast.complaint(reporter_phone=customer.phone, title="第二件事")
    foreign = cast.complaint(reporter_phone="13700137000", title="别人的事")
    page = text_of(look_up(customer, ""))
    assert own.secret in page
    assert second.secret in page
    assert foreign.secret not in page
    assert "别人的事" not in page


def test_a_phone_without_matters_is_told_so(customer, cast):
    cast.complaint()
    answer = look_up(customer, "")
    assert answer.status_code == 200
    assert "还没有反映过问题" in text_of(answer)


def test_a_wrong_number_needs_no_second_code(customer, own):
    page = text_of(look_up(customer, "20260604000001"))
    proof = page.split('name="proof" value="')[1].split('"')[0]
    answer = customer.post("/track/", phone=customer.phone, number=own.number, proof=proof)
    assert answer.status_code == 303


def test_asking_for_the_code_without_a_script_keeps_the_number(customer, own):
    page = text_of(customer.post("/track/", phone=customer.phone, number=own.number, ask="code"))
    assert f'value="{own.number}"' in page
    assert "5 分钟内有效" in page
    assert own.secret not in page


def test_trying_numbers_is_limited_by_phone(customer, own, monkeypatch):
    monkeypatch.setattr(limits, "TRIES", 2)
    page = text_of(look_up(customer, "20260604000001"))
    proof = page.split('name="proof" value="')[1].split('"')[0]
    body = f"20260604{own.pk + 7:06d}"
    wrong = body + check_digit(body)
    tried = [
        customer.post("/track/", phone=customer.phone, number=wrong, proof=proof).status_code
        for _ in range(3)
    ]
    assert tried == [422, 422, 429]
    assert customer.post("/track/", phone=customer.phone, number=own.number, proof=proof).status_code == 429


def test_trying_codes_is_limited_by_connection(customer, own, monkeypatch):
    monkeypatch.setattr(limits, "LOOKUPS", 3)
    tried = [
        customer.post("/track/", phone=customer.phone, number=own.number, code="000000").status_code
        for _ in range(4)
    ]
    assert tried == [422, 422, 422, 429]


def test_the_list_costs_the_same_for_one_matter_and_for_many(customer, cast, own, django_assert_num_queries):
    page = text_of(customer.post("/track/", phone=customer.phone, number="x", code=customer.ask_code()))
    proof = page.split('name="proof" value="')[1].split('"')[0]
    customer.post("/track/", phone=customer.phone, proof=proof)  # the first of an hour begins its count
    for _ in range(2):
        with django_assert_num_queries(2 + 4 + 2):  # two for each of the two limits, two for the halls
            assert customer.post("/track/", phone=customer.phone, proof=proof).status_code == 200
        for _ in range(8):
            cast.complaint(reporter_phone=customer.phone)
