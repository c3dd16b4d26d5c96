"""Outages on the phone: seen by area, told, and a report that joins what is known."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache

from bihuan.engines.cases.models import Case
from bihuan.engines.outages import actions
from bihuan.engines.outages.models import Joined, Subscription
from bihuan.ground.directory import proofs
from tests.cast import Cast
from tests.engines.outages.grid import Grid, in_company, told
from tests.windows.portal.conftest import PHONE, Customer, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def grid(cast: Cast) -> Grid:
    cache.clear()
    return in_company(cast)


def test_the_home_page_leads_to_outages(grid: Grid, customer: Customer) -> None:
    assert 'href="/outages/"' in text_of(customer.get("/"))


def test_what_is_off_and_what_is_announced_is_seen_with_its_times_and_cause(
    grid: Grid, customer: Customer
) -> None:
    grid.announced(title="城东计划检修")
    grid.fault(title="城东停电", cause="变压器跳闸")
    page = text_of(customer.get("/outages/"))
    assert page.index("城东停电") < page.index("城东计划检修")
    assert "变压器跳闸" in page
    assert "恢复时间待定" in page


def test_an_area_shows_its_own_outages_only_and_the_companys(grid: Grid, customer: Customer) -> None:
    grid.fault([grid.east], title="城东停电")
    grid.fault([grid.west], title="城西停电")
    grid.announced(places=[grid.cast.company], title="全城检修")
    page = text_of(customer.get("/outages/", area="west"))
    assert "城西停电" in page
    assert "全城检修" in page
    assert "城东停电" not in page
    assert customer.get("/outages/", area="nowhere\0").status_code == 200


def test_many_outages_cost_no_more_queries_than_one(
    grid: Grid, customer: Customer, django_assert_max_num_queries
) -> None:
    for number in range(12):
        grid.fault([grid.east, grid.west], title=f"停电{number}")
    customer.get("/outages/")
    with django_assert_max_num_queries(8):
        assert "停电11" in text_of(customer.get("/outages/"))


def test_one_outage_tells_its_story_and_its_promise_but_nothing_of_callers(
    grid: Grid, customer: Customer
) -> None:
    outage = grid.fault()
    actions.say(outage, "抢修人员已到场", by=grid.dong, at=grid.at)
    actions.report(grid.details(), grid.east, by=grid.cast.actor(grid.cast.chen), at=grid.at)
    page = text_of(customer.get(f"/outages/{outage.pk}/"))
    assert "抢修人员已到场" in page
    assert "十(三)2" in page
    assert "董伟" not in page
    assert "13800138000" not in page
    assert customer.get("/outages/999999/").status_code == 404
    assert customer.get(f"/outages/{10**30}/").status_code == 404
    assert customer.post(f"/outages/{outage.pk}/").status_code == 405


def test_what_ended_long_ago_is_no_longer_listed(grid: Grid, customer: Customer) -> None:
    outage = grid.fault(title="城东停电")
    actions.restore(outage, by=grid.dong, at=grid.at + timedelta(hours=1))
    customer.wait(hours=2)
    assert "城东停电" in text_of(customer.get("/outages/"))
    customer.wait(days=4)
    assert "城东停电" not in text_of(customer.get("/outages/"))


def test_the_feed_says_the_same_to_machines(grid: Grid, customer: Customer) -> None:
    outage = grid.fault()
    said = customer.get("/outages/public.json").json()
    assert [one["number"] for one in said["outages"]] == [outage.number]
    assert said["outages"][0]["areas"] == ["east"]
    assert said["outages"][0]["restored"] is None


def test_a_proven_phone_is_told_of_the_next_outage_and_then_no_more(grid: Grid, customer: Customer) -> None:
    said = {"area": "east", "phone": PHONE, "code": customer.ask_code()}
    assert customer.post("/outages/listen/", **said).status_code == 303
    assert told(grid.announced()) == [PHONE]
    customer.wait(minutes=2)
    said["code"] = customer.ask_code()
    assert customer.post("/outages/listen/", **said, do="stop").status_code == 303
    assert not Subscription.objects.held(customer.now).exists()


def test_without_the_code_nobody_subscribes_another_mans_phone(grid: Grid, customer: Customer) -> None:
    answer = customer.post("/outages/listen/", area="east", phone=PHONE, code="000000")
    assert answer.status_code == 422
    assert not Subscription.objects.exists()
    assert customer.post("/outages/listen/", area="x", phone="1\0", code="").status_code == 422


def _report(customer: Customer, **over: str) -> dict[str, str]:
    said = {"once": str(uuid4()), "area": "east", "address": "滨江路18号", "text": "", "phone": PHONE}
    return said | over


def test_a_report_from_a_known_outage_waits_for_it_and_says_what_is_known(
    grid: Grid, customer: Customer
) -> None:
    outage = grid.fault(cause="变压器跳闸")
    assert "变压器跳闸" in text_of(customer.get("/outages/report/", area="east"))
    answer = customer.client.post(
        "/outages/report/", _report(customer, code=customer.ask_code()), follow=True
    )
    assert answer.status_code == 200
    assert "变压器跳闸" in text_of(answer)
    case = Case.objects.get(kind="fault")
    assert Joined.objects.get().outage == outage
    assert (case.address, case.reporter_phone) == ("滨江路18号", PHONE)


def test_the_same_report_sent_twice_is_one_case(grid: Grid, customer: Customer) -> None:
    said = _report(customer, code=customer.ask_code())
    customer.post("/outages/report/", **said)
    said["code"] = proofs.send_code(PHONE, at=customer.now + timedelta(minutes=2)).code
    customer.wait(minutes=2)
    customer.post("/outages/report/", **said)
    assert Case.objects.filter(kind="fault").count() == 1


def test_a_report_with_faults_keeps_what_was_typed(grid: Grid, customer: Customer) -> None:
    answer = customer.post("/outages/report/", **_report(customer, area="", address="", text="灯灭了"))
    assert answer.status_code == 422
    assert "灯灭了" in text_of(answer)
    assert not Case.objects.filter(kind="fault").exists()


def test_where_no_standard_knows_outages_a_report_is_refused_in_words(cast: Cast, customer: Customer) -> None:
    assert customer.get("/outages/").status_code == 200
    answer = customer.post("/outages/report/", **_report(customer, code=customer.ask_code()))
    assert answer.status_code in (409, 422)
    assert not Case.objects.filter(kind="fault").exists()
