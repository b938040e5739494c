"""The secretariat's pages of sittings: planned, their officers named, who is in the room noted."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any, ClassVar, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from comitia.desk.access import staff
from comitia.desk.choosing import lead_to, meeting_or_404
from comitia.desk.editing import initial_of, is_done, offer
from comitia.desk.histories import history_of
from comitia.desk.texts_form import TextsForm, differing
from comitia.meetings import actions as meetings
from comitia.meetings.queries import meeting_name, plans
from comitia.meetings.queries.rules import has_begun, version_of_session, versions_to_pin
from comitia.platform.actors import SECRETARIAT, actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.platform.typed import number_in, reference_in
from comitia.proceedings import actions
from comitia.proceedings.queries.chair import delegate_rows

secretariat = staff(SECRETARIAT)


class SittingForm(TextsForm):
    """The plan of a sitting, on the clock of the meeting."""

    in_languages: ClassVar = {"titles": (gettext_lazy("Title in %(language)s"), 200, False)}
    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    begins = forms.TimeField(
        label=gettext_lazy("Begins"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(label=gettext_lazy("Ends"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    is_closed = forms.BooleanField(
        label=gettext_lazy("In camera: only the committee and the secretariat follow it"), required=False
    )

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        initial = kwargs.pop("initial", {})
        if "starts_at" in initial:
            begins, ends = (initial[name].astimezone(zone) for name in ("starts_at", "ends_at"))
            initial = {**initial, "day": begins.date(), "begins": begins.time(), "ends": ends.time()}
        super().__init__(*args, initial=initial, **kwargs)
        self.zone = zone
        self.fields["titles_en"].required = True

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        for name in ("begins", "ends"):
            if typed.get("day") and typed.get(name) and not _is_on_clock(typed["day"], typed[name], self.zone):
                self.add_error(name, _("The clocks skip this time on that day. Choose another one."))
        return typed

    def values(self) -> dict[str, Any]:
        typed = super().values()
        day, begins, ends = (typed.pop(name) for name in ("day", "begins", "ends"))
        times = {"starts_at": begins, "ends_at": ends}
        return typed | {name: _moment(day, clock, self.zone) for name, clock in times.items()}


class OfficerForm(forms.Form):
    """Who gets which office."""

    role = forms.ChoiceField(label=gettext_lazy("Office"))
    person = forms.ChoiceField(label=gettext_lazy("Who"))

    def __init__(self, *args: Any, delegates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "role", [(str(role), str(name)) for role, name in plans.OFFICES.items()])
        offer(self, "person", [(str(one.person), f"{one.name} ({one.entity})") for one in delegates])


@require_safe
@secretariat
def sittings(request: HttpRequest) -> HttpResponse:
    """Lead to the sittings of the meeting the site is about, or list all meetings."""
    return lead_to(
        "desk_sittings_of", request, title=_("Sittings"), lead=_("Choose the meeting whose sittings you plan.")
    )


@require_safe
@secretariat
def sittings_of(request: HttpRequest, meeting: str) -> HttpResponse:
    """List the sittings of a meeting, and under which rules they are held."""
    found = meeting_or_404(meeting)
    context = _around(found) | {
        "rows": plans.sitting_rows(found),
        "rules": version_of_session(found),
        "is_pinned": found.rule_set_id is not None,
        "versions": [] if has_begun(found) else versions_to_pin(found),
    }
    return render(request, "desk/sittings/list.html", context)


@require_POST
@secretariat
def pin_rules(request: HttpRequest, meeting: str) -> HttpResponse:
    """Hold the meeting under one version of the rules."""
    found = meeting_or_404(meeting)
    try:
        meetings.pin_rules(found, number_in(request.POST.get("version", "")) or 0, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, _("The meeting is held under these rules."))
    return redirect("desk_sittings_of", meeting=meeting)


@secretariat
def new_sitting(request: HttpRequest, meeting: str) -> HttpResponse:
    """Plan a sitting."""
    found = meeting_or_404(meeting)
    initial = {"day": found.starts_on} if found.starts_on else {}
    form = SittingForm(request.POST or None, initial=initial, zone=_zone(found))

    def plan() -> None:
        meetings.plan_sitting(found, **form.values(), by=actor_of(request), at=now())

    if request.method == "POST" and is_done(form, plan):
        messages.success(request, _("The sitting is planned. Name who presides over it."))
        return redirect("desk_sittings_of", meeting=meeting)
    context = _around(found) | {"form": form}
    return render(request, "desk/sittings/new.html", context, status=422 if form.is_bound else 200)


@secretariat
def sitting(request: HttpRequest, meeting: str, number: int) -> HttpResponse:
    """Show a sitting with its officers and who is there, and change its plan until it begins."""
    found = _sitting_or_404(meeting, number)
    zone = _zone(found.meeting)
    form = SittingForm(request.POST or None, initial=initial_of(plans.record_of_sitting(found)), zone=zone)

    def replan() -> None:
        seen = form.data.get("seen", "")
        meetings.replan_sitting(found.reference, form.values(), seen=seen, by=actor_of(request), at=now())

    if request.method == "POST" and is_done(form, replan):
        messages.success(request, _("The plan is saved."))
        return redirect("desk_sitting", meeting=meeting, number=number)
    record = plans.record_of_sitting(_sitting_or_404(meeting, number))
    fresh = SittingForm(initial=initial_of(record), zone=zone)
    context = _context(found) | {
        "form": form,
        "record": record,
        "differences": differing(form, fresh) if form.is_bound else [],
    }
    return render(request, "desk/sittings/sitting.html", context, status=422 if form.is_bound else 200)


@require_POST
@secretariat
def name_officer(request: HttpRequest, meeting: str, number: int) -> HttpResponse:
    """Give somebody of a delegation an office."""
    found = _sitting_or_404(meeting, number)
    form = OfficerForm(request.POST, delegates=delegate_rows(found))

    def name() -> None:
        person, role = UUID(form.cleaned_data["person"]), form.cleaned_data["role"]
        actions.name_officer(found.reference, person, role=role, by=actor_of(request), at=now())

    if is_done(form, name):
        messages.success(request, _("The officer is named."))
        return redirect("desk_sitting", meeting=meeting, number=number)
    record = plans.record_of_sitting(found)
    plan = SittingForm(initial=initial_of(record), zone=_zone(found.meeting))
    context = _context(found) | {"form": plan, "record": record, "officer_form": form}
    return render(request, "desk/sittings/sitting.html", context, status=422)


@require_POST
@secretariat
def release_officer(request: HttpRequest, meeting: str, number: int, pk: int) -> HttpResponse:
    """Take an office back."""
    _sitting_or_404(meeting, number)
    try:
        meetings.release_officer(pk, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, _("The office is taken back."))
    return redirect("desk_sitting", meeting=meeting, number=number)


@require_POST
@secretariat
def declare_presence(request: HttpRequest, meeting: str, number: int) -> HttpResponse:
    """Note that a delegate is in the room, or has gone."""
    found = _sitting_or_404(meeting, number)
    name = "here" if "here" in request.POST else "gone"
    person = reference_in(request.POST.get(name))
    if person is None:
        messages.error(request, _("Nothing was noted: the page was out of date. Try again."))
        return redirect("desk_sitting", meeting=meeting, number=number)
    try:
        actions.declare_presence(found.reference, person, is_present=name == "here", by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    return redirect("desk_sitting", meeting=meeting, number=number)


def _context(sitting: Any) -> dict[str, Any]:
    """Give what the page of a sitting shows beside its plan."""
    delegates = delegate_rows(sitting)
    rows = plans.sitting_rows(sitting.meeting)
    return _around(sitting.meeting) | {
        "row": next(one for one in rows if one.number == sitting.number),
        "delegates": delegates,
        "officer_form": OfficerForm(delegates=delegates),
        "history": history_of(f"sitting:{sitting.reference}"),
    }


def _around(meeting: Any) -> dict[str, Any]:
    return {"slug": meeting.slug, "meeting": meeting_name(meeting.kind, meeting.year), "clock": _zone(meeting).key}


def _sitting_or_404(meeting: str, number: int) -> Any:
    found = plans.sitting_numbered(meeting, number)
    if found is None:
        raise Http404(_("There is no such sitting. Choose one from the list of the meeting."))
    return found


def _zone(meeting: Any) -> ZoneInfo:
    return ZoneInfo(meeting.zone or "UTC")


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def _is_on_clock(day: date, clock: time, zone: ZoneInfo) -> bool:
    return _moment(day, clock, zone).astimezone(zone).time() == clock


HERE: Final = "sittings/<slug:meeting>/"
urlpatterns = [
    path("sittings/", sittings, name="desk_sittings"),
    path(HERE, sittings_of, name="desk_sittings_of"),
    path(f"{HERE}rules/", pin_rules, name="desk_pin_rules"),
    path(f"{HERE}new/", new_sitting, name="desk_new_sitting"),
    path(f"{HERE}<int:number>/", sitting, name="desk_sitting"),
    path(f"{HERE}<int:number>/officers/", name_officer, name="desk_name_officer"),
    path(f"{HERE}<int:number>/officers/<int:pk>/release/", release_officer, name="desk_release_officer"),
    path(f"{HERE}<int:number>/presence/", declare_presence, name="desk_declare_presence"),
]
