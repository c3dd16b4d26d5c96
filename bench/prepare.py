"""Prepare a database for the load: company, cases, token, session, paths; counts queries and times the watcher.

Prints one line of JSON for `bench.service`.
"""

import json
import os
import sys
import time
from pathlib import Path

import django
import psycopg


def create_database(url: str) -> None:
    host = url.split("host=")[1]
    with psycopg.connect(f"host={host} user=postgres dbname=postgres", autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = 'bench'").fetchone():
            server.execute("CREATE DATABASE bench")


def main(size: int, folder: Path) -> None:
    create_database(os.environ["BIHUAN_DATABASE"])
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from bench import company
    from bihuan.engines.cases.models import Case
    from bihuan.project.clock import now

    at = now()
    cast = company.assemble(at)
    if not Case.objects.exists():
        from bench.fill import fill

        fill(
            size,
            at,
            cast.place.pk,
            [team.pk for team in cast.teams],
            [cast.clerk.pk, cast.handler.pk],
            cast.pack,
        )
    paths = _paths(cast, folder)
    facts = {
        "token": cast.token,
        "cookie": company.session(cast.boss, at),
        "bodies": str(_bodies(folder)),
        "paths": {page: str(path) for page, path in paths.items()},
        "queries": _queries(cast, paths, folder),
    }
    print(json.dumps(facts))


def _bodies(folder: Path) -> Path:
    from bench.corpus import complaints

    path = folder / "bodies.txt"
    rows = [
        json.dumps(
            {
                "kind": "complaint",
                "channel": "web",
                "title": title,
                "text": text,
                "address": address,
                "supply": "water",
                "reporter_name": "张三丰",
                "reporter_phone": f"138{position:08d}",
            },
            ensure_ascii=False,
        )
        for position, (title, text, address) in enumerate(complaints(2000, seed=7))
    ]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def _paths(cast, folder: Path) -> dict[str, Path]:  # type: ignore[no-untyped-def]
    from urllib.parse import quote

    from bihuan.engines.cases.models import Case

    pks = list(Case.objects.order_by("-id").values_list("pk", flat=True)[:2000])
    said = [
        "停水",
        "燃气",
        "账单",
        "客房服务",
        "漏",
        "管网改造",
        "态度",
        "价格",
        "滨江路",
        "很不满意",
        "电压",
        "房间",
        "服务员",
        "早餐",
    ]
    pages = {
        "list": [f"/desk/cases/?team={team.pk}&state=open" for team in cast.teams],
        "case": [f"/desk/cases/{pk}/" for pk in pks],
        "search": [f"/desk/search/?q={quote(word)}" for word in said],
        "board": ["/desk/board/"],
    }
    found = {}
    for page, lines in pages.items():
        found[page] = folder / f"{page}.txt"
        found[page].write_text("\n".join(lines) + "\n", encoding="utf-8")
    return found


def _queries(cast, paths: dict[str, Path], folder: Path) -> dict[str, int]:  # type: ignore[no-untyped-def]
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.force_login(cast.boss)
    counted = {}
    for page, path in paths.items():
        first = path.read_text(encoding="utf-8").splitlines()[0]
        client.get(first)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(first)
        assert answer.status_code == 200, (first, answer.status_code)
        counted[page] = len(asked)
    body = (folder / "bodies.txt").read_text(encoding="utf-8").splitlines()
    for position in (0, 1):
        with CaptureQueriesContext(connection) as asked:
            answer = client.post(
                "/api/v1/cases",
                body[position],
                content_type="application/json",
                headers={
                    "authorization": f"Bearer {cast.token}",
                    "idempotency-key": f"count-{position}-{time.time()}",
                },
            )
        assert answer.status_code in (200, 201), answer.content
        counted["intake"] = len(asked)
    return counted


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
