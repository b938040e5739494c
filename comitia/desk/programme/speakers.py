"""The speakers of a meeting, and what only the secretariat knows of them: where to write to them and the clock they live by."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from comitia.desk.editing import is_done, offer
from comitia.desk.histories import history_of
from comitia.desk.programme.parts import around, meeting_or_404, secretariat
from comitia.desk.texts_form import TextsForm, differing, language_name
from comitia.members.queries.records import member_choices
from comitia.platform.actors import actor_of
from comitia.platform.clock import now
from comitia.programme import actions
from comitia.programme.queries import records

ROWS_PER_PAGE: Final = 50


class SpeakerForm(TextsForm):
    """What is kept about a speaker."""

    in_languages: ClassVar = {
        "positions": (gettext_lazy("Position in %(language)s"), 250, False),
        "biographies": (gettext_lazy("About the person, in %(language)s"), 5000, True),
    }
    name = forms.CharField(label=gettext_lazy("Name"), max_length=150)
    member = forms.ChoiceField(label=gettext_lazy("City, if it is a member"), required=False)
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("Never published. Letters about changed sessions go there."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the letters"))
    zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        max_length=60,
        required=False,
        help_text=gettext_lazy(
            "Written like Asia/Seoul; empty means that of the city. It is used to warn of night hours."
        ),
    )
    is_fictional = forms.BooleanField(label=gettext_lazy("Fictional person of a sample programme"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "member", member_choices(), none=_("None"))
        offer(self, "language", [(code, language_name(code)) for code, _name in settings.LANGUAGES])


@require_safe
@secretariat
def speakers(request: HttpRequest, meeting: str) -> HttpResponse:
    """List the speakers by name."""
    found = meeting_or_404(meeting)
    page = Paginator(records.speaker_rows(meeting), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/programme/speakers.html", {"page": page} | around(found, "desk_speakers"))


@secretariat
def speaker(request: HttpRequest, meeting: str, slug: str) -> HttpResponse:
    """Show one speaker and change what is kept of them."""
    found = meeting_or_404(meeting)
    record = records.speaker_record(meeting, slug)
    if record is None:
        raise Http404(_("There is no such speaker in this programme. Choose one from the list of speakers."))
    form = SpeakerForm(request.POST or None, record=record)
    if request.method == "POST":
        seen = form.data.get("seen", "")
        if is_done(
            form,
            lambda: actions.save_speaker(meeting, slug, **form.values(), seen=seen, by=actor_of(request), at=now()),
        ):
            messages.success(request, _("The speaker is saved."))
            return redirect("desk_speakers", meeting=meeting)
        record = records.speaker_record(meeting, slug) or record
    context = {
        "form": form,
        "record": record,
        "differences": differing(form, SpeakerForm(record=record)) if form.is_bound else [],
        "history": history_of(f"speaker:{meeting}/{records.speaker_number(meeting, slug)}"),
        "back": "desk_speakers",
    }
    status = 422 if form.is_bound else 200
    return render(request, "desk/programme/record.html", context | around(found, "desk_speakers"), status=status)


@secretariat
def new_speaker(request: HttpRequest, meeting: str) -> HttpResponse:
    """Add a speaker, who is public once a session they speak in is released."""
    found = meeting_or_404(meeting)
    form = SpeakerForm(request.POST or None)
    if request.method == "POST" and is_done(
        form, lambda: actions.add_speaker(meeting, **form.values(), by=actor_of(request), at=now())
    ):
        messages.success(request, _("The speaker is added. Name them in a session."))
        return redirect("desk_speakers", meeting=meeting)
    context = {"form": form, "title": _("Add a speaker"), "back": "desk_speakers"}
    status = 422 if form.is_bound else 200
    return render(request, "desk/programme/new_record.html", context | around(found, "desk_speakers"), status=status)
