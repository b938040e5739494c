"""What pages read about credentials: the queue of examination, who holds which vote, the committee's report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, Max, Min, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from comitia.accreditation.models import Credential, Delegate, Delegation
from comitia.accreditation.policies.credentials import as_rule, may_examine
from comitia.accreditation.queries.delegations import current_meeting, delegations_of_meeting, seated_members
from comitia.core.governance.credentials import CredentialAct, CredentialState, Refusal, transition, voters_in_order
from comitia.core.governance.standing import Purpose
from comitia.meetings.models import Meeting
from comitia.members.models import Member
from comitia.members.queries.dues import MemberStanding, standings
from comitia.organs.queries.standing import standing_rule_of
from comitia.platform.actors import Actor
from comitia.platform.answers import Answer

STATES: Final = tuple(Credential.State.choices)
OPEN: Final = (Credential.State.RECEIVED, Credential.State.INCOMPLETE, Credential.State.PROVISIONAL)
ACTS: Final = {
    CredentialAct.ACCEPT: _("Accept"),
    CredentialAct.ADMIT_PROVISIONALLY: _("Admit provisionally"),
    CredentialAct.FIND_INCOMPLETE: _("Find incomplete"),
    CredentialAct.REJECT: _("Reject"),
    CredentialAct.REOPEN: _("Examine again"),
}
WHY_NO_HOLDER: Final = {
    "nobody": (_("No head or alternate is named."), _("The focal point names a head or an alternate.")),
    "away": (
        _("Everybody who may vote is away."),
        _("Note on the page of the delegation that somebody is back, or replace the head."),
    ),
    "not_empowered": (
        _("The letter does not empower anybody to vote."),
        _("Ask for a letter that does, or examine the credential again and tick “votes”."),
    ),
    "provisional": (
        _("The credentials are provisional, and provisional credentials do not vote here."),
        _("Accept the credentials, or change the rule on the page of credentials."),
    ),
    "received": (_("The letter has not been examined yet."), _("Examine the credentials.")),
    "incomplete": (
        _("The letter was found incomplete."),
        _("The focal point uploads what is missing; until then the credentials can be admitted provisionally."),
    ),
    "rejected": (_("The credentials were rejected."), _("The focal point uploads another letter.")),
    "awaited": (_("No letter of mandate has been received."), _("The focal point uploads it.")),
}
_VOTING: Final = (Delegate.Role.HEAD, Delegate.Role.ALTERNATE)


@dataclass(frozen=True, slots=True)
class Seat:
    """A member that sits: its delegation, who holds its vote, its standing, and what stands in the way with its cure."""

    member: Member
    delegation: Delegation | None
    people: Sequence[Delegate]
    holder: Delegate | None
    standing: MemberStanding
    reason: Any
    cure: Any

    @property
    def votes(self) -> bool:
        return self.holder is not None and bool(self.standing)


@dataclass(frozen=True, slots=True)
class Report:
    """The report of the credentials committee: delegations by what was found, and who holds the votes."""

    meeting: Meeting
    accepted: list[Any]
    provisional: list[Any]
    pending: list[Any]
    rejected: list[Any]
    missing: list[str]
    seats: list[Seat]
    people: int


def queue(state: str = "") -> QuerySet[Any, Any]:
    """Give the delegations with credentials to examine, those that wait longest first: one statement.

    `state` is one of the states of credentials, or empty for all that are not decided.
    """
    wanted = [state] if state in Credential.State.values else list(OPEN)
    in_it = Q(delegates__left_at=None)
    of_state = in_it & Q(delegates__credential__state__in=wanted)
    return (
        Delegation.objects.filter(meeting__is_current=True)
        .annotate(
            entity=Coalesce("member__name", "observer__name"),
            people=Count("delegates", filter=in_it),
            wanted=Count("delegates", filter=of_state),
            received=Count("delegates", filter=in_it & Q(delegates__credential__state=Credential.State.RECEIVED)),
            since=Min("delegates__credential__changed_at", filter=of_state),
            letter=Max("delegates__credential__letter", filter=of_state),
        )
        .filter(wanted__gt=0)
        .order_by("-received", "since", "pk")
        .values("reference", "entity", "observer_id", "people", "wanted", "received", "since", "letter")
    )


def count_to_examine() -> int:
    """Count the credentials of the current meeting that wait for a first decision."""
    waiting = Credential.objects.filter(delegate__delegation__meeting__is_current=True, delegate__left_at=None)
    return waiting.filter(state=Credential.State.RECEIVED).count()


def may_examine_delegation(by: Actor, delegation: Delegation, delegates: Iterable[Delegate]) -> Answer:
    """Tell whether an officer may examine a delegation whose people are known already: one statement."""
    own = {one.registration.person.reference for one in delegates}
    own |= {
        one for one in delegation.focal_points.filter(ended_at=None).values_list("person__reference", flat=True) if one
    }
    return may_examine(by, own=own)


def acts_on(credential: Credential) -> list[tuple[str, Any]]:
    """List what can be done to a credential in its state."""
    state = CredentialState(credential.state)
    return [(act.value, label) for act, label in ACTS.items() if not isinstance(transition(state, act), Refusal)]


def seats() -> list[Seat]:
    """List the seated members of the current meeting with who holds each vote: the number of statements is constant."""
    meeting = current_meeting()
    if meeting is None:
        return []
    members = list(Member.objects.filter(slug__in=seated_members(meeting)).select_related("region").order_by("name"))
    named = Delegate.objects.filter(left_at=None).select_related("registration__person", "credential")
    found = Delegation.objects.filter(meeting=meeting, member__in=members).prefetch_related(
        Prefetch("delegates", named.order_by("rank", "pk"))
    )
    by_member = {one.member_id: one for one in found}
    known = _standings(meeting, members)
    listed = []
    for member in members:
        delegation = by_member.get(member.pk)
        people = list(delegation.delegates.all()) if delegation else []
        listed.append(_seat(member, delegation, people, known[member.pk], meeting=meeting))
    return listed


def seat_of(delegation: Delegation, delegates: Sequence[Delegate]) -> Seat | None:
    """Say who holds the vote of a delegation whose people are known, and what stands in the way; None if it has no vote."""
    if delegation.member is None:
        return None
    known = _standings(delegation.meeting, [delegation.member])
    return _seat(delegation.member, delegation, delegates, known[delegation.member.pk], meeting=delegation.meeting)


def _standings(meeting: Meeting, members: Sequence[Member]) -> dict[int, MemberStanding]:
    """Work out the standing of members for votes of a meeting, on the day its organ's rule names."""
    day = meeting.starts_on or date(meeting.year, 1, 1)
    rule = standing_rule_of(meeting.organ, on=day) if meeting.organ else None
    at = rule.test_day(Purpose.VOTE, meeting_starts=day) if rule else day
    return standings([one.pk for one in members], rule=rule, at=at)


