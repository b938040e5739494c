"""Who says under which rules of procedure a session is held, and until when."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from comitia.meetings.policies.sittings import may_plan_sittings
from comitia.platform.actors import Actor
from comitia.platform.answers import Answer, Refused


def may_pin_rules(by: Actor, *, has_begun: bool) -> Answer:
    """Answer for pinning the rules of a session: the secretariat does, until the first sitting is called to order."""
    answer = may_plan_sittings(by)
    if answer and has_begun:
        return Refused(
            "rules_pinned",
            _(
                "A sitting of this meeting was called to order, so its rules of procedure stay as they are. New rules "
                "hold from the next meeting on."
            ),
        )
    return answer
