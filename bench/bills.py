"""Bill runs on PostgreSQL: bills a second, written and booked, by two processes on two cores; peak memory of one.

Every account has a meter, a reading for each of two months and, in the second run, the bill before. The bare sum of the
tariff, without a database, is measured beside it in the same run: `python -m bench.bills --accounts 10000,100000`.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bench.prepare import create_database
from bench.service import environment, postgres

GOAL, GROWTH = 4000, 1.2
SERIES = {
    "beijing-water": ("water", "water"),
    "zhejiang-power": ("power", "electricity"),
    "guangzhou-gas": ("gas", "gas"),
}
MONTHS = (date(2026, 4, 30), date(2026, 5, 31))
AT = datetime(2026, 6, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@dataclass(frozen=True)
class Figures:
    accounts: int
    rate: float
    first_rate: float
    bare: float
    megabytes: float


def setup() -> Any:
    import django

    django.setup()


def prepare(count: int) -> None:
    """A company, its meter readers' boss, and so many households, made by the database itself."""
    setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from bihuan.ground.directory.models import Membership, Person, Place, Team
    from bihuan.ground.standards import adoption
    from bihuan.ground.standards.actions import adopt

    place = Place.objects.create(code="bench", name="公用服务公司", kind=Place.Kind.COMPANY)
    place.path = f"/{place.pk}/"
    place.save(update_fields=["path"])
    team = Team.objects.create(code="care", name="客户服务管理部", kind=Team.Kind.CARE, place=place)
    person = Person.objects.create(username="boss", name="何平")
    for role in ("manager", "admin"):
        Membership.objects.create(person=person, team=team, role=role, since=AT - timedelta(400))
    for pack in ("china-tariffs-2026@2026.1", "company-offices-2026@2026.1"):
        adopt(place, pack, since=date(2026, 1, 1), by=person.actor(AT), at=AT - timedelta(100))
    adoption.forget()
    with connection.cursor() as cursor:
        for statement in _filling(place.pk, count):
            cursor.execute(statement)
        cursor.execute("ANALYZE")


def _filling(place: int, count: int) -> list[str]:
    every = f"generate_series(1, {count}) AS n"
    series, measures, commodities = (
        "(ARRAY[" + ",".join(f"'{one}'" for one in column) + "])[1 + n % 3]"
        for column in (list(SERIES), [one[0] for one in SERIES.values()], [one[1] for one in SERIES.values()])
    )
    shown = [
        f'INSERT INTO billing_reading (account_id, meter_id, "on", values, source, state, doubts, photo, note, at) '
        f"SELECT n, n, DATE '{month}', jsonb_build_object({measures}, (100 + {k} * (5 + (n % 10007 * 7919) % 300))::text), "
        f"'remote', 'accepted', '[]', '', '', TIMESTAMPTZ '{AT}' FROM {every}"
        for k, month in enumerate(MONTHS, 1)
    ]
    return [
        f"INSERT INTO ledger_book (id, kind, subject) SELECT n, 'receivable', 'account:' || n FROM {every}",
        f"SELECT setval(pg_get_serial_sequence('ledger_book', 'id'), {count})",
        f"INSERT INTO billing_premise (id, place_id, address) SELECT n, {place}, '滨江路' || n || '号' FROM {every}",
        "INSERT INTO billing_account (id, journal_seq, journal_head, number, premise_id, commodity, series, people, relief, "
        "fixed, holder_name, holder_phone, important, book_id, opened_on, opened_at) "
        f"SELECT n, 0, '', lpad(n::text, 10, '0'), n, {commodities}, {series}, n % 8, '', '{{}}', '户主' || n, "
        f"'138' || lpad(n::text, 8, '0'), false, n, DATE '2026-04-01', TIMESTAMPTZ '{AT}' FROM {every}",
        "INSERT INTO billing_meter (id, account_id, serial, digits, multiplier, fitted_on, starts, ends) "
        f"SELECT n, n, 'M' || n, 6, 1, DATE '2026-04-01', jsonb_build_object({measures}, '100'), '{{}}' FROM {every}",
        *shown,
    ]


def begin(month: date) -> None:
    setup()
    from bihuan.engines.billing.actions import start_run
    from bihuan.ground.directory.models import Person, Place

    by = Person.objects.get(username="boss").actor(AT)
    run = start_run(Place.objects.get(code="bench"), month, AT.date() + timedelta(15), by=by, at=AT)
    print(json.dumps({"run": run.pk}))


