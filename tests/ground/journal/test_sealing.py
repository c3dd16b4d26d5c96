"""Finished days get a root, once, in an unbroken row."""

from datetime import date, datetime, timedelta

import pytest

from bihuan.ground.directory.models import Person
from bihuan.ground.journal.actions import write
from bihuan.ground.journal.models import Anchor, Entry
from bihuan.ground.journal.watch import seal_days
from tests.cast import SHANGHAI

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 4, 16, 50, tzinfo=SHANGHAI)


def wrote(at: datetime, person: Person) -> Entry:
    entry = write(person, "person.changed", actor="person:1", at=at)
    person.save(update_fields=["journal_seq", "journal_head"])
    return entry


@pytest.fixture
def person() -> Person:
    return Person.objects.create(username="wang", name="王强")


def days() -> list[tuple[date, int]]:
    return list(Anchor.objects.values_list("day", "entries"))


def test_nothing_written_nothing_sealed() -> None:
    assert seal_days(AT) == 0


def test_a_day_is_sealed_after_it_is_over_and_not_before(person: Person) -> None:
    wrote(AT, person)
    assert seal_days(AT + timedelta(minutes=5)) == 0
    assert seal_days(datetime(2026, 6, 5, 0, 59, tzinfo=SHANGHAI)) == 0, "late writers get an hour"
    assert seal_days(datetime(2026, 6, 5, 1, 0, tzinfo=SHANGHAI)) == 1
    assert seal_days(datetime(2026, 6, 5, 2, 0, tzinfo=SHANGHAI)) == 0
    assert days() == [(date(2026, 6, 4), 1)]


def test_a_quiet_day_is_sealed_too_so_that_the_row_has_no_gap(person: Person) -> None:
    wrote(AT, person)
    wrote(AT + timedelta(days=2), person)
    assert seal_days(AT + timedelta(days=3)) == 3
    assert days() == [(date(2026, 6, 4), 1), (date(2026, 6, 5), 0), (date(2026, 6, 6), 1)]
    first, second, third = Anchor.objects.all()
    assert (first.prev, second.prev, third.prev) == ("", first.root, second.root)


def test_days_are_local_days(person: Person) -> None:
    """23:59 and 00:01 in Shanghai lie on one day in UTC."""
    wrote(datetime(2026, 6, 4, 23, 59, tzinfo=SHANGHAI), person)
    wrote(datetime(2026, 6, 5, 0, 1, tzinfo=SHANGHAI), person)
    seal_days(AT + timedelta(days=3))
    assert days()[:2] == [(date(2026, 6, 4), 1), (date(2026, 6, 5), 1)]
