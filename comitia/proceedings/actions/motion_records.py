"""A motion or an amendment kept from all others while it is acted on, and the way to write what happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from comitia.core.drafting.codec import digest, text_to_json
from comitia.core.drafting.texts import Text
from comitia.core.governance.motions import (
    AmendmentAct,
    AmendmentState,
    MotionAct,
    MotionState,
    amendment_after,
    motion_after,
)
from comitia.core.governance.record import Access
from comitia.meetings.actions import access_of, enter, locked_session
from comitia.meetings.models import Meeting, Sitting
from comitia.meetings.policies.sittings import RUNNING
from comitia.meetings.queries import sitting_now
from comitia.platform.actors import Actor
from comitia.platform.answers import Refused, require
from comitia.proceedings.models import AgendaItem, Amendment, Motion, MotionVersion
from comitia.proceedings.policies.agenda import may_decide_now, may_do_business
from comitia.proceedings.policies.motions import may_do_to_amendment, may_do_to_motion
from comitia.proceedings.policies.movers import Mover, may_move, may_rule
from comitia.proceedings.queries.agenda import is_closed
from comitia.proceedings.queries.movers import mover_of, people_of_member
from comitia.proceedings.queries.texts import current_version, open_amendments

NO_MOTION: Final = Refused("unknown_motion", _("There is no such motion. Go back to the list of motions."))
NO_AMENDMENT: Final = Refused("unknown_amendment", _("There is no such amendment. Go back to the motion."))


@dataclass(frozen=True, slots=True)
class AtSession:
    """A session kept from all others who act in it, and the sitting that is running or comes next."""

    session: Meeting
    sitting: Sitting | None

    def mover(self, by: Actor) -> Mover:
        """Give for whom somebody moves, or refuse."""
        found = mover_of(by.person, self.session)
        require(may_move(found))
        if found is None:
            raise AssertionError
        return found

    def require_chair(self, by: Actor, *, of: Motion | Amendment | None = None) -> None:
        """Go on for the chair and the clerk, but not about what their own delegation moved."""
        own = people_of_member(of.mover_id, self.session.pk) | {of.moved_by} if of else frozenset()
        require(may_rule(by, self.sitting, own=own))

    def require_sitting(self) -> None:
        """Go on while a sitting is in session."""
        require(may_do_business(self.sitting))

    def require_quorum(self) -> None:
        """Go on while a sitting is in session that may decide."""
        require(may_decide_now(self.sitting))

    def access(self, item: AgendaItem | None) -> Access:
        """Say who may read what happens: a closed item is the committee's wherever it is dealt with."""
        if item is not None and is_closed(item):
            return Access.COMMITTEE
        return access_of(self.sitting) if self.sitting and self.sitting.state in RUNNING else Access.PUBLIC

    def enter(
        self, kind: str, motion: Motion, *, by: Actor, at: datetime, facts: Mapping[str, Any] | None = None
    ) -> None:
        """Write what happened to a motion, or to an amendment to it."""
        said = {"motion": str(motion.reference), "number": motion.number, **(facts or {})}
        subject = f"motion:{motion.reference}"
        enter(self.session, kind, by=by, at=at, facts=said, access=self.access(motion.item), subject=subject)


def at_session(meeting: int) -> AtSession:
    """Keep a session from all others who act in it."""
    session = locked_session(meeting)
    return AtSession(session, sitting_now(session.slug))


def at_motion(reference: UUID) -> tuple[AtSession, Motion]:
    """Give a motion, its session kept from all others who act in it."""
    meeting = Motion.objects.filter(reference=reference).values_list("meeting", flat=True).first()
    if meeting is None:
        require(NO_MOTION)
        raise AssertionError
    place = at_session(meeting)
    motion = Motion.objects.select_related("mover", "item__sitting").get(reference=reference)
    motion.meeting = place.session
    return place, motion


def at_amendment(reference: UUID) -> tuple[AtSession, Motion, Amendment]:
    """Give an amendment with its motion, the session kept from all others who act in it."""
    about = Amendment.objects.filter(reference=reference).values_list("motion__reference", flat=True).first()
    if about is None:
        require(NO_AMENDMENT)
        raise AssertionError
    place, motion = at_motion(about)
    amendment = Amendment.objects.select_related("mover", "version").get(reference=reference)
    amendment.motion = motion
    return place, motion, amendment


def move_motion(motion: Motion, act: MotionAct, *, at: datetime, **values: Any) -> None:
    """Bring a motion into the state after an act, if the act is possible."""
    require(may_do_to_motion(motion, act))
    motion.state = motion_after(MotionState(motion.state), act) or motion.state
    _save(motion, at, values)


def move_amendment(amendment: Amendment, act: AmendmentAct, *, at: datetime, **values: Any) -> None:
    """Bring an amendment into the state after an act, if the act is possible."""
    require(may_do_to_amendment(amendment, act))
    amendment.state = amendment_after(AmendmentState(amendment.state), act) or amendment.state
    _save(amendment, at, values)


def add_version(motion: Motion, text: Text, *, at: datetime) -> MotionVersion:
    """Write the next version of a motion's text."""
    last = current_version(motion)
    return MotionVersion.objects.create(
        motion=motion,
        number=last.number + 1 if last else 1,
        text=text_to_json(text),
        digest=digest(text),
        made_at=at,
    )


def amendments_fall(place: AtSession, motion: Motion, *, by: Actor, at: datetime) -> None:
    """Let the amendments that are still open fall with their motion."""
    version = current_version(motion)
    for each in open_amendments(version) if version else ():
        move_amendment(each, AmendmentAct.FALL, at=at)
        place.enter("amendment_obsolete", motion, by=by, at=at, facts={"amendment": each.number})


def _save(row: Motion | Amendment, at: datetime, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.changed_at = at
    row.save(update_fields=["state", "changed_at", *values])
