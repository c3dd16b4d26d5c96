"""What time does in a hall: no-shows, closing time, midnight, clocks that were wrong, limits that are broken."""

from datetime import datetime, timedelta

import pytest

from bihuan.engines.halls import actions, watch
from bihuan.engines.halls.errors import Expired, HallClosed
from bihuan.engines.halls.models import Breach, Counter, Hall, Stint, Ticket
from bihuan.ground.journal.models import Delivery, Entry
from bihuan.ground.journal.verify import everything
from tests.cast import Cast
from tests.engines.halls.service_hall import MORNING, ServiceHall, verbs, with_limits

pytestmark = pytest.mark.django_db


def inbox(hall: ServiceHall) -> list[str]:
    return list(
        Delivery.objects.filter(channel="inapp", address=hall.cast.tang.ref)
        .order_by("id")
        .values_list("subject", flat=True)
    )


# -- no-shows
def test_who_was_called_three_times_is_passed_by_itself(hall: ServiceHall) -> None:
    hall.open(0)
    hall.take()
    ticket = hall.called()
    actions.recall(ticket, by=hall.clerk(), at=hall.later(seconds=30))
    watch.run(hall.later(minutes=5))
    assert Ticket.objects.get().state == "called"
    actions.recall(ticket, by=hall.clerk(), at=hall.at)
    watch.run(hall.later(seconds=29))
    assert Ticket.objects.get().state == "called"
    watch.run(hall.later(seconds=1))
    watch.run(hall.at)
    assert Ticket.objects.get().state == "passed"
    assert verbs("ticket", ticket.pk).count("ticket.passed") == 1
    assert hall.call() is None


def test_who_is_being_served_is_never_passed(hall: ServiceHall) -> None:
    hall.open(0)
    hall.take()
    ticket = hall.called()
    for _ in range(3):
        actions.recall(ticket, by=hall.clerk(), at=hall.at)
    actions.start(ticket, by=hall.clerk(), at=hall.at)
    watch.run(hall.later(minutes=30))
    assert Ticket.objects.get().state == "serving"


# -- nearly due
def test_who_left_a_mobile_is_told_once_when_his_turn_is_near(hall: ServiceHall) -> None:
    hall.open(0)
    for _ in range(4):
        hall.take()
    far = hall.take(phone="13800138000")
    for n in range(3):
        watch.run(hall.at)
        assert Delivery.objects.filter(channel="sms").count() == (n > 1)
        hall.finish(hall.called())
    told = Delivery.objects.get(channel="sms")
    assert (
        told.body == "A005快轮到您了（城东营业厅），请到窗口附近等候。" and told.link == f"/h/t/{far.secret}/"
    )
    watch.run(hall.at)
    assert verbs("ticket", far.pk).count("ticket.soon") == 1


def test_whose_wait_was_short_from_the_start_is_left_in_peace(hall: ServiceHall) -> None:
    hall.open(0)
    hall.take(phone="13800138000")
    watch.run(hall.at)
    assert not Delivery.objects.filter(channel="sms").exists()


# -- closing time and midnight
def test_at_closing_time_those_who_wait_are_told_and_still_served(hall: ServiceHall) -> None:
    hall.open(0)
    hall.at = MORNING.replace(hour=17, minute=25)
    ticket = hall.take(phone="13800138000")
    hall.take()
    watch.run(hall.at)
    assert hall.showings("closed") == []
    for _ in range(2):
        watch.run(hall.later(minutes=6))
    assert hall.showings("closed") == [{"waiting": 2}]
    told = Delivery.objects.get(channel="sms")
    assert told.body.startswith("A001") and told.link == f"/h/t/{ticket.secret}/"
    with pytest.raises(HallClosed):
        hall.take()
    assert hall.called().pk == ticket.pk


def test_without_anybody_waiting_closing_time_is_quiet(hall: ServiceHall) -> None:
    watch.run(MORNING.replace(hour=18))
    assert hall.showings("closed") == []


