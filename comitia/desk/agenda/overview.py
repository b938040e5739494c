"""The agenda of a meeting as a tree: where its items are moved, numbered and issued."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comitia.archive.actions import take_over_agenda
from comitia.archive.queries.agendas import printed_agendas
from comitia.core.governance.agenda import Move
from comitia.desk.agenda.parts import agenda_or_404, around, secretariat
from comitia.desk.choosing import lead_to
from comitia.desk.editing import is_done, offer
from comitia.desk.histories import history_of
from comitia.platform.actors import actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.proceedings import actions
from comitia.proceedings.queries import desk as queries


class NumberingForm(forms.Form):
    """How the items of an agenda are numbered."""

    style = forms.ChoiceField(label=gettext_lazy("Numbers"), widget=forms.RadioSelect)
    before = forms.CharField(
        label=gettext_lazy("Before each number"),
        max_length=queries.LONGEST_PREFIX,
        required=False,
        help_text=gettext_lazy("Such as EC/ for EC/1, EC/2. Leave it empty for plain numbers."),
    )
    is_sample = forms.BooleanField(label=gettext_lazy("The agenda is a sample and its page says so"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "style", [(str(code), label) for code, label in queries.STYLES])


class TakeOverForm(forms.Form):
    """Which agenda of a past meeting is taken over."""

    source = forms.ChoiceField(
        label=gettext_lazy("Agenda of which meeting"),
        help_text=gettext_lazy("Its items come after those that are there. Each says where it comes from."),
    )


@require_safe
@secretariat
def agendas(request: HttpRequest) -> HttpResponse:
    """Lead to the agenda of the meeting the site is about, or list all meetings."""
    return lead_to("desk_agenda", request, title=_("Agendas"), lead=_("Choose the meeting whose agenda you write."))


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat
def agenda(request: HttpRequest, meeting: str) -> HttpResponse:
    """Show the agenda of a meeting, and move its items one step."""
    found = agenda_or_404(meeting)
    if request.method == "POST":
        return _move(request, meeting)
    context = around(meeting) | {
        "agenda": found,
        "view": found.view,
        "sources": found.view.adopted_at is None,
        "history": history_of(f"agenda:{meeting}"),
    }
    return render(request, "desk/agenda/agenda.html", context)


@secretariat
def numbering(request: HttpRequest, meeting: str) -> HttpResponse:
    """Choose how the agenda is numbered."""
    found = agenda_or_404(meeting)
    initial = {"style": found.style, "before": found.prefix, "is_sample": found.view.is_sample}
    form = NumberingForm(request.POST or None, initial=initial)

    def save() -> None:
        typed = form.cleaned_data
        actions.number_agenda(
            found.meeting.pk,
            style=typed["style"],
            prefix=typed["before"],
            is_sample=typed["is_sample"],
            by=actor_of(request),
            at=now(),
        )

    if request.method == "POST" and is_done(form, save):
        messages.success(request, _("The numbers are written anew."))
        return redirect("desk_agenda", meeting=meeting)
    context = around(meeting) | {"form": form}
    return render(request, "desk/agenda/numbering.html", context, status=422 if form.is_bound else 200)


@require_POST
@secretariat
def issue(request: HttpRequest, meeting: str) -> HttpResponse:
    """Let everybody read the provisional agenda."""
    found = agenda_or_404(meeting)
    try:
        actions.issue_agenda(found.meeting.pk, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, _("The agenda is issued. Everybody can read it on the page of the meeting."))
    return redirect("desk_agenda", meeting=meeting)


@secretariat
def take_over(request: HttpRequest, meeting: str) -> HttpResponse:
    """Take the items of a past meeting's agenda over."""
    found = agenda_or_404(meeting)
    form = TakeOverForm(request.POST or None)
    sources = printed_agendas(but=meeting)
    offer(form, "source", [(slug, _named(name, items)) for slug, name, items in sources])

    def take() -> None:
        take_over_agenda(form.cleaned_data["source"], found.meeting.pk, by=actor_of(request), at=now())

    if request.method == "POST" and is_done(form, take):
        messages.success(
            request, _("The items are on the agenda. Say what is done with each, and remove what is over.")
        )
        return redirect("desk_agenda", meeting=meeting)
    context = around(meeting) | {"form": form, "sources": sources}
    return render(request, "desk/agenda/take_over.html", context, status=422 if form.is_bound else 200)


def _named(name: str, items: int) -> str:
    return _("%(meeting)s (items: %(count)s)") % {"meeting": name, "count": items}


def _move(request: HttpRequest, meeting: str) -> HttpResponse:
    reference, _colon, move = request.POST.get("move", "").rpartition(":")
    try:
        wanted, item = Move(move), UUID(reference)
    except ValueError:
        messages.error(request, _("Nothing was moved: the page was out of date. Try again."))
        return redirect("desk_agenda", meeting=meeting)
    try:
        actions.move_item(item, wanted, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    return HttpResponseRedirect(f"{reverse('desk_agenda', args=[meeting])}#item-{item}")
