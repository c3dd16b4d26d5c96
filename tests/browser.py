"""A real browser for tests marked `browser`: Debian's Chromium, two sizes, pictures, and a judge of accessibility.

A page that logs a script error or breaks its content security policy fails the test that opened it.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, sync_playwright

SHOTS = Path(__file__).resolve().parent.parent / "var/screenshots"
SIZES = {"desk": (1280, 800), "phone": (360, 740)}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SERIOUS = {"serious", "critical"}


def chromium() -> str | None:
    named = os.environ.get("BIHUAN_CHROMIUM", "")
    return (
        named or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    )


def has_chinese() -> bool:
    if not shutil.which("fc-list"):
        return False
    done = subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True)
    return bool(done.stdout.strip())


def ensure_chromium() -> None:
    """Chromium and a Chinese font are there, installed when this is root on Debian; otherwise says what to install."""
    if chromium() and has_chinese():
        return
    packages = ["chromium", "fonts-noto-cjk", "fontconfig"]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        print(f"Installing {', '.join(packages)}", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], stdin=subprocess.DEVNULL, env=quiet, check=True)
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
        subprocess.run(install, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=quiet, check=True)
    if not chromium() or not has_chinese():
        raise RuntimeError(
            f"a browser with Chinese letters is missing: sudo apt-get install {' '.join(packages)}"
        )


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    # Playwright keeps an event loop in this thread; Django would take every query here for a mistake.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as running:
        yield running
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.fail("There is no Chromium: sudo apt-get install chromium fonts-noto-cjk")
    running = playwright.chromium.launch(executable_path=path, args=FLAGS)
    yield running
    running.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """`open_page("phone")` or `open_page("desk", javascript=False)`: a new visitor without cookies."""
    contexts, faults = [], []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            faults.append(message.text)

    def opened(size: str = "desk", *, javascript: bool = True, **more: Any) -> Page:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            has_touch=size == "phone",
            java_script_enabled=javascript,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            **more,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", heard)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not faults, faults


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A staff member's screen, 1280 px wide."""
    return open_page("desk")


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    """A customer's phone, 360 px wide."""
    return open_page("phone")


@pytest.fixture
def shot() -> Callable[[Page, str], Path]:
    """`shot(page, "desk-pool")`: the whole page as var/screenshots/desk-pool-1280.png."""

    def taken(page: Page, name: str) -> Path:
        SHOTS.mkdir(parents=True, exist_ok=True)
        size = page.viewport_size or {"width": 0}
        path = SHOTS / f"{name}-{size['width']}.png"
        page.screenshot(path=path, full_page=True)
        return path

    return taken


def findings(page: Page) -> list[str]:
    """What axe finds serious or critical, each with the first element it concerns."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['impact']} {one['id']}: {one['help']} ({len(one['nodes'])}): {one['nodes'][0]['html'][:200]}"
        for one in found
        if one["impact"] in SERIOUS
    ]


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)` fails on any serious or critical finding."""

    def judged(page: Page) -> None:
        found = findings(page)
        assert not found, "\n".join([page.url, *found])

    return judged


@pytest.fixture
def no_sideways_scrolling() -> Callable[[Page], None]:
    """`no_sideways_scrolling(page)`: nothing sticks out of the screen."""

    def judged(page: Page) -> None:
        extra = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert extra <= 0, f"{page.url} is {extra} px wider than the screen"

    return judged
