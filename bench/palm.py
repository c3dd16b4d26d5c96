"""The palm hall under load: customers on their phones, each thinking between two pages, and so many requests at once.

Two workers and PostgreSQL on this machine, and the load beside them, from wrk. The pages are a mix of the hall's modules over
so many billed accounts: `python -m bench.palm --accounts 100000 --users 1500,3000 --seconds 60`.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from bench import bills
from bench.prepare import create_database
from bench.service import environment, granian, memory, postgres
from scripts.postgres import free_port

HERE = Path(__file__).parent
#: The load of the paper (S000-7) on two cores: so many online, so many requests at once; ours is the last figure.
USERS, AT_ONCE, P95 = 1500, 300, 300.0
#: Milliseconds that somebody looks at a page, on average.
THINK = 7000
#: Customers who are signed in; each page is somebody's own.
SIGNED_IN = 1500
#: How often each page is opened, of a hundred times. `{number}` is an own account, `{bill}` an own bill.
MIX = (
    (14, "/"),
    (16, "/my/bills/"),
    (12, "/my/b/{bill}/"),
    (14, "/my/usage/?account={number}"),
    (12, "/my/pay/?account={number}"),
    (7, "/halls/"),
    (8, "/outages/"),
    (6, "/my/data/"),
    (6, "/fees/beijing-water/?on=2026-05-01&water=40&months=1"),
    (5, "/guide/"),
)


@dataclass(frozen=True)
class Figure:
    what: str
    per_second: float
    mean: float
    p50: float
    p95: float
    p99: float
    errors: int


def ready(folder: Path) -> None:
    """Packs for the other modules, halls, interruptions, and customers who are signed in; writes what they open."""
    bills.setup()
    from django.db import connection

    from bihuan.engines.billing import actions as billing
    from bihuan.engines.billing.models import Account, Bill
    from bihuan.engines.halls import actions as halls
    from bihuan.engines.outages import actions as outages
    from bihuan.ground.directory import places, signins
    from bihuan.ground.directory.actor import customer
    from bihuan.ground.directory.models import Person, Place
    from bihuan.ground.standards import adoption
    from bihuan.ground.standards.actions import adopt
    from bihuan.project.clock import now

    at, company = now(), Place.objects.get(code="bench")
    by = Person.objects.get(username="boss").actor(at)
    for pack in ("power-station-service@1", "utility-customer-centre-2015@2015.1"):
        adopt(company, pack, since=date(2026, 1, 1), by=by, at=bills.AT)
    for code, name in (("hall", "城东营业厅"), ("riverside", "滨江片区")):
        kind = Place.Kind.HALL if code == "hall" else Place.Kind.AREA
        row = Place.objects.create(code=code, name=name, kind=kind, parent=company)
        row.path = f"{company.path}{row.pk}/"
        row.save(update_fields=["path"])
    adoption.forget()
    places.forget()
    halls.set_up_hall(Place.objects.get(code="hall"), "hall", by=by, at=at)
    begins = at + timedelta(days=9)
    plan = outages.Plan(
        "planned", [Place.objects.get(code="riverside")], "滨江路检修", "更换电缆", begins, begins + timedelta(hours=6)
    )  # fmt: skip
    outages.announce(plan, by=by, at=at)
    lines = []
    chance = Random(5)
    with_bills = Bill.objects.live().filter(account__in=Account.objects.order_by("pk")[: SIGNED_IN * 3 : 3])
    for bill in with_bills.select_related("account").order_by("account_id", "-last").distinct("account_id"):
        account = bill.account
        phone = account.holder_phone
        billing.bind_by_phone(account, phone, by=customer(phone), at=at)
        secret = signins.sign_in(phone, "bench", at=at)
        every = [path for weight, path in MIX for _ in range(weight)]
        for path in chance.sample(every, 20):
            lines.append(f"{secret} {path.format(bill=bill.number, number=account.number)}")
    chance.shuffle(lines)
    (folder / "paths").write_text("\n".join(lines))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(json.dumps({"lines": len(lines)}))


def proven(env: dict[str, str], port: int, folder: Path) -> None:
    """Every kind of page answers with what it is for, or there is nothing to measure. Raises RuntimeError."""
    from urllib.request import Request, urlopen

    seen: set[str] = set()
    for line in (folder / "paths").read_text().splitlines():
        cookie, path = line.split()
        kind = path.strip("/").split("/")[:2]
        if (name := "/".join(kind)) in seen:
            continue
        seen.add(name)
        asked = Request(f"http://127.0.0.1:{port}{path}", headers={"Cookie": f"bihuan_customer={cookie}"})
        with urlopen(asked, timeout=20) as answer:
            if "/sign-in/" in answer.url or answer.status != 200:
                raise RuntimeError(f"{path}: {answer.status} {answer.url}")
        if len(seen) == len(MIX):
            return
    raise RuntimeError(f"only {len(seen)} of {len(MIX)} pages are asked for")


def wrk(env: dict[str, str], port: int, folder: Path, clients: int, think: int, seconds: int) -> list[int]:
    inside = {"BENCH_PATHS": str(folder / "paths"), "BENCH_THINK": str(think)}
    command = [
        "wrk",
        "-t1",
        f"-c{clients}",
        f"-d{seconds}s",
        "--timeout",
        "20s",
        "-s",
        str(HERE / "lua" / "palm.lua"),
    ]
    said = subprocess.run(
        [*command, f"http://127.0.0.1:{port}/"], env=env | inside, capture_output=True, text=True, check=True
    )
    line = next(line for line in said.stdout.splitlines() if line.startswith("FIGURES"))
    return [int(number) for number in line.split()[1:]]


def measure(accounts: int, users: list[int], seconds: int) -> int:
    folder = Path(tempfile.mkdtemp(prefix="bihuan-palm-"))
    found: list[Figure] = []
    try:
        with postgres(folder / "pg") as url:
            create_database(url)
            env = environment(url, folder)
            bills.told(bills.call(env, "prepare", accounts))
            for month in bills.MONTHS:
                run = bills.told(bills.call(env, "begin", month))["run"]
                for worker in [bills.call(env, "work", run) for _ in range(2)]:
                    bills.told(worker)
            command = [sys.executable, "-m", "bench.palm", "--ready", str(folder)]
            subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
            port = free_port()
            with granian(env, port) as server:
                proven(env, port, folder)
                wrk(env, port, folder, 20, 0, 5)
                for count in users:
                    found.append(_figure(f"{count:,} online", wrk(env, port, folder, count, THINK, seconds)))
                at_once = wrk(env, port, folder, AT_ONCE, 0, seconds)
                found.append(_figure(f"{AT_ONCE} requests at once", at_once))
                megabytes = memory(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _print(accounts, found, megabytes)
    first = found[0]
    return 0 if first.p95 <= P95 and not first.errors else 1


def _figure(what: str, said: list[int]) -> Figure:
    requests, duration, errors, *times = said
    mean, p50, p95, p99 = (one / 1e3 for one in times)
    return Figure(what, requests / (duration / 1e6), mean, p50, p95, p99, errors)


def _print(accounts: int, found: list[Figure], megabytes: int) -> None:
    print(
        f"{accounts:,} accounts, PostgreSQL, 2 workers, {os.cpu_count()} cores, {megabytes} MB for the server"
    )
    print(f"{'load':>24} {'a second':>9} {'mean ms':>7} {'p50':>7} {'p95':>7} {'p99':>7} {'errors':>7}")
    for one in found:
        times = "".join(f" {span:>7.0f}" for span in (one.mean, one.p50, one.p95, one.p99))
        print(f"{one.what:>24} {one.per_second:>9,.0f}{times} {one.errors:>7}")
    print(f"goal: p95 at most {P95:.0f} ms with {USERS:,} online, no error")


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--users", default=f"{USERS},{2 * USERS}")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--ready", type=Path, help=argparse.SUPPRESS)
    said = parser.parse_args(argv)
    if said.ready:
        ready(said.ready)
        return 0
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.project.settings")
    return measure(said.accounts, [int(one) for one in said.users.split(",")], said.seconds)


if __name__ == "__main__":
    sys.exit(main())
