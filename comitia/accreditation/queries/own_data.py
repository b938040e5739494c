"""Everything that is kept about a person who takes part, for their own export: as far as the table of readers lets them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Q

from comitia.accounts.models import Person
from comitia.accounts.queries import addresses_of
from comitia.accreditation.models import (
    CheckIn,
    Delegate,
    FocalPoint,
    Invitation,
    Pool,
    Quota,
    Registration,
    WaitingEntry,
)
from comitia.accreditation.policies.readers import Field, field_of, readable
from comitia.accreditation.queries.delegations import entity_name
from comitia.accreditation.queries.privacy import OWN
from comitia.accreditation.queries.versions import form_of_version
from comitia.core.forms.definition import Kind
from comitia.platform.blobs.models import Blob

# Which field of the table each value of the export is
FIELDS: Final[Mapping[str, Mapping[str, Field]]] = {
    "registrations": {
        "meeting": Field.STATE,
        "reference": Field.STATE,
        "category": Field.CATEGORY,
        "member": Field.MEMBER,
        "state": Field.STATE,
        "name": Field.NAME,
        "mode": Field.MODE,
        "answers": Field.STATE,
        "staff_answers": Field.STAFF_ANSWERS,
        "former_answers": Field.FORMER_ANSWERS,
        "draft": Field.DRAFT,
        "publish_name": Field.CONSENTS,
        "recording_consent": Field.CONSENTS,
        "started_at": Field.MOMENTS,
        "submitted_at": Field.MOMENTS,
        "decided_at": Field.MOMENTS,
        "reason": Field.REASON,
        "changed_at": Field.MOMENTS,
    },
    "files": dict.fromkeys(("name", "media_type", "size", "sha256", "state", "stored_at"), Field.ANSWER_FILE),
    "delegations": {
        "meeting": Field.ROLE,
        "entity": Field.ROLE,
        "role": Field.ROLE,
        "rank": Field.ROLE,
        "away_since": Field.ROLE,
        "left_at": Field.ROLE,
        "position": Field.POSITION,
        "affiliation": Field.POSITION,
        "email": Field.DELEGATE_EMAIL,
        "credential": Field.CREDENTIAL,
        "letter": Field.LETTER,
    },
    "focal_points": dict.fromkeys(
        (
            *("meeting", "entity", "name", "email", "language"),
            *("invited_at", "expires_at", "reminded_at", "taken_up_at", "ended_at"),
        ),
        Field.FOCAL_POINT,
    ),
    "invitations": dict.fromkeys(
        (
            *("meeting", "category", "member", "name", "email", "language", "state", "message", "reason"),
            *("invited_at", "expires_at", "reminded_at", "answered_at"),
        ),
        Field.INVITATION,
    ),
    "places": dict.fromkeys(("meeting", "of", "quantity"), Field.PLACES),
    "waiting": dict.fromkeys(
        (
            *("meeting", "category", "mode", "quantity", "draft", "state"),
            *("joined_at", "offered_at", "offer_ends_at", "ended_at"),
        ),
        Field.PLACES,
    ),
    "check_ins": dict.fromkeys(("meeting", "direction", "door", "at"), Field.CHECK_INS),
}


def personal_data(person: Person) -> dict[str, list[dict[str, Any]]]:
    """Give everything that is kept about a person here, section by section, as JSON values."""
    mine = readable(OWN)
    addresses = addresses_of(person)
    kept = {
        "registrations": _registrations(person, mine),
        "files": _files(person),
        "delegations": _delegations(person),
        "focal_points": _focal_points(person, addresses),
        "invitations": _invitations(person, addresses),
        "places": _places(person),
        "waiting": _waiting(person),
        "check_ins": _check_ins(person),
    }
    return {
        section: [{name: _plain(value) for name, value in row.items() if FIELDS[section][name] in mine} for row in rows]
        for section, rows in kept.items()
    }


def _registrations(person: Person, mine: frozenset[Field]) -> list[dict[str, Any]]:
    found = Registration.objects.filter(person=person).select_related("meeting", "category", "member")
    return [
        {
            "meeting": one.meeting.slug,
            "reference": str(one.reference),
            "category": one.category.code,
            "member": one.member.name if one.member else None,
            "state": one.state,
            "name": one.name,
            "mode": one.mode,
            "answers": {key: answer for key, answer in one.answers.items() if _field(one.form_id, key) in mine},
            "staff_answers": one.staff_answers,
            "former_answers": one.former_answers,
            "draft": one.draft,
            "publish_name": one.publish,
            "recording_consent": one.recording_consent,
            "started_at": one.started_at,
            "submitted_at": one.submitted_at,
            "decided_at": one.decided_at,
            "reason": one.reason,
            "changed_at": one.changed_at,
        }
        for one in found.order_by("pk")
    ]


def _field(version: int | None, key: str) -> Field:
    form = form_of_version(version)
    return field_of(form.question(key).kind if key in form else Kind.TEXT)


def _files(person: Person) -> list[dict[str, Any]]:
    names = tuple(FIELDS["files"])
    brought = Blob.objects.filter(owner=person.reference).exclude(state=Blob.State.ERASED)
    return list(brought.order_by("pk").values(*names))


def _delegations(person: Person) -> list[dict[str, Any]]:
    found = Delegate.objects.filter(registration__person=person).select_related(
        "delegation__meeting", "delegation__member", "delegation__observer", "credential__letter"
    )
    return [
        {
            "meeting": one.delegation.meeting.slug,
            "entity": entity_name(one.delegation),
            "role": one.role,
            "rank": one.rank,
            "away_since": one.away_since,
            "left_at": one.left_at,
            "position": one.position,
            "affiliation": one.affiliation,
            "email": one.email,
            "credential": _credential(one),
            "letter": _letter(one),
        }
        for one in found.order_by("pk")
    ]


def _credential(delegate: Delegate) -> dict[str, Any] | None:
    credential = getattr(delegate, "credential", None)
    if credential is None:
        return None
    names = ("state", "speaks", "votes", "signs", "reason", "decided_at", "changed_at")
    return {name: _plain(getattr(credential, name)) for name in names}


def _letter(delegate: Delegate) -> dict[str, Any] | None:
    """Say of the letter that names somebody what is known of it; the letter itself names others too."""
    credential = getattr(delegate, "credential", None)
    letter = credential.letter if credential else None
    if letter is None:
        return None
    return {name: _plain(getattr(letter, name)) for name in ("issued_by", "issued_on", "received_at")}


def _focal_points(person: Person, addresses: frozenset[str]) -> list[dict[str, Any]]:
    found = FocalPoint.objects.filter(Q(person=person) | Q(person=None, email__in=addresses)).select_related(
        "delegation__meeting", "delegation__member", "delegation__observer"
    )
    return [
        {
            "meeting": one.delegation.meeting.slug,
            "entity": entity_name(one.delegation),
            "name": one.name,
            "email": one.email,
            "language": one.language,
            "invited_at": one.invited_at,
            "expires_at": one.expires_at,
            "reminded_at": one.reminded_at,
            "taken_up_at": one.taken_up_at,
            "ended_at": one.ended_at,
        }
        for one in found.order_by("pk")
    ]


def _invitations(person: Person, addresses: frozenset[str]) -> list[dict[str, Any]]:
    of_them = Q(registration__person=person) | Q(email__in=addresses)
    found = Invitation.objects.filter(of_them).select_related("meeting", "category", "member")
    return [
        {
            "meeting": one.meeting.slug,
            "category": one.category.code,
            "member": one.member.name if one.member else None,
            "name": one.name if one.email in addresses else None,
            "email": one.email if one.email in addresses else None,
            "language": one.language,
            "state": one.state,
            "message": one.message,
            "reason": one.reason,
            "invited_at": one.invited_at,
            "expires_at": one.expires_at,
            "reminded_at": one.reminded_at,
            "answered_at": one.answered_at,
        }
        for one in found.order_by("pk")
    ]


def _places(person: Person) -> list[dict[str, Any]]:
    held = Registration.objects.filter(person=person).exclude(places={}).values_list("meeting__slug", "places")
    numbers = {pool: (meeting, quantity) for meeting, places in held for pool, quantity in places.items()}
    pools = Pool.objects.filter(pk__in=numbers).select_related("quota__own_of").order_by("pk")
    return [
        {"meeting": numbers[str(pool.pk)][0], "of": _quota_names(pool.quota), "quantity": numbers[str(pool.pk)][1]}
        for pool in pools
    ]


def _quota_names(quota: Quota) -> dict[str, str]:
    return quota.own_of.names if quota.own_of else quota.names


def _waiting(person: Person) -> list[dict[str, Any]]:
    found = WaitingEntry.objects.filter(registration__person=person).select_related("registration__meeting", "category")
    names = ("mode", "quantity", "draft", "state", "joined_at", "offered_at", "offer_ends_at", "ended_at")
    return [
        {
            "meeting": one.registration.meeting.slug,
            "category": one.category.code,
            **{name: getattr(one, name) for name in names},
        }
        for one in found.order_by("pk")
    ]


def _check_ins(person: Person) -> list[dict[str, Any]]:
    found = CheckIn.objects.filter(registration__person=person).select_related("registration__meeting")
    return [
        {"meeting": one.registration.meeting.slug, "direction": one.direction, "door": one.door, "at": one.at}
        for one in found.order_by("at", "pk")
    ]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value
