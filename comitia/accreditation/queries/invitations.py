"""What pages read about invitations: the list at the desk, one of them, the page that its link opens."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from comitia.accounts.queries import digest_of
from comitia.accreditation.models import Category, Invitation, InvitationTable, Registration
from comitia.accreditation.policies.focal_points import WORKS_FOR
from comitia.accreditation.policies.invitations import is_coming, may_accept, may_answer, may_see, state_at
from comitia.accreditation.queries.days import day_of, last_day_before
from comitia.meetings.models import Meeting
from comitia.members.models import Member
from comitia.platform.actors import REGIONAL_OFFICE, SECRETARIAT, Actor
from comitia.platform.answers import Allowed, Answer, Refused

State = Invitation.State
STATES: Final = tuple(State.choices)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationFilters:
    """Which invitations are wanted; empty means all."""

    words: str = ""
    state: str = ""
    category: str = ""
    member: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """An invitation as whoever holds its link sees it; None if the link is not one of ours."""

    invitation: Invitation | None
    answer: Answer
    accepting: Answer

    @property
    def refusal(self) -> Any:
        """Give the sentence that says why it cannot be answered."""
        return self.answer.sentence if isinstance(self.answer, Refused) else ""


def seen_by(by: Actor) -> QuerySet[Invitation]:
    """Give the invitations to the current meeting that an officer may see (the same rule as `may_see`)."""
    current = Invitation.objects.filter(meeting__is_current=True).select_related(
        "category", "member__region", "meeting"
    )
    if by.has_role(SECRETARIAT):
        return current
    if by.has_role(REGIONAL_OFFICE):
        return current.filter(member__region__code__in=by.regions)
    return current.none()


def shown_state(invitation: Invitation, *, at: datetime) -> str:
    """Give the state of an invitation as pages show it: one that nobody has answered runs out by itself."""
    return state_at(invitation, at=at)


def in_state(state: str, *, at: datetime) -> Q:
    """Say what holds of the invitations that are in a state at a time (the same rule as `state_at`)."""
    if state == State.SENT:
        return Q(state=State.SENT, expires_at__gt=at)
    if state == State.EXPIRED:
        return Q(state=State.EXPIRED) | Q(state=State.SENT, expires_at__lte=at)
    return Q(state=state)


def found_invitations(by: Actor, filters: InvitationFilters, *, at: datetime) -> QuerySet[Invitation]:
    """Give the invitations that match, the newest first."""
    found = seen_by(by)
    if filters.state in State.values:
        found = found.filter(in_state(filters.state, at=at))
    if filters.category:
        found = found.filter(category__code=filters.category)
    if filters.member:
        found = found.filter(member__slug=filters.member)
    if filters.region:
        found = found.filter(member__region__code=filters.region)
    for word in filters.words.split():
        found = found.filter(Q(email__icontains=word) | Q(name__icontains=word) | Q(member__name__icontains=word))
    return found.order_by("-invited_at", "-pk")


def invitation_counts(by: Actor, *, at: datetime) -> dict[str, int]:
    """Count the invitations an officer sees by their state: one statement."""
    states = {state: Count("pk", filter=in_state(state, at=at)) for state in State.values}
    return seen_by(by).order_by().aggregate(**states)


def invitation_seen(by: Actor, pk: int) -> Invitation | None:
    """Give an invitation to any meeting, or None if this officer may not see it."""
    found = Invitation.objects.select_related("category__meeting", "meeting", "member__region", "registration")
    invitation = found.filter(pk=pk).first()
    return invitation if invitation and isinstance(may_see(by, invitation), Allowed) else None


def opened(secret: str, *, at: datetime) -> Opened:
    """Look at an invitation without answering it: mail programs open links before people do."""
    found = Invitation.objects.select_related("category__meeting", "member__region")
    invitation = found.filter(digest=digest_of(secret)).first()
    return Opened(invitation, may_answer(invitation, at=at), may_accept(invitation, at=at))


def categories_to_invite_to() -> list[Category]:
    """List the categories of the current meeting to which people are invited; delegations have focal points for that."""
    found = Category.objects.filter(meeting__is_current=True).exclude(entry=Category.Entry.DELEGATION)
    return [one for one in found.select_related("meeting").order_by("order", "pk") if is_coming(one.meeting)]


def members_to_invite_for(by: Actor) -> list[tuple[str, str]]:
    """List slug and name of the members for which an officer may invite somebody."""
    found = Member.objects.order_by("name").values_list("slug", "name")
    return list(found if by.has_role(SECRETARIAT) else found.filter(region__code__in=by.regions))


def usual_last_day(meeting: Meeting, *, at: datetime) -> date:
    """Suggest the last day of an invitation: in a month, or the day before the meeting."""
    in_a_month = day_of(at, meeting) + WORKS_FOR
    before = meeting.starts_on - timedelta(days=1) if meeting.starts_on else in_a_month
    return min(in_a_month, before) if before > day_of(at, meeting) else in_a_month


def last_day_of(invitation: Invitation) -> date:
    """Give the last day on which an invitation works, where the meeting is."""
    return last_day_before(invitation.expires_at, invitation.meeting)


def is_invited(registration: Registration | None, category: Category) -> bool:
    """Tell whether somebody has accepted an invitation to a category."""
    return category.pk in invited_categories(registration) if registration is not None else False


def invited_categories(registration: Registration) -> Collection[int]:
    """List the categories to which somebody has accepted an invitation: one statement."""
    accepted = Invitation.objects.filter(registration=registration, state=State.ACCEPTED)
    return set(accepted.values_list("category", flat=True))


def admits_at_once(registration: Registration) -> bool:
    """Tell whether an invitation into its category lets somebody in without a decision."""
    accepted = Invitation.objects.filter(registration=registration, state=State.ACCEPTED, admits_at_once=True)
    return accepted.filter(category=registration.category_id).exists()


def brought_table(reference: Any, *, by: Actor) -> InvitationTable | None:
    """Find a table of people to invite that this officer brought."""
    found = InvitationTable.objects.defer("content").select_related("meeting")
    return found.filter(reference=reference, brought_by=by.person).first()


def letter_key(invitation: Invitation) -> str:
    """Give the key under which the last letter of an invitation is kept."""
    return f"invitation:{invitation.digest[:40]}"
