"""Draws the questions of a form; what says nothing of a person is drawn once for all of them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from django.template import engines
from django.utils.translation import get_language
from markupsafe import Markup

from comitia.accreditation.queries.fields import GROUPS, Field

MOST_KEPT: Final = 2000
_kept: dict[tuple[str | None, Field], Markup] = {}


def draw(field: Field) -> Markup:
    """Draw a question with what was typed into it and what is wrong with it, in the language in force.

    Kept is what is empty or only ticked, never what somebody wrote.
    """
    is_written = any(field.typed) and field.kind not in GROUPS
    if is_written or field.error:
        return _question()(field)
    key = (get_language(), field)
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        found = _kept[key] = _question()(field)
    return found


@lru_cache(maxsize=1)
def _question() -> Any:
    engine: Any = engines["jinja2"]
    return engine.env.get_template("registration/question.html").module.question
