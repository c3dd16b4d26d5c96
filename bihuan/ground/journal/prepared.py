"""Asking the same question again: the SQL of a queryset is built once for each shape, then only its values change.

Building the SQL of a case with its joins, and finding out which column belongs to which object, costs Django several
times what the database needs to answer; a case page asks six such questions, every verb three. Only for the hot path, and
only for values that are ids.
"""

import threading
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=models.Model)

#: Ids nobody has: they mark where the values go.
_MARKS = tuple(-(10**15) - n for n in range(32))
MOST = 512

_lock = threading.Lock()
_known: dict[Hashable, "_Question[Any]"] = {}


def ask(shape: Hashable, build: Callable[..., models.QuerySet[Row]], *ids: int) -> list[Row]:
    """The rows of `build(*ids)`.

    `shape` must tell apart everything in the queryset that is neither written in `build` itself nor one of the ids.
    """
    key = (shape, getattr(build, "__code__", build), connection.vendor)
    found = _known.get(key)
    if found is None:
        found = _Question(build(*_MARKS[: len(ids)]))
        with _lock:
            if len(_known) >= MOST:
                _known.clear()
            _known[key] = found
    return cast("_Question[Row]", found).asked(ids)


class _Question(Generic[Row]):
    """A query whose SQL is written, and how its rows become objects (as `django.db.models.query.ModelIterable` does it)."""

    def __init__(self, queryset: models.QuerySet[Row]) -> None:
        compiler: SQLCompiler = queryset.query.get_compiler(connection=connection)
        self.sql, self.params = compiler.as_sql()
        info = cast(dict[str, Any], compiler.klass_info)
        columns = info["select_fields"]
        self.model: type[Row] = info["model"]
        self.own = slice(columns[0], columns[-1] + 1)
        self.names = [column.target.attname for column, *_rest in compiler.select[self.own]]
        self.joined = get_related_populators(info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
        self.converters = compiler.get_converters([column for column, *_rest in compiler.select])
        self.convert = compiler.apply_converters

    def asked(self, ids: tuple[int, ...]) -> list[Row]:
        values = dict(zip(_MARKS, ids, strict=False))
        with connection.cursor() as cursor:
            cursor.execute(
                self.sql, [values.get(one, one) if isinstance(one, int) else one for one in self.params]
            )
            rows = cursor.fetchall()
        return [self._made(row) for row in self.convert(rows, self.converters)]

    def _made(self, row: Any) -> Row:
        made = self.model.from_db(DEFAULT_DB_ALIAS, self.names, row[self.own])
        for one in self.joined:
            one.populate(row, made)
        return made
