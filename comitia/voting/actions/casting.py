"""Casts a vote: once for each member, by whoever holds it now, on the disk before anybody is told so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.accounts.models import Person
from comitia.accreditation.models import Delegation
from comitia.core.ballots.papers import Fault, paper_to_json, read_paper
from comitia.core.ballots.papers import Paper as CorePaper
from comitia.core.governance.proxies import Proxy as CoreProxy
from comitia.core.governance.proxies import ProxyCode, may_cast
from comitia.meetings.actions import announce
from comitia.meetings.models import Presence, Sitting
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse
from comitia.platform.statements import Columns, Statement
from comitia.voting.actions.locking import expect, locked_ballot, note
from comitia.voting.models import Ballot, Paper, Proxy, RollLine, SealedPaper
from comitia.voting.policies import PROXIES, speaks_for, why_not
from comitia.voting.policies.sentences import fault_in_words
from comitia.voting.queries.rules import options_of, rules_of

PROGRESS: Final = "ballot_progress"
LINE_OF: Final = Columns(
    lambda ballot, member: RollLine.objects.filter(ballot__reference=ballot, member__slug=member).values_list("pk"),
    UUID,
    str,
)
LINE: Final = Statement(lambda line: RollLine.objects.filter(pk=line), numbers=1)
HELD: Final = Columns(
    lambda meeting, member, proxy, person: Delegation.objects.filter(
        meeting=meeting, member__in=[member, proxy], holder__registration__person__reference=person
    ).values_list("member"),
    int,
    int,
    int,
    UUID,
)
Capacity = Paper.Capacity


@dataclass(frozen=True, slots=True)
class Cast:
    """What became of a paper; `is_new` is False if the same request had been accepted before."""

    ballot: UUID
    member: str
    is_new: bool


@transaction.atomic
def cast_vote(reference: UUID, *, member: str, typed: Any, request: str, by: Actor, at: datetime) -> Cast:
    """Take the paper of a member (by its slug) from whoever holds its vote, or say why not.

    `request` names the attempt: the same one sent again is answered like the first and changes nothing. A page that is
    sent twice with another choice is a second paper: a change if the ballot allows it, and refused if not. A secret
    paper cannot be compared, so there the first one stays.
    """
    number = line_number(reference, member)  # the roll is frozen: looked up before anybody has to wait
    ballot = locked_ballot(reference)
    line = line_at(number, ballot)
    request = _mark_of(request, ballot=reference, member=member)
    if request and line.has_cast and line.request == request and not _says_otherwise(ballot, line, typed):
        return Cast(reference, member, is_new=False)
    _expect_time_to_vote(ballot, at=at)
    capacity = _capacity(ballot, line, by=by, at=at)
    if line.has_cast and not ballot.may_change:
        refuse("cast_already", who_cast(ballot, line))
    paper = read(ballot, line, typed)
    if ballot.is_secret:
        _seal(ballot, line, paper, request=request)
    else:
        _keep(ballot, line, paper, member=member, capacity=capacity, request=request, by=by, at=at)
    return Cast(reference, member, is_new=True)


def _mark_of(request: str, *, ballot: UUID, member: str) -> str:
    """Hash the name of an attempt: it may be a token of somebody's browser, and the roll leads to no person."""
    return sha256(f"{ballot} {member} {request}".encode()).hexdigest() if request else ""


def _says_otherwise(ballot: Ballot, line: RollLine, typed: Any) -> bool:
    """Say whether a named paper reads other than the one that is kept."""
    if ballot.is_secret:
        return False
    return Paper.objects.get(line=line).choice != paper_to_json(read(ballot, line, typed))


def line_number(reference: UUID, member: str) -> int | None:
    """Find the line of a member (by its slug) on the roll of a ballot."""
    return next((number for (number,) in LINE_OF.fetch(reference, member)), None)


def line_at(number: int | None, ballot: Ballot) -> RollLine:
    """Read a line of the roll of a locked ballot."""
    line = LINE.first(number) if number is not None else None
    if line is None:
        expect(ballot, Ballot.State.OPEN, Ballot.State.PAUSED)
        refuse("not_on_roll", _("This member is not on the roll of this ballot. Ask the secretariat if it should be."))
    return line


def expect_entitled(line: RollLine) -> None:
    """Go on if a paper is taken for a line of the roll."""
    if not line.is_entitled:
        refuse("no_vote", why_not(line.reason, since=line.since))


def read(ballot: Ballot, line: RollLine, typed: Any) -> CorePaper:
    """Read what was chosen, or say what is wrong with it."""
    may_split = not ballot.is_secret and rules_of(ballot).may_split
    paper = read_paper(options_of(ballot), typed, weight=line.weight, may_split=may_split)
    if isinstance(paper, Fault):
        refuse(paper.code, fault_in_words(paper))
    return paper


