"""Names the officers of a sitting, and hands the chair over."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.accounts.models import Person
from comitia.meetings.actions.recording import access_of, enter, subject_of
from comitia.meetings.actions.sittings import locked_sitting
from comitia.meetings.models import Officer, Sitting
from comitia.meetings.policies import may_hand_over_chair, may_name_officer, may_release
from comitia.members.models import Member
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require

Role = Officer.Role


@transaction.atomic
def name_officer(
    sitting: UUID, person: Person, *, role: str, member: Member | None, by: Actor, at: datetime
) -> Officer:
    """Give somebody an office in a sitting; a presiding officer who is named replaces the one before."""
    found = locked_sitting(sitting)
    require(may_name_officer(by, found))
    running = Officer.objects.filter(sitting=found, person=person, role=role, until=None).first()
    if running is not None:
        return running
    if role == Role.PRESIDING:
        return _preside(found, person, member=member, kind="officer_named", by=by, at=at)
    officer = Officer.objects.create(sitting=found, person=person, member=member, role=role, since=at)
    _note(found, officer, kind="officer_named", by=by, at=at)
    return officer


@transaction.atomic
def release_officer(officer: int, *, by: Actor, at: datetime) -> None:
    """Take an office back; the chair is handed over instead."""
    sitting = Officer.objects.filter(pk=officer).values_list("sitting__reference", flat=True).first()
    if sitting is None:
        refuse("officer_gone", _("This office is not held any more. Load the page again."))
    found = locked_sitting(sitting)
    named = Officer.objects.select_related("person", "member", "sitting").get(pk=officer)
    require(may_release(by, named))
    if named.until is not None:
        return
    named.until = at
    named.save(update_fields=["until"])
    _note(found, named, kind="officer_released", by=by, at=at)


@transaction.atomic
def hand_over_chair(sitting: UUID, person: Person, *, member: Member | None, by: Actor, at: datetime) -> Officer:
    """Let somebody else preside from now on; who presided may take the chair back in the same way."""
    found = locked_sitting(sitting)
    require(may_hand_over_chair(by, found))
    return _preside(found, person, member=member, kind="chair_handed_over", by=by, at=at)


def _preside(sitting: Sitting, person: Person, *, member: Member | None, kind: str, by: Actor, at: datetime) -> Officer:
    presiding = Officer.objects.filter(sitting=sitting, role=Role.PRESIDING, until=None).first()
    if presiding is not None and presiding.person_id == person.pk:
        return presiding
    if presiding is not None:
        presiding.until = at
        presiding.save(update_fields=["until"])
    officer = Officer.objects.create(sitting=sitting, person=person, member=member, role=Role.PRESIDING, since=at)
    _note(sitting, officer, kind=kind, by=by, at=at)
    return officer


def _note(sitting: Sitting, officer: Officer, *, kind: str, by: Actor, at: datetime) -> None:
    facts = {
        "sitting": sitting.number,
        "role": officer.role,
        "officer": str(officer.person.reference),
        "member": officer.member.slug if officer.member else "",
    }
    enter(sitting.meeting, kind, by=by, at=at, facts=facts, access=access_of(sitting), subject=subject_of(sitting))
