"""`bihuan demo`: a company of its own, and ninety days of work that end now."""

import gc
import json
import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bihuan.project.demo.play import Play


_DEVICES = {
    "kiosk": "取号机 kiosk",
    "screen": "大屏 screen",
    "counter": "窗口屏 counter",
    "rating": "评价器 rating",
}


@click.command()
@click.option("--fresh", is_flag=True, help="throw an earlier demo away and play anew")
@click.option(
    "--days", type=click.IntRange(1, 400), default=90, show_default=True, help="how many days are played"
)
@click.option(
    "--cases", type=click.IntRange(12), default=1500, show_default=True, help="how many cases come in"
)
@click.option("--seed", type=int, default=2015, show_default=True, help="another number, another play")
def demo(fresh: bool, days: int, cases: int, seed: int) -> None:
    """Set up the demo's company and play its work up to now. Refuses a database with data of its own."""
    _setup()
    from django.core.management import call_command

    from bihuan.project.demo import company

    call_command("migrate", verbosity=0, interactive=False)
    if not company.is_empty():
        if not company.is_demo():
            raise click.ClickException(
                "This database holds data that is not the demo's; nothing was touched. "
                "Name another one in BIHUAN_DATABASE."
            )
        if not fresh:
            _stands(company.is_played())
            return
        _clear()
    _play(days, cases, seed)
    _logins()


def _setup() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.project.settings")
    django.setup()


def _stands(whole: bool) -> None:
    from bihuan.ground.standards import adoption

    if names := adoption.changed():
        raise click.ClickException(
            f"The demo's cases live by {', '.join(names)} as it was then; its files have changed since, so no page would "
            "answer. `make demo FRESH=1` (`bihuan demo --fresh`) throws the demo away and plays anew."
        )
    state = "The demo is here already" if whole else "Here is a demo that was broken off"
    click.echo(f"{state}; `bihuan demo --fresh` throws it away and plays anew.")
    if whole:
        _logins()


def _clear() -> None:
    """Empty the demo's database: the file itself on SQLite, the rows elsewhere."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    if connection.vendor != "sqlite":
        call_command("flush", verbosity=0, interactive=False)
        return
    connection.close()
    for end in ("", "-wal", "-shm"):
        Path(f"{settings.DATABASES['default']['NAME']}{end}").unlink(missing_ok=True)
    call_command("migrate", verbosity=0, interactive=False)


def _play(days: int, cases: int, seed: int) -> None:
    from django.db import connection

    from bihuan.ground.directory.actions import token_hash as hashed
    from bihuan.project.clock import now
    from bihuan.project.demo.company import found
    from bihuan.project.demo.play import Play

    end = now()
    start = end - timedelta(days=days)
    play = Play(found(start - timedelta(days=2), hashed), start, end, cases, seed)
    if connection.vendor == "sqlite":
        # A broken demo is played again: no need to wait for the disk at every step.
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
    # Millions of short-lived objects and next to no cycles: looking for them costs a tenth of the time.
    gc.set_threshold(100_000, 50, 50)
    _with_a_bar(play)
    connection.close()


def _with_a_bar(play: "Play") -> None:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns) as progress:
        bar = progress.add_task("Playing the days")
        for done, days in play.run():
            progress.update(bar, completed=done, total=days)
    for line in play.refused:
        click.echo(f"Refused: {line}", err=True)


def _logins() -> None:
    from django.conf import settings
    from rich.console import Console
    from rich.table import Table

    from bihuan.project.demo.company import TEAMS, TOKENS
    from bihuan.project.demo.halls import links
    from bihuan.project.demo.households import TRIER
    from bihuan.project.demo.people import PASSWORD, STAFF, logins

    names = {code: name for code, name, *_rest in TEAMS}
    settings.DEMO_LOGINS.parent.mkdir(parents=True, exist_ok=True)
    devices = [{**one, "hall": names[f"hall-{one['hall']}"]} for one in links()]
    settings.DEMO_LOGINS.write_text(json.dumps(logins(names, devices), ensure_ascii=False), encoding="utf-8")
    table = Table(title=f"登录 Logins（密码 password: {PASSWORD}）")
    for heading in ("用户名", "姓名", "岗位", "部门"):
        table.add_column(heading)
    for one in STAFF:
        table.add_row(one.username, one.name, one.duty, names[one.posts[0][0]])
    console = Console()
    console.print(table)
    for name, key, _whose, scopes in TOKENS:
        console.print(f"API {name}: Authorization: Bearer {key}  ({', '.join(scopes)})")
    site = settings.SITE_URL.rstrip("/")
    for device in devices:
        where = f"{device['hall']}{device['number'] or ''}"
        console.print(f"{_DEVICES[device['kind']]} {where}: {site}{device['url']}")
    console.print(f"我的账单 my bills: {site}/my/ （手机号 phone: {TRIER}）")
    console.print(f"客户 customers: {site}/    员工 staff: {site}/desk/    API: {site}/api/")