def work(run: int) -> None:
    """One of the two processes: part after part until none is left."""
    setup()
    from bihuan.engines.billing.actions import bill_part
    from bihuan.engines.billing.models import BillRun
    from bihuan.ground.directory.models import Person

    by, row = Person.objects.get(username="boss").actor(AT), BillRun.objects.get(pk=run)
    began, bills = time.perf_counter(), 0
    while (part := bill_part(row, by=by, at=AT)) is not None:
        bills += part.bills
    said = {"bills": bills, "seconds": time.perf_counter() - began}
    print(json.dumps(said | {"kilobytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}))


def checked(count: int) -> None:
    """Every account has its two bills, and the ledger has what they come to."""
    setup()
    from django.db.models import Sum

    from bihuan.engines.billing.models import Bill
    from bihuan.engines.ledger.models import Transfer

    bills = Bill.objects.aggregate(total=Sum("total"))["total"]
    booked = Transfer.objects.aggregate(total=Sum("amount"))["total"]
    assert Bill.objects.count() == 2 * count, Bill.objects.count()
    assert bills == booked, (bills, booked)
    print(json.dumps({"total": str(bills)}))


def bare(bills: int = 6000) -> float:
    """Sums of the tariff a second on one core, without a database."""
    import bihuan.engines.billing.scenarios
    import bihuan.engines.cases.scenarios
    import bihuan.reports.scenarios  # noqa: F401
    from bench.tariffs import PACK
    from bihuan.engines.billing.choosing import series
    from bihuan.engines.billing.tariffs import charge
    from bihuan.engines.billing.usage import Usage
    from bihuan.ground.standards.packs import load

    known = series([load(PACK)])
    usages = [
        (known[name], Usage(date(2026, 5, 1), MONTHS[1], {SERIES[name][0]: Decimal(5 + n % 300)}))
        for n in range(bills)
        for name in [list(SERIES)[n % 3]]
    ]
    began = time.perf_counter()
    for versions, usage in usages:
        charge(versions, usage)
    return bills / (time.perf_counter() - began)


def call(env: dict[str, str], *words: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "bench.bills", "--do", *map(str, words)]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)


def told(process: "subprocess.Popen[str]") -> dict[str, Any]:
    out, _err = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{process.args} ended with {process.returncode}")
    said: dict[str, Any] = json.loads(out.splitlines()[-1]) if out.strip() else {}
    return said


def measure(count: int) -> Figures:
    folder = Path(tempfile.mkdtemp(prefix="bihuan-bills-"))
    try:
        with postgres(folder / "pg") as url:
            create_database(url)
            env = environment(url, folder)
            told(call(env, "prepare", count))
            rates, memory = [], 0.0
            for month in MONTHS:
                run = told(call(env, "begin", month))["run"]
                workers = [told(one) for one in [call(env, "work", run) for _ in range(2)]]
                assert sum(one["bills"] for one in workers) == count
                rates.append(count / max(one["seconds"] for one in workers))
                memory = max(memory, *(one["kilobytes"] / 1024 for one in workers))
            told(call(env, "check", count))
        return Figures(count, rates[1], rates[0], bare(), memory)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", default="10000,100000,1000000")
    parser.add_argument("--do", nargs="+", help=argparse.SUPPRESS)
    said = parser.parse_args(argv)
    if said.do:
        what, *rest = said.do
        jobs = {
            "prepare": lambda: prepare(int(rest[0])),
            "begin": lambda: begin(date.fromisoformat(rest[0])),
            "work": lambda: work(int(rest[0])),
            "check": lambda: checked(int(rest[0])),
            "measure": lambda: print(json.dumps(asdict(measure(int(rest[0]))))),
        }
        jobs[what]()
        return 0
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.project.settings")
    # A process for each size: a database server lives as long as the process that started it.
    sizes = said.accounts.split(",")
    found = [Figures(**told(call(dict(os.environ), "measure", size))) for size in sizes]
    print(f"{'accounts':>9} {'bills/s':>8} {'first run':>9} {'bare sum/s':>10} {'MB a process':>12}")
    for one in found:
        print(
            f"{one.accounts:>9,} {one.rate:>8,.0f} {one.first_rate:>9,.0f} {one.bare:>10,.0f} {one.megabytes:>12.0f}"
        )
    growth = found[0].rate / found[-1].rate
    print(
        f"goal: at least {GOAL:,} bills a second; one costs {growth:.2f} times as much at the largest (goal {GROWTH})"
    )
    return 0 if all(one.rate >= GOAL for one in found) and growth <= GROWTH else 1


if __name__ == "__main__":
    sys.exit(main())
