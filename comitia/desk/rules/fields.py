"""Fields of the forms of rules: shares, weights, what may be left open."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comitia.core.governance.rule_set import WEIGHT_ONE
from comitia.organs.queries.rule_labels import value_name
from comitia.organs.queries.rule_words import fraction_text, weight_text

OPEN: Final = gettext_lazy("Not decided yet")
LARGEST: Final = 100_000
LONGEST_SHARE: Final = 20
# No exponents: a short text such as 1e999999999 would be a number that fills the memory
SHARE: Final = re.compile(r"\d+(/\d+|(\.\d+)?%?)")
WEIGHT: Final = re.compile(r"\d{1,6}(\.\d+)?")


class ShareField(forms.CharField):
    """A share such as 2/3, 60 % or 1, kept as a fraction."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("Such as 1/2, 2/3 or 60 %."))
        super().__init__(max_length=LONGEST_SHARE, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        share = _share(value) if isinstance(value, str) and "/" in value else None
        return value if share is None else fraction_text(share)

    def clean(self, value: Any) -> Any:
        text = super().clean(value).replace(" ", "")
        if not text:
            return None
        share = _share(text)
        if share is None:
            raise forms.ValidationError(_("“%(text)s” is no share. Write 1/2, 2/3 or 60 %%.") % {"text": text[:20]})
        return f"{share.numerator}/{share.denominator}"


class WeightsField(forms.CharField):
    """Weights by category or seat, one on each line: full 1, associate 0.5."""

    widget = forms.Textarea(attrs={"rows": 4, "maxlength": 2000})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return "\n".join(f"{key} {weight_text(weight)}" for key, weight in value.items())
        return value

    def clean(self, value: Any) -> Any:
        read: dict[str, int] = {}
        for line in super().clean(value).splitlines():
            if not line.strip():
                continue
            key, _space, weight = line.strip().rpartition(" ")
            micro = _micro(weight)
            if not key or micro is None:
                raise no_weight(line.strip())
            read[key.strip()] = micro
        return read


def no_weight(line: str) -> forms.ValidationError:
    """Say that a line does not give a category or a seat its weight."""
    message = _("“%(line)s” is no weight. Write the category and the weight, such as full 1.")
    return forms.ValidationError(message % {"line": line[:60]})


def open_or_yes_no(label: Any) -> forms.ChoiceField:
    """Ask for yes or no, or leave it open."""
    choices = [("", str(OPEN)), ("yes", _("Yes")), ("no", _("No"))]
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=forms.RadioSelect)


def one_of(kind: type[StrEnum], label: Any, *, may_be_open: bool) -> forms.ChoiceField:
    """Ask for one of the values of an enumeration, or leave it open."""
    choices = [(value.value, value_name(value)) for value in kind]
    if may_be_open:
        choices.insert(0, ("", str(OPEN)))
    return forms.ChoiceField(label=label, choices=choices, required=not may_be_open)


def some_of(kind: type[StrEnum], label: Any) -> forms.MultipleChoiceField:
    """Ask for some of the values of an enumeration."""
    return forms.MultipleChoiceField(
        label=label,
        choices=[(value.value, value_name(value)) for value in kind],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def number(label: Any, *, may_be_open: bool, hint: Any = "") -> forms.IntegerField:
    """Ask for a whole number from 0, or leave it open."""
    return forms.IntegerField(label=label, min_value=0, max_value=LARGEST, required=not may_be_open, help_text=hint)


def key_in(keys: Iterable[tuple[str, str]], label: Any, *, none: Any) -> forms.ChoiceField:
    """Ask for a majority or a quorum of these rules; `none` says what choosing nothing means."""
    return forms.ChoiceField(label=label, choices=[("", str(none)), *keys], required=False)


def _share(text: str) -> Fraction | None:
    if not SHARE.fullmatch(text):
        return None
    try:
        share = Fraction(text.removesuffix("%"))
    except (ValueError, ZeroDivisionError):
        return None
    share = share / 100 if text.endswith("%") else share
    return share if share <= 1 else None


def _micro(text: str) -> int | None:
    if not WEIGHT.fullmatch(text):
        return None
    weight = Fraction(text) * WEIGHT_ONE
    return int(weight) if weight.denominator == 1 and 0 < weight < LARGEST * WEIGHT_ONE else None
