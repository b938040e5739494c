"""What members and the rapporteur write on the pages of minutes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comitia.core.governance.minutes import LONGEST_CORRECTION, LONGEST_TEXT


class CorrectionForm(forms.Form):
    """What of the minutes is to be corrected, and how it should read."""

    place = forms.ChoiceField(label=_("Part of the minutes"))
    language = forms.ChoiceField(label=_("Language in which you write"))
    text = forms.CharField(
        label=_("Correction"),
        max_length=LONGEST_CORRECTION,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Write what the minutes say now, and how it should read."),
    )

    def __init__(
        self, *args: Any, places: Iterable[tuple[str, str]], languages: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = list(places)  # type: ignore[attr-defined]
        self.fields["language"].choices = list(languages)  # type: ignore[attr-defined]


class SlotForm(forms.Form):
    """What the rapporteur writes at one place of the minutes, in one language."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Plain paragraphs; an empty line ends one. What is made from the record stands there already."),
    )
