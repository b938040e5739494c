"""Convokes a session: the notice is written, sent once, amended under a new number, withdrawn, or its session postponed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.core.governance.convocation import MOST_DAYS, DaysFault, Deadline
from comitia.core.governance.record import Access
from comitia.journal.actions import record
from comitia.meetings.actions import enter, locked_session
from comitia.meetings.models import Meeting
from comitia.meetings.queries.rules import rules_of_session
from comitia.notices.actions import Letter, write_letters
from comitia.notices.queries import LANGUAGES, Written, text_faults, written
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.platform.bus import announce_on_commit
from comitia.platform.edits import as_facts, changes_since
from comitia.proceedings.actions.convocation_letters import ENDED, Agendas, letter_for, letter_of_end, words_for
from comitia.proceedings.models import Addressee, Convocation, Notice
from comitia.proceedings.policies.convocations import (
    DAYS_FAULTS,
    may_change,
    may_convoke,
    may_end,
    may_issue_by,
    may_open_session,
    may_send_to,
)
from comitia.proceedings.queries.convocation_agenda import digest_of, frozen_agenda
from comitia.proceedings.queries.convocation_recipients import Called, Contact, called_by
from comitia.proceedings.queries.convocations import (
    KIND,
    deadline_of,
    first_sitting,
    ready_texts,
    record_of,
    texts_of,
    zone_of,
)

State = Convocation.State
LONGEST_REASON: Final = 2000
SETTINGS: Final = ("is_extraordinary", "days", "with_observers", "categories")
AFTER: Final = {State.WITHDRAWN: Meeting.State.PLANNED, State.POSTPONED: Meeting.State.POSTPONED}


@transaction.atomic
def begin_convocation(meeting: int, *, by: Actor, at: datetime) -> Convocation:
    """Begin a convocation, or give the one that is being written; a later one begins with what the last one said."""
    require(may_convoke(by))
    session = locked_session(meeting)
    last = Convocation.objects.filter(meeting=session).order_by("-number").first()
    if last is not None and last.state == State.DRAFT:
        return last
    kept = {name: getattr(last, name) for name in SETTINGS} if last else {}
    begun = Convocation.objects.create(
        meeting=session,
        number=last.number + 1 if last else 1,
        amends=last,
        texts=last.texts if last else ready_texts(),
        created_at=at,
        **kept,
    )
    record("begin_convocation", subject_of(begun), by=by, at=at, facts={"number": begun.number})
    return begun


@transaction.atomic
def save_convocation(reference: UUID, values: Mapping[str, Any], *, seen: str | None, by: Actor, at: datetime) -> None:
    """Change what a convocation will say and to whom it goes, by the fields of `record_of`."""
    convocation = locked_convocation(reference, by=by)
    require(may_change(convocation))
    if values["days"] is not None and not 0 <= values["days"] <= MOST_DAYS:
        require(DAYS_FAULTS[DaysFault.OUT_OF_RANGE])
    texts = _texts_in(values)
    changes = changes_since(record_of(convocation), values, seen=seen)
    if not changes:
        return
    for name in SETTINGS:
        setattr(convocation, name, values[name])
    convocation.texts = texts
    convocation.save()
    facts = as_facts({name: change for name, change in changes.items() if name in SETTINGS})
    record("save_convocation", subject_of(convocation), by=by, at=at, facts={**facts, "languages": sorted(texts)})


@transaction.atomic
def discard_convocation(reference: UUID, *, by: Actor, at: datetime) -> None:
    """Throw away a convocation that was not issued."""
    convocation = locked_convocation(reference, by=by)
    require(may_change(convocation))
    record("discard_convocation", subject_of(convocation), by=by, at=at, facts={"number": convocation.number})
    convocation.delete()


@transaction.atomic
def issue_convocation(
    reference: UUID, *, confirmed: int, reason: str = "", waived_by: str = "", by: Actor, at: datetime
) -> Convocation:
    """Send a convocation, once, to as many addressees as were `confirmed`; a late one under a waiver alone.

    What it says is frozen with its digest. The one that it replaces keeps its number, its letters and their proofs.
    """
    convocation = locked_convocation(reference, by=by)
    require(may_change(convocation))
    session, agenda = convocation.meeting, frozen_agenda(convocation.meeting)
    first = first_sitting(session)
    require(may_open_session(first, has_agenda=bool(agenda)))
    assert first is not None
    if not convocation.texts:
        refuse("nothing_written", _("Write the subject and the text first, in one language at least."))
    judged = _judged(convocation, at=at)
    said, whose = reason.strip()[:LONGEST_REASON], " ".join(waived_by.split())[:200]
    require(may_issue_by(judged, reason=said, waived_by=whose))
    called = called_by(convocation)
    require(may_send_to(number=len(called), confirmed=confirmed))
    replaced = convocation.amends if convocation.amends and convocation.amends.state == State.ISSUED else None
    if replaced is not None:
        replaced.state, replaced.ended_at = State.AMENDED, at
        replaced.save(update_fields=["state", "ended_at"])
    convocation.state, convocation.issued_at, convocation.issued_by = State.ISSUED, at, by.person
    convocation.agenda, convocation.opens_at = agenda, first.starts_at
    convocation.digest = digest_of(agenda, convocation.texts, first.starts_at)
    convocation.last_day, convocation.notice_days = judged.last_day, judged.period.days
    convocation.article = judged.period.article
    if judged.is_late:
        convocation.waiver_reason, convocation.waived_by = said, whose
    convocation.save()
    _write_to(convocation, called, at=at)
    _enter_issue(convocation, called, judged, replaced=replaced, by=by, at=at)
    if session.state in {Meeting.State.PLANNED, Meeting.State.POSTPONED}:
        session.state = Meeting.State.CONVOKED
        session.save(update_fields=["state"])
    _tell(session)
    return convocation


@transaction.atomic
def end_convocation(reference: UUID, *, how: str, reason: str, by: Actor, at: datetime) -> None:
    """Withdraw the convocation in force or postpone its session; those who were called are told why."""
    convocation = locked_convocation(reference, by=by)
    said = reason.strip()[:LONGEST_REASON]
    require(may_end(convocation, reason=said))
    if how not in ENDED:
        refuse("no_choice", _("Choose whether the convocation is withdrawn or the session postponed."))
    convocation.state, convocation.ended_at, convocation.end_reason = State(how), at, said
    convocation.save(update_fields=["state", "ended_at", "end_reason"])
    session = convocation.meeting
    if session.state == Meeting.State.CONVOKED:
        session.state = AFTER[State(how)]
        session.save(update_fields=["state"])
    kind = ENDED[State(how)]
    write_letters(kind, _letters_of_end(convocation, said), at=at)
    facts = {"convocation": convocation.number, "reason": said}
    enter(session, kind, by=by, at=at, facts=facts, subject=subject_of(convocation))
    _tell(session)


def preview_convocation(convocation: Convocation, place: int, *, by: Actor) -> Written | None:
    """Write the letter that one of those who would be called gets now; None while nothing could be sent."""
    require(may_convoke(by))
    reached = [(called, contact) for called in called_by(convocation) for contact in called.contacts]
    first = first_sitting(convocation.meeting)
    if not reached or first is None or not convocation.texts:
        return None
    called, contact = reached[place] if 0 <= place < len(reached) else reached[0]
    agendas = Agendas(frozen_agenda(convocation.meeting))
    words = words_for(convocation, called, contact, agendas=agendas, begins=first.starts_at)
    return written(KIND, contact.language, "", words, texts=texts_of(convocation))


def locked_convocation(reference: UUID, *, by: Actor) -> Convocation:
    """Give a convocation to whoever may convoke, its session kept from all others."""
    require(may_convoke(by))
    meeting = Convocation.objects.filter(reference=reference).values_list("meeting", flat=True).first()
    session = locked_session(meeting) if meeting else None
    found = Convocation.objects.select_related("amends").filter(reference=reference).first() if session else None
    if session is None or found is None:
        refuse("unknown_convocation", _("There is no such convocation. Choose one from the list of the session."))
    found.meeting = session
    return found


def subject_of(convocation: Convocation) -> str:
    """Name a convocation for the journal."""
    return f"convocation:{convocation.reference}"


def _judged(convocation: Convocation, *, at: datetime) -> Deadline:
    judged = deadline_of(convocation, at=at)
    if not isinstance(judged, Deadline):
        refused = DAYS_FAULTS[judged or DaysFault.UNKNOWN]
        refuse(refused.code, refused.sentence)
    return judged


def _texts_in(values: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    texts: dict[str, dict[str, str]] = {}
    for code in LANGUAGES:
        subject = values[f"subject_{code}"].strip()
        text = values[f"text_{code}"].replace("\r\n", "\n").strip()
        if not subject and not text:
            continue
        for fault in text_faults(KIND, subject, text):
            refuse(f"template_{fault.code}", fault.sentence)
        texts[code] = {"subject": subject, "text": text}
    return texts


def _write_to(convocation: Convocation, called: Iterable[Called], *, at: datetime) -> None:
    """Keep whom a convocation calls, and put one letter for each known address into the outbox."""
    agendas, begins = Agendas(convocation.agenda), convocation.opens_at
    assert begins is not None
    everyone = list(called)
    addressees = Addressee.objects.bulk_create(
        Addressee(
            convocation=convocation,
            member=one.member,
            observer=one.observer,
            registration=one.registration,
            lacks=one.lacks,
        )
        for one in everyone
    )
    letters: list[Letter] = []
    notices: list[Notice] = []
    day = at.astimezone(zone_of(convocation.meeting)).date()
    for one, addressee in zip(everyone, addressees, strict=True):
        for contact in one.contacts:
            words = words_for(convocation, one, contact, agendas=agendas, begins=begins)
            letters.append(letter_for(convocation, contact, words, addressee=addressee.pk))
            notices.append(_notice(addressee, contact, letters[-1].key, day=day, at=at))
    Notice.objects.bulk_create(notices)
    write_letters(KIND, letters, at=at, texts=texts_of(convocation))


def _notice(addressee: Addressee, contact: Contact, key: str, *, day: Any, at: datetime) -> Notice:
    return Notice(
        addressee=addressee,
        channel=Notice.Channel.MAIL,
        role=contact.role,
        mail=key,
        focal_point=contact.focal_point,
        registration=contact.registration,
        sent_on=day,
        noted_at=at,
    )


def _letters_of_end(convocation: Convocation, reason: str) -> Iterable[Letter]:
    kept = Addressee.objects.filter(convocation=convocation).values_list("member", "observer", "registration", "pk")
    places = {(member, observer, registration): pk for member, observer, registration, pk in kept}
    for one in called_by(convocation):
        key = tuple(each.pk if each else None for each in (one.member, one.observer, one.registration))
        if key in places:
            for contact in one.contacts:
                yield letter_of_end(convocation, one, contact, addressee=places[key], reason=reason)


def _enter_issue(
    convocation: Convocation,
    called: Iterable[Called],
    judged: Deadline,
    *,
    replaced: Convocation | None,
    by: Actor,
    at: datetime,
) -> None:
    """Write into the record who was called, with which agenda and by which deadline; members by slug, nobody by name."""
    session, everyone = convocation.meeting, list(called)
    rules = rules_of_session(session)
    facts = {
        "convocation": convocation.number,
        "replaces": replaced.number if replaced else None,
        "digest": convocation.digest,
        "languages": sorted(convocation.texts),
        "opens_on": judged.opens_on.isoformat(),
        "last_day": judged.last_day.isoformat(),
        "days": judged.period.days,
        "days_are_chosen": judged.period.is_chosen,
        "is_extraordinary": convocation.is_extraordinary,
        "rules": rules.number if rules else None,
        "article": judged.period.article,
        "days_late": judged.days_late,
        "members": [one.member.slug for one in everyone if one.member],
        "observers": sum(one.observer is not None for one in everyone),
        "participants": sum(one.registration is not None for one in everyone),
        "without_letter": sum(bool(one.lacks) for one in everyone),
    }
    kind = "convocation_amended" if replaced else "convocation_issued"
    subject = subject_of(convocation)
    enter(session, kind, by=by, at=at, facts=facts, access=Access.PUBLIC, subject=subject)
    if judged.is_late:
        waived = {
            "convocation": convocation.number,
            "days_late": judged.days_late,
            "waived_by": convocation.waived_by,
            "reason": convocation.waiver_reason,
        }
        enter(session, "convocation_waived", by=by, at=at, facts=waived, access=Access.COMMITTEE, subject=subject)


def _tell(session: Meeting) -> None:
    """Let the pages of the meeting be drawn anew after commit."""
    announce_on_commit("public_changed", {"what": "meetings", "meeting": session.slug})
