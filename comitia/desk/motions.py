"""The desk's motions: rulings on what was moved, the order of voting, and what became of it in the sitting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comitia.accreditation.queries.delegations import current_meeting
from comitia.core.drafting.comparison import changed, compare
from comitia.core.governance.motions import Result, Shortfall
from comitia.desk.access import staff
from comitia.desk.histories import history_of
from comitia.meetings.queries import meeting_name
from comitia.platform.actors import SECRETARIAT, actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.platform.texts import text_in
from comitia.proceedings.actions import admissibility, amendment_votes, consent, deliberating
from comitia.proceedings.queries import motion_acts, motions
from comitia.proceedings.queries.movers import reader_of
from comitia.proceedings.queries.rules import motion_rule_of, seconders_needed
from comitia.proceedings.queries.texts import reading_language

Values = dict[str, str]
WITHOUT_BALLOT: Final = ("consensus", "chair")
LACKS: Final = {
    "late": gettext_lazy("It was handed in after the last moment for texts."),
    "languages": gettext_lazy("It lacks a language that the rules ask for."),
}
LONGEST_PLACE: Final = 5
secretariat = staff(SECRETARIAT)


@require_safe
@secretariat
def list_motions(request: HttpRequest) -> HttpResponse:
    """List the motions of the current meeting, and what is left on the consent agenda."""
    meeting, language = _meeting(), get_language() or "en"
    reader = reader_of(actor_of(request), meeting)
    words = {
        "meeting": meeting,
        "name": meeting_name(meeting.kind, meeting.year),
        "rows": motions.motions_of(reader, meeting, language=language),
        "consent": [(one, text_in(one.titles, language)) for one in motion_acts.consent_items(reader, meeting)],
    }
    return render(request, "desk/motions/list.html", words)


@require_safe
@secretariat
def motion(request: HttpRequest, number: int) -> HttpResponse:
    """Show a motion with what is to be ruled on, its amendments in the order of voting, and its history."""
    page = _page(request, number)
    rule = motion_rule_of(page.motion.meeting)
    words = {
        "meeting": page.motion.meeting,
        "page": page,
        "can": motion_acts.rulings_on_motion(page.motion),
        "lacks": [(one, LACKS[one], page.motion.waived.get(one)) for one in page.motion.lacks],
        "needed": seconders_needed(page.motion),
        "amendments": [
            {
                "row": one,
                "can": motion_acts.rulings_on_amendment(one),
                "changes": list(changed(compare(one.before, one.after))),
                "lacks": [(lack, LACKS[lack], one.waived.get(lack)) for lack in one.lacks],
            }
            for one in page.amendments
        ],
        "amendment_needed": rule.amendment_seconders,
        "waiting": [one for one in page.amendments if one.is_open],
        "to_merge": [one for one in page.amendments if one.state in {"carried", "accepted"}],
        "shown": reading_language(page.text.languages, request.GET.get("text", ""), get_language() or "en"),
        "history": history_of(f"motion:{page.motion.reference}"),
    }
    return render(request, "desk/motions/motion.html", words)


@require_POST
@secretariat
def act(request: HttpRequest, number: int) -> HttpResponse:
    """Do to a motion what the button names."""
    page = _page(request, number)
    return _done(request, MOTION_ACTS, page.motion.reference, back=reverse("desk_motion", args=[number]))


@require_POST
@secretariat
def act_on_amendment(request: HttpRequest, number: int, amendment: int) -> HttpResponse:
    """Do to an amendment what the button names."""
    row = _page(request, number).amendment(amendment)
    if row is None:
        raise Http404
    back = f"{reverse('desk_motion', args=[number])}#amendment-{amendment}"
    return _done(request, AMENDMENT_ACTS, row.reference, back=back)


@require_POST
@secretariat
def order(request: HttpRequest, number: int) -> HttpResponse:
    """Put the amendments that wait in the order of voting, by the places written beside them."""
    page = _page(request, number)
    places = {
        one.number: int(place)
        for one in page.amendments
        if (place := request.POST.get(f"place-{one.number}", "")[:LONGEST_PLACE]).isdecimal() and one.is_open
    }
    numbers = sorted(places, key=lambda one: (places[one], one))
    _try(
        request,
        lambda: amendment_votes.order_amendments(page.motion.reference, numbers, by=actor_of(request), at=now()),
        _("The amendments are in the order you gave them."),
    )
    return HttpResponseRedirect(reverse("desk_motion", args=[number]))


@require_POST
@secretariat
def adopt_consent(request: HttpRequest) -> HttpResponse:
    """Adopt what is left on the consent agenda."""
    meeting = _meeting()
    _try(
        request,
        lambda: consent.adopt_consent(meeting.pk, by=actor_of(request), at=now()),
        _("The consent agenda is adopted."),
    )
    return HttpResponseRedirect(reverse("desk_motions"))


def _waive(waive: Callable[..., Any]) -> Callable[..., Any]:
    def act(reference: Any, given: Values, **who: Any) -> Any:
        if given.get("lacks") not in set(Shortfall):
            raise Http404
        return waive(reference, Shortfall(given["lacks"]), reason=given.get("reason", ""), **who)

    return act


def _settle(settle: Callable[..., Any], *, carried: bool) -> Callable[..., Any]:
    def act(reference: Any, given: Values, **who: Any) -> Any:
        how = given.get("how", "")
        if how not in WITHOUT_BALLOT:
            raise Http404
        return settle(reference, Result(carried=carried, how=how), **who)

    return act


def _reasoned(verb: Callable[..., Any], *fields: str) -> Callable[..., Any]:
    def act(reference: Any, given: Values, **who: Any) -> Any:
        return verb(reference, **{field: given.get(field, "") for field in fields}, **who)

    return act


MOTION_ACTS: Final[dict[str, Callable[..., Any]]] = {
    "admit": _reasoned(admissibility.admit_motion),
    "refuse": _reasoned(admissibility.refuse_motion, "reason"),
    "waive": _waive(admissibility.waive_for_motion),
    "open_debate": _reasoned(deliberating.open_debate),
    "put": _reasoned(deliberating.put_motion),
    "adopt": _settle(deliberating.settle_motion, carried=True),
    "reject": _settle(deliberating.settle_motion, carried=False),
    "refer": _reasoned(deliberating.refer_motion, "to", "reason"),
    "defer": _reasoned(deliberating.defer_motion, "reason"),
    "lapse": _reasoned(deliberating.lapse_motion, "reason"),
    "merge": _reasoned(amendment_votes.merge_amendments),
}
AMENDMENT_ACTS: Final[dict[str, Callable[..., Any]]] = {
    "admit": _reasoned(admissibility.admit_amendment),
    "refuse": _reasoned(admissibility.refuse_amendment, "reason"),
    "waive": _waive(admissibility.waive_for_amendment),
    "carry": _settle(amendment_votes.settle_amendment, carried=True),
    "lose": _settle(amendment_votes.settle_amendment, carried=False),
}


def _done(request: HttpRequest, acts: dict[str, Callable[..., Any]], reference: Any, *, back: str) -> HttpResponse:
    verb = acts.get(request.POST.get("act", ""))
    if verb is None:
        raise Http404
    given = request.POST.dict()
    _try(
        request,
        lambda: verb(reference, given, by=actor_of(request), at=now()),
        _("Done. The record of the session says so."),
    )
    return HttpResponseRedirect(back)


def _try(request: HttpRequest, act: Callable[[], Any], said: str) -> None:
    try:
        act()
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, said)


def _meeting() -> Any:
    meeting = current_meeting()
    if meeting is None:
        raise Http404
    return meeting


def _page(request: HttpRequest, number: int) -> motions.MotionPage:
    meeting = _meeting()
    reader = reader_of(actor_of(request), meeting)
    page = motions.motion_page(reader, meeting, number, language=get_language() or "en")
    if page is None:
        raise Http404
    return page


urlpatterns = [
    path("motions/", list_motions, name="desk_motions"),
    path("motions/consent/", adopt_consent, name="desk_adopt_consent"),
    path("motions/<int:number>/", motion, name="desk_motion"),
    path("motions/<int:number>/act/", act, name="desk_motion_act"),
    path("motions/<int:number>/order/", order, name="desk_order_amendments"),
    path("motions/<int:number>/amendments/<int:amendment>/act/", act_on_amendment, name="desk_amendment_act"),
]
