"""What the tellers of a sitting see of the ballot that is going on: who has voted, and which votes wait to be confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from comitia.accounts.models import Person
from comitia.meetings.models import Sitting
from comitia.platform.actors import Actor
from comitia.platform.answers import Refused
from comitia.voting.models import Ballot, CalledVote, RollLine
from comitia.voting.policies import RUNNING, is_teller, may_tell


@dataclass(frozen=True, slots=True, kw_only=True)
class CalledLine:
    """An entitled member; `entered_by` names the teller who entered its vote, never what: the other one hears it anew."""

    member: str
    name: str
    has_cast: bool
    entered_by: str
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A running ballot for a teller; `refusal` says why nothing is called in, if so, and then there are no lines."""

    ballot: UUID
    refusal: str
    lines: tuple[CalledLine, ...]

    @property
    def awaited(self) -> tuple[CalledLine, ...]:
        return tuple(one for one in self.lines if not one.has_cast)

    @property
    def to_confirm(self) -> tuple[CalledLine, ...]:
        return tuple(one for one in self.awaited if one.entered_by)


def why_not_teller(sitting: Sitting, by: Actor) -> Refused | None:
    """Say why somebody does not see the tellers' page; None if they do."""
    answer = is_teller(by, sitting)
    return answer if isinstance(answer, Refused) else None


def telling_now(sitting: Sitting, by: Actor) -> Telling | None:
    """Give the running ballot of a sitting to a teller: the number of statements is constant."""
    ballot = Ballot.objects.filter(sitting=sitting, state__in=RUNNING).select_related("sitting").first()
    if ballot is None:
        return None
    answer = may_tell(by, ballot)
    if isinstance(answer, Refused):
        return Telling(ballot=ballot.reference, refusal=str(answer.sentence), lines=())
    called = dict(CalledVote.objects.filter(line__ballot=ballot).values_list("line", "entered_by"))
    names = dict(Person.objects.filter(reference__in=called.values()).values_list("reference", "name"))
    lines = RollLine.objects.filter(ballot=ballot, is_entitled=True).select_related("member").order_by("name", "pk")
    return Telling(
        ballot=ballot.reference,
        refusal="",
        lines=tuple(
            CalledLine(
                member=line.member.slug,
                name=line.name,
                has_cast=line.has_cast,
                entered_by=names.get(called[line.pk], "") if line.pk in called else "",
                is_own=called.get(line.pk) == by.person,
            )
            for line in lines
        ),
    )
