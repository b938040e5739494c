"""Pages of the versions of the rules: their list, one in sentences, its drafting and coming into force, two side by side."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from comitia.desk.access import staff
from comitia.desk.editing import is_done
from comitia.desk.histories import history_of
from comitia.desk.texts_form import see
from comitia.organs import actions
from comitia.organs.actions.rules import subject_of
from comitia.organs.queries.rule_labels import PRESETS, STATES
from comitia.organs.queries.rule_pages import differences, faults_in, left_in, sections_of
from comitia.organs.queries.rules import OrganVersions, RulesVersion, rules_of_organ, rules_of_organs, rules_version
from comitia.platform.actors import SECRETARIAT, actor_of
from comitia.platform.clock import now

secretariat = staff(SECRETARIAT)
DAY: Final = {"type": "date"}


class DraftForm(forms.Form):
    """What a new version of the rules begins from."""

    preset = forms.ChoiceField(
        label=gettext_lazy("Begin with rules like those of"),
        choices=lambda: [(key, str(name)) for key, name in PRESETS.items()],
        help_text=gettext_lazy("What their sources do not give is left for you to choose."),
    )


class ForceForm(forms.Form):
    """By which decision and from which day a version is in force."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    adopted_by = forms.CharField(
        label=gettext_lazy("Adopted by"),
        max_length=500,
        help_text=gettext_lazy("The organ, the day and the number of the decision."),
    )
    in_force_from = forms.DateField(
        label=gettext_lazy("In force from"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    in_force_until = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        help_text=gettext_lazy(
            "Only for special rules, such as those of one session. The other rules come back after."
        ),
    )


@require_safe
@secretariat
def listed(request: HttpRequest) -> HttpResponse:
    """List the versions of the rules of every organ."""
    today = now().date()
    context = {"organs": rules_of_organs(on=today), "today": today, "states": STATES, "presets": PRESETS}
    return render(request, "desk/rules/list.html", context)


@secretariat
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a new version of an organ's rules from a preset."""
    organ = organ_or_404(code)
    form = DraftForm(request.POST or None)
    made: list[int] = []

    def act() -> None:
        made.append(actions.draft_rules(code, form.cleaned_data["preset"], by=actor_of(request), at=now()))

    if request.method == "POST" and is_done(form, act):
        messages.success(request, _("The draft is there. Make the choices that are left."))
        return redirect("desk_rules_version", code=code, number=made[0])
    return render(
        request, "desk/rules/draft.html", {"form": form, "organ": organ}, status=422 if form.is_bound else 200
    )


@require_safe
@secretariat
def version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show one version in sentences, with the choices left first."""
    found = version_or_404(code, number)
    today = now().date()
    organ = organ_or_404(code)
    context = {
        "organ": organ,
        "version": found,
        "state": organ.state_of(found, on=today),
        "states": STATES,
        "presets": PRESETS,
        "sections": sections_of(found.rule_set),
        "left": left_in(found.rule_set),
        "faults": faults_in(found.rule_set),
        "history": history_of(subject_of(code, number)),
    }
    return render(request, "desk/rules/version.html", context)


@require_safe
@secretariat
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """Show what two versions put differently."""
    organ = organ_or_404(code)
    one, other = two_of(request, organ)
    context = {
        "organ": organ,
        "one": one,
        "other": other,
        "differences": differences(one.rule_set, other.rule_set) if one and other else [],
    }
    return render(request, "desk/rules/compare.html", context)


@require_POST
@secretariat
def copy(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Copy a version into a new draft."""
    version_or_404(code, number)
    made = actions.copy_rules(code, number, by=actor_of(request), at=now())
    messages.success(request, _("The copy is there, as a draft."))
    return redirect("desk_rules_version", code=code, number=made)


@secretariat
def put_in_force(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Put a draft in force."""
    found = version_or_404(code, number)
    form = ForceForm(request.POST or None, initial={"seen": found.token, "in_force_from": now().date()})

    def act() -> None:
        actions.put_rules_in_force(code, number, **form.cleaned_data, by=actor_of(request), at=now())

    if request.method == "POST" and is_done(form, act):
        messages.success(request, _("The rules are in force from that day. They are not changed any more."))
        return redirect("desk_rules_version", code=code, number=number)
    see_if_refused(form, found)
    context = {
        "form": form,
        "version": found,
        "left": left_in(found.rule_set),
        "faults": faults_in(found.rule_set),
    }
    return render(request, "desk/rules/put_in_force.html", context, status=422 if form.is_bound else 200)


@secretariat
def discard(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Throw a draft away, after asking."""
    found = version_or_404(code, number)
    form = forms.Form(request.POST if request.method == "POST" else None)

    def act() -> None:
        seen = form.data.get("seen", found.token)
        actions.discard_rules(code, number, seen=seen, by=actor_of(request), at=now())

    if request.method == "POST" and is_done(form, act):
        messages.success(request, _("The draft is gone."))
        return redirect("desk_rules")
    context = {"form": form, "version": found}
    return render(request, "desk/rules/discard.html", context, status=422 if form.is_bound else 200)


def version_or_404(code: str, number: int) -> RulesVersion:
    """Give a version of an organ's rules, or the page that says there is none."""
    found = rules_version(code, number)
    if found is None:
        raise Http404
    return found


def see_if_refused(form: forms.Form, version: RulesVersion) -> None:
    """Let a form that was refused, and so told of a change by somebody else, be sent again over the present state."""
    if form.is_bound and form.non_field_errors():
        see(form, version.token)


def two_of(request: HttpRequest, organ: OrganVersions) -> tuple[RulesVersion | None, RulesVersion | None]:
    """Give the two versions asked for; without a wish the two latest, the earlier one first."""
    by_number = {str(version.number): version for version in organ.versions}
    latest: list[Any] = [*organ.versions[:2], None, None]
    one = by_number.get(request.GET.get("one", ""), latest[1] or latest[0])
    other = by_number.get(request.GET.get("other", ""), latest[0])
    return one, other


def organ_or_404(code: str) -> OrganVersions:
    """Give an organ with the versions of its rules, or the page that says there is none."""
    organ = rules_of_organ(code, on=now().date())
    if organ is None:
        raise Http404
    return organ
