"""A session of the working copy: its form, its move to another time or room, its way out of the programme and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comitia.desk.editing import RecordForm, is_done, offer
from comitia.desk.histories import history_of
from comitia.desk.programme.board import day_url
from comitia.desk.programme.parts import around, language_choices, meeting_or_404, secretariat, zone_of_meeting
from comitia.desk.programme.words import told
from comitia.desk.texts_form import TextsForm, differing, see
from comitia.meetings.queries import MeetingRow
from comitia.platform.actors import actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.programme import actions
from comitia.programme.queries.desk import Desk, desk_of
from comitia.programme.queries.drafts import WorkingSlot, find_working_slot
from comitia.programme.queries.warnings import warnings_by_slot
from comitia.programme.queries.words import AUDIENCE_NAMES, KIND_NAMES, PART_NAMES

ALL_ROOMS = "*"
BLANK_SPEAKERS, MOST_SPEAKERS = 3, 40
DEFAULT_MINUTES = {"break": 15}


class TimeForm(RecordForm):
    """When and where a session is, on the clock of the meeting; without a day it waits for a time."""

    day = forms.DateField(label=gettext_lazy("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    start = forms.TimeField(
        label=gettext_lazy("Start"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    minutes = forms.IntegerField(label=gettext_lazy("Length in minutes"), min_value=1, max_value=24 * 60, initial=30)
    room = forms.ChoiceField(label=gettext_lazy("Room"), required=False)

    def __init__(self, *args: Any, zone: ZoneInfo, rooms: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        offer(self, "room", [*rooms.items(), (ALL_ROOMS, _("All rooms"))], none=_("No room yet"))

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        day, start = typed.get("day"), typed.get("start")
        if "day" in typed and "start" in typed and bool(day) != bool(start):
            self.add_error("start" if day else "day", _("Give both the day and the start, or leave both empty."))
        if day and start and not _is_on_clock(day, start, self.zone):
            self.add_error("start", _("The clocks skip this time on that day. Choose another start."))
        return typed

    def values(self) -> dict[str, Any]:
        """Give the place as the working copy keeps it."""
        typed = super().values()
        day, start, minutes, room = (typed.pop(name) for name in ("day", "start", "minutes", "room"))
        starts_at = datetime.combine(day, start, tzinfo=self.zone).astimezone(UTC) if day and start else None
        return typed | {
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=minutes) if starts_at else None,
            "room": "" if room == ALL_ROOMS else room,
            "fills_all_rooms": room == ALL_ROOMS,
        }


class SessionForm(TextsForm, TimeForm):
    """Everything about a session."""

    in_languages: ClassVar = {
        "titles": (gettext_lazy("Title in %(language)s"), 300, False),
        "summaries": (gettext_lazy("What it is about, in %(language)s"), 5000, True),
    }
    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    audience = forms.ChoiceField(label=gettext_lazy("Who may attend"))
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"), required=False, widget=forms.CheckboxSelectMultiple
    )
    takes_sign_up = forms.BooleanField(label=gettext_lazy("People sign up for this session"), required=False)
    capacity = forms.IntegerField(
        label=gettext_lazy("Places"),
        min_value=0,
        max_value=100_000,
        required=False,
        help_text=gettext_lazy("Empty means that there is no limit."),
    )

    def __init__(self, *args: Any, desk: Desk, spoken: list[str], named: int, **kwargs: Any) -> None:
        super().__init__(*args, rooms=desk.room_names(get_language() or "en"), **kwargs)
        offer(self, "kind", [(kind, str(name)) for kind, name in KIND_NAMES.items()])
        offer(self, "audience", [(audience, str(name)) for audience, name in AUDIENCE_NAMES.items()])
        offer(self, "languages", language_choices(spoken))
        self.rows = min(named + BLANK_SPEAKERS, MOST_SPEAKERS)
        people = [(slug, facts.name) for slug, facts in desk.speakers.items()]
        parts = [(part, str(name)) for part, name in PART_NAMES.items()]
        for number in range(self.rows):
            self.fields[f"speaker_{number}"] = forms.ChoiceField(
                label=_("Speaker %(number)s") % {"number": number + 1},
                choices=[("", _("Nobody")), *people],
                required=False,
            )
            self.fields[f"part_{number}"] = forms.ChoiceField(label=_("Part"), choices=parts, required=False)

    def speaker_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"speaker_{number}"], self[f"part_{number}"]) for number in range(self.rows)]

    def values(self) -> dict[str, Any]:
        typed = super().values()
        rows = [(typed.pop(f"speaker_{number}"), typed.pop(f"part_{number}")) for number in range(self.rows)]
        return typed | {"speakers": [{"speaker": slug, "part": part} for slug, part in rows if slug]}


@secretariat
def session(request: HttpRequest, meeting: str, slug: str) -> HttpResponse:
    """Show a session of the working copy and change it."""
    found = meeting_or_404(meeting)
    desk = desk_of(meeting, zone=zone_of_meeting(found))
    slot = _slot_or_404(desk, slug)
    zone = ZoneInfo(zone_of_meeting(found))
    form = _form(request.POST or None, desk, found, initial=_initial(slot, zone))
    language = get_language() or "en"
    if request.method == "POST":
        by, seen = actor_of(request), form.data.get("seen", "")

        def save() -> None:
            values = form.values() | {"speakers": _with_positions(form.values()["speakers"], slot)}
            kept = {"order": slot.values["order"]}
            actions.save_slot(meeting, slug, **values, **kept, seen=seen, by=by, at=now())

        if is_done(form, save):
            messages.success(request, _("The session is saved in the working copy."))
            return redirect(day_url(found, form.cleaned_data["day"]))
        slot = find_working_slot(meeting, slug) or slot
    context = {
        "form": form,
        "slot": slot,
        "title": slot.title(language),
        "differences": differing(form, _form(None, desk, found, initial=_initial(slot, zone))) if form.is_bound else [],
        "warnings": [
            told(one, desk=desk, meeting=meeting, language=language)
            for one in warnings_by_slot(desk.warnings).get(slug, ())
        ],
        "history": history_of(f"slot:{meeting}/{slug}"),
        "back": day_url(found, _local_day(slot, zone_of_meeting(found))),
    }
    status = 422 if form.is_bound else 200
    return render(request, "desk/programme/session.html", context | around(found, "desk_programme"), status=status)


@secretariat
def new_session(request: HttpRequest, meeting: str) -> HttpResponse:
    """Add a session, or a break, to the working copy."""
    found = meeting_or_404(meeting)
    desk = desk_of(meeting, zone=zone_of_meeting(found))
    form = _form(request.POST or None, desk, found, initial=_wanted(request))
    if request.method == "POST" and is_done(
        form, lambda: actions.add_slot(meeting, **form.values(), by=actor_of(request), at=now())
    ):
        messages.success(request, _("The session is in the working copy."))
        return redirect(day_url(found, form.cleaned_data["day"]))
    context = {"form": form, "back": day_url(found, None), "is_break": request.GET.get("kind") == "break"}
    status = 422 if form.is_bound else 200
    return render(request, "desk/programme/new_session.html", context | around(found, "desk_programme"), status=status)


@secretariat
def move(request: HttpRequest, meeting: str, slug: str) -> HttpResponse:
    """Move a session by a small form; the board sends the same form and gets JSON."""
    found = meeting_or_404(meeting)
    zone = ZoneInfo(zone_of_meeting(found))
    desk = desk_of(meeting, zone=zone.key)
    slot = _slot_or_404(desk, slug)
    rooms = desk.room_names(get_language() or "en")
    initial = _time_initial(slot, zone) | {"seen": slot.record("en").token}
    form = TimeForm(request.POST or None, initial=initial, zone=zone, rooms=rooms)
    wants_json = "application/json" in request.headers.get("Accept", "")
    if request.method == "POST":
        by, seen = actor_of(request), form.data.get("seen", "")
        if is_done(form, lambda: actions.move_slot(meeting, slug, **form.values(), seen=seen, by=by, at=now())):
            if wants_json:
                return JsonResponse({"sentence": _("The session is moved.")})
            messages.success(request, _("The session is moved in the working copy."))
            return redirect(day_url(found, form.cleaned_data["day"]))
        if wants_json:
            faults = [str(fault) for faults in form.errors.values() for fault in faults]
            return JsonResponse({"sentence": " ".join(faults)}, status=422)
        slot = find_working_slot(meeting, slug) or slot
        # What somebody else did meanwhile is shown; sending the form again then moves it from there.
        see(form, slot.record("en").token)
    context = {
        "form": form,
        "slot": slot,
        "title": slot.title(get_language() or "en"),
        "back": day_url(found, _local_day(slot, zone.key)),
    }
    status = 422 if form.is_bound else 200
    return render(request, "desk/programme/move.html", context | around(found, "desk_programme"), status=status)


@require_POST
@secretariat
def drop(request: HttpRequest, meeting: str, slug: str) -> HttpResponse:
    """Take a session out of the working copy."""
    found = meeting_or_404(meeting)
    try:
        actions.drop_slot(meeting, slug, seen=request.POST.get("seen") or None, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
        return redirect("desk_session", meeting=meeting, slug=slug)
    messages.success(request, _("The session is out of the working copy."))
    return redirect(day_url(found, None))


@require_POST
@secretariat
def put_back(request: HttpRequest, meeting: str, slug: str) -> HttpResponse:
    """Undo the changes of a session since its release, or put a cancelled one back."""
    meeting_or_404(meeting)
    try:
        actions.put_slot_back(meeting, slug, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, _("The session is as it was released."))
    return redirect("desk_session", meeting=meeting, slug=slug)


def _form(data: Any, desk: Desk, meeting: MeetingRow, *, initial: dict[str, Any]) -> SessionForm:
    return SessionForm(
        data,
        initial=initial,
        zone=ZoneInfo(zone_of_meeting(meeting)),
        desk=desk,
        spoken=initial.get("languages", []),
        named=initial.get("named", 0),
    )


def _wanted(request: HttpRequest) -> dict[str, Any]:
    """Fill in what the link to the form asks for."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in KIND_NAMES else "forum"
    room = ALL_ROOMS if kind == "break" else ""
    return {
        "kind": kind,
        "minutes": DEFAULT_MINUTES.get(kind, 60),
        "day": request.GET.get("day", ""),
        "room": room,
        "titles": {"en": _("Break")} if kind == "break" and get_language() == "en" else {},
    }


