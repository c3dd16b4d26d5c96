"""`make pictures`: the pictures in docs/pictures, taken from a demo that is running (`make demo`) on BIHUAN_URL."""

import os
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import FLAGS, SIZES, chromium, ensure_chromium

FOLDER = Path(__file__).resolve().parent.parent / "docs/pictures"
URL = os.environ.get("BIHUAN_URL", "http://127.0.0.1:8000")
PASSWORD = os.environ.get("BIHUAN_DEMO_PASSWORD", "bihuan-demo")
PEOPLE = {"agent": "linjing", "supervisor": "heping"}
PICTURES = [
    # name, address, size, who is signed in
    ("home", "/", "phone", ""),
    ("submit", "/submit/", "phone", ""),
    ("work", "/desk/", "desk", "agent"),
    ("board", "/desk/board/", "desk", "supervisor"),
    ("standard", "/desk/standard/", "desk", "supervisor"),
    ("reports", "/desk/reports/", "desk", "supervisor"),
]


def visitor(browser: Browser, size: str) -> Page:
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=2 if size == "phone" else 1,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
    )
    return context.new_page()


def sign_in(page: Page, name: str) -> None:
    page.goto(f"{URL}/desk/login/")
    page.locator('input[name="username"]').fill(name)
    page.locator('input[name="password"]').fill(PASSWORD)
    page.locator('input[name="password"]').press("Enter")
    page.wait_for_url(lambda address: "login" not in address)


def main() -> int:
    """Others than the demo's own people are named like this: `agent=chen supervisor=sun`."""
    people = PEOPLE | dict(word.split("=", 1) for word in sys.argv[1:])
    ensure_chromium()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=chromium(), args=FLAGS)
        for name, address, size, role in PICTURES:
            page = visitor(browser, size)
            if role:
                sign_in(page, people[role])
            page.goto(f"{URL}{address}")
            page.wait_for_load_state("networkidle")
            page.screenshot(path=FOLDER / f"{name}.png")
            print(f"{name}: {page.title()}")
            page.context.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
