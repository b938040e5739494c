"""What is done with credentials: examined one by one or many of one letter, and who holds the vote after each change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from comitia.accounts.models import Person
from comitia.accreditation.actions.delegation_letters import (
    WITH_REASON,
    letter_about,
    page_of,
    registration_page,
)
from comitia.accreditation.actions.messages import tell_of_credential, tell_of_delegation, tell_of_registration
from comitia.accreditation.actions.sessions import settle_sessions
from comitia.accreditation.models import Credential, Delegate, Delegation, FocalPoint, Registration
from comitia.accreditation.policies.answers import clean_text
from comitia.accreditation.policies.credentials import as_rule, may_examine, may_say, why_not
from comitia.accreditation.queries.delegations import entity_slug
from comitia.core.governance.credentials import CredentialAct, CredentialState, Refusal, holder_of, transition
from comitia.journal.actions import record
from comitia.meetings.models import Meeting
from comitia.notices.actions import Letter, write_letters
from comitia.platform.actors import Actor
from comitia.platform.answers import Allowed, Answer, refuse, require

TOLD: Final = frozenset(
    {CredentialState.ACCEPTED, CredentialState.PROVISIONAL, CredentialState.INCOMPLETE, CredentialState.REJECTED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What an officer decides about a delegate, by the reference of the registration, and what the letter empowers to."""

    reference: UUID
    act: CredentialAct
    speaks: bool = False
    votes: bool = False
    signs: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a decision."""

    reference: UUID
    name: str
    answer: Answer


def decide_credentials(
    delegation: UUID, decisions: Sequence[Decision], *, reason: str, by: Actor, at: datetime
) -> list[Decided]:
    """Decide the credentials of people of one delegation, or say of each why not; each gets a letter, the focal points too."""
    reason = clean_text(reason, several_lines=True)
    require(may_say(reason, [one.act for one in decisions]))
    with transaction.atomic():
        locked = locked_delegation(delegation)
        require(may_examine(by, own=people_of(locked)))
        known = {one.registration.reference: one for one in delegates_in(locked)}
        outcomes, taken = [], []
        for decision in decisions:
            delegate = known.get(decision.reference)
            if delegate is None:
                refuse("unknown_delegate", _("This person is not in the delegation any more. Load the page again."))
            answer = _decided(delegate, decision, reason=reason, is_observer=locked.member_id is None, by=by, at=at)
            outcomes.append(Decided(decision.reference, delegate.registration.name, answer))
            if answer:
                taken.append((delegate, decision))
        changed = [one for one, _decision in taken]
        write_credentials([one.credential for one in changed])
        admitted = _admit(changed, by=by, at=at)
        for delegate, decision in taken:
            _record(delegate, decision, reason=reason, by=by, at=at)
            tell_of_credential(locked, delegate, at=at)
        for registration in admitted:
            settle_sessions(registration)
            tell_of_registration("decided", registration, meeting=locked.meeting, at=at)
        settle_holder(locked, among=known.values(), by=by, at=at)
        _tell(locked, changed, at=at)
    return outcomes


def set_provisional_vote(meeting: Meeting, *, may_vote: bool, by: Actor, at: datetime) -> None:
    """Set whether provisional credentials let their bearers vote, and settle who holds each vote."""
    require(may_examine(by, own=()))
    with transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(provisional_may_vote=may_vote)
        locked = Delegation.objects.select_for_update(of=("self",)).filter(meeting=meeting).order_by("pk")
        delegations = list(locked.select_related("meeting", "member", "observer"))
        record("set_provisional_vote", f"meeting:{meeting.slug}", by=by, at=at, facts={"may_vote": may_vote})
        for delegation in delegations:
            settle_holder(delegation, among=delegates_in(delegation), by=by, at=at)


def locked_delegation(reference: UUID) -> Delegation:
    """Give a delegation kept from others until the transaction ends: whoever changes it holds this lock."""
    found = (
        Delegation.objects.select_for_update(of=("self",))
        .select_related("meeting", "member__region", "observer__region")
        .filter(reference=reference)
        .first()
    )
    if found is None:
        refuse("unknown_delegation", _("This delegation does not exist."))
    return found


def keep_delegations_of(registrations: QuerySet[Registration]) -> None:
    """Keep from others the delegations of people, before their registrations and the journal, so that nobody waits in a circle."""
    named = Delegate.objects.filter(registration__in=registrations, left_at=None)
    list(Delegation.objects.select_for_update().filter(pk__in=named.values("delegation")).order_by("pk"))


def delegates_in(delegation: Delegation) -> list[Delegate]:
    """Give everybody in a delegation with registration, person and credential."""
    found = Delegate.objects.filter(delegation=delegation, left_at=None)
    return list(found.select_related("registration__person", "registration__category", "credential").order_by("pk"))


def people_of(delegation: Delegation) -> set[UUID]:
    """Name those who may not decide on a delegation: everybody in it and its focal points."""
    delegates = Delegate.objects.filter(delegation=delegation, left_at=None)
    focal_points = FocalPoint.objects.filter(delegation=delegation, ended_at=None, person__isnull=False)
    return set(
        delegates.values_list("registration__person__reference", flat=True).union(
            focal_points.values_list("person__reference", flat=True)
        )
    )


def holder_among(delegates: Iterable[Delegate], *, meeting: Meeting, is_observer: bool) -> Delegate | None:
    """Say who of a delegation holds its vote; nobody for an observer entity, which has none."""
    present = {f"{one.pk:020}": one for one in delegates if one.left_at is None}
    if is_observer:
        return None
    holder = holder_of(map(as_rule, present.values()), provisional_may_vote=meeting.provisional_may_vote)
    return present[holder.person] if holder else None


def settle_holder(delegation: Delegation, *, among: Iterable[Delegate], by: Actor, at: datetime) -> Delegate | None:
    """Pass the vote of a locked delegation to the one who must hold it now, and give them.

    The row has one holder, and every change that can alter who it is happens under its lock: nobody ever reads two.
    """
    delegates = list(among)
    holder = holder_among(delegates, meeting=delegation.meeting, is_observer=delegation.member_id is None)
    if (holder.pk if holder else None) == delegation.holder_id:
        return holder
    before = next((one for one in delegates if one.pk == delegation.holder_id), None)
    delegation.holder = holder
    Delegation.objects.filter(pk=delegation.pk).update(holder=holder)
    facts = {"before": _mark(before), "after": _mark(holder)}
    record("pass_vote", f"delegation:{delegation.reference}", by=by, at=at, facts=facts)
    tell_of_delegation(delegation, at=at)
    if holder is not None and holder.registration.person.email:
        write_letters("vote_held", [_letter(delegation, holder, act="vote", at=at)], at=at)
    return holder


def settle_for(registrations: Iterable[int], *, by: Actor, at: datetime) -> None:
    """Settle the votes of the delegations whose people's registrations have changed; the caller has kept them from others."""
    concerned = Delegation.objects.filter(delegates__registration__in=registrations, delegates__left_at=None)
    for reference in list(concerned.order_by("pk").values_list("reference", flat=True).distinct()):
        delegation = locked_delegation(reference)
        settle_holder(delegation, among=delegates_in(delegation), by=by, at=at)


