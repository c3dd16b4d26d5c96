"""`bihuan packs`: check, coverage, diff, export, schema. Needs a database only for editions that the site released."""

import json
import os
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from bihuan.ground.standards.coverage import Coverage, Held, coverage
from bihuan.ground.standards.diff import diff
from bihuan.ground.standards.packs import Pack, load, load_all
from bihuan.ground.standards.reading import PackError, Problem
from bihuan.ground.standards.said import in_language
from bihuan.ground.standards.scenarios import problems
from bihuan.ground.standards.schema import schema
from bihuan.project.commands.packs_wording import say

# They announce their chapters and their runners.
for room in (
    "ground.standards.offices",
    "ground.sheets.scenarios",
    "ground.reading.scenarios",
    "engines.cases.scenarios",
    "engines.halls.scenarios",
    "engines.outages.scenarios",
    "engines.registers.scenarios",
    "engines.applications.scenarios",
    "engines.billing.scenarios",
    "engines.arrears.scenarios",
    "engines.duties.scenarios",
    "engines.inspections.scenarios",
    "engines.rosters.scenarios",
    "reports.scenarios",
):
    import_module(f"bihuan.{room}")


class _Edition(click.ParamType["Path | str"]):
    """A folder, or `pack@edition` for one that the site has released (or that is on disk)."""

    name = "FOLDER|PACK@EDITION"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> "Path | str":
        if isinstance(value, Path) or Path(value).is_dir():
            return Path(value)
        if "@" in value:
            return str(value)
        self.fail(f"{value!r} is neither a folder nor pack@edition.", param, ctx)


EDITION = _Edition()


def _home() -> Path:
    """Where packs are kept: BIHUAN_PACKS, the source tree's `packs/`, or those inside the installed package."""
    package = Path(__file__).resolve().parents[2]
    nearest = next(
        (folder for folder in (Path("packs"), package.parent / "packs") if folder.is_dir()), package / "packs"
    )
    return Path(os.environ.get("BIHUAN_PACKS") or nearest)


def _language(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str:
    """Chinese unless asked otherwise."""
    return value or ("en" if os.environ.get("LANG", "").startswith("en") else "zh")


_lang = click.option("--lang", type=click.Choice(["zh", "en"]), callback=_language, help="zh (default) or en")
_json = click.option("--json", "as_json", is_flag=True, help="machine-readable")


@click.group()
def packs() -> None:
    """标准包：检查、条款落实、版本比较、导出、编辑器模式 · Packs: check, coverage, diff, export, schema."""


@packs.command()
@click.argument("folders", nargs=-1, type=EDITION)
@_lang
@_json
def check(folders: tuple[Path | str, ...], lang: str, as_json: bool) -> None:
    """Load packs and play their scenarios; exit 1 with `path:line: what is wrong`."""
    found: list[Problem] = []
    sound: list[Pack] = []
    for folder in folders or _folders(_home()):
        try:
            pack = _read(folder)
        except PackError as error:
            found += error.problems
            continue
        wrong = list(problems(pack))
        found += wrong
        sound += [] if wrong else [pack]
    if as_json:
        click.echo(_dumped({
            "packs": [_summary(pack) for pack in sound],
            "problems": [{"path": one.path, "line": one.line, "message": in_language(one.message, lang)} for one in found],
        }))  # fmt: skip
    else:
        for pack in sound:
            facts = _summary(pack)
            click.echo(say("sound", lang, **{**facts, "title": pack.title.say(lang)}))
        for problem in sorted(set(found)):
            click.echo(problem.say(lang), err=True)
        if found:
            click.echo(say("problems", lang, count=len(set(found))), err=True)
    sys.exit(1 if found else 0)


@packs.command("coverage")
@click.argument("folder", type=EDITION, required=False)
@click.option("--held-by", type=click.Choice(["machine", "people", "text"]), help="only these clauses")
@_lang
@_json
def coverage_command(folder: Path | str | None, held_by: str | None, lang: str, as_json: bool) -> None:
    """Count and list what holds each clause: a machine, people, or nothing and why."""
    for pack in [loaded(folder, lang)] if folder else library(lang):
        told = coverage(pack)
        lines = [held for held in told.clauses if held_by in (None, held.clause.held_by)]
        if as_json:
            rows = [_line(held, lang) for held in lines]
            click.echo(_dumped({"pack": pack.name, "counts": told.counts, "clauses": rows}))
        else:
            _print_coverage(pack, told, lines, lang)


@packs.command("diff")
@click.argument("old", type=EDITION)
@click.argument("new", type=EDITION)
@_lang
@_json
def diff_command(old: Path | str, new: Path | str, lang: str, as_json: bool) -> None:
    """What changed from one edition to another: new, gone, tighter, looser, changed, reworded."""
    changes = diff(loaded(old, lang), loaded(new, lang))
    if as_json:
        names = ("what", "ref", "clause", "before", "after")
        click.echo(_dumped([{name: getattr(change, name) for name in names} for change in changes]))
        return
    if not changes:
        click.echo(say("same", lang))
        return
    table = Table(*(say(name, lang) for name in ("change", "clause", "where", "before", "after")))
    for change in changes:
        table.add_row(say(change.what, lang), change.clause, change.ref, change.before, change.after)
    _console().print(table)


@packs.command("export")
@click.argument("name", metavar="PACK@EDITION")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@_lang
def export_command(name: str, folder: Path, lang: str) -> None:
    """Write an edition that the site released into a new folder, file by file as it was released."""
    if folder.exists() and any(folder.iterdir()):
        raise click.ClickException(say("taken", lang, folder=folder))
    pack = _of_the_site(name)
    from bihuan.ground.standards.models import Bundle

    bundle = Bundle.objects.filter(pack=pack.id, edition=pack.edition).first()
    if bundle is None:
        raise click.ClickException(say("on_disk", lang, pack=name, home=_home()))
    for inside, text in bundle.files.items():
        target = folder / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    click.echo(say("exported", lang, pack=name, folder=folder, hash=bundle.hash))


@packs.command("schema")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="write one file per schema here"
)
def schema_command(out: Path | None) -> None:
    """JSON Schema of every file of a pack, for editors."""
    found = schema()
    if out is None:
        click.echo(_dumped(found))
        return
    out.mkdir(parents=True, exist_ok=True)
    for pattern, one in found.items():
        target = out / (pattern.split("/")[0].removesuffix(".yaml") + ".schema.json")
        target.write_text(_dumped(one) + "\n", encoding="utf-8")
        click.echo(f"{pattern}  {target}")


