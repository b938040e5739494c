"""The forms in which an officer writes a part of a form: texts in every language, conditions in rows; pages and sections."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comitia.accreditation import queries
from comitia.core.forms.definition import (
    Condition,
    Page,
    Section,
    Texts,
)
from comitia.core.forms.faults import FormFault
from comitia.desk.editing import RecordForm
from comitia.desk.form_builder.rows import count
from comitia.desk.form_builder.words import LANGUAGES, Subject, label_of, name_of, subjects
from comitia.platform.typed import number_in

LONGEST_TEXT: Final = 2000
IS, IS_NOT = "is", "is_not"
# Where on the page a fault of a question is told
FIELD_OF_FAULT: Final = {
    "label": "label_en",
    "no_option": "option_0_en",
    "longest": "longest",
    "most_words": "most_words",
    "limit": "least",
    "limits_crossed": "most",
    "retention": "retention_days",
    "policy_url": "policy_url",
    "staff_file": "for_staff",
}


class PartForm(RecordForm):
    """What the forms of all parts share: texts by language and conditions in rows."""

    state: queries.FormAtDesk
    rows: Mapping[str, Any]

    def __init__(self, data: Any, *, state: queries.FormAtDesk, initial: dict[str, Any]) -> None:
        self.state = state
        self.rows = data if data is not None else initial
        super().__init__(data, initial={"seen": state.token, **initial})

    def add_texts(
        self, name: str, label: Any, *, is_long: bool = False, required: bool = False, hint: Any = ""
    ) -> None:
        """Add a text in every language; only the original may be required."""
        for code in LANGUAGES:
            self.fields[f"{name}_{code}"] = forms.CharField(
                label=label,
                help_text=hint if code == "en" else "",
                max_length=LONGEST_TEXT,
                required=required and code == "en",
                widget=forms.Textarea({"rows": 3, "dir": "auto"}) if is_long else forms.TextInput({"dir": "auto"}),
            )

    def texts(self, name: str, before: Texts) -> dict[str, str]:
        """Give what was typed of a text; languages that the site does not have keep what they had."""
        typed = {code: self.cleaned_data[f"{name}_{code}"].strip() for code in LANGUAGES}
        others = {code: text for code, text in before.items() if code not in LANGUAGES}
        return others | {code: text for code, text in typed.items() if text}

    def add_conditions(self, *, up_to: int | None, but: str = "") -> None:
        """Add a row for each condition, and what a further one can depend on."""
        known = subjects(self.state.form, self.state.categories)
        for row in range(count(self.rows, "condition")):
            key = self.typed(f"condition_{row}_question")
            subject = known.get(key) or Subject(key, label_of(self.state.form, key), [])
            gone = [value for value in self.typed_list(f"condition_{row}_values") if value not in dict(subject.values)]
            self.fields[f"condition_{row}_question"] = forms.CharField(max_length=40, widget=forms.HiddenInput)
            self.fields[f"condition_{row}_negated"] = forms.ChoiceField(
                label=_("“%(question)s”") % {"question": subject.label},
                choices=[(IS, _("is one of")), (IS_NOT, _("is none of"))],
            )
            widget = forms.CheckboxSelectMultiple if len(subject.values) <= 40 else forms.SelectMultiple({"size": 8})  # noqa: PLR2004
            self.fields[f"condition_{row}_values"] = forms.MultipleChoiceField(
                label=_("Answers to “%(question)s”") % {"question": subject.label},
                choices=[*subject.values, *((value, value) for value in gone)],
                widget=widget,
                error_messages={"required": gettext_lazy("Choose at least one answer, or remove the condition.")},
            )
        self.fields["conditions"] = forms.CharField(required=False, widget=forms.HiddenInput)
        offered = subjects(self.state.form, self.state.categories, up_to=up_to, but=but)
        self.fields["new_condition"] = forms.ChoiceField(
            label=_("Depends on"),
            required=False,
            choices=[("", _("Choose")), *((one.key, one.label) for one in offered.values())],
        )

    def typed_conditions(self) -> tuple[Condition, ...]:
        """Give the conditions as they were typed."""
        given = self.cleaned_data
        return tuple(
            Condition(
                given[f"condition_{row}_question"],
                tuple(given[f"condition_{row}_values"]),
                negated=given[f"condition_{row}_negated"] == IS_NOT,
            )
            for row in range(count(self.rows, "condition"))
        )

    def tell(self, faults: tuple[FormFault, ...], told: Callable[[FormFault], str]) -> None:
        """Put what is wrong with the part beside its fields."""
        for fault in faults:
            name = FIELD_OF_FAULT.get(fault.code, "")
            self.add_error(name if name in self.fields else None, told(fault))

    @property
    def condition_rows(self) -> list[list[forms.BoundField]]:
        names = ("question", "negated", "values")
        return [[self[f"condition_{row}_{name}"] for name in names] for row in range(count(self.rows, "condition"))]

    def in_language(self, code: str) -> list[forms.BoundField]:
        """Give the texts of a language, in the order of the form."""
        return [bound for bound in self if bound.name.endswith(f"_{code}")]

    def missing(self, code: str) -> int | None:
        """Count the texts that have an original and no words in this language; None if there is no original yet."""
        names = [bound.name.removesuffix("_en") for bound in self.in_language("en") if bound.value()]
        return sum(not self[f"{name}_{code}"].value() for name in names) if names else None

    def typed(self, name: str) -> str:
        value = self.rows.get(name, "")
        return str(value[0] if isinstance(value, list) and value else value or "")

    def typed_list(self, name: str) -> list[str]:
        return self.rows.getlist(name) if hasattr(self.rows, "getlist") else list(self.rows.get(name, ()))


class PageForm(PartForm):
    """The title of a page."""

    def __init__(self, data: Any, *, state: queries.FormAtDesk, initial: dict[str, Any]) -> None:
        super().__init__(data, state=state, initial=initial)
        self.add_texts("title", _("Title of the page"), hint=_("Needed as soon as the form has several pages."))


class SectionForm(PartForm):
    """Title, text, place and conditions of a section."""

    def __init__(self, data: Any, *, state: queries.FormAtDesk, initial: dict[str, Any]) -> None:
        super().__init__(data, state=state, initial=initial)
        self.add_texts("title", _("Title of the section"))
        self.add_texts("text", _("Text under the title"), is_long=True)
        pages = [(str(number), name_of(page, number)) for number, page in enumerate(state.form.pages, 1)]
        self.fields["page"] = forms.ChoiceField(label=_("Page"), choices=pages)
        self.add_conditions(up_to=number_in(self.typed("page")))

    def section(self, before: Section | None) -> Section:
        before = before or Section("")
        return replace(
            before,
            titles=self.texts("title", before.titles),
            texts=self.texts("text", before.texts),
            conditions=self.typed_conditions(),
        )


def initial_of_page(page: Page) -> dict[str, Any]:
    return texts_by_field("title", page.titles)


def initial_of_section(section: Section, page: int) -> dict[str, Any]:
    return (
        texts_by_field("title", section.titles)
        | texts_by_field("text", section.texts)
        | {"page": str(page)}
        | conditions_by_field(section.conditions)
    )


def texts_by_field(name: str, texts: Texts) -> dict[str, str]:
    return {f"{name}_{code}": texts.get(code, "") for code in LANGUAGES}


def conditions_by_field(conditions: tuple[Condition, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {"conditions": len(conditions)}
    for row, condition in enumerate(conditions):
        found |= {
            f"condition_{row}_question": condition.question,
            f"condition_{row}_negated": IS_NOT if condition.negated else IS,
            f"condition_{row}_values": list(condition.values),
        }
    return found


def initial_of_typed(typed: Mapping[str, list[str]]) -> dict[str, Any]:
    """Fill a fresh form with what was typed, before it is judged."""
    several = ("_values", "accepts", "sessions")
    return {
        name: list(values) if name.endswith(several) else (values[0] if values else "")
        for name, values in typed.items()
        if name not in {"seen", "act", "csrfmiddlewaretoken"}
    }
