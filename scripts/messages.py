"""Every room's texts: read them from its code and templates, keep its catalogue in step, compile it.

`python scripts/messages.py` updates and compiles all rooms, `python scripts/messages.py bihuan/windows/look` one;
`python scripts/messages.py compile` only compiles.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "bihuan"
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
METHODS = [("**/migrations/**", "ignore"), ("**.py", "python"), ("**.html", "jinja2")]
OPTIONS = {"**.html": {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true"}}
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "trans": None,
}


def rooms() -> Iterator[Path]:
    """The folders that own a catalogue: each room of the floors, and `reports` and `project`."""
    for floor in ("ground", "engines", "windows"):
        yield from sorted(
            room for room in (PACKAGE / floor).iterdir() if room.is_dir() and (room / "__init__.py").exists()
        )
    yield from (PACKAGE / "reports", PACKAGE / "project")


def used(room: Path) -> Catalog:
    """Every text the room's own code and templates say."""
    catalogue = Catalog(locale="zh_Hans")
    for _file, _line, message, comments, context in extract_from_dir(
        str(room), method_map=METHODS, options_map=OPTIONS, keywords=KEYWORDS, strip_comment_tags=True
    ):
        catalogue.add(message, auto_comments=comments, context=context, flags=(), locations=())
    return catalogue


def kept(room: Path) -> Catalog:
    """The room's catalogue as it is; empty when there is none yet."""
    path = room / CATALOGUE
    if not path.exists():
        return Catalog(locale="zh_Hans", domain="django")
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans", domain="django")


def update(room: Path) -> None:
    """New texts come in untranslated, texts that are gone go; nothing is guessed."""
    wanted, have = used(room), kept(room)
    path = room / CATALOGUE
    if not len(wanted):
        path.unlink(missing_ok=True)
        return
    for message in wanted:
        if message.id and (old := have.get(message.id, message.context)):
            message.string, message.user_comments = old.string, old.user_comments
    write(room, wanted)


def write(room: Path, catalogue: Catalog) -> None:
    path = room / CATALOGUE
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(
            b'msgid ""\nmsgstr ""\n"Language: zh_Hans\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        )
        file.write(b'"Plural-Forms: nplurals=1; plural=0;\\n"\n\n')
        write_po(file, catalogue, width=110, no_location=True, omit_header=True, sort_output=True)


def compile_room(room: Path) -> None:
    path = room / CATALOGUE
    if path.exists():
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, kept(room))


def missing(room: Path) -> list[str]:
    """The texts of the room that have no sure translation."""
    have = kept(room)

    def told(text: str, context: str | None) -> bool:
        entry = have.get(text, context)
        if entry is None or entry.fuzzy:
            return False
        return bool(entry.string) if isinstance(entry.string, str) else any(entry.string)

    return [str(message.id) for message in used(room) if message.id and not told(message.id, message.context)]


def main() -> None:
    only_compile = sys.argv[1:] == ["compile"]
    chosen = [ROOT / name for name in sys.argv[1:] if not only_compile] or list(rooms())
    for room in chosen:
        if not only_compile:
            update(room)
        compile_room(room)
        if gaps := [] if only_compile else missing(room):
            print(f"{room.relative_to(ROOT)}: {len(gaps)} without a translation: {gaps[:5]}")


if __name__ == "__main__":
    main()
