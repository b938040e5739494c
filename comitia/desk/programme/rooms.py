"""The rooms of a meeting; what changes in them holds at once, without a release."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comitia.desk.editing import is_done, offer
from comitia.desk.histories import history_of
from comitia.desk.programme.parts import around, language_choices, meeting_or_404, secretariat
from comitia.desk.texts_form import TextsForm, differing, language_name
from comitia.platform.actors import actor_of
from comitia.platform.clock import now
from comitia.platform.texts import text_in
from comitia.programme import actions
from comitia.programme.queries import records


class RoomForm(TextsForm):
    """What is kept about a room."""

    in_languages: ClassVar = {"names": (gettext_lazy("Name in %(language)s"), 120, False)}
    order = forms.IntegerField(
        label=gettext_lazy("Place among the rooms"),
        min_value=0,
        max_value=1000,
        help_text=gettext_lazy("The room with the smallest number comes first."),
    )
    capacity = forms.IntegerField(label=gettext_lazy("People it holds"), min_value=0, max_value=100_000, required=False)
    channels = forms.MultipleChoiceField(
        label=gettext_lazy("Languages that can be heard in it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("The channels of the interpretation equipment."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "channels", language_choices(self.initial.get("channels", ())))


@require_safe
@secretariat
def rooms(request: HttpRequest, meeting: str) -> HttpResponse:
    """List the rooms in their order."""
    found = meeting_or_404(meeting)
    language = get_language() or "en"
    rows = [
        (room.slug, text_in(room.names, language).value, room.capacity, [language_name(one) for one in room.channels])
        for room in records.rooms(meeting)
    ]
    return render(request, "desk/programme/rooms.html", {"rows": rows} | around(found, "desk_rooms"))


@secretariat
def room(request: HttpRequest, meeting: str, slug: str) -> HttpResponse:
    """Show one room and change it."""
    found = meeting_or_404(meeting)
    record = records.room_record(meeting, slug)
    if record is None:
        raise Http404(_("There is no such room at this meeting. Choose one from the list of rooms."))
    form = RoomForm(request.POST or None, record=record)
    if request.method == "POST":
        seen = form.data.get("seen", "")
        if is_done(
            form, lambda: actions.save_room(meeting, slug, **form.values(), seen=seen, by=actor_of(request), at=now())
        ):
            messages.success(request, _("The room is saved."))
            return redirect("desk_rooms", meeting=meeting)
        record = records.room_record(meeting, slug) or record
    context = {
        "form": form,
        "record": record,
        "differences": differing(form, RoomForm(record=record)) if form.is_bound else [],
        "history": history_of(f"room:{meeting}/{slug}"),
        "back": "desk_rooms",
    }
    status = 422 if form.is_bound else 200
    return render(request, "desk/programme/record.html", context | around(found, "desk_rooms"), status=status)


@secretariat
def new_room(request: HttpRequest, meeting: str) -> HttpResponse:
    """Add a room."""
    found = meeting_or_404(meeting)
    form = RoomForm(request.POST or None, initial={"order": 10 * (1 + len(records.rooms(meeting)))})
    if request.method == "POST" and is_done(
        form, lambda: actions.add_room(meeting, **form.values(), by=actor_of(request), at=now())
    ):
        messages.success(request, _("The room is added."))
        return redirect("desk_rooms", meeting=meeting)
    context = {"form": form, "title": _("Add a room"), "back": "desk_rooms"}
    status = 422 if form.is_bound else 200
    return render(request, "desk/programme/new_record.html", context | around(found, "desk_rooms"), status=status)
