"""What the world holds of motions: one that everybody reads with an amendment, one that waits for its ruling."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from comitia.accreditation.models import Credential, Delegate, Delegation, Registration
from comitia.core.drafting.codec import operations_to_json
from comitia.core.drafting.operations import Remove
from comitia.meetings.models import Meeting
from comitia.members.models import Member
from comitia.proceedings.actions.motion_records import add_version
from comitia.proceedings.models import AgendaItem, Amendment, Motion
from tests.factories.accreditation import AT
from tests.factories.motions import make_item, text_typed

if TYPE_CHECKING:
    from tests.security.world import World

OF_MOTION = (
    "meeting_motions",
    "new_motion",
    "move_procedural",
    "pull_item",
    "motion",
    "motion_act",
    "motion_comparison",
)
OF_AMENDMENT = ("new_amendment", "amendment", "amendment_act", "desk_amendment_act")


def make_motions(world: World, meeting: Meeting, mover: Member, *, title: str) -> None:
    """Let a member move two texts, and put the head of the delegation in the world who could second them."""
    head = Delegate.objects.get(role="head", delegation__meeting=meeting)
    Credential.objects.filter(delegate=head).update(state="accepted", speaks=True, votes=True)
    Delegation.objects.filter(pk=head.delegation_id).update(holder=head)
    Registration.objects.filter(pk=head.registration_id).update(state="accepted")
    world.people["head"] = head.registration.person
    item = make_item(meeting)
    consent = make_item(meeting, number="5", business="consent", state="adopted")
    admitted, waiting = (_move(meeting, item, mover, title=words) for words in ("Offices", title))
    Motion.objects.filter(pk=admitted.pk).update(state="admitted")
    Amendment.objects.create(
        motion=admitted,
        version=admitted.versions.get(),
        number=1,
        operations=operations_to_json([Remove(key="p4")]),
        mover=mover,
        moved_by=head.registration.person.reference,
        submitted_at=AT,
        changed_at=AT,
    )
    numbers = [admitted.number, waiting.number]
    world.values |= {
        **{f"{name}.slug": [meeting.slug] for name in (*OF_MOTION, *OF_AMENDMENT)},
        **{f"{name}.number": numbers for name in ("motion", "motion_comparison", "desk_motion")},
        **{f"{name}.number": [admitted.number] for name in ("motion_act", "desk_order_amendments", *OF_AMENDMENT)},
        **{f"{name}.amendment": [1] for name in OF_AMENDMENT},
        "desk_motion_act.number": [waiting.number],
        "pull_item.reference": [consent.reference],
    }


def _move(meeting: Meeting, item: AgendaItem, mover: Member, *, title: str) -> Motion:
    motion = Motion.objects.create(
        meeting=meeting,
        item=item,
        number=Motion.objects.filter(meeting=meeting).count() + 1,
        titles={"en": title},
        mover=mover,
        moved_by=uuid4(),
        submitted_at=AT,
        changed_at=AT,
    )
    add_version(motion, text_typed(), at=AT)
    return motion