def forget_in_delegations(person: Person, *, at: datetime) -> None:
    """Erase what delegations keep of a person, as a delegate and as a focal point; the caller settles their votes."""
    delegates = Delegate.objects.filter(registration__person=person)
    Credential.objects.filter(delegate__in=delegates).update(reason="", changed_at=at)
    delegates.update(email="", position="", affiliation="")
    FocalPoint.objects.filter(person=person, ended_at=None).update(ended_at=at)
    FocalPoint.objects.filter(person=person).update(email="", name="")


def write_credentials(changed: Sequence[Credential]) -> None:
    """Write what was changed of credentials, in one statement."""
    fields = ["letter", "state", "speaks", "votes", "signs", "reason", "decided_at", "decided_by", "changed_at"]
    if changed:
        Credential.objects.bulk_update(changed, fields)


def advance(credential: Credential, act: CredentialAct, *, at: datetime) -> Answer:
    """Do an act on a credential that is not saved yet, or say why it is not possible."""
    following = transition(CredentialState(credential.state), act)
    if isinstance(following, Refusal):
        return why_not(following)
    credential.state, credential.changed_at = following.value, at
    return Allowed()


def for_delegation(by: Actor, delegation: Delegation, *, is_focal_point: bool) -> Actor:
    """Let the journal say for which entity somebody acts who composes its delegation."""
    return replace(by, capacity="focal_point", on_behalf_of=entity_slug(delegation)) if is_focal_point else by


