"""The form of one part of the rules, made from the types of its parameters."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING
from dataclasses import fields as dataclass_fields
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final, Union, get_args, get_origin

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comitia.core.governance.plain_data import to_plain, types_of
from comitia.core.governance.rule_set import ProceduralMotion, RuleSet, SpeakerClass, WeightKind
from comitia.core.governance.rule_set_json import kind_of, part_of
from comitia.core.governance.standing import DuesTest
from comitia.desk.editing import RecordForm
from comitia.desk.rules import fields
from comitia.desk.texts_form import language_name
from comitia.organs.queries.rule_labels import field_label, key_name, value_name, weighed

HINTS: Final[Mapping[str, Any]] = {
    "article": gettext_lazy("Such as Art. 37.2, or the decision by which the organ chose this. Results cite it."),
    "hours_before": gettext_lazy("0: at any time."),
    "seconders": gettext_lazy("0: a motion needs no second."),
    "amendment_seconders": gettext_lazy("0: an amendment needs no second."),
    "cap": gettext_lazy("0: no limit."),
    "least": gettext_lazy("0: no such number."),
    "least_regions": gettext_lazy("0: no such condition."),
    "most_per_holder": gettext_lazy("0: no limit."),
    "over": gettext_lazy("Such as 1/2, 2/3 or 60 %. Leave it empty to leave the row out."),
    "proxies_at_most": gettext_lazy("1: all may be represented."),
    "rank": gettext_lazy("Of two motions the one of the higher rank is taken first."),
    "section_seconds": gettext_lazy("0: no account is kept."),
    "turnout": gettext_lazy("0: no such condition."),
    "weights": gettext_lazy("On each line the category or seat and the weight, such as full 1."),
}
IF_OPEN: Final = gettext_lazy("Leave it empty while it is not decided.")
YES_NO: Final = {"yes": True, "no": False}


class PartForm(RecordForm):
    """One part of a draft; what is left empty where that is possible stays to be chosen."""

    def __init__(self, data: Any = None, *, rule_set: RuleSet, path: str, seen: str) -> None:
        kind = kind_of(path)
        part = part_of(rule_set, path)
        plain = to_plain(part) if part is not None else _defaults(kind)
        self.key = path.partition(".")[2]
        self.readers: dict[str, Callable[[], Any]] = {}
        self.rows: dict[str, list[list[str]]] = {}
        super().__init__(data, initial={"seen": seen})
        for name, hint in types_of(kind).items():
            if name in {"key", "type"}:
                self.readers[name] = lambda: self.key
            else:
                self._ask(name, hint, plain.get(name), rule_set=rule_set, kind=kind)
        self.order_fields([name for name in self.fields if name != "article"])

    def clean(self) -> dict[str, Any]:
        """Refuse a weight of what is no category or no seat, since no vote would ever have it; take names as their keys."""
        typed = super().clean() or self.cleaned_data
        if "weights" in typed and typed.get("kind"):
            names = weighed(WeightKind(typed["kind"]))
            keys = {word.casefold(): key for key, name in names.items() for word in (key, name)}
            unknown = [word for word in typed["weights"] if word.casefold() not in keys]
            for word in unknown:
                self.add_error("weights", fields.no_weight(word))
            if not unknown:
                typed["weights"] = {keys[word.casefold()]: weight for word, weight in typed["weights"].items()}
        return typed

    def data_of_part(self) -> dict[str, Any]:
        """Give the part as plain data."""
        return {name: read() for name, read in self.readers.items()}

    def single_fields(self) -> list[forms.BoundField]:
        """Give the fields that stand in no row."""
        in_rows = {name for rows in self.rows.values() for row in rows for name in row}
        return [field for field in self.visible_fields() if field.name not in in_rows]

    def field_rows(self) -> list[tuple[str, list[list[forms.BoundField]]]]:
        """Give the rows of each list of the part, with its label."""
        labels = {"thresholds": _("Share that must be for"), "ladder": _("Second convocation")}
        return [(labels[name], [[self[one] for one in row] for row in rows]) for name, rows in self.rows.items()]

    def _ask(self, name: str, hint: Any, value: Any, *, rule_set: RuleSet, kind: type) -> None:
        may_be_open, inner = _without_none(hint)
        if name == "names":
            self._ask_names(value or {})
        elif name == "seconds":
            self._ask_seconds(value or {})
        elif name == "weights":
            self._add(name, fields.WeightsField(label=field_label(name), required=False), value or {})
        elif name in {"majority", "quorum", "late_paper_majority"}:
            self._ask_key(name, value, rule_set=rule_set, is_motion=kind is ProceduralMotion)
        elif inner is DuesTest:
            self._ask_test(name, value or to_plain(DuesTest()))
        elif get_origin(inner) is tuple:
            self._ask_rows(name, get_args(inner)[0], value or [])
        else:
            self._add(name, _field(name, inner, may_be_open=may_be_open), value)

    def _add(self, name: str, field: forms.Field, value: Any) -> None:
        if name in HINTS and not field.help_text:
            field.help_text = HINTS[name]
        self.fields[name] = field
        if isinstance(value, bool) and not isinstance(field, forms.BooleanField):
            value = "yes" if value else "no"
        if value is not None:
            self.initial[name] = value
        self.readers[name] = lambda: self._typed(name)

    def _typed(self, name: str) -> Any:
        value = self.cleaned_data.get(name)
        if isinstance(value, list):
            return sorted(value)
        if isinstance(self.fields[name], forms.ChoiceField) and value in YES_NO:
            return YES_NO[value]
        return None if value == "" and name != "article" else value

    def _ask_names(self, texts: Mapping[str, str]) -> None:
        codes = [code for code, _name in settings.LANGUAGES]
        for code in codes:
            label = _("Name (%(language)s)") % {"language": language_name(code)}
            self._add(f"names_{code}", forms.CharField(label=label, max_length=200, required=code == "en"), None)
            self.initial[f"names_{code}"] = texts.get(code, "")
            del self.readers[f"names_{code}"]
        self.readers["names"] = lambda: {
            code: text for code in codes if (text := self.cleaned_data.get(f"names_{code}", "").strip())
        }

    def _ask_seconds(self, seconds: Mapping[str, int | None]) -> None:
        for speaker in SpeakerClass:
            label = _("Seconds for one speech: %(who)s") % {"who": value_name(speaker)}
            self._add(
                f"seconds_{speaker.value}",
                fields.number(label, may_be_open=True, hint=IF_OPEN),
                seconds.get(speaker.value),
            )
        self.readers = {name: read for name, read in self.readers.items() if not name.startswith("seconds_")}
        self.readers["seconds"] = lambda: {
            speaker.value: self.cleaned_data.get(f"seconds_{speaker.value}") for speaker in SpeakerClass
        }

    def _ask_key(self, name: str, value: Any, *, rule_set: RuleSet, is_motion: bool) -> None:
        keys = [(key, key_name(key)) for key in (rule_set.quorums if name == "quorum" else rule_set.majorities)]
        if name == "late_paper_majority":
            keys = [("none", _("No late paper is admitted")), *keys]
            value = "none" if value == "" else value
        none = _("None: the chair rules") if is_motion else fields.OPEN
        self._add(name, fields.key_in(keys, field_label(name), none=none), value)
        self.readers[name] = lambda: self._key_typed(name, is_motion=is_motion)

    def _key_typed(self, name: str, *, is_motion: bool) -> Any:
        typed = self.cleaned_data.get(name) or ""
        if name == "late_paper_majority" and typed == "none":
            return ""
        return typed if typed or is_motion else None

    def _ask_test(self, name: str, test: Mapping[str, int]) -> None:
        purposes = {"vote": _("To vote: %(what)s"), "candidacy": _("To stand for an office: %(what)s")}
        for parameter, value in test.items():
            label = purposes[name] % {"what": field_label(parameter)}
            self._add(f"{name}_{parameter}", fields.number(label, may_be_open=True), value)
            del self.readers[f"{name}_{parameter}"]
        self.readers[name] = lambda: {one: self.cleaned_data.get(f"{name}_{one}") or 0 for one in test}

    def _ask_rows(self, name: str, kind: type, rows: list[Mapping[str, Any]]) -> None:
        place = len(rows)
        has_spare = not self.is_bound or f"{name}-{place}-over" in self.data
        wanted = [*rows, _defaults(kind)] if has_spare else rows
        self.rows[name] = []
        for place, row in enumerate(wanted):
            names = []
            for parameter, hint in types_of(kind).items():
                field = _field(parameter, hint, may_be_open=True, is_row=True)
                self._add(f"{name}-{place}-{parameter}", field, row.get(parameter))
                field.help_text = HINTS.get(parameter, "") if parameter == "over" else ""
                names.append(f"{name}-{place}-{parameter}")
                del self.readers[names[-1]]
            self.rows[name].append(names)
        self.readers[name] = lambda: [
            self._row(names) for names in self.rows[name] if self._typed(_of(names, "over")) is not None
        ]

    def _row(self, names: list[str]) -> dict[str, Any]:
        typed = {name.rpartition("-")[2]: self._typed(name) for name in names}
        return {name: 0 if value is None else value for name, value in typed.items()}


def _field(name: str, kind: Any, *, may_be_open: bool, is_row: bool = False) -> forms.Field:
    label = field_label(name)
    if name == "strict":
        comparisons = [("yes", _("more than")), ("no", _("at least"))]
        return forms.ChoiceField(label=label, choices=comparisons)
    if get_origin(kind) is frozenset:
        return fields.some_of(get_args(kind)[0], label)
    if issubclass(kind, StrEnum):
        return fields.one_of(kind, label, may_be_open=may_be_open and not is_row)
    if kind is bool and not may_be_open:
        return forms.BooleanField(label=label, required=False)
    makers: dict[type, Callable[[], forms.Field]] = {
        bool: lambda: fields.open_or_yes_no(label),
        int: lambda: fields.number(
            label, may_be_open=may_be_open, hint=HINTS.get(name) or (IF_OPEN if may_be_open else "")
        ),
        Fraction: lambda: fields.ShareField(label=label, required=not is_row),
        str: lambda: forms.CharField(label=label, max_length=500, required=False),
    }
    return makers[kind]()


def _defaults(kind: type) -> dict[str, Any]:
    """Give what a part begins with where nothing of it is decided."""
    return {field.name: to_plain(field.default) for field in dataclass_fields(kind) if field.default is not MISSING}


def _without_none(hint: Any) -> tuple[bool, Any]:
    """Say whether a parameter may be left open, and its type without that."""
    if get_origin(hint) not in {Union, types.UnionType}:
        return False, hint
    inner = [one for one in get_args(hint) if one is not type(None)]
    return len(inner) < len(get_args(hint)), inner[0]


def _of(names: list[str], parameter: str) -> str:
    return next(name for name in names if name.endswith(f"-{parameter}"))
