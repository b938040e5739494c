"""The chair's page of a session: what everybody sees in the room, and the acts that come next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comitia.core.governance.debate import Klass, Policy
from comitia.meetings import actions as meetings
from comitia.platform.actors import STAFF, Actor, actor_of
from comitia.platform.answers import RefusedError, refuse
from comitia.platform.clock import now
from comitia.proceedings import actions
from comitia.proceedings.queries.cockpit import Cockpit, cockpit_of, why_not_led
from comitia.proceedings.queries.own_room import OwnRoom, own_room
from comitia.proceedings.queries.room import Room, room_of, session_topic
from comitia.proceedings.queries.rules import speaking_limits_of
from comitia.voting import actions as voting
from comitia.web.access import PersonRequest, signed_in

PANELS: Final = ("bar", "vote", "agenda", "floor", "result", "presence")


@dataclass(frozen=True, slots=True)
class Given:
    """What the page sent with an act: which thing it is about, the words, who acts and when."""

    room: Room
    about: UUID
    typed: QueryDict
    by: Actor
    at: datetime

    @property
    def who(self) -> Mapping[str, Any]:
        return {"by": self.by, "at": self.at}

    def text(self, name: str, *, longest: int = 1000) -> str:
        return str(self.typed.get(name, "")).strip()[:longest]

    def texts(self, name: str) -> dict[str, str]:
        """Give what was written, in the language of the page."""
        return {get_language() or "en": self.text(name, longest=20_000)}

    def number(self, name: str) -> int | None:
        """Give a whole number, None if nothing was written."""
        typed = self.text(name)
        if not typed:
            return None
        if not typed.isdecimal():
            refuse("no_number", _("Write a whole number."))
        return int(typed)

    def reference(self, name: str) -> UUID:
        found = _reference(self.text(name))
        if found is None:
            refuse("nobody_chosen", _("Choose somebody of the list."))
        return found

    def limits(self) -> Mapping[str, int | None]:
        """Give the speaking times of the rules, with that of a member as the chair sets it."""
        seconds = self.number("seconds")
        return speaking_limits_of(self.room.meeting) | ({Klass.MEMBER: seconds} if seconds is not None else {})

    def policy(self) -> Policy:
        return Policy(self.text("policy")) if self.text("policy") in list(Policy) else Policy.FIFO


def _seconds(given: Given) -> int:
    return given.number("seconds") or 0


def _question(given: Given) -> object:
    return actions.put_question(
        given.about,
        question=given.texts("question"),
        method=given.text("way"),
        matter_class=given.text("matter"),
        minutes=given.number("minutes"),
        small_class_confirmed="confirmed" in given.typed,
        **given.who,
    )


def _casting(given: Given, *, is_for: bool) -> object:
    return voting.cast_casting_vote(given.about, is_for=is_for, **given.who)


# Each act, and what is said when it is done
ACTS: Final[Mapping[str, tuple[Callable[[Given], object], Any]]] = {
    "call_to_order": (
        lambda given: meetings.call_to_order(given.about, **given.who),
        gettext_lazy("The sitting is in session."),
    ),
    "suspend": (
        lambda given: actions.suspend_sitting(given.about, reason=given.text("reason"), **given.who),
        gettext_lazy("The sitting is suspended."),
    ),
    "resume": (
        lambda given: actions.resume_sitting(given.about, **given.who),
        gettext_lazy("The sitting goes on."),
    ),
    "adjourn": (
        lambda given: actions.adjourn_sitting(given.about, reason=given.text("reason"), **given.who),
        gettext_lazy("The sitting is adjourned."),
    ),
    "close": (
        lambda given: actions.close_sitting(given.about, **given.who),
        gettext_lazy("The sitting is closed."),
    ),
    "in_camera": (
        lambda given: actions.sit_in_camera(given.about, is_closed=True, **given.who),
        gettext_lazy("The sitting goes on in camera."),
    ),
    "in_public": (
        lambda given: actions.sit_in_camera(given.about, is_closed=False, **given.who),
        gettext_lazy("The sitting is public again."),
    ),
    "hand_over": (
        lambda given: actions.hand_over_chair(given.about, to=given.reference("to"), **given.who),
        gettext_lazy("The chair is handed over."),
    ),
    "adopt_agenda": (
        lambda given: actions.adopt_agenda(given.room.meeting.pk, **given.who),
        gettext_lazy("The agenda is adopted. Its items can be called now."),
    ),
    "call_item": (
        lambda given: actions.call_item(given.about, **given.who),
        gettext_lazy("The item is under discussion."),
    ),
    "conclude_item": (
        lambda given: actions.conclude_item(given.about, **given.who),
        gettext_lazy("The item is concluded."),
    ),
    "defer_item": (
        lambda given: actions.defer_item(given.about, reason=given.text("reason"), **given.who),
        gettext_lazy("The item is deferred."),
    ),
    "refer_item": (
        lambda given: actions.refer_item(given.about, to=given.text("to"), **given.who),
        gettext_lazy("The item is referred."),
    ),
    "withdraw_item": (
        lambda given: actions.withdraw_item(given.about, reason=given.text("reason"), **given.who),
        gettext_lazy("The item is withdrawn."),
    ),
    "reopen_item": (
        lambda given: actions.reopen_item(given.about, reason=given.text("reason"), **given.who),
        gettext_lazy("The item is under discussion again."),
    ),
    "open_list": (
        lambda given: actions.open_list(given.about, policy=given.policy(), limits=given.limits(), **given.who),
        gettext_lazy("The list of speakers is open."),
    ),
    "announce_closing": (
        lambda given: actions.announce_closing(given.about, **given.who),
        gettext_lazy("It is announced that the list closes."),
    ),
    "close_list": (
        lambda given: actions.close_list(given.about, **given.who),
        gettext_lazy("The list of speakers is closed."),
    ),
    "give_floor": (lambda given: actions.give_floor(given.about, **given.who), gettext_lazy("The floor is given.")),
    "pause_speech": (
        lambda given: actions.pause_speech(given.about, **given.who),
        gettext_lazy("The speech is paused."),
    ),
    "resume_speech": (
        lambda given: actions.resume_speech(given.about, **given.who),
        gettext_lazy("The speech goes on."),
    ),
    "extend_speech": (
        lambda given: actions.extend_speech(given.about, seconds=_seconds(given), **given.who),
        gettext_lazy("The speaker has more time."),
    ),
    "end_speech": (lambda given: actions.end_speech(given.about, **given.who), gettext_lazy("The speech has ended.")),
    "pass_over": (
        lambda given: actions.pass_over(given.about, **given.who),
        gettext_lazy("The request is passed over."),
    ),
    "put_question": (_question, gettext_lazy("The vote is open.")),
    "pause_ballot": (
        lambda given: voting.pause_ballot(given.about, incident=given.text("incident"), **given.who),
        gettext_lazy("The vote is paused."),
    ),
    "resume_ballot": (
        lambda given: voting.resume_ballot(given.about, **given.who),
        gettext_lazy("The vote goes on."),
    ),
    "close_ballot": (
        lambda given: voting.close_ballot(given.about, **given.who),
        gettext_lazy("The vote is closed and counted."),
    ),
    "casting_vote_for": (lambda given: _casting(given, is_for=True), gettext_lazy("The casting vote is given.")),
    "casting_vote_against": (lambda given: _casting(given, is_for=False), gettext_lazy("The casting vote is given.")),
    "declare": (
        lambda given: voting.declare_result(given.about, **given.who),
        gettext_lazy("The result is declared."),
    ),
    "annul": (
        lambda given: voting.annul_ballot(given.about, reason=given.text("reason"), **given.who),
        gettext_lazy("The vote is annulled."),
    ),
    "decide": (
        lambda given: actions.decide_on_item(given.about, texts=given.texts("text"), **given.who),
        gettext_lazy("The decision is on record."),
    ),
    "decide_by_ballot": (
        lambda given: actions.decide_by_ballot(given.about, texts=given.texts("text"), **given.who),
        gettext_lazy("The decision is on record."),
    ),
}


@require_safe
@signed_in
def chair(request: PersonRequest, slug: str) -> HttpResponse:
    """Show the room of a session with the acts of whoever leads it."""
    return _to_second_factor(request) or _page(request, slug, at=now())


@require_safe
@signed_in
def panels(request: PersonRequest, slug: str) -> HttpResponse:
    """Give the panels of the page as they are now."""
    elsewhere = _to_second_factor(request)
    if elsewhere is not None:
        return elsewhere
    at = now()
    room, own, cockpit = _led(request, slug, at=at)
    context = {"room": room, "own": own, "cockpit": cockpit, "at": at}
    drawn: dict[str, str] = {name: render_to_string(f"room/panels/{name}.html", context, request) for name in PANELS}
    for group in cockpit.groups:
        drawn[f"acts_{group.key}"] = render_to_string("room/panels/acts.html", {**context, "group": group}, request)
    return JsonResponse({"panels": drawn})


@require_POST
@signed_in
def act(request: PersonRequest, slug: str) -> HttpResponse:
    """Do an act of the chair; one that is refused leaves the page with the reason and what was typed."""
    elsewhere = _to_second_factor(request)
    if elsewhere is not None:
        return elsewhere
    at = now()
    room, _own, _cockpit = _led(request, slug, at=at)
    about, name = _reference(request.POST.get("about", "")), request.POST.get("act", "")
    if about is None or name not in ACTS:
        messages.error(request, _("Nothing was done: the page was out of date. Try again."))
        return redirect("chair", slug=slug)
    done, words = ACTS[name]
    try:
        done(Given(room, about, request.POST, actor_of(request), at))
    except RefusedError as refused:
        messages.error(request, str(refused.answer.sentence))
        return _page(request, slug, at=at, typed=request.POST)
    messages.success(request, str(words))
    own = own_room(slug, actor_of(request), language=get_language() or "en", at=at)
    return redirect("chair" if own and own.presides else "room", slug=slug)


def _page(request: HttpRequest, slug: str, *, at: datetime, typed: QueryDict | None = None) -> HttpResponse:
    room, own, cockpit = _led(request, slug, at=at)
    context = {
        "room": room,
        "own": own,
        "cockpit": cockpit,
        "typed": typed,
        "at": at,
        "topic": session_topic(slug),
        "position": request.META.get("comitia.live_position", ""),
    }
    return render(request, "room/chair.html", context, status=422 if typed is not None else 200)


def _led(request: HttpRequest, slug: str, *, at: datetime) -> tuple[Room, OwnRoom | None, Cockpit]:
    """Give the room to whoever leads the sitting; everybody else hears why they do not."""
    language, by = get_language() or "en", actor_of(request)
    own = own_room(slug, by, language=language, at=at)
    room = room_of(slug, language=language, sees_closed=True, at=at)
    if room is None:
        raise Http404
    refusal = why_not_led(room, by)
    if refusal is not None:
        raise PermissionDenied(str(refusal.sentence))
    cockpit = cockpit_of(room, by, language=language)
    assert cockpit is not None
    return room, own, cockpit


def _to_second_factor(request: PersonRequest) -> HttpResponse | None:
    """Send staff without a second factor to set one up: they act on the chair's order as they act at the desk."""
    if not actor_of(request).has_role(*STAFF) or is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
        return None
    return HttpResponseRedirect(f"{reverse('mfa_activate_totp')}?{urlencode({'next': request.get_full_path()})}")


def _reference(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


urlpatterns = [
    path("room/<slug:slug>/chair/", chair, name="chair"),
    path("room/<slug:slug>/chair/panels/", panels, name="chair_panels"),
    path("room/<slug:slug>/chair/act/", act, name="chair_act"),
]
