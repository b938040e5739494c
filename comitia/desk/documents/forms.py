"""What is typed about papers at the desk."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from comitia.desk.editing import offer
from comitia.desk.texts_form import TextsForm, language_name
from comitia.documents.actions.versions import LONGEST
from comitia.documents.queries import words


def languages() -> list[tuple[str, str]]:
    return [(code, language_name(code)) for code, _name in settings.LANGUAGES]


class PaperForm(TextsForm):
    """What may be changed in a paper."""

    in_languages: ClassVar = {"titles": (_("Title in %(language)s"), 300, False)}
    item = forms.CharField(
        label=_("Agenda item"),
        max_length=20,
        required=False,
        help_text=_("Its number as printed on the agenda, such as 4 or 4 (b)."),
    )
    level = forms.ChoiceField(
        label=_("To whom it goes"),
        widget=forms.RadioSelect,
        help_text=_(
            "For those whom it does not reach, the paper does not exist. Papers of closed sittings go to delegations at most."
        ),
    )
    due_on = forms.DateField(
        label=_("Last day of issue"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("At the place of the meeting. Papers without one are never late."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "level", words.level_choices())
        self.order_fields([*(bound.name for bound in self.texts("titles")), *self.base_fields])


class NewPaperForm(PaperForm):
    """A new paper also gets its kind, its symbol and the language of the original."""

    kind = forms.ChoiceField(label=_("Kind of paper"), widget=forms.RadioSelect)
    original_language = forms.ChoiceField(label=_("Original language"))
    symbol = forms.CharField(
        label=_("Symbol"),
        max_length=60,
        required=False,
        help_text=_("Leave it empty for the next number of the series."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", words.kind_choices())
        offer(self, "original_language", languages())
        self.fields["due_on"].help_text = _(
            "At the place of the meeting. Leave it empty for the last day by the rules, if the kind has one."
        )
        self.order_fields(["kind", "original_language", *(bound.name for bound in self.texts("titles")), "symbol"])


class RulesForm(forms.Form):
    """How papers are numbered, and by when and in which languages they are issued."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    series = forms.CharField(
        label=_("Series"), max_length=30, help_text=_("The beginning of every symbol, such as WeGO/EC/2020.")
    )
    days = forms.IntegerField(
        label=_("Days before the opening"),
        required=False,
        min_value=0,
        max_value=365,
        help_text=_("Papers issued later are late. Six weeks are 42 days. Leave it empty if there is no such rule."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Required languages"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "A paper is in time only if it is in all of them. Unofficial and machine translations do not count."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "languages", languages())


class FileForm(forms.Form):
    """The file of a paper in a language."""

    language = forms.ChoiceField(label=_("Language"))
    status = forms.ChoiceField(
        label=_("What it is"), help_text=_("In the language of the original it is the original, whatever you choose.")
    )
    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.xlsx,.pptx"}),
        help_text=_("PDF, DOCX, XLSX or PPTX, at most 25 MB, without macros and scripts."),
        error_messages={"empty": _("The file is empty. Choose the file again.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "language", languages())
        offer(self, "status", words.translation_choices())

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LONGEST:
            raise forms.ValidationError(_("This file is larger than 25 MB. Make it smaller, for example its pictures."))
        return file


class CorrectForm(forms.Form):
    """In which languages a paper was wrong."""

    languages = forms.MultipleChoiceField(
        label=_("Languages whose text was wrong"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one language in which the paper is issued.")},
    )


class ReasonForm(forms.Form):
    """Why a paper is withdrawn."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 2000}),
        error_messages={"required": _("Write the reason: it stays on record with the paper.")},
    )


class WaiverForm(ReasonForm):
    """By which majority and why the meeting admits a late paper."""

    field_order = ("majority", "reason")
    majority = forms.ChoiceField(label=_("By which majority"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "majority", words.majority_choices())
