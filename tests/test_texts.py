"""Every text has its Chinese, and the Chinese says the same placeholders."""

import ast
import re
from pathlib import Path

import pytest

from scripts import messages

pytestmark = pytest.mark.pure

ROOMS = [room for room in messages.rooms() if len(messages.used(room))]
NAMES = [str(room.relative_to(messages.PACKAGE)) for room in ROOMS]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")
CJK = re.compile(r"[\u3400-\u9fff]")

CHINESE_IN_CODE = {
    "bihuan/__init__.py": "the product's own name",
    "bihuan/project/cli.py": "the product's own name",
    "bihuan/project/settings.py": "the name of the language, in that language",
    "bihuan/ground/standards/rules.py": "what holds a clause, in both languages: pure, and printed side by side",
    "bihuan/project/commands/demo.py": "tells in both languages where to look and how to sign in",
    "bihuan/ground/standards/offices.py": "what offices there are, in both languages: pure",
    "bihuan/engines/billing/refusals.py": "what cannot be charged, in both languages: pure",
    "bihuan/engines/billing/wording.py": "the steps of a sum, in both languages: pure, printed by a command as well",
    "bihuan/engines/rosters/shapes.py": "the mark of a day off in a table of shifts: pure",
    "bihuan/engines/papers/capitals.py": "amounts in Chinese capitals are Chinese",
    "bihuan/engines/payments/statements.py": "how columns are called in the files of Chinese providers",
    "bihuan/windows/portal/promises.py": "how Chinese documents number an article",
    "bihuan/engines/drafts/phrases.py": "words of standards, and the texts that a made pack carries in both languages",
    "bihuan/engines/drafts/suggesting.py": "reasons of suggestions, in both languages: pure",
    "bihuan/engines/drafts/examples.py": "names of worked examples, as a pack's Chinese reader reads them",
    "bihuan/windows/api/urls.py": "the product's own name",
    "bihuan/project/commands/packs_wording.py": "the command's words in both languages: it runs without Django",
    "bihuan/project/commands/packs.py": "its help in both languages",
    "bihuan/project/commands/read.py": "the command's words in both languages: it runs without Django",
    "bihuan/project/commands/time.py": "the command's words in both languages: it runs without Django",
    "bihuan/reports/labels.py": "labels frozen into a report in both languages",
}
"""Single files whose Chinese is not for the catalogue, each with the reason."""

DATA = (
    "bihuan/project/demo/", "bihuan/ground/worktime/", "bihuan/ground/search/", "bihuan/ground/sheets/",
    "bihuan/ground/reading/",
)  # fmt: skip
"""Rooms whose Chinese is subject matter: demo content, wording of State Council notices, letters to search by, grammar."""


@pytest.mark.parametrize("room", ROOMS, ids=NAMES)
def test_every_text_of_the_room_has_a_sure_translation(room: Path) -> None:
    assert messages.missing(room) == []


@pytest.mark.parametrize("room", ROOMS, ids=NAMES)
def test_translations_keep_the_placeholders(room: Path) -> None:
    wrong = []
    for message in messages.kept(room):
        told = message.string if isinstance(message.string, tuple) else (message.string,)
        asked = message.id[-1] if isinstance(message.id, tuple) else str(message.id)
        if asked:
            want = set(PLACEHOLDER.findall(asked))
            wrong += [text for text in told if text and set(PLACEHOLDER.findall(text)) != want]
    assert wrong == []


def test_one_sentence_has_one_translation() -> None:
    """All rooms share one catalogue when it runs, and the first room's words win: two are one that is wrong somewhere."""
    said: dict[tuple[object, object], dict[str, str]] = {}
    for room in ROOMS:
        for message in messages.kept(room):
            key = message.id if isinstance(message.id, str) else message.id[0]
            text = message.string if isinstance(message.string, str) else message.string[0]
            if key and text:
                said.setdefault((message.context, key), {})[text] = room.name
    assert [found for found in said.items() if len(found[1]) > 1] == []


def test_no_template_speaks_chinese_by_itself() -> None:
    found = [
        f"{path.relative_to(messages.ROOT)}:{number}"
        for path in messages.PACKAGE.rglob("jinja2/**/*")
        if path.is_file()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if CJK.search(line)
    ]
    assert found == []


def literals(path: Path) -> list[int]:
    """Lines of Chinese string literals that are no docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    spoken = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CJK.search(node.value)
        and id(node) not in spoken
    ]


def test_code_speaks_english_and_lets_the_catalogue_translate() -> None:
    found = []
    for path in sorted(messages.PACKAGE.rglob("*.py")):
        name = str(path.relative_to(messages.ROOT))
        if name in CHINESE_IN_CODE or name.startswith(DATA) or "/migrations/" in name:
            continue
        found += [f"{name}:{line}" for line in literals(path)]
    assert found == []
