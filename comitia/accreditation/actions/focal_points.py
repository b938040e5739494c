"""Invites focal points by a secret link, reminds them, and lets them take the invitation up."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from comitia.accounts.models import Person
from comitia.accounts.queries import addresses_of, digest_of
from comitia.accreditation.actions.credentials import locked_delegation
from comitia.accreditation.actions.delegation_letters import letter_to_focal_point, page_of
from comitia.accreditation.models import Delegation, FocalPoint
from comitia.accreditation.policies.delegations import may_chase
from comitia.accreditation.policies.focal_points import WORKS_FOR, may_invite_to, may_remind, may_take_up
from comitia.accreditation.queries.delegations import entity_name
from comitia.journal.actions import record
from comitia.notices.actions import Letter, write_letters
from comitia.platform.actors import Actor
from comitia.platform.answers import Allowed, Answer, Refused, RefusedError, refuse, require
from comitia.platform.names import clean_name


@dataclass(frozen=True, slots=True)
class Reminded:
    """What became of a reminder to the focal points of a delegation."""

    name: str
    answer: Answer


def invite_focal_point(
    delegation: UUID, *, email: str, name: str, language: str, by: Actor, at: datetime
) -> FocalPoint:
    """Invite somebody by mail to compose a delegation; the letter holds a link that works for a month."""
    address = email.strip().lower()
    require(may_invite_to(address))
    with transaction.atomic():
        found = locked_delegation(delegation)
        require(may_chase(by, found))
        if found.focal_points.filter(email=address, ended_at=None).exists():
            refuse("invited_already", _("This address is invited to this delegation already. Remind them instead."))
        secret = secrets.token_urlsafe(32)
        invited = FocalPoint.objects.create(
            delegation=found,
            email=address,
            name=clean_name(name)[:150],
            language=language,
            digest=digest_of(secret),
            invited_at=at,
            invited_by=by.person,
            expires_at=at + WORKS_FOR,
        )
        record("invite_focal_point", _subject(found), by=by, at=at)
        letter = _with_link(invited, _page_of_invitation(invited, secret))
        write_letters("focal_point_invited", [letter], at=at, holds_secret=True)
    return invited


def end_focal_point(pk: int, *, by: Actor, at: datetime) -> None:
    """Take an invitation back, or end somebody's work for a delegation."""
    with transaction.atomic():
        focal_point = _locked(pk)
        require(may_chase(by, focal_point.delegation))
        if focal_point.ended_at is None:
            FocalPoint.objects.filter(pk=pk).update(ended_at=at)
            record("end_focal_point", _subject(focal_point.delegation), by=by, at=at)


def take_up(person: Person, *, secret: str = "", pk: int | None = None, by: Actor, at: datetime) -> Delegation:
    """Make a person who is signed in the focal point that was invited.

    Either they hold the secret link, or (`pk`) the invitation was sent to an address they have shown to be theirs. The
    journal says which it was.
    """
    with transaction.atomic():
        running = FocalPoint.objects.select_for_update(of=("self",)).select_related("delegation")
        if secret:
            found = running.filter(digest=digest_of(secret)).first()
        else:
            found = running.filter(pk=pk or 0, email__in=addresses_of(person)).first()
        require(may_take_up(found, at=at))
        assert found is not None
        same = found.email in addresses_of(person)
        found.person, found.taken_up_at = person, at
        found.save(update_fields=["person", "taken_up_at"])
        facts = {"way": "link" if secret else "address", "same_address": same}
        record("take_up_invitation", _subject(found.delegation), by=by, at=at, facts=facts)
    return found.delegation


def remind_focal_points(delegations: Sequence[UUID], *, by: Actor, at: datetime) -> list[Reminded]:
    """Remind the focal points of delegations: those who have not answered get a new link, the others the address of their page.

    A regional office reminds those of its region only. The number of statements does not depend on how many there are.
    """
    with transaction.atomic():
        found = list(
            Delegation.objects.select_for_update(of=("self",))
            .select_related("meeting", "member__region", "observer__region")
            .filter(reference__in=delegations)
            .order_by("pk")
        )
        running = FocalPoint.objects.filter(delegation__in=found, ended_at=None).select_related("person").order_by("pk")
        by_delegation: dict[int, list[FocalPoint]] = {}
        for one in running:
            by_delegation.setdefault(one.delegation_id, []).append(one)
        outcomes = []
        letters: dict[str, list[Letter]] = {"focal_point_reminded": [], "delegation_reminded": []}
        reminded: list[FocalPoint] = []
        for delegation in found:
            answer = may_chase(by, delegation)
            if not answer:
                outcomes.append(Reminded("", answer))
                continue
            answers = []
            for one in by_delegation.get(delegation.pk, []):
                one.delegation = delegation
                answers.append(may_remind(one, at=at))
                if answers[-1]:
                    kind, letter = _reminder(one, at=at)
                    letters[kind].append(letter)
                    reminded.append(one)
            outcomes.append(Reminded(entity_name(delegation), _one_of(answers)))
        if reminded:
            FocalPoint.objects.bulk_update(reminded, ["digest", "expires_at", "reminded_at"])
            Delegation.objects.filter(pk__in={one.delegation_id for one in reminded}).update(reminded_at=at)
            facts = {"delegations": sorted({str(one.delegation.reference) for one in reminded})}
            meeting = reminded[0].delegation.meeting
            record("remind_focal_points", f"meeting:{meeting.slug}", by=by, at=at, facts=facts)
            for kind, listed in letters.items():
                write_letters(kind, listed, at=at, holds_secret=kind == "focal_point_reminded")
    return outcomes


def way_on(one: FocalPoint, *, at: datetime) -> str:
    """Give the address at which a focal point goes on: the delegation's page, or a new link while nobody has answered.

    A new link takes the place of the former one; the caller saves `digest` and `expires_at`.
    """
    if one.taken_up_at:
        return page_of(one.delegation, one.language)
    secret = secrets.token_urlsafe(32)
    one.digest, one.expires_at = digest_of(secret), at + WORKS_FOR
    return _page_of_invitation(one, secret)


def _reminder(one: FocalPoint, *, at: datetime) -> tuple[str, Letter]:
    one.reminded_at = at
    address = way_on(one, at=at)
    if one.taken_up_at:
        key = f"delegation-reminded:{one.pk}:{at.isoformat()}"
        return "delegation_reminded", letter_to_focal_point(one, key=key, more={"address": address})
    return "focal_point_reminded", _with_link(one, address)


def _one_of(answers: Sequence[Answer]) -> Answer:
    """Give the answer for a delegation: done if anybody was reminded, else why nobody was."""
    if not answers:
        return Refused("nobody_invited", _("Nobody is invited for this delegation yet. Invite a focal point first."))
    return next((one for one in answers if isinstance(one, Allowed)), answers[0])


def _page_of_invitation(one: FocalPoint, secret: str) -> str:
    return f"{settings.BASE_URL}/{one.language}/delegations/invitation/{secret}/"


def _with_link(one: FocalPoint, address: str) -> Letter:
    until = one.expires_at.date()
    return letter_to_focal_point(one, key=f"focal-point:{one.digest[:40]}", more={"address": address, "until": until})


def _locked(pk: int) -> FocalPoint:
    found = (
        FocalPoint.objects.select_for_update(of=("self",))
        .select_related("delegation__meeting", "delegation__member__region", "delegation__observer__region")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise RefusedError(Refused("unknown_focal_point", _("This focal point does not exist.")))
    return found


def _subject(delegation: Delegation) -> str:
    return f"delegation:{delegation.reference}"
