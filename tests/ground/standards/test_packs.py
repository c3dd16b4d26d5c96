"""What a loaded pack answers, and what only the whole of it can see."""

from pathlib import Path

import pytest

from bihuan.ground.standards.packs import load, load_all
from bihuan.ground.standards.reading import PackError
from bihuan.ground.standards.wording import beside, filled
from tests.ground.standards.making import edit, put, told, write

pytestmark = pytest.mark.pure


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "corner-shop")


def refused(folder: Path) -> list[str]:
    with pytest.raises(PackError) as caught:
        load(folder)
    return told(caught.value)


def test_a_citation_names_pack_edition_and_clause(folder: Path) -> None:
    assert load(folder).cite("1.1") == "corner-shop@1#1.1"


def test_a_clause_that_is_not_there_cannot_be_cited(folder: Path) -> None:
    with pytest.raises(KeyError):
        load(folder).cite("9.9")


def test_rows_of_a_chapter_the_pack_does_not_have_are_empty(folder: Path) -> None:
    assert load(folder).rows("reports") == {}


def test_texts_by_locale(folder: Path) -> None:
    pack = load(folder)
    assert pack.texts("zh-hans")["customer.received"] == "收到，编号{number}。"
    assert pack.texts("en")["customer.received"] == "Received, number {number}."


def test_layout_and_comments_do_not_change_the_hash(folder: Path) -> None:
    before = load(folder).hash
    edit(folder, "pack.yaml", "id: corner-shop", "# a remark\nid:   corner-shop")
    assert load(folder).hash == before


def test_the_order_of_keys_does_not_change_the_hash(folder: Path) -> None:
    before = load(folder).hash
    edit(
        folder,
        "calendars.yaml",
        "- id: office\n  title: {zh: 作息, en: Hours}",
        "- title: {en: Hours, zh: 作息}\n  id: office",
    )
    assert load(folder).hash == before


def test_content_changes_the_hash(folder: Path) -> None:
    before = load(folder).hash
    edit(folder, "texts/en.yaml", "Received,", "Got it,")
    assert load(folder).hash != before


def test_a_pack_is_a_key_by_its_content(folder: Path) -> None:
    assert {load(folder): 1}[load(folder)] == 1


def test_a_calendar_is_built_once(folder: Path) -> None:
    pack = load(folder)
    assert pack.calendar("office") is pack.calendar("office")
    with pytest.raises(KeyError):
        pack.calendar("moon")


def test_a_bad_calendar_is_a_problem_of_its_row(folder: Path) -> None:
    edit(folder, "calendars.yaml", 'mon: ["09:00-17:00"]', 'mon: ["25:00-26:00"]')
    assert refused(folder)[0].startswith("calendars.yaml:1: calendar 'office'")


def test_an_unknown_clause_cannot_be_cited_by_a_row(folder: Path) -> None:
    edit(folder, "indicators.yaml", '"1.1"', '"1.9"')
    assert (
        "indicators.yaml:1: indicators:answer_rate cites clause '1.9', which is not in clauses/"
        in refused(folder)
    )


def test_a_bad_allowance_is_told_with_what_would_be_right(folder: Path) -> None:
    line = edit(folder, "kinds/complaint.yaml", "2wd", "2 fortnights")
    (problem,) = refused(folder)
    assert problem.startswith(f"kinds/complaint.yaml:{line}: allowance: allowance '2 fortnights'")


@pytest.mark.parametrize("limit", ["return_within", "reopen_within", "urge_every"])
def test_a_limit_has_to_be_a_length_of_time(folder: Path, limit: str) -> None:
    line = edit(folder, "kinds/complaint.yaml", "promises:", f"limits: {{{limit}: soon}}\npromises:")
    (problem,) = refused(folder)
    assert problem.startswith(f"kinds/complaint.yaml:{line}: {limit}: allowance 'soon'")


def test_machine_held_needs_something_that_holds(folder: Path) -> None:
    edit(folder, "clauses/01.yaml", "held_by: text", "held_by: machine")
    assert any("1.2: held_by machine, but nothing cites it" in problem for problem in refused(folder))


