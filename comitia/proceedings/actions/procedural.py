"""Motions on the conduct of the sitting: moved if they are in order, else refused with the reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from comitia.core.governance.precedence import InOrder, in_order
from comitia.platform.actors import Actor
from comitia.platform.answers import RefusedError
from comitia.proceedings.actions.motion_records import at_session
from comitia.proceedings.actions.motions import next_number
from comitia.proceedings.models import AgendaItem, Motion
from comitia.proceedings.policies.motions import why_out_of_order
from comitia.proceedings.queries.floor import is_held_by_others
from comitia.proceedings.queries.motion_words import PROCEDURAL
from comitia.proceedings.queries.motions import pending_procedural
from comitia.proceedings.queries.rules import procedural_motions_of


@transaction.atomic
def move_procedural(meeting: int, kind: str, *, by: Actor, at: datetime) -> Motion:
    """Move that the sitting go on in another way, such as to close the debate, under the item that is called."""
    place = at_session(meeting)
    place.require_sitting()
    mover = place.mover(by)
    pending = [one.procedural_type for one in pending_procedural(place.session.pk)]
    taken = is_held_by_others(place.session, mover.member)
    answer = in_order(pending, kind, procedural_motions_of(place.session), floor_is_taken=taken)
    if not isinstance(answer, InOrder):
        raise RefusedError(why_out_of_order(answer, PROCEDURAL))
    called = AgendaItem.objects.filter(meeting=place.session, state=AgendaItem.State.CALLED).first()
    motion = Motion.objects.create(
        meeting=place.session,
        item=called,
        number=next_number(place),
        kind=Motion.Kind.PROCEDURAL,
        procedural_type=kind,
        mover=mover.member,
        moved_by=mover.person,
        state=Motion.State.SUBMITTED if answer.motion.needs_second else Motion.State.ADMITTED,
        submitted_at=at,
        changed_at=at,
    )
    facts = {"procedural": kind, "mover": mover.member.slug, "item": str(called.reference) if called else ""}
    place.enter("motion_submitted", motion, by=by, at=at, facts=facts)
    return motion
