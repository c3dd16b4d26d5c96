"""`/api/v1/…`; `/api/v1/openapi.json` describes it, `/api/v1/docs` shows that."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext, override
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from bihuan import __version__
from bihuan.windows.api import care, cases, closing, standard, unit
from bihuan.windows.api.errors import handle_with
from bihuan.windows.api.http import locale

app_name = "api"
ABOUT = """Intake, tracking and every verb of a case, with the same rights, clocks and journal as the desk.

Times are ISO 8601 and must carry a zone; due times are half-open. Every error is `{code, message, fields}`.
Messages follow `Accept-Language` (zh, en), this description `?lang=` too."""
IDEMPOTENCY_KEY: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "A repeated request under the same key gets the first answer, with `Idempotency-Replayed: true`; "
    "another request under it is refused with 409.",
    "schema": {"type": "string", "maxLength": 80, "pattern": "^[!-~]*$"},
}


class Api(NinjaAPI):
    """The framework's API with names of operations that client generators can use."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


api = Api(
    title="Bihuan 闭环",
    version=__version__,
    description=ABOUT,
    openapi_url=None,
    docs_url=None,
    urls_namespace="api-1",
)
handle_with(api)
for router in (cases.router, unit.router, closing.router, care.router, standard.router):
    api.add_router("", router)


@lru_cache(maxsize=4)
def schema(language: str = "en") -> OpenAPISchema:
    """The OpenAPI 3.1 document in the language, with the header that the framework does not know of."""
    found = api.get_openapi_schema(path_prefix="/api/v1/")
    found["servers"] = []
    for methods in found["paths"].values():
        for method, operation in methods.items():
            operation["summary"] = _title(operation["summary"], language)
            if method in ("post", "delete"):
                operation.setdefault("parameters", []).append(dict(IDEMPOTENCY_KEY))
    if not language.startswith("en"):
        # The framework hands out parts of its own: another language must not find them translated.
        found = deepcopy(found)
        _describe(found, chinese())
    return found


@lru_cache(maxsize=1)
def chinese() -> Mapping[str, str]:
    """What each description says in Chinese; the English ones stand beside the code they describe."""
    path = Path(__file__).with_name("described.zh-Hans.json")
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


def descriptions(part: Any, *, named: bool = False) -> Iterator[tuple[dict[str, Any], str]]:
    """Every object of the document that has a description, with it. `named`: its keys are names that people chose."""
    if isinstance(part, dict):
        said = part.get("description")
        if isinstance(said, str) and not named:
            yield part, said
        for key, value in part.items():
            yield from descriptions(value, named=key == "properties" and not named)
    elif isinstance(part, list):
        for value in part:
            yield from descriptions(value)


def _describe(found: OpenAPISchema, known: Mapping[str, str]) -> None:
    for part, said in list(descriptions(dict(found))):
        part["description"] = known.get(said, said)
    found["info"]["description"] = known.get(ABOUT, ABOUT)


def _title(summary: object, language: str) -> str:
    with override(language):
        return gettext(str(summary))


@lru_cache(maxsize=4)
def _spelt(language: str) -> bytes:
    return json.dumps(schema(language), ensure_ascii=False).encode()


def openapi(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(_spelt(locale()), "application/json")
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def docs(request: HttpRequest) -> HttpResponse:
    """The description as a page to try it out; everything it needs comes from this server."""
    return render(request, "api/docs.html")


urlpatterns = [
    path("v1/openapi.json", openapi, name="openapi"),
    path("v1/docs", docs, name="docs"),
    path("v1/", api.urls),
]
