"""Who may ask for the floor, as what, and when the chair can give it; every refusal says what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from comitia.accreditation.models import Delegate, Registration
from comitia.core.governance.credentials import CredentialState, is_valid
from comitia.core.governance.debate import AskingRefusal, Klass, ListState, SpeechAct, SpeechState, transition
from comitia.platform.answers import Allowed, Answer, Refused
from comitia.proceedings.models import AgendaItem
from comitia.proceedings.policies.agenda import OVER as ITEM_OVER

ASKING: Final[Mapping[AskingRefusal, Any]] = {
    AskingRefusal.LIST_CLOSED: _(
        "The list of speakers is closed. A point of order or a reply can still be asked for; the chair can open the list."
    ),
    AskingRefusal.ALREADY_WAITING: _("Your delegation is on the list already. Withdraw that request to make another."),
    AskingRefusal.NOTHING_TO_REPLY_TO: _("Nobody has spoken on this item yet, so there is nothing to reply to."),
    AskingRefusal.LONGER_THAN_ALLOWED: _(
        "The recording is longer than the time you have. Bring a shorter one before the list is closed."
    ),
}
_NOT_IN_THIS_STATE: Final = {
    SpeechState.QUEUED: _("This speaker has not got the floor yet. Give it first."),
    SpeechState.SPEAKING: _("This speaker has the floor. Pause or end the speech first."),
    SpeechState.PAUSED: _("This speech is paused. Resume or end it first."),
}
OVER: Final = _("This request is over. The delegation can ask for the floor again.")


@dataclass(frozen=True, slots=True)
class Standing:
    """For whom somebody speaks at a session: the delegation's member or observer entity, and as what it is heard."""

    delegate: Delegate
    klass: Klass

    @property
    def section(self) -> str:
        delegation = self.delegate.delegation
        entity = delegation.member or delegation.observer
        return entity.region.code if entity and entity.region else ""

    @property
    def person(self) -> UUID:
        return self.delegate.registration.person.reference


class Heard(Protocol):
    """A speech as far as acts on it ask: its state and its class."""

    @property
    def state(self) -> str: ...

    @property
    def klass(self) -> str: ...


def may_speak(standing: Standing | None, *, provisional_counts: bool) -> Answer:
    """Answer for being heard at all: who is admitted and whose letter says that they speak."""
    if standing is None:
        return Refused(
            "no_delegation",
            _(
                "You are in no delegation of this meeting. Ask the focal point of your city or organisation to name you."
            ),
        )
    delegate = standing.delegate
    if delegate.registration.state != Registration.State.ACCEPTED:
        return Refused("not_admitted", _("Your registration is not accepted yet. Ask the secretariat how far it is."))
    state = CredentialState(delegate.credential.state)
    if not is_valid(state, provisional_counts=provisional_counts) or not delegate.credential.speaks:
        return Refused(
            "credential_does_not_speak",
            _(
                "Your credential does not let you speak yet. Ask your focal point for a letter that names you as a speaker."
            ),
        )
    return Allowed()


def may_ask_as(standing: Standing, klass: Klass, *, group: str) -> Answer:
    """Answer for a class: observers do not speak as members, and a group has a name and a member that speaks for it."""
    if klass in (Klass.MEMBER, Klass.GROUP) and standing.klass is not Klass.MEMBER:
        return Refused("observers_after_members", _("You observe this meeting: ask for the floor as an observer."))
    if klass is Klass.OBSERVER and standing.klass is Klass.MEMBER:
        return Refused("member_is_no_observer", _("Your city is a member here: ask for the floor as a member."))
    if klass is Klass.GROUP and not group:
        return Refused("no_group", _("Write the name of the group for which you speak."))
    return Allowed()


def why_not_asked(refusal: AskingRefusal) -> Refused:
    """Put into words why the floor cannot be asked for."""
    return Refused(refusal.value.replace(" ", "_"), ASKING[refusal])


def may_open_list(item: AgendaItem) -> Answer:
    """Answer for opening the list of speakers of an item, for the first time or again."""
    if item.state in ITEM_OVER:
        return Refused("item_over", _("This item has been dealt with. Reopen it, with the reason, to come back to it."))
    return Allowed()


def may_end_list(state: ListState | None) -> Answer:
    """Answer for closing a list of speakers, or saying that it is about to close; None before it was ever opened."""
    if state is None:
        return Refused("no_list", _("The list of speakers has not been opened yet. Open it first."))
    if state == ListState.CLOSED:
        return Refused(
            "list_closed_already", _("The list of speakers is closed already. Open it again to take requests.")
        )
    return Allowed()


def may_act_on(speech: Heard, act: SpeechAct) -> Answer:
    """Answer for an act on a speech in its state."""
    state = SpeechState(speech.state)
    if transition(state, act) is not None:
        return Allowed()
    return Refused(f"speech_{state}", _NOT_IN_THIS_STATE.get(state, OVER))


def may_resume(speech: Heard, *, somebody_speaks: bool) -> Answer:
    """Answer for letting a paused speech go on: one speaks at a time."""
    answer = may_act_on(speech, SpeechAct.RESUME)
    if answer and somebody_speaks:
        return Refused("floor_taken", _("Somebody has the floor. End that speech first."))
    return answer


def may_give(speech: Heard, item: AgendaItem, *, holds: Heard | None) -> Answer:
    """Answer for giving the floor, which `holds` has, or had when it was paused: only a point of order interrupts."""
    answer = may_act_on(speech, SpeechAct.GIVE)
    if not answer:
        return answer
    if item.state != AgendaItem.State.CALLED:
        return Refused("not_called", _("This item is not under discussion. Call it first."))
    if holds is not None and (speech.klass != Klass.POINT_OF_ORDER or holds.klass == Klass.POINT_OF_ORDER):
        return Refused("floor_taken", _("Somebody has the floor, or had it when it was paused. End that speech first."))
    return Allowed()
