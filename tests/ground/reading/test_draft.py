"""From a text to a pack that loads, and the command that does it."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from bihuan.ground.reading import scenarios  # noqa: F401  (announces its runner)
from bihuan.ground.reading.draft import TitlePage, write_draft
from bihuan.ground.reading.reader import read_text
from bihuan.ground.standards.packs import Pack, load
from bihuan.ground.standards.scenarios import problems
from bihuan.project.cli import main

pytestmark = pytest.mark.pure

TEXT = """城东供热公司服务规范
一、时限
1、接到报修后,抢修班应在2小时内到达现场。
2、"投诉": 应在1.5个工作日内答复;严禁推诿。
3、yes
二、巡查
每天巡查不少于3次,12月5日前报总结。
"""
PAGE = TitlePage("east-heat-draft", "城东供热公司服务规范", date(2026, 1, 1), "规范.txt")


def drafted(text: str, folder: Path) -> Pack:
    write_draft(read_text(text), folder, PAGE)
    return load(folder)


def test_a_draft_pack_loads_and_its_examples_hold(tmp_path: Path) -> None:
    pack = drafted(TEXT, tmp_path / "east-heat-draft")
    assert list(problems(pack)) == []
    assert list(pack.clauses) == ["¶1", "一", "一1", "一2", "一3", "二", "二¶1"]
    assert pack.clauses["一2"].wording.zh == '"投诉":应在1.5个工作日内答复;严禁推诿。'
    assert all(clause.held_by == "text" and clause.why for clause in pack.clauses.values())


def test_promises_are_proposals_and_nothing_runs_by_them(tmp_path: Path) -> None:
    pack = drafted(TEXT, tmp_path / "draft")
    (arrive,) = pack.clauses["一1"].proposed
    assert (arrive.kind, arrive.value, arrive.unit, arrive.bound) == ("deadline", 2, "hour", "max")
    assert (arrive.subject, arrive.stop) == ("抢修班", "到达现场")
    assert [one.value for one in pack.clauses["一2"].proposed] == ["1.5", None]
    assert [one.value for one in pack.clauses["二¶1"].proposed] == [3, "12-05"]
    assert pack.clauses["一3"].proposed == ()
    assert pack.chapters == {}


@pytest.mark.parametrize(
    "text", ["一", "没有编号的一段话。", "1、甲\n1、乙\n1、丙\n" * 3, "规范 篇1\n一、甲\n规范 篇2\n一、乙\n"]
)
def test_any_text_gives_a_pack_that_loads(text: str, tmp_path: Path) -> None:
    pack = drafted(text, tmp_path / "draft")
    assert list(problems(pack)) == []


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["read", *words, "--lang", "en"])
    return done.exit_code, done.output


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "规范.txt"
    path.write_text(TEXT, encoding="gb18030")
    return path


def test_the_command_prints_the_promises(file: Path) -> None:
    code, out = run(str(file), "--figures")
    assert code == 0
    assert "≤ 2 hour" in out and "≥ 3 time / day" in out and "严禁" not in out


def test_the_command_counts_by_kind(file: Path) -> None:
    code, out = run(str(file), "--stats")
    assert code == 0
    assert "1 documents, 7 clauses, 5 promises" in out


def test_the_command_gives_plain_data_that_joins_to_the_text(file: Path) -> None:
    code, out = run(str(file), "--json")
    (document,) = json.loads(out)["documents"]
    assert code == 0
    assert "".join(clause["text"] for clause in document["clauses"]) == TEXT
    assert document["clauses"][2]["promises"][0]["value"] == 2


def test_the_command_writes_a_draft_only_into_a_new_folder(file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "East Heat"
    assert run(str(file), "--draft-pack", str(folder))[0] == 0
    assert load(folder).id == "east-heat"
    code, out = run(str(file), "--draft-pack", str(folder))
    assert code == 1
    assert "choose a new folder" in out


def test_the_command_says_why_a_file_cannot_be_read(tmp_path: Path) -> None:
    picture = tmp_path / "a.docx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    code, out = run(str(picture))
    assert code == 1
    assert "this is no text but a picture" in out
