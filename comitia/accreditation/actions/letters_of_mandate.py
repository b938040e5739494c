"""Receives, shows and releases the letters that name a delegation; each look at one is in the journal."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.accreditation.actions.credentials import (
    advance,
    delegates_in,
    for_delegation,
    settle_holder,
    write_credentials,
)
from comitia.accreditation.actions.delegation_letters import letter_about, registration_page
from comitia.accreditation.actions.messages import tell_of_delegation
from comitia.accreditation.models import Delegate, Delegation, LetterOfMandate
from comitia.accreditation.policies.credentials import may_examine
from comitia.accreditation.policies.delegations import may_change_head, may_see
from comitia.accreditation.queries.delegations import with_focal_point
from comitia.core.governance.credentials import CredentialAct
from comitia.journal.actions import record
from comitia.notices.actions import write_letters
from comitia.platform.actors import Actor
from comitia.platform.answers import Refused, RefusedError, refuse, require
from comitia.platform.blobs import store
from comitia.platform.blobs.arriving import Received
from comitia.platform.blobs.models import Blob
from comitia.platform.names import clean_name

ACCEPTS: Final = ("pdf", "picture")
LONGEST: Final = 10 * 1024 * 1024
UNKNOWN: Final = Refused("unknown_letter", _("This letter does not exist."))


def receive_file(chunks: Iterable[bytes], *, name: str) -> Received:
    """Inspect an uploaded letter before anything is locked; to be used as a context and given to `receive_letter`."""
    return store.receive(chunks, name=name, accepts=ACCEPTS, longest=LONGEST)


def receive_letter(
    reference: UUID,
    received: Received,
    *,
    covers: Collection[UUID],
    issued_by: str,
    issued_on: date | None,
    by: Actor,
    at: datetime,
) -> LetterOfMandate:
    """Keep a letter of mandate and note for whom of the delegation it was received (registrations; nobody: for all)."""
    with transaction.atomic():
        delegation = with_focal_point(by).select_for_update(of=("self",)).filter(reference=reference).first()
        if delegation is None:
            refuse("unknown_delegation", _("This delegation does not exist."))
        is_yours = bool(delegation.your_language)
        require(may_change_head(by, delegation, is_focal_point=is_yours))
        delegates = delegates_in(delegation)
        covered = [one for one in delegates if not covers or one.registration.reference in covers]
        if not covered:
            refuse("nobody_named", _("Nobody is named in this delegation yet. Name its people first, then upload."))
        actor = for_delegation(by, delegation, is_focal_point=is_yours)
        letter = keep_letter(delegation, received, issued_by=issued_by, issued_on=issued_on, by=actor, at=at)
        cover(delegation, covered, letter, at=at)
        settle_holder(delegation, among=delegates, by=actor, at=at)
    return letter


def keep_letter(
    delegation: Delegation, received: Received, *, issued_by: str, issued_on: date | None, by: Actor, at: datetime
) -> LetterOfMandate:
    """Write the file and the row of a letter, in the caller's transaction."""
    blob = store.keep_received(received, owner=by.person, at=at)
    letter = LetterOfMandate.objects.create(
        delegation=delegation,
        blob=blob,
        issued_by=clean_name(issued_by)[:200],
        issued_on=issued_on,
        received_at=at,
        received_from=by.person,
    )
    facts = {"letter": letter.pk, "sha256": blob.sha256, "state": blob.state}
    record("receive_letter", f"delegation:{delegation.reference}", by=by, at=at, facts=facts)
    tell_of_delegation(delegation, at=at)
    return letter


def cover(delegation: Delegation, delegates: Iterable[Delegate], letter: LetterOfMandate, *, at: datetime) -> None:
    """Note that a letter was received for some delegates, and tell those for whom none was before.

    Who is accepted stays so: a decision is changed by whoever decides, not by another letter.
    """
    changed = []
    for one in delegates:
        is_first = one.credential.letter_id is None
        if advance(one.credential, CredentialAct.RECEIVE, at=at):
            one.credential.letter = letter
            changed.append((one, is_first))
    write_credentials([one.credential for one, _is_first in changed])
    told = [one for one, is_first in changed if is_first and one.registration.person.email]
    letters = (
        letter_about(
            delegation,
            key=f"delegate-named:{one.registration.reference}:{letter.pk}",
            to=one.registration.person.email,
            person=one.registration.person.reference,
            language=one.registration.person.language,
            words={
                "name": one.registration.name,
                "address": registration_page(one.registration.person.language),
            },
        )
        for one in told
    )
    write_letters("delegate_named", letters, at=at)


def open_letter(pk: int, *, by: Actor, at: datetime) -> tuple[Blob, Iterator[bytes]]:
    """Hand out a letter to an officer or a focal point of its delegation, and write down who looked at it."""
    with transaction.atomic():
        letter = _letter(pk)
        delegation = with_focal_point(by).get(pk=letter.delegation_id)
        require(may_see(by, delegation, is_focal_point=bool(delegation.your_language)))
        chunks = store.read(letter.blob)
        subject = f"delegation:{delegation.reference}"
        record("view_letter", subject, by=by, at=at, facts={"letter": letter.pk, "sha256": letter.blob.sha256})
    return letter.blob, chunks


def release_letter(pk: int, *, by: Actor, at: datetime) -> None:
    """Let a letter out of quarantine, deliberately: an officer takes the risk that no scanner has taken."""
    with transaction.atomic():
        letter = _letter(pk)
        require(may_examine(by, own=()))
        store.release(letter.blob)
        subject = f"delegation:{letter.delegation.reference}"
        record("release_letter", subject, by=by, at=at, facts={"letter": letter.pk, "sha256": letter.blob.sha256})


def _letter(pk: int) -> LetterOfMandate:
    found = LetterOfMandate.objects.select_related("blob", "delegation").filter(pk=pk).first()
    if found is None:
        raise RefusedError(UNKNOWN)
    return found
