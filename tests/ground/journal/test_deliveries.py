"""Messages leave the outbox once, are tried again, and given up at last."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from bihuan.ground.journal import watch
from bihuan.ground.journal.actions import queue
from bihuan.ground.journal.models import Delivery
from bihuan.ground.journal.transports import TransportError
from bihuan.ground.journal.watch import BACKOFF, LEASE, TRIES, deliver_due
from tests.cast import SHANGHAI

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 4, 16, 50, tzinfo=SHANGHAI)


class Post:
    """A transport that writes down what it was handed."""

    def __init__(self, *errors: Exception) -> None:
        self.errors, self.sent = list(errors), []

    def __call__(self, delivery: Delivery) -> None:
        if self.errors:
            raise self.errors.pop(0)
        self.sent.append(delivery.pk)


def waiting(at: datetime = AT, **over: object) -> Delivery:
    said = {"channel": "sms", "address": "13800138000", "subject": "202606040000015", "body": "已收到"} | over
    queue(said.pop("channel"), said.pop("address"), said.pop("subject"), at=at, **said)
    return Delivery.objects.latest("pk")


def test_a_due_message_is_sent_and_not_sent_again() -> None:
    row, post = waiting(), Post()
    assert deliver_due(AT, send=post) == 1
    assert deliver_due(AT + timedelta(days=1), send=post) == 0
    assert post.sent == [row.pk]
    row.refresh_from_db()
    assert (row.state, row.attempts, row.error) == (Delivery.State.SENT, 1, "")
    assert row.sent_at is not None


def test_a_message_waits_for_its_allowed_hour() -> None:
    opens = AT + timedelta(hours=15)
    waiting(not_before=opens)
    post = Post()
    assert deliver_due(opens - timedelta(seconds=1), send=post) == 0
    assert deliver_due(opens, send=post) == 1


def test_a_failed_message_is_tried_again_later_and_later() -> None:
    row, at, gaps = waiting(), AT, []
    for _try in range(3):
        deliver_due(at, send=Post(TransportError("busy")))
        row.refresh_from_db()
        assert (row.state, row.error) == (Delivery.State.WAITING, "busy")
        gaps.append(round((row.next_at - at).total_seconds() / 60))
        at = row.next_at
    assert gaps == [1, 5, 15]
    deliver_due(at, send=Post())
    row.refresh_from_db()
    assert (row.state, row.error) == (Delivery.State.SENT, "")


def test_after_eight_tries_it_is_given_up_and_says_why() -> None:
    row, at = waiting(), AT
    post = Post(*[TransportError("no route")] * 20)
    for _try in range(TRIES + 3):
        deliver_due(at, send=post)
        at += BACKOFF[-1] + timedelta(minutes=1)
    row.refresh_from_db()
    assert (row.state, row.attempts, row.error) == (Delivery.State.FAILED, TRIES, "no route")


def test_a_permanent_failure_is_not_tried_again() -> None:
    row, post = waiting(), Post(TransportError("no such number", permanent=True))
    deliver_due(AT, send=post)
    assert deliver_due(AT + timedelta(days=9), send=post) == 0
    row.refresh_from_db()
    assert (row.state, row.attempts) == (Delivery.State.FAILED, 1)


def test_a_broken_transport_does_not_hold_up_the_others(caplog: pytest.LogCaptureFixture) -> None:
    first, second = waiting(), waiting()
    post = Post(RuntimeError("boom"))
    assert deliver_due(AT, send=post) == 2
    assert post.sent == [second.pk]
    first.refresh_from_db()
    assert (first.state, first.error) == (Delivery.State.WAITING, "RuntimeError: boom")


def test_a_row_that_another_process_holds_is_left_alone() -> None:
    row = waiting()
    ours = watch._claim(row.pk, AT)
    assert ours is not None
    assert watch._claim(row.pk, AT) is None
    assert deliver_due(AT, send=Post()) == 0


def test_what_a_dead_process_held_is_sent_when_its_lease_is_over() -> None:
    row, post = waiting(), Post()
    watch._claim(row.pk, AT)
    assert deliver_due(AT + LEASE - timedelta(seconds=1), send=post) == 0
    assert deliver_due(AT + LEASE, send=post) == 1


def test_a_late_failure_does_not_undo_what_was_sent_meanwhile() -> None:
    row = waiting()
    slow = watch._claim(row.pk, AT)
    assert slow is not None
    deliver_due(AT + LEASE, send=Post())
    watch._failed(slow, "timeout", AT + LEASE, permanent=True)
    row.refresh_from_db()
    assert row.state == Delivery.State.SENT


def test_no_more_than_the_limit_leave_at_once_oldest_first() -> None:
    late = waiting(AT)
    early = waiting(AT - timedelta(hours=1))
    post = Post()
    assert deliver_due(AT, limit=1, send=post) == 1
    assert post.sent == [early.pk]
    assert late.pk not in post.sent


def test_messages_in_the_desk_never_wait_in_the_outbox() -> None:
    row = waiting(channel="inapp", address="person:1")
    assert row.state == Delivery.State.SENT
    assert deliver_due(AT + timedelta(days=1), send=Post()) == 0


def test_the_outbox_reads_its_partial_index() -> None:
    due = Delivery.objects.due(AT).order_by("next_at", "pk").values_list("pk", flat=True)[:100]
    plan = due.explain()
    if connection.vendor == "sqlite":
        assert "journal_delivery_due" in plan
