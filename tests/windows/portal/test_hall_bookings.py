"""An appointment on the phone, from the choice of a time to the number in the hall."""

from uuid import uuid4

import pytest
from django.core.cache import cache
from icalendar import Calendar

from bihuan.engines.halls.models import Booking, Ticket
from bihuan.ground.journal.models import Delivery
from tests.engines.halls.service_hall import MORNING, ServiceHall, in_company, verbs
from tests.windows.portal.conftest import text_of
from tests.windows.portal.test_halls import DOOR, FAR

pytestmark = pytest.mark.django_db

TEN = "2026-06-04T10:00:00+08:00"
HALF_PAST = "2026-06-04T10:30:00+08:00"


@pytest.fixture
def hall(cast, customer) -> ServiceHall:
    cache.clear()
    customer.now = MORNING
    found = in_company(cast)
    found.open(0)
    return found


def booked(customer, **over):
    said = {
        "once": str(uuid4()),
        "service": "open",
        "day": "2026-06-04",
        "start": TEN,
        "phone": customer.phone,
    }
    code = over.pop("code", None)
    return customer.post(
        "/halls/east/book/", code=customer.ask_code() if code is None else code, **(said | over)
    )


def booking_of(customer) -> Booking:
    assert booked(customer).status_code == 303
    return Booking.objects.get()


def test_times_are_offered_with_the_places_left(customer, hall):
    page = text_of(customer.get("/halls/east/book/", service="open", day="2026-06-04"))
    assert "10:00–10:30，余3个名额" in page
    booking_of(customer)
    assert "10:00–10:30，余2个名额" in text_of(customer.get("/halls/east/book/", day="2026-06-04"))


@pytest.mark.parametrize("day", ["", "tomorrow", "2026-13-40", "2031-01-01"])
def test_a_day_that_is_none_or_too_far_offers_no_error(customer, hall, day):
    assert customer.get("/halls/east/book/", day=day).status_code == 200


def test_a_time_is_booked_and_told_by_text_message(customer, hall):
    booking = booking_of(customer)
    assert verbs("booking", booking.pk) == ["booking.booked"]
    page = text_of(customer.get(f"/h/b/{booking.secret}/"))
    assert "2026-06-04 10:00–10:30" in page
    assert "户主身份证" in page
    assert customer.phone not in page
    told = Delivery.objects.filter(channel="sms", address=customer.phone, link=f"/h/b/{booking.secret}/")
    assert told.count() == 1


def test_without_the_code_nothing_is_booked(customer, hall):
    assert booked(customer, code="").status_code == 422
    assert not Booking.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": ""},
        {"start": "2026-06-04T10:10:00+08:00"},
        {"start": "2026-06-04T08:00:00+08:00"},
        {"start": "noon"},
        {"service": "complaint"},
        {"service": "nothing"},
    ],
)
def test_what_cannot_be_booked_is_refused_at_its_field(customer, hall, wrong):
    assert booked(customer, **wrong).status_code == 422
    assert not Booking.objects.exists()


def test_a_full_time_is_no_longer_offered(customer, hall, settings):
    for number in range(3):
        customer.phone = f"1390013900{number}"
        assert booked(customer).status_code == 303
    customer.phone = "13900139009"
    assert booked(customer).status_code == 422
    assert Booking.objects.count() == 3


def test_the_same_form_twice_is_one_appointment(customer, hall):
    once = str(uuid4())
    first = booked(customer, once=once)
    customer.wait(minutes=2)
    assert booked(customer, once=once).url == first.url
    assert Booking.objects.count() == 1


def test_moved_it_keeps_its_link_and_its_calendar_entry(customer, hall):
    booking = booking_of(customer)
    before = Calendar.from_ical(customer.get(f"/h/b/{booking.secret}/calendar.ics").content).events[0]
    answer = customer.post(f"/h/b/{booking.secret}/move/", day="2026-06-04", start=HALF_PAST)
    assert answer.status_code == 303
    after = Calendar.from_ical(customer.get(f"/h/b/{booking.secret}/calendar.ics").content).events[0]
    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert (after.decoded("dtstart") - before.decoded("dtstart")).seconds == 1800
    assert verbs("booking", booking.pk) == ["booking.booked", "booking.moved"]


def test_to_a_time_that_is_not_offered_it_is_not_moved(customer, hall):
    booking = booking_of(customer)
    answer = customer.post(
        f"/h/b/{booking.secret}/move/", day="2026-06-04", start="2026-06-04T03:00:00+08:00"
    )
    assert answer.status_code == 422
    assert Booking.objects.get().band_start == booking.band_start


def test_cancelled_it_frees_the_place_and_stays_cancelled(customer, hall):
    booking = booking_of(customer)
    customer.post(f"/h/b/{booking.secret}/cancel/")
    customer.post(f"/h/b/{booking.secret}/cancel/")
    assert verbs("booking", booking.pk) == ["booking.booked", "booking.cancelled"]
    assert "余3个名额" in text_of(customer.get("/halls/east/book/", day="2026-06-04"))
    entry = Calendar.from_ical(customer.get(f"/h/b/{booking.secret}/calendar.ics").content).events[0]
    assert entry["status"] == "CANCELLED"


def test_at_the_door_the_appointment_becomes_a_number_once(customer, hall):
    booking = booking_of(customer)
    customer.wait(minutes=55)
    first = customer.post(f"/h/b/{booking.secret}/arrive/", **DOOR)
    again = customer.post(f"/h/b/{booking.secret}/arrive/", **DOOR)
    ticket = Ticket.objects.get()
    assert first.url == again.url == f"/h/t/{ticket.secret}/"
    assert ticket.source == Ticket.Source.BOOKING


@pytest.mark.parametrize("where", [FAR, {}, {"latitude": "x", "longitude": "y"}])
def test_from_elsewhere_nobody_checks_in(customer, hall, where):
    booking = booking_of(customer)
    customer.wait(minutes=55)
    answer = customer.post(f"/h/b/{booking.secret}/arrive/", **where)
    assert answer.url == f"/h/b/{booking.secret}/"
    assert not Ticket.objects.exists()


def test_after_its_day_it_is_expired_and_says_so(customer, hall):
    booking = booking_of(customer)
    customer.wait(days=1)
    page = text_of(customer.get(f"/h/b/{booking.secret}/"))
    assert "/cancel/" not in page
    answer = customer.post(f"/h/b/{booking.secret}/arrive/", **DOOR)
    assert answer.status_code == 303
    assert not Ticket.objects.exists()


def test_a_strangers_link_shows_nothing(customer, hall):
    booking = booking_of(customer)
    last = "y" if booking.secret.endswith("x") else "x"
    wrong = f"/h/b/{booking.secret[:-1]}{last}/"
    for end in ("", "move/", "calendar.ics"):
        assert customer.get(wrong + end).status_code == 404
    for end in ("move/", "cancel/", "arrive/"):
        assert customer.post(wrong + end, **DOOR).status_code == 404
    assert Booking.objects.get().state == Booking.State.BOOKED


def test_a_proven_phone_finds_its_numbers_and_appointments(customer, hall):
    booking = booking_of(customer)
    customer.wait(minutes=2)
    page = text_of(customer.post("/track/", phone=customer.phone, code=customer.ask_code(), number=""))
    assert f"/h/b/{booking.secret}/" in page
    assert "2026-06-04 10:00" in page
    customer.phone = "13900139001"
    other = text_of(customer.post("/track/", phone=customer.phone, code=customer.ask_code(), number=""))
    assert booking.secret not in other
