"""Named rules point at code that exists, and packs use them."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from bihuan.ground.standards.packs import load_all
from bihuan.ground.standards.rules import Rule, rules

pytestmark = pytest.mark.pure

PACKS = Path(__file__).resolve().parents[3] / "packs"


@pytest.mark.parametrize("rule", rules().values(), ids=rules().keys())
def test_a_rule_names_a_module_that_exists(rule: Rule) -> None:
    assert find_spec(f"bihuan.{rule.where}") is not None


def test_a_rule_says_its_sentence_in_both_languages() -> None:
    assert all(rule.sentence.zh and rule.sentence.en for rule in rules().values())


def test_no_rule_is_kept_that_no_pack_uses() -> None:
    used = {ref for pack in load_all(PACKS).values() for clause in pack.clauses.values() for ref in clause.by}
    assert {f"rules:{id}" for id in rules()} - used == set()