def who_cast(ballot: Ballot, line: RollLine) -> str:
    """Say that a vote was cast already, and by whom where a paper is named."""
    if ballot.is_secret:
        return _(
            "The vote of %(member)s has been cast already by somebody who held it. In a secret ballot it is kept "
            "that it was cast, and nothing else; it stays as it is."
        ) % {"member": line.name}
    paper = Paper.objects.get(line=line)
    values = {"member": line.name, "time": f"{paper.cast_at:%H:%M} UTC"}
    if paper.capacity == Capacity.TELLERS:
        return _("Two tellers entered the vote of %(member)s at %(time)s. It stays as it is.") % values
    name = Person.objects.filter(reference=paper.cast_by).values_list("name", flat=True).first()
    values["person"] = name or _("somebody of its delegation")
    return _("The vote of %(member)s was cast already by %(person)s at %(time)s. It stays as it is.") % values


def note_cast(
    ballot: Ballot, member: str, *, capacity: str, is_changed: bool, by: Actor, at: datetime, **more: Any
) -> None:
    """Write into the record that a member voted, never what: the papers come with the count."""
    actor = replace(by, capacity=capacity, on_behalf_of=member)
    facts = {"member": member, "capacity": capacity, "is_changed": is_changed, **more}
    note(ballot, "vote_cast", by=actor, at=at, **facts)


def _expect_time_to_vote(ballot: Ballot, *, at: datetime) -> None:
    if ballot.state == Ballot.State.PAUSED:
        refuse(
            "ballot_paused",
            _("The ballot is paused because of an incident. Wait until it is resumed, then send again."),
        )
    expect(ballot, Ballot.State.OPEN)
    if ballot.closes_at is not None:
        if at >= ballot.closes_at:
            refuse("time_over", _("The time to vote is over, so this paper was not taken."))
    elif ballot.sitting.state != Sitting.State.IN_SESSION:
        refuse("not_in_session", _("The sitting is interrupted. Send your vote again when it goes on."))


def _capacity(ballot: Ballot, line: RollLine, *, by: Actor, at: datetime) -> str:
    """Say as what somebody casts the vote of a line: as its holder or by proxy; refuse anybody else.

    Why a member has no vote (it may be its arrears) and who cast it hear those alone who speak for it.
    """
    held = _members_held(ballot, line, by=by)
    if line.member_id in held:
        expect_entitled(line)
        return Capacity.HOLDER
    if (line.has_cast or not line.is_entitled) and speaks_for(by, ballot.meeting, line.member):
        expect_entitled(line)
        refuse("cast_already", who_cast(ballot, line))
    code = _against_proxy(ballot, line, at=at) if line.proxy_id in held else ProxyCode.NOT_HOLDER
    if code is not None:
        refuse(code, PROXIES[code])
    return Capacity.PROXY


def _members_held(ballot: Ballot, line: RollLine, *, by: Actor) -> set[int | None]:
    """Give for which of the member and its proxy somebody holds the vote."""
    if by.person is None:
        return set()
    concerned = (line.member_id, line.proxy_id or line.member_id)
    return {member for (member,) in HELD.fetch(ballot.meeting_id, *concerned, by.person)}


def _against_proxy(ballot: Ballot, line: RollLine, *, at: datetime) -> ProxyCode | None:
    """Say why the proxy on a line of the roll no longer holds; it casts itself, so it is here."""
    assert line.proxy is not None
    running = Proxy.objects.filter(
        meeting=ballot.meeting,
        principal=line.member_id,
        holder=line.proxy_id,
        accepted_at__isnull=False,
        revoked_at=None,
    ).first()
    if running is None:
        return ProxyCode.NOT_HOLDER
    is_there = Presence.objects.filter(sitting=ballot.sitting, member=line.member_id, until=None).exists()
    principal, holder = line.member.slug, line.proxy.slug
    answer = may_cast(
        rules_of(ballot).proxies,
        by=holder,
        principal=principal,
        proxies=[CoreProxy(principal=principal, holder=holder, lodged_at=running.lodged_at)],
        present={holder, principal} if is_there else {holder},
        cast_by=None,
        at=at,
    )
    return answer.code


def _seal(ballot: Ballot, line: RollLine, paper: CorePaper, *, request: str) -> None:
    """Keep a secret paper apart from the note that the member has voted: no entry, no moment, no link between the two."""
    _mark(line, request=request)
    weight = None if rules_of(ballot).weights_are_equal else paper.weight
    votes = [list(one) for one in paper.parts[0].votes]
    SealedPaper.objects.bulk_create([SealedPaper(ballot=ballot, choice=votes, weight=weight)])
    announce(ballot.meeting, PROGRESS)


def _keep(
    ballot: Ballot,
    line: RollLine,
    paper: CorePaper,
    *,
    member: str,
    capacity: str,
    request: str,
    by: Actor,
    at: datetime,
) -> None:
    assert by.person is not None
    is_changed = line.has_cast
    values = {"choice": paper_to_json(paper), "cast_by": by.person, "cast_at": at, "capacity": capacity}
    if is_changed:
        Paper.objects.filter(line=line).update(**values, confirmed_by=None)
    else:
        Paper.objects.bulk_create([Paper(line=line, **values)])
    _mark(line, request=request)
    proxy = {"proxy": line.proxy.slug} if capacity == Capacity.PROXY and line.proxy else {}
    note_cast(ballot, member, capacity=capacity, is_changed=is_changed, by=by, at=at, **proxy)


def _mark(line: RollLine, *, request: str) -> None:
    RollLine.objects.filter(pk=line.pk).update(has_cast=True, request=request)
