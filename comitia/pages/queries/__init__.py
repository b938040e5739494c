"""What the pages that staff edit are drawn from."""

from comitia.pages.queries.facts import SiteFacts, site_facts
from comitia.pages.queries.finding import Found, find_page
from comitia.pages.queries.news import NewsCard, NewsList, latest_news, news_list
from comitia.pages.queries.pictures import CARD, WIDE, load_renditions

__all__ = [
    "CARD",
    "WIDE",
    "Found",
    "NewsCard",
    "NewsList",
    "SiteFacts",
    "find_page",
    "latest_news",
    "load_renditions",
    "news_list",
    "site_facts",
]
