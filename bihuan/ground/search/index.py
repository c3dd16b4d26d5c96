"""A word index in the database at hand: FTS5 on SQLite, tsvector with GIN on PostgreSQL. One code path above.

Ids stand on shelves of SHELF each. PostgreSQL's index knows no order of rows, so each word is indexed together with its
shelf (`0001f停水`), and a search asks shelf by shelf from the newest down: a common word is found on the first, and a
rare one costs a look at each shelf, never a look at every row that holds it. SQLite's index is in the order of rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps
from django.db.models.expressions import RawSQL

from bihuan.ground.search.words import asked, words

#: A database that was filled with another size has to be indexed anew.
SHELF = 8192
#: How many shelves are asked at first, and how many times as many each time after.
AT_FIRST, GROWTH = 2, 8
#: How many hits SQLite is asked for at first.
FEW = 64


@dataclass(frozen=True, slots=True)
class Index:
    """`table` is a plain name; its rows carry the id of the thing they speak of."""

    table: str

    def put(self, pk: int, text: str) -> None:
        """Index a text; what was indexed under the id before is replaced."""
        with connection.cursor() as cursor:
            cursor.execute(self._insert, [pk, self.row(pk, text)])

    def row(self, pk: int, text: str) -> str:
        """What the index holds of a text: a tsvector literal, or plain words for FTS5."""
        shelf = _mark(pk // SHELF) if _shelved() else ""
        return " ".join(shelf + word for word in sorted(words(text)))

    def matching(self, query: str) -> models.Q | None:
        """A condition on `pk` for a queryset; None when the query has no searchable character."""
        terms = asked(query)
        if not terms:
            return None
        if _shelved():
            every = f"0, (SELECT coalesce(max(id), 0) / {SHELF} FROM {self.table})::int"
            return models.Q(pk__in=RawSQL(self._on_shelves(every), [_pattern(terms)]))
        test = f"SELECT rowid FROM {self.table} WHERE {self.table} MATCH %s"
        return models.Q(pk__in=RawSQL(test, [_together(terms)]))

    def newest(self, query: str, below: int | None = None) -> Iterator[list[int]]:
        """Ids of what matches, newest first, in stretches; only ids under `below` if it is given."""
        terms = asked(query)
        if terms and _shelved():
            yield from self._by_shelf(terms, below)
        elif terms:
            yield from self._by_row(terms, below)

    def _by_shelf(self, terms: tuple[str, ...], below: int | None) -> Iterator[list[int]]:
        sql = self._on_shelves("%s::int, %s::int") + " ORDER BY hit.id DESC"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT max(id) FROM {self.table}")
            top = cursor.fetchone()[0] or 0
            last, many = (top if below is None else min(top, below)) // SHELF, AT_FIRST
            while last >= 0:
                first = max(last - many + 1, 0)
                cursor.execute(sql, [first, last, _pattern(terms)])
                yield [pk for (pk,) in cursor.fetchall() if below is None or pk < below]
                last, many = first - 1, many * GROWTH

    def _by_row(self, terms: tuple[str, ...], below: int | None) -> Iterator[list[int]]:
        sql = (
            f"SELECT rowid FROM {self.table} WHERE {self.table} MATCH %s AND rowid < %s "
            "ORDER BY rowid DESC LIMIT %s"
        )
        under, many = 2**62 if below is None else below, FEW
        with connection.cursor() as cursor:
            while True:
                cursor.execute(sql, [_together(terms), under, many])
                found = [pk for (pk,) in cursor.fetchall()]
                yield found
                if len(found) < many:
                    return
                under, many = found[-1], many * GROWTH

    def _on_shelves(self, stretch: str) -> str:
        """Ids of what matches on a stretch of shelves (SQL, from and to).

        Each shelf is asked by itself: the planner thinks little of one look and so takes the index for it, while many
        at once it would rather answer by reading the whole table.
        """
        return (
            f"SELECT hit.id FROM generate_series({stretch}) AS shelf, LATERAL (SELECT id FROM {self.table} "
            "WHERE words @@ replace(%s, '#', lpad(to_hex(shelf), 5, '0'))::tsquery OFFSET 0) AS hit"
        )

    @property
    def _insert(self) -> str:
        if _shelved():
            return (
                f"INSERT INTO {self.table} (id, words) VALUES (%s, %s::tsvector) "
                "ON CONFLICT (id) DO UPDATE SET words = EXCLUDED.words"
            )
        return f"INSERT OR REPLACE INTO {self.table} (rowid, words) VALUES (%s, %s)"


def _shelved() -> bool:
    return connection.vendor == "postgresql"


def _mark(shelf: int) -> str:
    return f"{shelf:05x}"


def _pattern(terms: tuple[str, ...]) -> str:
    """The terms as a tsquery that has a # for the shelf."""
    return " & ".join(f"'#{term[:-1]}':*" if term.endswith("*") else f"'#{term}'" for term in terms)


def _together(terms: tuple[str, ...]) -> str:
    """The terms as FTS5 asks for them."""
    return " ".join(f'"{term[:-1]}"*' if term.endswith("*") else f'"{term}"' for term in terms)


def create(index: Index) -> RunPython:
    """The migration that makes an index's table; `shelve` follows it."""

    def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"CREATE TABLE {index.table} (id bigint PRIMARY KEY, words tsvector NOT NULL)")
            editor.execute(f"CREATE INDEX {index.table}_words ON {index.table} USING gin (words)")
        else:
            editor.execute(
                f"CREATE VIRTUAL TABLE {index.table} USING fts5(words, tokenize='unicode61', detail='none')"
            )

    def backwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        editor.execute(f"DROP TABLE {index.table}")

    return RunPython(forwards, backwards)


def shelve(index: Index) -> RunPython:
    """The migration that puts the words on shelves (PostgreSQL).

    The words themselves move out of the row: a search reads ids only, and then finds 150 of them on a page.
    """
    table = index.table
    marked = f"lpad(to_hex(id / {SHELF}), 5, '0') || lexeme"

    def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor != "postgresql":
            return
        for sentence in (
            f"CREATE TABLE {table}_shelved (id bigint NOT NULL, words tsvector NOT NULL) "
            "WITH (toast_tuple_target = 128)",
            f"INSERT INTO {table}_shelved SELECT id, coalesce((SELECT array_to_tsvector(array_agg({marked})) "
            f"FROM unnest(words)), '') FROM {table} ORDER BY id",
            f"DROP TABLE {table}",
            f"ALTER TABLE {table}_shelved RENAME TO {table}",
            f"ALTER TABLE {table} ADD PRIMARY KEY (id)",
            # Sorted in at once: every look at a shelf would read the list of rows that still wait to be.
            f"CREATE INDEX {table}_words ON {table} USING gin (words) WITH (fastupdate = off)",
        ):
            editor.execute(sentence)

    return RunPython(forwards, RunPython.noop)
