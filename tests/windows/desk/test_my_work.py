"""My work, the list of cases, the callback list and the search box."""

from datetime import timedelta
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from bihuan.engines.cases import actions, watch
from tests.cast import Cast
from tests.windows.desk.conftest import SignedIn


def shown(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_pool_offers_only_orders_of_my_team(signed_in: SignedIn, cast: Cast) -> None:
    ours, order = cast.dispatched(title="水的事")
    theirs, _other = cast.dispatched(cast.gas, title="气的事")

    page = shown(signed_in(cast.wang).get("/desk/"))

    assert f"/desk/cases/{ours.pk}/orders/{order.pk}/take/" in page
    assert theirs.number not in page


def test_taking_from_the_pool_puts_the_order_into_my_hands(signed_in: SignedIn, cast: Cast) -> None:
    case, order = cast.dispatched()
    desk = signed_in(cast.wang)

    desk.post(f"/desk/cases/{case.pk}/orders/{order.pk}/take/", {"seen": case.journal_seq})

    assert cast.fresh(order).handler_id == cast.wang.pk
    assert "take/" not in shown(desk.get("/desk/"))


def test_a_confidential_order_is_not_in_the_pool_of_the_handlers(signed_in: SignedIn, cast: Cast) -> None:
    case, _order = cast.dispatched(confidential=True)

    assert case.number not in shown(signed_in(cast.wang).get("/desk/"))
    assert case.number in shown(signed_in(cast.zhao).get("/desk/"))


def test_a_clerk_sees_what_waits_for_acceptance_in_his_place(signed_in: SignedIn, cast: Cast) -> None:
    here = cast.complaint(place=cast.east)
    elsewhere = cast.complaint(place=cast.west)

    page = shown(signed_in(cast.fang).get("/desk/"))

    assert here.number in page
    assert elsewhere.number not in page


def test_next_deadline_comes_first(signed_in: SignedIn, cast: Cast) -> None:
    late, _order = cast.contacted(title="后到期")
    soon, _order = cast.taken(title="先到期")

    page = shown(signed_in(cast.wang).get("/desk/"))

    assert page.index(soon.number) < page.index(late.number)


def test_the_callback_list_leaves_out_who_handled_the_case(signed_in: SignedIn, cast: Cast) -> None:
    case = cast.resolved()

    assert case.number in shown(signed_in(cast.chen).get("/desk/callbacks/"))
    case.handler = cast.chen
    case.save()
    assert case.number not in shown(signed_in(cast.chen).get("/desk/callbacks/"))


def test_the_list_shows_only_what_i_may_see(signed_in: SignedIn, cast: Cast) -> None:
    ours, _order = cast.dispatched(title="水的事")
    theirs, _order = cast.dispatched(cast.gas, title="气的事")

    page = shown(signed_in(cast.wang).get("/desk/cases/"))

    assert ours.number in page
    assert theirs.number not in page


def test_a_confidential_case_is_not_listed_for_those_not_entitled(signed_in: SignedIn, cast: Cast) -> None:
    secret = cast.complaint(confidential=True)

    assert secret.number not in shown(signed_in(cast.tang).get("/desk/cases/?stage=all"))
    assert secret.number in shown(signed_in(cast.liu).get("/desk/cases/?stage=all"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("stage=received", {"received"}),
        ("stage=handling", {"handling"}),
        ("stage=closed", {"archived"}),
        ("stage=all", {"received", "handling", "archived"}),
        ("team=none&stage=open", {"received"}),
        ("channel=letter&stage=all", {"received"}),
        ("category=safety&stage=all", {"handling"}),
        ("kind=enquiry&stage=all", set()),
    ],
)
def test_the_query_form_narrows_the_list(
    signed_in: SignedIn, cast: Cast, query: str, found: set[str]
) -> None:
    cases = {
        "received": cast.complaint(channel="letter"),
        "handling": cast.dispatched(category="noise")[0],
        "archived": cast.archived(),
    }

    page = shown(signed_in(cast.liu).get(f"/desk/cases/?{query}"))

    assert {name for name, case in cases.items() if case.number in page} == found


def test_overdue_in_the_list_means_overdue_now(signed_in: SignedIn, cast: Cast) -> None:
    overdue = cast.complaint()
    fine = cast.complaint()
    type(fine).objects.filter(pk=fine.pk).update(next_due_at=cast.at + timedelta(days=36500))

    page = shown(signed_in(cast.liu).get("/desk/cases/?due=overdue"))

    assert overdue.number in page
    assert fine.number not in page


@pytest.mark.parametrize(
    "query",
    ["since=yesterday", "page=0", "page=-1", "page=99999999999999999999", "team=%27", "stage=%00x", "due=1"],
)
def test_nonsense_in_the_query_breaks_nothing(signed_in: SignedIn, cast: Cast, query: str) -> None:
    cast.complaint()

    assert signed_in(cast.liu).get(f"/desk/cases/?{query}").status_code == 200


def test_a_bad_date_is_told(signed_in: SignedIn, cast: Cast) -> None:
    assert "请按 2026-06-04 的格式填写" in shown(signed_in(cast.liu).get("/desk/cases/?since=gestern"))


@pytest.mark.parametrize(
    ("who", "page", "most"),
    [
        ("liu", "/desk/cases/", 6),
        ("wang", "/desk/cases/", 6),
        ("wang", "/desk/", 8),
        ("chen", "/desk/", 8),
        ("chen", "/desk/callbacks/", 6),
        ("chen", "/desk/search/?q=停水", 6),
        ("ma", "/desk/board/", 10),
        ("ma", "/desk/standard/", 8),
        ("admin", "/desk/people/", 8),
    ],
)
def test_a_page_costs_the_same_queries_however_long_it_is(
    signed_in: SignedIn, cast: Cast, who: str, page: str, most: int
) -> None:
    from django.db import connection

    from bihuan.engines.cases import board

    desk = signed_in(cast.people[who])
    counts = []
    for _more in range(2):
        cast.taken()
        cast.complaint()
        cast.dispatched()
        cast.resolved()
        board.forget()
        desk.get(page)
        board.forget()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert desk.get(page).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert counts[1] <= most, [query["sql"][:160] for query in queries]


@pytest.mark.parametrize("query", ["停", "停水", "区停水无", "13800138000", "三丰"])
def test_search_finds_words_of_any_length_and_phones(signed_in: SignedIn, cast: Cast, query: str) -> None:
    case = cast.complaint()
    other = cast.complaint(title="账单", text="水费多收", reporter_phone="13900139000", reporter_name="李")

    page = shown(signed_in(cast.chen).get("/desk/search/", {"q": query}))

    assert case.number in page
    assert other.number not in page


def test_search_marks_what_was_asked_for_and_escapes_the_rest(signed_in: SignedIn, cast: Cast) -> None:
    cast.complaint(title="<script>停水</script>")

    page = shown(signed_in(cast.chen).get("/desk/search/", {"q": "停水"}))

    assert "&lt;script&gt;<mark>停水</mark>" in page
    assert "<script>停水" not in page


def test_a_case_number_leads_straight_to_its_case_if_i_may_see_it(signed_in: SignedIn, cast: Cast) -> None:
    case, _order = cast.dispatched(cast.gas)

    assert (
        signed_in(cast.chen).get("/desk/search/", {"q": case.number})["Location"] == f"/desk/cases/{case.pk}/"
    )
    assert signed_in(cast.wang).get("/desk/search/", {"q": case.number}).status_code == 200


def test_search_does_not_give_away_confidential_cases(signed_in: SignedIn, cast: Cast) -> None:
    secret = cast.complaint(confidential=True, by=cast.chen)

    assert secret.number not in shown(signed_in(cast.tang).get("/desk/search/", {"q": "停水"}))


@pytest.mark.parametrize("query", ["", "'; --", "%", '"', "AND OR NOT", "x" * 500, "*", "停水 (没人"])
def test_odd_queries_break_nothing(signed_in: SignedIn, cast: Cast, query: str) -> None:
    cast.complaint()

    assert signed_in(cast.chen).get("/desk/search/", {"q": query}).status_code == 200


def test_search_does_not_show_a_full_address(signed_in: SignedIn, cast: Cast) -> None:
    cast.complaint()

    assert "滨江路18号3栋" not in shown(signed_in(cast.chen).get("/desk/search/", {"q": "停水"}))


def test_urging_shows_in_the_list(signed_in: SignedIn, cast: Cast) -> None:
    case, _order = cast.taken()
    actions.urge(case, by=cast.actor(cast.chen), at=cast.later(hours=1))

    assert "催办 1 次" in shown(signed_in(cast.wang).get("/desk/"))


def test_the_story_of_a_case_tells_a_delay_in_words(signed_in: SignedIn, cast: Cast) -> None:
    case, _order = cast.dispatched()
    for later in (46, 76):
        watch.run(cast.at + timedelta(minutes=later), limit=500)

    page = signed_in(cast.wang).get(f"/desk/cases/{case.pk}/").content.decode()

    assert "超期 30分钟" in page
    assert "+30min" not in page
