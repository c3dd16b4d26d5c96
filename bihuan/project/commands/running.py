"""`bihuan watch | verify | backup | manage | report`: running a site."""

import logging
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, time
from pathlib import Path
from threading import Event
from types import FrameType

import click

from bihuan.project.commands.time import lang_option


def _setup() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.project.settings")
    django.setup()


@click.command()
@click.option("--kind", "only", multiple=True, metavar="KIND", help="only chains of this kind, such as case")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="only chains that grew on this day or later")
@click.option("--quiet", "-q", is_flag=True, help="no progress, findings only")
@lang_option
def verify(only: tuple[str, ...], since: datetime | None, quiet: bool, lang: str) -> None:
    """验证日志：逐条重算哈希链和每日根；有出入时逐条列出，退出码 1 · Prove the journal: recompute every chain and every
    daily root; exit 1 with what differs.
    """
    _setup()
    from django.utils.translation import override

    with override(lang):
        _verify(only, since, quiet)


def _verify(only: tuple[str, ...], since: datetime | None, quiet: bool) -> None:
    from django.utils.translation import gettext as _
    from rich.console import Console
    from rich.progress import Progress

    from bihuan.ground.journal import verify as proof

    if unknown := [kind for kind in only if kind not in proof.kinds()]:
        known = ", ".join(sorted(proof.kinds()))
        said = _("There is no kind %(given)s; there are %(known)s.") % {
            "given": ", ".join(unknown),
            "known": known,
        }
        raise click.BadParameter(said, param_hint="--kind")
    read = found = 0
    with Progress(console=Console(stderr=True), disable=quiet, transient=True) as progress:
        bar = progress.add_task(_("Reading the journal"), total=proof.sizes(only))

        def seen(kind: str, entries: int) -> None:
            nonlocal read
            read += entries
            progress.update(
                bar, advance=entries, description=_("Reading the journal: %(kind)s") % {"kind": kind}
            )

        for finding in proof.everything(only, since=since.date() if since else None, seen=seen):
            found += 1
            click.echo(str(finding))
    if found:
        told = _("%(found)s findings in %(read)s entries.")
        click.echo(told % {"found": found, "read": read}, err=True)
        sys.exit(1)
    click.echo(_("%(read)s entries: every chain and every daily root holds.") % {"read": read})


@click.command()
@click.option("--once", is_flag=True, help="one round, then stop")
@click.option(
    "--every",
    type=click.FloatRange(0.1, 3600),
    default=5,
    show_default=True,
    help="seconds between two rounds",
)
@click.option(
    "--limit",
    type=click.IntRange(1, 10000),
    default=200,
    show_default=True,
    help="most steps of a kind in a round",
)
@click.option("--verbose", "-v", is_flag=True, help="one line for each thing done")
def watch(once: bool, every: float, limit: int, verbose: bool) -> None:
    """Do what time does by itself: warn, mark and escalate, send the outbox, seal finished days.

    Several may run at once. SIGTERM and Ctrl-C let the present round finish.
    """
    _setup()
    if verbose:
        logging.getLogger("bihuan").setLevel(logging.INFO)
    stopping = _stop_on_signals()
    while True:
        busy = round_of_watch(limit, stopping)
        if once or stopping.is_set():
            return
        # A full round means that there is more: no pause.
        stopping.wait(0 if busy else every)
        if stopping.is_set():
            return


def round_of_watch(limit: int, stopping: Event) -> bool:
    """One round; one broken part does not keep the others from their work. True when a part reached its limit."""
    from django.db import close_old_connections

    log = logging.getLogger("bihuan.watch")
    busy = False
    for name, part in parts_of_watch(limit).items():
        if stopping.is_set():
            break
        close_old_connections()
        try:
            done = part()
        except Exception:
            log.exception("%s", name)
            continue
        busy = busy or done >= limit
        if done:
            log.info("%s: %s", name, done)
    return busy


