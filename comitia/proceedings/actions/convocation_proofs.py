"""Proves that those whom a convocation calls were reached: declared by the clerk, or confirmed by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.core.governance.record import Access
from comitia.journal.actions import record
from comitia.meetings.actions import enter, locked_session
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.platform.blobs import store
from comitia.platform.blobs.arriving import Received
from comitia.platform.blobs.models import Blob
from comitia.proceedings.actions.convocations import locked_convocation, subject_of
from comitia.proceedings.models import Addressee, Convocation, Notice
from comitia.proceedings.policies.convocations import may_acknowledge, may_convoke, may_prove
from comitia.proceedings.queries.convocations import kind_of, own_addressees, zone_of

ACCEPTS: Final = ("pdf", "picture")
LONGEST_FILE: Final = 10 * 1024 * 1024
LONGEST_PROOF: Final = 2000


def receive_proof(chunks: Iterable[bytes], *, name: str) -> Received:
    """Inspect an uploaded proof before anything is locked; to be used as a context and given to `prove_notice`."""
    return store.receive(chunks, name=name, accepts=ACCEPTS, longest=LONGEST_FILE)


@transaction.atomic
def prove_notice(
    reference: UUID,
    addressee: int,
    *,
    channel: str,
    sent_on: date,
    identifier: str,
    proof: str,
    received: Received | None = None,
    by: Actor,
    at: datetime,
) -> Notice:
    """Declare that an addressee was reached otherwise than by our letters: how, on which day, with which proof."""
    convocation = locked_convocation(reference, by=by)
    found = Addressee.objects.filter(convocation=convocation, pk=addressee).select_related("member", "observer").first()
    if found is None:
        refuse("unknown_addressee", _("This convocation does not call them. Load the page again."))
    named, said = " ".join(identifier.split())[:100], proof.strip()[:LONGEST_PROOF]
    today = at.astimezone(zone_of(convocation.meeting)).date()
    says = named or said or (received.name if received else "")
    require(may_prove(convocation, channel=channel, sent_on=sent_on, today=today, says=says))
    blob = store.keep_received(received, owner=by.person, at=at) if received else None
    notice = Notice.objects.create(
        addressee=found,
        channel=channel,
        sent_on=sent_on,
        identifier=named,
        proof=said,
        blob=blob,
        noted_at=at,
        noted_by=by.person,
    )
    facts = {
        "convocation": convocation.number,
        **_whom(found),
        "channel": channel,
        "sent_on": sent_on.isoformat(),
        "file": blob.sha256 if blob else None,
    }
    _enter("notice_proved", convocation, facts, by=by, at=at)
    return notice


@transaction.atomic
def acknowledge_convocation(reference: UUID, *, by: Actor, at: datetime) -> int:
    """Confirm receipt for everybody in a convocation for whom somebody acts; say how many are new."""
    meeting = Convocation.objects.filter(reference=reference).values_list("meeting", flat=True).first()
    if meeting is None:
        refuse("unknown_convocation", _("There is no such convocation."))
    session = locked_session(meeting)
    convocation = Convocation.objects.get(reference=reference)
    convocation.meeting = session
    own = own_addressees(convocation, by.person).select_related("member", "observer") if by.person else ()
    mine = list(own)
    require(may_acknowledge(convocation, is_called=bool(mine)))
    new = [one for one in mine if one.acknowledged_at is None]
    for one in new:
        one.acknowledged_at, one.acknowledged_by = at, by.person
        one.save(update_fields=["acknowledged_at", "acknowledged_by"])
        facts = {"convocation": convocation.number, **_whom(one)}
        _enter("convocation_acknowledged", convocation, facts, by=by, at=at)
    return len(new)


def open_proof(reference: UUID, notice: int, *, by: Actor, at: datetime) -> tuple[Blob, Iterator[bytes]]:
    """Hand out the file of a proof to an officer, and write down who looked at it."""
    require(may_convoke(by))
    with transaction.atomic():
        found = Notice.objects.select_related("blob", "addressee__convocation").filter(
            pk=notice, addressee__convocation__reference=reference, blob__isnull=False
        )
        one = found.first()
        if one is None or one.blob is None:
            refuse("no_proof", _("There is no such file. Load the page again."))
        chunks = store.read(one.blob)
        record("view_proof", subject_of(one.addressee.convocation), by=by, at=at, facts={"sha256": one.blob.sha256})
    return one.blob, chunks


def _whom(addressee: Addressee) -> dict[str, Any]:
    """Name a member or an observer by slug; of a participant it says nothing but that."""
    if addressee.member:
        return {"member": addressee.member.slug}
    if addressee.observer:
        return {"observer": addressee.observer.slug}
    return {"group": kind_of(addressee)}


def _enter(kind: str, convocation: Convocation, facts: dict[str, Any], *, by: Actor, at: datetime) -> None:
    enter(
        convocation.meeting,
        kind,
        by=by,
        at=at,
        facts=facts,
        access=Access.COMMITTEE,
        subject=subject_of(convocation),
    )
