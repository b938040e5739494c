"""Forms of records with a text in every language of the site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info

from comitia.desk.editing import Difference, RecordForm, initial_of, shown
from comitia.platform.edits import Record


class TextsForm(RecordForm):
    """A form of a record that has texts in every language of the site: one field for each."""

    in_languages: ClassVar[Mapping[str, tuple[Any, int, bool]]] = {}

    def __init__(
        self, data: Any = None, *, record: Record | None = None, initial: dict[str, Any] | None = None, **kwargs: Any
    ) -> None:
        initial = dict(initial or (initial_of(record) if record else {}))
        for name in self.in_languages:
            texts = initial.get(name) or {}
            initial |= {f"{name}_{code}": texts.get(code, "") for code, _name in settings.LANGUAGES}
        super().__init__(data, initial=initial, **kwargs)
        for name, (label, longest, is_long) in self.in_languages.items():
            for code, _name in settings.LANGUAGES:
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=label % {"language": language_name(code)},
                    max_length=longest,
                    required=False,
                    widget=forms.Textarea(attrs={"rows": 3}) if is_long else forms.TextInput,
                )

    def values(self) -> dict[str, Any]:
        """Give what was typed, the texts by language."""
        typed = super().values()
        for name in self.in_languages:
            texts = {code: typed.pop(f"{name}_{code}").strip() for code, _name in settings.LANGUAGES}
            typed[name] = {code: text for code, text in texts.items() if text}
        return typed

    def texts(self, name: str) -> list[forms.BoundField]:
        """Give the fields of a text in the order of the languages."""
        return [self[f"{name}_{code}"] for code, _name in settings.LANGUAGES]


def see(form: forms.Form, token: str) -> None:
    """Let a form that was refused count as one that has seen the present state: sending it again overwrites it."""
    form.data = form.data.copy()  # type: ignore[attr-defined]  # of a request, so a QueryDict
    form.data["seen"] = token  # type: ignore[index]


def differing(form: RecordForm, fresh: RecordForm) -> list[Difference]:
    """Compare what was typed with a fresh form of what is kept now, if that is not what was seen."""
    if form.data.get("seen") == fresh.initial["seen"]:
        return []
    see(form, fresh.initial["seen"])
    typed = getattr(form, "cleaned_data", {})
    return [
        Difference(form.fields[name].label, shown(fresh.initial.get(name)), shown(value))
        for name, value in typed.items()
        if name != "seen" and shown(fresh.initial.get(name)) != shown(value)
    ]


def language_name(code: str) -> str:
    """Name a language in the language in force; one that has no name by its code."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
