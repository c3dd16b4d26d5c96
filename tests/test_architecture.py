"""The house keeps its shape: floors, small files, pure sums, docs that tell the truth."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.pure

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "bihuan"
CODE = [path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
DOCS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
BANNED = {"services", "utils", "helpers", "managers", "signals", "common", "misc", "handlers"}
CLOCK = re.compile(r"\b(?:datetime\.now|datetime\.utcnow|date\.today|timezone\.now|time\.time)\(")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_a_module_has_at_most_300_lines() -> None:
    lengths = {name(path): len(path.read_text("utf-8").splitlines()) for path in CODE}
    assert {path: lines for path, lines in lengths.items() if lines > 300} == {}


def test_a_function_has_at_most_forty_lines() -> None:
    """The house aims at 25; a flat list of fields or options may take more, forty is the end."""
    long = []
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.body[0].lineno + 1
                if lines > 40:
                    long.append(f"{name(path)}:{node.lineno} {node.name} {lines}")
    assert long == []


def test_no_room_has_a_grab_bag() -> None:
    assert [name(path) for path in PACKAGE.rglob("*") if path.stem in BANNED] == []


def test_the_clock_is_read_at_the_edge_only() -> None:
    allowed = {"bihuan/project/clock.py"}
    readers = {name(path) for path in CODE if CLOCK.search(path.read_text("utf-8"))}
    assert readers <= allowed


def test_modules_called_pure_import_no_django() -> None:
    """The sums can be run where there is no Django, no settings and no database."""
    contract = next(one for one in SETTINGS["tool"]["importlinter"]["contracts"] if "Pure" in one["name"])
    program = (
        "import sys, importlib\n"
        "sys.modules['django'] = None\n"
        f"for module in {contract['source_modules']!r}: importlib.import_module(module)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-600:]


def test_the_floors_are_a_contract_of_import_linter() -> None:
    floors = next(
        one for one in SETTINGS["tool"]["importlinter"]["contracts"] if one["name"].startswith("Floors")
    )
    assert floors["layers"] == [
        f"bihuan.{floor}" for floor in ("project", "windows", "reports", "engines", "ground")
    ]


def test_templates_are_called_by_their_window() -> None:
    """`<room>/jinja2/<room>/…`, so that two windows never hide each other's page; error pages stand at the top."""
    odd = []
    for path in PACKAGE.rglob("jinja2/**/*.html"):
        parts = path.relative_to(PACKAGE).parts
        at = parts.index("jinja2")
        if parts[at + 1] not in {
            parts[at - 1],
            "400.html",
            "403.html",
            "403_csrf.html",
            "404.html",
            "500.html",
        }:
            odd.append(name(path))
    assert odd == []


def test_what_is_vendored_brings_its_licence() -> None:
    vendor = PACKAGE / "windows/static/vendor"
    assert [folder.name for folder in vendor.iterdir() if not (folder / "LICENSE").exists()] == []


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))


@pytest.mark.parametrize("doc", DOCS, ids=name)
def test_docs_name_only_what_is_there(doc: Path) -> None:
    text = doc.read_text("utf-8")
    asked = set(re.findall(r"`make ([a-z]+)", text)) | set(re.findall(r"^make ([a-z]+)", text, re.M))
    assert asked <= targets()
    links = re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", text)
    assert [link for link in links if not (doc.parent / link).exists()] == []
    variables = set(re.findall(r"`BIHUAN_([A-Z_]+)", text))
    settings = (PACKAGE / "project/settings.py").read_text("utf-8")
    known = set(re.findall(r"""(?:env|flag|whole|words)\(\s*"([A-Z_]+)""", settings))
    assert {one for one in variables if one.removesuffix("_FILE") not in known} == set()


def test_every_setting_is_in_the_running_guide() -> None:
    settings = (PACKAGE / "project/settings.py").read_text("utf-8")
    known = set(re.findall(r"""(?:env|flag|whole|words)\(\s*"([A-Z_]+)""", settings))
    guide = (ROOT / "docs/running.md").read_text("utf-8")
    assert {one for one in known if f"BIHUAN_{one}" not in guide} == set()


def test_both_readmes_show_the_same_commands() -> None:
    def commands(file: str) -> list[str]:
        blocks = re.findall(r"```(?:sh|bash)\n(.*?)```", (ROOT / file).read_text("utf-8"), re.S)
        return [line.split("#")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]

    assert commands("README.md") == commands("README.zh-CN.md") != []
