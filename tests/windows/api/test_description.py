"""The description of the API, its page, and what the standard in force offers."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from bihuan.ground.directory.actions import SCOPES
from bihuan.windows.api.urls import chinese, descriptions, schema
from tests.cast import SHANGHAI, Cast
from tests.windows.api.conftest import Desk


def test_the_description_is_openapi_3_1_and_open_to_everybody(desk: Desk) -> None:
    answer = Client().get("/api/v1/openapi.json")
    assert (answer.status_code, answer.json()["openapi"]) == (200, "3.1.0")


def test_every_operation_says_what_it_is_for_and_how_it_refuses() -> None:
    names = []
    for address, methods in schema()["paths"].items():
        for method, operation in methods.items():
            where = f"{method} {address}"
            assert operation["summary"], where
            assert operation["description"], where
            assert {"401", "403", "404", "422"} <= {str(code) for code in operation["responses"]}, where
            assert operation["security"], where
            names.append(operation["operationId"])
    assert len(names) == len(set(names))


def test_every_post_knows_the_idempotency_key() -> None:
    for address, methods in schema()["paths"].items():
        if "post" in methods and not address.endswith("/due"):
            assert "Idempotency-Key" in {one["name"] for one in methods["post"]["parameters"]}, address


def test_the_page_needs_nothing_from_elsewhere_and_no_inline_script(desk: Desk) -> None:
    answer = Client().get("/api/v1/docs")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*\ssrc=)", page)
    assert not re.search(r"\son\w+=|style=|https?://", page)
    for path in re.findall(r'(?:src|href)="/static/([^"]+)"', page):
        assert finders.find(path), path


def test_the_standard_offers_what_intake_takes(cast: Cast, desk: Desk) -> None:
    said = desk(cast.chen, "intake").get("standard").json()
    assert said["editions"] == [cast.pack.name]
    assert [kind["id"] for kind in said["kinds"]] == list(cast.pack.rows("kinds"))
    assert {one["id"] for one in said["channels"] if one["outside"]} == {"web"}
    parents = {one["parent"] for one in said["categories"]} - {None}
    assert parents <= {one["id"] for one in said["categories"]}
    (complaint,) = (kind for kind in said["kinds"] if kind["id"] == "complaint")
    assert complaint["callback_sheet"] in {sheet["id"] for sheet in said["sheets"]}


def test_the_standard_speaks_the_callers_language(cast: Cast, desk: Desk) -> None:
    titles = [
        desk(cast.chen, language=said).get("standard").json()["kinds"][0]["title"] for said in ("zh", "en")
    ]
    kind = next(iter(cast.pack.rows("kinds").values()))
    assert titles == [kind.title.zh, kind.title.en]


def test_a_due_time_comes_with_its_receipt(cast: Cast, desk: Desk) -> None:
    """Two working days from the day before the National Day holidays (1–7 October) end on the 8th at 24:00."""
    body = {"start": "2026-09-29T16:00:00+08:00", "allowance": "2wd"}
    said = desk(cast.chen).post("due", body).json()
    assert datetime.fromisoformat(said["due"]) == datetime(2026, 10, 9, tzinfo=SHANGHAI)
    assert datetime.fromisoformat(said["receipt"]["due"]) == datetime.fromisoformat(said["due"])
    assert "10-08" in said["text"].splitlines()[-2]
    assert "24:00" in said["text"]


def test_a_due_time_agrees_with_the_engine(cast: Cast, desk: Desk) -> None:
    case = cast.complaint()
    promises = {promise.id: promise for promise in cast.pack.rows("kinds")["complaint"].promises}
    for clock in case.clocks.all():
        promise = promises[clock.promise]
        body = {
            "start": clock.started_at.isoformat(),
            "allowance": promise.allowance,
            "calendar": promise.calendar,
        }
        said = desk(cast.chen).post("due", body).json()
        assert datetime.fromisoformat(said["due"]) == clock.due_at


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"allowance": "soon"}, "allowance"),
        ({"allowance": ""}, "allowance"),
        ({"allowance": "999999999y"}, "allowance"),
        ({"start": "2026-09-29 16:00"}, "start"),
        ({"start": "0001-01-01T00:00:00+00:00"}, "start"),
        ({"calendar": "moon"}, "calendar"),
        ({"place": "atlantis"}, "place"),
    ],
)
def test_what_cannot_be_counted_is_named(cast: Cast, desk: Desk, over: dict[str, Any], field: str) -> None:
    body = {"start": "2026-09-29T16:00:00+08:00", "allowance": "2wd"} | over
    answer = desk(cast.chen).post("due", body)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])


def test_an_allowance_that_ends_nowhere_is_refused(cast: Cast, desk: Desk) -> None:
    body = {"start": "2099-12-31T16:00:00+08:00", "allowance": "90y"}
    assert desk(cast.chen).post("due", body).status_code in (200, 422)


def test_titles_of_the_description_follow_the_language(desk: Desk) -> None:
    titles = {
        said: Client(headers={"Accept-Language": said}).get("/api/v1/openapi.json").json()["paths"]
        for said in ("zh", "en")
    }
    for address, methods in titles["zh"].items():
        for method, operation in methods.items():
            english = titles["en"][address][method]["summary"]
            assert operation["summary"] != english and not operation["summary"].isascii(), english


def test_every_description_has_its_chinese_and_none_is_left_over() -> None:
    assert {said for _part, said in descriptions(dict(schema("en")))} == set(chinese())
    assert [said for said in chinese().values() if said.isascii()] == []


def test_the_description_is_chinese_unless_english_is_asked_for(desk: Desk) -> None:
    def about(path: str, **headers: str) -> str:
        return str(Client(headers=headers).get(path).json()["info"]["description"])

    path = "/api/v1/openapi.json"
    assert about(path).startswith("受理")
    assert about(f"{path}?lang=en").startswith("Intake")
    assert about(path, **{"Accept-Language": "en"}).startswith("Intake")
    assert about(f"{path}?lang=zh", **{"Accept-Language": "en"}).startswith("受理")
    said = [text for _part, text in descriptions(Client().get(path).json())]
    assert [text for text in said if text.isascii()] == []
    assert "lang=zh" in Client().get("/api/v1/docs").content.decode()


def test_both_languages_describe_the_same_calls() -> None:
    def bare(language: str) -> Any:
        found = json.loads(json.dumps(schema(language)))
        for part, _said in list(descriptions(found)):
            del part["description"]
        for methods in found["paths"].values():
            for operation in methods.values():
                del operation["summary"]
        return found

    assert bare("zh-hans") == bare("en")


def test_the_guide_names_every_resource_and_every_scope() -> None:
    guide = (Path(__file__).resolve().parents[3] / "docs" / "api.md").read_text("utf-8")
    for address in schema()["paths"]:
        name = address.removeprefix("/api/v1").removeprefix("/cases/{number}/")
        last = name.rpartition("/")[2]
        assert f"`{last}`" in guide or f"{name}`" in guide or f"/{last}" in guide, address
    for scope in SCOPES:
        assert f"| `{scope}` |" in guide


def test_the_guide_names_every_code_of_an_error() -> None:
    guide = (Path(__file__).resolve().parents[3] / "docs" / "api.md").read_text("utf-8")
    for name in ("malformed", "unauthenticated", "out_of_scope", "method_not_allowed", "too_large", "busy"):
        assert f"`{name}`" in guide
