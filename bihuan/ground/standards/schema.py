"""JSON Schema for editors: what each file of a pack may contain. Pure."""

from collections.abc import Mapping
from typing import Any

from bihuan.ground.standards.base import Strict, chapters
from bihuan.ground.standards.shapes import ClauseFile, Scenario, TitlePage

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> Mapping[str, dict[str, Any]]:
    """File pattern to schema: `pack.yaml`, `clauses/*.yaml`, `kinds/*.yaml`, …"""
    found = {"pack.yaml": _one(TitlePage), "clauses/*.yaml": _one(ClauseFile)}
    for chapter in chapters().values():
        pattern = f"{chapter.name}/*.yaml" if chapter.folder else f"{chapter.name}.yaml"
        found[pattern] = _one(chapter.row) if chapter.folder else _many(chapter.row)
    found["scenarios/*.yaml"] = _many(Scenario)
    found["texts/*.yaml"] = {"$schema": _DIALECT, "$ref": "#/$defs/texts", "$defs": {"texts": _TEXTS}}
    return found


_TEXTS: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {"anyOf": [{"type": "string", "minLength": 1}, {"$ref": "#/$defs/texts"}]},
}


def _one(model: type[Strict]) -> dict[str, Any]:
    return {"$schema": _DIALECT, **model.model_json_schema(by_alias=True)}


def _many(model: type[Strict]) -> dict[str, Any]:
    row = model.model_json_schema(by_alias=True)
    defs = row.pop("$defs", {})
    return {"$schema": _DIALECT, "type": "array", "items": row, "$defs": defs}