def _initial(slot: WorkingSlot, zone: ZoneInfo) -> dict[str, Any]:
    names = ("kind", "titles", "summaries", "audience", "languages", "takes_sign_up", "capacity")
    initial = {name: slot.values[name] for name in names} | _time_initial(slot, zone)
    for number, one in enumerate(slot.values["speakers"]):
        initial |= {f"speaker_{number}": one["speaker"], f"part_{number}": one["part"]}
    return initial | {"seen": slot.record("en").token, "named": len(slot.values["speakers"])}


def _time_initial(slot: WorkingSlot, zone: ZoneInfo) -> dict[str, Any]:
    starts, ends = slot.starts_at, slot.ends_at
    local = starts.astimezone(zone) if starts else None
    length = int((ends - starts).total_seconds() // 60) if starts and ends else 0
    return {
        "day": local.date() if local else slot.values["day"],
        "start": local.time() if local else None,
        "minutes": length if length > 0 else 30,
        "room": ALL_ROOMS if slot.values["fills_all_rooms"] else slot.values["room"],
    }


def _with_positions(speakers: list[dict[str, str]], slot: WorkingSlot) -> list[dict[str, str]]:
    """Keep what the form does not ask: the position and the note of speakers who were named before."""
    before = {one["speaker"]: one for one in slot.values["speakers"]}
    return [{**before.get(one["speaker"], {}), **one} for one in speakers]


def _slot_or_404(desk: Desk, slug: str) -> WorkingSlot:
    slot = desk.copy.get(slug)
    if slot is None:
        raise Http404(_("There is no such session in this programme. Choose one from the programme."))
    return slot


def _local_day(slot: WorkingSlot, zone: str) -> date | None:
    return slot.starts_at.astimezone(ZoneInfo(zone)).date() if slot.starts_at else None


def _is_on_clock(day: date, start: time, zone: ZoneInfo) -> bool:
    """Say whether a time comes on a day: when clocks go forward an hour is skipped."""
    wall = datetime.combine(day, start, tzinfo=zone)
    return wall.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None)
