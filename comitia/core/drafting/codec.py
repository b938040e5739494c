"""Texts and operations as plain data, and the digest that says which text was voted on."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from comitia.core.drafting.operations import Insert, Operation, Operations, Remove, Replace
from comitia.core.drafting.texts import Kind, Paragraph, Text


def text_to_json(text: Text) -> dict[str, Any]:
    """Write a text as plain data."""
    return {"paragraphs": [_paragraph_to_json(each) for each in text.paragraphs], "spent": sorted(text.spent)}


def text_from_json(data: Any) -> Text:
    """Read a text as `text_to_json` writes it; raises ValueError on anything else."""
    try:
        paragraphs = tuple(_paragraph_from_json(each) for each in data["paragraphs"])
        return Text(paragraphs=paragraphs, spent=frozenset(_words(key) for key in data["spent"]))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        message = f"Not a text: {error}"
        raise ValueError(message) from error


def operations_to_json(operations: Operations) -> list[dict[str, Any]]:
    """Write operations as plain data, each under the name of what it does."""
    return [_operation_to_json(each) for each in operations]


def operations_from_json(data: Any) -> tuple[Operation, ...]:
    """Read operations as `operations_to_json` writes them; raises ValueError on anything else."""
    try:
        return tuple(_operation_from_json(each) for each in data)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        message = f"Not operations on a text: {error}"
        raise ValueError(message) from error


def digest(text: Text) -> str:
    """Hash what a text says, with its keys and languages: hexadecimal SHA-256 of its paragraphs as canonical JSON.

    What was removed before makes no difference, nor does the order in which languages were given.
    """
    said = json.dumps(text_to_json(text)["paragraphs"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(said.encode()).hexdigest()


def _paragraph_to_json(paragraph: Paragraph) -> dict[str, Any]:
    return {"key": paragraph.key, "kind": paragraph.kind.value, "texts": dict(paragraph.texts)}


def _paragraph_from_json(data: Mapping[str, Any]) -> Paragraph:
    return Paragraph(key=_words(data["key"]), kind=Kind(data["kind"]), texts=_texts(data["texts"]))


def _operation_to_json(operation: Operation) -> dict[str, Any]:
    if isinstance(operation, Insert):
        return {"insert": {"after": operation.after, "paragraph": _paragraph_to_json(operation.paragraph)}}
    if isinstance(operation, Remove):
        return {"remove": {"key": operation.key}}
    return {"replace": {"key": operation.key, "texts": dict(operation.texts)}}


def _operation_from_json(data: Mapping[str, Any]) -> Operation:
    ((name, body),) = data.items()
    if name == "insert":
        after = None if body["after"] is None else _words(body["after"])
        return Insert(after=after, paragraph=_paragraph_from_json(body["paragraph"]))
    if name == "remove":
        return Remove(key=_words(body["key"]))
    if name == "replace":
        return Replace(key=_words(body["key"]), texts=_texts(body["texts"]))
    raise KeyError(name)


def _texts(data: Mapping[str, Any]) -> dict[str, str]:
    return {_words(code): _words(words) for code, words in data.items()}


def _words(data: Any) -> str:
    if not isinstance(data, str):
        raise TypeError(data)
    return data
