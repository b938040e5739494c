"""What members do with motions: submit, second and withdraw them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from comitia.core.drafting.texts import Text, lacking
from comitia.core.governance.motions import MotionAct, Shortfall
from comitia.meetings.models import Sitting
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.proceedings.actions.motion_records import (
    AtSession,
    add_version,
    amendments_fall,
    at_motion,
    at_session,
    move_motion,
)
from comitia.proceedings.models import AgendaItem, Motion, Seconding
from comitia.proceedings.policies.agenda import OVER
from comitia.proceedings.policies.motions import may_be_handed_in, may_second, may_withdraw
from comitia.proceedings.policies.texts import may_be_text, may_be_titles
from comitia.proceedings.queries.rules import motion_rule_of, seconders_needed
from comitia.proceedings.queries.texts import is_amended


@transaction.atomic
def submit_motion(item: UUID, *, titles: Mapping[str, str], text: Text, by: Actor, at: datetime) -> Motion:
    """Move a text under an item of the agenda, in the name of the member whose delegation one leads."""
    meeting = AgendaItem.objects.filter(reference=item).values_list("meeting", flat=True).first()
    if meeting is None:
        refuse("unknown_item", _("This item is not on the agenda any more. Go back to the agenda and choose one."))
    place = at_session(meeting)
    mover = place.mover(by)
    about = AgendaItem.objects.select_related("sitting", "parent").get(reference=item)
    if about.state in OVER:
        refuse("item_over", _("This item has been dealt with. Ask the chair to reopen it, or choose another item."))
    said = {code: " ".join(title.split()) for code, title in titles.items() if title.strip()}
    require(may_be_titles(said))
    require(may_be_text(text))
    lacks = shortfalls(place, text, about.sitting, at=at)
    motion = Motion.objects.create(
        meeting=place.session,
        item=about,
        number=next_number(place),
        titles=said,
        mover=mover.member,
        moved_by=mover.person,
        lacks=sorted(lacks),
        submitted_at=at,
        changed_at=at,
    )
    version = add_version(motion, text, at=at)
    facts = {"item": str(about.reference), "mover": mover.member.slug, "digest": version.digest, "lacks": motion.lacks}
    place.enter("motion_submitted", motion, by=by, at=at, facts=facts)
    return motion


@transaction.atomic
def second_motion(reference: UUID, *, by: Actor, at: datetime) -> Motion:
    """Second a motion in the name of another member; a procedural motion is thereby before the committee."""
    place, motion = at_motion(reference)
    mover = place.mover(by)
    has_seconded = Seconding.objects.filter(motion=motion, member=mover.member).exists()
    require(may_second(motion, member=mover.member.pk, has_seconded=has_seconded))
    Seconding.objects.create(motion=motion, member=mover.member, person=mover.person, at=at)
    place.enter("motion_seconded", motion, by=by, at=at, facts={"member": mover.member.slug})
    is_procedural = motion.kind == Motion.Kind.PROCEDURAL and motion.state == Motion.State.SUBMITTED
    if is_procedural and motion.secondings.count() >= seconders_needed(motion):
        move_motion(motion, MotionAct.ADMIT, at=at)
        place.enter("motion_admitted", motion, by=by, at=at)
    return motion


@transaction.atomic
def withdraw_motion(reference: UUID, *, by: Actor, at: datetime) -> Motion:
    """Withdraw a motion as the member that moved it; amendments to it fall."""
    place, motion = at_motion(reference)
    mover = place.mover(by)
    require(may_withdraw(motion, member=mover.member.pk, is_amended=is_amended(motion)))
    move_motion(motion, MotionAct.WITHDRAW, at=at)
    place.enter("motion_withdrawn", motion, by=by, at=at, facts={"mover": mover.member.slug})
    amendments_fall(place, motion, by=by, at=at)
    return motion


def next_number(place: AtSession) -> int:
    """Give the next number: motions of a session are numbered in the order in which they are moved."""
    last = Motion.objects.filter(meeting=place.session).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def shortfalls(place: AtSession, text: Text, sitting: Sitting | None, *, at: datetime) -> frozenset[Shortfall]:
    """Say what a text lacks of what the rules ask; what cannot be waived is refused."""
    rule = motion_rule_of(place.session)
    opens = sitting or place.sitting
    lacks = rule.shortfalls(
        missing=lacking(text.paragraphs, rule.languages), starts_at=opens.starts_at if opens else None, at=at
    )
    require(may_be_handed_in(lacks, rule.waivable))
    return lacks
