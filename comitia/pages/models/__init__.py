"""Content that staff edit in Wagtail."""

from comitia.pages.models.home import HomePage, StandardPage
from comitia.pages.models.news import NewsIndexPage, NewsPage
from comitia.pages.models.site_page import SitePage

__all__ = ["HomePage", "NewsIndexPage", "NewsPage", "SitePage", "StandardPage"]
