"""Appointments: booked, moved, cancelled, reminded, kept; and ratings of a visit."""

from datetime import datetime, timedelta

import pytest

from bihuan.engines.halls import actions, watch
from bihuan.engines.halls.errors import (
    AlreadyRated,
    BadInput,
    Expired,
    ForeignTicket,
    HallClosed,
    NotAllowed,
    NotFound,
    NotNow,
    NotOffered,
    OutOfBand,
    OverQuota,
    TwiceTaken,
)
from bihuan.engines.halls.models import Booking, Rating, Ticket
from bihuan.ground.journal.models import Delivery
from tests.engines.halls.service_hall import MORNING, VISITOR, ServiceHall, verbs

pytestmark = pytest.mark.django_db
TEN = MORNING + timedelta(hours=1)
TOMORROW = MORNING + timedelta(days=1)


def book(
    hall: ServiceHall, n: int = 0, start: datetime = TEN, service: str = "open", **more: object
) -> Booking:
    return actions.book(
        hall.hall,
        service,
        start,
        phone=f"1380013800{n}",
        by=VISITOR,
        at=hall.at,
        **more,  # type: ignore[arg-type]
    )


def texts() -> list[str]:
    return list(Delivery.objects.filter(channel="sms").order_by("id").values_list("body", flat=True))


def test_a_place_is_kept_and_confirmed(hall: ServiceHall) -> None:
    booking = book(hall, name="张三丰")
    assert (booking.band_end - booking.band_start, booking.state) == (timedelta(minutes=30), "booked")
    assert verbs("booking", booking.pk) == ["booking.booked"]
    assert texts() == [
        "【广安公用服务公司】您已预约城东营业厅“开户、过户”，时间06-04 10:00–10:30，到厅请出示本短信。"
    ]
    left = {f"{one.band.start:%H:%M}": one.left for one in actions.bands_free(hall.hall, TEN.date(), hall.at)}
    assert (left["10:00"], left["10:30"]) == (2, 3)
    assert "09:00" not in left


def test_a_full_band_takes_nobody_more_until_one_cancels(hall: ServiceHall) -> None:
    bookings = [book(hall, n) for n in range(3)]
    with pytest.raises(OverQuota):
        book(hall, 3)
    actions.cancel_booking(bookings[0], by=VISITOR, at=hall.at)
    assert book(hall, 3).state == "booked"


@pytest.mark.parametrize(
    "start",
    [
        TEN + timedelta(minutes=1),
        MORNING,
        TEN.replace(hour=12),
        TEN + timedelta(days=8),
        TEN - timedelta(days=1),
        TEN.replace(day=7),
    ],
)
def test_other_times_are_not_on_offer(hall: ServiceHall, start: datetime) -> None:
    with pytest.raises(OutOfBand):
        book(hall, start=start)
    assert Booking.objects.count() == 0


def test_nobody_books_twice_or_too_much(hall: ServiceHall) -> None:
    book(hall)
    with pytest.raises(TwiceTaken, match="06-04 10:00"):
        book(hall, start=TEN + timedelta(hours=1))
    book(hall, service="bill")
    with pytest.raises(TwiceTaken, match="2"):
        book(hall, service="invoice")


def test_asked_again_under_the_same_key_it_is_the_same_booking(hall: ServiceHall) -> None:
    assert book(hall, once="k").pk == book(hall, once="k").pk
    assert len(texts()) == 1


def test_what_cannot_be_booked_says_so(hall: ServiceHall) -> None:
    with pytest.raises(NotOffered):
        book(hall, service="complaint")
    with pytest.raises(BadInput):
        actions.book(hall.hall, "open", TEN, phone=" ", by=VISITOR, at=hall.at)


def test_moving_keeps_the_link_and_frees_the_old_place(hall: ServiceHall) -> None:
    others = [book(hall, n) for n in range(3)]
    moved = actions.move_booking(others[0], TEN + timedelta(days=1), by=VISITOR, at=hall.at)
    assert (moved.secret, moved.moved, moved.day) == (others[0].secret, 1, TOMORROW.date())
    assert book(hall, 5).state == "booked"
    with pytest.raises(OverQuota):
        actions.move_booking(moved, TEN, by=VISITOR, at=hall.at)
    assert "预约已改" in texts()[3]


def test_in_the_hall_the_appointment_becomes_a_number_that_counts_from_its_band(hall: ServiceHall) -> None:
    hall.open(0)
    booking = book(hall)
    hall.later(minutes=50)
    early = hall.take()
    ticket = actions.arrive(booking, hall.hall, by=VISITOR, at=hall.at)
    assert (ticket.source, ticket.label, ticket.band_start) == ("booking", "B001", TEN)
    hall.later(minutes=15)
    walk_in = hall.take()
    hall.later(minutes=1)
    called = [hall.finish(hall.called()).label for _ in range(3)]
    assert called == [early.label, ticket.label, walk_in.label]
    assert Ticket.objects.get(pk=ticket.pk).waited == 6 * 60
    again = actions.arrive(booking, hall.hall, by=VISITOR, at=hall.at)
    assert again.pk == ticket.pk and Ticket.objects.count() == 3


def test_before_its_band_it_waits_for_an_idle_window(hall: ServiceHall) -> None:
    hall.open(0)
    ticket = actions.arrive(book(hall), hall.hall, by=VISITOR, at=hall.at)
    walk_in = hall.take(at=hall.later(minutes=5))
    assert hall.finish(hall.called()).pk == walk_in.pk
    assert hall.called().pk == ticket.pk


