"""Asks for the floor: a delegate with one click, the clerk for somebody who cannot, or with a recorded statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comitia.accounts.models import Person
from comitia.accreditation.models import Delegation, ObserverEntity
from comitia.core.governance.debate import Klass
from comitia.core.governance.record import Access
from comitia.meetings.actions import locked_session
from comitia.meetings.models import Sitting
from comitia.meetings.policies import may_preside
from comitia.meetings.queries import sitting_now
from comitia.members.models import Member
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.platform.blobs import store
from comitia.platform.blobs.arriving import Received
from comitia.proceedings.actions.agenda import UNKNOWN as NO_ITEM
from comitia.proceedings.actions.business import AtItem, at_item
from comitia.proceedings.actions.floor import UNKNOWN, who_of, withdraw_from_list
from comitia.proceedings.models import AgendaItem, SpeakersList, Speech
from comitia.proceedings.policies.agenda import OVER as ITEM_OVER
from comitia.proceedings.policies.floor import Standing, may_speak
from comitia.proceedings.queries.floor import is_of, may_ask, speeches_on
from comitia.proceedings.queries.standing import heard_as, standing_of

SITS: Final = (Sitting.State.SCHEDULED, Sitting.State.IN_SESSION, Sitting.State.SUSPENDED)
RECORDINGS: Final = ("recording",)
LONGEST_RECORDING: Final = 200 * 1024 * 1024
LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """For whom the clerk asks: one of a member, an observer entity, and a guest who has a name only."""

    member: Member | None = None
    observer: ObserverEntity | None = None
    guest: str = ""


@transaction.atomic
def ask_for_floor(item: UUID, *, klass: Klass | None = None, group: str = "", by: Actor, at: datetime) -> Speech:
    """Put one's own delegation on the list; in no class of its own it is heard as it is accredited."""
    return _ask(item, klass=klass, group=" ".join(group.split()), received=None, length=None, by=by, at=at)


def receive_recording(chunks: Iterable[bytes], *, name: str) -> Received:
    """Inspect a recorded statement before anything is locked; to be used as a context and given to `hand_in_statement`."""
    return store.receive(chunks, name=name, accepts=RECORDINGS, longest=LONGEST_RECORDING)


@transaction.atomic
def hand_in_statement(item: UUID, received: Received, *, length: timedelta, by: Actor, at: datetime) -> Speech:
    """Put one's own delegation on the list with a recording, which is played in its place; too long a one is refused now."""
    if length <= timedelta(0):
        refuse("no_length", _("Say how long the recording is: minutes and seconds."))
    return _ask(item, klass=Klass.RECORDED_STATEMENT, group="", received=received, length=length, by=by, at=at)


@transaction.atomic
def withdraw_request(reference: UUID, *, by: Actor, at: datetime) -> Speech:
    """Take a request off the list: anybody of the delegation may, and the chair."""
    speech = Speech.objects.filter(reference=reference).select_related("item").first()
    if speech is None:
        refuse(UNKNOWN.code, UNKNOWN.sentence)
    found, standing = _at_own_item(speech.item.reference, by=by)
    speech = Speech.objects.select_related("member", "observer").get(reference=reference)
    if standing is None or not is_of(speech, standing):
        require(may_preside(by, found.sitting))
    return withdraw_from_list(speech, found, by=by, at=at)


@transaction.atomic
def put_on_list(item: UUID, somebody: Somebody, *, klass: Klass | None = None, by: Actor, at: datetime) -> Speech:
    """Put a member, an observer entity or a guest on the list, for the chair; also on a closed one."""
    found = at_item(item, by=by, in_session=False)
    _require_open_item(found.item)
    guest = " ".join(somebody.guest.split())[:LONGEST_NAME]
    if [bool(somebody.member), bool(somebody.observer), bool(guest)].count(True) != 1:
        refuse("nobody_chosen", _("Choose a member or an observer, or write the name of a guest."))
    entity = somebody.member or somebody.observer
    klass = klass or (_heard_as(somebody, found) if entity else Klass.OBSERVER)
    waits = Speech.objects.filter(item=found.item, state=Speech.State.QUEUED, klass=klass)
    if entity and waits.filter(member=somebody.member, observer=somebody.observer).exists():
        refuse("already_waiting", _("This delegation is on the list already."))
    speech = Speech.objects.create(
        meeting=found.session,
        item=found.item,
        member=somebody.member,
        observer=somebody.observer,
        guest=guest,
        klass=klass,
        section=entity.region.code if entity and entity.region else "",
        asked_at=at,
    )
    found.enter("floor_asked", by=by, at=at, facts={**who_of(speech), "for": "somebody"})
    return speech


def _ask(
    item: UUID,
    *,
    klass: Klass | None,
    group: str,
    received: Received | None,
    length: timedelta | None,
    by: Actor,
    at: datetime,
) -> Speech:
    found, standing = _at_own_item(item, by=by)
    if standing is None:
        require(may_speak(None, provisional_counts=False))
        raise AssertionError
    klass = klass or standing.klass
    _require_open_item(found.item)
    if found.sitting.state not in SITS:
        refuse("sitting_over", _("The sitting is over. The next one goes on with it."))
    if standing.klass is Klass.OBSERVER and found.access is Access.COMMITTEE:
        refuse("closed_to_observers", _("The committee deals with this item in camera. Observers are not heard on it."))
    opened = SpeakersList.objects.filter(item=found.item).first()
    speeches = speeches_on(found.item)
    require(
        may_ask(standing, klass, meeting=found.session, found=opened, speeches=speeches, group=group, length=length)
    )
    delegation = standing.delegate.delegation
    speech = Speech.objects.create(
        meeting=found.session,
        item=found.item,
        member=delegation.member,
        observer=delegation.observer,
        person=Person.objects.get(reference=standing.person),
        klass=klass,
        group=group[:LONGEST_NAME] if klass is Klass.GROUP else "",
        section=standing.section,
        asked_at=at,
        statement=store.keep_received(received, owner=by.person, at=at) if received else None,
        length=length,
    )
    found.enter("floor_asked", by=by, at=at, facts=who_of(speech))
    return speech


def _at_own_item(item: UUID, *, by: Actor) -> tuple[AtItem, Standing | None]:
    """Give an item to a delegate, the session kept from others, and for whom they speak."""
    meeting = AgendaItem.objects.filter(reference=item).values_list("meeting", flat=True).first()
    if meeting is None:
        refuse(NO_ITEM.code, NO_ITEM.sentence)
    session = locked_session(meeting)
    sitting = sitting_now(session.slug)
    if sitting is None:
        refuse("no_sitting", _("The meeting has no sitting yet. The secretariat plans one first."))
    found = AgendaItem.objects.select_related("parent").get(reference=item)
    found.meeting = session
    return AtItem(found, session, sitting), standing_of(by.person, session)


def _heard_as(somebody: Somebody, found: AtItem) -> Klass:
    delegation = Delegation(meeting=found.session, member=somebody.member, observer=somebody.observer)
    return heard_as(delegation, found.session)


def _require_open_item(item: AgendaItem) -> None:
    if item.state in ITEM_OVER:
        refuse("item_over", _("This item has been dealt with. Nobody is heard on it any more."))
