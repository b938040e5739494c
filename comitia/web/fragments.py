"""Parts of pages that are the same for all readers of a language, drawn once until something public changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language
from markupsafe import Markup

from comitia.platform.kept import keep


def fragment(
    request: HttpRequest, template: str, context: Callable[[], Mapping[str, Any]], *, key: tuple[Hashable, ...] | None
) -> Markup:
    """Draw a template that shows nothing of the reader; kept under the template, the language and `key`, unless that is None.

    `context` is called only when there is something to draw.
    """

    def draw() -> Markup:
        return Markup(render_to_string(template, dict(context()), request))  # noqa: S704  drawn by a template that escapes

    return draw() if key is None else keep((template, get_language(), *key), draw)
