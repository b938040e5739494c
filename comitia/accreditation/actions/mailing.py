"""Letters to many people of a meeting: written by an officer, sent once, put into the outbox part by part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from comitia.accreditation.actions.focal_points import way_on
from comitia.accreditation.actions.invitation_letters import page_of_invitation, renewed
from comitia.accreditation.actions.mailing_letters import page_for, words_for
from comitia.accreditation.models import Delegation, FocalPoint, Invitation, Mailing, Registration
from comitia.accreditation.policies.mailing import may_change_mailing, may_mail, may_see_mailing, may_send
from comitia.accreditation.queries.delegations import current_meeting
from comitia.accreditation.queries.mailing import (
    AUDIENCES,
    REGISTERED,
    MailingFilters,
    by_field,
    chosen,
    filters_from,
    mailing_record,
    ready_text,
    recipient_of,
    still_reached,
    texts_of,
)
from comitia.journal.actions import record
from comitia.notices.actions import Letter, write_letters
from comitia.notices.queries import LANGUAGES, Written, text_faults, written
from comitia.platform.actors import Actor
from comitia.platform.answers import Refused, RefusedError, refuse, require
from comitia.platform.edits import changes_since
from comitia.platform.statements import Writing

State = Mailing.State
AT_ONCE: Final = 100
WRITE: Final = "comitia.accreditation.tasks.write_mailing"
Row = Registration | Invitation | FocalPoint
_writings: Final[dict[type, Writing[Any]]] = {Invitation: Writing(Invitation), FocalPoint: Writing(FocalPoint)}


def begin_mailing(audience: str, filters: MailingFilters, *, by: Actor, at: datetime) -> UUID:
    """Begin a mailing to people of the current meeting, with the texts that lie ready for this audience."""
    require(may_mail(by))
    meeting = current_meeting()
    if meeting is None:
        refuse("no_meeting", _("There is no current meeting. Make one the meeting of the site first."))
    if audience not in AUDIENCES:
        refuse("unknown_audience", _("Choose to whom you write."))
    # What is written to people who are registered is news, for which nothing can lie ready
    ready = {code: ready_text(audience, code) for code in LANGUAGES if audience != REGISTERED}
    with transaction.atomic():
        begun = Mailing.objects.create(
            meeting=meeting,
            audience=audience,
            filters=filters.of(AUDIENCES[audience]).as_json(),
            texts={code: {"subject": text[0], "text": text[1]} for code, text in ready.items() if text},
            created_at=at,
            created_by=by.person,
        )
    return begun.reference


def save_mailing(
    reference: UUID, texts: Mapping[str, tuple[str, str]], *, seen: str | None, by: Actor, at: datetime
) -> None:
    """Keep the texts of a mailing by language; refuse one with a word that is unknown or may not stand there."""
    wanted = {
        code: (subject.strip(), text.replace("\r\n", "\n").strip())
        for code, (subject, text) in texts.items()
        if code in LANGUAGES and (subject.strip() or text.strip())
    }
    with transaction.atomic():
        mailing = _locked(reference)
        require(may_change_mailing(by, mailing))
        for subject, text in wanted.values():
            for fault in text_faults(AUDIENCES[mailing.audience].kind, subject, text):
                refuse(f"template_{fault.code}", fault.sentence)
        if changes_since(mailing_record(mailing), by_field(wanted), seen=seen):
            mailing.texts = {code: {"subject": subject, "text": text} for code, (subject, text) in wanted.items()}
            mailing.save(update_fields=["texts"])
            facts = {"languages": sorted(wanted)}
            record("save_mailing", _subject(mailing), by=by, at=at, facts=facts)


def drop_mailing(reference: UUID, *, by: Actor, at: datetime) -> None:
    """Throw away a mailing that was not sent."""
    with transaction.atomic():
        mailing = _locked(reference)
        require(may_change_mailing(by, mailing))
        mailing.delete()
        record("drop_mailing", _subject(mailing), by=by, at=at)


def send_mailing(reference: UUID, *, confirmed: int, is_reviewed: bool, by: Actor, at: datetime) -> int:
    """Send a mailing, once, to as many people as were `confirmed`: fix who they are and let the letters be written.

    Under review its letters wait in the outbox. The letters are written by a job, in parts, so that nobody waits for them.
    """
    with transaction.atomic():
        mailing = _locked(reference)
        require(may_change_mailing(by, mailing))
        filters = filters_from(mailing.filters)
        found = chosen(by, mailing.audience, filters, at=at)
        require(may_send(by, mailing, number=len(found), confirmed=confirmed))
        mailing.state, mailing.recipients, mailing.is_reviewed = State.WRITING, found, is_reviewed
        mailing.sent_at, mailing.sent_by = at, by.person
        mailing.save(update_fields=["state", "recipients", "is_reviewed", "sent_at", "sent_by"])
        facts = {
            "group": mailing.audience,
            # What was searched for may be a name, which the journal does not keep
            "filters": {name: value for name, value in mailing.filters.items() if name != "words"},
            "languages": sorted(mailing.texts),
            "recipients": len(found),
            "is_reviewed": is_reviewed,
        }
        record("send_mailing", _subject(mailing), by=by, at=at, facts=facts)
        wake_writer(mailing.pk)
    return len(found)


def write_some(pk: int, *, at: datetime) -> bool:
    """Write the next `AT_ONCE` letters of a mailing that was sent; say whether more are to be written.

    Where it stands is kept in the transaction of the letters, so that a job that is repeated goes on and repeats nothing.
    """
    with transaction.atomic():
        mailing = Mailing.objects.select_for_update(of=("self",)).select_related("meeting").filter(pk=pk).first()
        if mailing is None or mailing.state != State.WRITING:
            return False
        some = mailing.recipients[mailing.done : mailing.done + AT_ONCE]
        found = still_reached(mailing.audience, some, at=at)
        if found.model is FocalPoint:  # whoever keeps both begins with the delegation
            list(Delegation.objects.select_for_update().filter(pk__in=found.values("delegation")).order_by("pk"))
        mailing.written += _write(mailing, list(found.select_for_update(of=("self",)).order_by("pk")), at=at)
        mailing.done += len(some)
        if mailing.done >= len(mailing.recipients):
            mailing.state, mailing.ended_at = State.DONE, at
        mailing.save(update_fields=["state", "done", "written", "ended_at"])
    return mailing.state == State.WRITING


def preview_mailing(reference: UUID, pk: int, *, by: Actor, at: datetime) -> Written:
    """Write the letter of a mailing as one of its recipients would get it, without sending anything."""
    mailing = Mailing.objects.select_related("meeting").filter(reference=reference).first()
    require(may_see_mailing(by, _known(mailing)))
    assert mailing is not None
    keys = mailing.recipients or chosen(by, mailing.audience, filters_from(mailing.filters), at=at)
    row = next(iter(still_reached(mailing.audience, [pk], at=at)), None) if pk in keys else None
    if row is None:
        refuse("no_recipient", _("This person does not get the mailing. Choose somebody from the list."))
    if not mailing.texts:
        refuse("nothing_written", _("Write the subject and the text first, in one language at least."))
    language = recipient_of(row, language="en").language
    words = words_for(row, _example_address(row, at=at))
    return written(AUDIENCES[mailing.audience].kind, language, "", words, texts=texts_of(mailing))


def unfinished_mailings() -> Sequence[int]:
    """List the mailings whose letters are still being written, for a job that died on the way."""
    return list(Mailing.objects.filter(state=State.WRITING).order_by("pk").values_list("pk", flat=True))


def wake_writer(pk: int) -> None:
    """Let the letters of a mailing be written when the transaction around this call is committed."""
    import_string(WRITE).using(dedupe_key=f"mailing:{pk}").enqueue(pk)


def _write(mailing: Mailing, rows: Sequence[Row], *, at: datetime) -> int:
    """Put letters into the outbox, those with a secret link apart; give how many are new."""
    open_letters: list[Letter] = []
    secret_letters: list[Letter] = []
    chased: list[Invitation | FocalPoint] = []
    for row in rows:
        before = None if isinstance(row, Registration) else row.digest
        letter = _letter(mailing, row, at=at)
        if isinstance(row, Registration) or row.digest == before:
            open_letters.append(letter)
        else:
            secret_letters.append(letter)
        if not isinstance(row, Registration):
            row.reminded_at = at
            chased.append(row)
    if chased:
        _writings[type(chased[0])].overwrite(chased)
        delegations = {one.delegation_id for one in chased if isinstance(one, FocalPoint)}
        if delegations:
            Delegation.objects.filter(pk__in=delegations).update(reminded_at=at)
    kind, texts = AUDIENCES[mailing.audience].kind, texts_of(mailing)
    given: dict[str, Any] = {"at": at, "texts": texts, "review": mailing.is_reviewed}
    new = write_letters(kind, open_letters, **given) if open_letters else 0
    return new + (write_letters(kind, secret_letters, holds_secret=True, **given) if secret_letters else 0)


def _letter(mailing: Mailing, row: Row, *, at: datetime) -> Letter:
    address = _address(row, at=at)
    to = recipient_of(row, language="en")
    key = sha256(to.email.lower().encode()).hexdigest()[:40]
    return Letter(
        key=f"mailing:{mailing.pk}:{key}",
        to=to.email,
        person=to.person,
        language=to.language,
        words=words_for(row, address),
    )


def _address(row: Row, *, at: datetime) -> str:
    """Give the address at which somebody goes on; a new secret link where the former one is not used yet."""
    if isinstance(row, Registration):
        return page_for(row)
    return renewed(row) if isinstance(row, Invitation) else way_on(row, at=at)


def _example_address(row: Row, *, at: datetime) -> str:
    """Give the address in a preview: nobody but its receiver is shown a secret link."""
    if isinstance(row, Invitation):
        return page_of_invitation(row, "…")
    address = _address(row, at=at)
    before, is_secret, _secret = address.partition("/invitation/")
    return f"{before}{is_secret}…/" if is_secret else address


def _locked(reference: UUID) -> Mailing:
    found = Mailing.objects.select_for_update(of=("self",)).select_related("meeting").filter(reference=reference)
    return _known(found.first())


def _known(mailing: Mailing | None) -> Mailing:
    if mailing is None:
        raise RefusedError(Refused("unknown_mailing", _("This mailing does not exist.")))
    return mailing


def _subject(mailing: Mailing) -> str:
    return f"mailing:{mailing.reference}"
