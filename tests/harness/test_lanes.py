"""`make test` never says more than it knows."""

from pathlib import Path

import pytest

from tests import browser, lanes

pytestmark = pytest.mark.pure


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "WORK", tmp_path / "lanes")
    monkeypatch.setattr("sys.argv", ["lanes"])


def drive(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], **sums: object
) -> tuple[int, str]:
    def lane(result: object) -> object:
        def run() -> object:
            if isinstance(result, Exception):
                raise result
            return result

        return run

    monkeypatch.setattr(lanes, "LANES", {name: lane(result) for name, result in sums.items()})
    code = lanes.main()
    return code, capsys.readouterr().out.splitlines()[-1]


def test_the_last_line_is_the_sum(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    done = drive(monkeypatch, capsys, sqlite=lanes.Sum(5, 0, 1), postgres=lanes.Sum(4, 0, 0))
    assert done == (0, "9 passed, 0 failed, 1 skipped")


def test_a_red_check_counts_as_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lint = lanes.checked(("ruff", True), ("format", False))
    assert drive(monkeypatch, capsys, lint=lint, sqlite=lanes.Sum(5)) == (1, "5 passed, 1 failed, 0 skipped")


def test_a_lane_that_cannot_run_has_failed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    done = drive(monkeypatch, capsys, browser=RuntimeError("no browser"), sqlite=lanes.Sum(5))
    assert done == (1, "5 passed, 1 failed, 0 skipped")


@pytest.mark.parametrize(
    ("body", "passed", "failed"),
    [
        ("def test_one(): pass", 1, 0),
        ("def test_one(): assert False", 0, 1),
        ("", 0, 1),
        ("import nowhere_to_be_found", 0, 1),
    ],
)
def test_a_run_without_a_passed_test_is_no_success(
    tmp_path: Path, body: str, passed: int, failed: int
) -> None:
    lanes.WORK.mkdir()
    (tmp_path / "test_it.py").write_text(body)
    found = lanes.tests(
        "it", "-q", "-p", "no:cacheprovider", f"--rootdir={tmp_path}", str(tmp_path / "test_it.py")
    )
    assert (found.passed, found.failed) == (passed, failed)


def test_an_unknown_lane_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["lanes", "sqlight"])
    assert lanes.main() == 2
    assert "No lane sqlight. There are: lint" in capsys.readouterr().out


def test_without_a_browser_somebody_who_is_not_root_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(browser, "chromium", lambda: None)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(RuntimeError, match="sudo apt-get install chromium fonts-noto-cjk"):
        browser.ensure_chromium()