def _folders(home: Path) -> list[Path]:
    return sorted(path.parent for path in home.glob("*/pack.yaml"))


def library(lang: str) -> list[Pack]:
    try:
        return list(load_all(_home()).values())
    except PackError as error:
        raise click.ClickException("\n".join(one.say(lang) for one in error.problems)) from error


def _read(edition: Path | str) -> Pack:
    """From a folder, or by its name from the site. Raises PackError."""
    return load(edition) if isinstance(edition, Path) else _of_the_site(edition)


def _of_the_site(name: str) -> Pack:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.project.settings")
    django.setup()
    from bihuan.ground.standards import adoption

    found = adoption.known(name)
    if found is None:
        raise click.ClickException(f"{name} is not here; known are {', '.join(adoption.editions())}.")
    return found


def loaded(folder: Path | str, lang: str) -> Pack:
    try:
        return _read(folder)
    except PackError as error:
        raise click.ClickException("\n".join(one.say(lang) for one in error.problems)) from error


def _summary(pack: Pack) -> Mapping[str, Any]:
    return {
        "pack": pack.name,
        "title": pack.title.zh,
        "hash": pack.hash,
        "clauses": len(pack.clauses),
        "scenarios": len(pack.scenarios),
    }


def _line(held: Held, lang: str) -> Mapping[str, Any]:
    clause = held.clause
    return {
        "number": clause.number,
        "wording": clause.wording.say(lang),
        "held_by": clause.held_by,
        "holders": [holder.ref for holder in held.holders],
        "why": clause.why.say(lang) if clause.why else None,
        "reading": clause.reading.say(lang) if clause.reading else None,
        "question": clause.question.say(lang) if clause.question else None,
    }


def _print_coverage(pack: Pack, told: Coverage, lines: list[Held], lang: str) -> None:
    click.echo(f"{pack.name}  {pack.title.say(lang)}")
    counts = {kind: str(count) for kind, count in told.counts.items()}
    click.echo(say("counts", lang, total=len(told.clauses), **counts))
    table = Table(*(say(name, lang) for name in ("clause", "wording", "held_by", "holders")))
    for held in lines:
        row = _line(held, lang)
        table.add_row(
            row["number"], row["wording"], say(row["held_by"], lang), row["why"] or "\n".join(row["holders"])
        )
    _console().print(table)
    for held in lines:
        if held.clause.question:
            click.echo(say("open", lang, clause=held.clause.number, question=held.clause.question.say(lang)))


def _console() -> Console:
    """A pipe gets wide lines instead of cut ones."""
    return Console() if sys.stdout.isatty() else Console(width=160)


def _dumped(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)
