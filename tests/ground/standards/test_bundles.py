"""Editions that a site releases itself: kept for good, seen by everybody, as strict as those on disk."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Place
from bihuan.ground.journal import verify
from bihuan.ground.journal.models import Entry
from bihuan.ground.standards import adoption, bundles, selfcheck
from bihuan.ground.standards.actions import adopt, release
from bihuan.ground.standards.errors import NameTaken, UnknownPack, Unsound
from bihuan.ground.standards.models import Bundle
from bihuan.ground.standards.packs import load
from bihuan.project.commands.packs import packs
from tests.ground.standards.making import edit, write

AT = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
BY = Actor(ref="person:7", name="何平")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """On disk is only edition 1; nothing is remembered from other tests."""
    settings.PACKS_DIR = tmp_path / "packs"
    write(settings.PACKS_DIR / "one")
    adoption.forget()
    yield settings.PACKS_DIR
    adoption.forget()


@pytest.fixture
def second(tmp_path: Path) -> dict[str, str]:
    """The files of edition 2, which answers within one working day."""
    folder = write(tmp_path / "two")
    edit(folder, "pack.yaml", 'edition: "1"', 'edition: "2"')
    edit(folder, "kinds/complaint.yaml", "2wd", "1wd")
    edit(folder, "scenarios/limits.yaml", "2026-03-11", "2026-03-10")
    return read(folder)


def read(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_released_edition_is_among_the_editions_and_can_be_adopted(second: dict[str, str]) -> None:
    bundle = release(second, by=BY, at=AT)
    assert list(adoption.editions()) == ["corner-shop@1", "corner-shop@2"]
    place = Place.objects.create(code="shop", name="小店", kind=Place.Kind.HALL, path="/1/")
    adopt(place, "corner-shop@2", since=date(2026, 3, 10), by=BY, at=AT)
    (pack,) = adoption.in_force(place, date(2026, 3, 10))
    assert pack.rows("kinds")["complaint"].promises[0].allowance == "1wd"
    assert pack.hash == bundle.hash


def test_a_bundle_and_a_folder_of_the_same_files_are_the_same_pack(
    second: dict[str, str], tmp_path: Path
) -> None:
    assert release(second, by=BY, at=AT).hash == load(tmp_path / "two").hash


def test_the_release_is_in_the_journal(second: dict[str, str]) -> None:
    bundle = release(second, by=BY, at=AT)
    entry = Entry.objects.get(kind="bundle", subject=bundle.pk)
    assert (entry.verb, entry.actor, entry.facts["hash"]) == ("bundle.released", "person:7", bundle.hash)
    assert list(verify.everything(["bundle"])) == []


def test_the_same_content_twice_is_one_bundle(second: dict[str, str]) -> None:
    assert release(second, by=BY, at=AT).pk == release(second, by=BY, at=AT).pk
    assert Entry.objects.filter(kind="bundle").count() == 1


def test_a_name_is_given_once(second: dict[str, str]) -> None:
    release(second, by=BY, at=AT)
    other = second | {"pack.yaml": second["pack.yaml"].replace("Corner-shop standard", "Another")}
    with pytest.raises(NameTaken, match="corner-shop@2"):
        release(other, by=BY, at=AT)
    on_disk = other | {"pack.yaml": other["pack.yaml"].replace('edition: "2"', 'edition: "1"')}
    with pytest.raises(NameTaken, match="corner-shop@1"):
        release(on_disk, by=BY, at=AT)
    assert Bundle.objects.count() == 1


def test_what_the_loader_refuses_is_not_released(second: dict[str, str]) -> None:
    wrong = second | {
        "kinds/complaint.yaml": second["kinds/complaint.yaml"].replace("flow: plain", "flow: plane")
    }
    with pytest.raises(Unsound) as caught:
        release(wrong, by=BY, at=AT)
    assert str(caught.value.problems[0]).startswith("pack/kinds/complaint.yaml:1: complaint: flow 'plane'")
    assert not Bundle.objects.exists()
    assert not Entry.objects.exists()


def test_a_worked_example_that_fails_or_is_missing_stops_the_release(second: dict[str, str]) -> None:
    wrong = second | {
        "scenarios/limits.yaml": second["scenarios/limits.yaml"].replace("03-10 24:00", "03-19 24:00")
    }
    with pytest.raises(Unsound) as caught:
        release(wrong, by=BY, at=AT)
    assert [problem.path for problem in caught.value.problems] == ["pack/scenarios/limits.yaml"]
    del second["scenarios/limits.yaml"]
    with pytest.raises(Unsound):
        release(second, by=BY, at=AT)


def test_another_process_sees_it_within_seconds_and_at_once_when_cited(
    second: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert list(adoption.editions()) == ["corner-shop@1"]
    pack = load_elsewhere(second)
    assert list(adoption.editions()) == ["corner-shop@1"], "asked a moment ago"
    monkeypatch.setattr(bundles, "look_again", lambda: bundles.forget() or True)
    assert adoption.pack_of("corner-shop@2#1.1").hash == pack
    with pytest.raises(UnknownPack):
        adoption.pack_of("corner-shop@3")


def load_elsewhere(files: dict[str, str]) -> str:
    """A row as another process writes it, with nothing told to this one."""
    from bihuan.ground.standards.packs import load_files

    pack = load_files("x", files, {})
    Bundle.objects.create(
        pack=pack.id,
        edition=pack.edition,
        title="",
        hash=pack.hash,
        files=files,
        released_at=AT,
        by="person:1",
    )
    return pack.hash


def test_an_unknown_name_asks_the_database_once_a_second_at_most(django_assert_num_queries: Any) -> None:
    adoption.editions()
    with django_assert_num_queries(0):
        for _ in range(3):
            assert adoption.known("corner-shop@9") is None


def test_questions_after_the_first_ask_no_database(
    second: dict[str, str], django_assert_num_queries: Any
) -> None:
    release(second, by=BY, at=AT)
    adoption.editions()
    with django_assert_num_queries(0):
        adoption.pack_of("corner-shop@2")


def test_an_altered_bundle_is_left_out_and_told(second: dict[str, str]) -> None:
    bundle = release(second, by=BY, at=AT)
    bundle.files = second | {"kinds/complaint.yaml": second["kinds/complaint.yaml"].replace("1wd", "9wd")}
    bundle.save(update_fields=["files"])
    adoption.forget()
    assert list(adoption.editions()) == ["corner-shop@1"]
    (found,) = selfcheck.adopted_editions_are_unchanged(None)
    assert found.id == "standards.E002" and "corner-shop@2" in found.msg


def test_a_folder_under_the_name_of_a_bundle_must_be_the_same_content(
    second: dict[str, str], shelf: Path, tmp_path: Path
) -> None:
    bundle = release(second, by=BY, at=AT)
    (tmp_path / "two").rename(shelf / "two")
    adoption.forget()
    assert adoption.changed() == ()
    edit(shelf / "two", "kinds/complaint.yaml", "1wd", "5wd")
    edit(shelf / "two", "scenarios/limits.yaml", "2026-03-10", "2026-03-16")
    adoption._shelf.cache_clear()
    adoption.forget()
    assert adoption.changed() == ("corner-shop@2",)
    assert adoption.pack_of("corner-shop@2").hash == bundle.hash, "what was released goes on"


def typed(*words: str) -> str:
    result = CliRunner().invoke(packs, [*words, "--lang", "en"])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_commands_work_on_released_editions(second: dict[str, str], tmp_path: Path) -> None:
    bundle = release(second, by=BY, at=AT)
    assert "all sound" in typed("check", "corner-shop@2")
    assert "text only 1" in typed("coverage", "corner-shop@2")
    assert "tighter" in typed("diff", "corner-shop@1", "corner-shop@2")
    assert bundle.hash in typed("export", "corner-shop@2", str(tmp_path / "out"))
    assert read(tmp_path / "out") == second


def test_export_refuses_a_full_folder_and_what_was_not_released(
    second: dict[str, str], tmp_path: Path
) -> None:
    release(second, by=BY, at=AT)
    full = CliRunner().invoke(packs, ["export", "corner-shop@2", str(tmp_path / "two"), "--lang", "en"])
    assert full.exit_code == 1 and "has files in it" in full.output
    for name, sentence in (("corner-shop@1", "was not released here"), ("nothing@1", "is not here")):
        result = CliRunner().invoke(packs, ["export", name, str(tmp_path / "new"), "--lang", "en"])
        assert result.exit_code == 1 and sentence in result.output
    assert not (tmp_path / "new").exists()
