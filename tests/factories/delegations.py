"""Delegations with their focal points, people and letters, as short calls."""

from __future__ import annotations

from django.db import transaction

from comitia.accreditation import actions
from comitia.accreditation.actions.quotas import own_quota
from comitia.accreditation.models import Category, Delegation, FocalPoint, Registration
from comitia.accreditation.policies.delegations import Row
from comitia.core.governance.credentials import CredentialAct
from comitia.platform.actors import Actor
from tests.factories.accreditation import AT, make_event, make_member, make_person, officer, own

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63f8cfc0f01f0005000"
    "1ffa3b6b7d90000000049454e44ae426082"
)


def make_delegate_category(meeting, code="delegate", *, by_decision=True, places=None, closes_at=None) -> Category:
    category = Category.objects.create(
        meeting=meeting,
        code=code,
        names={"en": code.capitalize()},
        admission="by_decision" if by_decision else "at_once",
        entry="delegation",
        modes=["online", "in_person"],
        closes_at=closes_at,
    )
    with transaction.atomic():
        own_quota(category, places=places)
    return category


def make_delegation(name="Ulaanbaatar", *, meeting=None, region="asia", **more) -> Delegation:
    """Open the delegation of a member of this name for a meeting with a category for delegates."""
    if meeting is None:
        meeting = make_event()
        make_delegate_category(meeting, **more)
    return Delegation.objects.create(
        meeting=meeting, member=make_member(name, region=region), created_at=AT, changed_at=AT
    )


def make_focal_point(delegation, person=None) -> Actor:
    person = person or make_person("Tuya")
    FocalPoint.objects.create(
        delegation=delegation,
        email=person.email,
        name=person.name,
        language=person.language,
        person=person,
        digest=f"{delegation.pk}-{person.pk}",
        invited_at=AT,
        expires_at=AT,
        taken_up_at=AT,
    )
    return own(person)


def row(name, *, role="adviser", email="", reference=None, **more) -> Row:
    return Row(reference=reference, name=name, email=email, role=role, **more)


def compose(delegation, *rows, by=None, at=AT) -> dict[str, Registration]:
    """Save the rows as the secretariat and give the registrations by name."""
    edits = Delegation.objects.get(pk=delegation.pk).edits
    actions.compose(delegation.reference, rows, seen=edits, by=by or officer(), at=at)
    found = Registration.objects.filter(delegate__delegation=delegation, delegate__left_at=None)
    return {one.name: one for one in found}


def bring_letter(delegation, *, by=None, covers=(), at=AT, data=PNG):
    with actions.receive_file([data], name="letter.png") as received:
        return actions.receive_letter(
            delegation.reference, received, covers=covers, issued_by="Mayor", issued_on=None, by=by or officer(), at=at
        )


def decide(delegation, *registrations, act="accept", votes=True, reason="", by=None, at=AT):
    decisions = [
        actions.Decision(reference=one.reference, act=CredentialAct(act), speaks=True, votes=votes)
        for one in registrations
    ]
    return actions.decide_credentials(delegation.reference, decisions, reason=reason, by=by or officer(), at=at)
