"""Who may keep the record of meetings, and who may lead their sittings."""

from __future__ import annotations

from comitia.meetings.policies.meetings import may_keep_meetings
from comitia.meetings.policies.quorum import may_decide
from comitia.meetings.policies.rules import may_pin_rules
from comitia.meetings.policies.sittings import (
    may_call_to_order,
    may_close_doors,
    may_end,
    may_hand_over_chair,
    may_name_officer,
    may_plan_sittings,
    may_preside,
    may_release,
    may_replan,
    may_resume,
    may_suspend,
)

__all__ = [
    "may_call_to_order",
    "may_close_doors",
    "may_decide",
    "may_end",
    "may_hand_over_chair",
    "may_keep_meetings",
    "may_name_officer",
    "may_pin_rules",
    "may_plan_sittings",
    "may_preside",
    "may_release",
    "may_replan",
    "may_resume",
    "may_suspend",
]
