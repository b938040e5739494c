"""Tells other programs what has become of registrations, delegations and credentials: by reference, never by name."""

from __future__ import annotations

from datetime import datetime

from comitia.accreditation.models import Delegate, Delegation, Registration
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
