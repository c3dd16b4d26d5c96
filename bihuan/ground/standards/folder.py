"""A pack's files, opened: every file read into its shape, with everything that is wrong. Pure.

They lie in a folder (the packs that are shipped) or come as a mapping (the bundles a site keeps in its database).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from bihuan.ground.standards.base import Chapter, Strict, Text, chapters
from bihuan.ground.standards.reading import Loc, Problem, Sheaf, fill, read
from bihuan.ground.standards.said import told
from bihuan.ground.standards.shapes import Clause, ClauseFile, TitlePage

#: Where a thing is written: (chapter, id) to (path, line).
Where = dict[tuple[str, str], tuple[str, int]]
#: What stands in each file, by its path inside the pack: `kinds/complaint.yaml`.
Files = Mapping[str, bytes | str]


def files_in(folder: Path) -> Files:
    """Every file below the folder."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@dataclass(frozen=True)
class Part:
    """A chapter of the document: its number, heading and the clauses in order."""

    chapter: str
    title: Text
    numbers: tuple[str, ...]


@dataclass
class Opened:
    """What has been read so far, with everything that was wrong. `name` is how problems call the pack."""

    name: str
    files: Files
    problems: list[Problem] = field(default_factory=list)
    content: dict[str, Any] = field(default_factory=dict)
    where: Where = field(default_factory=dict)
    sheaves: list[Sheaf] = field(default_factory=list)

    def open(self, path: str) -> Sheaf:
        sheaf = read(self.files[path], f"{self.name}/{path}")
        self.sheaves.append(sheaf)
        self.content[path] = sheaf.data
        return sheaf

    def below(self, folder: str) -> list[str]:
        """The paths `folder/*.yaml`."""
        return sorted(
            path
            for path in self.files
            if path.startswith(f"{folder}/") and path.endswith(".yaml") and path.count("/") == 1
        )

    def note(self, chapter: str, id: str, sheaf: Sheaf, loc: Loc) -> bool:
        """Remember where a thing is written; False, with a problem, when it is there twice."""
        if (chapter, id) in self.where:
            path, line = self.where[chapter, id]
            sheaf.blame(
                loc,
                told(
                    "{chapter} {id!r} is already at {path}:{line}; keep one",
                    chapter=chapter,
                    id=id,
                    path=path,
                    line=line,
                ),
            )
            return False
        self.where[chapter, id] = (sheaf.path, sheaf.line(loc))
        return True

    def all_problems(self) -> list[Problem]:
        return [*self.problems, *(problem for sheaf in self.sheaves for problem in sheaf.problems)]

    def digest(self) -> str:
        canonical = json.dumps(self.content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def title_page(opened: Opened) -> TitlePage | None:
    if "pack.yaml" not in opened.files:
        opened.problems.append(Problem(f"{opened.name}/pack.yaml", 1, told("the title page is missing")))
        return None
    sheaf = opened.open("pack.yaml")
    page = fill(TitlePage, sheaf) if sheaf.data is not None else None
    if page is not None:
        opened.note("pack", "extends", sheaf, ("extends",))
        for position, role in enumerate(page.roles):
            opened.note("roles", role.id, sheaf, ("roles", position))
    return page


def strangers(opened: Opened) -> None:
    """Files nobody reads are mistakes: a misspelt chapter would silently be missing."""
    known = {"pack.yaml"} | {f"{chapter.name}.yaml" for chapter in chapters().values() if not chapter.folder}
    folders = {"clauses", "texts", "scenarios"} | {
        chapter.name for chapter in chapters().values() if chapter.folder
    }
    for path in opened.files:
        inside = PurePosixPath(path)
        fits = path in known or (
            len(inside.parts) == 2 and inside.parts[0] in folders and inside.suffix == ".yaml"
        )
        if not fits and inside.name != "README.md":
            names = ", ".join([*sorted(known), *(f"{name}/*.yaml" for name in sorted(folders))])
            message = told("nobody reads this file; known are {names}", names=names)
            opened.problems.append(Problem(f"{opened.name}/{path}", 1, message))


def clauses(opened: Opened) -> tuple[tuple[Part, ...], dict[str, Clause]]:
    parts: list[Part] = []
    found: dict[str, Clause] = {}
    for path in opened.below("clauses"):
        sheaf = opened.open(path)
        page = fill(ClauseFile, sheaf) if sheaf.data is not None else None
        if page is None:
            continue
        for position, clause in enumerate(page.clauses):
            if opened.note("clauses", clause.number, sheaf, ("clauses", position)):
                found[clause.number] = clause
        parts.append(Part(page.chapter, page.title, tuple(clause.number for clause in page.clauses)))
    return tuple(parts), found


def exists(opened: Opened, chapter: Chapter) -> bool:
    return bool(opened.below(chapter.name)) if chapter.folder else f"{chapter.name}.yaml" in opened.files


def chapter_rows(opened: Opened, chapter: Chapter) -> dict[str, Any]:
    rows: list[Any] = []
    if chapter.folder:
        for path in opened.below(chapter.name):
            sheaf = opened.open(path)
            row = fill(chapter.row, sheaf) if sheaf.data is not None else None
            if row is not None and opened.note(chapter.name, row.id, sheaf, ("id",)):  # type: ignore[attr-defined]
                rows.append(row)
    else:
        rows = rows_of(opened, f"{chapter.name}.yaml", chapter.row, chapter.name)
    return {row.id: row for row in rows}


def rows_of(opened: Opened, path: str, model: type[Strict], chapter: str) -> list[Any]:
    sheaf = opened.open(path)
    if sheaf.data is None:
        return []
    if not isinstance(sheaf.data, list):
        sheaf.blame((), told("expected a list of rows, each starting with '- '"))
        return []
    rows = []
    for position in range(len(sheaf.data)):
        row = fill(model, sheaf, (position,))
        if row is not None and opened.note(
            chapter, getattr(row, "id", getattr(row, "name", "")), sheaf, (position,)
        ):
            rows.append(row)
    return rows


def wording(opened: Opened, path: str) -> dict[str, str]:
    sheaf = opened.open(path)
    found: dict[str, str] = {}

    def gather(data: Any, loc: Loc) -> None:
        if isinstance(data, dict):
            for key, value in data.items():
                gather(value, (*loc, key))
        elif isinstance(data, str) and data:
            key = ".".join(str(piece) for piece in loc)
            found[key] = data.rstrip("\n")
            opened.note(path.removesuffix(".yaml"), key, sheaf, loc)
        else:
            sheaf.blame(loc, told("expected a text"))

    gather(sheaf.data or {}, ())
    return found
