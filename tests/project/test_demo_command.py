"""`bihuan demo`: what it needs, what it says, what it never touches; and that a seed tells one story."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import transaction

from bihuan.engines.cases.intake import categories
from bihuan.engines.cases.models import Case
from bihuan.ground.directory import places
from bihuan.ground.directory.actions import token_hash as hashed
from bihuan.ground.directory.models import Person, Place
from bihuan.ground.journal.models import Entry
from bihuan.ground.standards import adoption
from bihuan.ground.standards.models import Adoption
from bihuan.project.cli import main
from bihuan.project.demo.company import found, is_demo, is_played
from bihuan.project.demo.courses import COURSES
from bihuan.project.demo.days import Year, arrivals
from bihuan.project.demo.people import STAFF
from bihuan.project.demo.stories import incidents, themes, words
from tests.cast import SHANGHAI
from tests.project.playing import END, play

pytestmark = pytest.mark.django_db
PACK = "utility-customer-centre-2015@2015.1"


@pytest.fixture(autouse=True)
def known_again() -> Iterator[None]:
    """The play's adoption ends with the test's transaction; the process must not remember it."""
    yield
    adoption.forget()
    places.forget()


def _told() -> list[tuple[Any, ...]]:
    # Ids may have gaps on PostgreSQL; the order of the cases is what the seed decides.
    rank = {pk: place for place, pk in enumerate(Case.objects.order_by("id").values_list("id", flat=True))}
    rows = Entry.objects.filter(kind="case").order_by("id")
    said = [(rank[row.subject], row.seq, row.verb, row.at, row.actor_name) for row in rows]
    cases = Case.objects.order_by("id").values_list("title", "text", "reporter_phone", "stage", "opened_at")
    return [*said, *cases]


def test_the_same_seed_tells_the_same_story_and_another_one_another() -> None:
    stories = []
    for seed in (1, 1, 2):
        with transaction.atomic():
            play(seed=seed, days=2, cases=24)
            stories.append(_told())
            transaction.set_rollback(True)
    assert stories[0] == stories[1]
    assert stories[0] != stories[2]


def test_everybody_of_the_staff_list_has_a_post_and_the_password() -> None:
    company = found(END, hashed)
    assert len({one.username for one in STAFF}) == len(STAFF) == Person.objects.count()
    assert all(actor.posts for actor in company.actors.values())
    assert Person.objects.get(username="chenxiaoyu").check_password("bihuan-demo")
    assert is_demo()
    assert not is_played()


def test_themes_are_in_the_standard_and_their_blanks_known() -> None:
    pack = adoption.pack_of(PACK)
    known = set(categories(pack)) | {""}
    for theme in [*(one for kind in COURSES for one in themes(kind)), *incidents()]:
        assert theme.category in known, theme.id
        assert theme.kind in pack.rows("kinds")
    assert set(pack.rows("kinds")) == set(COURSES)


def test_mondays_are_busier_than_sundays() -> None:
    pack = adoption.pack_of(PACK)
    year = Year(pack.calendar("office"), pack.calendar("hall"))
    end = datetime(2026, 8, 31, 12, tzinfo=SHANGHAI)
    all_of_them = arrivals(end - timedelta(days=84), end, 1500, year, Random(1), words()["streets"])
    days = Counter(one.at.astimezone(SHANGHAI).weekday() for one in all_of_them if one.incident is None)
    assert len(all_of_them) == 1500
    assert days[0] > 1.5 * days[6]


def _run(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["demo", *arguments])


def test_a_database_with_data_of_its_own_is_not_touched() -> None:
    Place.objects.create(code="real", name="真实单位", kind=Place.Kind.COMPANY)
    for arguments in ((), ("--fresh",)):
        answer = _run(*arguments)
        assert answer.exit_code == 1
        assert "not the demo's" in answer.output
    assert Place.objects.get().code == "real"


def test_a_second_demo_only_says_that_there_is_one(settings: Any, tmp_path: Path) -> None:
    settings.DEMO_LOGINS = tmp_path / "var" / "demo-logins.json"
    play(days=1, cases=12)
    before = Entry.objects.count()
    answer = _run("--days", "1", "--cases", "12")
    assert answer.exit_code == 0, answer.output
    assert "--fresh" in answer.output
    assert "chenxiaoyu" in answer.output
    assert Entry.objects.count() == before
    told = json.loads(settings.DEMO_LOGINS.read_text("utf-8"))
    assert [one["username"] for one in told["people"]] == [one.username for one in STAFF]
    assert Person.objects.get(username="admin").check_password(told["password"])


def test_a_demo_broken_off_says_so() -> None:
    found(END, hashed)
    answer = _run()
    assert answer.exit_code == 0
    assert "broken off" in answer.output


def test_a_demo_whose_standard_has_changed_says_what_to_do_instead_of_opening_pages_that_refuse() -> None:
    found(END, hashed)
    Adoption.objects.filter(edition="2015.1").update(hash="0" * 64)
    adoption.forget()
    answer = _run()
    assert answer.exit_code == 1
    assert "FRESH=1" in answer.output
    assert PACK in answer.output
