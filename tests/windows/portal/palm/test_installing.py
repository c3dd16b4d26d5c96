"""What makes the portal an app: manifest, service worker, and what it may keep."""

import json

import pytest
from django.contrib.staticfiles import finders
from PIL import Image

from bihuan.windows.portal import installing
from tests.windows.portal.conftest import text_of
from tests.windows.portal.palm.conftest import neighbour

pytestmark = pytest.mark.django_db


def test_the_manifest_has_what_a_phone_asks_for_before_it_installs(customer):
    said = customer.get("/manifest.webmanifest").json()
    sizes = set()
    for icon in said["icons"]:
        found = finders.find(icon["src"].removeprefix("/static/"))
        assert found
        if icon["type"] == "image/png":
            with Image.open(found) as picture:
                assert "x".join(map(str, picture.size)) == icon["sizes"]
            sizes.add((icon["sizes"], icon["purpose"]))
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= sizes
    assert said["start_url"].startswith(said["scope"])
    assert said["name"] and said["id"] and said["display"] == "standalone"


def test_the_worker_comes_from_the_root_and_is_asked_for_anew(customer):
    answer = customer.get("/sw.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    site = json.loads(text_of(answer).split("const SITE = ")[1].split(";\n")[0])
    assert site["version"]
    for path in site["shell"]:
        assert finders.find(path.removeprefix("/static/")), path
    for path in (site["guide"], site["offline"]):
        assert customer.get(path).status_code == 200
    assert site["own"] == "/my/"


def test_another_code_is_another_version(customer, monkeypatch, tmp_path):
    before = text_of(customer.get("/sw.js"))
    changed = tmp_path / "worker.js"
    changed.write_text(installing.WORKER.read_text() + "\n// newer")
    monkeypatch.setattr(installing, "WORKER", changed)
    after = text_of(customer.get("/sw.js"))
    assert before.split("\n")[0] != after.split("\n")[0]


def test_own_pages_say_whose_they_are_without_saying_who(home):
    customer, other = home.customer, neighbour(home.customer)
    mine, mine_too, his = (one.get("/my/").headers["X-Signed-In"] for one in (customer, customer, other))
    assert mine == mine_too != his
    assert customer.phone not in mine
    assert "X-Signed-In" not in customer.get("/guide/").headers


def test_pages_without_a_customer_hold_nothing_of_him(home):
    for path in ("/offline/", "/guide/"):
        page = text_of(home.customer.get(path))
        assert home.account.number not in page
        assert home.customer.phone not in page


def test_elder_mode_has_fewer_things_and_the_same_choices(customer):
    usual = text_of(customer.get("/"))
    customer.post("/look/elder/", elder="1", next="/")
    larger = text_of(customer.get("/"))
    assert 'class="portal elder"' in larger
    assert "What we promise" not in larger and 'id="promises"' in usual and 'id="promises"' not in larger
    assert usual.count('class="module"') == larger.count('class="module"') >= 5
