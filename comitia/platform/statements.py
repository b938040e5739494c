"""Statements of Django's that are compiled once: building one anew takes ten times as long as running it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
MARK: Final = 2_000_000_011
MARK_MOMENT: Final = datetime(2063, 4, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement with its parameters, where the given values go among them, and what turns columns into values."""

    sql: str
    parameters: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]
    converters: Mapping[int, Any]

    def run(self, given: Sequence[Any]) -> list[list[Any]]:
        """Run the statement with the values given this time; each row is a list of values."""
        parameters = list(self.parameters)
        for place, number in self.places:
            parameters[place] = _prepared(given[number])
        database = connections[DEFAULT_DB_ALIAS]  # `connection` looks this up anew at each of the many values
        with database.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            found = [list(values) for values in cursor.fetchall()]
        for place, (steps, column) in self.converters.items():
            for step in steps:
                for values in found:
                    values[place] = step(values[place], column, database)
        return found


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
        self._marks = tuple(range(MARK, MARK + numbers))
        self._compiled: dict[str, _Compiled] = {}

    def fetch(self, *numbers: int) -> list[Row]:
        """Run the statement with these numbers."""
        compiled = self._compiled.get(connection.vendor) or self._compile()
        return [self._model.from_db(connection.alias, self._columns, values) for values in compiled.run(numbers)]

    def first(self, *numbers: int) -> Row | None:
        """Give the first row, if there is one."""
        return next(iter(self.fetch(*numbers)), None)

    def _compile(self) -> _Compiled:
        rows = self._rows(*self._marks)
        self._model = rows.model
        self._columns = [field.attname for field in rows.model._meta.concrete_fields]  # noqa: SLF001
        return self._compiled.setdefault(connection.vendor, _compiled(rows, self._marks))


class Columns:
    """A query for some columns (`values_list`) by values of the given kinds: numbers, texts, moments, references."""

    def __init__(self, rows: Callable[..., QuerySet[Any, Any]], *kinds: type) -> None:
        self._rows = rows
        self._marks = tuple(_mark(kind, number) for number, kind in enumerate(kinds))
        self._compiled: dict[str, _Compiled] = {}

    def fetch(self, *given: Any) -> list[list[Any]]:
        """Run the statement with these values."""
        compiled = self._compiled.get(connection.vendor) or self._compiled.setdefault(
            connection.vendor, _compiled(self._rows(*self._marks), self._marks)
        )
        return compiled.run(given)


def _compiled(rows: QuerySet[Any, Any], marks: Sequence[Any]) -> _Compiled:
    """Compile a query that was made with marks in place of what will be given."""
    compiler = rows.query.get_compiler(using=connection.alias)
    sql, parameters = compiler.as_sql()
    prepared = [_prepared(mark) for mark in marks]
    return _Compiled(
        sql,
        tuple(parameters),
        tuple((place, prepared.index(one)) for place, one in enumerate(parameters) if one in prepared),
        compiler.get_converters([column for column, _sql, _alias in compiler.select]),
    )


def _mark(kind: type, number: int) -> Any:
    """Make a value of a kind that nobody ever asks for."""
    if kind is datetime:
        return MARK_MOMENT + timedelta(seconds=number)
    return UUID(int=MARK + number) if kind is UUID else kind(MARK + number)


def _prepared(value: Any) -> Any:
    """Give a value as the database takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value


class Writing(Generic[Row]):
    """Writes whole rows of one model, in one statement for any number: new ones, which get their keys, or existing ones."""

    def __init__(self, model: type[Row]) -> None:
        self._model = model
        self._sql: dict[tuple[str, int, bool], str] = {}

    def insert(self, rows: Sequence[Row]) -> None:
        """Insert new rows and give each its key, as `bulk_create` does at ten times the cost."""
        if not rows:
            return
        key = self._model._meta.pk.attname  # noqa: SLF001  Django's public name for it
        fields = [field for field in self._model._meta.concrete_fields if not field.primary_key]  # noqa: SLF001
        with connection.cursor() as cursor:
            cursor.execute(self._statement(len(rows), is_new=True), self._values(fields, rows))
            for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
                setattr(row, key, number)
                row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001  as Django does

    def overwrite(self, rows: Sequence[Row]) -> None:
        """Write all columns of rows that exist; whoever calls it keeps them from others."""
        if rows:
            fields = self._model._meta.concrete_fields  # noqa: SLF001
            with connection.cursor() as cursor:
                cursor.execute(self._statement(len(rows), is_new=False), self._values(fields, rows))

    def _values(self, fields: Sequence[Any], rows: Sequence[Row]) -> list[Any]:
        for row in rows:
            row._prepare_related_fields_for_save(operation_name="write")  # type: ignore[attr-defined]  # noqa: SLF001
        database = connections[DEFAULT_DB_ALIAS]  # `connection` looks this up anew at each of the many values
        return [field.get_db_prep_save(getattr(row, field.attname), database) for row in rows for field in fields]

    def _statement(self, number: int, *, is_new: bool) -> str:
        key = (connection.vendor, number, is_new)
        return self._sql.get(key) or self._sql.setdefault(key, self._compile(number, is_new=is_new))

    def _compile(self, number: int, *, is_new: bool) -> str:
        quoted = connection.ops.quote_name
        fields = [one for one in self._model._meta.concrete_fields if not (is_new and one.primary_key)]  # noqa: SLF001
        primary = quoted(str(self._model._meta.pk.column))  # noqa: SLF001
        columns = [quoted(str(one.column)) for one in fields]
        row = f"({', '.join(['%s'] * len(fields))})"
        table, rows = quoted(self._model._meta.db_table), ", ".join([row] * number)  # noqa: SLF001
        changes = ", ".join(f"{one} = excluded.{one}" for one in columns if one != primary)
        after = f"RETURNING {primary}" if is_new else f"ON CONFLICT ({primary}) DO UPDATE SET {changes}"
        return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {rows} {after}"  # noqa: S608  names of our own
