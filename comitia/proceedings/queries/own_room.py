"""What a room shows to one who takes part, beside what everybody sees: for whom they speak, what they may ask and cast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comitia.accreditation.queries.delegations import entity_name
from comitia.accreditation.queries.paper_readers import level_of
from comitia.core.governance.documents import Level
from comitia.core.governance.record import Access
from comitia.meetings.models import Meeting
from comitia.meetings.policies import may_preside
from comitia.meetings.queries import sitting_now
from comitia.platform.actors import Actor
from comitia.platform.answers import Refused
from comitia.proceedings.models import AgendaItem
from comitia.proceedings.queries.floor import Asking, OwnFloor, own_floor
from comitia.proceedings.queries.standing import standing_of
from comitia.voting.queries import OwnVote, ballot_now, own_votes
from comitia.voting.queries.telling import why_not_teller


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRoom:
    """One reader's part in a session; `takes_part` says that a delegation brought them."""

    level: Level
    entity: str
    takes_part: bool
    presides: bool
    tells: bool
    floor: OwnFloor | None
    votes: Sequence[OwnVote]

    @property
    def sees_closed(self) -> bool:
        return self.level in {Level.COMMITTEE, Level.SECRETARIAT}

    @property
    def requests(self) -> frozenset[UUID]:
        """The own requests for the floor."""
        return frozenset(speech.reference for speech in self.floor.requests) if self.floor else frozenset()

    @property
    def asking(self) -> Sequence[Asking]:
        """The classes in which the floor may be asked for now."""
        return [one for one in self.floor.asking if one.answer] if self.floor else []

    @property
    def why_not(self) -> str:
        """Why the floor cannot be asked for now, if in no class."""
        answers = [one.answer for one in self.floor.asking] if self.floor and not self.asking else []
        return next((str(answer.sentence) for answer in answers if isinstance(answer, Refused)), "")


def own_room(slug: str, by: Actor, *, language: str, at: datetime) -> OwnRoom | None:
    """Say what a session holds for one reader; None for those who only watch."""
    if by.person is None:
        return None
    meeting = Meeting.objects.select_related("organ").filter(slug=slug).first()
    level = level_of(by, slug)
    if meeting is None:
        return None
    standing = standing_of(by.person, meeting)
    if standing is None and level is Level.PUBLIC:
        return None
    sitting = sitting_now(slug)
    item = AgendaItem.objects.filter(meeting=meeting, state=AgendaItem.State.CALLED).first()
    return OwnRoom(
        level=level,
        entity=entity_name(standing.delegate.delegation) if standing else "",
        takes_part=standing is not None,
        presides=sitting is not None and bool(may_preside(by, sitting)),
        tells=sitting is not None and why_not_teller(sitting, by) is None,
        votes=_own_votes(slug, by.person),
        floor=own_floor(item, meeting, by.person, at=at, language=language) if item and standing else None,
    )


def _own_votes(slug: str, person: UUID) -> Sequence[OwnVote]:
    """Give the votes in the running ballot that concern somebody."""
    ballot = ballot_now(slug, access=Access.COMMITTEE)
    return own_votes(ballot.reference, person) if ballot and ballot.is_running else []
