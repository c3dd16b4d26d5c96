"""A year of duties written down on PostgreSQL, and what a guard's day and a head's board cost with a week and with a year.

`python -m bench.duties --places 1000 --plans 20`: about seven million. One process writes, as the watch does.
"""

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bench.prepare import create_database
from bench.service import environment, postgres

GOAL, GROWTH, MEGABYTES = 20_000, 1.5, 500
PACKS = Path(__file__).resolve().parent.parent / "packs"
AT = datetime(2026, 6, 4, 16, 50, tzinfo=ZoneInfo("Asia/Shanghai"))
PLAN = """id: round-{n}
title: {{zh: 第{n}项巡查, en: Round {n}}}
clause: 4a
role: guard
tells: [captain]
days: {{every: day}}
times: {{at: ["{hour:02d}:30"]}}
proofs:
  - {{id: record, title: {{zh: 记录, en: Record}}, kind: text, clause: 4c}}
"""


def pack(folder: Path, plans: int) -> None:
    """The guard standard with so many daily rounds more, in a folder of its own."""
    shutil.copytree(PACKS / "guard-service", folder / "guard-service")
    for n in range(plans - 4):
        (folder / f"guard-service/duties/round-{n}.yaml").write_text(PLAN.format(n=n, hour=n % 24), "utf-8")
    # The standard's own rounds come many times a day; here every plan is one a day.
    for name in ("patrol", "key-areas", "standing", "watch"):
        path = folder / f"guard-service/duties/{name}.yaml"
        lines = [
            line for line in path.read_text("utf-8").splitlines() if not line.startswith(("times:", "most_"))
        ]
        path.write_text("\n".join([*lines, 'times: {at: ["12:00"]}', ""]), "utf-8")


def prepare(places: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from bihuan.ground.directory.models import Membership, Person, Place, Team
    from bihuan.ground.standards import adoption
    from bihuan.ground.standards.actions import adopt

    company = Place.objects.create(code="bench", name="物业公司", kind=Place.Kind.COMPANY)
    company.path = f"/{company.pk}/"
    company.save(update_fields=["path"])
    Place.objects.bulk_create(
        [Place(code=f"p{n}", name=f"{n}号小区", kind=Place.Kind.AREA, parent=company) for n in range(places)]
    )
    rows = list(Place.objects.filter(kind=Place.Kind.AREA))
    for row in rows:
        row.path = f"{company.path}{row.pk}/"
    Place.objects.bulk_update(rows, ["path"], batch_size=500)
    head = Person.objects.create(username="head", name="段伟")
    guard = Person.objects.create(username="guard", name="鲍勇")
    office = Team.objects.create(code="office", name="保安部", kind=Team.Kind.UNIT, place=company)
    gate = Team.objects.create(code="gate", name="门岗", kind=Team.Kind.UNIT, place=rows[0])
    since = AT - timedelta(800)
    for person, team, role in ((head, office, "admin"), (head, gate, "captain"), (guard, gate, "guard")):
        Membership.objects.create(person=person, team=team, role=role, since=since)
    by = head.actor(AT)
    for row in rows:
        adopt(row, "guard-service@1", since=date(2025, 1, 1), by=by, at=since)
    adoption.forget()


def write(days: int) -> None:
    """So many days up to today; prints rows, seconds, memory."""
    import django

    django.setup()
    from bihuan.engines.duties.actions import plan_ahead

    today = AT.date()
    began = time.perf_counter()
    new = plan_ahead(today - timedelta(days - 1), today)
    said = {"new": new, "seconds": time.perf_counter() - began}
    print(json.dumps(said | {"megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def look() -> None:
    """Milliseconds of a guard's day and of a head's board; the middle of thirty."""
    import django

    django.setup()
    from django.db import connection
    from django.test import Client

    from bihuan.ground.directory.models import Person
    from bihuan.project import middleware

    middleware.now = lambda: AT  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    found = {}
    for name, path in (("guard", "/desk/duties/"), ("head", "/desk/duties/board/")):
        client = Client()
        client.force_login(
            Person.objects.get(username=name), backend="bihuan.ground.directory.backends.StaffBackend"
        )
        spans = []
        for _time in range(35):
            began = time.perf_counter()
            assert client.get(path).status_code == 200
            spans.append(1000 * (time.perf_counter() - began))
        found[name] = statistics.median(spans[5:])
    print(json.dumps(found))


def call(env: dict[str, str], *words: object) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.duties", "--do", *map(str, words)]
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True)
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1]) if done.stdout.strip() else {}
    return said


def measure(places: int, plans: int) -> int:
    folder = Path(tempfile.mkdtemp(prefix="bihuan-duties-"))
    try:
        with postgres(folder / "pg") as url:
            create_database(url)
            pack(folder / "packs", plans)
            env = environment(url, folder) | {"BIHUAN_PACKS": str(folder / "packs")}
            call(env, "prepare", places)
            call(env, "write", 7)
            week = call(env, "look")
            year = call(env, "write", 365)
            grown = call(env, "look")
            again = call(env, "write", 7)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    rate = year["new"] / year["seconds"]
    print(
        f"{year['new']:,} duties in {year['seconds']:.0f} s: {rate:,.0f} a second, {year['megabytes']:.0f} MB"
    )
    print(f"a week that is known, once more: {again['new']} new, {again['seconds']:.1f} s")
    ratios = [grown[name] / week[name] for name in ("guard", "head")]
    for name, ratio in zip(("guard", "head"), ratios, strict=True):
        print(
            f"{name}: {week[name]:.1f} ms with a week, {grown[name]:.1f} ms with a year ({ratio:.2f} times)"
        )
    print(f"goals: {GOAL:,} a second, {MEGABYTES} MB, pages at most {GROWTH} times")
    good = rate >= GOAL and year["megabytes"] <= MEGABYTES and max(ratios) <= GROWTH and not again["new"]
    return 0 if good else 1


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, default=1000)
    parser.add_argument("--plans", type=int, default=20)
    parser.add_argument("--do", nargs="+", help=argparse.SUPPRESS)
    said = parser.parse_args(argv)
    if not said.do:
        return measure(said.places, said.plans)
    what, *rest = said.do
    {"prepare": prepare, "write": write, "look": look}[what](*map(int, rest))
    return 0


if __name__ == "__main__":
    sys.exit(main())
