"""Named rules point at code that exists, and packs use them."""

from pathlib import Path
from pkgutil import resolve_name

import pytest

from bihuan.ground.standards.packs import load_all
from bihuan.ground.standards.rules import Rule, rules

pytestmark = pytest.mark.pure

PACKS = Path(__file__).resolve().parents[3] / "packs"


@pytest.mark.parametrize("rule", rules().values(), ids=rules().keys())
def test_a_rule_names_what_holds_it(rule: Rule) -> None:
    assert callable(resolve_name(f"bihuan.{rule.where}")), "a module alone holds everything and nothing"


def test_a_rule_says_its_sentence_in_both_languages() -> None:
    assert all(rule.sentence.zh and rule.sentence.en for rule in rules().values())


def test_no_rule_is_kept_that_no_pack_uses() -> None:
    used = {ref for pack in load_all(PACKS).values() for clause in pack.clauses.values() for ref in clause.by}
    assert {f"rules:{id}" for id in rules()} - used == set()
