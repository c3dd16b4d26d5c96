"""Sloppy YAML is refused with file and line, and everything wrong is told at once."""

from pathlib import Path

import pytest

from bihuan.ground.standards.packs import Pack, load
from bihuan.ground.standards.reading import PackError, read
from tests.ground.standards.making import edit, put, told, write

pytestmark = pytest.mark.pure


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "corner-shop")


def refused(folder: Path) -> list[str]:
    with pytest.raises(PackError) as caught:
        load(folder)
    return told(caught.value)


def test_the_small_pack_is_sound(folder: Path) -> None:
    assert isinstance(load(folder), Pack)


def test_dates_times_and_clause_numbers_stay_text(tmp_path: Path) -> None:
    path = put(
        tmp_path, "x.yaml", "a: 2015-06-01\nb: 09:00\nc: 7.1\nd: on\ne: yes\nf: true\ng: 12\nh: 007\ni:\n"
    )
    assert read(path.read_bytes(), "x.yaml").data == {
        "a": "2015-06-01", "b": "09:00", "c": "7.1", "d": "on", "e": "yes", "f": True, "g": 12, "h": "007", "i": None,
    }  # fmt: skip


def test_unknown_key_with_a_guess(folder: Path) -> None:
    line = edit(folder, "kinds/complaint.yaml", "about:", "abuot:")
    problems = refused(folder)
    assert f"kinds/complaint.yaml:{line}: unknown key 'abuot'; did you mean 'about'?" in problems


def test_unknown_key_without_a_guess_lists_the_allowed(folder: Path) -> None:
    line = edit(folder, "calendars.yaml", "  title:", "  colour: red\n  title:")
    assert f"calendars.yaml:{line}: unknown key 'colour'; allowed are id, title," in refused(folder)[0]


def test_unknown_key_deep_inside_is_told_with_its_own_line(folder: Path) -> None:
    line = edit(folder, "flows/plain.yaml", "to: done, roles", "too: done, roles")
    assert f"flows/plain.yaml:{line}: unknown key 'too'; did you mean 'to'?" in refused(folder)


def test_duplicate_key_names_both_lines(folder: Path) -> None:
    line = edit(folder, "kinds/complaint.yaml", "flow: plain", "flow: plain\nflow: other")
    assert f"kinds/complaint.yaml:{line + 1}: key 'flow' is already on line {line}; keep one" in refused(
        folder
    )


def test_missing_key(folder: Path) -> None:
    edit(folder, "kinds/complaint.yaml", "flow: plain\n", "")
    assert "kinds/complaint.yaml:1: key 'flow' is missing here" in refused(folder)


def test_wrong_type_says_what_was_found(folder: Path) -> None:
    line = edit(folder, "flows/plain.yaml", "at: [received]", "at: received")
    assert f"flows/plain.yaml:{line}: at: expected a list, found text 'received'" in refused(folder)


def test_bad_date_shows_a_right_one(folder: Path) -> None:
    line = edit(folder, "pack.yaml", "2026-01-01", "2026-13-01")
    assert f"pack.yaml:{line}: in_force: '2026-13-01' is not a date; write 2015-06-01" in refused(folder)


def test_value_outside_the_choices_lists_them(folder: Path) -> None:
    line = edit(folder, "clauses/01.yaml", "held_by: machine", "held_by: magic")
    assert f"clauses/01.yaml:{line}: held_by: 'magic' is not one of 'machine', 'people' or 'text'" in refused(
        folder
    )


def test_broken_yaml_is_told_with_its_line(folder: Path) -> None:
    put(folder, "calendars.yaml", "- id: office\n  title: {zh: x, en: a: b}\n")
    assert any(problem.startswith("calendars.yaml:2: not YAML:") for problem in refused(folder))


def test_empty_and_binary_files(folder: Path) -> None:
    put(folder, "calendars.yaml", "")
    (folder / "indicators.yaml").write_bytes(b"\xff\xfe\x00")
    problems = refused(folder)
    assert "calendars.yaml:1: the file is empty; remove it or fill it" in problems
    assert any(problem.startswith("indicators.yaml:1: not readable as UTF-8 YAML") for problem in problems)


def test_a_file_nobody_reads_is_refused(folder: Path) -> None:
    put(folder, "calendar.yaml", "- id: x\n")
    put(folder, "kinds/more/deep.yaml", "id: x\n")
    problems = refused(folder)
    assert any(
        problem.startswith("calendar.yaml:1: nobody reads this file; known are") for problem in problems
    )
    assert any(problem.startswith("kinds/more/deep.yaml:1: nobody reads this file") for problem in problems)


def test_all_problems_come_at_once(folder: Path) -> None:
    edit(folder, "pack.yaml", "issuer:", "isuer:")
    edit(folder, "kinds/complaint.yaml", "2wd", "2 fortnights")
    edit(folder, "clauses/01.yaml", "held_by: machine", "held_by: magic")
    assert {problem.partition(":")[0] for problem in refused(folder)} == {
        "pack.yaml", "kinds/complaint.yaml", "clauses/01.yaml",
    }  # fmt: skip


def test_a_row_that_is_there_twice_names_the_first(folder: Path) -> None:
    text = (folder / "calendars.yaml").read_text(encoding="utf-8")
    (folder / "calendars.yaml").write_text(text + text, encoding="utf-8")
    lines = text.count("\n")
    assert refused(folder) == [
        f"calendars.yaml:{lines + 1}: calendars 'office' is already at corner-shop/calendars.yaml:1; keep one"
    ]


def test_missing_title_page(tmp_path: Path) -> None:
    folder = write(tmp_path / "corner-shop", pack=None)
    assert "pack.yaml:1: the title page is missing" in refused(folder)


def test_a_list_where_a_mapping_belongs(folder: Path) -> None:
    put(folder, "kinds/complaint.yaml", "- id: complaint\n")
    assert any(
        "kinds/complaint.yaml:1: expected a mapping with the keys id, title" in one for one in refused(folder)
    )


def test_aliases_and_tags_are_refused(folder: Path) -> None:
    put(folder, "indicators.yaml", "- &a [1]\n- *a\n- !python/object:os.system x\n")
    problems = refused(folder)
    assert "indicators.yaml:1: an alias (*name) is not allowed; write the content out" in problems
    assert (
        "indicators.yaml:3: a tag such as !python/object:os.system is not allowed; leave it out" in problems
    )


def test_a_file_that_contains_itself_is_refused(folder: Path) -> None:
    put(folder, "kinds/complaint.yaml", "&all\nid: complaint\nflow: *all\n")
    assert any("an alias (*name) is not allowed" in problem for problem in refused(folder))


def test_two_documents_in_a_file_are_refused(folder: Path) -> None:
    put(folder, "kinds/complaint.yaml", "id: a\n---\nid: b\n")
    assert any("kinds/complaint.yaml:2: not YAML" in problem for problem in refused(folder))


def test_nesting_without_end_is_refused(folder: Path) -> None:
    put(folder, "kinds/complaint.yaml", "[" * 5000 + "]" * 5000)
    assert any(problem.startswith("kinds/complaint.yaml:1: ") for problem in refused(folder))
