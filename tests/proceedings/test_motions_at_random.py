"""Whoever does whatever in whatever order: what stands in the end is sound."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from django.db import transaction

from comitia.core.drafting.codec import digest
from comitia.core.drafting.merging import conflicts, merge
from comitia.core.drafting.operations import Insert, Remove, Replace
from comitia.core.drafting.texts import Paragraph
from comitia.core.governance.motions import OPEN_AMENDMENTS
from comitia.core.governance.record import Access, first_break
from comitia.journal.queries import faults
from comitia.meetings.queries import record_of
from comitia.platform.answers import RefusedError
from comitia.proceedings.actions import admissibility, amendment_votes, amendments, deliberating, motions
from comitia.proceedings.models import Amendment, Motion, MotionVersion
from comitia.proceedings.queries.texts import operations_of, text_of
from tests.factories.motions import make_sitting_committee, text_typed
from tests.factories.sittings import AT, CLERK
from tests.proceedings.test_motions import AGAINST, FOR

pytestmark = pytest.mark.django_db
OVER = {"adopted", "rejected", "withdrawn", "lapsed", "referred", "inadmissible"}


def operations(chance):
    key = f"p{chance.randint(1, 5)}"
    new = Paragraph(key="+1", texts={"en": f"Words {chance.random()}"})
    return [chance.choice([Remove(key=key), Replace(key=key, texts=new.texts), Insert(after=key, paragraph=new)])]


def act(committee, chance):
    """Do one act as somebody, on something."""
    by = chance.choice([*committee.heads.values(), CLERK, CLERK])
    who = {"by": by, "at": AT}
    motion = chance.choice([*Motion.objects.order_by("pk"), None])
    amendment = chance.choice([*Amendment.objects.select_related("motion").order_by("pk"), None])
    result = chance.choice([FOR, FOR, AGAINST])
    possible = [
        lambda: motions.submit_motion(committee.item.reference, titles={"en": "Offices"}, text=text_typed(), **who)
    ]
    if motion is not None:
        reference = motion.reference
        version = MotionVersion.objects.filter(motion=motion).count() - chance.choice([0, 0, 1])
        possible += [
            lambda: motions.second_motion(reference, **who),
            lambda: motions.withdraw_motion(reference, **who),
            lambda: admissibility.admit_motion(reference, **who),
            lambda: deliberating.open_debate(reference, **who),
            lambda: deliberating.open_debate(reference, **who),
            lambda: deliberating.put_motion(reference, **who),
            lambda: deliberating.settle_motion(reference, result, **who),
            lambda: deliberating.defer_motion(reference, reason="Later", **who),
            lambda: amendment_votes.merge_amendments(reference, **who),
        ]
        possible += 4 * [
            lambda: amendments.submit_amendment(reference, operations(chance), version=version, remarks="", **who)
        ]
    if amendment is not None:
        named = amendment.reference
        possible += [
            lambda: amendments.withdraw_amendment(named, **who),
            lambda: amendments.accept_amendment(named, **who),
            lambda: amendments.second_amendment(named, **who),
            lambda: amendment_votes.order_amendments(amendment.motion.reference, [amendment.number], **who),
        ]
        possible += 3 * [
            lambda: admissibility.admit_amendment(named, **who),
            lambda: amendment_votes.settle_amendment(named, result, **who),
        ]
    chance.choice(possible)()


@pytest.mark.parametrize("seed", range(3))
def test_random_acts_leave_motions_sound(seed):
    chance = random.Random(seed)
    committee = make_sitting_committee(chair="Seoul")
    done, seen = 0, {}
    for _ in range(150):
        before = dict(Motion.objects.values_list("number", "state"))
        try:
            with transaction.atomic():
                act(committee, chance)
            done += 1
        except RefusedError:
            continue
        seen |= {number: state for number, state in before.items() if state in OVER}
        assert {number: Motion.objects.get(number=number).state for number in seen} == seen
    assert done > 20
    for version in MotionVersion.objects.select_related("motion"):
        assert digest(text_of(version)) == version.digest
        standing = Amendment.objects.filter(version=version, state__in=["carried", "accepted", "merged"])
        kept = list(standing.order_by("settled", "number"))
        assert [pair for pair in combinations(kept, 2) if conflicts(*map(operations_of, pair))] == []
        merged = [one for one in kept if one.state == "merged"]
        if merged:
            following = MotionVersion.objects.get(motion=version.motion, number=version.number + 1)
            assert text_of(following) == merge(text_of(version), [operations_of(one) for one in merged])
    over = Amendment.objects.filter(motion__state__in=OVER, state__in=OPEN_AMENDMENTS)
    assert not over.exists()
    assert first_break(record_of(committee.meeting.slug, access=Access.COMMITTEE)) is None
    assert list(faults()) == []
