"""The words for motions: their states, and the motions on the conduct of a sitting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from comitia.core.governance.motions import AmendmentState, MotionState

MOTION_STATES: Final[Mapping[str, tuple[Any, str]]] = {
    MotionState.SUBMITTED: (pgettext_lazy("state of a motion", "Submitted"), "wait"),
    MotionState.INADMISSIBLE: (pgettext_lazy("state of a motion", "Not admissible"), "bad"),
    MotionState.ADMITTED: (pgettext_lazy("state of a motion", "Admitted"), "wait"),
    MotionState.DEBATE: (pgettext_lazy("state of a motion", "Under debate"), "live"),
    MotionState.VOTING: (pgettext_lazy("state of a motion", "Being voted on"), "live"),
    MotionState.ADOPTED: (pgettext_lazy("state of a motion", "Adopted"), "ok"),
    MotionState.REJECTED: (pgettext_lazy("state of a motion", "Rejected"), "bad"),
    MotionState.LAPSED: (pgettext_lazy("state of a motion", "Lapsed"), ""),
    MotionState.WITHDRAWN: (pgettext_lazy("state of a motion", "Withdrawn"), ""),
    MotionState.REFERRED: (pgettext_lazy("state of a motion", "Referred"), ""),
    MotionState.DEFERRED: (pgettext_lazy("state of a motion", "Deferred"), "wait"),
}
AMENDMENT_STATES: Final[Mapping[str, tuple[Any, str]]] = {
    AmendmentState.SUBMITTED: (pgettext_lazy("state of an amendment", "Submitted"), "wait"),
    AmendmentState.INADMISSIBLE: (pgettext_lazy("state of an amendment", "Not admissible"), "bad"),
    AmendmentState.ADMITTED: (pgettext_lazy("state of an amendment", "Admitted"), "wait"),
    AmendmentState.ACCEPTED: (pgettext_lazy("state of an amendment", "Accepted by the mover"), "ok"),
    AmendmentState.CARRIED: (pgettext_lazy("state of an amendment", "Carried"), "ok"),
    AmendmentState.LOST: (pgettext_lazy("state of an amendment", "Not carried"), "bad"),
    AmendmentState.OBSOLETE: (pgettext_lazy("state of an amendment", "Fallen"), ""),
    AmendmentState.WITHDRAWN: (pgettext_lazy("state of an amendment", "Withdrawn"), ""),
    AmendmentState.MERGED: (pgettext_lazy("state of an amendment", "In the text"), "ok"),
}
PROCEDURAL: Final[Mapping[str, Any]] = {
    "point_of_order": pgettext_lazy("procedural motion", "Point of order"),
    "appeal": pgettext_lazy("procedural motion", "Appeal against a ruling of the chair"),
    "fix_time_to_adjourn": pgettext_lazy("procedural motion", "Set the time of the next sitting"),
    "adjourn": pgettext_lazy("procedural motion", "Adjourn the sitting"),
    "suspend": pgettext_lazy("procedural motion", "Suspend the sitting"),
    "question_of_privilege": pgettext_lazy("procedural motion", "Question of privilege"),
    "orders_of_the_day": pgettext_lazy("procedural motion", "Return to the agenda"),
    "suspend_rules": pgettext_lazy("procedural motion", "Set a rule of procedure aside"),
    "lay_on_the_table": pgettext_lazy("procedural motion", "Lay the matter on the table"),
    "close_debate": pgettext_lazy("procedural motion", "Close the debate"),
    "close_list": pgettext_lazy("procedural motion", "Close the list of speakers"),
    "limit_debate": pgettext_lazy("procedural motion", "Limit the time of speeches"),
    "adjourn_debate": pgettext_lazy("procedural motion", "Adjourn the debate on the item"),
    "refer": pgettext_lazy("procedural motion", "Refer the matter to another body"),
    "close_nominations": pgettext_lazy("procedural motion", "Close the nominations"),
    "postpone_indefinitely": pgettext_lazy("procedural motion", "Decide nothing on the matter"),
}


def procedural_name(kind: str) -> str:
    """Name a motion on the conduct of the sitting; one that only an organ's own rules know is named by its key."""
    known = PROCEDURAL.get(kind)
    return str(known) if known else kind.replace("_", " ").capitalize()


def numbered(number: int) -> str:
    """Name a motion by its number."""
    return _("Motion %(number)s") % {"number": number}
