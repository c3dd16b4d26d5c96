"""Finding one's bills."""

import pytest

from tests.windows.portal.conftest import text_of
from tests.windows.portal.palm.conftest import billed, household, neighbour, total

pytestmark = pytest.mark.django_db


def numbers(home, **query) -> set[str]:
    page = text_of(home.customer.get("/my/bills/", **query))
    return {one.number for one in home.bills if f"/my/b/{one.number}/" in page}


def test_without_conditions_every_bill_and_what_is_owed_in_all(home):
    assert numbers(home) == {one.number for one in home.bills}
    assert f"<strong>{total(home.bills)}</strong>" in text_of(home.customer.get("/my/bills/"))


@pytest.mark.parametrize(
    ("query", "which"),
    [
        ({"year": "2025"}, [0, 1]),
        ({"year": "2026"}, [2]),
        ({"commodity": "water"}, [0, 1, 2]),
        ({"state": "paid"}, []),
        ({"state": "taken_back"}, []),
        ({"least": "400"}, [2]),
        ({"most": "210"}, [1]),
    ],
)
def test_conditions_narrow_the_list(home, query, which):
    assert numbers(home, **query) == {home.bills[n].number for n in which}


@pytest.mark.parametrize(
    "query",
    [{"year": "1999"}, {"account": "1"}, {"state": "x"}, {"least": "-1"}, {"most": "9" * 40}, {"least": "x"}],
)
def test_a_condition_that_cannot_be_is_named_and_nothing_is_shown(home, query):
    answer = home.customer.get("/my/bills/", **query)
    assert answer.status_code == 422
    assert numbers(home, **query) == set()


def test_anothers_account_is_no_choice(home):
    other = neighbour(home.customer)
    household(home.utility, other, holder_name="王安石")
    assert other.get("/my/bills/", account=home.account.number).status_code == 422


def test_the_list_costs_the_same_for_many_bills_as_for_few(home, django_assert_max_num_queries):
    from datetime import date

    shown = {date(2026, 6, day): 290 + day for day in range(1, 13)}
    home.customer.get("/my/bills/")
    billed(home.utility, home.account, shown)
    with django_assert_max_num_queries(8):
        assert text_of(home.customer.get("/my/bills/")).count("/my/b/") == 15


def test_a_doubt_names_the_bill_and_the_account(home):
    bill = home.bills[-1]
    page = text_of(home.customer.get(f"/my/b/{bill.number}/"))
    link = page.split('href="/submit/?')[1].split('"')[0].replace("&amp;", "&")
    form = text_of(home.customer.get(f"/submit/?{link}"))
    assert bill.number in form and home.account.number in form


def test_without_an_account_the_page_says_what_to_do(home):
    assert "/my/bind/" in text_of(neighbour(home.customer).get("/my/bills/"))