def test_arriving_elsewhere_early_or_never_is_told_plainly(hall: ServiceHall) -> None:
    booking = book(hall, start=TEN + timedelta(days=1))
    west = actions.set_up_hall(hall.cast.west, "hall", by=hall.cast.actor(hall.cast.admin), at=MORNING)
    with pytest.raises(ForeignTicket, match="城东营业厅"):
        actions.arrive(booking, west, by=VISITOR, at=hall.at)
    with pytest.raises(OutOfBand, match="2026-06-05"):
        actions.arrive(booking, hall.hall, by=VISITOR, at=hall.at)
    with pytest.raises(HallClosed):
        actions.arrive(booking, hall.hall, by=VISITOR, at=TOMORROW.replace(hour=8))
    with pytest.raises(Expired, match="2026-06-05 10:00"):
        actions.arrive(booking, hall.hall, by=VISITOR, at=TOMORROW + timedelta(days=3))
    actions.cancel_booking(booking, by=VISITOR, at=hall.at)
    with pytest.raises(NotNow):
        actions.arrive(booking, hall.hall, by=VISITOR, at=TOMORROW)
    assert Ticket.objects.count() == 0


def test_a_reminder_leaves_once_and_again_after_a_move(hall: ServiceHall) -> None:
    booking = book(hall, start=TEN + timedelta(days=1))
    watch.run(TOMORROW - timedelta(hours=2))
    assert len(texts()) == 1
    for _ in range(2):
        watch.run(TOMORROW - timedelta(minutes=59))
    assert len(texts()) == 2 and "提醒" in texts()[-1]
    hall.at = TOMORROW - timedelta(minutes=30)
    actions.move_booking(booking, TEN.replace(day=5, hour=14), by=VISITOR, at=hall.at)
    watch.run(TOMORROW + timedelta(hours=3, minutes=1))
    assert len(texts()) == 4 and "14:00" in texts()[-1]


def test_whoever_books_within_the_reminder_s_time_gets_none(hall: ServiceHall) -> None:
    book(hall)
    watch.run(hall.later(minutes=5))
    assert len(texts()) == 1


def test_an_unused_booking_ends_with_the_day_not_before(hall: ServiceHall) -> None:
    booking = book(hall)
    watch.run(TEN + timedelta(hours=5))
    assert Booking.objects.get().state == "booked"
    watch.run(TEN + timedelta(hours=8))
    assert Booking.objects.get().state == "expired"
    with pytest.raises(Expired):
        actions.cancel_booking(booking, by=VISITOR, at=TEN + timedelta(hours=8))


# -- ratings
def visited(hall: ServiceHall) -> Ticket:
    hall.open(0)
    hall.take()
    return hall.finish(hall.called())


def test_a_visit_is_rated_once_by_the_customer(hall: ServiceHall) -> None:
    ticket = visited(hall)
    rating = actions.rate(ticket, 5, by=VISITOR, at=hall.at)
    assert (rating.score, rating.way) == (5, "phone")
    assert verbs("ticket", ticket.pk)[-1] == "ticket.rated"
    assert not Delivery.objects.filter(channel="inapp").exists()
    with pytest.raises(AlreadyRated):
        actions.rate(ticket, 1, by=VISITOR, at=hall.at)


def test_a_bad_one_says_why_and_is_told_to_the_lobby(hall: ServiceHall) -> None:
    ticket = visited(hall)
    device, _secret = actions.issue_device(
        hall.hall, "rating", by=hall.manager, at=hall.at, counter=hall.counters[0]
    )
    actions.rate(
        ticket,
        2,
        by=device.actor,
        at=hall.at,
        reasons=["waited", "waited"],
        words="等了一个小时",
        device=device,
    )
    assert Rating.objects.get().reasons == ["waited"]
    told = Delivery.objects.get(channel="inapp")
    assert told.address == hall.cast.tang.ref
    assert told.subject == "城东营业厅 1号窗口的A001只得了2星（满分5星）"


def test_a_device_rates_only_what_was_done_at_its_counter(hall: ServiceHall) -> None:
    ticket = visited(hall)
    device, _secret = actions.issue_device(
        hall.hall, "rating", by=hall.manager, at=hall.at, counter=hall.counters[1]
    )
    with pytest.raises(NotFound):
        actions.rate(ticket, 5, by=device.actor, at=hall.at, device=device)


def test_staff_never_rate(hall: ServiceHall) -> None:
    ticket = visited(hall)
    for by in (hall.clerk(), hall.manager, hall.cast.actor(hall.cast.wang)):
        with pytest.raises(NotAllowed):
            actions.rate(ticket, 5, by=by, at=hall.at)


@pytest.mark.parametrize(("score", "reasons"), [(0, ()), (6, ()), (1, ("rude",))])
def test_a_wrong_rating_is_refused(hall: ServiceHall, score: int, reasons: tuple[str, ...]) -> None:
    with pytest.raises(BadInput):
        actions.rate(visited(hall), score, by=VISITOR, at=hall.at, reasons=reasons)
    assert Rating.objects.count() == 0


def test_rating_has_its_time(hall: ServiceHall) -> None:
    ticket = visited(hall)
    with pytest.raises(Expired):
        actions.rate(ticket, 5, by=VISITOR, at=hall.later(hours=25))
    hall.open(1)
    waiting = hall.take()
    with pytest.raises(NotNow):
        actions.rate(waiting, 5, by=VISITOR, at=hall.at)
