"""Writing rows on the hot path: ids reserved in blocks, insert statements compiled once.

Opening a case writes a case, its clocks, its first entry and its messages. With ids known beforehand nothing has to be
read back and nothing written twice, which is most of what intake costs (`make bench`).
"""

import threading
from collections import defaultdict, deque
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, models

BLOCK = 64

_lock = threading.Lock()
_reserved: dict[str, deque[int]] = defaultdict(deque)


def reserve(model: type[models.Model]) -> int:
    """An id nobody else will get. Call inside a transaction.

    PostgreSQL hands out blocks of its sequence (gaps after a restart are harmless); SQLite's writer is alone, so the
    next free id is the highest one plus one, rows being never deleted.
    """
    table = model._meta.db_table
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT COALESCE(MAX(id), 0) + 1 FROM "{table}"')
            return int(cursor.fetchone()[0])
    with _lock:
        waiting = _reserved[table]
        if not waiting:
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT nextval(pg_get_serial_sequence('\"{table}\"', 'id')) FROM generate_series(1, {BLOCK})"
                )
                waiting.extend(int(row[0]) for row in cursor.fetchall())
        return waiting.popleft()


def insert(rows: Sequence[models.Model], *, ignore_known: bool = False) -> int:
    """Insert rows of one model and say how many; those without an id get one, which is not read back.

    `ignore_known` leaves out rows that a unique constraint already knows.
    """
    if not rows:
        return 0
    with_id = rows[0].pk is not None
    fields = _fields(type(rows[0]), with_id)
    values = [
        field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows for field in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(_statement(type(rows[0]), with_id, len(rows), ignore_known), values)
        written = int(cursor.rowcount)
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return written


@lru_cache(maxsize=64)
def _fields(model: type[models.Model], with_id: bool) -> tuple["models.Field[Any, Any]", ...]:
    return tuple(field for field in model._meta.concrete_fields if with_id or not field.primary_key)


@lru_cache(maxsize=256)
def _statement(model: type[models.Model], with_id: bool, count: int, ignore_known: bool) -> str:
    fields = _fields(model, with_id)
    names = ", ".join(f'"{field.column}"' for field in fields)
    one = f"({', '.join(['%s'] * len(fields))})"
    known = " ON CONFLICT DO NOTHING" if ignore_known else ""
    return f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES {", ".join([one] * count)}{known}'


def reserve_many(model: type[models.Model], count: int) -> Sequence[int]:
    """So many ids nobody else will get, in order. Call inside a transaction."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute(f'SELECT COALESCE(MAX(id), 0) FROM "{table}"')
            last = int(cursor.fetchone()[0])
            return range(last + 1, last + 1 + count)
        cursor.execute(
            f"SELECT nextval(pg_get_serial_sequence('\"{table}\"', 'id')) FROM generate_series(1, %s)",
            [count],
        )
        return [int(row[0]) for row in cursor.fetchall()]


def pour(
    model: type[models.Model],
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    ignore_known: bool = False,
) -> int:
    """Write very many new rows at once, by COPY on PostgreSQL, and say how many. `names` are attribute names; JSON
    comes as text.

    Nothing is checked but what the database checks. `ignore_known` leaves out rows that a unique constraint already
    knows; otherwise they fail.
    """
    if not rows:
        return 0
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in names]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return _copied(cursor, table, columns, rows, ignore_known)
        marks = ", ".join(["%s"] * len(fields))
        adapted = [_adapted(fields, row) for row in rows]
        known = " ON CONFLICT DO NOTHING" if ignore_known else ""
        cursor.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({marks}){known}', adapted)
        return int(cursor.rowcount)


def _copied(cursor: Any, table: str, columns: str, rows: Sequence[Sequence[Any]], ignore_known: bool) -> int:
    """COPY knows no conflict, so rows that may be known go through a table of their own."""
    into = f"poured_{table}" if ignore_known else table
    if ignore_known:
        # Its columns alone: no constraints, no sequence, gone with the transaction.
        cursor.execute(
            f'CREATE TEMP TABLE "{into}" ON COMMIT DROP AS SELECT {columns} FROM "{table}" WITH NO DATA'
        )
    with cursor.copy(f'COPY "{into}" ({columns}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)
    if not ignore_known:
        return len(rows)
    cursor.execute(f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM "{into}" ON CONFLICT DO NOTHING')
    written = int(cursor.rowcount)
    cursor.execute(f'DROP TABLE "{into}"')
    return written


def _adapted(fields: Sequence["models.Field[Any, Any]"], row: Sequence[Any]) -> list[Any]:
    return [
        value if isinstance(field, models.JSONField) else field.get_db_prep_save(value, connection)
        for field, value in zip(fields, row, strict=True)
    ]
