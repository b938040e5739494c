"""The desk's pages of the rules on dues: what must be paid to vote in an organ or to stand for an office in it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comitia.core.governance.standing import DuesTest, Purpose
from comitia.desk.access import staff
from comitia.desk.editing import is_done
from comitia.desk.histories import history_of
from comitia.organs.actions import add_standing_rule
from comitia.organs.queries.standing import OrganRules, organ_rules, rules_of_organ
from comitia.platform.actors import SECRETARIAT, actor_of
from comitia.platform.clock import now

secretariat = staff(SECRETARIAT)
QUESTIONS = {
    "is_tested": (forms.BooleanField, gettext_lazy("Dues are tested"), ""),
    "tolerated_years": (
        forms.IntegerField,
        gettext_lazy("Years that may still be open"),
        gettext_lazy("0: everything is paid. 1: the current year may be open. 2: the one before it too."),
    ),
    "grace_days": (
        forms.IntegerField,
        gettext_lazy("Days of grace"),
        gettext_lazy("How many days after the last day to pay a sum is not yet in arrears."),
    ),
    "days_before": (
        forms.IntegerField,
        gettext_lazy("Days before the meeting"),
        gettext_lazy("How many days before the first day of the meeting the dues are tested."),
    ),
}


class RuleForm(forms.Form):
    """A new version of an organ's rule on dues."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    in_force_from = forms.DateField(
        label=gettext_lazy("In force from"),
        help_text=gettext_lazy("Meetings that begin before this day keep the rule before."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for purpose in Purpose:
            for name, (kind, label, hint) in QUESTIONS.items():
                limits = {} if kind is forms.BooleanField else {"min_value": 0, "max_value": 1000}
                self.fields[f"{purpose.value}_{name}"] = kind(label=label, help_text=hint, required=False, **limits)

    def test(self, purpose: Purpose) -> DuesTest | None:
        """Give what was typed for a purpose; an empty number is 0."""
        typed = {name: self.cleaned_data.get(f"{purpose.value}_{name}") or 0 for name in QUESTIONS}
        return DuesTest(**typed) if typed.pop("is_tested") else None


def _initial(organ: OrganRules) -> dict[str, Any]:
    latest = organ.rules[-1] if organ.rules else None
    found: dict[str, Any] = {"seen": latest.version if latest else 0, "in_force_from": now().date()}
    for purpose in Purpose:
        test = latest.test(purpose) if latest else None
        for name in QUESTIONS:
            found[f"{purpose.value}_{name}"] = test is not None if name == "is_tested" else getattr(test, name, 0)
    return found


@secretariat
def rules(request: HttpRequest) -> HttpResponse:
    """List the rules of all organs on dues."""
    return render(request, "desk/dues/rules.html", {"organs": organ_rules(), "today": now().date()})


@secretariat
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """Show the versions of an organ's rule on dues and add one."""
    organ = rules_of_organ(code)
    if organ is None:
        raise Http404
    form = RuleForm(request.POST or None, initial=_initial(organ))

    def add() -> None:
        add_standing_rule(
            code,
            in_force_from=form.cleaned_data["in_force_from"],
            candidacy=form.test(Purpose.CANDIDACY),
            vote=form.test(Purpose.VOTE),
            seen=form.cleaned_data["seen"],
            by=actor_of(request),
            at=now(),
        )

    if request.method == "POST" and is_done(form, add):
        messages.success(request, _("The rule is on record."))
        return redirect("desk_dues_rule", code=code)
    if form.is_bound:
        form.data = {**form.data.dict(), "seen": organ.rules[-1].version if organ.rules else 0}  # type: ignore[attr-defined]  # of a request, so a QueryDict
    context = {
        "form": form,
        "organ": organ,
        "today": now().date(),
        "candidacy": [form[f"candidacy_{name}"] for name in QUESTIONS],
        "vote": [form[f"vote_{name}"] for name in QUESTIONS],
        "history": history_of(f"organ:{code}"),
    }
    return render(request, "desk/dues/rule.html", context, status=422 if form.is_bound else 200)


urlpatterns = [
    path("dues/rules/", rules, name="desk_dues_rules"),
    path("dues/rules/<slug:code>/", rule, name="desk_dues_rule"),
]
