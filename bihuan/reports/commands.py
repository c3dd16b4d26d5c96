"""`bihuan report list | make | export`: period reports from the command line. The moment comes from the caller."""

from datetime import date, datetime
from pathlib import Path

import click
from django.utils import translation
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bihuan.ground.directory.models import Place, Team
from bihuan.ground.journal.errors import Refused
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.reports import actions, schedule, workbook
from bihuan.reports.models import PeriodReport
from bihuan.reports.spans import Span, deadline, last_ended, span_on

LANGUAGES = {"zh": "zh-hans", "en": "en"}


def _moment(ctx: click.Context, param: click.Parameter, text: str | None) -> datetime:
    """`2026-06-05 08:00` in Shanghai; without it the caller's clock."""
    if text is None:
        read = ctx.meta.get("bihuan.now")
        if not callable(read):
            raise click.UsageError("--at is missing: which moment?")
        found: datetime = read()
        return found
    try:
        return datetime.strptime(f"{text} +0800", "%Y-%m-%d %H:%M %z")
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is not a moment; write 2026-06-05 08:00") from error


def _speak(ctx: click.Context, param: click.Parameter, language: str) -> str:
    translation.activate(LANGUAGES[language])
    return language


_at = click.option("--at", callback=_moment, help="The moment, Shanghai time, 2026-06-05 08:00; now.")
_lang = click.option(
    "--lang",
    type=click.Choice(list(LANGUAGES)),
    default="zh",
    callback=_speak,
    is_eager=True,
    help="Language.",
)


@click.group()
def report() -> None:
    """Daily and monthly reports of the standard."""


@report.command("list")
@_at
@_lang
def list_(at: datetime, lang: str) -> None:
    """What is owed, and what was sent of it."""
    table = Table(box=None, show_header=False)
    for _column in range(5):
        table.add_column(no_wrap=True, overflow="fold")
    try:
        owed = schedule.owed(at)
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    for one in owed:
        state = "✓" if one.sent else "!" if one.is_late(at) else "…"
        due = deadline(one.due_at) if one.due_at else "—"
        table.add_row(one.row.id, one.name, one.place.name, due, state)
    Console().print(table)


@report.command()
@click.argument("report_id", metavar="ID")
@click.option("--place", "place_code", required=True, help="Code of the place.")
@click.option("--team", "team_code", help="Code of a unit: its own report.")
@click.option("--period", help="A day of the period, 2026-06-01; the last one that is over.")
@_at
@_lang
def make(
    report_id: str, place_code: str, team_code: str | None, period: str | None, at: datetime, lang: str
) -> None:
    """Make the figures of a report as a draft; people submit it."""
    place = _place(place_code)
    team = None
    if team_code:
        team = Team.objects.filter(code=team_code).first()
        if team is None:
            raise click.ClickException(f"no team has the code {team_code!r}")
    try:
        span = _span(report_id, place, period, at)
        with Progress(console=Console(stderr=True), transient=True) as progress:
            bar = progress.add_task(report_id, total=None)

            def seen(done: int, every: int) -> None:
                progress.update(bar, completed=done, total=every)

            made = actions.draft(report_id, place, span, by=actions.MACHINE, at=at, team=team, seen=seen)
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"{made.pk}\t{made.name}\t{made.hash}")


@report.command()
@click.argument("number", metavar="NUMBER", type=int)
@click.option("--to", type=click.Path(path_type=Path), help="File or folder; here.")
@_lang
def export(number: int, to: Path | None, lang: str) -> None:
    """Write a report as an XLSX file."""
    found = PeriodReport.objects.select_related("place", "team").filter(pk=number).first()
    if found is None:
        raise click.ClickException(f"there is no report {number}; `bihuan report make` prints the number")
    target = to or Path()
    if target.is_dir():
        target = target / workbook.file_name(found)
    target.write_bytes(workbook.written(found, lang))
    click.echo(str(target))


def _place(code: str) -> Place:
    found = Place.objects.filter(code=code).first()
    if found is None:
        known = ", ".join(Place.objects.values_list("code", flat=True))
        raise click.ClickException(f"no place has the code {code!r}; known are {known}")
    return found


def _team(code: str | None) -> Team | None:
    found = Team.objects.filter(code=code).first() if code else None
    if code and found is None:
        raise click.ClickException(f"no team has the code {code!r}")
    return found


def _span(report_id: str, place: Place, period: str | None, at: datetime) -> Span:
    """The period named by a day, or the last one that is over."""
    try:
        on = date.fromisoformat(period) if period else at.astimezone(SHANGHAI).date()
    except ValueError as error:
        raise click.ClickException(f"--period {period!r} is not a day; write 2026-06-01") from error
    _pack, row = schedule.report_in_force(report_id, place, on)
    return span_on(row.period, on) if period else last_ended(row.period, at)
