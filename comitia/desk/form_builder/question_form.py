"""The form in which an officer writes a question: what its kind allows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from comitia.accreditation import queries
from comitia.core.forms.definition import TEXT_KINDS, Kind, Option, Question
from comitia.core.forms.faults import COUNTED, OPTION_KINDS, TIMED
from comitia.desk.form_builder.part_forms import PartForm, conditions_by_field, texts_by_field
from comitia.desk.form_builder.rows import count
from comitia.desk.form_builder.words import LANGUAGES, SETTINGS, name_of

FILE_NAMES: Final = {
    "pdf": gettext_lazy("PDF"),
    "picture": gettext_lazy("Picture"),
    "document": gettext_lazy("Document of an office program"),
}
FILED: Final = frozenset({Kind.FILE, Kind.PICTURE})
# What can be ticked: name, label, hint, for which kinds
TICKS: Final = (
    ("is_required", SETTINGS["is_required"], "", frozenset(Kind) - {Kind.LABEL}),
    ("count_only", SETTINGS["count_only"], "", {Kind.COMPANIONS}),
    ("members_only", SETTINGS["members_only"], "", {Kind.AFFILIATION}),
    (
        "for_staff",
        gettext_lazy("Only the secretariat answers it"),
        gettext_lazy("It stands on the page of each registration at the desk; no page shows it to participants."),
        frozenset(Kind) - FILED,
    ),
)


class QuestionForm(PartForm):
    """Everything about a question that its kind allows."""

    def __init__(
        self, data: Any, *, state: queries.FormAtDesk, initial: dict[str, Any], kind: Kind, key: str = ""
    ) -> None:
        super().__init__(data, state=state, initial=initial)
        self.kind = kind
        is_long = kind in {Kind.LABEL, Kind.CONSENT}
        self.add_texts("label", _("Text") if is_long else _("Question"), is_long=is_long, required=True)
        self.add_texts("hint", _("Hint under the question"))
        sections = [
            (each.key, f"{name_of(page, number)}: {name_of(each)}")
            for number, page in enumerate(state.form.pages, 1)
            for each in page.sections
        ]
        self.fields["section"] = forms.ChoiceField(label=_("Place"), choices=sections)
        if kind in OPTION_KINDS:
            self._add_options()
        self._add_settings()
        here_ = self.typed("section")
        numbers = [n for n, page in enumerate(state.form.pages, 1) if any(one.key == here_ for one in page.sections)]
        self.add_conditions(up_to=numbers[0] if numbers else None, but=key)

    def _add_options(self) -> None:
        self.fields["options"] = forms.CharField(required=False, widget=forms.HiddenInput)
        for row in range(count(self.rows, "option")):
            words = {"number": row + 1}
            self.fields[f"option_{row}_value"] = forms.CharField(
                required=False, max_length=100, widget=forms.HiddenInput
            )
            self.add_texts(f"option_{row}", _("Answer %(number)s") % words)
            self.fields[f"option_{row}_places"] = _whole(_("Places for answer %(number)s") % words, least=0)

    def _add_settings(self) -> None:
        """Add what this kind of question can be told, in the order in which it is asked."""
        for name, label, hint, kinds in TICKS:
            if self.kind in kinds:
                self.fields[name] = forms.BooleanField(label=label, help_text=hint, required=False)
        if self.kind in TEXT_KINDS:
            self.fields |= {name: _whole(SETTINGS[name]) for name in ("longest", "most_words")}
        if self.kind in COUNTED or self.kind in TIMED:
            self.fields |= {name: self._limit(SETTINGS[name]) for name in ("least", "most")}
        if self.kind is Kind.SESSIONS:
            self._add_sessions()
        if self.kind is Kind.FILE:
            self.fields["accepts"] = _several(SETTINGS["accepts"], list(FILE_NAMES.items()))
        if self.kind is Kind.CONSENT:
            self.fields["policy_url"] = forms.CharField(
                label=SETTINGS["policy_url"],
                required=False,
                max_length=500,
                help_text=_("Begins with https:// or, on this site, with /."),
                widget=forms.TextInput({"dir": "ltr"}),
            )
        if self.kind is not Kind.LABEL:
            self.fields["retention_days"] = _whole(
                SETTINGS["retention_days"],
                hint=_("After that the answers are erased. Empty: they are kept as long as the registration."),
            )

    def _add_sessions(self) -> None:
        offered = queries.sessions_to_offer(self.state.meeting.pk, get_language() or "en")
        known = {value for value, _name in offered}
        gone = [(value, value) for value in self.typed_list("sessions") if value not in known]
        self.fields["sessions"] = _several(_("Sessions"), [*offered, *gone])

    def _limit(self, label: Any) -> forms.Field:
        if self.kind in TIMED:
            kind = "date" if self.kind is Kind.DATE else "time"
            return forms.CharField(label=label, required=False, max_length=20, widget=forms.TextInput({"type": kind}))
        return _whole(label, least=None if self.kind is Kind.NUMBER else 0)

    def clean(self) -> dict[str, Any]:
        """Want an original for each answer that has any words, or had."""
        given = super().clean() or self.cleaned_data
        for row in range(count(self.rows, "option")) if self.kind in OPTION_KINDS else ():
            texts = [given.get(f"option_{row}_{code}") for code in LANGUAGES]
            is_meant = any(texts) or given.get(f"option_{row}_value") or given.get(f"option_{row}_places") is not None
            if is_meant and not given.get(f"option_{row}_en"):
                self.add_error(f"option_{row}_en", _("Write the answer in English, or remove it."))
        return given

    def question(self, before: Question | None) -> Question:
        """Give the question as it was typed; what its kind does not offer stays as it was."""
        before = before or Question("", self.kind)
        given = self.cleaned_data
        simple = (
            *("is_required", "longest", "most_words", "least", "most", "policy_url"),
            *("count_only", "members_only", "for_staff", "retention_days"),
        )
        changed = {name: given[name] for name in simple if name in self.fields}
        if self.kind in TIMED:
            changed |= {name: changed[name] or None for name in ("least", "most")}
        if "accepts" in self.fields:
            changed["accepts"] = tuple(given["accepts"])
        if "sessions" in self.fields:
            changed["options"] = tuple(Option(value) for value in given["sessions"])
        if self.kind in OPTION_KINDS:
            changed["options"] = tuple(self._options(before))
        return replace(
            before,
            labels=self.texts("label", before.labels),
            hints=self.texts("hint", before.hints),
            conditions=self.typed_conditions(),
            **changed,
        )

    def _options(self, before: Question) -> list[Option]:
        known = {option.value: option for option in before.options}
        found = []
        for row in range(count(self.rows, "option")):
            value = self.cleaned_data[f"option_{row}_value"]
            texts = self.texts(f"option_{row}", known[value].labels if value in known else {})
            if texts:
                found.append(Option(value, texts, self.cleaned_data[f"option_{row}_places"]))
        return found

    @property
    def option_rows(self) -> list[dict[str, forms.BoundField]]:
        return [
            {name: self[f"option_{row}_{name}"] for name in ("value", "en", "places")}
            for row in range(count(self.rows, "option"))
        ]

    @property
    def settings_fields(self) -> list[forms.BoundField]:
        """Give the settings in their order, without texts, rows and what stands elsewhere."""
        names = (
            *("is_required", "least", "most", "longest", "most_words", "sessions", "accepts", "policy_url"),
            *("count_only", "members_only", "retention_days", "for_staff", "section"),
        )
        return [self[name] for name in names if name in self.fields]


def _several(label: Any, choices: list[tuple[str, Any]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=_("None ticked: all of them."),
        required=False,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
    )


def _whole(label: Any, *, least: int | None = 1, hint: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=least, max_value=1_000_000_000, help_text=hint, localize=False
    )


def initial_of_question(question: Question, section: str) -> dict[str, Any]:
    found = {
        name: getattr(question, name)
        for name in ("is_required", "longest", "most_words", "least", "most", "policy_url")
    }
    found |= {
        "section": section,
        "count_only": question.count_only,
        "members_only": question.members_only,
        "for_staff": question.for_staff,
        "retention_days": question.retention_days,
        "accepts": list(question.accepts),
        "sessions": list(question.option_values) if question.kind is Kind.SESSIONS else [],
    }
    if question.kind in OPTION_KINDS:
        found["options"] = len(question.options)
        for row, option in enumerate(question.options):
            found |= texts_by_field(f"option_{row}", option.labels)
            found |= {f"option_{row}_value": option.value, f"option_{row}_places": option.places}
    found |= texts_by_field("label", question.labels) | texts_by_field("hint", question.hints)
    return found | conditions_by_field(question.conditions)
