"""The words for what convocations are and whom they reach."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from comitia.core.governance.convocation import DaysFault, Deadline
from comitia.proceedings.policies.convocations import DAYS_FAULTS, DECLARED

TAGS: Final = {"draft": "wait", "issued": "ok", "amended": "", "withdrawn": "bad", "postponed": "bad"}
GROUPS: Final = {"member": _("Member"), "observer": _("Observer"), "participant": _("Participant")}
ROLES: Final = {
    "head": _("Head of delegation"),
    "focal_point": _("Focal point"),
    "participant": _("Participant"),
    "": "",
}
# What a clerk can declare; our letters prove themselves
CHANNELS: Final[dict[str, Any]] = {one.value: one.label for one in DECLARED}


def days_fault(judged: Deadline | DaysFault | None) -> Any:
    """Say why no deadline is known; empty if it is."""
    if isinstance(judged, Deadline):
        return ""
    if judged is None:
        return _("The session has no sitting yet, so it has no first day. Plan one first.")
    return DAYS_FAULTS[judged].sentence
