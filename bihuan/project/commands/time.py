"""`bihuan due` and `bihuan calendar`: working time from the command line."""

import json
import os
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO, Any

import click
from rich.console import Console
from rich.table import Table

from bihuan.ground.worktime import (
    Allowance,
    Calendar,
    Conventions,
    Receipt,
    WorktimeError,
    calendars,
    load_tables,
    receipt,
)
from bihuan.ground.worktime.holidays import HolidayTable
from bihuan.ground.worktime.holidays.notices import read_notice
from bihuan.ground.worktime.wording import WEEKDAYS, clock, festival, language
from bihuan.project.clock import now

_START = re.compile(
    r"(now|\d{4}-\d{2}-\d{2}(?:[T ]\d{1,2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)?)(?:\s+(.+))?"
)
_TEXTS = {
    "zh-Hans": {
        "when": "时间", "what": "计算", "counted": "计入", "error": "错误：{0}", "written": "已写入 {0}",
        "off": "放假", "work": "上班", "year": "{0}年：{1}个工作日", "announced": "节假日收录至{0}年", "none": "不计节假日",
        "workday": "工作日", "rest": "休息", "holiday": "放假", "make-up": "调休上班", "not yet announced": "尚未公布",
    },
    "en": {
        "when": "When", "what": "Count", "counted": "Counted", "error": "Error: {0}", "written": "written to {0}",
        "off": "off", "work": "worked", "year": "{0}: {1} working days", "announced": "holidays up to {0}",
        "none": "no holidays", "workday": "working day", "rest": "rest", "holiday": "holiday", "make-up": "make-up workday",
        "not yet announced": "not yet announced",
    },
}  # fmt: skip


class Refusal(click.ClickException):
    """One clear line, exit code 2."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(_say("error", _system_language(), self.message), err=True)


class Refusing(click.Command):
    """A command whose refusals, of its words as of the sum, are one line each."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            raise Refusal(f"{error.format_message()} ({ctx.get_usage()})") from error

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # A reader such as `head` has seen enough; click ends quietly.
            raise
        except (WorktimeError, OSError) as error:
            raise Refusal(str(error)) from error


def _system_language() -> str:
    return language(os.environ.get("LANG", ""))


def _say(key: str, lang: str, *values: object) -> str:
    return _TEXTS[lang][key].format(*values)


lang_option = click.option(
    "--lang",
    default=_system_language,
    callback=lambda ctx, param, value: language(value),
    show_default="$LANG, else zh-Hans",
    help="zh-Hans or en.",
)
_holidays = click.option(
    "--holidays",
    "folder",
    envvar="BIHUAN_HOLIDAYS",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of a site's own holiday tables, laid over the shipped ones.",
)
as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def _calendar(name: str, folder: Path | None) -> Calendar:
    """A built-in calendar by name, or one from a JSON file with the keys of a pack's calendars."""
    tables = load_tables(folder)
    if not name.endswith(".json"):
        return calendars.with_holidays(name, tables)
    try:
        data = json.loads(Path(name).read_text(encoding="utf-8"))
    except ValueError as error:
        raise Refusal(f"{name}: not valid JSON: {error}") from error
    return Calendar.from_data(Path(name).stem, data, tables)


@click.command(cls=Refusing, context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, required=True, metavar="START ALLOWANCE")
@click.option(
    "--calendar", "name", default="cn-office", show_default=True, help="A built-in name or a JSON file."
)
@click.option("--start-day", type=click.Choice(["next", "same"]), default="next", show_default=True)
@click.option("--ends", type=click.Choice(["midnight", "close"]), default="midnight", show_default=True)
@click.option("--roll", type=click.Choice(["next", "none", "previous"]), default="next", show_default=True)
@click.option(
    "--roll-dates", type=click.Choice(["next", "none", "previous"]), default="none", show_default=True
)
@_holidays
@as_json_option
@lang_option
def due(
    words: tuple[str, ...], name: str, folder: Path | None, as_json: bool, lang: str, **conventions: Any
) -> None:
    """When something is due, with its receipt.

    START is local to the calendar ("2026-09-29 16:00"), or has an offset, or is `now`. ALLOWANCE is written as
    in a standard: 45min, 4h, 90wmin, 2wd, 10d, 1mo, "next-day 09:00", "next-month day 10"; -7d before an event.
    """
    calendar = _calendar(name, folder)
    found = _START.fullmatch(" ".join(words).strip())
    if not found:
        raise Refusal(f'START {words[0]!r} is not a moment such as "2026-09-29 16:00"')
    if not found[2]:
        raise Refusal('ALLOWANCE is missing, for example: bihuan due "2026-09-29 16:00" 5wd')
    sum_up = receipt(
        _moment(found[1], calendar), Allowance.parse(found[2]), calendar, Conventions(**conventions)
    )
    if as_json:
        click.echo(json.dumps(sum_up.as_dict(), ensure_ascii=False, indent=2))
    else:
        _print(sum_up, lang)


def _moment(text: str, calendar: Calendar) -> datetime:
    if text == "now":
        return now()
    try:
        moment = datetime.fromisoformat(re.sub(r"[T ](\d):", r" 0\1:", text))
    except ValueError as error:
        raise Refusal(f"START {text!r}: {error}") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=calendar.tz)


