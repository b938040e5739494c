"""What a room shows of the ballot that is going on: the question for everybody, the own vote for whoever holds one."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import get_language, gettext_lazy

from comitia.accreditation.models import Delegate, Delegation
from comitia.core.ballots.papers import Options, Paper, paper_from_json
from comitia.core.governance.proxies import ProxyCode
from comitia.core.governance.record import Access
from comitia.platform.texts import Text, text_in
from comitia.voting.models import Ballot, Proxy, RollLine
from comitia.voting.policies import PROXIES, RUNNING, why_not
from comitia.voting.queries.access import seen_by
from comitia.voting.queries.rules import options_of

ROLES: Final = (Delegate.Role.HEAD, Delegate.Role.ALTERNATE)
SECRECY: Final = gettext_lazy(
    "It is kept that a member has voted, and apart from it what was voted; nothing that is kept links the two. Whoever "
    "runs the server could still watch it while votes come in."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotInRoom:
    """A ballot as everybody in the room sees it; `names` gives for each option of a choice its name."""

    reference: UUID
    number: int
    subject: str
    question: Text
    text: Mapping[str, Any]
    text_digest: str
    method: str
    matter_class: str
    state: str
    options: Options
    names: Mapping[str, Text]
    may_change: bool
    opened_at: datetime | None
    paused_at: datetime | None
    closes_at: datetime | None
    cast: int
    entitled: int

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def secrecy(self) -> str:
        """Say what secrecy means here and what it does not; nothing for an open vote."""
        return str(SECRECY) if self.method == Ballot.Method.SECRET else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How many have voted, and of each entitled member whether it has; nobody by name while a secret ballot runs."""

    cast: int
    entitled: int
    members: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnVote:
    """The vote of a member for somebody who belongs to its delegation or holds its proxy.

    `may_cast`: it can be cast (or changed) now by this person; `refusal` says why not. `choice` is what was voted, if the
    ballot is not secret.
    """

    member: str
    name: str
    weight: int
    has_cast: bool
    may_cast: bool
    refusal: str
    by_proxy: bool
    choice: Paper | None


def ballot_now(meeting: str, *, access: Access) -> BallotInRoom | None:
    """Give the ballot of a session that is going on, or the last one that was; None where a reader may not see it."""
    found = _seen(access).filter(meeting__slug=meeting).exclude(state=Ballot.State.DRAFTED)
    return next(map(_in_room, found.order_by("-opened_at", "-number")[:1]), None)


def last_declared(meeting: str, *, access: Access) -> BallotInRoom | None:
    """Give the ballot of a session whose result was declared last; None where a reader may not see it."""
    found = _seen(access).filter(meeting__slug=meeting, state=Ballot.State.DECLARED)
    return next(map(_in_room, found.order_by("-declared_at", "-number")[:1]), None)


def ballot_in_room(reference: UUID, *, access: Access) -> BallotInRoom | None:
    """Give one ballot; None where a reader may not see it."""
    return next(map(_in_room, _seen(access).filter(reference=reference)), None)


def progress(reference: UUID, *, access: Access) -> Progress | None:
    """Say how far a ballot is; None where a reader may not see it: two statements."""
    ballot = _seen(access).filter(reference=reference).first()
    if ballot is None:
        return None
    lines = RollLine.objects.filter(ballot=ballot, is_entitled=True).order_by("name", "pk")
    listed = tuple(lines.values_list("member__slug", "has_cast"))
    is_hidden = ballot.is_secret and ballot.state in RUNNING
    return Progress(
        cast=sum(has_cast for _member, has_cast in listed), entitled=len(listed), members=() if is_hidden else listed
    )


def own_votes(reference: UUID, person: UUID) -> list[OwnVote]:
    """List the votes of an open ballot that concern somebody: those of their delegations and of its proxies.

    The number of statements is constant.
    """
    ballot = Ballot.objects.filter(reference=reference).first()
    if ballot is None:
        return []
    held = _members_of(ballot, person)
    proxies = set(
        Proxy.objects.filter(
            meeting=ballot.meeting_id, holder__in=held, accepted_at__isnull=False, revoked_at=None
        ).values_list("principal", "holder")
    )
    lines = RollLine.objects.filter(ballot=ballot).filter(Q(member__in=held) | Q(proxy__in=held))
    found = lines.select_related("member", "paper").order_by("name")
    return [_own(ballot, line, held, proxies) for line in found]


def _seen(access: Access) -> Any:
    """Give the ballots that a reader may see, with how many have cast and how many may."""
    return seen_by(access).annotate(
        cast=Count("roll", filter=Q(roll__has_cast=True)), entitled=Count("roll", filter=Q(roll__is_entitled=True))
    )


def _in_room(ballot: Any) -> BallotInRoom:
    language = get_language() or "en"
    return BallotInRoom(
        reference=ballot.reference,
        number=ballot.number,
        subject=ballot.subject,
        question=text_in(ballot.question, language),
        text=ballot.text,
        text_digest=ballot.text_digest,
        method=ballot.method,
        matter_class=ballot.matter_class,
        state=ballot.state,
        options=options_of(ballot),
        names={key: text_in(names, language) for key, names in ballot.option_names.items()},
        may_change=ballot.may_change,
        opened_at=ballot.opened_at,
        paused_at=ballot.paused_at,
        closes_at=ballot.closes_at,
        cast=ballot.cast,
        entitled=ballot.entitled,
    )


def _members_of(ballot: Ballot, person: UUID) -> dict[int, bool]:
    """Give the members in whose delegations somebody may vote, and whether they hold the vote now."""
    found = Delegation.objects.filter(
        meeting=ballot.meeting_id,
        member__isnull=False,
        delegates__registration__person__reference=person,
        delegates__left_at=None,
        delegates__role__in=ROLES,
    )
    held = found.values_list("member", "holder__registration__person__reference")
    return {member: holder == person for member, holder in held if member is not None}


def _own(ballot: Ballot, line: RollLine, held: Mapping[int, bool], proxies: AbstractSet[tuple[int, int]]) -> OwnVote:
    is_own = line.member_id in held
    has_proxy = not is_own and (line.member_id, line.proxy_id) in proxies
    holds = held[line.member_id] if is_own else has_proxy and held.get(line.proxy_id or 0, False)
    is_open = ballot.state == Ballot.State.OPEN
    is_still_open = not line.has_cast or ballot.may_change
    refusal = "" if holds else str(PROXIES[ProxyCode.NOT_HOLDER])
    return OwnVote(
        member=line.member.slug,
        name=line.name,
        weight=line.weight,
        has_cast=line.has_cast,
        may_cast=is_open and line.is_entitled and holds and is_still_open,
        refusal=refusal if line.is_entitled else why_not(line.reason, since=line.since),
        by_proxy=not is_own,
        choice=paper_from_json(line.paper.choice) if hasattr(line, "paper") else None,
    )
