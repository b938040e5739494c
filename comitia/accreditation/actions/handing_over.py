"""Replacement on the day: the vote passes to an alternate, or a new head comes with a new letter; never two, never nobody."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.accreditation.actions.credentials import (
    advance,
    delegates_in,
    for_delegation,
    people_of,
    settle_holder,
    write_credentials,
)
from comitia.accreditation.actions.letters_of_mandate import cover, keep_letter
from comitia.accreditation.actions.messages import tell_of_credential, tell_of_delegation
from comitia.accreditation.models import Delegate, Delegation
from comitia.accreditation.policies.credentials import may_examine
from comitia.accreditation.policies.delegations import may_change_head
from comitia.accreditation.queries.delegations import with_focal_point
from comitia.core.governance.credentials import CredentialAct
from comitia.journal.actions import record
from comitia.platform.actors import Actor
from comitia.platform.answers import Allowed, refuse, require
from comitia.platform.blobs.arriving import Received


def set_away(reference: UUID, delegate: UUID, *, away: bool, by: Actor, at: datetime) -> Delegation:
    """Note that the head or an alternate is away, or back; the vote passes on at once to whom it belongs then."""
    with transaction.atomic():
        delegation, actor = _locked(reference, by=by)
        delegates = delegates_in(delegation)
        one = _in(delegates, delegate)
        if (one.away_since is not None) != away:
            one.away_since = at if away else None
            Delegate.objects.filter(pk=one.pk).update(away_since=one.away_since)
            verb = "note_away" if away else "note_back"
            record(verb, f"credential:{one.registration.reference}", by=actor, at=at)
            tell_of_delegation(delegation, at=at)
        settle_holder(delegation, among=delegates, by=actor, at=at)
    return delegation


def replace_head(
    reference: UUID,
    *,
    new_head: UUID,
    received: Received | None = None,
    issued_by: str = "",
    issued_on: date | None = None,
    by: Actor,
    at: datetime,
) -> Delegation:
    """Make somebody in the delegation its head; the former head becomes the last alternate.

    With a new letter the credential of the new head is received; where an officer who may examine it does this, it is
    provisional at once, so that the city goes on voting if the rule lets provisional credentials vote.
    """
    with transaction.atomic():
        delegation, actor = _locked(reference, by=by)
        delegates = delegates_in(delegation)
        new = _in(delegates, new_head)
        before = next((one for one in delegates if one.role == Delegate.Role.HEAD), None)
        if before is not new:
            if before is not None:
                new.rank, before.rank = before.rank, max(one.rank for one in delegates) + 1
                before.role = Delegate.Role.ALTERNATE
                Delegate.objects.filter(pk=before.pk).update(role=before.role, rank=before.rank)
            new.role, new.away_since = Delegate.Role.HEAD, None
            Delegate.objects.filter(pk=new.pk).update(role=new.role, rank=new.rank, away_since=None)
        if received is not None:
            letter = keep_letter(delegation, received, issued_by=issued_by, issued_on=issued_on, by=actor, at=at)
            cover(delegation, [new], letter, at=at)
            _admit_provisionally(delegation, new, by=by, at=at)
        record("replace_head", f"delegation:{delegation.reference}", by=actor, at=at, facts=_change(before, new))
        _count_edit(delegation, at=at)
        tell_of_delegation(delegation, at=at)
        settle_holder(delegation, among=delegates, by=actor, at=at)
    return delegation


def _admit_provisionally(delegation: Delegation, new: Delegate, *, by: Actor, at: datetime) -> None:
    """Seat a new head until the ruling, where whoever acts may examine credentials."""
    if not may_examine(by, own=people_of(delegation)):
        return
    if not isinstance(advance(new.credential, CredentialAct.ADMIT_PROVISIONALLY, at=at), Allowed):
        return
    credential = new.credential
    credential.speaks = True
    credential.votes = credential.signs = delegation.member_id is not None
    credential.decided_at, credential.decided_by = at, by.person
    write_credentials([credential])
    subject = f"credential:{new.registration.reference}"
    record("admit_provisionally_credential", subject, by=by, at=at, facts={"letter": credential.letter_id})
    tell_of_credential(delegation, new, at=at)


def _locked(reference: UUID, *, by: Actor) -> tuple[Delegation, Actor]:
    delegation = with_focal_point(by).select_for_update(of=("self",)).filter(reference=reference).first()
    if delegation is None:
        refuse("unknown_delegation", _("This delegation does not exist."))
    is_yours = bool(delegation.your_language)
    require(may_change_head(by, delegation, is_focal_point=is_yours))
    return delegation, for_delegation(by, delegation, is_focal_point=is_yours)


def _in(delegates: list[Delegate], reference: UUID) -> Delegate:
    for one in delegates:
        if one.registration.reference == reference:
            return one
    return refuse("unknown_delegate", _("This person is not in the delegation any more. Load the page again."))


def _count_edit(delegation: Delegation, *, at: datetime) -> None:
    delegation.edits += 1
    delegation.changed_at = at
    Delegation.objects.filter(pk=delegation.pk).update(edits=delegation.edits, changed_at=at)


def _change(before: Delegate | None, new: Delegate) -> dict[str, str]:
    return {
        "before": str(before.registration.reference) if before else "",
        "after": str(new.registration.reference),
    }
