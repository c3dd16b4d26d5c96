"""The demo: a small play through the verbs, checked from outside."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bihuan.engines.cases.models import Case, Clock
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Person, Place
from bihuan.ground.journal import verify
from bihuan.ground.journal.models import Delivery, Entry
from bihuan.ground.standards import adoption
from bihuan.project.demo.company import Company, found, is_demo, is_played
from bihuan.project.demo.courses import COURSES
from bihuan.project.demo.days import KINDS, Year, arrivals
from bihuan.project.demo.people import STAFF
from bihuan.project.demo.play import Play
from bihuan.project.demo.stories import incidents, themes, words
from bihuan.windows.api.tokens import hashed
from tests.cast import SHANGHAI

#: A Thursday evening, so that offices, halls and the night are all in the play.
END = datetime(2026, 6, 11, 19, 20, tzinfo=SHANGHAI)
pytestmark = pytest.mark.django_db


def play(*, seed: int = 2015, days: int = 3, cases: int = 60, **more: Any) -> Play:
    start = END - timedelta(days=days)
    made = Play(found(start - timedelta(days=2), hashed), start, END, cases, seed, **more)
    for _day in made.run():
        pass
    assert made.refused == []
    return made


@pytest.fixture(autouse=True)
def known_again() -> Iterator[None]:
    """The play's adoption ends with the test's transaction; the process must not remember it."""
    yield
    adoption.forget()


@pytest.fixture
def witnessed() -> list[tuple[int, str]]:
    """Who acted on a case he could not see at that moment."""
    blind: list[tuple[int, str]] = []

    def witness(case: Case, who: Actor) -> None:
        if who.person is None:
            return
        if not Case.objects.visible_to(who, adoption.roles()).filter(pk=case.pk).exists():
            blind.append((case.pk, who.name))

    play(days=6, cases=90, witness=witness)
    return blind


def test_a_small_play_holds_what_the_standard_asks() -> None:
    play(days=6, cases=90)
    assert Case.objects.filter(origin="").count() == 90
    assert set(Case.objects.values_list("kind", flat=True)) == set(KINDS)
    for case in Case.objects.all():
        pack = adoption.pack_of(case.edition)
        flow = pack.rows("flows")[pack.rows("kinds")[case.kind].flow]
        assert case.stage in {stage.id for stage in flow.stages}
    ended = Clock.objects.exclude(case__closed_at=None)
    assert ended.exists()
    assert not ended.filter(stopped_at=None).exists()
    assert not ended.filter(met=None, cancelled=False).exists()
    assert not Clock.objects.filter(started_at__gt=END).exists()


def test_every_chain_of_the_play_verifies() -> None:
    play()
    assert Entry.objects.filter(kind="case").exists()
    assert list(verify.everything()) == []


def test_entries_follow_the_clock() -> None:
    play()
    moments = list(Entry.objects.filter(kind="case").order_by("id").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] <= END


def test_nobody_acts_on_what_he_may_not_see(witnessed: list[tuple[int, str]]) -> None:
    assert Case.objects.filter(confidential=True).exists()
    assert witnessed == []


def _told() -> list[tuple[Any, ...]]:
    first = Case.objects.order_by("id").values_list("id", flat=True)[0]
    rows = Entry.objects.filter(kind="case").order_by("id")
    said = [(row.subject - first, row.seq, row.verb, row.at, row.actor_name) for row in rows]
    cases = Case.objects.order_by("id").values_list("title", "text", "reporter_phone", "stage", "opened_at")
    return [*said, *cases]


def test_the_same_seed_tells_the_same_story_and_another_one_another() -> None:
    from django.db import transaction

    stories = []
    for seed in (1, 1, 2):
        with transaction.atomic():
            play(seed=seed, days=2, cases=24)
            stories.append(_told())
            transaction.set_rollback(True)
    assert stories[0] == stories[1]
    assert stories[0] != stories[2]


def test_the_page_opens_on_running_clocks() -> None:
    play(days=6, cases=120)
    running = Clock.objects.running().filter(case__closed_at=None)
    assert running.filter(due_at__lte=END).exists()
    assert running.filter(due_at__gt=END, due_at__lte=END + timedelta(hours=4)).exists()
    assert Case.objects.filter(closed_at=None).count() >= 20
    assert Entry.objects.filter(verb__in=["case.warned", "case.missed"], actor="watch").exists()


def test_nothing_waits_to_be_sent() -> None:
    play()
    assert Delivery.objects.filter(channel=Delivery.Channel.SMS).exists()
    assert not Delivery.objects.filter(state=Delivery.State.WAITING).exists()


def test_everybody_of_the_staff_list_has_a_post_and_the_password() -> None:
    company: Company = found(END, hashed)
    assert len({one.username for one in STAFF}) == len(STAFF) == Person.objects.count()
    assert all(actor.posts for actor in company.actors.values())
    assert Person.objects.get(username="chenxiaoyu").check_password("bihuan-demo")
    assert is_demo()
    assert not is_played()


def test_themes_are_in_the_standard_and_their_blanks_known() -> None:
    pack = adoption.pack_of("utility-customer-centre-2015@2015.1")
    from bihuan.engines.cases.intake import categories

    known = set(categories(pack)) | {""}
    for theme in [*(one for kind in COURSES for one in themes(kind)), *incidents()]:
        assert theme.category in known, theme.id
        assert theme.kind in pack.rows("kinds")
    assert set(pack.rows("kinds")) == set(COURSES)


def test_mondays_are_busier_than_sundays() -> None:
    from random import Random

    pack = adoption.pack_of("utility-customer-centre-2015@2015.1")
    year = Year(pack.calendar("office"), pack.calendar("hall"))
    end = datetime(2026, 8, 31, 12, tzinfo=SHANGHAI)
    all_of_them = arrivals(end - timedelta(days=84), end, 1500, year, Random(1), words()["streets"])
    days = Counter(one.at.astimezone(SHANGHAI).weekday() for one in all_of_them if one.incident is None)
    assert len(all_of_them) == 1500
    assert days[0] > 1.5 * days[6]


def _run(*arguments: str) -> Any:
    from bihuan.project.cli import main

    return CliRunner().invoke(main, ["demo", *arguments])


def test_a_database_with_data_of_its_own_is_not_touched() -> None:
    Place.objects.create(code="real", name="真实单位", kind=Place.Kind.COMPANY)
    for arguments in ((), ("--fresh",)):
        answer = _run(*arguments)
        assert answer.exit_code == 1
        assert "not the demo's" in answer.output
    assert Place.objects.get().code == "real"


def test_a_second_demo_only_says_that_there_is_one(tmp_path: Path) -> None:
    play(days=1, cases=12)
    before = Entry.objects.count()
    answer = _run("--days", "1", "--cases", "12")
    assert answer.exit_code == 0, answer.output
    assert "--fresh" in answer.output
    assert "chenxiaoyu" in answer.output
    assert Entry.objects.count() == before


def test_a_demo_broken_off_says_so() -> None:
    found(END, hashed)
    answer = _run()
    assert answer.exit_code == 0
    assert "broken off" in answer.output
