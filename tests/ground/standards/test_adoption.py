"""Which edition is in force where and since when; what adopting one does and refuses."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import Error

from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Place
from bihuan.ground.journal.models import Entry
from bihuan.ground.standards import adoption, selfcheck
from bihuan.ground.standards.actions import adopt, withdraw_adoption
from bihuan.ground.standards.errors import AdoptedOtherwise, ChangedPack, NotYetInForce, UnknownPack
from bihuan.ground.standards.models import Adoption
from tests.ground.standards.making import edit, write

AT = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
BY = Actor(ref="person:7", name="何平")
FIRST, SECOND = "corner-shop@1", "corner-shop@2"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Two editions of the small pack, and nothing remembered from other tests."""
    write(tmp_path / "one")
    write(tmp_path / "two")
    edit(tmp_path / "two", "pack.yaml", 'edition: "1"', 'edition: "2"')
    edit(tmp_path / "two", "kinds/complaint.yaml", "2wd", "1wd")
    settings.PACKS_DIR = tmp_path
    adoption.forget()
    yield tmp_path
    adoption.forget()


@pytest.fixture
def company() -> Place:
    return _place("company", None)


@pytest.fixture
def hall(company: Place) -> Place:
    return _place("hall", company)


def _place(code: str, parent: Place | None) -> Place:
    place = Place.objects.create(code=code, name=code, kind=Place.Kind.HALL, parent=parent)
    place.path = f"{parent.path if parent else '/'}{place.pk}/"
    place.save(update_fields=["path"])
    return place


def names(place: Place | str, on: date) -> list[str]:
    return [pack.name for pack in adoption.in_force(place, on)]


def test_an_adopted_edition_is_in_force_from_its_date_on(company: Place) -> None:
    adopt(company, FIRST, since=date(2026, 3, 10), by=BY, at=AT)
    assert names(company, date(2026, 3, 9)) == []
    assert names(company, date(2026, 3, 10)) == [FIRST]
    assert names(company, date(2030, 1, 1)) == [FIRST]


def test_it_is_in_force_below_and_not_beside(company: Place, hall: Place) -> None:
    beside = _place("beside", None)
    adopt(company, FIRST, since=date(2026, 3, 10), by=BY, at=AT)
    assert names(hall, date(2026, 3, 10)) == [FIRST]
    assert names(beside, date(2026, 3, 10)) == []


def test_the_nearest_place_comes_first(company: Place, hall: Place) -> None:
    adopt(company, FIRST, since=date(2026, 3, 10), by=BY, at=AT)
    adopt(hall, SECOND, since=date(2026, 3, 1), by=BY, at=AT)
    assert names(hall, date(2026, 3, 10)) == [SECOND, FIRST]
    assert names(company.path, date(2026, 3, 10)) == [FIRST]


def test_a_newer_edition_ends_the_earlier_one_on_its_day(company: Place) -> None:
    earlier = adopt(company, FIRST, since=date(2026, 3, 1), by=BY, at=AT)
    adopt(company, SECOND, since=date(2026, 4, 1), by=BY, at=AT)
    earlier.refresh_from_db()
    assert earlier.until == date(2026, 4, 1)
    assert names(company, date(2026, 3, 31)) == [FIRST]
    assert names(company, date(2026, 4, 1)) == [SECOND]


def test_a_case_of_the_earlier_edition_still_finds_it(company: Place) -> None:
    adopt(company, FIRST, since=date(2026, 3, 1), by=BY, at=AT)
    adopt(company, SECOND, since=date(2026, 4, 1), by=BY, at=AT)
    pack = adoption.pack_of(f"{FIRST}#1.1")
    assert pack.rows("kinds")["complaint"].promises[0].allowance == "2wd"


def test_adopting_and_ending_are_in_the_journal(company: Place) -> None:
    first = adopt(company, FIRST, since=date(2026, 3, 1), by=BY, at=AT)
    adopt(company, SECOND, since=date(2026, 4, 1), by=BY, at=AT)
    told = Entry.objects.filter(kind="adoption", subject=first.pk).order_by("seq")
    assert [entry.verb for entry in told] == ["adoption.adopted", "adoption.ended"]
    assert [entry.actor for entry in told] == ["person:7", "person:7"]
    assert told[0].facts["hash"] == adoption.pack_of(FIRST).hash
    assert told[1].facts["until"] == "2026-04-01"
    first.refresh_from_db()
    assert (first.journal_seq, first.journal_head) == (2, told[1].hash)


def test_an_unknown_edition_is_refused_with_the_known_ones(company: Place) -> None:
    with pytest.raises(UnknownPack, match=r"corner-shop@9.*corner-shop@1, corner-shop@2"):
        adopt(company, "corner-shop@9", since=date(2026, 3, 1), by=BY, at=AT)
    assert not Adoption.objects.exists()


def test_an_edition_is_not_adopted_before_it_comes_into_force(company: Place) -> None:
    with pytest.raises(NotYetInForce, match="2026-01-01"):
        adopt(company, FIRST, since=date(2025, 12, 31), by=BY, at=AT)


def test_the_same_day_twice_is_refused(company: Place) -> None:
    adopt(company, FIRST, since=date(2026, 3, 1), by=BY, at=AT)
    with pytest.raises(AdoptedOtherwise, match="2026-03-01"):
        adopt(company, SECOND, since=date(2026, 3, 1), by=BY, at=AT)
    assert names(company, date(2026, 3, 1)) == [FIRST]
    assert Entry.objects.count() == 1


