"""The consent agenda: items adopted together unless one member asks to take one out."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.core.governance.motions import MotionAct, Result
from comitia.core.governance.record import Access
from comitia.meetings.actions import enter
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse
from comitia.proceedings.actions.agenda import agenda_in, tell
from comitia.proceedings.actions.business import close_floor
from comitia.proceedings.actions.motion_records import at_session, move_motion
from comitia.proceedings.actions.papers import require_papers_in_order
from comitia.proceedings.models import AgendaItem, Amendment, Motion
from comitia.proceedings.policies.motions import OPEN_MOTIONS
from comitia.proceedings.queries.agenda import is_closed
from comitia.proceedings.queries.texts import current_version

State, Business = AgendaItem.State, AgendaItem.Business


@transaction.atomic
def pull_from_consent(item: UUID, *, by: Actor, at: datetime) -> AgendaItem:
    """Take an item out of the consent agenda, in the name of one member: it is debated and decided by itself."""
    meeting = AgendaItem.objects.filter(reference=item).values_list("meeting", flat=True).first()
    if meeting is None:
        refuse("unknown_item", _("This item is not on the agenda any more. Go back to the agenda and choose one."))
    place = at_session(meeting)
    mover = place.mover(by)
    about = AgendaItem.objects.select_related("parent").get(reference=item)
    if about.business != Business.CONSENT or about.state not in {State.PROVISIONAL, State.ADOPTED}:
        refuse("not_on_consent", _("This item is not on the consent agenda any more. Load the page again."))
    about.business = Business.DECIDE
    about.save(update_fields=["business"])
    facts = {"item": str(about.reference), "number": about.number, "member": mover.member.slug}
    subject = f"agenda_item:{about.reference}"
    enter(place.session, "item_pulled", by=by, at=at, facts=facts, access=place.access(about), subject=subject)
    tell(agenda_in(place.session))
    return about


@transaction.atomic
def adopt_consent(meeting: int, *, by: Actor, at: datetime) -> list[AgendaItem]:
    """Adopt what is left on the consent agenda, items and motions together, nobody having objected."""
    place = at_session(meeting)
    place.require_chair(by)
    place.require_quorum()
    found = AgendaItem.objects.filter(meeting=place.session, business=Business.CONSENT, state=State.ADOPTED)
    items = list(found.select_related("parent").order_by("position", "pk"))
    if not items:
        refuse("consent_empty", _("Nothing is on the consent agenda, or the agenda is not adopted yet."))
    require_papers_in_order(items, at=at)
    motions = _motions_of(items)
    result = Result(carried=True, how="consent")
    for motion in motions:
        move_motion(motion, MotionAct.ADOPT, at=at, result=result.as_facts())
        version = current_version(motion)
        facts = {**result.as_facts(), "digest": version.digest if version else "", "text": version and version.text}
        place.enter("motion_adopted", motion, by=by, at=at, facts=facts)
    for each in items:
        each.state, each.sitting = State.DECIDED, place.sitting
        each.save(update_fields=["state", "sitting"])
        close_floor(each, at=at)
    closed = any(is_closed(one) for one in items)
    enter(
        place.session,
        "consent_adopted",
        by=by,
        at=at,
        facts={"items": [{"item": str(one.reference), "number": one.number} for one in items]},
        access=Access.COMMITTEE if closed else place.access(None),
    )
    tell(agenda_in(place.session))
    return items


def _motions_of(items: list[AgendaItem]) -> list[Motion]:
    motions = list(
        Motion.objects.filter(item__in=items, state__in=OPEN_MOTIONS).select_related("item").order_by("number")
    )
    amended = Amendment.objects.filter(motion__in=motions, state__in=["submitted", "admitted", "accepted", "carried"])
    contested = {one.motion_id for one in amended}
    for motion in motions:
        if motion.state != Motion.State.ADMITTED or motion.pk in contested:
            refuse(
                "not_ready_for_consent",
                _("Motion %(number)s under item %(item)s is not ready: admit it, or take the item out to debate it.")
                % {"number": motion.number, "item": motion.item.number if motion.item else ""},
            )
    return motions
