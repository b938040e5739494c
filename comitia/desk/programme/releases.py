"""Releasing the working copy, the versions released before, and the way back to one of them."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comitia.desk.editing import RecordForm, is_done
from comitia.desk.programme.parts import around, meeting_or_404, secretariat, zone_of_meeting
from comitia.desk.programme.words import told
from comitia.desk.texts_form import see
from comitia.platform.actors import actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.programme import actions, queries
from comitia.programme.queries.desk import desk_of
from comitia.programme.queries.releases import next_name, pending
from comitia.programme.queries.words import CHANGE_NAMES, VALUE_NAMES


class ReleaseForm(RecordForm):
    """The name of a version and what readers are told about it."""

    name = forms.CharField(
        label=gettext_lazy("Name of the version"),
        max_length=60,
        help_text=gettext_lazy("Readers see it, such as 1.2 or Final."),
    )
    comment = forms.CharField(
        label=gettext_lazy("What readers should know about it"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    tell_speakers = forms.BooleanField(
        label=gettext_lazy("Write to the speakers whose sessions change"),
        required=False,
        initial=True,
        help_text=gettext_lazy("The letters wait in the outbox until you have looked at them."),
    )


@secretariat
def release(request: HttpRequest, meeting: str) -> HttpResponse:
    """Show what the next release changes, and release."""
    found = meeting_or_404(meeting)
    language = get_language() or "en"
    desk = desk_of(meeting, zone=zone_of_meeting(found))
    initial = {"seen": desk.token, "name": next_name(meeting), "tell_speakers": True}
    form = ReleaseForm(request.POST or None, initial=initial)
    if request.method == "POST":
        seen = form.data.get("seen", "")
        act = lambda: actions.release_programme(  # noqa: E731
            meeting, **form.values(), seen=seen, by=actor_of(request), at=now()
        )
        if is_done(form, act):
            messages.success(request, _("Version %(name)s is released.") % {"name": form.cleaned_data["name"]})
            return redirect("desk_releases", meeting=meeting)
        see(form, desk.token)
    changes = pending(meeting, desk.copy, language=language)
    context = {
        "form": form,
        "groups": [(kind, [one for one in changes if one.kind == kind]) for kind in CHANGE_NAMES],
        "count": len(changes),
        "warnings": [told(one, desk=desk, meeting=meeting, language=language) for one in desk.warnings],
        "kind_names": CHANGE_NAMES,
        "field_names": VALUE_NAMES,
    }
    status = 422 if form.is_bound else 200
    return render(request, "desk/programme/release.html", context | around(found, "desk_releases"), status=status)


@require_safe
@secretariat
def releases(request: HttpRequest, meeting: str) -> HttpResponse:
    """List the versions that were released, the newest first."""
    found = meeting_or_404(meeting)
    versions = queries.versions(meeting, language=get_language() or "en")
    context = {
        "versions": [
            (version, [(kind, sum(one.kind == kind for one in version.changes)) for kind in CHANGE_NAMES])
            for version in versions
        ],
        "kind_names": CHANGE_NAMES,
    }
    return render(request, "desk/programme/releases.html", context | around(found, "desk_releases"))


@require_POST
@secretariat
def restore(request: HttpRequest, meeting: str, number: int) -> HttpResponse:
    """Bring the working copy back to a version."""
    meeting_or_404(meeting)
    try:
        actions.restore_release(meeting, number, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, _("The working copy is as it was in that version. Readers see it after a release."))
    return redirect("desk_programme", meeting=meeting)
