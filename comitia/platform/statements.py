"""Statements of Django's that are compiled once: building one anew takes ten times as long as running it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement with its parameters, where the given numbers go among them, and what turns columns into values."""

    sql: str
    parameters: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]
    converters: Mapping[int, Any]
    columns: tuple[str, ...]


class Insertion(Generic[Row]):
    """Writes new rows of one model in one statement and leaves out those whose unique key is taken already."""

    def __init__(self, model: type[Row]) -> None:
        self._model = model
        self._sql: dict[tuple[str, int], str] = {}

    def write(self, rows: Sequence[Row]) -> int:
        """Insert the rows, in the caller's transaction, without keys for them; say how many are new."""
        fields = [field for field in self._model._meta.concrete_fields if not field.primary_key]  # noqa: SLF001
        database = connections[DEFAULT_DB_ALIAS]  # `connection` looks this up anew at each of the many values
        sql = self._sql.get((database.vendor, len(rows))) or self._compile(fields, len(rows))
        values = [field.get_db_prep_save(getattr(row, field.attname), database) for row in rows for field in fields]
        with database.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.rowcount

    def _compile(self, fields: Sequence[Any], number: int) -> str:
        quoted = connection.ops.quote_name
        columns = ", ".join(quoted(field.column) for field in fields)
        row = f"({', '.join(['%s'] * len(fields))})"
        table, rows = quoted(self._model._meta.db_table), ", ".join([row] * number)  # noqa: SLF001
        sql = f"INSERT INTO {table} ({columns}) VALUES {rows} ON CONFLICT DO NOTHING"  # noqa: S608  names of our own
        self._sql[connection.vendor, number] = sql
        return sql


class Statement(Generic[Row]):
    """A query for whole rows of one model by numbers; `rows` makes it, e.g. `lambda person: Vote.objects.filter(person=person)`."""

    def __init__(self, rows: Callable[..., QuerySet[Row]], *, numbers: int) -> None:
        self._rows = rows
        self._marks = tuple(range(2_000_000_011, 2_000_000_011 + numbers))
        self._compiled: dict[str, _Compiled] = {}

    def fetch(self, *numbers: int) -> list[Row]:
        """Run the statement with these numbers."""
        compiled = self._compiled.get(connection.vendor) or self._compile()
        parameters = list(compiled.parameters)
        for place, number in compiled.places:
            parameters[place] = numbers[number]
        with connection.cursor() as cursor:
            cursor.execute(compiled.sql, parameters)
            found = cursor.fetchall()
        return [self._row(compiled, list(values)) for values in found]

    def first(self, *numbers: int) -> Row | None:
        """Give the first row, if there is one."""
        return next(iter(self.fetch(*numbers)), None)

    def _row(self, compiled: _Compiled, values: list[Any]) -> Row:
        for place, (steps, column) in compiled.converters.items():
            for step in steps:
                values[place] = step(values[place], column, connection)
        return self._model.from_db(connection.alias, compiled.columns, values)

    def _compile(self) -> _Compiled:
        rows = self._rows(*self._marks)
        self._model = rows.model
        compiler = rows.query.get_compiler(using=connection.alias)
        sql, parameters = compiler.as_sql()
        compiled = _Compiled(
            sql,
            tuple(parameters),
            tuple((place, self._marks.index(one)) for place, one in enumerate(parameters) if one in self._marks),
            compiler.get_converters([column for column, _sql, _alias in compiler.select]),
            tuple(field.attname for field in rows.model._meta.concrete_fields),  # noqa: SLF001
        )
        self._compiled[connection.vendor] = compiled
        return compiled
