"""My data: what is sent to me, who looked, what is under way."""

import pytest

from bihuan.engines.billing.actions import let_in, reveal_account
from bihuan.engines.billing.actions.subscribing import subscribe
from bihuan.engines.billing.errors import BadInput, NotFound
from bihuan.engines.billing.models import Subscription
from bihuan.engines.cases import actions as cases
from bihuan.ground.directory.actor import customer as as_customer
from bihuan.ground.journal.models import Entry
from tests.windows.portal.conftest import text_of
from tests.windows.portal.palm.conftest import neighbour

pytestmark = pytest.mark.django_db


def switch(home, *kinds, who=None):
    return (who or home.customer).post("/my/data/", account=home.account.number, kind=list(kinds))


def on(home) -> set[str]:
    rows = Subscription.objects.filter(account=home.account, until=None)
    return set(rows.values_list("kind", flat=True))


def test_switches_are_set_and_taken_back_and_both_stay_on_record(home):
    assert switch(home, "ebill", "reminder").status_code == 303
    assert on(home) == {"ebill", "reminder"}
    switch(home, "reminder")
    assert on(home) == {"reminder"}
    assert Subscription.objects.get(kind="ebill").until == home.customer.now, "ended, not deleted"
    entries = Entry.objects.filter(kind="account", subject=home.account.pk, verb="account.subscribed")
    assert [one.facts["on"] for one in entries] == [["ebill", "reminder"], []]
    assert entries[1].facts["off"] == ["ebill"]
    assert home.customer.phone not in str(entries[0].facts)


def test_the_same_wish_twice_is_written_once(home):
    switch(home, "ebill")
    before = Entry.objects.count()
    switch(home, "ebill")
    assert Entry.objects.count() == before


def test_a_wish_nobody_offers_is_left_out_by_the_page_and_refused_by_the_verb(home):
    switch(home, "ebill", "spam")
    assert on(home) == {"ebill"}
    by = as_customer(home.customer.phone)
    with pytest.raises(BadInput):
        subscribe(home.account, home.customer.phone, {"spam"}, by=by, at=home.customer.now)


def test_nobody_switches_for_an_account_that_is_not_his(home):
    other = neighbour(home.customer)
    assert switch(home, "ebill", who=other).status_code == 404
    with pytest.raises(NotFound):
        subscribe(home.account, other.phone, {"ebill"}, by=as_customer(other.phone), at=other.now)
    assert on(home) == set()


def test_who_looked_at_my_data_stands_there_with_his_purpose(home, cast):
    case = home.customer.case(code=None)
    page = text_of(home.customer.get("/my/data/"))
    assert "没有人查看过您的完整信息" in page
    cases.accept(case, by=cast.actor(cast.chen), at=home.customer.now)
    cases.reveal(case, "核对地址后派单", by=cast.actor(cast.chen), at=home.customer.now)
    page = text_of(home.customer.get("/my/data/"))
    assert "核对地址后派单" in page
    assert cast.chen.name in page
    assert "核对地址后派单" not in text_of(neighbour(home.customer).get("/my/data/"))


def test_who_looked_at_my_account_stands_there_for_its_holder_alone(home):
    reveal_account(home.account, by=home.utility.fang, at=home.customer.now)
    assert home.utility.cast.fang.name in text_of(home.customer.get("/my/data/"))
    other = neighbour(home.customer)
    let_in(
        home.account,
        other.phone,
        phone=home.customer.phone,
        by=as_customer(home.customer.phone),
        at=other.now,
    )
    assert home.utility.cast.fang.name not in text_of(other.get("/my/data/"))


def test_matters_under_way_are_there_and_ones_codes_are_not(home):
    case = home.customer.case(code=None)
    page = text_of(home.customer.get("/my/data/"))
    assert f"/c/{case.secret}/" in page
    assert home.customer.last_code() not in page
    assert home.customer.phone not in page.replace("tel:", "")
