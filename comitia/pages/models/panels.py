from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import Panel
from wagtail.coreutils import get_content_languages


class MissingTranslationsPanel(Panel):
    """Tells an editor in which languages readers get this page's text in another language."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(heading=kwargs.pop("heading", gettext_lazy("Translations")), **kwargs)

    class BoundPanel(Panel.BoundPanel):
        def render_html(self, _parent_context: Any = None) -> str:
            if self.instance.pk is None:
                return format_html("<p>{}</p>", _("Save the page first; then it can be translated."))
            languages = get_content_languages()
            there = self.instance.get_translations(inclusive=True).filter(live=True)
            missing = languages.keys() - set(there.values_list("locale__language_code", flat=True))
            if not missing:
                return format_html("<p>{}</p>", _("Published in every language."))
            names = ", ".join(name for code, name in languages.items() if code in missing)
            sentence = _(
                "Not published yet in: %(languages)s. Readers of these languages see the English text with a note."
            )
            return format_html("<p>{}</p>", sentence % {"languages": names})
