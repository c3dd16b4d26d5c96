"""Halls on the phone: which is nearest and quickest, a number from afar, the live place, the stars."""

from uuid import uuid4

import pytest
from django.core.cache import cache

from bihuan.engines.halls import actions
from bihuan.engines.halls.models import Rating, Ticket
from bihuan.ground.journal.models import Delivery, Entry
from tests.engines.halls.service_hall import MORNING, POSITION, ServiceHall, in_company, verbs
from tests.windows.portal.conftest import text_of

pytestmark = pytest.mark.django_db

#: As a satellite receiver names the hall's door, which the hall itself keeps in the datum of Chinese maps.
DOOR = {"latitude": "30.4765", "longitude": "106.6289", "accuracy": "20"}
FAR = {"latitude": "30.66", "longitude": "104.06", "accuracy": "20"}


@pytest.fixture
def hall(cast, customer) -> ServiceHall:
    cache.clear()
    customer.now = MORNING
    found = in_company(cast)
    found.open(0, 1)
    return found


def taken(customer, code: str = "", **over):
    said = {"once": str(uuid4()), "service": "bill", "phone": customer.phone, **DOOR}
    return customer.post("/halls/east/take/", code=code or customer.ask_code(), **(said | over))


def ticket_of(customer) -> Ticket:
    assert taken(customer).status_code == 303
    return Ticket.objects.latest("id")


def test_the_list_says_how_long_one_waits_where(customer, hall):
    hall.take()
    page = text_of(customer.get("/halls/"))
    assert "城东营业厅" in page
    assert "1人等候" in page
    assert "2个窗口在办" in page
    assert 'href="/halls/"' in text_of(customer.get("/"))


def test_a_closed_hall_says_when_it_opens(customer, hall):
    customer.wait(hours=12)
    assert "2026-06-05 08:30 开门" in text_of(customer.get("/halls/"))
    page = text_of(customer.get("/halls/east/"))
    assert "2026-06-05 08:30 开门" in page
    assert "/halls/east/take/" not in page
    assert "/halls/east/book/" in page


def test_halls_are_sorted_by_a_position_that_is_kept_nowhere(customer, hall, cast):
    actions.set_up_hall(cast.west, "hall", by=cast.actor(cast.admin), at=MORNING)
    page = text_of(customer.post("/halls/", **FAR))
    assert "公里" in page
    assert page.index("城东营业厅") < page.index("城西营业厅"), "a hall without a position comes last"
    assert not Entry.objects.filter(facts__icontains="104.06").exists()


def test_whoever_refuses_his_position_names_a_place(customer, hall):
    page = text_of(customer.post("/halls/", near="east"))
    assert "约10米" in page
    assert "没有取得位置" in text_of(customer.post("/halls/", near="", latitude="", longitude=""))


@pytest.mark.parametrize(
    "wrong", [{"latitude": "x"}, {"latitude": "91"}, {"latitude": "nan"}, {"latitude": "1e400"}]
)
def test_a_position_that_is_none_is_said_to_be_none(customer, hall, wrong):
    answer = customer.post("/halls/", **(FAR | wrong))
    assert answer.status_code == 200
    assert "没有取得位置" in text_of(answer)


def test_a_hall_that_is_not_there_is_not_found(customer, hall):
    for path in ("/halls/nowhere/", "/halls/nowhere/take/", "/halls/nowhere/book/", "/halls/west/"):
        assert customer.get(path).status_code == 404, path


def test_the_list_costs_the_same_a_second_time(customer, hall, django_assert_max_num_queries):
    customer.get("/halls/")
    with django_assert_max_num_queries(3):
        customer.get("/halls/")


def test_a_number_is_taken_by_a_proven_phone_near_the_hall(customer, hall):
    hall.take()
    ticket = ticket_of(customer)
    assert (ticket.source, ticket.phone, ticket.label) == ("phone", customer.phone, "A002")
    assert verbs("ticket", ticket.pk) == ["ticket.taken"]
    page = text_of(customer.get(f"/h/t/{ticket.secret}/"))
    assert "A002" in page
    assert "前面还有1人" in page
    assert customer.phone not in page


def test_without_the_code_nothing_is_taken(customer, hall):
    for code in ("", "000000"):
        customer.ask_code() if code else None
        said = {"once": str(uuid4()), "service": "bill", "phone": customer.phone, **DOOR}
        assert customer.post("/halls/east/take/", code=code, **said).status_code == 422
    assert not Ticket.objects.exists()


def test_from_too_far_away_nothing_is_taken_and_the_distance_is_told(customer, hall):
    answer = taken(customer, **FAR)
    assert answer.status_code == 409
    assert "米" in text_of(answer)
    assert not Ticket.objects.exists()


def test_without_a_position_the_page_asks_for_it(customer, hall):
    answer = taken(customer, latitude="", longitude="")
    assert answer.status_code == 422
    assert "位置" in text_of(answer)
    assert not Ticket.objects.exists()


