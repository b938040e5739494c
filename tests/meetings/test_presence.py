"""A member is present while somebody is there for it, once however many they are and wherever they sit."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections
from django.utils.module_loading import import_string

from comitia.core.governance.record import Access
from comitia.meetings import actions, queries
from comitia.meetings.models import Presence
from comitia.platform.actors import SYSTEM
from comitia.platform.answers import RefusedError
from comitia.serving.site import periodic_tasks
from tests.factories.accounts import make_person
from tests.factories.meetings import make_meeting
from tests.factories.members import make_member
from tests.factories.sittings import AT, CLERK, make_sitting


def come(sitting, person, member, *, mode="online", source="browser", at=AT):
    return actions.arrive(sitting, person, member=member, mode=mode, source=source, by=SYSTEM, at=at)


def comings(meeting):
    record = queries.record_of(meeting.slug, access=Access.PUBLIC)
    return [(one.kind, one.facts["member"]) for one in record if one.kind.startswith("member_")]


@pytest.mark.django_db
def test_two_people_of_a_city_make_it_present_once_until_the_last_has_left():
    meeting, city = make_meeting(), make_member("Kigali")
    sitting, head, adviser = make_sitting(meeting), make_person("Head"), make_person("Adviser")
    come(sitting, head, city)
    come(sitting, adviser, city)
    actions.leave(sitting, head, by=SYSTEM, at=AT)
    assert queries.members_present(sitting) == {city.pk}
    actions.leave(sitting, adviser, by=SYSTEM, at=AT)
    assert queries.members_present(sitting) == frozenset()
    assert comings(meeting) == [("member_arrived", city.slug), ("member_left", city.slug)]


@pytest.mark.django_db
def test_a_person_in_the_room_and_online_is_there_once():
    meeting, city = make_meeting(), make_member("Kigali")
    sitting, head = make_sitting(meeting), make_person("Head")
    come(sitting, head, city)
    come(sitting, head, city, mode="in_person", source="door", at=AT + timedelta(minutes=1))
    come(sitting, head, city, at=AT + timedelta(minutes=2))
    running = Presence.objects.get(until=None)
    assert (running.mode, Presence.objects.count()) == ("in_person", 2)
    assert comings(meeting)[0] == ("member_arrived", city.slug)
    assert queries.members_present(sitting) == {city.pk}


@pytest.mark.django_db
def test_a_lost_browser_has_left_when_it_was_last_heard_of_but_not_within_the_grace():
    meeting, city = make_meeting(), make_member("Kigali")
    sitting, head = make_sitting(meeting), make_person("Head")
    come(sitting, head, city)
    assert actions.see_again(sitting.pk, head.reference, at=AT + timedelta(seconds=30))
    assert actions.end_lost_presences(at=AT + timedelta(seconds=90)) == 0
    assert actions.end_lost_presences(at=AT + timedelta(seconds=91)) == 1
    assert Presence.objects.get().until == AT + timedelta(seconds=30)
    assert comings(meeting)[-1] == ("member_left", city.slug)
    assert not actions.see_again(sitting.pk, head.reference, at=AT + timedelta(seconds=92))


@pytest.mark.django_db
def test_who_is_in_the_room_is_not_lost_with_a_browser():
    meeting, city = make_meeting(), make_member("Kigali")
    sitting = make_sitting(meeting)
    come(sitting, make_person("Head"), city, mode="in_person", source="declared")
    assert actions.end_lost_presences(at=AT + timedelta(hours=1)) == 0


@pytest.mark.django_db
def test_the_schedule_ends_what_is_lost_in_every_session(time_machine):
    head, city = make_person("Head"), make_member("Kigali")
    meetings = [make_meeting(slug) for slug in ("excom-2020", "assembly-2021")]
    for meeting in meetings:
        come(make_sitting(meeting), head, city)
    time_machine.move_to(AT + timedelta(seconds=61), tick=False)
    [task] = [one.task for one in periodic_tasks() if one.name == "end lost presences"]
    assert import_string(task).call() == 2
    assert [comings(meeting)[-1] for meeting in meetings] == [("member_left", city.slug)] * 2


@pytest.mark.django_db
def test_a_clock_that_jumps_back_ends_no_presence_before_it_began():
    meeting, city = make_meeting(), make_member("Kigali")
    sitting, head = make_sitting(meeting), make_person("Head")
    come(sitting, head, city)
    actions.leave(sitting, head, by=SYSTEM, at=AT - timedelta(hours=1))
    assert Presence.objects.get().until == AT


@pytest.mark.django_db
def test_nobody_comes_to_a_sitting_that_is_over():
    sitting = make_sitting(make_meeting())
    actions.close_sitting(sitting.reference, by=CLERK, at=AT)
    with pytest.raises(RefusedError) as refused:
        come(sitting, make_person("Late"), None)
    assert refused.value.answer.code == "sitting_over"


def test_browsers_of_one_person_at_the_same_moment_make_one_presence(committed):
    meeting, city = make_meeting(), make_member("Kigali")
    sitting, head = make_sitting(meeting), make_person("Head")
    gate = Barrier(6)

    def run(_number):
        gate.wait()
        come(sitting, head, city)
        connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(run, range(6)))
    assert Presence.objects.count() == 1
    assert comings(meeting) == [("member_arrived", city.slug)]
