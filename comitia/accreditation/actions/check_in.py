"""Lets people in and out at the doors; what a device sends twice counts once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from comitia.accreditation.actions.messages import tell_of_check_in
from comitia.accreditation.models import CheckIn, Registration
from comitia.accreditation.models.codes import code_in
from comitia.accreditation.policies.answers import clean_text
from comitia.accreditation.policies.check_in import KEY_TAKEN, UNREADABLE, happened_at, may_check_in, may_pass
from comitia.accreditation.queries.check_in import LastPassage, at_door, last_passages
from comitia.journal.actions import record
from comitia.meetings.models import Meeting
from comitia.platform.actors import Actor
from comitia.platform.answers import Answer, Refused, require

MOST_AT_ONCE: Final = 200
LONGEST_DOOR: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Somebody at a door, known by code or by registration; `key` is made by the device, `at` is by its clock.

    A passage without a key, a direction or a moment cannot be read; it is refused, the others of its batch are not.
    """

    key: UUID | None
    direction: str
    at: datetime | None
    code: str = ""
    registration: UUID | None = None
    door: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """What became of a passage: who it is, where they went last before, and whether it was on record already."""

    key: UUID | None
    answer: Answer
    registration: Registration | None = None
    before: LastPassage | None = None
    at: datetime | None = None
    was_known: bool = False


def check_in(
    *,
    key: UUID,
    direction: str,
    code: str = "",
    registration: UUID | None = None,
    door: str = "",
    by: Actor,
    at: datetime,
) -> Passed:
    """Let one person in or out, or say why not."""
    passage = Passage(key=key, direction=direction, at=at, code=code, registration=registration, door=door)
    [passed] = check_in_many([passage], sent_at=None, by=by, at=at)
    return passed


def check_in_many(passages: Sequence[Passage], *, sent_at: datetime | None, by: Actor, at: datetime) -> list[Passed]:
    """Write down who went in and out, and answer each, in eight statements at most.

    `sent_at` is what the device took for now when it sent, `at` when it was received.
    """
    require(may_check_in(by))
    with transaction.atomic():
        meeting = Meeting.objects.filter(is_current=True).first()
        people = _people(passages)
        known = _known([one.key for one in passages if one.key])
        last = last_passages([one.pk for one in {*people.values()}])
        answers: list[Passed] = []
        new: list[CheckIn] = []
        for passage in passages:
            person = people.get(passage.registration or code_in(passage.code))
            answer = _judged(passage, person, known=known, meeting=meeting.pk if meeting else None)
            moment = happened_at(passage.at, sent_at=sent_at, received_at=at) if passage.at else at
            was_known = bool(answer) and passage.key in known
            before = last.get(person.pk) if person else None
            if answer and person and passage.key and not was_known:
                known[passage.key] = person.pk
                last[person.pk] = LastPassage(passage.direction, moment)
                new.append(_row(passage, passage.key, person, moment=moment, by=by, at=at))
            answers.append(
                Passed(
                    key=passage.key,
                    answer=answer,
                    registration=person,
                    before=before,
                    at=moment,
                    was_known=was_known,
                )
            )
        if new and meeting:
            # Another device may send the same keys at this moment; the first of them counts
            CheckIn.objects.bulk_create(new, ignore_conflicts=True)
            _record(new, meeting=meeting, by=by, at=at)
            for one in new:
                tell_of_check_in(one, meeting=meeting, at=at)
    return answers


def _people(passages: Sequence[Passage]) -> dict[UUID | str, Registration]:
    """Find the registrations by their codes and references, in two statements at most."""
    codes = {code for one in passages if not one.registration and (code := code_in(one.code))}
    references = {one.registration for one in passages if one.registration}
    found: dict[UUID | str, Registration] = {}
    if codes:
        found |= {one.entry_code: one for one in at_door().filter(entry_code__in=codes)}
    if references:
        found |= {one.reference: one for one in at_door().filter(reference__in=references)}
    return found


def _known(keys: Sequence[UUID]) -> dict[UUID, int]:
    return dict(CheckIn.objects.filter(key__in=keys).values_list("key", "registration_id"))


def _judged(passage: Passage, person: Registration | None, *, known: dict[UUID, int], meeting: int | None) -> Answer:
    if passage.key is None or passage.at is None or passage.direction not in CheckIn.Direction.values:
        return UNREADABLE
    answer = may_pass(person, meeting=meeting)
    if isinstance(answer, Refused) or person is None:
        return answer
    return KEY_TAKEN if known.get(passage.key, person.pk) != person.pk else answer


def _row(passage: Passage, key: UUID, person: Registration, *, moment: datetime, by: Actor, at: datetime) -> CheckIn:
    return CheckIn(
        registration=person,
        key=key,
        direction=passage.direction,
        door=clean_text(passage.door[: 4 * LONGEST_DOOR])[:LONGEST_DOOR],
        at=moment,
        received_at=at,
        by=by.person,
    )


def _record(new: Sequence[CheckIn], *, meeting: Meeting, by: Actor, at: datetime) -> None:
    """Write one entry for what came together; each passage by itself is in its own table."""
    ways = [one.direction for one in new]
    facts = {"people": [str(one.registration.reference) for one in new], "door": new[0].door}
    counts = {way: ways.count(way) for way in CheckIn.Direction.values if way in ways}
    record("check_in", f"check_in:{meeting.slug}", by=by, at=at, facts={**facts, **counts})
