"""A word index in the database at hand: FTS5 on SQLite, tsvector with GIN on PostgreSQL. One code path above."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.utils import CursorWrapper
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps
from django.db.models.expressions import RawSQL

from bihuan.ground.search.words import asked, words

#: Rows that are looked through before the index is asked; hits asked for at first, which fill a page and a little
#: more; and the most that one search goes through.
WINDOW = 2000
FIRST = 48
MOST = 2000


@dataclass(frozen=True, slots=True)
class Index:
    """`table` is a plain name; its rows carry the id of the thing they speak of."""

    table: str

    def put(self, pk: int, text: str) -> None:
        """Index a text; what was indexed under the id before is replaced."""
        with connection.cursor() as cursor:
            cursor.execute(self._insert, [pk, self._spoken(text)])

    def matching(self, query: str) -> models.Q | None:
        """A condition on `pk` for a queryset; None when the query has no searchable character."""
        terms = asked(query)
        if not terms:
            return None
        key = "id" if connection.vendor == "postgresql" else "rowid"
        test = "words @@ %s::tsquery" if connection.vendor == "postgresql" else f"{self.table} MATCH %s"
        found = RawSQL(f"SELECT {key} FROM {self.table} WHERE {test}", [self._asked(terms)])
        return models.Q(pk__in=found)

    def newest(self, query: str) -> Iterator[list[int]]:
        """Ids of what matches, newest first, in chunks; no more than MOST in all.

        PostgreSQL thinks neighbouring pairs of one word independent of each other and so expects far too few rows. It
        is therefore not asked to choose: a common word is found among the newest rows by looking, a rare one by the index.
        """
        terms = asked(query)
        if not terms:
            return
        said = self._asked(terms)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                yield from self._newest_by_looking(cursor, said)
                return
            cursor.execute(
                f"SELECT rowid FROM {self.table} WHERE {self.table} MATCH %s ORDER BY rowid DESC LIMIT {MOST}",
                [said],
            )
            yield [row[0] for row in cursor.fetchall()]

    def _newest_by_looking(self, cursor: CursorWrapper, said: str) -> Iterator[list[int]]:
        cursor.execute(
            f"SELECT top.id, hit.id FROM (SELECT max(id) AS id FROM {self.table}) AS top "
            f"LEFT JOIN LATERAL (SELECT id FROM {self.table} WHERE id > top.id - {WINDOW} "
            f"AND words @@ %s::tsquery ORDER BY id DESC LIMIT {FIRST}) AS hit ON true",
            [said],
        )
        rows = cursor.fetchall()
        hits = [hit for _top, hit in rows if hit is not None]
        yield hits
        edge = (rows[0][0] or 0) - WINDOW
        if len(hits) == FIRST:
            cursor.execute(
                f"SELECT id FROM {self.table} WHERE id > %s AND id < %s AND words @@ %s::tsquery "
                f"ORDER BY id DESC LIMIT {MOST}",
                [edge, hits[-1], said],
            )
            yield [row[0] for row in cursor.fetchall()]
        if edge > 0:
            cursor.execute(
                f"SELECT id FROM (SELECT id FROM {self.table} WHERE words @@ %s::tsquery OFFSET 0) AS hit "
                f"WHERE id <= %s ORDER BY id DESC LIMIT {MOST}",
                [said, edge],
            )
            yield [row[0] for row in cursor.fetchall()]

    def _asked(self, terms: tuple[str, ...]) -> str:
        if connection.vendor == "postgresql":
            return " & ".join(f"'{term[:-1]}':*" if term.endswith("*") else f"'{term}'" for term in terms)
        return " ".join(f'"{term[:-1]}"*' if term.endswith("*") else f'"{term}"' for term in terms)

    @property
    def _insert(self) -> str:
        if connection.vendor == "postgresql":
            return (
                f"INSERT INTO {self.table} (id, words) VALUES (%s, %s::tsvector) "
                "ON CONFLICT (id) DO UPDATE SET words = EXCLUDED.words"
            )
        return f"INSERT OR REPLACE INTO {self.table} (rowid, words) VALUES (%s, %s)"

    def _spoken(self, text: str) -> str:
        """The words apart by blanks: a tsvector literal, and plain text for FTS5."""
        return " ".join(sorted(words(text)))


def create(index: Index) -> RunPython:
    """The migration that makes an index's table."""

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
