"""A word index in the database at hand: FTS5 on SQLite, tsvector with GIN on PostgreSQL. One code path above."""

from dataclasses import dataclass

from django.db import connection, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps
from django.db.models.expressions import RawSQL

from bihuan.ground.search.words import asked, words


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
        if connection.vendor == "postgresql":
            said = " & ".join(f"'{term[:-1]}':*" if term.endswith("*") else f"'{term}'" for term in terms)
            found = RawSQL(f"SELECT id FROM {self.table} WHERE words @@ %s::tsquery", [said])
        else:
            said = " ".join(f'"{term[:-1]}"*' if term.endswith("*") else f'"{term}"' for term in terms)
            found = RawSQL(f"SELECT rowid FROM {self.table} WHERE {self.table} MATCH %s", [said])
        return models.Q(pk__in=found)

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
