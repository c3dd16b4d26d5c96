"""Pack problems are said in Chinese as completely as in English."""

import ast
import json
import string
from pathlib import Path

import pytest

from bihuan.ground.standards.packs import load
from bihuan.ground.standards.reading import PackError, Problem
from bihuan.ground.standards.said import told
from tests.ground.standards.making import edit, write

pytestmark = pytest.mark.pure

PACKAGE = Path(__file__).resolve().parents[3] / "bihuan"
TABLE: dict[str, str] = json.loads(
    (PACKAGE / "ground" / "standards" / "problems.zh-Hans.json").read_text(encoding="utf-8")
)


def sentences() -> set[str]:
    """Every literal in modules that say problems which the table knows, and every literal given to `told`."""
    found: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "told":
                found |= {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
            elif isinstance(node, ast.Constant) and node.value in TABLE:
                found.add(str(node.value))
    return found


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_sentence_has_its_chinese_and_none_is_left_over() -> None:
    assert sentences() == set(TABLE)


@pytest.mark.parametrize("sentence", TABLE)
def test_the_chinese_says_the_same_values(sentence: str) -> None:
    assert blanks(TABLE[sentence]) == blanks(sentence)


def test_a_sentence_inside_a_sentence_is_chinese_too() -> None:
    said = told("unknown key {key!r}; {hint}", key="flwo", hint=told("did you mean {near!r}?", near="flow"))
    assert said == "unknown key 'flwo'; did you mean 'flow'?"
    assert said.zh == "不认识的键 'flwo'；是不是想写 'flow'？"


def test_a_problem_in_both_languages(tmp_path: Path) -> None:
    folder = write(tmp_path / "corner-shop")
    line = edit(folder, "flows/plain.yaml", "at: [received]", "at: received")
    with pytest.raises(PackError) as caught:
        load(folder)
    (problem,) = caught.value.problems
    assert problem.say("zh") == f"corner-shop/flows/plain.yaml:{line}: at：应是列表，现在是文字 'received'"
    assert problem.say("en") == str(problem)


def test_a_sentence_that_knows_no_chinese_stays_as_it_is() -> None:
    assert Problem("a.yaml", 1, "plain words").say("zh") == "a.yaml:1: plain words"