def test_a_role_alone_holds_nothing(folder: Path) -> None:
    edit(folder, "clauses/01.yaml", "held_by: text", "held_by: machine")
    edit(folder, "pack.yaml", "scope: place}", 'scope: place, clause: "1.2"}')
    assert any("1.2: held_by machine, but nothing cites it" in problem for problem in refused(folder))


def test_people_held_needs_a_sheet_item(folder: Path) -> None:
    edit(folder, "clauses/01.yaml", "held_by: text", "held_by: people")
    assert any("1.2: held_by people, but no sheet item cites it" in problem for problem in refused(folder))


def test_text_only_needs_a_reason(folder: Path) -> None:
    edit(folder, "clauses/01.yaml", "    why: {zh: 和气量不出来。, en: Kindness cannot be measured.}\n", "")
    assert any("1.2: held_by text needs why" in problem for problem in refused(folder))


def test_text_only_must_not_be_held_after_all(folder: Path) -> None:
    edit(folder, "indicators.yaml", '"1.1"', '"1.2"')
    assert any(
        "1.2: held_by text, but indicators:answer_rate cites it" in problem for problem in refused(folder)
    )


def test_by_must_name_something_that_exists(folder: Path) -> None:
    edit(folder, "clauses/01.yaml", "held_by: machine", "held_by: machine\n    by: [rules:telepathy]")
    assert any("1.1: by 'rules:telepathy': there is no such thing" in problem for problem in refused(folder))


def test_a_named_rule_holds_a_clause(folder: Path) -> None:
    edit(folder, "clauses/01.yaml", "held_by: text", "held_by: machine\n    by: [rules:confidential-rows]")
    load(folder)


def test_english_wording_must_not_be_forgotten(folder: Path) -> None:
    put(folder, "texts/en.yaml", "other: thing\n")
    problems = refused(folder)
    assert any("customer.received: not in texts/en.yaml" in problem for problem in problems)
    assert any("other: not in texts/zh-Hans.yaml" in problem for problem in problems)


@pytest.mark.parametrize(
    ("wording", "sentence"),
    [
        ("Hi {nummer}", "nobody fills in {nummer} here"),
        ("Hi {number.x}", "only plain blanks"),
        ("Hi {number!r}", "only plain blanks"),
        ("Hi {0}", "only plain blanks"),
        ("Hi {number", "expected '}'"),
        ("Hi", "differ from those of the Chinese wording"),
        ("Hi {number} {agent}", "nobody fills in {agent} here"),
    ],
)
def test_blanks_are_checked(folder: Path, wording: str, sentence: str) -> None:
    put(folder, "texts/en.yaml", f'customer:\n  received: "{wording}"\n')
    assert any(problem.startswith("texts/en.yaml:2: ") and sentence in problem for problem in refused(folder))


def test_a_blank_nobody_knows_stays_to_be_spoken() -> None:
    assert filled("工号{agent}，编号{number}", {"number": "TS1", "agent": ""}) == "工号____，编号TS1"


def test_what_to_say_beside_a_verb() -> None:
    pack = load(Path(__file__).resolve().parents[3] / "packs" / "utility-customer-centre-2015")
    said = beside(pack, "contact", "zh-hans", number="TS20260001", hotline="0826-5550100")
    assert set(said) == {f"desk.contact.{name}" for name in ("opening", "visit", "not_reached", "closing")}
    assert (
        said["desk.contact.closing"] == "谢谢您的配合。有任何情况请拨0826-5550100，报编号TS20260001就可以。"
    )


def test_all_packs_of_a_folder_by_name(tmp_path: Path) -> None:
    write(tmp_path / "one")
    write(tmp_path / "two")
    edit(tmp_path / "two", "pack.yaml", 'edition: "1"', 'edition: "2"')
    (tmp_path / "not-a-pack").mkdir()
    assert list(load_all(tmp_path)) == ["corner-shop@1", "corner-shop@2"]


def test_problems_of_all_packs_come_together(tmp_path: Path) -> None:
    for name in ("one", "two"):
        edit(write(tmp_path / name), "pack.yaml", "issuer:", "isuer:")
    with pytest.raises(PackError) as caught:
        load_all(tmp_path)
    assert {problem.path for problem in caught.value.problems} == {"one/pack.yaml", "two/pack.yaml"}
