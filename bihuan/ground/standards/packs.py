"""A standard as data: loading its files into one frozen object. Pure: no Django, no clock."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any

from bihuan.ground.standards import checks, tightening
from bihuan.ground.standards.base import Slug, Text, chapters
from bihuan.ground.standards.folder import (
    Files,
    Opened,
    Part,
    Where,
    chapter_rows,
    clauses,
    exists,
    files_in,
    rows_of,
    strangers,
    title_page,
    wording,
)
from bihuan.ground.standards.reading import PackError, Problem, read
from bihuan.ground.standards.said import told
from bihuan.ground.standards.shapes import Clause, Role, Scenario, TitlePage
from bihuan.ground.worktime import Calendar, HolidayTable

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Pack:
    """One edition of one standard. Equal hash, equal content."""

    id: str
    edition: str
    title: Text
    issuer: Text
    in_force: date
    extends: str | None
    source: Text
    roles: tuple[Role, ...]
    parts: tuple[Part, ...]
    clauses: Mapping[str, Clause]
    chapters: Mapping[str, Mapping[str, Any]]
    words: Mapping[str, Mapping[str, str]]
    scenarios: tuple[Scenario, ...]
    hash: str
    base: "Pack | None" = None
    holidays: Mapping[str, HolidayTable] | None = field(default=None, repr=False)
    where: Where = field(default_factory=dict, repr=False, compare=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pack) and self.hash == other.hash

    def __hash__(self) -> int:
        return hash(self.hash)

    @property
    def name(self) -> str:
        """`utility-customer-centre-2015@2015.1`."""
        return f"{self.id}@{self.edition}"

    def cite(self, number: str) -> str:
        """`pack@edition#clause`; a clause that is not in the pack raises KeyError."""
        return f"{self.name}#{self.clauses[number].number}"

    def rows(self, chapter: str) -> Mapping[str, Any]:
        """The rows of a chapter by id, in the order they are written; empty without such a chapter."""
        return self.chapters.get(chapter, _NOTHING)

    def role(self, id: Slug) -> Role | None:
        return next((role for role in self.roles if role.id == id), None)

    def texts(self, locale: str) -> Mapping[str, str]:
        """Approved wording by dotted key: `customer.received`; Chinese unless the locale is English."""
        return self.words.get("en" if locale.lower().startswith("en") else "zh-Hans", _NOTHING)

    def calendar(self, name: str) -> Calendar:
        """A calendar of calendars.yaml; KeyError when there is none of this name."""
        if name not in self._calendars:
            self._calendars[name] = Calendar.from_data(
                name, self.rows("calendars")[name].data(), self.holidays
            )
        return self._calendars[name]

    @cached_property
    def _calendars(self) -> dict[str, Calendar]:
        return {}


def load(
    folder: Path,
    library: Mapping[str, Pack] | None = None,
    holidays: Mapping[str, HolidayTable] | None = None,
) -> Pack:
    """The pack in `folder`; `library` has editions it may extend (default: sibling folders).

    `holidays` are the tables its calendars follow (default: the shipped ones); they are facts of the State
    Council's, not content of the pack, and leave its hash alone. Raises PackError with everything that is wrong.
    """
    files = files_in(folder)
    return load_files(folder.name, files, _siblings(folder, files) if library is None else library, holidays)


def load_files(
    name: str,
    files: Files,
    library: Mapping[str, Pack],
    holidays: Mapping[str, HolidayTable] | None = None,
) -> Pack:
    """The pack in a mapping of files, as strictly as one in a folder; problems call it `name`."""
    pack = _alone(Opened(name, files), holidays)
    if pack.extends:
        pack = _extended(pack, pack.extends, library)
    if found := checks.problems(pack):
        raise PackError(found)
    return pack


def _alone(opened: Opened, holidays: Mapping[str, HolidayTable] | None) -> Pack:
    """What the files themselves say, each by its shape."""
    page = title_page(opened)
    strangers(opened)
    parts, numbered = clauses(opened)
    rows = {
        chapter.name: chapter_rows(opened, chapter)
        for chapter in chapters().values()
        if exists(opened, chapter)
    }
    words = {PurePosixPath(path).stem: wording(opened, path) for path in opened.below("texts")}
    scenarios = tuple(
        row for path in opened.below("scenarios") for row in rows_of(opened, path, Scenario, "scenarios")
    )
    if page is None or opened.all_problems():
        raise PackError(opened.all_problems())
    return Pack(
        **{name: getattr(page, name) for name in TitlePage.model_fields},
        parts=parts,
        clauses=numbered,
        chapters=rows,
        words=words,
        scenarios=scenarios,
        hash=opened.digest(),
        where=opened.where,
        holidays=holidays,
    )


def load_all(folder: Path, holidays: Mapping[str, HolidayTable] | None = None) -> Mapping[str, Pack]:
    """Every pack below `folder` by `pack@edition`. Raises PackError with the problems of them all."""
    found: dict[str, Pack] = {}
    problems: list[Problem] = []
    waiting = {path: _extends(path) for path in sorted(folder.glob("*/")) if (path / "pack.yaml").exists()}
    while waiting:
        names = {_name(path) for path in waiting}
        ready = [path for path, base in waiting.items() if base not in names] or list(waiting)
        for path in ready:
            del waiting[path]
            try:
                pack = load(path, found, holidays)
            except PackError as error:
                problems.extend(error.problems)
            else:
                found[pack.name] = pack
    if problems:
        raise PackError(problems)
    return found


def _siblings(folder: Path, files: Files) -> Mapping[str, Pack]:
    """The edition that the pack in the folder extends, if it lies beside it."""
    wanted = _field(files, "extends")
    others = (path for path in folder.parent.glob("*/") if path != folder) if wanted else ()
    return {pack.name: pack for pack in map(load, (path for path in others if _name(path) == wanted))}


def _extended(pack: Pack, base_name: str, library: Mapping[str, Pack]) -> Pack:
    base = library.get(base_name)
    if base is None:
        path, line = pack.where["pack", "extends"]
        missing = told("extends {name!r}, but that edition is not here", name=base_name)
        raise PackError([Problem(path, line, missing)])
    whole = hashlib.sha256(f"{base.hash}{pack.hash}".encode()).hexdigest()
    return replace(tightening.over(base, pack), hash=whole, base=base)


def _name(folder: Path) -> str:
    page = _page(folder)
    return f"{_field(page, 'id')}@{_field(page, 'edition')}" if page else folder.name


def _extends(folder: Path) -> str | None:
    return _field(_page(folder), "extends")


def _page(folder: Path) -> Files:
    path = folder / "pack.yaml"
    return {"pack.yaml": path.read_bytes()} if path.exists() else {}


def _field(files: Files, name: str) -> str | None:
    """What the title page says under a key, before anything is checked."""
    data = read(files["pack.yaml"], "pack.yaml").data if "pack.yaml" in files else None
    found = data.get(name) if isinstance(data, dict) else None
    return str(found) if found is not None else None
