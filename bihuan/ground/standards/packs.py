"""A standard as data: loading a folder into one frozen object. Pure: no Django, no clock."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bihuan.ground.standards import checks, tightening
from bihuan.ground.standards.base import Chapter, Slug, Strict, Text, chapters
from bihuan.ground.standards.reading import Loc, PackError, Problem, Sheaf, fill, read
from bihuan.ground.standards.shapes import Clause, ClauseFile, Role, Scenario, TitlePage
from bihuan.ground.worktime.calendars import Calendar

_NOTHING: Mapping[str, Any] = MappingProxyType({})
#: Where a thing is written: (chapter, id) to (path, line).
Where = dict[tuple[str, str], tuple[str, int]]


@dataclass(frozen=True)
class Part:
    """A chapter of the document: its number, heading and the clauses in order."""

    chapter: str
    title: Text
    numbers: tuple[str, ...]


@dataclass(frozen=True)
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
    where: Where = field(default_factory=dict, repr=False, compare=False)

    @property
    def name(self) -> str:
        """`utility-customer-centre-2015@2015.1`."""
        return f"{self.id}@{self.edition}"

    def cite(self, number: str) -> str:
        """`pack@edition#clause`; a clause that is not in the pack raises KeyError."""
        return f"{self.name}#{self.clauses[number].number}"

    def rows(self, chapter: str) -> Mapping[str, Any]:
        """The rows of a chapter by id, in the order they are written; empty when the pack has no such chapter."""
        return self.chapters.get(chapter, _NOTHING)

    def role(self, id: Slug) -> Role | None:
        return next((role for role in self.roles if role.id == id), None)

    def texts(self, locale: str) -> Mapping[str, str]:
        """Approved wording by dotted key: `customer.received`; Chinese unless the locale is English."""
        return self.words.get("en" if locale.lower().startswith("en") else "zh-Hans", _NOTHING)

    def calendar(self, name: str) -> Calendar:
        """A calendar of calendars.yaml; KeyError when there is none of this name."""
        if name not in self._calendars:
            self._calendars[name] = Calendar.from_data(name, self.rows("calendars")[name].data())
        return self._calendars[name]

    @cached_property
    def _calendars(self) -> dict[str, Calendar]:
        return {}


@dataclass
class _Reader:
    """What has been read so far, with everything that was wrong."""

    folder: Path
    problems: list[Problem] = field(default_factory=list)
    content: dict[str, Any] = field(default_factory=dict)
    where: Where = field(default_factory=dict)
    sheaves: list[Sheaf] = field(default_factory=list)

    def open(self, path: Path) -> Sheaf:
        sheaf = read(path, f"{self.folder.name}/{path.relative_to(self.folder).as_posix()}")
        self.sheaves.append(sheaf)
        self.content[path.relative_to(self.folder).as_posix()] = sheaf.data
        return sheaf

    def files(self, folder: str) -> list[Path]:
        return sorted((self.folder / folder).glob("*.yaml"))

    def note(self, chapter: str, id: str, sheaf: Sheaf, loc: Loc) -> bool:
        """Remember where a thing is written; False, with a problem, when it is there twice."""
        if (chapter, id) in self.where:
            path, line = self.where[chapter, id]
            sheaf.blame(loc, f"{chapter} {id!r} is already at {path}:{line}; keep one")
            return False
        self.where[chapter, id] = (sheaf.path, sheaf.line(loc))
        return True

    def all_problems(self) -> list[Problem]:
        return [*self.problems, *(problem for sheaf in self.sheaves for problem in sheaf.problems)]

    def digest(self) -> str:
        canonical = json.dumps(self.content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def load(folder: Path, library: Mapping[str, Pack] | None = None) -> Pack:
    """The pack in `folder`; `library` holds editions it may extend (default: its sibling folders). Raises PackError with everything wrong."""
    reader = _Reader(folder)
    page = _title_page(reader)
    _strangers(reader)
    parts, clauses = _clauses(reader)
    rows = {
        chapter.name: _chapter(reader, chapter) for chapter in chapters().values() if _exists(folder, chapter)
    }
    words = {path.stem: _words(reader, path) for path in reader.files("texts")}
    scenarios = tuple(
        row for path in reader.files("scenarios") for row in _list(reader, path, Scenario, "scenarios")
    )
    if page is None or reader.all_problems():
        raise PackError(reader.all_problems())
    pack = Pack(
        **{name: getattr(page, name) for name in TitlePage.model_fields},
        parts=parts,
        clauses=clauses,
        chapters=rows,
        words=words,
        scenarios=scenarios,
        hash=reader.digest(),
        where=reader.where,
    )
    if page.extends:
        pack = _extended(pack, page.extends, folder, library)
    if found := checks.problems(pack):
        raise PackError(found)
    return pack


def load_all(folder: Path) -> Mapping[str, Pack]:
    """Every pack below `folder` by `pack@edition`. Raises PackError with the problems of all of them."""
    found: dict[str, Pack] = {}
    problems: list[Problem] = []
    waiting = {path: _extends(path) for path in sorted(folder.glob("*/")) if (path / "pack.yaml").exists()}
    while waiting:
        names = {_name(path) for path in waiting}
        ready = [path for path, base in waiting.items() if base not in names] or list(waiting)
        for path in ready:
            del waiting[path]
            try:
                pack = load(path, found)
            except PackError as error:
                problems.extend(error.problems)
            else:
                found[pack.name] = pack
    if problems:
        raise PackError(problems)
    return found


def _extended(pack: Pack, base_name: str, folder: Path, library: Mapping[str, Pack] | None) -> Pack:
    if library is None:
        siblings = [path for path in folder.parent.glob("*/") if path != folder and _name(path) == base_name]
        library = {base_name: load(path) for path in siblings}
    base = library.get(base_name)
    if base is None:
        path, line = pack.where["pack", "extends"]
        raise PackError([Problem(path, line, f"extends {base_name!r}, but that edition is not here")])
    whole = hashlib.sha256(f"{base.hash}{pack.hash}".encode()).hexdigest()
    return replace(tightening.over(base, pack), hash=whole, base=base)


def _title_page(reader: _Reader) -> TitlePage | None:
    path = reader.folder / "pack.yaml"
    if not path.exists():
        reader.problems.append(Problem(f"{reader.folder.name}/pack.yaml", 1, "the title page is missing"))
        return None
    sheaf = reader.open(path)
    page = fill(TitlePage, sheaf) if sheaf.data is not None else None
    if page is not None:
        reader.note("pack", "extends", sheaf, ("extends",))
        for position, role in enumerate(page.roles):
            reader.note("roles", role.id, sheaf, ("roles", position))
    return page


def _strangers(reader: _Reader) -> None:
    """Files nobody reads are mistakes: a misspelt chapter would silently be missing."""
    known = {"pack.yaml"} | {f"{chapter.name}.yaml" for chapter in chapters().values() if not chapter.folder}
    folders = {"clauses", "texts", "scenarios"} | {
        chapter.name for chapter in chapters().values() if chapter.folder
    }
    for path in sorted(reader.folder.rglob("*")):
        inside = path.relative_to(reader.folder)
        if path.is_dir() or inside.name == "README.md":
            continue
        fits = inside.as_posix() in known or (
            len(inside.parts) == 2 and inside.parts[0] in folders and inside.suffix == ".yaml"
        )
        if not fits:
            message = f"nobody reads this file; known are {', '.join(sorted(known))} and {'/, '.join(sorted(folders))}/"
            reader.problems.append(Problem(f"{reader.folder.name}/{inside.as_posix()}", 1, message))


def _clauses(reader: _Reader) -> tuple[tuple[Part, ...], dict[str, Clause]]:
    parts: list[Part] = []
    found: dict[str, Clause] = {}
    for path in reader.files("clauses"):
        sheaf = reader.open(path)
        page = fill(ClauseFile, sheaf) if sheaf.data is not None else None
        if page is None:
            continue
        for position, clause in enumerate(page.clauses):
            if reader.note("clauses", clause.number, sheaf, ("clauses", position)):
                found[clause.number] = clause
        parts.append(Part(page.chapter, page.title, tuple(clause.number for clause in page.clauses)))
    return tuple(parts), found


def _exists(folder: Path, chapter: Chapter) -> bool:
    return (folder / chapter.name).is_dir() if chapter.folder else (folder / f"{chapter.name}.yaml").exists()


def _chapter(reader: _Reader, chapter: Chapter) -> dict[str, Any]:
    rows: list[Any] = []
    if chapter.folder:
        for path in reader.files(chapter.name):
            sheaf = reader.open(path)
            row = fill(chapter.row, sheaf) if sheaf.data is not None else None
            if row is not None and reader.note(chapter.name, row.id, sheaf, ("id",)):  # type: ignore[attr-defined]
                rows.append(row)
    else:
        rows = _list(reader, reader.folder / f"{chapter.name}.yaml", chapter.row, chapter.name)
    return {row.id: row for row in rows}


def _list(reader: _Reader, path: Path, model: type[Strict], chapter: str) -> list[Any]:
    sheaf = reader.open(path)
    if sheaf.data is None:
        return []
    if not isinstance(sheaf.data, list):
        sheaf.blame((), "expected a list of rows, each starting with '- '")
        return []
    rows = []
    for position in range(len(sheaf.data)):
        row = fill(model, sheaf, (position,))
        if row is not None and reader.note(
            chapter, getattr(row, "id", getattr(row, "name", "")), sheaf, (position,)
        ):
            rows.append(row)
    return rows


def _words(reader: _Reader, path: Path) -> dict[str, str]:
    sheaf = reader.open(path)
    found: dict[str, str] = {}

    def gather(data: Any, loc: Loc) -> None:
        if isinstance(data, dict):
            for key, value in data.items():
                gather(value, (*loc, key))
        elif isinstance(data, str) and data:
            key = ".".join(str(piece) for piece in loc)
            found[key] = data.rstrip("\n")
            reader.note(f"texts/{path.stem}", key, sheaf, loc)
        else:
            sheaf.blame(loc, "expected a text")

    gather(sheaf.data or {}, ())
    return found


def _name(folder: Path) -> str:
    data = read(folder / "pack.yaml", folder.name).data if (folder / "pack.yaml").exists() else None
    return f"{data.get('id')}@{data.get('edition')}" if isinstance(data, dict) else folder.name


def _extends(folder: Path) -> str | None:
    data = read(folder / "pack.yaml", folder.name).data
    return data.get("extends") if isinstance(data, dict) else None
