"""Statements of Django's that are compiled once: building one anew takes ten times as long as running it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection
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
