"""The customer's papers: his own, in full for the holder, masked for who was let in; odd years are no error of ours."""

import pytest

from bihuan.engines.billing import actions as billing
from bihuan.ground.directory.actor import customer as as_customer
from tests.engines.papers.reading import words_of
from tests.windows.portal.conftest import text_of
from tests.windows.portal.palm.conftest import OTHER, neighbour

pytestmark = pytest.mark.django_db


def test_the_holder_saves_his_bill_from_its_page(home):
    bill = home.bills[-1]
    path = f"/my/b/{bill.number}/bill.pdf"
    assert path in text_of(home.customer.get(f"/my/b/{bill.number}/"))
    answer = home.customer.get(path)
    assert answer["Content-Type"] == "application/pdf" and answer["Cache-Control"] == "private, no-store"
    found = words_of(answer.content)
    assert f"¥{bill.total:,.2f}" in found and "李清照" in found


def test_who_was_let_in_sees_holder_and_door_masked(home):
    other = neighbour(home.customer)
    at, phone = other.now, home.customer.phone
    billing.let_in(home.account, OTHER, phone=phone, by=as_customer(phone), at=at)
    for path in (f"/my/b/{home.bills[-1].number}/bill.pdf", f"/my/a/{home.account.number}/statement.pdf"):
        answer = other.get(path)
        assert answer.status_code == 200
        assert "李清照" not in words_of(answer.content) and "李**" in words_of(answer.content)


def test_statements_are_offered_for_each_year_of_the_account(home):
    page = text_of(home.customer.get(f"/my/a/{home.account.number}/"))
    path = f"/my/a/{home.account.number}/statement.pdf"
    for year in (2025, 2026):
        assert f"{path}?year={year}" in page
        assert "对账单" in words_of(home.customer.get(path, year=year).content)
    assert home.customer.get(path).status_code == 200


@pytest.mark.parametrize("year", ["2024", "2027", "0", "abc", "2026\x00x", "9" * 400, "²", "-1"])
def test_a_year_that_is_none_of_the_accounts_is_not_there(home, year):
    assert home.customer.get(f"/my/a/{home.account.number}/statement.pdf", year=year).status_code == 404
