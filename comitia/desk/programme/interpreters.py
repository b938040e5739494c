"""Who interprets at a meeting, and in which booths."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comitia.desk.editing import RecordForm, initial_of, is_done, offer
from comitia.desk.histories import history_of
from comitia.desk.programme.parts import around, language_choices, meeting_or_404, secretariat, zone_of_meeting
from comitia.desk.programme.words import told
from comitia.desk.texts_form import differing, language_name
from comitia.platform.actors import actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.programme import actions
from comitia.programme.queries import interpretation
from comitia.programme.queries.desk import Desk, desk_of

INTERPRETATION = frozenset({"interpreter twice", "interpreter too long", "interpreter alone"})


class InterpreterForm(RecordForm):
    """What is kept about an interpreter."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=150)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"), required=False, widget=forms.CheckboxSelectMultiple
    )
    is_remote = forms.BooleanField(
        label=gettext_lazy("Works from afar"),
        required=False,
        help_text=gettext_lazy("At most three hours a day; the board warns when it is more."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "languages", language_choices(self.initial.get("languages", ())))


class AssignmentForm(forms.Form):
    """An interpreter in the booth of a session."""

    slot = forms.ChoiceField(label=gettext_lazy("Session"))
    interpreter = forms.TypedChoiceField(label=gettext_lazy("Interpreter"), coerce=int)
    source = forms.ChoiceField(label=gettext_lazy("From"))
    target = forms.ChoiceField(label=gettext_lazy("Into"))
    turn = forms.IntegerField(
        label=gettext_lazy("Turn"),
        min_value=1,
        max_value=20,
        initial=1,
        help_text=gettext_lazy("Who begins has the first turn; they take turns of half an hour."),
    )

    def __init__(self, *args: Any, desk: Desk, people: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        slots = [(one.slug, one.title(language)) for one in desk.copy.values() if one.is_in]
        offer(self, "slot", slots, none=_("Choose"))
        offer(self, "interpreter", [(str(one.pk), one.name) for one in people], none=_("Choose"))
        for name in ("source", "target"):
            offer(self, name, language_choices(), none=_("Choose"))


@secretariat
def interpreters(request: HttpRequest, meeting: str) -> HttpResponse:
    """List the booths by session, who interprets, and what breaks the limits of their work."""
    return _page(request, meeting, None)


@require_POST
@secretariat
def assign(request: HttpRequest, meeting: str) -> HttpResponse:
    """Put an interpreter into a booth."""
    found = meeting_or_404(meeting)
    desk = desk_of(meeting, zone=zone_of_meeting(found))
    form = AssignmentForm(request.POST, desk=desk, people=interpretation.interpreters(meeting))

    def act() -> None:
        typed = form.cleaned_data
        actions.assign_interpreter(
            meeting,
            typed["slot"],
            interpreter=typed["interpreter"],
            source=typed["source"],
            target=typed["target"],
            turn=typed["turn"],
            by=actor_of(request),
            at=now(),
        )

    if is_done(form, act):
        messages.success(request, _("The interpreter is in the booth."))
        return redirect("desk_interpreters", meeting=meeting)
    return _page(request, meeting, form)


@require_POST
@secretariat
def end(request: HttpRequest, meeting: str, number: int) -> HttpResponse:
    """Take an interpreter out of a booth."""
    meeting_or_404(meeting)
    try:
        actions.end_assignment(meeting, number, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, _("The interpreter is out of the booth."))
    return redirect("desk_interpreters", meeting=meeting)


@secretariat
def interpreter(request: HttpRequest, meeting: str, number: int) -> HttpResponse:
    """Show one interpreter and change what is kept of them."""
    found = meeting_or_404(meeting)
    record = interpretation.interpreter_record(meeting, number)
    if record is None:
        raise Http404(_("There is no such interpreter at this meeting. Choose one from the list of interpreters."))
    form = InterpreterForm(request.POST or None, initial=initial_of(record))
    if request.method == "POST":
        seen = form.data.get("seen", "")
        if is_done(
            form,
            lambda: actions.save_interpreter(
                meeting, number, **form.values(), seen=seen, by=actor_of(request), at=now()
            ),
        ):
            messages.success(request, _("The interpreter is saved."))
            return redirect("desk_interpreters", meeting=meeting)
        record = interpretation.interpreter_record(meeting, number) or record
    context = {
        "form": form,
        "record": record,
        "differences": differing(form, InterpreterForm(initial=initial_of(record))) if form.is_bound else [],
        "history": history_of(f"interpreter:{meeting}/{number}"),
        "back": "desk_interpreters",
    }
    status = 422 if form.is_bound else 200
    return render(request, "desk/programme/record.html", context | around(found, "desk_interpreters"), status=status)


@secretariat
def new_interpreter(request: HttpRequest, meeting: str) -> HttpResponse:
    """Add an interpreter."""
    found = meeting_or_404(meeting)
    form = InterpreterForm(request.POST or None)
    if request.method == "POST" and is_done(
        form, lambda: actions.save_interpreter(meeting, None, **form.values(), by=actor_of(request), at=now())
    ):
        messages.success(request, _("The interpreter is added. Put them into the booths of sessions."))
        return redirect("desk_interpreters", meeting=meeting)
    context = {"form": form, "title": _("Add an interpreter"), "back": "desk_interpreters"}
    status = 422 if form.is_bound else 200
    return render(
        request, "desk/programme/new_record.html", context | around(found, "desk_interpreters"), status=status
    )


def _page(request: HttpRequest, meeting: str, form: AssignmentForm | None) -> HttpResponse:
    found = meeting_or_404(meeting)
    language = get_language() or "en"
    desk = desk_of(meeting, zone=zone_of_meeting(found))
    people = interpretation.interpreters(meeting)
    in_time = {slug: place for place, slug in enumerate(desk.copy)}
    booths = sorted(desk.booths, key=lambda one: (in_time[one.slot], one.source, one.target, one.turn))
    context = {
        "form": form or AssignmentForm(desk=desk, people=people),
        "people": [(one, [language_name(code) for code in one.languages]) for one in people],
        "booths": [
            (desk.copy[slug], desk.copy[slug].title(language), list(crew))
            for slug, crew in groupby(booths, key=lambda one: one.slot)
        ],
        "language_name": language_name,
        "warnings": [
            told(one, desk=desk, meeting=meeting, language=language)
            for one in desk.warnings
            if one.code in INTERPRETATION
        ],
    }
    status = 422 if form else 200
    return render(
        request, "desk/programme/interpreters.html", context | around(found, "desk_interpreters"), status=status
    )