def test_an_earlier_date_than_the_standing_adoption_is_refused(company: Place) -> None:
    adopt(company, FIRST, since=date(2026, 3, 1), by=BY, at=AT)
    with pytest.raises(AdoptedOtherwise):
        adopt(company, SECOND, since=date(2026, 2, 1), by=BY, at=AT)


def test_a_withdrawn_edition_is_in_force_until_the_day(company: Place) -> None:
    held = adopt(company, FIRST, since=date(2026, 3, 1), by=BY, at=AT)
    withdraw_adoption(held, until=date(2026, 5, 1), by=BY, at=AT)
    assert names(company, date(2026, 4, 30)) == [FIRST]
    assert names(company, date(2026, 5, 1)) == []
    with pytest.raises(AdoptedOtherwise):
        withdraw_adoption(held, until=date(2026, 6, 1), by=BY, at=AT)


def test_after_a_withdrawal_it_can_be_adopted_anew(company: Place) -> None:
    held = adopt(company, FIRST, since=date(2026, 3, 1), by=BY, at=AT)
    withdraw_adoption(held, until=date(2026, 4, 1), by=BY, at=AT)
    adopt(company, FIRST, since=date(2026, 6, 1), by=BY, at=AT)
    assert names(company, date(2026, 5, 1)) == []
    assert names(company, date(2026, 6, 1)) == [FIRST]


def test_questions_after_the_first_ask_no_database(company: Place, django_assert_num_queries: Any) -> None:
    adopt(company, FIRST, since=date(2026, 3, 1), by=BY, at=AT)
    names(company, date(2026, 3, 1))
    with django_assert_num_queries(0):
        names(company, date(2026, 3, 1))
        adoption.roles()


def test_another_process_sees_a_change_after_the_kept_seconds(
    company: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert names(company, date(2026, 3, 1)) == []
    pack = adoption.pack_of(FIRST)
    Adoption.objects.create(place=company, pack=pack.id, edition="1", hash=pack.hash, since=date(2026, 3, 1))
    assert names(company, date(2026, 3, 1)) == []
    monkeypatch.setattr(adoption, "KEPT_SECONDS", 0.0)
    assert names(company, date(2026, 3, 1)) == [FIRST]


def test_changed_files_of_an_adopted_edition_are_refused(company: Place) -> None:
    adopt(company, FIRST, since=date(2026, 3, 1), by=BY, at=AT)
    assert adoption.changed() == ()
    assert selfcheck.adopted_editions_are_unchanged(None) == []
    Adoption.objects.update(hash="0" * 64)
    adoption.forget()
    with pytest.raises(ChangedPack, match=FIRST):
        adoption.in_force(company, date(2026, 3, 1))
    (found,) = selfcheck.adopted_editions_are_unchanged(None)
    assert isinstance(found, Error)
    assert found.id == "standards.E002"


def test_a_missing_edition_is_found_by_the_system_check(company: Place) -> None:
    Adoption.objects.create(place=company, pack="gone", edition="1", hash="0" * 64, since=date(2026, 3, 1))
    adoption.forget()
    assert adoption.changed() == ("gone@1",)


def test_a_broken_pack_is_told_by_the_system_check(
    tmp_path_factory: pytest.TempPathFactory, settings: Any
) -> None:
    shelf = tmp_path_factory.mktemp("broken")
    edit(write(shelf / "one"), "pack.yaml", "issuer:", "isuer:")
    settings.PACKS_DIR = shelf
    found = selfcheck.packs_are_sound(None)
    assert {one.id for one in found} == {"standards.E001"}
    assert any("one/pack.yaml:4: unknown key 'isuer'; did you mean 'issuer'?" in one.msg for one in found)


NEXT_YEAR = """{"name": "cn", "years": {"2027": {"notice": "x", "days": {"元旦":
    {"off": ["2027-01-01..2027-01-03"], "work": ["2027-01-09"]}}}}}"""


def test_an_imported_holiday_table_is_followed_without_a_restart(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HOLIDAYS_DIR = tmp_path / "holidays"
    before = adoption.pack_of(FIRST)
    assert before.calendar("office").status(date(2027, 1, 1)) == "not yet announced"
    settings.HOLIDAYS_DIR.mkdir()
    (settings.HOLIDAYS_DIR / "2027.json").write_text(NEXT_YEAR, encoding="utf-8")
    later = time.monotonic() + 1
    monkeypatch.setattr(adoption.time, "monotonic", lambda: later)
    after = adoption.pack_of(FIRST)
    assert after.calendar("office").status(date(2027, 1, 1)) == "holiday"
    assert after.calendar("office").is_workday(date(2027, 1, 9))
    assert after.hash == before.hash


def test_a_broken_holiday_table_is_told_by_the_system_check(settings: Any, tmp_path: Path) -> None:
    settings.HOLIDAYS_DIR = tmp_path / "holidays"
    settings.HOLIDAYS_DIR.mkdir()
    (settings.HOLIDAYS_DIR / "2027.json").write_text("{", encoding="utf-8")
    (found,) = selfcheck.packs_are_sound(None)
    assert found.id == "standards.E003"
    assert selfcheck.adopted_editions_are_unchanged(None) == []


def test_roles_come_from_adopted_editions_only(company: Place) -> None:
    assert dict(adoption.roles()) == {}
    adopt(company, FIRST, since=date(2026, 3, 1), by=BY, at=AT)
    assert adoption.roles()["clerk"].title.zh == "店员"


def test_a_role_outlives_its_edition(company: Place) -> None:
    held = adopt(company, FIRST, since=date(2026, 3, 1), by=BY, at=AT)
    withdraw_adoption(held, until=date(2026, 3, 2), by=BY, at=AT)
    assert "clerk" in adoption.roles()
