"""Erases what is kept about people when its time has come, or earlier when an officer wants it.

The journal says what went: how many, of which questions and registrations, with the digests of files; never what it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.accounts.queries import people_by_email
from comitia.accreditation.models import BadgeRun, CheckIn, FocalPoint, Invitation, Registration, WaitingEntry
from comitia.accreditation.policies.retention import Matter, last_day_of, may_erase_now
from comitia.accreditation.queries import retention
from comitia.accreditation.queries.retention import HELD, VERB, Line, MeetingForms, references_in
from comitia.core.forms.definition import Kind
from comitia.journal.actions import erase_particulars_of, record
from comitia.meetings.models import Meeting
from comitia.notices.actions import forget_letters_to
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.platform.blobs import store
from comitia.platform.blobs.models import Blob

CHUNK: Final = 50
State = Registration.State
Goes = Callable[[int | None, Collection[str]], Collection[str]]


@dataclass(slots=True)
class Erased:
    """What went in one transaction, as the journal proves it."""

    matter: Matter
    counts: Counter[str] = field(default_factory=Counter)
    registrations: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    entries: list[int] = field(default_factory=list)

    def write(self, subject: str, *, by: Actor, at: datetime) -> int:
        """Write the proof into the journal; give how many rows went."""
        number = self.counts.total()
        if number or self.files:
            facts = {
                "matter": str(self.matter),
                "erased": dict(sorted(self.counts.items())),
                "registrations": self.registrations,
                "files": sorted(self.files),
                "entries": self.entries,
            }
            record(VERB, subject, by=by, at=at, facts={name: value for name, value in facts.items() if value})
        return number


def erase_due(*, by: Actor, at: datetime) -> int:
    """Erase everything whose time has come; give how many rows that were."""
    today = at.date()
    due = [line for line in retention.kept_lines(today=today) if line.on is not None and line.on <= today]
    number = 0
    with_answers = {line.meeting.pk: line.meeting for line in due if line.matter == Matter.ANSWERS and line.meeting}
    for meeting in with_answers.values():
        number += _erase_answers(meeting, key="", today=today, by=by, at=at)
    for line in due:
        if line.matter != Matter.ANSWERS:
            number += _erase(line, by=by, at=at)
    return number


def erase_now(matter: str, *, meeting: str, key: str, seen: int, by: Actor, at: datetime) -> int:
    """Erase something before its time, as often as an officer has seen it; give how many rows that were."""
    today = at.date()
    line = retention.one_line(matter, meeting, key, today=today)
    if line is None:
        refuse("nothing_kept", _("Nothing of this is kept any more."))
    require(may_erase_now(by, last_day_of(line.meeting) if line.meeting else date.min, today=today))
    if line.count != seen:
        refuse("number_changed", _("The number has changed meanwhile. Look at it again."))
    if line.matter == Matter.ANSWERS and line.meeting:
        return _erase_answers(line.meeting, key=key, today=today, by=by, at=at)
    return _erase(line, by=by, at=at)


def _erase(line: Line, *, by: Actor, at: datetime) -> int:
    """Erase what a line counts, in one transaction."""
    erased = Erased(line.matter)
    with transaction.atomic():
        if line.meeting is None:
            _erase_files(retention.unnamed_files(today=at.date()), erased, at=at)
            return erased.write("files", by=by, at=at)
        ERASERS[line.matter](line.meeting, erased, at=at)
        return erased.write(f"meeting:{line.meeting.slug}", by=by, at=at)


# Answers


def _erase_answers(meeting: Meeting, *, key: str, today: date, by: Actor, at: datetime) -> int:
    """Erase the answers to a question, or ("") all that are due, wherever they are kept: also those not sent and former ones."""
    forms = retention.forms_of([meeting.pk])[meeting.pk]
    last_day = last_day_of(meeting)

    def goes(version: int | None, keys: Collection[str]) -> Collection[str]:
        if key:
            return {key} & set(keys)
        return forms.due(version, keys, last_day=last_day, today=today) if last_day else ()

    number = 0
    rows = Registration.objects.filter(meeting=meeting).order_by("pk")
    pks = list(rows.values_list("pk", flat=True))
    for start in range(0, len(pks), CHUNK):
        with transaction.atomic():
            chunk = (
                rows.select_for_update(of=("self",)).select_related("person").filter(pk__in=pks[start : start + CHUNK])
            )
            erased = _erase_answers_of(list(chunk), goes, forms, at=at)
            number += erased.write(f"meeting:{meeting.slug}", by=by, at=at)
    return number


def _erase_answers_of(chunk: list[Registration], goes: Goes, forms: MeetingForms, *, at: datetime) -> Erased:
    erased = Erased(Matter.ANSWERS)
    gone: list[Any] = []
    changed = []
    waiting = {one.registration_id: one for one in retention.waiting_of([one.pk for one in chunk if one.waits])}
    for one in chunk:
        values = list(_take_out(one, waiting.get(one.pk), goes))
        if values:
            one.changed_at = at
            changed.append(one)
            erased.counts.update({key for key, _value in values})
            gone += [value for _key, value in values]
    if not changed:
        return erased
    Registration.objects.bulk_update(changed, [*HELD, "changed_at"])
    WaitingEntry.objects.bulk_update(waiting.values(), ["draft"])
    erased.registrations = [str(one.reference) for one in changed]
    subjects = [f"registration:{reference}" for reference in erased.registrations]
    erased.entries = erase_particulars_of(subjects, under="answers", names=list(erased.counts))
    _erase_named(gone, changed, erased, at=at)
    kinds = {question.kind for key in erased.counts if (question := forms.question(key)) is not None}
    if Kind.PICTURE in kinds:
        # A printed badge bears the portrait
        _erase_badges(changed[0].meeting, erased, at=at)
    return erased


def _take_out(one: Registration, entry: WaitingEntry | None, goes: Goes) -> Iterator[tuple[str, Any]]:
    """Take out of a registration, and of what it waits to send, what goes, and give it."""

    def left(version: int | None, answers: Mapping[str, Any]) -> dict[str, Any]:
        keys = goes(version, answers.keys())
        taken.extend((key, answers[key]) for key in keys)
        return {key: answer for key, answer in answers.items() if key not in keys}

    taken: list[tuple[str, Any]] = []
    one.answers = left(one.form_id, one.answers)
    one.staff_answers = left(one.form_id, one.staff_answers)
    former = [{**each, "answers": left(each["version"], each["answers"])} for each in one.former_answers]
    one.former_answers = [each for each in former if each["answers"]]
    if one.draft is not None:
        one.draft = {**one.draft, "answers": left(one.draft.get("version"), one.draft["answers"])}
    if entry is not None:
        entry.draft = {**entry.draft, "answers": left(entry.draft["version"], entry.draft["answers"])}
    return iter(taken)


def _erase_named(gone: Iterable[Any], owners: Iterable[Registration], erased: Erased, *, at: datetime) -> None:
    """Erase the files that what is gone named, unless something that stays of the same people names them too."""
    references = references_in(list(gone))
    if not references:
        return
    stays = Registration.objects.filter(person__in={one.person_id for one in owners}).values(*HELD)
    named = {reference for row in stays for reference in references_in(row)}
    found = Blob.objects.filter(reference__in=references - named).exclude(state=Blob.State.ERASED)
    for blob in found:
        store.erase(blob, at=at)
        erased.files.append(blob.sha256)


# Everything else


def _erase_drafts(meeting: Meeting, erased: Erased, *, at: datetime) -> None:
    """Erase what was never sent: changes, and the whole registration of whoever sent nothing."""
    found = list(retention.drafts().select_for_update(of=("self",)).select_related("person").filter(meeting=meeting))
    gone = [one.draft for one in found]
    never_sent = [one for one in found if one.state == State.DRAFT and not hasattr(one, "delegate")]
    erased.registrations = [str(one.reference) for one in found]
    erased.counts["drafts"] = len(found)
    Registration.objects.filter(pk__in=[one.pk for one in found]).update(draft=None, changed_at=at)
    gone += [[one.answers, one.former_answers, one.staff_answers] for one in never_sent]
    Registration.objects.filter(pk__in=[one.pk for one in never_sent]).delete()
    _erase_named(gone, found, erased, at=at)


def _erase_invitations(meeting: Meeting, erased: Erased, *, at: datetime) -> None:
    """Forget whom the invitations were for, and the letters to those who have no account."""
    invited = list(retention.invitations().select_for_update(of=("self",)).filter(meeting=meeting))
    asked = list(
        retention.unanswered_focal_points().select_for_update(of=("self",)).filter(delegation__meeting=meeting)
    )
    addresses = {one.email for one in invited} | {one.email for one in asked}
    for one in invited:
        one.email, one.name, one.message, one.reason, one.digest = "", "", "", "", f"erased-{one.pk}"
        if one.state == Invitation.State.SENT:
            one.state = Invitation.State.EXPIRED
    Invitation.objects.bulk_update(invited, ["email", "name", "message", "reason", "digest", "state"])
    for focal_point in asked:
        focal_point.email, focal_point.name, focal_point.digest = "", "", f"erased-{focal_point.pk}"
        focal_point.ended_at = focal_point.ended_at or at
    FocalPoint.objects.bulk_update(asked, ["email", "name", "digest", "ended_at"])
    known = people_by_email(addresses)
    erased.counts["invitations"] = len(invited) + len(asked)
    erased.counts["letters"] = forget_letters_to(addresses - known.keys())
    erased.entries = erase_particulars_of([f"invitation:{one.pk}" for one in invited])


def _erase_badges(meeting: Meeting, erased: Erased, *, at: datetime) -> None:
    runs = list(retention.badge_files().filter(design__meeting=meeting).select_related("blob"))
    for run in runs:
        run.remarks, run.registrations = [], []
        if run.blob is not None:
            store.erase(run.blob, at=at)
            erased.files.append(run.blob.sha256)
            erased.counts["badges"] += 1
    BadgeRun.objects.bulk_update(runs, ["remarks", "registrations"])


def _erase_check_ins(meeting: Meeting, erased: Erased, *, at: datetime) -> None:  # noqa: ARG001 - as the others
    erased.counts["check_ins"] = CheckIn.objects.filter(registration__meeting=meeting).delete()[0]


def _erase_mandates(meeting: Meeting, erased: Erased, *, at: datetime) -> None:
    """Erase letters of mandate; what was decided under them stays."""
    for letter in retention.mandates().filter(delegation__meeting=meeting).select_related("blob"):
        store.erase(letter.blob, at=at)
        letter.issued_by = ""
        letter.save(update_fields=["issued_by"])
        erased.files.append(letter.blob.sha256)
        erased.counts["mandates"] += 1


def _erase_files(blobs: Iterable[Blob], erased: Erased, *, at: datetime) -> None:
    for blob in blobs:
        store.erase(blob, at=at)
        erased.files.append(blob.sha256)
        erased.counts["files"] += 1


ERASERS: Final = {
    Matter.DRAFTS: _erase_drafts,
    Matter.INVITATIONS: _erase_invitations,
    Matter.BADGES: _erase_badges,
    Matter.CHECK_INS: _erase_check_ins,
    Matter.MANDATES: _erase_mandates,
}
