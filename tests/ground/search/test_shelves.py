"""PostgreSQL's word index: each word stands on the shelf of its row."""

import pytest
from django.db import connection

from bihuan.ground.search.index import SHELF, Index, create, shelve
from bihuan.ground.search.words import words

TEXTS = {7: "停水了，No.7", SHELF - 1: "停水", SHELF: "停水，停电", 3 * SHELF + 5: "", 40 * SHELF: "停水"}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps its index in the order of rows")
@pytest.mark.django_db
def test_rows_that_were_indexed_before_shelves_are_found_on_them() -> None:
    index = Index("moved_words")
    with connection.schema_editor() as editor, connection.cursor() as cursor:
        create(index).code(None, editor)  # type: ignore[arg-type]
        for pk, text in TEXTS.items():
            cursor.execute("INSERT INTO moved_words VALUES (%s, %s::tsvector)", [pk, " ".join(words(text))])
        shelve(index).code(None, editor)  # type: ignore[arg-type]
        cursor.execute("SELECT id, words FROM moved_words")
        moved = dict(cursor.fetchall())
        for pk, text in TEXTS.items():
            cursor.execute("SELECT %s::tsvector", [index.row(pk, text)])
            assert moved[pk] == cursor.fetchone()[0]
        assert [pk for hits in index.newest("停水") for pk in hits] == [40 * SHELF, SHELF, SHELF - 1, 7]
        assert [pk for hits in index.newest("停水", below=SHELF) for pk in hits] == [SHELF - 1, 7]
        assert [pk for hits in index.newest("停电 停水") for pk in hits] == [SHELF]
