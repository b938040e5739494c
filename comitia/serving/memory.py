"""Lets go of what libraries hold for programs other than this one; called once, before the first page.

Everything here is done because `benchmarks.starting` shows that it saves megabytes; nothing else depends on it.
"""

from __future__ import annotations

import gettext
from collections.abc import Sequence
from functools import cache
from typing import Final

from babel import Locale
from babel.core import get_global
from babel.localedata import load
from django.urls import resolvers
from django.utils.translation import trans_real

# Babel holds the whole of CLDR for each language: these parts only say amounts of money, measures and time spans.
UNSAID: Final = (
    "compact_currency_formats",
    "compact_decimal_formats",
    "compound_unit_patterns",
    "currency_names",
    "currency_names_plural",
    "date_fields",
    "unit_display_names",
    "unit_patterns",
)
# And these indexes of the whole world's languages; entries for the languages of the site stay.
INDEXES: Final = ("likely_subtags", "territory_currencies", "territory_languages")


def trim(languages: Sequence[str]) -> None:
    """Load what the languages of the site need and drop the rest: together about 10 MB of 150."""
    trim_locales(languages)
    share_messages(languages)
    share_routes()


def trim_locales(languages: Sequence[str]) -> None:
    """Keep of Babel's data what says dates, numbers, places and zones in these languages."""
    names = {str(Locale.parse(code, sep="-")) for code in languages}
    spoken = {name.partition("_")[0] for name in names}
    for name in names | spoken | {"root"}:
        for part in UNSAID:
            load(name).pop(part, None)
    for index in INDEXES:
        entries = get_global(index)
        for key in [key for key in entries if key.partition("_")[0] not in spoken]:
            del entries[key]  # type: ignore[attr-defined]  # typed as read-only, but it is Babel's own dictionary


def share_messages(languages: Sequence[str]) -> None:
    """Hold each English message once for all languages, and the catalogues' files not a second time."""
    messages: dict[object, object] = {}
    for code in languages:
        for catalogue in trans_real.translation(code)._catalog._catalogs:  # type: ignore[attr-defined]  # noqa: SLF001
            # In place, message by message: a second dictionary beside the first would leave a hole of its size behind.
            for message in list(catalogue):
                catalogue[messages.setdefault(message, message)] = catalogue.pop(message)
    gettext._translations.clear()  # type: ignore[attr-defined]  # noqa: SLF001


def share_routes() -> None:
    """Hold the forms of an address once: Django makes them anew for each language although few addresses differ."""
    resolvers.normalize = cache(resolvers.normalize)  # type: ignore[attr-defined]
