"""The desk's pages of meetings, past and coming, and of which one the site is about."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comitia.desk.access import staff
from comitia.desk.editing import RecordForm, differences, initial_of, is_done, offer
from comitia.desk.histories import history_of
from comitia.meetings.actions import make_meeting_current, save_meeting
from comitia.meetings.queries import records
from comitia.members.queries.records import member_choices
from comitia.platform.actors import SECRETARIAT, actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.platform.edits import Record

ROWS_PER_PAGE: Final = 50
THEME: Final = "theme_"
secretariat = staff(SECRETARIAT)


class MeetingForm(RecordForm):
    """What is kept about a meeting; the theme has one field for each language."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=1900, max_value=2200)
    number_as_printed = forms.CharField(
        label=gettext_lazy("Number"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("As the source writes it, such as 5 or interim."),
    )
    state = forms.ChoiceField(label=gettext_lazy("State"))
    mode = forms.ChoiceField(label=gettext_lazy("Format"), required=False)
    starts_on = forms.DateField(
        label=gettext_lazy("First day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    host = forms.ChoiceField(label=gettext_lazy("Host, if it is a member"), required=False)
    host_as_printed = forms.CharField(
        label=gettext_lazy("Host as the source writes it"), max_length=150, required=False
    )
    country_code = forms.RegexField(
        r"^[A-Z]{2}$",
        label=gettext_lazy("Country code"),
        required=False,
        help_text=gettext_lazy("Two capital letters, such as KR."),
        error_messages={"invalid": gettext_lazy("Write two capital letters, such as KR.")},
    )
    zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Written like Asia/Seoul."),
    )
    hue = forms.IntegerField(
        label=gettext_lazy("Colour"),
        min_value=0,
        max_value=359,
        required=False,
        help_text=gettext_lazy("A place on the colour wheel, from 0 to 359."),
    )
    programme_is_sample = forms.BooleanField(
        label=gettext_lazy("The programme is a sample and its pages say so"), required=False
    )
    participants_as_printed = forms.CharField(
        label=gettext_lazy("Participants in the words of the source"), max_length=250, required=False
    )
    source = forms.CharField(label=gettext_lazy("Source"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    note = forms.CharField(label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", records.kind_choices(), none=_("Choose"))
        offer(self, "state", records.state_choices(), none=_("Choose"))
        offer(self, "mode", records.mode_choices(), none=_("Not known"))
        offer(self, "host", member_choices(), none=_("Not a member"))
        for code, _name in settings.LANGUAGES:
            label = _("Theme in %(language)s") % {"language": get_language_info(code)["name_translated"]}
            self.fields[f"{THEME}{code}"] = forms.CharField(label=label, max_length=300, required=False)

    def values(self) -> dict[str, Any]:
        """Give what was typed, the themes by language."""
        typed = super().values()
        theme = {name.removeprefix(THEME): typed.pop(name) for name in list(typed) if name.startswith(THEME)}
        return typed | {"theme": {code: text for code, text in theme.items() if text}}


@secretariat
def meetings(request: HttpRequest) -> HttpResponse:
    """List all meetings, the latest first."""
    page = Paginator(records.meeting_rows(), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "kinds": dict(records.kind_choices()),
        "states": dict(records.state_choices()),
        "modes": dict(records.mode_choices()),
    }
    return render(request, "desk/meetings/list.html", context)


@secretariat
def meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one meeting and change it."""
    by = actor_of(request)
    record = records.meeting_record(slug)
    if record is None:
        raise Http404
    form = MeetingForm(request.POST or None, initial=_initial(record))
    if request.method == "POST":
        seen = form.data.get("seen", "")
        if is_done(form, lambda: save_meeting(slug, form.values(), seen=seen, by=by, at=now())):
            messages.success(request, _("The meeting is saved."))
            return redirect("desk_meeting", slug=slug)
        record = records.meeting_record(slug) or record
    context = {
        "form": form,
        "record": record,
        "is_current": records.is_current(slug),
        "differences": differences(form, record) if form.is_bound else [],
        "history": history_of(f"meeting:{slug}", imported_as="import_meetings"),
    }
    return render(request, "desk/meetings/one.html", context, status=422 if form.is_bound else 200)


@secretariat
def new_meeting(request: HttpRequest) -> HttpResponse:
    """Add a meeting."""
    by = actor_of(request)
    form = MeetingForm(request.POST or None)
    slug = ""

    def add() -> None:
        nonlocal slug
        slug = save_meeting(None, form.values(), seen=None, by=by, at=now())

    if request.method == "POST" and is_done(form, add):
        messages.success(request, _("The meeting is on record."))
        return redirect("desk_meeting", slug=slug)
    return render(request, "desk/meetings/new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@secretariat
def make_current(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a meeting the one the site is about."""
    try:
        make_meeting_current(slug, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, _("The site is now about this meeting."))
    return redirect("desk_meeting", slug=slug)


def _initial(record: Record) -> dict[str, Any]:
    themes = {f"{THEME}{code}": text for code, text in record.values["theme"].items()}
    return initial_of(record) | themes


urlpatterns = [
    path("meetings/", meetings, name="desk_meetings"),
    path("meetings/new/", new_meeting, name="desk_new_meeting"),
    path("meetings/<slug:slug>/", meeting, name="desk_meeting"),
    path("meetings/<slug:slug>/current/", make_current, name="desk_make_meeting_current"),
]
