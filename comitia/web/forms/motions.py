"""Forms for motions and amendments: texts by language, paragraph by paragraph, as they were typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from comitia.core.drafting.operations import Operation
from comitia.core.drafting.texts import Text
from comitia.core.drafting.typed import UnevenError, changes_typed, paragraphs_of
from comitia.web.shell import NATIVE_NAMES

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


@dataclass(frozen=True, slots=True)
class Box:
    """Words of a paragraph in one language, and the name of their field."""

    name: str
    language: str
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph of the text in the form of an amendment; `key` is empty for the place before the first."""

    key: str
    number: int
    kind: str
    boxes: Sequence[Box]
    added: Sequence[Box]
    is_removed: bool


class MotionForm(forms.Form):
    """A motion: the item it stands under, its titles and its text by language, `shown` first and the first one required."""

    item = forms.ChoiceField(label=_("Item of the agenda"))

    def __init__(self, *args: Any, items: Sequence[tuple[str, str]], shown: Sequence[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.shown, self.others = shown, [code for code in LANGUAGES if code not in shown]
        item = self.fields["item"]
        if isinstance(item, forms.ChoiceField):
            item.choices = list(items)
        for code in (*self.shown, *self.others):
            attrs = {"lang": code, "dir": "auto"}
            name = NATIVE_NAMES.get(code, code)
            self.fields[f"title_{code}"] = forms.CharField(
                label=_("Title, %(language)s") % {"language": name},
                required=code == shown[0],
                widget=forms.TextInput(attrs={**attrs, "maxlength": 200}),
            )
            self.fields[f"text_{code}"] = forms.CharField(
                label=_("Text, %(language)s") % {"language": name},
                required=code == shown[0],
                strip=False,
                widget=forms.Textarea(attrs={**attrs, "rows": 12}),
            )

    @property
    def titles(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"title_{code}"] for code in LANGUAGES if self.cleaned_data[f"title_{code}"]}

    def text(self) -> Text | None:
        """Read the text; None, with the fault at its field, if the languages do not have the same paragraphs."""
        typed = {code: self.cleaned_data[f"text_{code}"] for code in (*self.shown, *self.others)}
        try:
            return Text(paragraphs=paragraphs_of(typed, prefix="p"))
        except UnevenError as error:
            self.add_error(f"text_{differing(error)}", uneven(error))
            return None


def shown_languages(*codes: str) -> list[str]:
    """Give the languages whose fields stand open, each once: a text has to have the first, which is the page's."""
    return [code for code in dict.fromkeys(codes) if code in LANGUAGES]


def amendment_rows(text: Text, data: Mapping[str, str]) -> list[Row]:
    """Give the form of an amendment, as typed or as the text stands."""
    languages = sorted(text.languages, key=lambda code: LANGUAGES.index(code) if code in LANGUAGES else len(LANGUAGES))
    first = Row("", 0, "", (), _boxes("added-", languages, {}, data), is_removed=False)
    rows = [
        Row(
            each.key,
            number,
            each.kind,
            _boxes(f"text-{each.key}-", languages, each.texts, data),
            _boxes(f"added-{each.key}-", languages, {}, data),
            is_removed=f"removed-{each.key}" in data,
        )
        for number, each in enumerate(text.paragraphs, start=1)
    ]
    return [first, *rows]


def operations_typed(text: Text, data: Mapping[str, str]) -> tuple[Operation, ...]:
    """Read what somebody changed in the form of an amendment; raises UnevenError."""
    rows = amendment_rows(text, data)
    return changes_typed(
        text,
        wanted={row.key: {box.language: box.words for box in row.boxes} for row in rows if row.key},
        removed=[row.key for row in rows if row.is_removed],
        added={row.key: {box.language: box.words for box in row.added} for row in rows},
    )


def differing(error: UnevenError) -> str:
    """Name the language that has another number of paragraphs than the first one."""
    most = next(iter(error.counts.values()))
    return next(code for code, count in error.counts.items() if count != most)


def uneven(error: UnevenError) -> str:
    """Say which language has how many paragraphs."""
    first, other = next(iter(error.counts)), differing(error)
    most, fewer = error.counts[first], error.counts[other]
    names = {"first": NATIVE_NAMES.get(first, first), "other": NATIVE_NAMES.get(other, other)}
    return ngettext(
        "The text has %(most)s paragraph in %(first)s and %(fewer)s in %(other)s. Give each the same paragraphs in the same order.",
        "The text has %(most)s paragraphs in %(first)s and %(fewer)s in %(other)s. Give each the same paragraphs in the same order.",
        most,
    ) % {**names, "most": most, "fewer": fewer}


def _boxes(prefix: str, languages: Sequence[str], texts: Mapping[str, str], data: Mapping[str, str]) -> list[Box]:
    return [
        Box(f"{prefix}{code}", code, NATIVE_NAMES.get(code, code), data.get(f"{prefix}{code}", texts.get(code, "")))
        for code in languages
    ]
