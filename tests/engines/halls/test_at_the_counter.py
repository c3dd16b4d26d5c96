"""Taking a number and being served: each verb, its entry, and what it must not do."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from bihuan.engines.cases.models import Case
from bihuan.engines.halls import actions, outlook
from bihuan.engines.halls.distance import Position
from bihuan.engines.halls.errors import (
    AlreadyCalled,
    BadInput,
    CounterBusy,
    Expired,
    HallClosed,
    NotAllowed,
    NotAtCounter,
    NotFound,
    NotNow,
    NotOffered,
    OutOfTurn,
    TooEarly,
    TooFar,
    TwiceTaken,
)
from bihuan.engines.halls.inforce import standard_of
from bihuan.engines.halls.models import Stint, Ticket
from bihuan.ground.journal.errors import Replayed
from bihuan.ground.journal.models import Entry
from bihuan.ground.journal.verify import everything
from tests.engines.halls.service_hall import MORNING, POSITION, ServiceHall, verbs

pytestmark = pytest.mark.django_db
MOBILE = "13800138000"


# -- taking
def test_numbers_count_up_by_service_and_day(hall: ServiceHall) -> None:
    taken = [hall.take(service).label for service in ("bill", "bill", "open", "bill")]
    assert taken == ["A001", "A002", "B001", "A003"]
    hall.later(days=1)
    assert hall.take().label == "A001"


def test_a_ticket_says_what_to_expect_and_its_entry_no_personal_data(hall: ServiceHall) -> None:
    hall.open(0, 1)
    for _ in range(4):
        hall.take()
    ticket = hall.take(phone="138 0013 8000", name="张三丰")
    assert (ticket.ahead, ticket.phone) == (4, MOBILE)
    assert ticket.estimate_low is not None and ticket.estimate_high is not None
    assert 0 < ticket.estimate_low < 600 < ticket.estimate_high
    entry = Entry.objects.get(kind="ticket", subject=ticket.pk)
    assert entry.verb == "ticket.taken" and entry.clause.endswith("#1.2(7)")
    assert MOBILE not in str(entry.facts) and "张" not in str(entry.facts)


def test_without_an_open_window_there_is_no_estimate(hall: ServiceHall) -> None:
    ticket = hall.take()
    assert (ticket.estimate_low, ticket.estimate_high) == (None, None)


def test_people_at_other_windows_are_not_ahead(hall: ServiceHall) -> None:
    actions.change_counter(hall.counters[0], services=["bill", "invoice"], by=hall.manager, at=hall.at)
    actions.change_counter(hall.counters[1], services=["open"], by=hall.manager, at=hall.at)
    hall.open(0, 1)
    for service in ("open", "invoice", "bill"):
        hall.take(service)
    assert hall.take("bill").ahead == 2
    assert hall.take("open").ahead == 1


def test_asked_again_under_the_same_key_it_is_the_same_number(hall: ServiceHall) -> None:
    one = hall.take(once="kiosk-1")
    assert hall.take(once="kiosk-1").pk == one.pk
    assert Ticket.objects.count() == 1
    with pytest.raises(Replayed):
        hall.take("open", once="kiosk-1")


@pytest.mark.parametrize("hour", [-3, 9, 15])
def test_outside_opening_hours_no_number_is_given(hall: ServiceHall, hour: int) -> None:
    with pytest.raises(HallClosed) as refused:
        hall.take(at=hall.later(hours=hour))
    assert "2026-06-0" in str(refused.value)
    assert Ticket.objects.count() == 0


def test_a_service_that_is_not_offered_or_locked_is_refused(hall: ServiceHall) -> None:
    with pytest.raises(NotOffered):
        hall.take("passport")
    actions.lock_service(hall.hall, "bill", "系统升级", by=hall.manager, at=hall.at)
    with pytest.raises(NotOffered, match="系统升级"):
        hall.take("bill")
    hall.take("open")
    actions.unlock_service(hall.hall, "bill", by=hall.manager, at=hall.at)
    assert hall.take("bill").label == "A001"


def test_a_phone_holds_one_number_for_a_service(hall: ServiceHall) -> None:
    first = hall.take(phone=MOBILE)
    with pytest.raises(TwiceTaken, match="A001"):
        hall.take(phone=MOBILE)
    actions.leave(first, by=hall.manager, at=hall.at)
    assert hall.take(phone=MOBILE).label == "A002"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"phone": "12"}, "phone"),
        ({"priority": "king"}, "priority"),
        ({"language": "xx"}, "language"),
        ({"source": "x"}, "source"),
    ],
)  # fmt: skip
def test_wrong_input_names_its_field(hall: ServiceHall, said: dict[str, str], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        hall.take(**said)
    assert set(refused.value.fields) == {field}


def test_from_afar_only_near_with_phone_and_once(hall: ServiceHall) -> None:
    near = Position(POSITION.latitude + 0.01, POSITION.longitude, "gcj02")
    far = Position(POSITION.latitude + 0.1, POSITION.longitude, "gcj02")
    with pytest.raises(TooFar, match="3000"):
        hall.take(source="phone", phone=MOBILE, position=far)
    for said in ({"position": near}, {"phone": MOBILE}, {"phone": MOBILE, "position": Position(99, 0)}):
        with pytest.raises(BadInput):
            hall.take(source="phone", **said)
    with pytest.raises(NotOffered):
        hall.take("complaint", source="phone", phone=MOBILE, position=near)
    hall.take(source="phone", phone=MOBILE, position=near)
    with pytest.raises(TwiceTaken):
        hall.take("open", source="phone", phone=MOBILE, position=near)


def test_the_desk_s_way_is_for_staff(hall: ServiceHall) -> None:
    with pytest.raises(NotAllowed):
        hall.take(source="desk")
    assert hall.take(source="desk", by=hall.manager).source == "desk"


# -- calling and being served
def test_from_ticket_to_finish(hall: ServiceHall) -> None:
    hall.open(0)
    ticket = hall.take()
    hall.later(minutes=4)
    called = hall.called()
    assert (called.pk, called.state, called.waited) == (ticket.pk, "called", 240)
    actions.start(called, by=hall.clerk(), at=hall.later(seconds=20))
    hall.later(minutes=5)
    done = hall.finish(called, business="invoice")
    assert (done.state, done.handling, done.business) == ("finished", 300, "invoice")
    assert verbs("ticket", ticket.pk) == [
        "ticket.taken",
        "ticket.called",
        "ticket.started",
        "ticket.finished",
    ]
    assert hall.showings("called") == [
        {"ticket": "A001", "counter": 1, "title": "", "service": "bill", "language": "zh"}
    ]
    assert list(everything()) == []


def test_nobody_waits_nobody_is_called(hall: ServiceHall) -> None:
    hall.open(0)
    assert hall.call() is None
    assert hall.showings("called") == []


def test_a_counter_has_one_number_at_a_time(hall: ServiceHall) -> None:
    hall.open(0)
    hall.take(), hall.take()
    hall.called()
    with pytest.raises(CounterBusy, match="A001"):
        hall.call()
    for verb in (actions.suspend, actions.log_off):
        with pytest.raises(CounterBusy):
            verb(hall.counters[0], by=hall.clerk(), at=hall.at)


def test_the_database_itself_refuses_a_second_number_at_a_counter(hall: ServiceHall) -> None:
    hall.open(0)
    hall.take(), hall.take()
    hall.called()
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(state="waiting").update(state="called", counter=hall.counters[0])


def test_only_who_is_logged_on_calls(hall: ServiceHall) -> None:
    hall.open(0)
    hall.take()
    for counter, by in ((0, hall.clerk(1)), (1, hall.clerk(1)), (0, hall.manager)):
        with pytest.raises(NotAtCounter):
            actions.call_next(hall.counters[counter], by=by, at=hall.at)
    actions.suspend(hall.counters[0], "开会", by=hall.clerk(), at=hall.at)
    with pytest.raises(NotAtCounter):
        hall.call()
    actions.resume(hall.counters[0], by=hall.clerk(), at=hall.at)
    assert hall.called().label == "A001"


def test_somebody_else_s_customer_is_not_mine(hall: ServiceHall) -> None:
    hall.open(0, 1)
    hall.take()
    ticket = hall.called(0)
    for verb in (actions.recall, actions.start, actions.finish, actions.park, actions.pass_by):
        with pytest.raises(NotAtCounter):
            verb(ticket, by=hall.clerk(1), at=hall.at)
    with pytest.raises(AlreadyCalled, match="A001"):
        actions.call(ticket, hall.counters[1], by=hall.clerk(1), at=hall.at)


def test_passing_takes_three_calls_and_coming_back_is_possible_for_a_while(hall: ServiceHall) -> None:
    hall.open(0)
    hall.take()
    ticket = hall.called()
    with pytest.raises(TooEarly):
        actions.pass_by(ticket, by=hall.clerk(), at=hall.at)
    for _ in range(2):
        actions.recall(ticket, by=hall.clerk(), at=hall.later(seconds=30))
    passed = actions.pass_by(ticket, by=hall.clerk(), at=hall.later(seconds=30))
    assert passed.state == "passed" and len(hall.showings("recalled")) == 2
    assert hall.call() is None
    other = hall.take()
    back = actions.come_back(passed, by=hall.manager, at=hall.later(minutes=14))
    assert back.state == "waiting" and back.entered_at > other.entered_at
    assert [hall.called().pk] == [other.pk]


def test_coming_back_too_late_needs_a_new_number(hall: ServiceHall) -> None:
    hall.open(0)
    hall.take()
    ticket = hall.called()
    for _ in range(2):
        actions.recall(ticket, by=hall.clerk(), at=hall.at)
    passed = actions.pass_by(ticket, by=hall.clerk(), at=hall.at)
    with pytest.raises(Expired):
        actions.come_back(passed, by=hall.manager, at=hall.later(minutes=16))


def test_who_is_parked_keeps_his_place(hall: ServiceHall) -> None:
    hall.open(0)
    first, second = hall.take(), hall.take()
    hall.later(minutes=1)
    parked = actions.park(hall.called(), "补填表格", by=hall.clerk(), at=hall.at)
    assert hall.called().pk == second.pk
    with pytest.raises(CounterBusy):
        actions.call(parked, hall.counters[0], by=hall.clerk(), at=hall.at)
    hall.finish(second)
    third = hall.take()
    ready = actions.unpark(parked, by=hall.clerk(), at=hall.at)
    assert ready.entered_at == first.entered_at
    assert [hall.called().pk, Ticket.objects.get(pk=third.pk).state] == [first.pk, "waiting"]


def test_a_parked_one_can_be_called_by_number(hall: ServiceHall) -> None:
    hall.open(0)
    first = hall.take()
    parked = actions.park(hall.called(), by=hall.clerk(), at=hall.at)
    assert actions.call(parked, hall.counters[0], by=hall.clerk(), at=hall.at).pk == first.pk


def test_a_transfer_keeps_number_and_time(hall: ServiceHall) -> None:
    actions.change_counter(hall.counters[1], services=["open"], by=hall.manager, at=hall.at)
    hall.open(0, 1)
    hall.take("bill")
    hall.later(minutes=2)
    other = hall.take("open")
    hall.later(minutes=1)
    moved = actions.transfer(hall.called(0), service="open", by=hall.clerk(0), at=hall.at)
    assert (moved.label, moved.came_from, moved.entered_at) == ("A001", "bill", MORNING)
    assert hall.called(1).pk == moved.pk
    assert Ticket.objects.get(pk=other.pk).overtaken == 0


def test_sent_to_a_counter_only_that_one_calls(hall: ServiceHall) -> None:
    hall.open(0, 1)
    hall.take()
    sent = actions.transfer(hall.called(0), counter=hall.counters[1], by=hall.clerk(0), at=hall.at)
    assert hall.call(0) is None
    assert hall.called(1).pk == sent.pk
    hall.finish(sent, 1)
    hall.take()
    again = actions.transfer(hall.called(0), counter=hall.counters[1], by=hall.clerk(0), at=hall.at)
    actions.log_off(hall.counters[1], by=hall.clerk(1), at=hall.at)
    assert hall.called(0).pk == again.pk


def test_a_transfer_needs_a_target_that_can(hall: ServiceHall) -> None:
    actions.change_counter(hall.counters[1], services=["open"], by=hall.manager, at=hall.at)
    hall.open(0, 1)
    hall.take()
    ticket = hall.called()
    with pytest.raises(BadInput):
        actions.transfer(ticket, by=hall.clerk(), at=hall.at)
    with pytest.raises(NotOffered):
        actions.transfer(ticket, counter=hall.counters[1], by=hall.clerk(), at=hall.at)
    with pytest.raises(BadInput):
        actions.transfer(ticket, counter=hall.counters[2], by=hall.clerk(), at=hall.at)


def test_priority_passes_others_who_remember_it(hall: ServiceHall) -> None:
    hall.open(0)
    first = hall.take()
    for _ in range(4):
        hall.later(minutes=1)
        hall.take(priority="pregnant")
    order = []
    for _ in range(5):
        ticket = hall.called()
        order.append(ticket.label)
        hall.finish(ticket)
    assert order == ["A002", "A003", "A004", "A001", "A005"]
    assert Ticket.objects.get(pk=first.pk).overtaken == 3
    last = Entry.objects.get(kind="ticket", subject=first.pk, verb="ticket.called")
    assert last.facts["why"] == "fairness"


def test_calling_by_number_may_not_wrong_a_shielded_one(hall: ServiceHall) -> None:
    hall.open(0)
    hall.take()
    late = hall.take(at=hall.later(minutes=1))
    Ticket.objects.filter(number=1).update(overtaken=3)
    with pytest.raises(OutOfTurn, match="A001"):
        actions.call(late, hall.counters[0], by=hall.clerk(), at=hall.at)
    Ticket.objects.filter(number=1).update(overtaken=2)
    actions.call(late, hall.counters[0], by=hall.clerk(), at=hall.at)
    assert Ticket.objects.get(number=1).overtaken == 3


def test_a_guest_is_left_to_the_window_that_speaks_english(hall: ServiceHall) -> None:
    actions.change_counter(hall.counters[1], languages=["en"], by=hall.manager, at=hall.at)
    hall.open(0)
    guest = hall.take(language="en")
    local = hall.take(at=hall.later(minutes=1))
    hall.open(1)
    assert hall.called(0).pk == local.pk
    assert hall.called(1).pk == guest.pk


def test_done_is_done(hall: ServiceHall) -> None:
    hall.open(0)
    hall.take()
    ticket = hall.called()
    hall.finish(ticket)
    for verb in (actions.finish, actions.recall, actions.park, actions.leave):
        with pytest.raises(NotNow, match="A001"):
            verb(ticket, by=hall.clerk(), at=hall.at)


def test_whoever_gives_his_number_back_is_not_called(hall: ServiceHall) -> None:
    hall.open(0)
    ticket = hall.take()
    actions.leave(ticket, by=hall.manager, at=hall.at)
    assert hall.call() is None
    assert verbs("ticket", ticket.pk) == ["ticket.taken", "ticket.left"]


# -- cases
def test_a_visit_opens_a_case_that_the_clerk_answers_for(hall: ServiceHall) -> None:
    hall.open(0)
    hall.take("complaint")
    ticket = hall.called()
    case = actions.open_case_for(
        ticket, hall.cast.details(channel="hall"), by=hall.clerk(), at=hall.later(minutes=3)
    )
    known = Case.objects.get(pk=case.pk)
    assert (known.accepted_by, known.place, known.origin) == (
        hall.clerks[0],
        hall.cast.east,
        f"ticket:{ticket.pk}",
    )
    done = hall.finish(Ticket.objects.get(pk=ticket.pk))
    assert done.case == known
    assert "ticket.case_opened" in verbs("ticket", ticket.pk)


def test_a_case_that_the_clerk_may_not_see_is_not_there_for_his_visit(hall: ServiceHall) -> None:
    secret = hall.cast.complaint(confidential=True)
    hall.open(0)
    hall.take("complaint")
    ticket = hall.called()
    for over in (actions.continue_case, actions.finish):
        with pytest.raises(NotFound):
            over(ticket, case=secret, by=hall.clerk(), at=hall.later(minutes=1))
    assert Ticket.objects.get(pk=ticket.pk).case is None
    assert verbs("ticket", ticket.pk) == ["ticket.taken", "ticket.called"]


def test_a_refused_case_leaves_the_visit_as_it_was(hall: ServiceHall) -> None:
    hall.open(0)
    hall.take("complaint")
    ticket = hall.called()
    with pytest.raises(BadInput):
        actions.open_case_for(ticket, hall.cast.details(text=""), by=hall.clerk(), at=hall.at)
    assert Case.objects.count() == 0
    assert verbs("ticket", ticket.pk) == ["ticket.taken", "ticket.called"]


# -- staffing
def test_stints_tell_when_a_counter_was_open(hall: ServiceHall) -> None:
    hall.open(0)
    actions.suspend(hall.counters[0], "午餐", by=hall.clerk(), at=hall.later(minutes=30))
    actions.resume(hall.counters[0], by=hall.clerk(), at=hall.later(minutes=20))
    actions.log_off(hall.counters[0], by=hall.clerk(), at=hall.later(minutes=60))
    told = [
        (stint.state, int((stint.until_at - stint.from_at).total_seconds()) // 60, stint.reason)
        for stint in Stint.objects.all()
    ]
    assert told == [("open", 30, ""), ("suspended", 20, "午餐"), ("open", 60, "")]
    assert [facts["sign"] for facts in hall.showings("state")] == ["", "午餐", "", ""]


# -- what somebody may expect
def test_the_live_place_counts_down(hall: ServiceHall) -> None:
    hall.open(0)
    tickets = [hall.take(at=hall.later(minutes=1)) for _ in range(3)]
    standard = standard_of(hall.hall, hall.at)
    assert [outlook.for_ticket(one, standard, hall.at).ahead for one in tickets] == [0, 1, 2]
    hall.called()
    assert [outlook.for_ticket(one, standard, hall.at).ahead for one in tickets[1:]] == [0, 1]
    elder = hall.take(priority="senior")
    assert outlook.for_ticket(elder, standard, hall.at).ahead == 0
    assert outlook.for_ticket(tickets[1], standard, hall.at).ahead == 1
    assert outlook.for_every_service(hall.hall, standard, hall.at)["open"].ahead == 3


# -- what a verb asks of the database
def test_taking_and_calling_ask_little(hall: ServiceHall, django_assert_max_num_queries: Any) -> None:
    hall.open(0)
    for _ in range(5):
        hall.take()
    with django_assert_max_num_queries(11):
        hall.take()
    with django_assert_max_num_queries(12):
        ticket = hall.called()
    with django_assert_max_num_queries(10):
        hall.finish(ticket)