def report() -> Report | None:
    """Give what the credentials committee reports on the current meeting."""
    meeting = current_meeting()
    if meeting is None:
        return None
    named = Delegate.objects.filter(left_at=None).select_related("registration__person", "credential")
    found = list(
        delegations_of_meeting()
        .prefetch_related(Prefetch("delegates", named.order_by("rank", "pk"), to_attr="listed"))
        .order_by("entity", "pk")
    )
    by_state: dict[str, list[Any]] = {}
    for one in found:
        by_state.setdefault(_state_of(one.listed), []).append(one)
    listed = seats()
    return Report(
        meeting,
        accepted=by_state.get("accepted", []),
        provisional=by_state.get("provisional", []),
        pending=by_state.get("pending", []),
        rejected=by_state.get("rejected", []),
        missing=[seat.member.name for seat in listed if not seat.people],
        seats=listed,
        people=sum(len(one.listed) for one in found),
    )


def _state_of(delegates: Sequence[Delegate]) -> str:
    """Put a delegation under its head's credential; one without a head under that of its first alternate."""
    voting = sorted((one for one in delegates if one.role in _VOTING), key=lambda one: one.role != Delegate.Role.HEAD)
    states = [one.credential.state for one in voting[:1] or delegates[:1]]
    if not states:
        return "none"
    return states[0] if states[0] in {"accepted", "provisional", "rejected"} else "pending"


def _seat(
    member: Member,
    delegation: Delegation | None,
    people: Sequence[Delegate],
    standing: MemberStanding,
    *,
    meeting: Meeting,
) -> Seat:
    reason: Any
    cure: Any
    holder = next((one for one in people if one.pk == delegation.holder_id), None) if delegation else None
    if holder is not None:
        reason, cure = ("", "") if standing else (standing.reason, standing.cure)
    elif delegation is None:
        reason, cure = _("No delegation is open for this member."), _("Open it and invite a focal point.")
    else:
        reason, cure = why_no_holder(people, provisional_may_vote=meeting.provisional_may_vote)
    return Seat(member, delegation, people, holder, standing, reason, cure)


def why_no_holder(delegates: Sequence[Delegate], *, provisional_may_vote: bool) -> tuple[Any, Any]:
    """Say why nobody of a delegation holds its vote, and what to do, taking whoever is nearest to it."""
    voting = [one for one in delegates if one.role in _VOTING]
    states = {one.credential.state for one in voting}
    is_empowered = all(one.credential.votes for one in voting if one.credential.state == Credential.State.ACCEPTED)
    found = {
        "nobody": not voting,
        "away": bool(voters_in_order(map(as_rule, voting), provisional_may_vote=provisional_may_vote)),
        "not_empowered": Credential.State.ACCEPTED in states and not is_empowered,
        "provisional": Credential.State.PROVISIONAL in states and not provisional_may_vote,
        "received": bool(states & {Credential.State.RECEIVED, Credential.State.PROVISIONAL}),
        "incomplete": Credential.State.INCOMPLETE in states,
        "rejected": Credential.State.REJECTED in states,
    }
    return WHY_NO_HOLDER[next((code for code, is_so in found.items() if is_so), "awaited")]