def _decided(
    delegate: Delegate, decision: Decision, *, reason: str, is_observer: bool, by: Actor, at: datetime
) -> Answer:
    credential = delegate.credential
    answer = advance(credential, decision.act, at=at)
    if not answer:
        return answer
    empowers = decision.act in {CredentialAct.ACCEPT, CredentialAct.ADMIT_PROVISIONALLY}
    credential.speaks = empowers and decision.speaks
    credential.votes = empowers and decision.votes and not is_observer
    credential.signs = empowers and decision.signs
    credential.reason = reason if decision.act != CredentialAct.ACCEPT else ""
    credential.decided_at, credential.decided_by = at, by.person
    return answer


def _record(delegate: Delegate, decision: Decision, *, reason: str, by: Actor, at: datetime) -> None:
    credential = delegate.credential
    given = [name for name in ("speaks", "votes", "signs") if getattr(credential, name)]
    record(
        f"{decision.act.name.lower()}_credential",
        f"credential:{delegate.registration.reference}",
        by=by,
        at=at,
        facts={"state": credential.state, "empowers": given, "letter": credential.letter_id},
        particulars={"reason": reason} if reason else None,
        about=delegate.registration.person.reference,
    )


def _admit(delegates: Iterable[Delegate], *, by: Actor, at: datetime) -> list[Registration]:
    """Accept the registrations of those whose credentials now seat them, and give these."""
    seated = {CredentialState.ACCEPTED, CredentialState.PROVISIONAL}
    waiting = [
        one.registration
        for one in delegates
        if one.credential.state in seated and one.registration.state == Registration.State.SUBMITTED
    ]
    if waiting:
        accepted = Registration.State.ACCEPTED
        found = Registration.objects.filter(pk__in=[one.pk for one in waiting])
        list(found.select_for_update().order_by("pk").values_list("pk"))  # in the order in which all keep them
        found.update(state=accepted, decided_at=at, decided_by=by.person, changed_at=at)
        for registration in waiting:
            registration.state = accepted
    return waiting


def _tell(delegation: Delegation, delegates: Iterable[Delegate], *, at: datetime) -> None:
    """Write to each delegate, and to the focal points about each, what was decided."""
    focal_points = list(
        FocalPoint.objects.filter(delegation=delegation, ended_at=None, taken_up_at__isnull=False).select_related(
            "person"
        )
    )
    by_state: dict[str, list[Letter]] = {}
    for one in delegates:
        if one.credential.state not in TOLD:
            continue
        letters = by_state.setdefault(one.credential.state, [])
        person = one.registration.person
        if person.email:
            letters.append(_letter(delegation, one, act="decided", at=at))
        letters.extend(
            _letter(delegation, one, act="decided", at=at, to=focal)
            for focal in focal_points
            if focal.person_id != person.pk
        )
    for state, letters in by_state.items():
        write_letters(f"credential_{state}", letters, at=at)


def _letter(
    delegation: Delegation, delegate: Delegate, *, act: str, at: datetime, to: FocalPoint | None = None
) -> Letter:
    person, credential, name = delegate.registration.person, delegate.credential, delegate.registration.name
    language = to.language if to else person.language
    words = {
        "name": to.name if to else name,
        "address": page_of(delegation, language) if to else registration_page(language),
    }
    if act == "decided":
        words["delegate"] = name
        if credential.state in WITH_REASON:
            words["reason"] = credential.reason
    receiver = f":{to.pk}" if to else ""
    return letter_about(
        delegation,
        key=f"{act}:{delegate.registration.reference}:{at.isoformat()}{receiver}",
        to=to.email if to else person.email,
        person=(to.person.reference if to.person else None) if to else person.reference,
        language=language,
        words=words,
    )


def _mark(delegate: Delegate | None) -> str:
    return str(delegate.registration.reference) if delegate else ""
