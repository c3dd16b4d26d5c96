"""`bihuan read`: a written standard as clauses and promises, and as a draft pack. Needs no database."""

import hashlib
import json
import os
import re
import sys
from collections import Counter
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bihuan.ground.reading.draft import TitlePage, write_draft
from bihuan.ground.reading.errors import Unreadable
from bihuan.ground.reading.plain import plain, shown
from bihuan.ground.reading.reader import read_text
from bihuan.ground.reading.shapes import Clause, Document, Promise, Reading
from bihuan.ground.reading.sources import text_of
from bihuan.project.clock import now

_COLOURS = {
    "deadline": "red", "lead_time": "magenta", "frequency": "cyan", "threshold": "yellow", "retention": "blue",
    "score": "green", "count": "bright_yellow", "materials": "bright_blue", "prohibited": "bright_red", "duty": "white",
}  # fmt: skip
_WORDS = {
    "zh": {
        "clause": "条款", "kind": "种类", "quantity": "数值", "subject": "谁", "course": "从 → 到", "words": "原文",
        "sure": "把握", "count": "条数", "figures": "有数值",
        "documents": "文件 {documents} 份，条款 {clauses} 条，承诺 {promises} 项",
        "drafted": "草案包已写入 {folder}；用 bihuan packs check {folder} 检查",
        "taken": "{folder} 里已有文件，请换一个新的文件夹",
        "beyond": "这份文件里只有 {documents} 份文档",
        "deadline": "时限", "lead_time": "提前", "frequency": "频次", "threshold": "限值", "retention": "保存",
        "score": "记分", "materials": "材料", "prohibited": "禁止", "duty": "职责", "counted": "数量",
    },
    "en": {
        "clause": "clause", "kind": "kind", "quantity": "value", "subject": "who", "course": "from → to",
        "words": "words", "sure": "sure", "count": "number", "figures": "with a figure",
        "documents": "{documents} documents, {clauses} clauses, {promises} promises",
        "drafted": "The draft pack is in {folder}; check it with bihuan packs check {folder}",
        "taken": "{folder} has files in it; choose a new folder",
        "beyond": "there are only {documents} documents in this file", "counted": "count",
    },
}  # fmt: skip


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="machine-readable, see docs/reading.md")
@click.option("--stats", is_flag=True, help="count promises by kind")
@click.option("--figures", is_flag=True, help="only promises with a figure")
@click.option("--document", type=click.IntRange(min=1), help="only this document of the file")
@click.option(
    "--draft-pack", type=click.Path(file_okay=False, path_type=Path), help="write a draft pack here"
)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="zh (default) or en")
def read(
    file: Path,
    as_json: bool,
    stats: bool,
    figures: bool,
    document: int | None,
    draft_pack: Path | None,
    lang: str | None,
) -> None:
    """读一份写好的标准：条款树、其中的承诺、草案包 · Read a standard: clauses, promises, a draft pack."""
    said = lang or ("en" if os.environ.get("LANG", "").startswith("en") else "zh")
    try:
        data = file.read_bytes()
        reading = _only(read_text(text_of(data, file.name)), document, said)
    except Unreadable as error:
        raise click.ClickException(f"{file}: {error}") from error
    if draft_pack is not None:
        _draft(reading, draft_pack, file, data, said)
    if as_json:
        click.echo(json.dumps(plain(reading), ensure_ascii=False, indent=2))
    elif stats:
        _print_stats(reading, said)
    elif draft_pack is None:
        _print(reading, said, figures=figures)


def _only(reading: Reading, document: int | None, lang: str) -> Reading:
    if document is None:
        return reading
    if document > len(reading.documents):
        raise click.ClickException(_say("beyond", lang, documents=len(reading.documents)))
    return Reading(reading.text, (reading.documents[document - 1],))


def _draft(reading: Reading, folder: Path, file: Path, data: bytes, lang: str) -> None:
    name = re.sub(r"[^a-z0-9-]+", "-", folder.resolve().name.lower()).strip("-")
    page = TitlePage(
        id=name if re.match("[a-z]", name) else f"draft-{name}".rstrip("-"),
        title=reading.documents[0].title,
        in_force=now().date(),
        source=f"{file.name} (sha256 {hashlib.sha256(data).hexdigest()[:16]})",
    )
    try:
        write_draft(reading, folder, page)
    except FileExistsError as error:
        raise click.ClickException(_say("taken", lang, folder=folder)) from error
    click.echo(_say("drafted", lang, folder=folder), err=True)


def _print_stats(reading: Reading, lang: str) -> None:
    found = list(_promises(reading))
    kinds = Counter(promise.kind for _, _, promise in found)
    figures = Counter(promise.kind for _, _, promise in found if promise.quantity)
    clauses = sum(len(document.clauses) for document in reading.documents)
    click.echo(
        _say("documents", lang, documents=len(reading.documents), clauses=clauses, promises=len(found))
    )
    table = Table(*(_say(name, lang) for name in ("kind", "count", "figures")))
    for kind, number in kinds.most_common():
        table.add_row(_kind(kind, lang), str(number), str(figures[kind] or ""))
    _console().print(table)


def _print(reading: Reading, lang: str, *, figures: bool) -> None:
    console = _console()
    for document in reading.documents:
        console.print(Text(document.title, style="bold"))
        table = Table(
            *(
                _say(name, lang)
                for name in ("clause", "kind", "quantity", "subject", "course", "words", "sure")
            )
        )
        for _, clause, promise in _promises(Reading(reading.text, (document,))):
            if promise.quantity or not figures:
                table.add_row(*_line(reading, clause, promise, lang))
        console.print(table)


def _line(reading: Reading, clause: Clause, promise: Promise, lang: str) -> list[Text]:
    course = (
        " → ".join(words or "…" for words in (promise.start, promise.stop))
        if promise.start or promise.stop
        else ""
    )
    words = " ".join(reading.text[slice(*promise.span)].split())
    return [
        Text(clause.ref),
        Text(_kind(promise.kind, lang), style=_COLOURS[promise.kind]),
        Text(shown(promise.quantity) if promise.quantity else ""),
        Text(promise.subject or ""),
        Text(course),
        Text(words if len(words) <= 40 else f"{words[:39]}…"),
        Text(f"{promise.confidence:.0%}", style="bold" if promise.confidence >= 0.9 else "dim"),
    ]


def _promises(reading: Reading) -> list[tuple[Document, Clause, Promise]]:
    return [
        (document, clause, promise)
        for document in reading.documents
        for clause in document.clauses
        for promise in clause.promises
    ]


def _kind(kind: str, lang: str) -> str:
    return _say("counted" if kind == "count" else kind, lang)


def _say(name: str, lang: str, **facts: object) -> str:
    return _WORDS[lang].get(name, name).format(**facts)


def _console() -> Console:
    """A pipe gets wide lines instead of cut ones."""
    return Console() if sys.stdout.isatty() else Console(width=160)
