from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from wagtail.models import Page

from comitia.pages.models.panels import MissingTranslationsPanel


class SitePage(Page):
    """A page of the site: drawn by the same function for readers and in Wagtail's preview."""

    class Meta:
        abstract = True

    # Everything here is public; what is not lies behind sign-in elsewhere.
    private_page_options: list[str] = []
    settings_panels = [MissingTranslationsPanel(), *Page.settings_panels]

    def serve(self, request: Any, *_args: Any, **_kwargs: Any) -> Any:
        """Draw the page with the gateway named in the settings, which lies above this room."""
        return import_string(settings.PAGE_RENDERER)(request, self)

    def serve_preview(self, request: Any, _mode_name: str) -> Any:
        return self.serve(request)
