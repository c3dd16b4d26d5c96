"""What each kind of proof takes and refuses, and what it calls out of order."""

import pytest

from bihuan.engines.duties.proving import MISSING, NO_ANSWER, checked, findings
from bihuan.engines.duties.shapes import Plan, Proof
from bihuan.ground.sheets.shapes import Sheet

pytestmark = pytest.mark.pure
SHEET = Sheet.model_validate(
    {
        "id": "tidy",
        "title": {"zh": "整洁"},
        "use": "inspection",
        "sections": [
            {
                "id": "all",
                "title": {"zh": "全部"},
                "items": [
                    {"id": "floor", "title": {"zh": "地面"}, "answer": "yes_no"},
                    {"id": "note", "title": {"zh": "备注"}, "answer": "text", "required": False},
                ],
            }
        ],
    }
)


def plan(**proof) -> Plan:
    said = {"id": "it", "title": {"zh": "它"}, **proof}
    return Plan.model_validate(
        {
            "id": "plan",
            "title": {"zh": "事"},
            "clause": "1",
            "role": "guard",
            "days": {"every": "day"},
            "times": {"at": ["08:00"]},
            "proofs": [said],
        }
    )


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("count", "12", 12),
        ("count", "12.0", 12),
        ("count", "-1", None),
        ("count", "1.5", None),
        ("count", "1e99", None),
        ("name", " 李四 ", "李四"),
        ("name", "李" * 41, None),
        ("name", "李\x00", None),
        ("number", "-1.50", "-1.50"),
        ("number", "NaN", None),
    ],
)
def test_what_a_kind_takes(kind, given, kept):
    found, wrong = checked(plan(kind=kind), {"it": given})
    assert (found, wrong) == (({"it": kept}, {}) if kept is not None else ({}, {"it": NO_ANSWER}))


@pytest.mark.parametrize(("given", "out"), [("29", True), ("30", False), ("32", False), ("33", True)])
def test_a_count_beyond_its_limits_is_a_finding(given, out):
    made = plan(kind="count", at_least=30, at_most=32)
    assert bool(findings(made, checked(made, {"it": given})[0])) is out


@pytest.mark.parametrize("kind", ["scan", "photo"])
def test_nobody_says_that_he_was_there(kind):
    _kept, wrong = checked(plan(kind=kind), {"it": "yes"}, gathered={"it": {"missed": []}})
    assert wrong == {"it": NO_ANSWER}


def test_a_scan_is_missing_only_where_there_are_points():
    assert checked(plan(kind="scan"), {}, gathered={})[1] == {}
    assert checked(plan(kind="scan"), {}, gathered={"it": {}})[1] == {"it": MISSING}
    assert checked(plan(kind="photo"), {}, gathered={})[1] == {"it": MISSING}
    assert checked(plan(kind="photo", required=False), {}, gathered={})[1] == {}


def test_a_sheet_is_filled_item_by_item_and_its_faults_are_findings():
    made = plan(kind="sheet", sheet="tidy")
    kept, wrong = checked(made, {"it__floor": "no"}, sheets={"tidy": SHEET})
    assert kept == {"it": {"answers": {"floor": False}, "points": None, "findings": ["floor"]}} and not wrong
    assert findings(made, kept) == ["it"]
    kept, _wrong = checked(made, {"it__floor": "yes"}, sheets={"tidy": SHEET})
    assert findings(made, kept) == []
    assert set(checked(made, {}, sheets={"tidy": SHEET})[1]) == {"it__floor"}
    assert set(checked(made, {"it__roof": "no", "it__floor": "yes"}, sheets={"tidy": SHEET})[1]) == {
        "it__roof"
    }


@pytest.mark.parametrize(
    "proof",
    [
        {"kind": "sheet"},
        {"kind": "text", "sheet": "tidy"},
        {"kind": "text", "route": "patrol"},
        {"kind": "photo", "at_most": 3},
    ],
)
def test_a_proof_says_nothing_that_is_not_its_kind(proof):
    with pytest.raises(ValueError, match=r"belong|named"):
        Proof.model_validate({"id": "it", "title": {"zh": "它"}, **proof})