def test_the_next_day_starts_clean_and_nothing_is_lost(hall: ServiceHall) -> None:
    hall.open(0, 1)
    actions.lobby_back(hall.hall, by=hall.manager, at=hall.at)
    tickets = [hall.take() for _ in range(5)]
    hall.called(0)
    actions.start(hall.called(1), by=hall.clerk(1), at=hall.at)
    midnight = datetime(2026, 6, 5, 0, 0, 5, tzinfo=MORNING.tzinfo)
    watch.run(midnight - timedelta(seconds=10))
    assert Ticket.objects.open().count() == 5
    watch.run(midnight)
    watch.run(midnight)
    states = list(Ticket.objects.order_by("number").values_list("state", flat=True))
    assert states == ["closed", "finished", "closed", "closed", "closed"]
    assert [verbs("ticket", ticket.pk)[-1] for ticket in tickets] == ["ticket.closed"] * 5
    assert not Counter.objects.exclude(state="off").exists()
    assert not Stint.objects.filter(until_at=None).exists()
    assert Hall.objects.get().lobby_person is None
    hall.at = MORNING + timedelta(days=1)
    hall.open(0)
    assert hall.take().label == "A001"
    with pytest.raises(Expired, match="2026-06-04"):
        actions.call(tickets[4], hall.counters[0], by=hall.clerk(), at=hall.at)
    assert list(everything()) == []


def test_whoever_kept_the_lobby_yesterday_does_not_keep_it_today(strict: ServiceHall) -> None:
    """Even where nothing else was left over; and who comes before the opening stays."""
    actions.lobby_back(strict.hall, by=strict.manager, at=strict.at)
    watch.run(MORNING.replace(hour=23))
    assert Hall.objects.get(pk=strict.hall.pk).lobby_person == strict.cast.tang
    early = MORNING.replace(day=5, hour=8, minute=20)
    watch.run(early)
    assert Hall.objects.get(pk=strict.hall.pk).lobby_person is None
    actions.lobby_back(strict.hall, by=strict.manager, at=early)
    watch.run(early.replace(minute=50))
    assert Hall.objects.get(pk=strict.hall.pk).lobby_person == strict.cast.tang
    assert not Breach.objects.filter(kind="lobby").exists()


def test_a_clock_that_ran_a_day_ahead_loses_nobody(hall: ServiceHall) -> None:
    """For a minute the machine believes in tomorrow; the watch closes the day, and opens it again."""
    hall.open(0)
    tickets = [hall.take() for _ in range(3)]
    watch.run(hall.at + timedelta(days=1))
    assert Ticket.objects.waiting().count() == 0
    strange = hall.take(at=hall.at + timedelta(days=1, minutes=1))
    watch.run(hall.later(minutes=2))
    assert Ticket.objects.waiting().count() == 4
    hall.open(0)
    called = [hall.finish(hall.called()).pk for _ in range(4)]
    assert called == [*(ticket.pk for ticket in tickets), strange.pk]
    assert "ticket.reopened" in verbs("ticket", tickets[0].pk)


def test_a_clock_that_was_set_back_lets_nobody_jump_the_queue(hall: ServiceHall) -> None:
    hall.open(0)
    first = hall.take()
    second = hall.take(at=hall.at - timedelta(minutes=40) + timedelta(minutes=20))
    assert second.taken_at >= first.taken_at and second.label == "A002"
    hall.at -= timedelta(minutes=10)
    called = hall.called()
    assert (called.pk, called.waited) == (first.pk, 0)
    assert hall.finish(called).handling == 0


