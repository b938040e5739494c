from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Locale, Page, Site

from comitia.pages.models import HomePage, NewsIndexPage, NewsPage, SitePage, StandardPage
from comitia.platform.kept import kept
from comitia.platform.texts import ORIGINAL

SITE_PAGES: tuple[type[SitePage], ...] = (HomePage, StandardPage, NewsIndexPage, NewsPage)


@dataclass(frozen=True, slots=True)
class Found:
    """A published page for an address, the language it is written in, and its own path below that language."""

    page: SitePage
    language: str
    path: str


@kept
def trees() -> dict[str, tuple[int, str]]:
    """Give the locale and the address of the home page of every language that has one."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return {}
    codes = dict(Locale.objects.values_list("pk", "language_code"))
    homes = Page.objects.filter(translation_key=site.root_page.translation_key).values_list("locale_id", "url_path")
    return {codes[locale]: (locale, path) for locale, path in homes}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a published page is: its number and model, its language, its path below that language, and what it translates."""

    pk: int
    model: type[Page]
    language: str
    path: str
    key: UUID


@kept
def addresses() -> dict[str, Address]:
    """List the published pages by their address in the tree."""
    known = trees()
    codes = {locale: (code, root) for code, (locale, root) in known.items()}
    models = {kind.pk: model for model, kind in ContentType.objects.get_for_models(*SITE_PAGES).items()}
    rows = Page.objects.live().filter(content_type_id__in=models, locale_id__in=codes)
    listed = {}
    for pk, content_type, locale, url_path, key in rows.values_list(
        "pk", "content_type_id", "locale_id", "url_path", "translation_key"
    ):
        code, root = codes[locale]
        if url_path.startswith(root):
            listed[url_path] = Address(pk, models[content_type], code, url_path.removeprefix(root), key)
    return listed


@kept
def _page(model: type[Page], pk: int) -> Any:
    return next(iter(model.objects.filter(pk=pk)), None)


def find_page(path: str, language: str) -> Found | None:
    """Find the page at a path such as "about/" below a language.

    The page of that language is taken if it is published, else its original: the caller shows in which language it is.
    A path of another language's tree leads to the same page too, so that a change of language never ends in nothing.
    """
    known = addresses()
    candidates = {code: known.get(root + path) for code, (_locale, root) in trees().items()}
    address = candidates.get(language) or candidates.get(ORIGINAL) or next(filter(None, candidates.values()), None)
    if address is None:
        return None
    if address.language != language:
        translations = {other.language: other for other in known.values() if other.key == address.key}
        address = translations.get(language) or translations.get(ORIGINAL) or address
    page = _page(address.model, address.pk)
    return Found(page=page, language=address.language, path=address.path) if page else None
