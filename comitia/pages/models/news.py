from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string

from comitia.pages.models.blocks import TEXT_BLOCKS
from comitia.pages.models.site_page import SitePage


class NewsIndexPage(SitePage):
    """The list of news of a language."""

    template = "pages/news_list.html"

    lead = models.CharField(_("one sentence under the title"), max_length=300, blank=True)

    content_panels = [*SitePage.content_panels, FieldPanel("lead")]
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.NewsPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("list of news")


class NewsPage(SitePage):
    """A piece of news, of the day on which it happened."""

    template = "pages/news.html"

    date = models.DateField(_("date"))
    picture = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    intro = models.TextField(_("what happened, in one or two sentences"), max_length=400)
    body = StreamField(TEXT_BLOCKS, blank=True, verbose_name=_("text"))
    sources = models.TextField(
        _("sources"),
        blank=True,
        help_text=_("Addresses or titles, several of them parted by a semicolon between spaces."),
    )

    content_panels = [
        *SitePage.content_panels,
        FieldPanel("date"),
        FieldPanel("picture"),
        FieldPanel("intro"),
        FieldPanel("body"),
        FieldPanel("sources"),
    ]
    parent_page_types = ["pages.NewsIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("news")
        indexes = [models.Index(fields=["-date"])]
