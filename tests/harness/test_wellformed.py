"""The quick look at templates and YAML sees what it is there to see."""

from pathlib import Path

import pytest

from scripts import wellformed

pytestmark = pytest.mark.pure


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    package = tmp_path / "bihuan"
    (package / "windows/desk/jinja2/desk").mkdir(parents=True)
    (package / "windows/static").mkdir()
    (tmp_path / "packs").mkdir()
    monkeypatch.setattr(wellformed, "ROOT", tmp_path)
    monkeypatch.setattr(wellformed, "PACKAGE", package)
    return tmp_path


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{% if %}", "Expected an expression"),
        ("<script>alert(1)</script>", "an inline script"),
        ('<button onclick="x()">', "an inline script"),
        ('<a href="javascript:x()">', "an inline script"),
        ('<script src="https://cdn.example/x.js"></script>', "a file from elsewhere"),
        ("{{ static('js/gone.js') }}", "there is no static file js/gone.js"),
    ],
)
def test_a_faulty_template_is_named_with_its_line(house: Path, line: str, fault: str) -> None:
    (house / "bihuan/windows/desk/jinja2/desk/x.html").write_text(f"fine\n{line}\n")
    found = list(wellformed.template_faults())
    assert len(found) == 1
    assert found[0].startswith("bihuan/windows/desk/jinja2/desk/x.html:2: ")
    assert fault in found[0]


@pytest.mark.parametrize(
    "line",
    [
        '<script type="application/json">{}</script>',
        '<a href="https://beian.miit.gov.cn/">x</a>',
        "<p data-on=1>",
    ],
)
def test_what_is_allowed_is_no_fault(house: Path, line: str) -> None:
    (house / "bihuan/windows/desk/jinja2/desk/x.html").write_text(line)
    assert list(wellformed.template_faults()) == []


def test_a_key_said_twice_is_a_fault(house: Path) -> None:
    (house / "packs/pack.yaml").write_text("id: a\nid: b\n")
    (fault,) = wellformed.yaml_faults()
    assert "'id' twice" in fault
