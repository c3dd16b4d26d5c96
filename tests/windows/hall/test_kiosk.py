"""The kiosk: a number in two taps, sent once however often; appointments checked in; papers to take home."""

from datetime import datetime
from uuid import uuid4

import pytest
from django.test import Client

from bihuan.engines.halls import actions
from bihuan.engines.halls.models import Booking, Ticket
from bihuan.ground.directory.actor import customer
from tests.cast import SHANGHAI, Cast
from tests.engines.halls.service_hall import ServiceHall, in_company, verbs

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 6, 4, 12, 0, tzinfo=SHANGHAI)
PHONE = "13900139000"


class Stand:
    """The kiosk in the eastern hall, and whoever stands before it."""

    def __init__(self, hall: ServiceHall, client: Client) -> None:
        self.hall, self.client = hall, client
        self.device, self.secret = actions.issue_device(hall.hall, "kiosk", by=hall.manager, at=hall.at)

    def get(self, end: str = "", **query):
        return self.client.get(f"/hall/{self.secret}/{end}", query)

    def take(self, *, json: bool = False, **said):
        given = {"service": "bill", "once": str(uuid4())} | said
        return self.client.post(
            f"/hall/{self.secret}/take/", given, headers={"Accept": "application/json"} if json else {}
        )

    def arrive(self, code: str):
        return self.client.post(f"/hall/{self.secret}/arrive/", {"code": code})


@pytest.fixture
def stand(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> Stand:
    hall = in_company(cast)
    monkeypatch.setattr("bihuan.project.middleware.now", lambda: hall.at)
    hall.open(0)
    return Stand(hall, client)


def text(answer) -> str:
    return answer.content.decode()


def test_every_service_has_its_tile_with_how_many_wait(stand):
    stand.hall.take()
    page = text(stand.get())
    assert page.count('class="stand-tile"') == 7
    assert "1人等候" in page
    assert 'id="bill"' in page


def test_a_number_and_its_slip(stand):
    answer = stand.take(priority="senior")
    ticket = Ticket.objects.get()
    assert answer.url == f"/hall/{stand.secret}/slip/{ticket.secret}/"
    assert verbs("ticket", ticket.pk) == ["ticket.taken"]
    assert (ticket.source, ticket.priority) == ("kiosk", "senior")
    page = text(stand.client.get(answer.url))
    for word in ("A001", "缴费与账单", "老年人", "前面还有0人", "过号请重新取号", "data:image/svg+xml"):
        assert word in page, word


def test_a_tap_that_is_sent_again_is_one_number(stand):
    once = str(uuid4())
    first, again = stand.take(json=True, once=once), stand.take(json=True, once=once)
    assert first.json() == again.json()
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "status", "word"),
    [
        ({"service": "haircut"}, 422, "haircut"),
        ({"service": ""}, 422, ""),
        ({"priority": "king"}, 422, ""),
        ({"phone": "12"}, 422, "11"),
    ],
)
def test_what_cannot_be_is_said_on_the_kiosk_and_to_its_script(stand, said, status, word):
    for json in (False, True):
        answer = stand.take(json=json, **said)
        assert answer.status_code == status
        assert word in text(answer)
    assert stand.take(json=True, **said).json()["error"]
    assert not Ticket.objects.exists()


def test_a_service_that_gives_no_numbers_says_why(stand):
    actions.lock_service(stand.hall.hall, "bill", "系统维护", by=stand.hall.manager, at=stand.hall.at)
    page = text(stand.get())
    assert "暂停取号：系统维护" in page
    assert 'href="#bill"' not in page
    assert "系统维护" in text(stand.take())
    assert not Ticket.objects.exists()


def test_a_closed_hall_gives_no_number_and_says_when_it_opens(stand):
    stand.hall.later(hours=12)
    assert "2026-06-05 08:30" in text(stand.get())
    assert stand.take().status_code == 409
    assert not Ticket.objects.exists()