def _print(sum_up: Receipt, lang: str) -> None:
    head, *rest = sum_up.text(lang).splitlines()
    conclusion = sum_up.conclusion(lang)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(_say("when", lang), no_wrap=True)
    table.add_column(_say("what", lang))
    table.add_column(_say("counted", lang))
    for row in sum_up.rows(lang):
        table.add_row(*row)
    console = Console(highlight=False)
    console.print(conclusion, style="bold", markup=False)
    console.print(head, style="dim", markup=False)
    for line in rest[:2]:
        console.print(line, markup=False)
    console.print(table)
    for line in rest[rest.index(conclusion) + 1 :]:
        console.print(line, style="dim", markup=False)


@click.group()
def calendar() -> None:
    """Calendars and holiday tables."""


@calendar.command("list", cls=Refusing)
@_holidays
@as_json_option
@lang_option
def list_(folder: Path | None, as_json: bool, lang: str) -> None:
    """The built-in calendars."""
    known = [_calendar(name, folder) for name in calendars.names()]
    if as_json:
        click.echo(json.dumps([{"name": each.name, "version": each.version} for each in known], indent=2))
        return
    for each in known:
        until = _say("announced", lang, max(each.holidays.years)) if each.holidays else _say("none", lang)
        click.echo(f"{each.name:<10} {each.version}  {until}")


@calendar.command(cls=Refusing)
@click.argument("name")
@click.argument("period", required=False, metavar="[YEAR|YEAR-MONTH]")
@_holidays
@as_json_option
@lang_option
def show(name: str, period: str | None, folder: Path | None, as_json: bool, lang: str) -> None:
    """The days of a month, or the unusual days of a year (default: this one)."""
    shown = _calendar(name, folder)
    first, last = _period(period or str(shown.local(now()).year))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    whole_month = (last - first).days < 31
    usual = () if whole_month else ("workday", "rest")
    rows = [_day(shown, day) for day in days if shown.reason(day) or shown.status(day) not in usual]
    if as_json:
        data = {"calendar": shown.version, "workdays": sum(map(shown.is_workday, days)), "days": rows}
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    click.echo(
        _say("year", lang, period or first.year, sum(map(shown.is_workday, days))) + f"  {shown.version}"
    )
    if not whole_month and not shown.announced(first.year):
        click.echo(f"{first.year}  {_say('not yet announced', lang)}")
        return
    for row in rows:
        weekday = WEEKDAYS[lang][date.fromisoformat(row["date"]).weekday()]
        parts = [
            row["date"],
            weekday,
            _say(row["status"], lang),
            " ".join(row["hours"]),
            festival(row["reason"], lang),
        ]
        click.echo("  ".join(part for part in parts if part))


def _day(shown: Calendar, day: date) -> dict[str, Any]:
    hours = [f"{clock(a)}-{clock(b) if b <= 1440 else clock(b - 1440)}" for a, b in shown.intervals(day)]
    return {"date": day.isoformat(), "status": shown.status(day), "hours": hours, "reason": shown.reason(day)}


def _period(text: str) -> tuple[date, date]:
    found = re.fullmatch(r"(\d{4})(?:-(\d{2}))?", text)
    year, month = (int(found[1]), int(found[2] or 0)) if found else (0, 0)
    if not 1950 <= year <= 2200 or month > 12:
        raise Refusal(f"{text!r} is not a year (2026) or month (2026-10) from 1950 to 2200")
    if not month:
        return date(year, 1, 1), date(year, 12, 31)
    return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


@calendar.command("import", cls=Refusing)
@click.argument("file", type=click.File("rb"))
@click.option("--year", type=int, help="The year, if the notice does not say it.")
@click.option("--out", type=click.Path(path_type=Path), help="File or existing folder to write the table to.")
@click.option("--force", is_flag=True, help="Replace the file if there is one.")
@lang_option
def import_(file: IO[bytes], year: int | None, out: Path | None, force: bool, lang: str) -> None:
    """Read a holiday notice (its text, or JSON) from FILE or - and print it as a table, or write it with --out."""
    table = read_notice(_decoded(file.read()), year)
    if out is None:
        click.echo(table.as_text(), nl=False)
        return
    if out.is_dir():
        out = out / f"{table.name}-{max(table.years)}.json"
    if out.exists() and not force:
        raise Refusal(f"{out} exists; give --force to replace it")
    out.write_text(table.as_text(), encoding="utf-8")
    for line in _summary(table, lang):
        click.echo(line)
    click.echo(_say("written", lang, out))


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal("the file is neither UTF-8 nor GB 18030 text")


def _summary(table: HolidayTable, lang: str) -> Iterator[str]:
    for year in table.years.values():
        for name, days in year.as_data()["days"].items():
            parts = [f"{_say(kind, lang)} {', '.join(days[kind])}" for kind in ("off", "work") if days[kind]]
            yield f"{year.year}  {festival(name, lang)}  {'  '.join(parts)}"


@click.group()
def main() -> None:
    """Working time alone; `bihuan` has these commands too."""


main.add_command(due)
main.add_command(calendar)

if __name__ == "__main__":
    main()
