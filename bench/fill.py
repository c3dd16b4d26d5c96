"""Fill a PostgreSQL database with many cases: prose by COPY, everything that follows from a case by SQL."""

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection
from django.db.backends.utils import CursorWrapper
from rich.progress import Progress

from bench.corpus import complaints
from bihuan.engines.cases.models import Case
from bihuan.engines.cases.searching import CASES

TABLES = ("cases_case", "cases_words", "cases_clock", "cases_order", "journal_entry")
OPEN_SHARE = 0.03
TEAMS = 20


def fill(count: int, at: datetime, place: int, teams: list[int], people: list[int], edition: str) -> None:
    """`count` cases over the two years before `at`, three in a hundred still open, with clocks, orders, journal."""
    with Progress() as progress, connection.cursor() as cursor:
        task = progress.add_task(f"{count:,} cases", total=count)
        with _without_indexes(cursor):
            _copy_cases(
                cursor, count, at, place, teams, people, edition, lambda n: progress.update(task, completed=n)
            )
            for sentence in FOLLOWING:
                cursor.execute(sentence, {"edition": edition})
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('cases_case', 'id'), (SELECT max(id) FROM cases_case) + 1)"
        )
        for table in TABLES:
            cursor.execute(f"VACUUM ANALYZE {table}")


@contextmanager
def _without_indexes(cursor: CursorWrapper) -> Iterator[None]:
    """An index built over all rows at the end costs a fraction of one that follows every row."""
    cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
        "WHERE indrelid::regclass::text = ANY (%s) AND NOT indisunique",
        [list(TABLES)],
    )
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f"DROP INDEX {name}")
    yield
    cursor.execute("SET maintenance_work_mem = '512MB'")
    for _name, definition in found:
        cursor.execute(definition)


def _copy_cases(cursor, count, at, place, teams, people, edition, tell) -> None:  # type: ignore[no-untyped-def]
    chance = random.Random(count)
    fields = [field for field in Case._meta.concrete_fields if field.attname != "id"]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    opening = Case(edition=edition, place_id=place)
    defaults = {field.attname: getattr(opening, field.attname) for field in fields}
    texts: list[str] = []
    with cursor.copy(f"COPY cases_case ({columns}) FROM STDIN") as copy:
        for position, (title, text, address) in enumerate(complaints(count)):
            is_open = position >= count * (1 - OPEN_SHARE)
            age = chance.uniform(0, 5) if is_open else chance.uniform(6, 730)
            opened = at - timedelta(days=age)
            row = defaults | {
                "kind": "complaint",
                "channel": chance.choice(["hotline", "web", "hall"]),
                "supply": chance.choice(["water", "gas", "electricity"]),
                "title": title,
                "text": text,
                "address": address,
                "reporter_name": chance.choice("张王李赵陈刘杨黄") + "某",
                "reporter_phone": f"13{chance.randint(0, 999999999):09d}",
                "secret": secrets.token_urlsafe(18),
                "stage": "handling" if is_open else "archived",
                "opened_at": opened,
                "accepted_at": opened + timedelta(minutes=5),
                "accepted_by_id": people[0],
                "contacted_at": opened + timedelta(minutes=30),
                "team_id": teams[position % len(teams)],
                "handler_id": people[1],
                "next_due_at": opened + timedelta(days=6) if is_open else None,
                "journal_seq": 6,
                "journal_head": secrets.token_hex(32),
            }
            if not is_open:
                row |= {
                    "outcome": "settled",
                    "answered_at": opened + timedelta(days=1),
                    "answer": "已处理并答复。",
                    "resolved_at": opened + timedelta(days=2),
                    "first_resolved_at": opened + timedelta(days=2),
                    "called_back_at": opened + timedelta(days=3),
                    "closed_at": opened + timedelta(days=3),
                    "satisfaction": "satisfied",
                }
            copy.write_row([row[field.attname] for field in fields])
            texts.append(f"{title} {text} {address}")
            if position % 5000 == 0:
                tell(position)
    cursor.execute("SELECT min(id) FROM cases_case WHERE edition = %s", [edition])
    first = cursor.fetchone()[0]
    with cursor.copy("COPY cases_words (id, words) FROM STDIN") as copy:
        for offset, text in enumerate(texts):
            copy.write_row([first + offset, CASES.row(first + offset, text)])
    tell(count)


_CLOCK = """
INSERT INTO cases_clock (case_id, team_id, promise, clause, round, allowance, calendar, started_at, due_at,
                         stopped_at, met, charged_id, cancelled, step, next_step_at)
SELECT id, team_id, '{promise}', %(edition)s || '#{clause}', 1, '{allowance}', 'office@cn', {start},
       {start} + interval '{length}',
       {stop}, CASE WHEN {stop} IS NULL THEN NULL ELSE {stop} < {start} + interval '{length}' END,
       CASE WHEN {stop} IS NULL THEN NULL ELSE team_id END, false, 0,
       CASE WHEN {stop} IS NULL THEN {start} + interval '{length}' END
FROM cases_case WHERE {start} IS NOT NULL ORDER BY id
"""
_ENTRY = """
INSERT INTO journal_entry (kind, subject, seq, at, verb, actor, actor_name, clause, facts, prev, hash)
SELECT 'case', id, {seq}, opened_at + interval '{after}', 'case.{verb}', 'person:1', '陈晓雨', %(edition)s || '#7.2c', '{{}}',
       '', encode(sha256((id || '{verb}')::bytea), 'hex')
FROM cases_case ORDER BY id
"""
_PROMISES = [
    ("contact", "7.6a", "45min", "opened_at", "contacted_at", "45 min"),
    ("public_contact", "7.6a-public", "1wd", "opened_at", "contacted_at", "1 day"),
    ("answer", "7.6b", "2wd", "accepted_at", "answered_at", "4 days"),
    ("close", "7.6c", "5wd", "accepted_at", "resolved_at", "6 days"),
    ("callback", "7.6d", "2wd", "resolved_at", "called_back_at", "3 days"),
]
_VERBS = [("open", 1, "0 min"), ("accept", 2, "5 min"), ("dispatch", 3, "6 min"), ("take", 4, "10 min"), ("contact", 5, "30 min"),
          ("note", 6, "1 hour")]  # fmt: skip
FOLLOWING = [
    *[
        _CLOCK.format(
            promise=promise, clause=clause, allowance=allowance, start=start, stop=stop, length=length
        )
        for promise, clause, allowance, start, stop, length in _PROMISES
    ],
    """
    INSERT INTO cases_order (case_id, team_id, round, lead, state, handler_id, instruction, sent_at, taken_at,
                             contacted_at, end_reason)
    SELECT id, team_id, 1, true, CASE WHEN closed_at IS NULL THEN 'taken' ELSE 'confirmed' END, handler_id, '',
           accepted_at, accepted_at, contacted_at, '' FROM cases_case ORDER BY id
    """,
    *[_ENTRY.format(verb=verb, seq=seq, after=after) for verb, seq, after in _VERBS],
]
