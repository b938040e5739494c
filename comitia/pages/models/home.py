from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from comitia.pages.models.blocks import HOME_BLOCKS, SECTION_BLOCKS
from comitia.pages.models.site_page import SitePage


class HomePage(SitePage):
    """The front page of a language: sections in the order that staff give them."""

    template = "pages/home.html"

    body = StreamField(HOME_BLOCKS, blank=True, verbose_name=_("sections"))

    content_panels = [*SitePage.content_panels, FieldPanel("body")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["pages.StandardPage", "pages.NewsIndexPage"]

    class Meta:
        verbose_name = _("home page")


class StandardPage(SitePage):
    """A text of its own: about, statements, whatever staff need."""

    template = "pages/standard.html"

    lead = models.CharField(_("one sentence under the title"), max_length=300, blank=True)
    body = StreamField(SECTION_BLOCKS, blank=True, verbose_name=_("sections"))

    content_panels = [*SitePage.content_panels, FieldPanel("lead"), FieldPanel("body")]
    parent_page_types = ["pages.HomePage", "pages.StandardPage"]
    subpage_types = ["pages.StandardPage"]

    class Meta:
        verbose_name = _("text page")
