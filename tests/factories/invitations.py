"""Invitations to register, as short calls."""

from __future__ import annotations

import re
from datetime import timedelta

from comitia.accreditation import actions
from comitia.accreditation.models import Category, Invitation
from comitia.notices.models import Mail
from tests.factories.accreditation import AT, make_category, make_event, officer


def make_invited_category(meeting=None, code="speaker", *, by_decision=True, **more) -> Category:
    """Make a category that takes people by invitation only."""
    category = make_category(meeting or make_event(), code, by_decision=by_decision, **more)
    category.entry = "invitation"
    category.save()
    return category


def invite(email="ana@example.org", *, name="Ana", category="speaker", by=None, at=AT, days=30, **more) -> Invitation:
    given = {"language": "en", **more}
    return actions.invite(
        email=email,
        name=name,
        category=category,
        expires_at=at + timedelta(days=days),
        by=by or officer(),
        at=at,
        **given,
    )


def secret_of(invitation) -> str:
    """Give the secret in the newest letter of an invitation."""
    text = Mail.objects.filter(to=invitation.email).order_by("-pk").values_list("text", flat=True)[0]
    return re.search(r"/invitation/([^/]+)/", text)[1]
