"""How every record is edited on the desk: refusals stand beside the form, nothing typed is lost, two officers notice each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, cast

from django import forms
from django.utils.translation import gettext as _

from comitia.platform.answers import RefusedError
from comitia.platform.edits import Record


class Difference(NamedTuple):
    """A field that another officer has changed meanwhile: what is kept now and what was typed here."""

    label: Any
    kept: str
    typed: str


class RecordForm(forms.Form):
    """A form of a record, with the token of what was there when it was opened."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def values(self) -> dict[str, Any]:
        """Give what was typed, by the names of the record's fields."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


class LinesField(forms.CharField):
    """Several texts, one on each line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        lines = super().clean(value).splitlines()
        return sorted({" ".join(line.split()) for line in lines if line.strip()})


def offer(form: forms.Form, name: str, choices: list[tuple[str, str]], *, none: str = "") -> None:
    """Set what can be chosen in a field of a form; `none` is the word for choosing nothing, if that is offered."""
    field = cast("forms.ChoiceField", form.fields[name])
    field.choices = [("", none), *choices] if none else choices


def initial_of(record: Record) -> dict[str, Any]:
    return {**record.values, "seen": record.token}


def is_done(form: forms.Form, act: Callable[[], Any]) -> bool:
    """Do an act if the form is well filled in; a refusal becomes an error of the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except RefusedError as error:
        form.add_error(None, str(error.answer.sentence))
        return False
    return True


def differences(form: RecordForm, record: Record) -> list[Difference]:
    """Compare what was typed with what is kept now if that is not what was seen; saving again then overwrites it."""
    if form.data.get("seen", record.token) == record.token:
        return []
    form.data = {**form.data.dict(), "seen": record.token}  # type: ignore[attr-defined]  # of a request, so a QueryDict
    typed = form.values() if hasattr(form, "cleaned_data") else {}
    return [
        Difference(form.fields[name].label, shown(record.values[name]), shown(value))
        for name, value in typed.items()
        if name in record.values and record.values[name] != value and name in form.fields
    ]


def shown(value: Any) -> str:
    """Write the value of a field for comparison."""
    if value is None or value == "":
        return _("(empty)")
    if isinstance(value, list):
        return ", ".join(value)
    return str(value)
