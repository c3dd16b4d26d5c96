"""Fill a PostgreSQL database with many cases: prose by COPY, everything that follows from a case by SQL."""

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model
from rich.progress import Progress

from bench.corpus import complaints
from bihuan.engines.cases.models import Case, Clock, Order
from bihuan.engines.cases.searching import CASES
from bihuan.ground.journal.models import Entry

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
            _following(cursor, edition)
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


_PROMISES = [
    ("contact", "7.6a", "45min", "opened_at", "contacted_at", "45 min"),
    ("public_contact", "7.6a-public", "1wd", "opened_at", "contacted_at", "1 day"),
    ("answer", "7.6b", "2wd", "accepted_at", "answered_at", "4 days"),
    ("close", "7.6c", "5wd", "accepted_at", "resolved_at", "6 days"),
    ("callback", "7.6d", "2wd", "resolved_at", "called_back_at", "3 days"),
]
_VERBS = [("open", "0 min"), ("accept", "5 min"), ("dispatch", "6 min"), ("take", "10 min"), ("contact", "30 min"),
          ("note", "1 hour")]  # fmt: skip


def _following(cursor: CursorWrapper, edition: str) -> None:
    """What follows from the cases: their clocks, orders and journal."""
    for promise, clause, allowance, start, stop, length in _PROMISES:
        due = f"{start} + interval '{length}'"
        clock = {
            "case_id": "id", "team_id": "team_id", "promise": f"'{promise}'", "clause": f"'{edition}#{clause}'",
            "allowance": f"'{allowance}'", "calendar": "'office@cn'", "started_at": start, "due_at": due,
            "stopped_at": stop, "met": f"CASE WHEN {stop} IS NULL THEN NULL ELSE {stop} < {due} END",
            "charged_id": f"CASE WHEN {stop} IS NULL THEN NULL ELSE team_id END",
            "next_step_at": f"CASE WHEN {stop} IS NULL THEN {due} END",
        }  # fmt: skip
        _insert(cursor, Clock, clock, start)
    order = {
        "case_id": "id", "team_id": "team_id", "lead": "true", "handler_id": "handler_id", "sent_at": "accepted_at",
        "state": "CASE WHEN closed_at IS NULL THEN 'taken' ELSE 'confirmed' END", "taken_at": "accepted_at",
        "contacted_at": "contacted_at", "confirmed_at": "resolved_at",
    }  # fmt: skip
    _insert(cursor, Order, order, "accepted_at")
    for seq, (verb, after) in enumerate(_VERBS, 1):
        entry = {
            "kind": "'case'", "subject": "id", "seq": f"{seq}", "at": f"opened_at + interval '{after}'",
            "verb": f"'case.{verb}'", "actor": "'person:1'", "actor_name": "'陈晓雨'", "clause": f"'{edition}#7.2c'",
            "hash": f"encode(sha256((id || '{verb}')::bytea), 'hex')",
        }  # fmt: skip
        _insert(cursor, Entry, entry, "id")


def _insert(cursor: CursorWrapper, table: type[Model], said: dict[str, str], start: str) -> None:
    """One row for each case that has come to `start`; a column that is not said (as SQL) has its default."""
    silent = [
        field
        for field in table._meta.concrete_fields
        if field.column not in said and not field.primary_key and not field.null
    ]
    columns = ", ".join(f'"{column}"' for column in (*said, *(field.column for field in silent)))
    values = ", ".join([*said.values(), *(f"%s::{field.db_type(connection)}" for field in silent)])
    cursor.execute(
        f"INSERT INTO {table._meta.db_table} ({columns}) SELECT {values} "
        f"FROM cases_case WHERE {start} IS NOT NULL ORDER BY id",
        [field.get_db_prep_save(field.get_default(), connection) for field in silent],
    )
