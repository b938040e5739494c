"""The desk's minutes of a session: begun, written place by place, circulated, corrections answered, adopted, corrected after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time
from typing import Any, ClassVar, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comitia.core.governance.minutes import LONGEST_REASON, LONGEST_TEXT
from comitia.core.governance.record import Access
from comitia.desk.access import staff
from comitia.desk.choosing import lead_to, meeting_or_404
from comitia.desk.editing import initial_of, is_done, offer
from comitia.desk.histories import history_of
from comitia.desk.texts_form import TextsForm, differing
from comitia.meetings.queries import meeting_name
from comitia.platform.actors import SECRETARIAT, actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.proceedings import actions
from comitia.proceedings.queries import minutes as queries

secretariat = staff(SECRETARIAT)


class SlotForm(TextsForm):
    """What is written at one place of the minutes, in every language."""

    in_languages: ClassVar = {"texts": (gettext_lazy("Text in %(language)s"), LONGEST_TEXT, True)}


class CirculationForm(forms.Form):
    """Until when members can ask for corrections, and how the minutes are adopted."""

    day = forms.DateField(
        label=gettext_lazy("Corrections until the end of"), widget=forms.DateInput(attrs={"type": "date"})
    )
    adoption = forms.ChoiceField(label=gettext_lazy("How they are adopted"), widget=forms.RadioSelect)
    basis = forms.CharField(
        label=gettext_lazy("Where the rules say so"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("The article or the decision, such as Art. 40. Empty if the rules do not say."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "adoption", [(str(key), str(words)) for key, words in queries.ADOPTIONS.items()])


class AnswerForm(forms.Form):
    """Why a correction is accepted or refused."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The member reads it. A refusal needs one."),
    )


class AdoptionForm(forms.Form):
    """By which decision minutes are adopted."""

    decision = forms.ChoiceField(label=gettext_lazy("Decision that adopts them"), required=False)

    def __init__(self, *args: Any, decisions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "decision", decisions, none=_("None: the time for corrections has lapsed"))


class CorrigendumForm(TextsForm):
    """What of adopted minutes was wrong and how it should read."""

    in_languages: ClassVar = {"texts": (gettext_lazy("Corrigendum in %(language)s"), LONGEST_TEXT, True)}
    place = forms.ChoiceField(label=gettext_lazy("Part of the minutes"))

    def __init__(self, *args: Any, places: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "place", list(places.items()))


@require_safe
@secretariat
def meetings(request: HttpRequest) -> HttpResponse:
    """Lead to the minutes of the meeting the site is about, or list all meetings."""
    return lead_to(
        "desk_minutes_of", request, title=_("Minutes"), lead=_("Choose the meeting whose minutes you write.")
    )


@require_safe
@secretariat
def minutes_of(request: HttpRequest, meeting: str) -> HttpResponse:
    """Show how far the minutes of a meeting are, and what can be done with them."""
    return _page(request, meeting_or_404(meeting))


@require_POST
@secretariat
def draft(request: HttpRequest, meeting: str) -> HttpResponse:
    """Begin the minutes."""
    found = meeting_or_404(meeting)
    try:
        actions.draft_minutes(found.pk, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, _("The minutes are begun. What is on record stands in them already."))
    return redirect("desk_minutes_of", meeting=meeting)


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat
def slot(request: HttpRequest, meeting: str, key: str) -> HttpResponse:
    """Write one place of the minutes in every language; what another officer wrote meanwhile stands beside."""
    found = meeting_or_404(meeting)
    minutes = queries.minutes_for(found)
    rows = queries.slot_rows(minutes, language=_language()) if minutes else []
    row = next((one for one in rows if one.key == key), None)
    if minutes is None or row is None:
        raise Http404(_("The minutes have no such place. Choose one of the list."))
    form = SlotForm(request.POST or None, initial=initial_of(queries.record_of_slot(minutes, key)))

    def write() -> None:
        texts, seen = form.values()["texts"], form.data.get("seen", "")
        actions.write_slot(found.pk, key, texts, seen=seen, by=actor_of(request), at=now())

    if request.method == "POST" and is_done(form, write):
        messages.success(request, _("The text is saved."))
        return redirect("desk_minutes_of", meeting=meeting)
    fresh = SlotForm(initial=initial_of(queries.record_of_slot(minutes, key)))
    words = _around(found) | {
        "form": form,
        "row": row,
        "differences": differing(form, fresh) if form.is_bound else [],
    }
    return render(request, "desk/minutes/slot.html", words, status=422 if form.is_bound else 200)


@require_POST
@secretariat
def circulate(request: HttpRequest, meeting: str) -> HttpResponse:
    """Freeze the minutes and circulate them to the members."""
    found = meeting_or_404(meeting)
    form = CirculationForm(request.POST)

    def act() -> None:
        typed = form.cleaned_data
        zone = ZoneInfo(found.zone or "UTC")
        until = datetime.combine(typed["day"], time(23, 59, 59), tzinfo=zone).astimezone(UTC)
        values = {"adoption": typed["adoption"], "basis": typed["basis"]}
        actions.circulate_minutes(found.pk, until=until, **values, by=actor_of(request), at=now())

    return _done(request, found, "circulation", form, act, said=_("The minutes are with the members."))


