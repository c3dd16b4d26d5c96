"""`bihuan bill`: what a usage costs by a published tariff, with every step. Needs no database for packs in folders."""

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from bihuan.engines.billing import wording
from bihuan.engines.billing.charges import Charge, Line, Version
from bihuan.engines.billing.choosing import late_rule, latest, series
from bihuan.engines.billing.late import Lateness, late_charge, owed_of
from bihuan.engines.billing.refusals import BadUsage, NoTariff
from bihuan.engines.billing.tariffs import charge
from bihuan.engines.billing.usage import Usage, month_around
from bihuan.ground.standards.packs import Pack
from bihuan.ground.worktime.zone import local_day
from bihuan.project.clock import now
from bihuan.project.commands.packs import EDITION, library, loaded
from bihuan.project.commands.time import Refusal, Refusing, as_json_option, lang_option

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command(cls=Refusing)
@click.option("--tariff", "name", help="The tariff's series, such as beijing-water; --list shows them all.")
@click.option("--list", "listing", is_flag=True, help="List the tariffs there are.")
@click.option(
    "--quantity", "quantities", multiple=True, help="How much was used: 200, or for each measure peak=120."
)
@click.option("--from", "first", type=_DAY, help="First day (default: of this month).")
@click.option("--to", "last", type=_DAY, help="Last day (default: of the month of --from).")
@click.option("--people", type=int, default=0, help="People in the household.")
@click.option("--already", default="0", help="Counted in the tariff's year before the first day.")
@click.option(
    "--months-used", type=int, default=12, show_default=True, help="Months of that year that count."
)
@click.option("--relief", default="", help="A relief the customer is entitled to.")
@click.option("--multiplier", default="1", show_default=True, help="The meter's multiplier.")
@click.option("--due", type=_DAY, help="Last day to pay; with --paid also what paying late costs.")
@click.option("--paid", type=_DAY, help="Day of payment.")
@click.option("--pack", "edition", type=EDITION, help="Only this pack: a folder or pack@edition.")
@as_json_option
@lang_option
def bill(
    name: str | None, listing: bool, edition: Path | str | None, as_json: bool, lang: str, **asked: Any
) -> None:
    """What a usage costs, with every step and the clause it comes from.

    bihuan bill --tariff beijing-water --quantity 200 --from 2026-01-01 --to 2026-06-30 --people 7
    """
    packs = [loaded(edition, lang)] if edition else library(lang)
    known = series(packs)
    if listing:
        _list(known, as_json, lang)
        return
    if name is None or name not in known:
        raise Refusal(f"--tariff {name or ''!r} is not one of: {', '.join(known)}")
    try:
        made = charge(known[name], _usage(known[name][-1], asked))
        late = _late(packs, made, asked)
    except (BadUsage, NoTariff) as error:
        raise Refusal(_told(error, lang)) from error
    if as_json:
        data = made.as_data(lang) | ({"late": late.as_data(lang)} if late else {})
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        _print(made, late, lang)


def _today() -> date:
    return local_day(now())


def _told(error: BadUsage | NoTariff, lang: str) -> str:
    if isinstance(error, NoTariff):
        return error.text.say(lang)
    return " ".join(f"{field}: {text.say(lang)}" for field, text in error.fields.items())


def _usage(version: Version, asked: Mapping[str, Any]) -> Usage:
    first = asked["first"].date() if asked["first"] else month_around(_today())[0]
    last = asked["last"].date() if asked["last"] else month_around(first)[1]
    return Usage(
        first,
        last,
        _quantities(version, asked["quantities"]),
        people=asked["people"],
        already=_number("already", asked["already"]),
        months_used=asked["months_used"],
        relief=asked["relief"],
        multiplier=_number("multiplier", asked["multiplier"]),
    )


def _quantities(version: Version, given: Sequence[str]) -> dict[str, Decimal]:
    """`200` for the only measure, `peak=120` for one of several."""
    found = {}
    for text in given:
        id, _, amount = text.rpartition("=")
        found[id or version.tariff.measures[0].id] = _number("quantity", amount)
    return found


def _number(name: str, text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise Refusal(f"--{name} {text!r} is not a number") from error


def _late(packs: Sequence[Pack], made: Charge, asked: Mapping[str, Any]) -> Lateness | None:
    if not asked["due"] or not asked["paid"]:
        return None
    due: date = asked["due"].date()
    found = late_rule(packs, made.versions[-1].tariff, due)
    if found is None:
        raise Refusal(f"--due: no rule on late payment of this tariff is in force on {due}")
    rule, edition = found
    return late_charge(rule, edition, owed_of(rule, made), due=due, paid=asked["paid"].date())


def _list(known: Mapping[str, Sequence[Version]], as_json: bool, lang: str) -> None:
    rows = []
    for name, versions in known.items():
        shown = (latest(versions, _today()) or versions[0]).tariff
        rows.append(
            {
                "tariff": name,
                "title": shown.title.say(lang),
                "commodity": wording.commodity(shown.commodity, lang),
                "area": shown.area.title.say(lang),
                "customers": shown.customers.title.say(lang),
                "measures": " ".join(one.id for one in shown.measures),
                "from": shown.in_force.from_.isoformat(),
                "to": shown.in_force.to.isoformat() if shown.in_force.to else "",
            }
        )
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    for row in rows:
        table.add_row(row["tariff"], row["title"], row["measures"], f"{row['from']} – {row['to']}")
    _console().print(table)


def _console() -> Console:
    """A pipe gets wide lines instead of cut ones."""
    return Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=160)


def _print(made: Charge, late: Lateness | None, lang: str) -> None:
    """The total, then every step; lines that follow each other stand in one table."""
    console = _console()
    console.print(wording.total(made.total, lang), style="bold", markup=False)
    lines: list[Line] = []
    for step in made.steps:
        if step.code == "line":
            lines.append(step.values["line"])
            continue
        _lines(console, lines, lang)
        lines = []
        console.print(step.say(lang), style="dim", markup=False)
    for text in late.derivation(lang) if late else ():
        console.print(text, markup=False)


def _lines(console: Console, lines: Sequence[Line], lang: str) -> None:
    if not lines:
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    table.add_column()
    table.add_column()
    table.add_column(style="dim", overflow="fold")
    for line in lines:
        table.add_row(line.name(lang), line.sum_up(lang), line.cite)
    console.print(table)
