"""The simulator: what two versions of the rules make of the same numbers."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from comitia.desk.rules.fields import LARGEST
from comitia.desk.rules.pages import organ_or_404, secretariat, two_of
from comitia.organs.queries.rule_trials import AMOUNTS, SEATS, Trial, matters_of, try_rules
from comitia.platform.typed import reference_in
from comitia.voting.queries.rule_trials import ballots_to_try, try_on_ballot

LABELS: Final[dict[str, Any]] = {
    "for_": gettext_lazy("For"),
    "against": gettext_lazy("Against"),
    "abstain": gettext_lazy("Abstaining"),
    "invalid": gettext_lazy("Invalid or blank"),
    "present": gettext_lazy("Present"),
    "represented": gettext_lazy("Represented by proxy"),
    "accredited": gettext_lazy("Accredited"),
    "entitled": gettext_lazy("Entitled to vote"),
    "filled": gettext_lazy("Seats filled"),
    "statutory": gettext_lazy("All seats, vacant ones too"),
}


class SimulatorForm(forms.Form):
    """Numbers of a vote, real or supposed."""

    matter = forms.ChoiceField(label=gettext_lazy("Class of the matter"))
    casting = forms.ChoiceField(
        label=gettext_lazy("Casting vote of the chair, if it comes to that"),
        choices=lambda: [("", _("not cast")), ("for", _("for")), ("against", _("against"))],
        required=False,
    )

    def __init__(self, data: Any, *, matters: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["matter"].choices = matters  # type: ignore[attr-defined]  # a ChoiceField
        for name in (*AMOUNTS, *SEATS):
            self.fields[name] = forms.IntegerField(label=LABELS[name], min_value=0, max_value=LARGEST, required=False)

    def trial(self) -> Trial:
        """Give the numbers typed; an empty one is 0."""
        numbers = {name: self.cleaned_data.get(name) or 0 for name in (*AMOUNTS, *SEATS)}
        casting = {"for": True, "against": False}.get(self.cleaned_data.get("casting", ""))
        return Trial(matter=self.cleaned_data["matter"], casting=casting, **numbers)


@require_safe
@secretariat
def simulator(request: HttpRequest, code: str) -> HttpResponse:
    """Show the outcome of a vote under two versions of the rules, side by side."""
    organ = organ_or_404(code)
    one, other = two_of(request, organ)
    versions = list({version.number: version for version in (one, other) if version is not None}.values())
    is_asked = "matter" in request.GET
    ballot = reference_in(request.GET.get("ballot", ""))
    form = SimulatorForm(request.GET if is_asked else None, matters=matters_of(versions))
    is_sound = is_asked and form.is_valid()
    context = {
        "organ": organ,
        "one": one,
        "other": other,
        "form": form,
        "ballots": ballots_to_try(code),
        "chosen": str(ballot or ""),
        "trials": try_on_ballot(ballot, versions, organ=code) if ballot else (),
        "results": [try_rules(version, form.trial()) for version in versions] if is_sound else [],
    }
    return render(request, "desk/rules/simulator.html", context, status=422 if is_asked and not is_sound else 200)
