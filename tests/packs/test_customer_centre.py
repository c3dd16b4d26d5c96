"""The first pack against the digest of its source: nothing of the chapters it holds is missing."""

import re
from pathlib import Path

import pytest

import bihuan.engines.arrears.scenarios
import bihuan.engines.billing.scenarios
import bihuan.engines.cases.scenarios
import bihuan.engines.duties.scenarios
import bihuan.engines.halls.scenarios
import bihuan.engines.outages.scenarios
import bihuan.reports.scenarios  # noqa: F401
from bihuan.engines.cases.kinds import CaseKind
from bihuan.ground.standards.packs import Pack, load

ROOT = Path(__file__).resolve().parents[2]
#: Chapters the pack holds: 1, 2.2, 2.4, 5, 7, 9.4 to 9.6, 10, 12.
CHAPTERS = re.compile(r"(1\.|2\.[24]|5\.|7\.|9\.[456]|10|12\.)")

pytestmark = pytest.mark.pure


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load(ROOT / "packs" / "utility-customer-centre-2015")


def references(text: str) -> set[str]:
    """Refs of rows (`| S003 7.6a |`) and of grouped tick points (`[S003 10.1 req 6),7) PA]`, `[S003 1.1(1), 1.2(1)–(2) RD]`)."""
    text = text[text.find("## S003") :] if "## S003" in text else text
    found = re.findall(r"^\| S003 ([^|…]+?) \|", text, re.MULTILINE)
    found += re.findall(r"\[S003 ([^\]]+?) (?:RD|PA|LR|FT)\]", text)
    return {ref for whole in found for ref in _apart(whole) if CHAPTERS.match(ref)}


def _apart(whole: str) -> list[str]:
    """Each ref by itself: what a later one leaves out is that of the one before, and a range is each of its numbers."""
    found: list[str] = []
    stem = ""
    for piece in re.split(r",\s*", whole):
        ref = piece if re.match(r"\d+\.\d", piece) else stem + piece
        stem = re.sub(r"\(?\d+\)$", "", re.split(r"[–-](?=\()", ref)[0])
        span = re.fullmatch(r"(.+)\((\d+)\)[–-]\((\d+)\)", ref)
        found += [f"{span[1]}({n})" for n in range(int(span[2]), int(span[3]) + 1)] if span else [ref]
    return found


def test_grouped_references_are_taken_apart() -> None:
    text = "| S003 10b … S003 10.1 work 1) | tick points | [S003 10.1 req 6),7) PA] x; [S003 9.7 RD] y |\n| S003 7.6a | z |"
    assert references(text) == {"10.1 req 6)", "10.1 req 7)", "7.6a"}
    text = "| S003 1.2(10), (11) | a | [S003 1.1(1), 1.2(1)–(2) RD] b; [S003 1.4.4(1)-(3) RD] c |"
    assert references(text) == {
        "1.2(10)", "1.2(11)", "1.1(1)", "1.2(1)", "1.2(2)", "1.4.4(1)", "1.4.4(2)", "1.4.4(3)",
    }  # fmt: skip


def test_no_clause_of_its_chapters_is_missing(pack: Pack, shared: Path) -> None:
    wanted = references((shared / "requirements" / "seed-002-004.md").read_text(encoding="utf-8"))
    assert len(wanted) > 150
    assert wanted - pack.clauses.keys() == set()


def test_five_kinds_with_the_complaint_first_choice(pack: Pack) -> None:
    kinds: dict[str, CaseKind] = dict(pack.rows("kinds"))
    assert {id: kind.title.zh for id, kind in kinds.items()} == {
        "complaint": "投诉", "report": "举报", "opinion": "意见", "suggestion": "建议", "enquiry": "咨询",
    }  # fmt: skip
    assert [id for id, kind in kinds.items() if kind.default] == ["complaint"]
    assert [id for id, kind in kinds.items() if kind.confidential] == ["report"]


def test_the_time_limits_of_chapter_7(pack: Pack) -> None:
    complaint: CaseKind = pack.rows("kinds")["complaint"]
    assert {promise.clause: promise.allowance for promise in complaint.promises} == {
        "7.6a": "45min",
        "7.6a-public": "1wd",
        "7.2d": "45min",
        "7.6b": "2wd",
        "7.6c": "5wd",
        "7.6e": "10d",
        "7.6d": "2wd",
    }


def test_the_internal_limit_is_not_promised_to_the_public(pack: Pack) -> None:
    complaint: CaseKind = pack.rows("kinds")["complaint"]
    public = {promise.id: promise.public for promise in complaint.promises}
    assert public["public_contact"]
    assert not public["contact"]
    assert not public["unit_contact"]


def test_who_hands_down_who_reviews_who_calls_back(pack: Pack) -> None:
    moves = {(move.verb, move.on): move for move in pack.rows("flows")["closed-loop"].moves}
    assert moves["approve", "case"].roles == ("manager", "leader")
    assert moves["review", "case"].roles == ("commissioner",)
    assert moves["confirm", "order"].roles == ("unit_head",)
    assert "not_handler" in moves["call_back", "case"].needs
    assert not {"handler", "unit_head"} & set(moves["call_back", "case"].roles)


def test_confidential_roles_are_few(pack: Pack) -> None:
    entitled = {role.id for role in pack.roles if role.confidential}
    assert entitled == {"specialist", "commissioner", "manager", "supervisor", "leader"}


def test_neutral_is_neither_satisfied_nor_a_reason_to_reopen(pack: Pack) -> None:
    from bihuan.ground.sheets.shapes import fill

    sheet = pack.rows("sheets")["callback"]
    said = {answer: fill(sheet, {"satisfaction": answer}).satisfied for answer in (
        "very_satisfied", "satisfied", "neutral", "dissatisfied", "very_dissatisfied",
    )}  # fmt: skip
    assert list(said.values()) == [True, True, None, False, False]


def test_open_questions_of_the_issuer_are_kept(pack: Pack) -> None:
    assert {number for number, clause in pack.clauses.items() if clause.question} == {
        "1.1(3)",
        "2.2.3(1)",
        "7.4c",
        "7.5c",
        "7.6a-public",
        "9.4.1",
    }
