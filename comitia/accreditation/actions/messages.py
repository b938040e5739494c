"""Tells other programs what has become of registrations, delegations and credentials: by reference, never by name."""

from __future__ import annotations

from datetime import datetime

from comitia.accreditation.models import CheckIn, Delegate, Delegation, Registration
from comitia.meetings.models import Meeting
from comitia.notices.actions.webhooks import tell_webhooks


def tell_of_registration(event: str, registration: Registration, *, meeting: Meeting, at: datetime) -> None:
    """Tell that a registration was submitted, decided or withdrawn."""
    reference, state = str(registration.reference), str(registration.state)
    tell_webhooks(f"registration.{event}", registration=reference, meeting=meeting.slug, state=state, at=at)


def tell_of_delegation(delegation: Delegation, *, at: datetime) -> None:
    """Tell that a delegation changed; however often this is called in one act, it is told once."""
    tell_webhooks("delegation.changed", delegation=str(delegation.reference), meeting=delegation.meeting.slug, at=at)


def tell_of_credential(delegation: Delegation, delegate: Delegate, *, at: datetime) -> None:
    """Tell what was decided about the credential of a delegate."""
    tell_webhooks(
        "credential.decided",
        registration=str(delegate.registration.reference),
        delegation=str(delegation.reference),
        meeting=delegation.meeting.slug,
        state=str(delegate.credential.state),
        at=at,
    )


def tell_of_check_in(passage: CheckIn, *, meeting: Meeting, at: datetime) -> None:
    """Tell that somebody went in or out."""
    tell_webhooks(
        "check_in.recorded",
        check_in=str(passage.key),
        registration=str(passage.registration.reference),
        meeting=meeting.slug,
        state=passage.direction,
        at=at,
    )
