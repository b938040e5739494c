"""What is asked of motions is what the rules of the session say: who moves, how many second, until when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from comitia.core.governance.motions import MotionRules, Movers
from comitia.meetings.models import Sitting
from comitia.organs.models import Mandate
from comitia.platform.answers import RefusedError
from comitia.proceedings.actions.admissibility import admit_motion
from comitia.proceedings.actions.motions import second_motion, submit_motion
from comitia.proceedings.models import Motion
from tests.factories.motions import make_item, text_typed
from tests.factories.sittings import AT, CLERK
from tests.factories.voting import sit

pytestmark = pytest.mark.django_db


def rules(**values):
    asked = {"movers": Movers.ORGAN_MEMBERS, "seconders": 0, "amendment_seconders": 0, "hours_before": 0}
    return {"motions": MotionRules(**{**asked, **values}, article="Art. 30")}


def submitted(committee, *, by="baku"):
    item = make_item(committee.meeting)
    titles = {"en": "An office"}
    return submit_motion(item.reference, titles=titles, text=text_typed(), by=committee.by(by), at=AT)


def code_of(act, *given, **more):
    with pytest.raises(RefusedError) as refused, transaction.atomic():
        act(*given, **more)
    return refused.value.answer.code


def test_a_motion_is_seconded_as_often_as_the_rules_ask():
    committee = sit("baku", "lima", rules=rules(seconders=1))
    motion = submitted(committee)
    assert code_of(admit_motion, motion.reference, by=CLERK, at=AT) == "not_seconded"
    second_motion(motion.reference, by=committee.by("lima"), at=AT)
    assert admit_motion(motion.reference, by=CLERK, at=AT).state == Motion.State.ADMITTED


def test_a_text_is_late_after_the_hours_that_the_rules_give():
    committee = sit("baku", begun=False, rules=rules(hours_before=24))
    Sitting.objects.update(starts_at=AT + timedelta(hours=23), ends_at=AT + timedelta(hours=26))
    assert submitted(committee).lacks == ["late"]


@pytest.mark.parametrize(("movers", "code"), [(Movers.ORGAN_MEMBERS, "not_in_organ"), (Movers.ALL_MEMBERS, None)])
def test_members_without_a_seat_move_where_the_rules_let_them(movers, code):
    committee = sit("baku", "lima", rules=rules(movers=movers))
    Mandate.objects.filter(member=committee.members["baku"]).delete()
    if code is None:
        assert submitted(committee).mover == committee.members["baku"]
    else:
        assert code_of(submitted, committee) == code


def test_rules_that_say_nothing_of_motions_ask_for_a_mover_alone():
    committee = sit("baku", begun=False)
    assert admit_motion(submitted(committee).reference, by=CLERK, at=AT).lacks == []
