"""Answers to the question "may this be done?", each refusal with its reason and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Never


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes."""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Refused:
    """No: `code` is for machines and the journal, `sentence` (translatable) says why and what to do next."""

    code: str
    sentence: Any

    def __bool__(self) -> bool:
        return False


Answer = Allowed | Refused


class RefusedError(Exception):
    """Carries a refusal out of an action, so that its transaction is rolled back."""

    def __init__(self, answer: Refused) -> None:
        super().__init__(answer.code)
        self.answer = answer


def require(answer: Allowed | Refused) -> None:
    """Go on if allowed, raise `RefusedError` if not."""
    if isinstance(answer, Refused):
        raise RefusedError(answer)


def refuse(code: str, sentence: Any) -> Never:
    """Stop an action with a refusal."""
    raise RefusedError(Refused(code, sentence))