def booking(stand: Stand, phone: str = PHONE) -> Booking:
    at = datetime(2026, 6, 4, 9, 30, tzinfo=SHANGHAI)
    return actions.book(stand.hall.hall, "open", at, phone=phone, by=customer(phone), at=stand.hall.at)


def test_an_appointment_is_checked_in_by_its_code_or_its_phone_once(stand):
    made = booking(stand)
    stand.hall.later(minutes=25)
    by_code = stand.arrive(f"http://127.0.0.1:8000/h/b/{made.secret}/")
    ticket = Ticket.objects.get()
    assert by_code.url == f"/hall/{stand.secret}/slip/{ticket.secret}/"
    assert "预约时段 09:30–10:00" in text(stand.client.get(by_code.url))
    assert stand.arrive(f"https://x.cn/h/b/{made.secret}/").url == by_code.url
    other = booking(stand, "13900139001")
    assert stand.arrive("139 0013 9001").status_code == 303
    assert Booking.objects.get(pk=other.pk).state == Booking.State.ARRIVED


@pytest.mark.parametrize("code", ["", "abc", "/h/b/nobodyssecretatall/", "13900139009", "\x00", "x" * 500])
def test_a_code_that_is_none_is_told_what_would_be_right(stand, code):
    booking(stand)
    answer = stand.arrive(code)
    assert answer.status_code == 422
    assert "预约" in text(answer)
    assert not Ticket.objects.exists()


def test_an_appointment_of_another_hall_is_sent_there(stand, cast):
    west = actions.set_up_hall(cast.west, "hall", by=cast.actor(cast.admin), at=stand.hall.at)
    at = datetime(2026, 6, 4, 9, 30, tzinfo=SHANGHAI)
    made = actions.book(west, "open", at, phone=PHONE, by=customer(PHONE), at=stand.hall.at)
    answer = stand.arrive(f"/h/b/{made.secret}/")
    assert answer.status_code == 409
    assert "城西营业厅" in text(answer)


def test_the_list_of_papers_is_whole(stand):
    page = text(stand.get("papers/open/"))
    for word in ("户主身份证", "房屋权属证明", "授权委托书"):
        assert word in page
    assert stand.get("papers/haircut/").status_code == 404


def test_only_this_halls_kiosk_shows_its_slips(stand, cast):
    stand.take()
    ticket = Ticket.objects.get()
    west = actions.set_up_hall(cast.west, "hall", by=cast.actor(cast.admin), at=stand.hall.at)
    _device, other = actions.issue_device(west, "kiosk", by=cast.actor(cast.admin), at=stand.hall.at)
    assert stand.client.get(f"/hall/{other}/slip/{ticket.secret}/").status_code == 404


def test_a_wrong_a_revoked_or_another_device_is_no_kiosk(stand):
    _screen, screen = actions.issue_device(stand.hall.hall, "screen", by=stand.hall.manager, at=stand.hall.at)
    actions.revoke_device(stand.device, by=stand.hall.manager, at=stand.hall.at)
    for secret in (stand.secret, screen, "nothing"):
        for end in ("take/", "arrive/"):
            assert stand.client.post(f"/hall/{secret}/{end}", {"service": "bill"}).status_code == 404
        assert stand.client.get(f"/hall/{secret}/papers/open/").status_code == 404
    assert stand.get().status_code == 404
    assert not Ticket.objects.exists()


def test_the_first_page_costs_the_same_for_a_long_queue(stand, django_assert_max_num_queries):
    stand.get()
    for _ in range(5):
        stand.take()
    with django_assert_max_num_queries(8):
        stand.get()


def test_large_type_and_english(stand):
    assert "stand-elder" in text(stand.get(elder="1"))
    stand.client.cookies["bihuan_language"] = "en"
    page = text(stand.get())
    assert "Bills and payment" in page
    assert stand.take().status_code == 303
    assert Ticket.objects.get().language == "en"
