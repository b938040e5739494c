"""Lets go of what libraries hold for programs other than this one; called once, before the first page.

Everything here is done because `benchmarks.starting` shows that it saves megabytes; nothing else depends on it.
"""

from __future__ import annotations

import ctypes
import gc
import gettext
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from babel import Locale
from babel.core import get_global
from babel.localedata import load
from django.urls import resolvers
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language, trans_real

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
    """Load what the languages of the site need and drop the rest: together about 20 MB of 150."""
    trim_locales(languages)
    share_messages(languages)
    share_routes()
    give_back()


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
        catalogues = trans_real.translation(code)._catalog._catalogs  # type: ignore[attr-defined]  # noqa: SLF001
        for place, catalogue in enumerate(catalogues):
            catalogues[place] = {messages.setdefault(message, message): words for message, words in catalogue.items()}
    gettext._translations.clear()  # type: ignore[attr-defined]  # noqa: SLF001


def share_routes() -> None:
    """Hold an address once for all languages, and by its name only; Django holds each anew for each language, and by its view too."""
    resolvers.normalize = cache(resolvers.normalize)  # type: ignore[attr-defined]
    populate = resolvers.URLResolver._populate  # noqa: SLF001

    def populate_once(resolver: Any) -> None:
        is_prefixed = any(isinstance(one.pattern, resolvers.LocalePrefixPattern) for one in resolver.url_patterns)
        shared = None if is_prefixed else next(iter(resolver._reverse_dict), None)  # noqa: SLF001
        language = get_language()
        if shared is None:
            populate(resolver)
            if routes := resolver._reverse_dict.get(language):  # noqa: SLF001
                named = [(key, routes.getlist(key)) for key in routes if isinstance(key, str)]
                resolver._reverse_dict[language] = MultiValueDict(named)  # noqa: SLF001
        else:
            for held in (resolver._namespace_dict, resolver._app_dict, resolver._reverse_dict):  # noqa: SLF001
                held[language] = held[shared]

    resolvers.URLResolver._populate = populate_once  # type: ignore[assignment,method-assign]  # noqa: SLF001


def give_back() -> None:
    """Give the system back what was needed for loading alone, where the C library can do so (glibc)."""
    gc.collect()
    trim_heap = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim_heap is not None:
        trim_heap(0)