def test_a_form_sent_twice_is_one_number(customer, hall):
    once, code = str(uuid4()), customer.ask_code()
    first = taken(customer, code, once=once)
    proof = {"once": once, "proof": ""}
    customer.wait(minutes=2)
    second = taken(customer, customer.ask_code(), **proof)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.url == second.url
    assert Ticket.objects.count() == 1


def test_a_second_number_for_one_phone_is_refused_with_the_first(customer, hall):
    ticket = ticket_of(customer)
    customer.wait(minutes=2)
    answer = taken(customer)
    assert answer.status_code == 409
    assert ticket.label in text_of(answer)


def test_a_service_of_the_hall_alone_is_not_given_by_phone(customer, hall):
    answer = taken(customer, service="complaint")
    assert answer.status_code == 422
    assert not Ticket.objects.exists()


def test_the_page_follows_the_number_through_the_hall(customer, hall):
    ticket = ticket_of(customer)
    piece = f"/h/t/{ticket.secret}/now/"
    assert "随到随办" in text_of(customer.get(piece)) or "分钟" in text_of(customer.get(piece))
    hall.called(0)
    assert "请到1号窗口" in text_of(customer.get(piece))
    actions.start(Ticket.objects.get(), by=hall.clerk(), at=hall.later(minutes=1))
    assert "正在1号窗口" in text_of(customer.get(piece))
    hall.finish(Ticket.objects.get())
    assert "业务已办完" in text_of(customer.get(piece))


def test_a_number_is_given_back_once_and_is_gone_from_the_queue(customer, hall):
    ticket = ticket_of(customer)
    assert customer.post(f"/h/t/{ticket.secret}/leave/").status_code == 303
    assert Ticket.objects.get().state == Ticket.State.LEFT
    customer.post(f"/h/t/{ticket.secret}/leave/")
    assert verbs("ticket", ticket.pk) == ["ticket.taken", "ticket.left"]
    assert hall.call() is None


def test_a_strangers_link_shows_nothing(customer, hall):
    ticket = ticket_of(customer)
    other = ticket.secret[:-1] + ("y" if ticket.secret.endswith("x") else "x")
    for end in ("", "now/"):
        assert customer.get(f"/h/t/{other}/{end}").status_code == 404
    for end in ("leave/", "rate/"):
        assert customer.post(f"/h/t/{other}/{end}").status_code == 404
    assert Ticket.objects.get().state == Ticket.State.WAITING


def visited(customer, hall) -> Ticket:
    ticket = ticket_of(customer)
    hall.called(0)
    return hall.finish(Ticket.objects.get(pk=ticket.pk))


def test_stars_are_given_once_after_the_visit_and_bad_ones_reach_the_lobby(customer, hall, cast):
    ticket = visited(customer, hall)
    said = {"once": str(uuid4()), "score": "1", "reasons": ["waited"], "words": "等了一个上午"}
    assert customer.post(f"/h/t/{ticket.secret}/rate/", **said).status_code == 303
    customer.post(f"/h/t/{ticket.secret}/rate/", **(said | {"once": str(uuid4()), "score": "5"}))
    rating = Rating.objects.get()
    assert (rating.score, rating.reasons, rating.way) == (1, ["waited"], "phone")
    assert "您评了1分" in text_of(customer.get(f"/h/t/{ticket.secret}/"))
    assert Delivery.objects.inbox(cast.tang.ref).filter(subject__contains="A001").exists()


def test_staff_who_are_signed_in_cannot_rate(customer, hall, cast):
    ticket = visited(customer, hall)
    customer.client.force_login(cast.fang, backend="bihuan.ground.directory.backends.StaffBackend")
    customer.post(f"/h/t/{ticket.secret}/rate/", once=str(uuid4()), score="5")
    assert not Rating.objects.exists()


@pytest.mark.parametrize("wrong", [{"score": ""}, {"score": "6"}, {"score": "x"}, {"reasons": ["weather"]}])
def test_stars_that_are_none_are_refused_at_their_field(customer, hall, wrong):
    ticket = visited(customer, hall)
    answer = customer.post(f"/h/t/{ticket.secret}/rate/", **({"once": str(uuid4()), "score": "3"} | wrong))
    assert answer.status_code == 422
    assert not Rating.objects.exists()


def test_before_the_end_and_a_day_after_it_no_stars_are_asked(customer, hall):
    ticket = ticket_of(customer)
    assert 'name="score"' not in text_of(customer.get(f"/h/t/{ticket.secret}/"))
    hall.called(0)
    hall.finish(Ticket.objects.get())
    assert 'name="score"' in text_of(customer.get(f"/h/t/{ticket.secret}/"))
    customer.wait(hours=25)
    assert 'name="score"' not in text_of(customer.get(f"/h/t/{ticket.secret}/"))


def test_english_is_complete(customer, hall):
    customer.client.cookies["bihuan_language"] = "en"
    assert "Take a number" in text_of(customer.get("/halls/east/"))
    assert POSITION.datum == "gcj02"
