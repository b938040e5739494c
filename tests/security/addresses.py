"""Every address of the site, taken from the resolver, so that a new page cannot be forgotten."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from django.urls import get_resolver
from django.urls.resolvers import URLResolver
from django.utils.translation import override

ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
NAMED_GROUP = re.compile(r"\(\?P(<\w+>)[^)]*\)")
# Expressions whose groups have no names
IRREGULAR = {
    "wagtailadmin_pages:revisions_compare": "cms/pages/<page_id>/revisions/compare/live...latest/",
    "wagtaildocs_serve": "documents/<document_id>/<file_name>",
    "wagtail_serve": "en/<page_path>",
    "cms/.*/": "cms/nowhere/",
}


@dataclass(frozen=True, slots=True)
class Route:
    """A pattern of addresses under the name by which pages link to it, or its path where it has none."""

    name: str
    path: str

    def filled(self, values_of: Callable[[Route, str], Sequence[object]]) -> Iterator[str]:
        """Give the addresses of the route, one for each combination of the values of its arguments."""
        names = ARGUMENT.findall(self.path)
        for chosen in product(*(values_of(self, name) for name in names)):
            named = dict(zip(names, chosen, strict=True))
            yield "/" + ARGUMENT.sub(lambda found, named=named: str(named[found[1]]), self.path)


def routes() -> list[Route]:
    """List every route once; of pages for people the English ones."""
    with override("en"):
        found = {route.path: route for route in _walk(get_resolver(), "", "")}
    return list(found.values())


def _walk(resolver: URLResolver, before: str, namespace: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        path = before + NAMED_GROUP.sub(r"\1", str(entry.pattern)).replace("^", "").replace("$", "")
        if isinstance(entry, URLResolver):
            yield from _walk(entry, path, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        else:
            name = namespace + (entry.name or path)
            yield Route(name, IRREGULAR.get(name, path))