@require_POST
@secretariat
def answer(request: HttpRequest, meeting: str, reference: UUID) -> HttpResponse:
    """Accept or refuse a correction."""
    found = meeting_or_404(meeting)
    form = AnswerForm(request.POST, prefix=str(reference))
    is_accepted = "accept" in request.POST

    def act() -> None:
        reason = form.cleaned_data["reason"]
        actions.answer_correction(reference, is_accepted=is_accepted, reason=reason, by=actor_of(request), at=now())

    said = _("The correction is accepted.") if is_accepted else _("The correction is refused.")
    return _done(request, found, str(reference), form, act, said=said)


@require_POST
@secretariat
def adopt(request: HttpRequest, meeting: str) -> HttpResponse:
    """Record that the minutes are adopted."""
    found = meeting_or_404(meeting)
    minutes = queries.minutes_for(found)
    decisions = queries.decisions_that_adopt(minutes) if minutes else []
    form = AdoptionForm(request.POST, decisions=decisions)

    def act() -> None:
        chosen = form.cleaned_data["decision"]
        decision = UUID(chosen) if chosen else None
        actions.adopt_minutes(found.pk, decision=decision, by=actor_of(request), at=now())

    return _done(request, found, "adoption", form, act, said=_("The minutes are adopted and published."))


@require_POST
@secretariat
def corrigendum(request: HttpRequest, meeting: str) -> HttpResponse:
    """Issue a corrigendum to adopted minutes."""
    found = meeting_or_404(meeting)
    minutes = queries.minutes_for(found)
    form = CorrigendumForm(request.POST, places=_places(minutes))

    def act() -> None:
        actions.issue_corrigendum(found.pk, **form.values(), by=actor_of(request), at=now())

    return _done(request, found, "corrigendum", form, act, said=_("The corrigendum is issued."))


def _done(
    request: HttpRequest, meeting: Any, name: str, form: forms.Form, act: Callable[[], Any], *, said: str
) -> HttpResponse:
    """Act and go back to the minutes; what was typed stays where it cannot be done."""
    if is_done(form, act):
        messages.success(request, said)
        return redirect("desk_minutes_of", meeting=meeting.slug)
    return _page(request, meeting, typed={name: form})


def _page(request: HttpRequest, meeting: Any, *, typed: Mapping[str, forms.Form] | None = None) -> HttpResponse:
    given = typed or {}
    minutes = queries.minutes_for(meeting)
    words = _around(meeting) | {"minutes": minutes, "form": next(iter(given.values()), None), "states": queries.STATES}
    if minutes is not None:
        words |= _stage(minutes, given)
    return render(request, "desk/minutes/minutes.html", words, status=422 if given else 200)


def _stage(minutes: Any, given: Mapping[str, forms.Form]) -> dict[str, Any]:
    """Give what the page of minutes needs at their stage."""
    code, state = _language(), minutes.state
    words: dict[str, Any] = {
        "adoptions": queries.ADOPTIONS,
        "corrections": [
            (one, given.get(str(one.reference)) or AnswerForm(prefix=str(one.reference)))
            for one in queries.correction_rows(minutes, language=code)
        ],
        "corrigenda": queries.corrigendum_rows(minutes, access=Access.COMMITTEE, language=code),
        "history": history_of(f"minutes:{minutes.reference}"),
    }
    if state == "draft":
        words["slots"] = queries.slot_rows(minutes, language=code)
        words["circulation"] = given.get("circulation") or CirculationForm()
    elif state == "circulated":
        decisions = queries.decisions_that_adopt(minutes)
        words["adoption"] = given.get("adoption") or AdoptionForm(decisions=decisions)
    else:
        words["corrigendum"] = given.get("corrigendum") or CorrigendumForm(places=_places(minutes))
    return words


def _places(minutes: Any) -> Mapping[str, str]:
    return queries.places_of(minutes, access=Access.COMMITTEE, language=_language()) if minutes else {}


def _around(meeting: Any) -> dict[str, Any]:
    zone = meeting.zone or "UTC"
    return {"slug": meeting.slug, "meeting": meeting_name(meeting.kind, meeting.year), "clock": zone}


def _language() -> str:
    return get_language() or "en"


HERE: Final = "minutes/<slug:meeting>/"
urlpatterns = [
    path("minutes/", meetings, name="desk_minutes"),
    path(HERE, minutes_of, name="desk_minutes_of"),
    path(f"{HERE}draft/", draft, name="desk_draft_minutes"),
    path(f"{HERE}write/<str:key>/", slot, name="desk_minutes_slot"),
    path(f"{HERE}circulate/", circulate, name="desk_circulate_minutes"),
    path(f"{HERE}corrections/<uuid:reference>/", answer, name="desk_answer_correction"),
    path(f"{HERE}adopt/", adopt, name="desk_adopt_minutes"),
    path(f"{HERE}corrigendum/", corrigendum, name="desk_issue_corrigendum"),
]
