"""The pages on which a draft is published or thrown away, a form is copied, and earlier versions are read."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comitia.accreditation import actions, queries
from comitia.desk.form_builder.overview import outline
from comitia.desk.form_builder.parts import around, secretariat, state_or_404
from comitia.desk.form_builder.words import KINDS, listed_faults, name_of, untranslated
from comitia.desk.histories import history_of
from comitia.meetings.queries import meeting_row
from comitia.platform.actors import actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.platform.typed import number_in


@secretariat
def publish(request: HttpRequest, meeting: str) -> HttpResponse:
    """Name what is wrong with the draft, or what publishing does to the answers there are; then publish it."""
    refusal = ""
    if request.method == "POST":
        try:
            version = actions.publish_draft(meeting, seen=request.POST.get("seen", ""), by=actor_of(request), at=now())
        except RefusedError as error:
            refusal = str(error.answer.sentence)
        else:
            sentence = _("Version %(number)s is published. From now on it is what is asked.")
            messages.success(request, sentence % {"number": version.number})
            return HttpResponseRedirect(reverse("desk_form", args=[meeting]))
    state = state_or_404(meeting)
    words = around(state, "desk_publish_form") | {"refusal": refusal, "faults": listed_faults(state)}
    if state.is_draft and not state.faults:
        effect = queries.effect_of(state.meeting.pk, state.form)
        asked = state.asked
        words |= {
            "effect": effect,
            "former": [(name_of(asked.question(key)) if key in asked else key, n) for key, n in effect.former.items()],
            "missing": [entry for entry in untranslated(state.form) if entry[1]],
        }
    return render(request, "desk/form_builder/publish.html", words, status=422 if refusal else 200)


@secretariat
def discard(request: HttpRequest, meeting: str) -> HttpResponse:
    """Ask once more, then throw the draft away."""
    if request.method == "POST":
        try:
            actions.discard_draft(meeting, seen=request.POST.get("seen", ""), by=actor_of(request), at=now())
        except RefusedError as error:
            messages.error(request, str(error.answer.sentence))
        else:
            messages.success(request, _("The draft is gone. What was published goes on being asked."))
        return HttpResponseRedirect(reverse("desk_form", args=[meeting]))
    return render(request, "desk/form_builder/discard.html", around(state_or_404(meeting)))


@secretariat
def copy(request: HttpRequest, meeting: str) -> HttpResponse:
    """Put the form of another meeting, or an earlier version, in the place of the draft."""
    state = state_or_404(meeting)
    if request.method == "POST":
        source, _colon, number = request.POST.get("source", "").rpartition(":")
        try:
            actions.copy_form(
                meeting,
                source=source,
                number=number_in(number) or 0,
                seen=request.POST.get("seen", ""),
                by=actor_of(request),
                at=now(),
            )
        except RefusedError as error:
            messages.error(request, str(error.answer.sentence))
            return HttpResponseRedirect(reverse("desk_copy_form", args=[meeting]))
        messages.success(request, _("The form is copied into the draft. Look through it, then publish it."))
        return HttpResponseRedirect(reverse("desk_form", args=[meeting]))
    named = [
        (f"{slug}:{number}", row.name if (row := meeting_row(slug)) else slug)
        for slug, number in queries.forms_to_copy(but=state.meeting.pk)
    ]
    return render(request, "desk/form_builder/copy.html", around(state, "desk_copy_form") | {"sources": named})


@require_safe
@secretariat
def versions(request: HttpRequest, meeting: str) -> HttpResponse:
    """List what was published, with how many answered under each, and who changed what."""
    state = state_or_404(meeting)
    words = around(state, "desk_form_versions") | {
        "versions": queries.form_versions(state.meeting.pk),
        "history": history_of(f"form:{meeting}"),
    }
    return render(request, "desk/form_builder/versions.html", words)


@require_safe
@secretariat
def version(request: HttpRequest, meeting: str, number: int) -> HttpResponse:
    """Show what a version asked."""
    state = state_or_404(meeting)
    found = queries.published_form(state.meeting.pk, number)
    if found is None:
        raise Http404(_("This version does not exist. Choose one from the list of versions."))
    words = around(state) | {"number": number, "pages": outline(found, state.categories), "kinds": KINDS}
    return render(request, "desk/form_builder/version.html", words)
