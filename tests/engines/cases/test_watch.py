"""What time does by itself: warnings, marks, escalation; once, and safe when late (S003 7.6)."""

from datetime import time

from bihuan.engines.cases import actions, watch
from bihuan.engines.cases.models import Clock
from bihuan.ground.journal.models import Delivery, Entry
from tests.cast import Cast


def told(verb: str) -> list[str]:
    return sorted(
        address
        for address in Delivery.objects.filter(channel="inapp", entry__verb=f"case.{verb}").values_list(
            "address", flat=True
        )
    )


def test_the_holder_is_warned_once_at_half_time(cast: Cast) -> None:
    cast.taken()
    at = cast.later(minutes=25)
    assert watch.run(at) >= 1
    warned = told("warned")
    assert cast.wang.ref in warned
    assert watch.run(at) == 0
    assert told("warned") == warned


def test_nothing_is_due_before_its_time(cast: Cast) -> None:
    cast.taken()
    assert watch.run(cast.later(minutes=10)) == 0
    assert not Delivery.objects.filter(entry__verb="case.warned").exists()


def test_a_missed_deadline_reaches_head_and_commissioner_then_the_leaders(cast: Cast) -> None:
    case, _order = cast.taken()
    watch.run(cast.later(minutes=47))
    assert {cast.zhao.ref, cast.liu.ref} <= set(told("missed"))
    assert told("escalated") == []
    watch.run(cast.later(hours=4))
    assert cast.ma.ref in told("escalated")
    assert Entry.objects.filter(kind="case", subject=case.pk, verb="case.missed").exists()


def test_a_late_watcher_catches_up_and_changes_no_verdict(cast: Cast) -> None:
    case, _order = cast.contacted()
    contact = Clock.objects.get(case=case, promise="contact")
    watch.run(cast.later(days=30))
    assert Clock.objects.get(pk=contact.pk).met is True
    assert Clock.objects.get(case=case, promise="close").is_overdue(cast.later(days=30))


def test_overdue_needs_no_watcher(cast: Cast) -> None:
    case = cast.complaint()
    assert (
        Clock.objects.overdue(cast.later(minutes=45, seconds=1)).filter(case=case, promise="contact").exists()
    )
    assert not Clock.objects.overdue(cast.later(minutes=45)).filter(case=case).exists()


def test_a_suspended_case_is_left_in_peace(cast: Cast) -> None:
    case, _order = cast.contacted()
    actions.suspend(case, "等待鉴定", by=cast.actor(cast.liu), at=cast.later(hours=1))
    assert watch.run(cast.later(days=30)) == 0
    assert not Entry.objects.filter(subject=case.pk, verb="case.missed").exists()


def test_reminders_outside_the_allowed_hours_wait_until_morning(cast: Cast) -> None:
    cast.wang.email = "wang@example.org"
    cast.wang.save()
    cast.taken(at=cast.later(hours=6))
    watch.run(cast.later(hours=6, minutes=25), hours=(time(8), time(21)))
    mail = Delivery.objects.filter(channel="email", entry__verb="case.warned").first()
    assert mail is not None
    assert mail.next_at.astimezone(cast.at.tzinfo).time() == time(8)
    assert Delivery.objects.filter(channel="inapp", entry__verb="case.warned").exists()


def test_whoever_returns_from_a_pool_nobody_holds_still_somebody_hears(cast: Cast) -> None:
    cast.complaint()
    watch.run(cast.later(minutes=25))
    assert cast.chen.ref in told("warned")
