"""Rows of people as the page of composition sends them, and the form of a letter of mandate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from comitia.accreditation.queries.delegations import Row
from comitia.platform.typed import number_in, reference_in

FIELDS: Final = ("who", "name", "email", "role", "mode", "position", "affiliation")
LABELS: Final = {
    "name": _("Name"),
    "email": _("E-mail"),
    "role": _("Role"),
    "mode": _("How they take part"),
    "position": _("Office or position"),
    "affiliation": _("Relation to the nominating body"),
}
LONGEST_LIST: Final = 200


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row with what is wrong with it, what somebody else made of it meanwhile, and a remark on the whole."""

    row: Row
    faults: Mapping[str, str] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)
    remark: Any = ""


class LetterForm(forms.Form):
    """A letter of mandate and whom it names."""

    letter = forms.FileField(
        label=_("Letter"),
        help_text=_("PDF or picture, at most 10 MB."),
        widget=forms.FileInput({"accept": "application/pdf,image/*"}),
        error_messages={"required": _("Choose the file of the letter.")},
    )
    issued_by = forms.CharField(label=_("Signed by"), max_length=200, required=False)
    issued_on = forms.DateField(label=_("Date of the letter"), required=False, widget=forms.DateInput({"type": "date"}))
    covers = forms.MultipleChoiceField(
        label=_("Whom it names"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody ticked: all."),
    )

    def __init__(self, *args: Any, people: Iterable[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.registration.reference), one.registration.name) for one in people]
        self.fields["covers"].choices = choices  # type: ignore[attr-defined]


def rows_of(given: QueryDict) -> list[Row]:
    """Read the rows that were sent, without those in which nothing is written."""
    columns = [given.getlist(name)[:LONGEST_LIST] for name in FIELDS]
    rows = []
    for values in zip(*columns, strict=False):
        who, name, email, role, mode, position, affiliation = (value.replace("\0", "") for value in values)
        reference = reference_in(who)
        if reference or name.strip() or email.strip() or position.strip() or affiliation.strip():
            rows.append(
                Row(
                    reference=reference,
                    name=name,
                    email=email,
                    role=role,
                    mode=mode,
                    position=position,
                    affiliation=affiliation,
                )
            )
    return rows


def moved(rows: Sequence[Row], act: str) -> list[Row]:
    """Do to the rows what a button asks for: "add", "remove-2", "up-2", "down-2"; rows are numbered from 0."""
    listed = list(rows)
    verb, _dash, number = act.partition("-")
    asked = number_in(number)
    place = asked if asked is not None and asked < len(listed) else None
    if verb == "add":
        listed.append(Row(reference=None, name=""))
    elif place is not None and verb == "remove":
        del listed[place]
    elif place is not None and verb in {"up", "down"}:
        other = place + (1 if verb == "down" else -1)
        if 0 <= other < len(listed):
            listed[place], listed[other] = listed[other], listed[place]
    return listed


def compared(typed: Sequence[Row], kept: Sequence[Row], shown: Sequence[str]) -> list[ShownRow]:
    """Put what is kept now beside what was typed; who was added meanwhile comes last, who was taken out is marked."""
    by_reference = {row.reference: row for row in kept}
    rows = []
    for row in typed:
        other = by_reference.get(row.reference) if row.reference else None
        if other is not None:
            rows.append(ShownRow(row, kept=_differences(row, other)))
        elif row.reference:
            remark = _("Somebody else has taken this person out meanwhile. Saving names them again; or remove the row.")
            rows.append(ShownRow(row, remark=remark))
        else:
            rows.append(ShownRow(row))
    here = {row.reference for row in typed} | {reference_in(text) for text in shown}
    added = [row for row in kept if row.reference not in here]
    return rows + [ShownRow(row, remark=_("Somebody else has added this person meanwhile.")) for row in added]


def marked(rows: Sequence[Row], faults: Mapping[tuple[int, str], str]) -> list[ShownRow]:
    """Put beside each row what is wrong with it."""
    shown = [ShownRow(row) for row in rows]
    for (number, name), sentence in faults.items():
        shown[number] = replace(shown[number], faults={**shown[number].faults, name: sentence})
    return shown


def _differences(typed: Row, kept: Row) -> dict[str, str]:
    pairs = {name: (getattr(typed, name), getattr(kept, name)) for name in FIELDS[1:]}
    return {name: after for name, (before, after) in pairs.items() if before.strip() != after}
