"""`make pictures`: the pictures in docs/pictures, taken from a demo that is running (`make demo`) on BIHUAN_URL."""

import os
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import FLAGS, SIZES, chromium, ensure_chromium

FOLDER = Path(__file__).resolve().parent.parent / "docs/pictures"
URL = os.environ.get("BIHUAN_URL", "http://127.0.0.1:8000")
PASSWORD = os.environ.get("BIHUAN_DEMO_PASSWORD", "bihuan-demo")
PEOPLE = {"handler": "wangqiang", "supervisor": "heping", "hall": "tangmin"}
PICTURES = [
    # name, address, what is opened from there, size, who is signed in
    ("home", "/", "", "phone", ""),
    ("case", "/desk/", "[data-row]", "desk", "handler"),
    ("board", "/desk/board/", "", "desk", "supervisor"),
    ("standard", "/desk/standard/#c-7.6a", "", "desk", "supervisor"),
    ("hall", "/desk/halls/", "main tbody a", "desk", "hall"),
    ("drafts", "/desk/drafts/", "main tbody a", "desk", "supervisor"),
]


def visitor(browser: Browser, size: str) -> Page:
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=2 if size == "phone" else 1,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    return context.new_page()


def sign_in(page: Page, name: str) -> None:
    page.goto(f"{URL}/desk/login/")
    page.locator("#id_username").fill(name)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_password").press("Enter")
    page.wait_for_url(lambda address: "login" not in address)


def main() -> int:
    """Others than the demo's own people are named like this: `handler=wang supervisor=sun`."""
    people = PEOPLE | dict(word.split("=", 1) for word in sys.argv[1:])
    ensure_chromium()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=chromium(), args=FLAGS)
        for name, address, opened, size, role in PICTURES:
            page = visitor(browser, size)
            if role:
                sign_in(page, people[role])
            page.goto(f"{URL}{address}")
            if opened:
                page.locator(opened).first.click()
            # Not "networkidle": a page that listens to a live stream never is.
            page.wait_for_load_state("load")
            page.wait_for_timeout(1000)
            page.screenshot(path=FOLDER / f"{name}.png")
            print(f"{name}: {page.title()}")
            page.context.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