# -- limits
def test_too_few_windows_too_many_people_and_an_empty_lobby_are_told_once(strict: ServiceHall) -> None:
    strict.open(0)
    for _ in range(6):
        strict.take()
    strict.later(minutes=1)
    for _ in range(3):
        watch.run(strict.at)
    standing = {row.kind: row for row in Breach.objects.all()}
    assert {kind: row.clause.partition("#")[2] for kind, row in standing.items()} == {
        "windows": "城东-6",
        "crowd": "城东-7",
        "lobby": "城东-8",
    }
    assert sorted(inbox(strict)) == [
        "城东营业厅 只开了1个窗口，应不少于3个（城东-6）",
        "城东营业厅 大堂已有31分钟无人，应不超过15分钟（城东-8）",
        "城东营业厅 平均每个窗口有6人等候，应不超过5人（城东-7）",
    ]
    strict.take()
    watch.run(strict.at)
    assert Breach.objects.get(kind="crowd").worst == 7
    assert len(inbox(strict)) == 3


def test_a_breach_ends_when_the_limit_is_held_again(strict: ServiceHall) -> None:
    strict.open(0)
    watch.run(strict.at)
    strict.open(1, 2)
    actions.lobby_back(strict.hall, by=strict.manager, at=strict.at)
    watch.run(strict.later(minutes=3))
    assert not Breach.objects.standing().exists()
    ended = Breach.objects.get(kind="windows")
    assert (ended.most, ended.worst, ended.until - ended.since) == (3, 1, timedelta(minutes=3))
    assert verbs("hall", strict.hall.pk).count("hall.breach_over") == 2


def test_a_swing_about_the_limit_is_written_down_but_not_told_each_time(strict: ServiceHall) -> None:
    strict.open(0, 1, 2)
    actions.lobby_back(strict.hall, by=strict.manager, at=strict.at)
    for _ in range(3):
        actions.suspend(strict.counters[2], "换岗", by=strict.clerk(2), at=strict.at)
        watch.run(strict.later(minutes=1))
        actions.resume(strict.counters[2], by=strict.clerk(2), at=strict.at)
        watch.run(strict.later(minutes=1))
    assert Breach.objects.filter(kind="windows").count() == 3
    assert len(inbox(strict)) == 1


def test_on_saturday_two_windows_do_and_on_a_make_up_day_three(strict: ServiceHall) -> None:
    for month, day, least in ((6, 6, 2), (6, 5, 3), (5, 9, 3)):
        strict.at = MORNING.replace(month=month, day=day)
        watch.run(strict.at)
        assert Breach.objects.standing().get(kind="windows").most == least
        Breach.objects.update(until=strict.at)


def test_a_vip_who_waits_too_long_is_a_breach_of_his_own(strict: ServiceHall) -> None:
    ticket = strict.take(priority="vip", by=strict.manager, source="desk")
    actions.lobby_back(strict.hall, by=strict.manager, at=strict.at)
    watch.run(strict.later(minutes=5))
    assert not Breach.objects.filter(kind="wait").exists()
    watch.run(strict.later(seconds=1))
    watch.run(strict.at)
    row = Breach.objects.get(kind="wait")
    assert (row.ticket, row.most, row.worst) == (ticket, 300, 301)
    strict.open(0)
    assert strict.called().pk == ticket.pk
    watch.run(strict.at)
    assert Breach.objects.get(kind="wait").until == strict.at


def test_while_the_hall_is_closed_no_limit_is_broken(strict: ServiceHall) -> None:
    watch.run(MORNING.replace(hour=7))
    watch.run(MORNING.replace(day=7))
    assert not Breach.objects.exists()


def test_a_hall_whose_rules_are_gone_does_not_silence_the_others(cast: Cast) -> None:
    strict = with_limits(cast)
    west = actions.set_up_hall(cast.west, "hall", by=cast.actor(cast.admin), at=MORNING)
    Hall.objects.filter(pk=west.pk).update(rules="gone")
    watch.run(strict.later(minutes=1))
    assert Breach.objects.filter(hall=strict.hall).exists()
    assert Entry.objects.filter(kind="hall", subject=west.pk).count() == 1
