"""What was decided is on record under its number, and followed up until it is done."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connections, transaction

from comitia.core.governance.follow_up import TaskState
from comitia.core.governance.record import Access
from comitia.meetings import actions as meetings
from comitia.meetings.queries import record_of
from comitia.platform.answers import RefusedError
from comitia.proceedings import actions, queries
from comitia.proceedings.models import AgendaItem, Decision
from tests.factories.meetings import make_meeting
from tests.factories.members import make_member
from tests.factories.organs import make_committee
from tests.factories.sittings import AT, CLERK, make_sitting

TEXTS = {"en": "The regional offices report twice a year."}


def session():
    meeting = make_meeting(organ=make_committee(), zone="Europe/Moscow")
    return meeting, make_sitting(meeting)


def take(sitting, **more):
    values = {"item": None, "texts": TEXTS, "means": "consensus", "by": CLERK, "at": AT, **more}
    return actions.take_decision(sitting.reference, **values)


def code_of(act, *given, **more):
    with pytest.raises(RefusedError) as refused, transaction.atomic():
        act(*given, **more)
    return refused.value.answer.code


@pytest.mark.django_db
def test_decisions_are_numbered_within_the_session_and_stand_in_its_record():
    meeting, sitting = session()
    first, second = take(sitting), take(sitting)
    assert [first.label, second.label] == ["EC/2020/1", "EC/2020/2"]
    assert first.in_force_from == date(2020, 11, 17)
    entry = list(record_of(meeting.slug, access=Access.PUBLIC))[-1]
    assert (entry.kind, entry.facts["decision"], entry.facts["texts"]) == ("decision_taken", "EC/2020/2", TEXTS)


@pytest.mark.django_db
def test_two_sessions_of_an_organ_in_one_year_share_no_number():
    organ = make_committee()
    take(make_sitting(make_meeting("excom-2020-spring", organ=organ)))
    autumn = make_sitting(make_meeting("excom-2020-autumn", organ=organ))
    assert [take(autumn).label, take(autumn).label] == ["EC/2020/2", "EC/2020/3"]


@pytest.mark.django_db
def test_nothing_is_decided_out_of_session_without_quorum_or_without_words():
    _meeting, sitting = session()
    assert code_of(take, sitting, texts={"en": "  "}) == "decision_without_text"
    sitting.is_inquorate = True
    sitting.save()
    assert code_of(take, sitting) == "inquorate"
    meetings.suspend_sitting(sitting.reference, reason="", by=CLERK, at=AT)
    assert code_of(take, sitting) == "not_in_session"


@pytest.mark.django_db
def test_a_vote_decides_once():
    _meeting, sitting = session()
    ballot = uuid4()
    take(sitting, means="vote", ballot=ballot)
    assert code_of(take, sitting, means="vote", ballot=ballot) == "ballot_decided"


@pytest.mark.django_db
def test_what_is_decided_in_camera_is_not_in_the_public_register_nor_record():
    meeting, sitting = session()
    meetings.sit_in_camera(sitting.reference, is_closed=True, by=CLERK, at=AT)
    decision = take(sitting)
    assert not queries.register(with_closed=False).exists()
    assert queries.register(with_closed=True).get() == decision
    assert queries.decision_row(decision.reference, "en", with_closed=False, on=AT.date()) is None
    assert list(record_of(meeting.slug, access=Access.PUBLIC))[-1].facts is None


@pytest.mark.django_db
def test_a_later_decision_supersedes_one_and_both_stay():
    _meeting, sitting = session()
    first = take(sitting)
    take(sitting, supersedes=first.reference)
    row = queries.decision_row(first.reference, "ko", with_closed=False, on=AT.date())
    assert ([str(one) for one in row.superseded_by], row.text.is_fallback) == (["EC/2020/2"], True)


@pytest.mark.django_db
def test_a_task_is_followed_until_it_is_done():
    _meeting, sitting = session()
    decision = take(sitting)
    city = make_member("Kigali")
    values = {"text": "Write the first report", "owner": city.slug, "due_on": date(2021, 3, 1)}
    task = actions.give_task(decision.reference, values, by=CLERK, at=AT)
    actions.report_progress(task.reference, 40, note="Half written", by=CLERK, at=AT)
    row = queries.decision_row(decision.reference, "en", with_closed=False, on=date(2021, 3, 2)).tasks[0]
    assert (row.owner, row.progress, row.state) == ("Kigali", 40, TaskState.OVERDUE)
    actions.report_progress(task.reference, 100, note="", by=CLERK, at=AT)
    assert code_of(actions.report_progress, task.reference, 50, note="", by=CLERK, at=AT) == "task_ended"


@pytest.mark.django_db
def test_a_task_has_words_and_an_owner_and_is_dropped_only_by_a_later_decision():
    _meeting, sitting = session()
    decision = take(sitting)
    given = {"text": "Report", "owner_as_written": "The regional offices"}
    assert code_of(actions.give_task, decision.reference, {"text": ""}, by=CLERK, at=AT) == "task_without_text"
    assert code_of(actions.give_task, decision.reference, {"text": "x"}, by=CLERK, at=AT) == "task_without_owner"
    task = actions.give_task(decision.reference, given, by=CLERK, at=AT)
    own = {"decision": decision.reference, "by": CLERK, "at": AT}
    assert code_of(actions.cancel_task, task.reference, **own) == "cancelled_by_decision"
    actions.cancel_task(task.reference, decision=take(sitting).reference, by=CLERK, at=AT)
    assert queries.task_rows("en", on=AT.date())[0].cancelled_by.label == "EC/2020/2"


@pytest.mark.django_db
def test_what_is_overdue_comes_to_the_next_agenda_once():
    meeting, sitting = session()
    decision = take(sitting)
    for text, due in (("Late", date(2021, 3, 1)), ("Not yet", date(2022, 1, 1))):
        values = {"text": text, "owner_as_written": "Secretariat", "due_on": due}
        actions.give_task(decision.reference, values, by=CLERK, at=AT)
    following = make_meeting("excom-2021", on=date(2021, 6, 1), organ=meeting.organ)
    bring = {"titles": {"en": "Overdue tasks"}, "on": date(2021, 6, 1), "by": CLERK, "at": AT}
    item = actions.bring_overdue_to_agenda(following, **bring)
    parts = AgendaItem.objects.filter(parent=item).values_list("titles", flat=True)
    assert list(parts) == [{"en": "EC/2020/1: Late"}]
    assert actions.bring_overdue_to_agenda(following, **bring) is None


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_register_costs_the_same_for_one_and_for_many(count, django_assert_num_queries):
    _meeting, sitting = session()
    for _number in range(count):
        decision = take(sitting)
        actions.give_task(decision.reference, {"text": "x", "owner_as_written": "Secretariat"}, by=CLERK, at=AT)
    with django_assert_num_queries(3):
        found = queries.register(with_closed=False)
        assert len(queries.decision_rows(found, "en", with_closed=False, on=AT.date())) == count


@pytest.mark.django_db
def test_of_closed_decisions_nobody_outside_learns_even_the_number():
    meeting, sitting = session()
    first = take(sitting)
    task = actions.give_task(first.reference, {"text": "x", "owner_as_written": "Secretariat"}, by=CLERK, at=AT)
    meetings.sit_in_camera(sitting.reference, is_closed=True, by=CLERK, at=AT)
    shut = take(sitting, supersedes=first.reference)
    actions.cancel_task(task.reference, decision=shut.reference, by=CLERK, at=AT)
    meetings.sit_in_camera(sitting.reference, is_closed=False, by=CLERK, at=AT)
    take(sitting, supersedes=shut.reference)
    found = queries.register(with_closed=False)
    last, row = queries.decision_rows(found, "en", with_closed=False, on=AT.date())
    assert (last.supersedes, row.superseded_by, row.tasks[0].cancelled_by) == (None, (), None)
    assert "EC/2020/2" not in str([entry.facts for entry in record_of(meeting.slug, access=Access.PUBLIC)])


@pytest.mark.django_db
def test_a_decision_under_a_closed_item_is_closed_in_the_record_too():
    meeting, sitting = session()
    above = AgendaItem.objects.create(meeting=meeting, position=1, titles={"en": "Staff"}, is_closed=True)
    item = AgendaItem.objects.create(meeting=meeting, parent=above, position=1, titles={"en": "Salaries"})
    assert take(sitting, item=item.reference).is_closed
    assert list(record_of(meeting.slug, access=Access.PUBLIC))[-1].facts is None


@pytest.mark.django_db
def test_an_earlier_decision_drops_no_task():
    _meeting, sitting = session()
    first, second = take(sitting), take(sitting, at=AT + timedelta(hours=1))
    task = actions.give_task(second.reference, {"text": "x", "owner_as_written": "Secretariat"}, by=CLERK, at=AT)
    own = {"decision": first.reference, "by": CLERK, "at": AT}
    assert code_of(actions.cancel_task, task.reference, **own) == "cancelled_by_decision"


def test_decisions_declared_at_the_same_moment_get_numbers_of_their_own(committed):
    _meeting, sitting = session()
    gate = Barrier(5)

    def run(_number):
        gate.wait()
        take(sitting)
        connections.close_all()

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(run, range(5)))
    assert sorted(Decision.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]
