from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page as PageOfRows
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects

from comitia.pages.models import NewsPage
from comitia.pages.queries.finding import trees
from comitia.pages.queries.pictures import Picture, card_picture
from comitia.platform.kept import kept
from comitia.platform.texts import ORIGINAL

PER_PAGE = 12


@dataclass(frozen=True, slots=True)
class NewsCard:
    """A piece of news as lists show it; `path` is its address below the language of the reader."""

    title: str
    path: str
    intro: str
    date: date
    picture: Picture | None
    language: str


@dataclass(frozen=True, slots=True)
class NewsList:
    """A page of the list of news, and its cards."""

    page: PageOfRows
    cards: tuple[NewsCard, ...]


@kept
def latest_news(language: str, count: int) -> tuple[NewsCard, ...]:
    """Give the latest news for readers of a language: in it, or in the original language where it is not translated."""
    return _cards(_keys(language)[:count])


def news_list(language: str, *, page: str | None) -> NewsList:
    """Give a page of the list of news for readers of a language."""
    rows = Paginator(_keys(language), PER_PAGE).get_page(page)
    return NewsList(page=rows, cards=_cards(list(rows.object_list)))


@kept
def _keys(language: str) -> list[int]:
    """List the news by number, the latest first: one of each, in the language or else in the original."""
    known = trees()
    wanted = [known[code][0] for code in (language, ORIGINAL) if code in known]
    rows = NewsPage.objects.live().filter(locale_id__in=wanted).order_by("-date", "-pk")
    chosen: dict[object, int] = {}
    for pk, key, locale in rows.values_list("pk", "translation_key", "locale_id"):
        if key not in chosen or locale == wanted[0]:
            chosen[key] = pk
    return list(chosen.values())


def _cards(keys: list[int]) -> tuple[NewsCard, ...]:
    pages = NewsPage.objects.select_related("picture").in_bulk(keys)
    images = [page.picture for page in pages.values() if page.picture]
    if images:
        prefetch_related_objects(images, "renditions")
    homes = {locale: (code, root) for code, (locale, root) in trees().items()}
    cards = []
    for page in (pages[key] for key in keys if key in pages):
        code, root = homes[page.locale_id]
        cards.append(
            NewsCard(
                title=page.title,
                path=page.url_path.removeprefix(root),
                intro=page.intro,
                date=page.date,
                picture=card_picture(page.picture),
                language=code,
            )
        )
    return tuple(cards)
