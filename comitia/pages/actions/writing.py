from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from wagtail.models import Locale, Page

from comitia.journal.actions import record
from comitia.pages.models import HomePage, NewsIndexPage, NewsPage, SitePage, StandardPage
from comitia.platform.actors import Actor
from comitia.platform.bus import announce_on_commit
from comitia.platform.kept import PUBLIC_CHANGED
from comitia.platform.texts import ORIGINAL

KINDS: Mapping[str, type[SitePage]] = {
    "home": HomePage,
    "text": StandardPage,
    "news_list": NewsIndexPage,
    "news": NewsPage,
}


@transaction.atomic
def write_page(
    *,
    kind: str,
    path: str,
    language: str,
    title: str,
    by: Actor,
    at: datetime,
    fields: Mapping[str, Any] | None = None,
    body: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Publish a page at a path such as "news/forum/" below the home page of a language, new or in place of what it said.

    In a language other than the original it becomes the translation of the original page at the same path.
    """
    page = _page(KINDS[kind], path, language)
    page.title = title
    for name, value in (fields or {}).items():
        setattr(page, name, date.fromisoformat(value) if name == "date" else value)
    if body:
        page.body = json.dumps(list(body))  # type: ignore[attr-defined]
    if page.pk is None:
        page.live = False
        _parent(path, language).add_child(instance=page)
    page.save_revision().publish()
    record("write_page", f"page:{language}/{path}", by=by, at=at, facts={"kind": kind})
    announce_on_commit(PUBLIC_CHANGED, {})


def _page(kind: type[SitePage], path: str, language: str) -> SitePage:
    """Find the page at a path of a language, or begin it."""
    locale = _locale(language)
    found = (
        kind.objects.filter(locale=locale, url_path=_home(language).url_path + path).first()
        if _homes(language)
        else None
    )
    if found is not None:
        return found
    if language == ORIGINAL:
        return kind(slug=path.strip("/").rpartition("/")[2], locale=locale)
    original = kind.objects.get(locale=_locale(ORIGINAL), url_path=_home(ORIGINAL).url_path + path)
    return original.copy_for_translation(locale).specific


def _parent(path: str, language: str) -> Page:
    above = path.strip("/").rpartition("/")[0]
    return Page.objects.get(url_path=f"{_home(language).url_path}{above}{'/' if above else ''}").specific


def _homes(language: str) -> Any:
    return HomePage.objects.filter(locale__language_code=language, depth=2)


def _home(language: str) -> HomePage:
    return _homes(language).get()


def _locale(language: str) -> Locale:
    return Locale.objects.get(language_code=language)
