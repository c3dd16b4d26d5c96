"""The demo's play, looked at from outside when it is over: one play for all tests here."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from bihuan.engines.billing.models import Bill
from bihuan.engines.cases.models import Case, Clock
from bihuan.engines.drafts import actions
from bihuan.engines.drafts.models import Draft
from bihuan.engines.drafts.tree import count, leaves
from bihuan.engines.halls.models import Booking, Counter, Hall, Rating, Stint, Ticket
from bihuan.engines.ledger.balances import trial_balance
from bihuan.engines.payments.models import Till
from bihuan.ground.directory import places
from bihuan.ground.directory.actor import Actor
from bihuan.ground.journal import verify
from bihuan.ground.journal.models import Delivery, Entry
from bihuan.ground.standards import adoption
from bihuan.project.demo.days import KINDS
from bihuan.reports.models import PeriodReport
from tests.project.playing import END, play

pytestmark = pytest.mark.django_db

CASES = 100
#: Acts on a case that the actor could not see at that moment: (case, name).
Blind = list[tuple[int, str]]


@pytest.fixture(scope="module")
def blind(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Blind]:
    """Six days, played once and rolled back after the last test of this module."""
    found: Blind = []

    def witness(case: Case, who: Actor) -> None:
        if who.person and not Case.objects.visible_to(who, adoption.roles()).filter(pk=case.pk).exists():
            found.append((case.pk, who.name))

    with django_db_blocker.unblock(), transaction.atomic():
        play(days=6, cases=CASES, witness=witness)
        yield found
        transaction.set_rollback(True)
    adoption.forget()
    places.forget()


def test_all_kinds_come_in_and_every_stage_is_in_its_flow(blind: Blind) -> None:
    assert Case.objects.filter(origin="").exclude(kind="rectification").count() == CASES
    assert set(Case.objects.values_list("kind", flat=True)) - {"rectification"} == set(KINDS)
    for case in Case.objects.all():
        pack = adoption.pack_of(case.edition)
        flow = pack.rows("flows")[pack.rows("kinds")[case.kind].flow]
        assert case.stage in {stage.id for stage in flow.stages}


def test_fourteen_months_are_billed_and_the_books_balance(blind: Blind) -> None:
    months = set(Bill.objects.values_list("last", flat=True))
    assert len(months) == 14
    assert Bill.objects.filter(estimated=True).exists() and Bill.objects.exclude(odd={}).exists()
    assert Bill.objects.unpaid().exists() and Bill.objects.exclude(settled_at=None).exists()
    standing = trial_balance()
    assert sum(one.debits for one in standing) == sum(one.credits for one in standing) > 0
    owed = sum((one.open_amount for one in Bill.objects.unpaid()), Decimal(0))
    assert next(one for one in standing if one.kind == "receivable").balance == owed
    assert not Till.objects.filter(closed_at=None).exists()


def test_customers_of_the_company_can_look_up_prices(blind: Blind) -> None:
    page = Client().get("/fees/beijing-water/", {"from": "2026-07-01", "to": "2026-07-31", "q-water": "10"})
    assert page.status_code == 200
    assert "50.00" in page.content.decode()


def test_a_standard_of_the_company_s_own_is_half_decided(blind: Blind) -> None:
    draft = Draft.objects.get()
    counted = count(leaves(draft))
    assert draft.is_open and counted.undecided > 5 and counted.decided == 6
    assert counted.clauses["machine"] > 0 and counted.clauses["people"] > 0
    assert actions.check(draft) == []


def test_no_clock_of_a_closed_case_is_without_verdict(blind: Blind) -> None:
    ended = Clock.objects.exclude(case__closed_at=None)
    assert ended.filter(met=True).exists()
    assert not ended.filter(stopped_at=None).exists()
    assert not ended.filter(met=None, cancelled=False).exists()


def test_nothing_happens_after_the_end(blind: Blind) -> None:
    assert not Clock.objects.filter(started_at__gt=END).exists()
    assert not Entry.objects.filter(at__gt=END).exists()


def test_every_chain_of_the_play_verifies(blind: Blind) -> None:
    assert Entry.objects.filter(kind="case").exists()
    assert list(verify.everything()) == []


def test_entries_follow_the_clock(blind: Blind) -> None:
    # What an inspection found is written before the play begins.
    played = Case.objects.exclude(kind="rectification").values("pk")
    rows = Entry.objects.filter(kind="case", subject__in=played).order_by("id")
    moments = list(rows.values_list("at", flat=True))
    assert moments == sorted(moments)


def test_nobody_acts_on_what_he_may_not_see(blind: Blind) -> None:
    assert Case.objects.filter(confidential=True).exists()
    assert blind == []


def test_the_page_opens_on_running_clocks(blind: Blind) -> None:
    running = Clock.objects.running().filter(case__closed_at=None)
    assert running.filter(due_at__lte=END).exists()
    assert running.filter(due_at__gt=END, due_at__lte=END + timedelta(hours=4)).exists()
    assert Case.objects.filter(closed_at=None).count() >= 20
    assert Entry.objects.filter(verb__in=["case.warned", "case.missed"], actor="watch").exists()


def test_nothing_waits_to_be_sent(blind: Blind) -> None:
    assert Delivery.objects.filter(channel=Delivery.Channel.SMS).exists()
    assert not Delivery.objects.filter(state=Delivery.State.WAITING).exists()


def test_the_mornings_reports_are_frozen(blind: Blind) -> None:
    sent = PeriodReport.objects.exclude(submitted_at=None)
    assert sent.exists()
    assert all(report.is_intact for report in sent)


def test_three_halls_served_customers_on_every_open_day(blind: Blind) -> None:
    assert Hall.objects.count() == 3
    days = set(Ticket.objects.filter(hall__place__code="west").values_list("day", flat=True))
    assert {day.weekday() for day in days} <= {0, 1, 2, 3, 4, 5} and len(days) >= 4
    finished = Ticket.objects.filter(state="finished")
    assert finished.count() > 200
    assert not finished.filter(waited=None).exists() and not finished.filter(handling=None).exists()
    assert Rating.objects.filter(score__lte=2).exists() and Booking.objects.exists()


def test_no_past_day_left_anything_over(blind: Blind) -> None:
    today = END.date()
    open_states = ["waiting", "called", "serving", "parked", "passed"]
    assert not Ticket.objects.filter(day__lt=today, state__in=open_states).exists()
    assert not Stint.objects.filter(until_at=None).exclude(counter__state="open").exists()


def test_the_hall_that_never_closes_is_at_work_when_the_play_ends(blind: Blind) -> None:
    here = Counter.objects.filter(hall__place__code="east")
    assert here.filter(state="open").count() == 4
    assert not here.get(number=5).clerk_id
    assert not Counter.objects.exclude(hall__place__code="east").exclude(state="off").exists()


def test_nobody_was_passed_over_more_often_than_the_rules_allow(blind: Blind) -> None:
    assert not Ticket.objects.filter(overtaken__gt=3).exists()


def test_a_played_visit_tells_what_the_verbs_would_have_told(blind: Blind) -> None:
    ticket = Ticket.objects.filter(state="finished", rating=None, calls=1).order_by("pk")[0]
    story = Entry.objects.filter(kind="ticket", subject=ticket.pk).order_by("seq")
    assert [entry.verb for entry in story] == [
        "ticket.taken",
        "ticket.called",
        "ticket.started",
        "ticket.finished",
    ]
    assert [entry.at for entry in story] == [
        ticket.taken_at,
        ticket.called_at,
        ticket.served_at,
        ticket.ended_at,
    ]
