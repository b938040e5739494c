"""What is typed about convocations at the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comitia.desk.editing import offer
from comitia.desk.mailing import LANGUAGES, TextsForm
from comitia.notices.queries import kind_named
from comitia.proceedings.actions.convocation_proofs import LONGEST_PROOF
from comitia.proceedings.queries.convocation_words import CHANNELS
from comitia.proceedings.queries.convocations import KIND


class ConvocationForm(TextsForm):
    """To whom a convocation goes, under which deadline, and in which words."""

    is_extraordinary = forms.BooleanField(label=_("Extraordinary session"), required=False)
    days = forms.IntegerField(
        label=_("Days of notice, where the rules name none"), min_value=0, max_value=365, required=False
    )
    with_observers = forms.BooleanField(label=_("Call the observer entities as well"), required=False)
    categories = forms.MultipleChoiceField(
        label=_("Call these categories of participants as well"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, categories: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, kind=KIND, **kwargs)
        offer(self, "categories", list(categories))

    def values(self) -> dict[str, Any]:
        typed = super().values()
        return {**typed, **{name: typed.get(name) or "" for name in self.words()}}

    def words(self) -> list[str]:
        return [f"{field}_{code}" for code in LANGUAGES for field in ("subject", "text")]

    @property
    def offered(self) -> dict[str, Any]:
        kind = kind_named(KIND)
        return dict(kind.offered) if kind else {}


class WaiverForm(forms.Form):
    """Why a late convocation is admitted, and by whom."""

    reason = forms.CharField(
        label=_("Why the late convocation is admitted"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    waived_by = forms.CharField(
        label=_("By whom"), max_length=200, help_text=_("The body or the office, such as the Bureau; no names.")
    )


class EndForm(forms.Form):
    """Whether the convocation is withdrawn or the session postponed, and why."""

    how = forms.ChoiceField(
        label=_("What happens"),
        widget=forms.RadioSelect,
        choices=[("postponed", _("The session is postponed")), ("withdrawn", _("The convocation is withdrawn"))],
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Everybody who was called gets it by letter, and it stands in the public record."),
    )


class ProofForm(forms.Form):
    """How an addressee was reached otherwise than by our letters."""

    addressee = forms.TypedChoiceField(label=_("Who was reached"), coerce=int)
    channel = forms.ChoiceField(label=_("How"))
    sent_on = forms.DateField(label=_("On which day"), widget=forms.DateInput(attrs={"type": "date"}))
    identifier = forms.CharField(
        label=_("Reference"),
        max_length=100,
        required=False,
        help_text=_("Number of the note or of the registered letter."),
    )
    proof = forms.CharField(
        label=_("In words"), max_length=LONGEST_PROOF, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    file = forms.FileField(label=_("File"), required=False, help_text=_("PDF or picture, at most 10 MB."))

    def __init__(self, *args: Any, addressees: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "addressee", [(str(one.pk), one.name) for one in addressees])
        offer(self, "channel", [(code, str(name)) for code, name in CHANNELS.items()])
