"""Who may keep the record of meetings, and who may lead their sittings."""

from __future__ import annotations

from comitia.meetings.policies.meetings import may_keep_meetings
from comitia.meetings.policies.sittings import may_plan_sittings, may_preside

__all__ = ["may_keep_meetings", "may_plan_sittings", "may_preside"]
