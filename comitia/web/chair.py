"""The chair's page of a session: what everybody sees in the room, and the acts that come next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comitia.core.governance.debate import Klass, Policy
from comitia.platform.actors import Actor, actor_of
from comitia.platform.answers import RefusedError, refuse
from comitia.platform.clock import now
from comitia.platform.typed import number_in, reference_in
from comitia.proceedings import actions
from comitia.proceedings.actions import deliberating
from comitia.proceedings.queries.cockpit import Cockpit, cockpit_of, why_not_led
from comitia.proceedings.queries.own_room import OwnRoom, own_room
from comitia.proceedings.queries.room import Room, room_of, session_topic
from comitia.proceedings.queries.rules import speaking_limits_of
from comitia.voting import actions as voting
from comitia.web.access import PersonRequest, signed_in, to_second_factor
from comitia.web.live_pages import live_page, sitting_for
from comitia.web.settled import settled_in_words

PANELS: Final = ("bar", "vote", "agenda", "floor", "result", "presence")


@dataclass(frozen=True, slots=True)
class Given:
    """What the page sent with an act: which thing it is about, the words, who acts and when."""

    meeting: Any
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
        found = number_in(typed)
        if typed and found is None:
            refuse("no_number", _("Write a whole number."))
        return found

    def reference(self, name: str) -> UUID:
        found = reference_in(self.text(name))
        if found is None:
            refuse("nobody_chosen", _("Choose somebody of the list."))
        return found

    def limits(self) -> Mapping[str, int | None]:
        """Give the speaking times of the rules, with that of a member as the chair sets it."""
        seconds = self.number("seconds")
        return speaking_limits_of(self.meeting) | ({Klass.MEMBER: seconds} if seconds is not None else {})

    def policy(self) -> Policy:
        return Policy(self.text("policy")) if self.text("policy") in list(Policy) else Policy.FIFO


Do = Callable[[Given], object]


def plain(act: Callable[..., object]) -> Do:
    """Do an act that takes no words."""
    return lambda given: act(given.about, **given.who)


def worded(act: Callable[..., object], name: str = "reason") -> Do:
    """Do an act with what was written in one field."""
    return lambda given: act(given.about, **{name: given.text(name)}, **given.who)


def deciding(act: Callable[..., object]) -> Do:
    """Do an act with the text that is decided."""
    return lambda given: act(given.about, texts=given.texts("text"), **given.who)


def doors(*, is_closed: bool) -> Do:
    return lambda given: actions.sit_in_camera(given.about, is_closed=is_closed, **given.who)


def casting_vote(*, is_for: bool) -> Do:
    return lambda given: voting.cast_casting_vote(given.about, is_for=is_for, **given.who)


def _hand_over(given: Given) -> object:
    return actions.hand_over_chair(given.about, to=given.reference("to"), **given.who)


def _adopt_agenda(given: Given) -> object:
    return actions.adopt_agenda(given.meeting.pk, **given.who)


def _open_list(given: Given) -> object:
    return actions.open_list(given.about, policy=given.policy(), limits=given.limits(), **given.who)


def _extend(given: Given) -> object:
    return actions.extend_speech(given.about, seconds=given.number("seconds") or 0, **given.who)


def _vote(act: Callable[..., object]) -> Do:
    """Open a ballot on a motion or an amendment, as the chair wants it taken."""
    return lambda given: act(
        given.about,
        method=given.text("way"),
        minutes=given.number("minutes"),
        small_class_confirmed="confirmed" in given.typed,
        **given.who,
    )


def _declare(given: Given) -> str:
    """Declare a result and say what it settled."""
    return settled_in_words(actions.declare_result(given.about, **given.who))


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


# Each act, and what is said when it is done
ACTS: Final[Mapping[str, tuple[Do, Any]]] = {
    "call_to_order": (plain(actions.call_to_order), gettext_lazy("The sitting is in session.")),
    "suspend": (worded(actions.suspend_sitting), gettext_lazy("The sitting is suspended.")),
    "resume": (plain(actions.resume_sitting), gettext_lazy("The sitting goes on.")),
    "adjourn": (worded(actions.adjourn_sitting), gettext_lazy("The sitting is adjourned.")),
    "close": (plain(actions.close_sitting), gettext_lazy("The sitting is closed.")),
    "in_camera": (doors(is_closed=True), gettext_lazy("The sitting goes on in camera.")),
    "in_public": (doors(is_closed=False), gettext_lazy("The sitting is public again.")),
    "hand_over": (_hand_over, gettext_lazy("The chair is handed over.")),
    "adopt_agenda": (_adopt_agenda, gettext_lazy("The agenda is adopted. Its items can be called now.")),
    "call_item": (plain(actions.call_item), gettext_lazy("The item is under discussion.")),
    "conclude_item": (plain(actions.conclude_item), gettext_lazy("The item is concluded.")),
    "defer_item": (worded(actions.defer_item), gettext_lazy("The item is deferred.")),
    "refer_item": (worded(actions.refer_item, "to"), gettext_lazy("The item is referred.")),
    "withdraw_item": (worded(actions.withdraw_item), gettext_lazy("The item is withdrawn.")),
    "reopen_item": (worded(actions.reopen_item), gettext_lazy("The item is under discussion again.")),
    "open_list": (_open_list, gettext_lazy("The list of speakers is open.")),
    "announce_closing": (plain(actions.announce_closing), gettext_lazy("It is announced that the list closes.")),
    "close_list": (plain(actions.close_list), gettext_lazy("The list of speakers is closed.")),
    "give_floor": (plain(actions.give_floor), gettext_lazy("The floor is given.")),
    "pause_speech": (plain(actions.pause_speech), gettext_lazy("The speech is paused.")),
    "resume_speech": (plain(actions.resume_speech), gettext_lazy("The speech goes on.")),
    "extend_speech": (_extend, gettext_lazy("The speaker has more time.")),
    "end_speech": (plain(actions.end_speech), gettext_lazy("The speech has ended.")),
    "pass_over": (plain(actions.pass_over), gettext_lazy("The request is passed over.")),
    "put_question": (_question, gettext_lazy("The vote is open.")),
    "pause_ballot": (worded(voting.pause_ballot, "incident"), gettext_lazy("The vote is paused.")),
    "resume_ballot": (plain(voting.resume_ballot), gettext_lazy("The vote goes on.")),
    "close_ballot": (plain(voting.close_ballot), gettext_lazy("The vote is closed and counted.")),
    "casting_vote_for": (casting_vote(is_for=True), gettext_lazy("The casting vote is given.")),
    "casting_vote_against": (casting_vote(is_for=False), gettext_lazy("The casting vote is given.")),
    "declare": (_declare, gettext_lazy("The result is declared.")),
    "open_debate": (plain(deliberating.open_debate), gettext_lazy("The debate on the motion is open.")),
    "vote_on_motion": (_vote(actions.vote_on_motion), gettext_lazy("The vote is open.")),
    "vote_on_amendment": (_vote(actions.vote_on_amendment), gettext_lazy("The vote is open.")),
    "annul": (worded(voting.annul_ballot), gettext_lazy("The vote is annulled.")),
    "decide": (deciding(actions.decide_on_item), gettext_lazy("The decision is on record.")),
    "decide_by_ballot": (deciding(actions.decide_by_ballot), gettext_lazy("The decision is on record.")),
}


@require_safe
@signed_in
def chair(request: PersonRequest, slug: str) -> HttpResponse:
    """Show the room of a session with the acts of whoever leads it."""
    return to_second_factor(request) or _page(request, slug, at=now())


@require_safe
@signed_in
def panels(request: PersonRequest, slug: str) -> HttpResponse:
    """Give the panels of the page as they are now."""
    elsewhere = to_second_factor(request)
    if elsewhere is not None:
        return elsewhere
    at = now()
    room, own, cockpit = _led(request, slug, at=at)
    context = {"room": room, "own": own, "cockpit": cockpit}
    drawn: dict[str, str] = {name: render_to_string(f"room/panels/{name}.html", context, request) for name in PANELS}
    for group in cockpit.groups:
        drawn[f"acts_{group.key}"] = render_to_string("room/panels/acts.html", {**context, "group": group}, request)
    return JsonResponse({"panels": drawn})


@require_POST
@signed_in
def act(request: PersonRequest, slug: str) -> HttpResponse:
    """Do an act of the chair; one that is refused leaves the page with the reason and what was typed."""
    elsewhere = to_second_factor(request)
    if elsewhere is not None:
        return elsewhere
    at, sitting = now(), sitting_for(request, slug, why_not_led)
    about, name = reference_in(request.POST.get("about", "")), request.POST.get("act", "")
    if about is None or name not in ACTS:
        messages.error(request, _("Nothing was done: the page was out of date. Try again."))
        return redirect("chair", slug=slug)
    done, words = ACTS[name]
    try:
        said = done(Given(sitting.meeting, about, request.POST, actor_of(request), at))
    except RefusedError as refused:
        messages.error(request, str(refused.answer.sentence))
        return _page(request, slug, at=at, typed=request.POST)
    messages.success(request, said if isinstance(said, str) else str(words))
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
        "live": live_page(request, slug, topic=session_topic(slug), panels="chair_panels", needs_ticket=True),
    }
    return render(request, "room/chair.html", context, status=422 if typed is not None else 200)


def _led(request: HttpRequest, slug: str, *, at: datetime) -> tuple[Room, OwnRoom | None, Cockpit]:
    language, by, sitting = get_language() or "en", actor_of(request), sitting_for(request, slug, why_not_led)
    room = room_of(slug, language=language, sees_closed=True, at=at)
    assert room is not None
    own = own_room(slug, by, language=language, at=at)
    return room, own, cockpit_of(sitting, room, by, language=language, at=at)


urlpatterns = [
    path("room/<slug:slug>/chair/", chair, name="chair"),
    path("room/<slug:slug>/chair/panels/", panels, name="chair_panels"),
    path("room/<slug:slug>/chair/act/", act, name="chair_act"),
]
