"""Rules and outcomes as plain data (what JSON can hold) and back, by the types of their fields.

A fraction is written "2/3", a date and a choice as text, a set in order of its values. Reading is strict: an unknown or a
missing field and a value of another type are errors, so that what is read back equals what was written.
"""

import types
from collections.abc import Mapping
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


class PlainDataError(ValueError):
    """Data that cannot be read as the value it should be, with the way to the place."""


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
    value: T = _read(kind, data, way="")
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


def _read(kind: Any, data: Any, *, way: str) -> Any:
    origin = get_origin(kind)
    if origin in _UNIONS:
        inner = next(one for one in get_args(kind) if one is not type(None))
        return None if data is None else _read(inner, data, way=way)
    if origin is not None:
        return _read_many(origin, get_args(kind), data, way=way)
    if is_dataclass(kind):
        return _read_fields(kind, data, way=way)
    if kind in _PLAIN:
        if type(data) is not kind:
            raise PlainDataError(f"{way}: {data!r} is no {kind.__name__}")
        return data
    return _read_word(kind, data, way=way)


def _read_word(kind: Any, data: Any, *, way: str) -> Any:
    if not isinstance(data, str):
        raise PlainDataError(f"{way}: {data!r} is no text")
    try:
        return date.fromisoformat(data) if kind is date else kind(data)
    except (ValueError, ZeroDivisionError) as error:
        raise PlainDataError(f"{way}: {error}") from error


def _read_fields(kind: Any, data: Any, *, way: str) -> Any:
    hints = types_of(kind)
    if not isinstance(data, Mapping) or set(data) != set(hints):
        raise PlainDataError(f"{way}: not the fields of {kind.__name__}")
    return kind(**{name: _read(inner, data[name], way=f"{way}.{name}") for name, inner in hints.items()})


def _read_many(origin: Any, inner: tuple[Any, ...], data: Any, *, way: str) -> Any:
    if isinstance(origin, type) and issubclass(origin, Mapping):
        if not isinstance(data, Mapping):
            raise PlainDataError(f"{way}: {data!r} holds no names")
        return {
            _read(inner[0], key, way=f"{way}.{key}"): _read(inner[1], one, way=f"{way}.{key}")
            for key, one in data.items()
        }
    if not isinstance(data, list):
        raise PlainDataError(f"{way}: {data!r} is no list")
    kinds = [inner[0]] * len(data) if origin is frozenset or inner[-1] is Ellipsis else list(inner)
    if len(kinds) != len(data):
        raise PlainDataError(f"{way}: {len(data)} values where {len(kinds)} belong")
    read = [_read(kind, one, way=f"{way}.{place}") for place, (kind, one) in enumerate(zip(kinds, data, strict=True))]
    return frozenset(read) if origin is frozenset else tuple(read)
