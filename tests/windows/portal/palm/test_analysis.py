"""Usage analysis of an account: what its page says, and whose it is."""

from datetime import date

import pytest

from tests.engines.billing.utility import TIMES
from tests.windows.portal.conftest import text_of
from tests.windows.portal.palm.conftest import billed, household, neighbour

pytestmark = pytest.mark.django_db


def test_the_page_says_when_the_next_step_begins_and_why_the_grade(home):
    """90 m³ in 151 days; steps at 180 and 260 a year: 90 more at 0.596 a day are 151 days and a bit: 30 October."""
    page = text_of(home.customer.get("/my/usage/"))
    assert "2026-10-30" in page
    assert "还剩 90" in page
    assert "第 2 档" in page or "第2档" in page
    assert "与上年同期相比 +50.0%" in page
    assert "校表" in page, "half as much again as a year ago is worth a look at the meter"


@pytest.mark.parametrize(
    ("by", "said"), [("month", "2026-05"), ("day", "2026-05-31"), ("year", "2025"), ("x", "2026-05")]
)
def test_curves_by_month_day_and_year_have_their_table(home, by, said):
    page = text_of(home.customer.get("/my/usage/", by=by))
    table = page.split("<tbody>")[1].split("</tbody>")[0]
    assert said in table


def test_peak_and_valley_are_shares_of_a_hundred(home):
    account = household(home.utility, home.customer, TIMES, serial="M-9", on=date(2026, 1, 1))
    billed(home.utility, account, {date(2026, 5, 31): {"peak": 400, "valley": 200}})
    page = text_of(home.customer.get("/my/usage/", account=account.number))
    assert "75 %" in page or "75.0 %" in page
    assert "25 %" in page or "25.0 %" in page
    assert "夜里更省钱" in page


def test_an_account_without_a_bill_says_so(home):
    account = household(home.utility, home.customer, serial="M-8")
    answer = home.customer.get("/my/usage/", account=account.number)
    assert answer.status_code == 200
    assert "还没有账单" in text_of(answer)


@pytest.mark.parametrize("number", ["1", "x", "0000000000", "9" * 300])
def test_an_account_that_is_not_mine_is_not_there(home, number):
    assert home.customer.get("/my/usage/", account=number).status_code == 404


def test_anothers_account_is_not_there(home):
    assert neighbour(home.customer).get("/my/usage/", account=home.account.number).status_code == 404


def test_the_page_costs_the_same_with_years_of_bills(home, django_assert_max_num_queries):
    billed(home.utility, home.account, {date(2026, 6, day): 290 + day for day in range(1, 13)})
    home.customer.get("/my/usage/")
    with django_assert_max_num_queries(9):
        home.customer.get("/my/usage/")
