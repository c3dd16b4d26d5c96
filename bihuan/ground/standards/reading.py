"""Strict YAML: every key remembers its line, and sloppy data is refused with `path:line`. Pure."""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from bihuan.ground.standards.base import Strict
from bihuan.ground.standards.said import Said, in_language, told

Row = TypeVar("Row", bound=Strict)
Loc = tuple[str | int, ...]

#: The C loader is ten times as fast where PyYAML was built with it; both give the same nodes.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?(0|[1-9]\d*)$")
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong in a pack, and what would be right."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return self.say("en")

    def say(self, language: str) -> str:
        return f"{self.path}:{self.line}: {in_language(self.message, language)}"


class PackError(Exception):
    """A pack that cannot be used: all its problems at once."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(slots=True)
class Sheaf:
    """The content of one file as plain data, with the line of every key and item."""

    path: str
    data: Any = None
    lines: dict[Loc, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    seen: set[int] = field(default_factory=set, repr=False)

    def line(self, loc: Loc) -> int:
        """The line of `loc`, or of the nearest thing around it."""
        while loc and loc not in self.lines:
            loc = loc[:-1]
        return self.lines.get(loc, 1)

    def blame(self, loc: Loc, message: str) -> None:
        self.problems.append(Problem(self.path, self.line(loc), message))


def read(content: bytes | str, name: str) -> Sheaf:
    """Read a file's content; `name` is how problems call it. As in YAML 1.2, `on`, `yes` and dates stay text."""
    sheaf = Sheaf(name)
    try:
        text = content.decode("utf-8") if isinstance(content, bytes) else content
        root = yaml.compose(text, Loader=_LOADER)
        if root is not None:
            sheaf.data = _plain(root, (), sheaf)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        sheaf.problems.append(
            Problem(
                name,
                mark.line + 1 if mark else 1,
                told("not YAML: {why}", why=error.problem or error.context),
            )
        )
        return sheaf
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        sheaf.problems.append(Problem(name, 1, told("not readable as UTF-8 YAML: {why}", why=error)))
        return sheaf
    except RecursionError:
        sheaf.problems.append(Problem(name, 1, told("too deeply nested")))
        return sheaf
    if root is None:
        sheaf.problems.append(Problem(name, 1, told("the file is empty; remove it or fill it")))
    return sheaf


def _plain(node: yaml.Node, loc: Loc, sheaf: Sheaf) -> Any:
    line = node.start_mark.line + 1
    sheaf.lines.setdefault(loc, line)
    if id(node) in sheaf.seen:
        sheaf.problems.append(
            Problem(sheaf.path, line, told("an alias (*name) is not allowed; write the content out"))
        )
        return None
    sheaf.seen.add(id(node))
    if node.tag.startswith("!"):
        sheaf.problems.append(
            Problem(sheaf.path, line, told("a tag such as {tag} is not allowed; leave it out", tag=node.tag))
        )
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, loc, sheaf)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, (*loc, position), sheaf) for position, child in enumerate(node.value)]
    return _scalar(node)


def _mapping(node: yaml.MappingNode, loc: Loc, sheaf: Sheaf) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        if key in found:
            first = sheaf.lines[(*loc, key)]
            sheaf.problems.append(
                Problem(
                    sheaf.path,
                    line,
                    told("key {key!r} is already on line {first}; keep one", key=key, first=first),
                )
            )
            continue
        sheaf.lines[(*loc, key)] = line
        found[key] = _plain(value_node, (*loc, key), sheaf)
    return found


def _scalar(node: yaml.Node) -> Any:
    text = str(node.value)
    if node.style:  # type: ignore[attr-defined]  # quoted or block: text, whatever it looks like
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    # Clause 7.1 and edition 2015.1 are names: nothing in a pack is a float.
    return int(text) if _INT.match(text) else text


def fill(model: type[Row], sheaf: Sheaf, loc: Loc = ()) -> Row | None:
    """The file's part at `loc` as a `model`; None, with every reason in the sheaf, when it does not fit."""
    data = sheaf.data
    for piece in loc:
        data = data[piece]
    if not isinstance(data, dict):
        wanted = told(
            "expected a mapping with the keys {keys}, found {found}", keys=_keys(model), found=_kind_of(data)
        )
        sheaf.blame(loc, wanted)
        return None
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for one in error.errors():
            _explain(one, model, sheaf, loc)
        return None


def _explain(error: Any, model: type[BaseModel], sheaf: Sheaf, loc: Loc) -> None:
    inner: Loc = error["loc"]
    key, given = str(inner[-1]) if inner else "", error["input"]
    match error["type"]:
        case "extra_forbidden":
            owner = _model_at(model, inner[:-1])
            near = difflib.get_close_matches(key, owner.model_fields, 1)
            hint = (
                told("did you mean {near!r}?", near=near[0])
                if near
                else told("allowed are {keys}", keys=_keys(owner))
            )
            message = told("unknown key {key!r}; {hint}", key=key, hint=hint)
        case "missing":
            message = told("key {key!r} is missing here", key=key)
        case "literal_error":
            choices = error["ctx"]["expected"]
            message = told("{key}: {given!r} is not one of {choices}", key=key, given=given, choices=choices)
        case "string_type":
            message = told(
                "{key}: expected text, found {found}; put it in quotes", key=key, found=_kind_of(given)
            )
        case "string_pattern_mismatch":
            pattern = error["ctx"]["pattern"]
            message = told(
                "{key}: {given!r} does not fit the pattern {pattern}", key=key, given=given, pattern=pattern
            )
        case "date_from_datetime_parsing" | "date_parsing" | "date_type":
            message = told("{key}: {given!r} is not a date; write 2015-06-01", key=key, given=given)
        case "decimal_type" | "decimal_parsing" | "finite_number":
            said = "{key}: {given!r} is not a number; write it plain, such as 0.5469"
            message = told(said, key=key, given=given)
        case "tuple_type" | "list_type":
            message = told("{key}: expected a list, found {found}", key=key, found=_kind_of(given))
        case "model_type" | "dict_type":
            message = told("{key}: expected a mapping, found {found}", key=key, found=_kind_of(given))
        case _:
            why = error["msg"].removeprefix("Value error, ")
            message = told("{key}: {why} (found {given!r})", key=key, why=why, given=given)
    sheaf.blame((*loc, *inner), message)


def _keys(model: type[BaseModel]) -> str:
    return ", ".join(field.alias or name for name, field in model.model_fields.items())


def _kind_of(value: Any) -> Said:
    known: Mapping[type, str] = {
        dict: "a mapping {value!r}",
        list: "a list {value!r}",
        str: "text {value!r}",
        bool: "true/false {value!r}",
        int: "a number {value!r}",
    }
    return (
        told("nothing") if value is None else told(known.get(type(value), "{value!r}"), value=str(value)[:40])
    )


def _model_at(model: type[BaseModel], loc: Loc) -> type[BaseModel]:
    for piece in loc:
        found = model.model_fields.get(str(piece))
        if found is not None:
            model = next(_models(found.annotation), model)
    return model


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)
