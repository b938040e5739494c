"""Pages that staff edit: found by address and language, drawn with facts from the data; also drawn for Wagtail's preview."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, re_path
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from markupsafe import Markup
from wagtail.rich_text import expand_db_html

from comitia.pages import queries
from comitia.platform import clock
from comitia.platform.sources import sources_in
from comitia.web.fragments import fragment
from comitia.web.shell import shareable

NEWS_LIST, NEWS = "pages/news_list.html", "pages/news.html"


@shareable
def page(request: HttpRequest, path: str = "") -> HttpResponse:
    language = translation.get_language() or "en"
    found = queries.find_page(path, language)
    if found is None:
        raise Http404
    if found.path != path:
        return HttpResponseRedirect(f"/{language}/{found.path}")
    edition = (found.page.pk, found.page.live_revision_id)
    return _drawn(request, found.page, content_language=found.language, edition=edition)


def page_response(request: HttpRequest, page: Any) -> HttpResponse:
    """Draw a page, published or not, as its readers will see it: Wagtail's preview calls this."""
    code = page.locale.language_code
    with translation.override(code):
        return _drawn(request, page, content_language=code, edition=None)


def _drawn(
    request: HttpRequest, page: Any, *, content_language: str, edition: tuple[int, int | None] | None
) -> HttpResponse:
    context: dict[str, Any] = {"page": page, "content_language": content_language, "wide_picture": queries.WIDE}
    if page.template == NEWS_LIST:
        language = translation.get_language() or "en"
        context["news"] = queries.news_list(language, page=request.GET.get("page"))
    else:
        context["sections"] = fragment(
            request, "blocks/sections.html", lambda: {**context, **_sections_context(page)}, key=edition
        )
    if page.template == NEWS:
        queries.load_renditions((), page.picture)
        context["sources"] = sources_in(page.sources)
    return render(request, page.template, context)


def _sections_context(page: Any) -> dict[str, Any]:
    """Gather what the sections of a page are drawn from, once for all of them."""
    news = [block.value["count"] or 1 for block in page.body if block.block_type == "news"]
    queries.load_renditions(page.body)
    return {
        "rich": _rich,
        # Gathered only if a section asks for them
        "facts": SimpleLazyObject(lambda: queries.site_facts(at=clock.now())),
        "latest": queries.latest_news(translation.get_language() or "en", max(news)) if news else (),
    }


def _rich(text: Any) -> Markup:
    """Write out a rich text: its links to pages and documents become addresses."""
    return Markup(expand_db_html(text.source))  # noqa: S704  Wagtail cleans what editors type when it is stored


urlpatterns = [
    path("", page, name="home"),
    # Wagtail asks for this name when it links to a page
    re_path(r"^((?:[\w\-]+/)*)$", page, name="wagtail_serve"),
]