def parts_of_watch(limit: int) -> dict[str, Callable[[], int]]:
    """What time does by itself, by what it is called: each does at most `limit` steps and says how many."""
    from django.conf import settings

    from bihuan.engines.arrears import watch as arrears
    from bihuan.engines.billing import watch as billing
    from bihuan.engines.cases import watch as cases
    from bihuan.engines.drafts import watch as drafts
    from bihuan.engines.duties import watch as duties
    from bihuan.engines.halls import watch as halls
    from bihuan.engines.inspections import watch as inspections
    from bihuan.engines.outages import watch as outages
    from bihuan.engines.payments import watch as payments
    from bihuan.engines.registers import watch as registers
    from bihuan.engines.rosters import watch as rosters
    from bihuan.ground.journal import watch as journal
    from bihuan.project.clock import now
    from bihuan.reports import watch as reports

    hours = reminder_hours()
    parts: dict[str, Callable[[], int]] = {
        "arrears": lambda: arrears.run(now(), limit),
        "billing": lambda: billing.run(now(), limit),
        "cases": lambda: cases.run(now(), limit, hours),
        "drafts": lambda: drafts.run(now(), limit),
        "duties": lambda: duties.run(now(), limit),
        "halls": lambda: halls.run(now(), limit),
        "inspections": lambda: inspections.run(now(), limit),
        "outages": lambda: outages.run(now(), limit),
        "payments": lambda: payments.run(now(), limit),
        "rosters": lambda: rosters.run(now(), limit),
        "registers": lambda: registers.run(now(), limit),
        "reports": lambda: reports.run(now(), limit, hours),
        "outbox": lambda: journal.deliver_due(now(), limit),
        "days sealed": lambda: journal.seal_days(now()),
    }
    if settings.DEMO:
        from bihuan.project.demo import living

        parts["demo"] = lambda: living.run(now())
    return parts


def reminder_hours() -> tuple[time, time]:
    """`BIHUAN_REMINDER_HOURS`, such as `08:00-21:00`."""
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    opens, _dash, closes = settings.REMINDER_HOURS.partition("-")
    try:
        return time.fromisoformat(opens.strip()), time.fromisoformat(closes.strip())
    except ValueError as error:
        raise ImproperlyConfigured("BIHUAN_REMINDER_HOURS must look like 08:00-21:00.") from error


def _stop_on_signals() -> Event:
    stopping = Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    return stopping


@click.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": []}, add_help_option=False
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def manage(words: tuple[str, ...]) -> None:
    """Django's own commands: `bihuan manage migrate`, `bihuan manage shell` …"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.project.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["bihuan manage", *words])


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write a consistent copy of the database to FILE while the site runs."""
    _setup()
    from django.conf import settings

    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        target = f"--host {database['HOST'] or 'localhost'} --username {database['USER']} {database['NAME']}"
        raise click.ClickException(
            f"PostgreSQL brings its own tool: pg_dump --format custom --file {file} {target}"
        )
    if file.exists():
        raise click.ClickException(f"{file} is there already; name a new file.")
    if not file.parent.is_dir():
        raise click.ClickException(f"{file.parent} is not a folder.")
    with closing(sqlite3.connect(database["NAME"])) as source:
        source.execute("VACUUM INTO ?", (str(file),))
    click.echo(f"{file}: {file.stat().st_size:,} bytes. Attachments are beside it in {settings.MEDIA_ROOT}.")


class _Report(click.Group):
    """The room of reports owns its commands; it is imported when one is asked for."""

    def _there(self) -> click.Group:
        _setup()
        from importlib import import_module

        group = import_module("bihuan.reports.commands").report
        assert isinstance(group, click.Group)
        return group

    def list_commands(self, ctx: click.Context) -> list[str]:
        return self._there().list_commands(ctx)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        return self._there().get_command(ctx, name)


@click.group(cls=_Report)
@click.pass_context
def report(ctx: click.Context) -> None:
    """Daily and monthly reports of the standard."""
    from bihuan.project.clock import now

    ctx.meta["bihuan.now"] = now
