"""Rules and outcomes as plain data (what JSON can hold) and back, by the types of their fields.

A fraction is written "2/3", a date and a choice as text, a set in order of its values. Reading is strict: an unknown or a
missing field and a value of another type are errors, so that what is read back equals what was written.
"""

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
_PLAIN: Final = (bool, int, str)
_UNIONS: Final = (Union, types.UnionType)
Reader = Callable[[Any], Any]


class PlainDataError(ValueError):
    """Data that cannot be read as the value it should be, with the way to the place."""

    def __init__(self, reason: str, *way: str) -> None:
        super().__init__(f"{'.'.join(way)}: {reason}" if way else reason)
        self.reason = reason
        self.way = way

    def under(self, name: object) -> "PlainDataError":
        """Give the same error seen from one step further up."""
        return PlainDataError(self.reason, str(name), *self.way)


def to_plain(value: Any) -> Any:
    """Write a value as plain data; raises TypeError for what has no place in rules."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(to_plain(key)): to_plain(inner) for key, inner in value.items()}
    if isinstance(value, frozenset):
        return sorted(to_plain(inner) for inner in value)
    if isinstance(value, tuple):
        return [to_plain(inner) for inner in value]
    return _plain_word(value)


def from_plain(kind: type[T], data: Any) -> T:
    """Read a value of a kind as `to_plain` writes it; raises PlainDataError on anything else."""
    wanted: Any = kind
    value: T = _reader(wanted)(data)
    return value


@lru_cache(maxsize=128)
def types_of(kind: type) -> Mapping[str, Any]:
    """Give the types of the fields of a dataclass."""
    hints = get_type_hints(kind)
    return MappingProxyType({field.name: hints[field.name] for field in fields(kind)})


def _plain_word(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, _PLAIN):
        return value
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in rules")


@lru_cache(maxsize=512)
def _reader(kind: Any) -> Reader:
    """Make, once for each kind, what reads a value of it."""
    origin = get_origin(kind)
    if origin in _UNIONS:
        inner = _reader(next(one for one in get_args(kind) if one is not type(None)))
        return lambda data: None if data is None else inner(data)
    if origin is not None:
        is_mapping = isinstance(origin, type) and issubclass(origin, Mapping)
        return _mapping_reader(*get_args(kind)) if is_mapping else _list_reader(origin, get_args(kind))
    if is_dataclass(kind):
        return _fields_reader(kind)
    return _plain_reader(kind) if kind in _PLAIN else _word_reader(kind)


def _plain_reader(kind: Any) -> Reader:
    def read(data: Any) -> Any:
        if type(data) is not kind:
            raise PlainDataError(f"{data!r} is no {kind.__name__}")
        return data

    return read


def _word_reader(kind: Any) -> Reader:
    make = date.fromisoformat if kind is date else kind

    def read(data: Any) -> Any:
        if not isinstance(data, str):
            raise PlainDataError(f"{data!r} is no text")
        try:
            return make(data)
        except (ValueError, ZeroDivisionError) as error:
            raise PlainDataError(str(error)) from error

    return read


def _fields_reader(kind: Any) -> Reader:
    readers = {name: _reader(inner) for name, inner in types_of(kind).items()}

    def read(data: Any) -> Any:
        if not isinstance(data, Mapping) or data.keys() != readers.keys():
            raise PlainDataError(f"not the fields of {kind.__name__}")
        return kind(**{name: _read_at(name, reader, data[name]) for name, reader in readers.items()})

    return read


def _mapping_reader(key_kind: Any, value_kind: Any) -> Reader:
    read_key, read_value = _reader(key_kind), _reader(value_kind)

    def read(data: Any) -> Any:
        if not isinstance(data, Mapping):
            raise PlainDataError(f"{data!r} holds no names")
        return {_read_at(key, read_key, key): _read_at(key, read_value, value) for key, value in data.items()}

    return read


def _list_reader(origin: Any, kinds: tuple[Any, ...]) -> Reader:
    is_any_length = origin is frozenset or kinds[-1] is Ellipsis
    readers = [_reader(kind) for kind in kinds if kind is not Ellipsis]

    def read(data: Any) -> Any:
        if not isinstance(data, list):
            raise PlainDataError(f"{data!r} is no list")
        each = readers * len(data) if is_any_length else readers
        if len(each) != len(data):
            raise PlainDataError(f"{len(data)} values where {len(each)} belong")
        return origin(_read_at(place, reader, one) for place, (reader, one) in enumerate(zip(each, data, strict=True)))

    return read


def _read_at(name: object, reader: Reader, data: Any) -> Any:
    try:
        return reader(data)
    except PlainDataError as error:
        raise error.under(name) from error
