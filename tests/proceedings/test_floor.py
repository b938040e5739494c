"""Delegates ask for the floor and the chair gives it: order, time, points of order, regions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from comitia.accounts.models import Person
from comitia.core.governance.debate import Klass, ListState, Policy
from comitia.core.governance.record import Access
from comitia.core.governance.rule_set import SpeakerClass, SpeakingTimes
from comitia.meetings import actions as sittings
from comitia.meetings.queries import record_of
from comitia.platform.answers import RefusedError
from comitia.proceedings import actions
from comitia.proceedings.actions import Somebody
from comitia.proceedings.models import Speech
from comitia.proceedings.queries.acts import speech_acts
from comitia.proceedings.queries.floor import floor_of, own_floor
from comitia.proceedings.queries.own_data import personal_data
from tests.factories.meetings import make_meeting
from tests.factories.organs import make_committee, make_mandate
from tests.factories.proceedings import call, make_delegate, member_of
from tests.factories.sittings import AT, CLERK, make_sitting
from tests.factories.voting import make_rules

pytestmark = pytest.mark.django_db
MP4 = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + b"\x00" * 64


def after(seconds):
    return AT + timedelta(seconds=seconds)


def debate(**opened):
    """Call an item with an open list of speakers: three minutes for members, four for groups."""
    meeting = make_meeting()
    make_sitting(meeting)
    item = call(meeting)
    limits = {"member": 180, "group": 240, "observer": 120, "point_of_order": 60, "right_of_reply": 60}
    actions.open_list(item.reference, **{"limits": limits, **opened}, by=CLERK, at=AT)
    return meeting, item


def test_a_list_is_opened_with_the_times_of_the_rules_unless_others_are_given():
    meeting = make_meeting(organ=make_committee())
    make_sitting(meeting)
    times = {SpeakerClass.MEMBER: 120, SpeakerClass.OBSERVER: None}
    make_rules(meeting.organ, speaking=SpeakingTimes(seconds=times, section_seconds=600))
    item = call(meeting)
    opened = actions.open_list(item.reference, by=CLERK, at=AT)
    assert (opened.limits, opened.section_seconds) == ({"member": 120}, 600)
    opened = actions.open_list(item.reference, limits={}, section_seconds=60, by=CLERK, at=AT)
    assert (opened.limits, opened.section_seconds) == ({}, 60)


def ask(item, by, *, seconds=0, **more):
    return actions.ask_for_floor(item.reference, **more, by=by, at=after(seconds))


def waiting(item, *, at=AT):
    return [row.name for row in floor_of(item, at=at).waiting]


def code_of(act, *given, **more):
    with pytest.raises(RefusedError) as refused, transaction.atomic():
        act(*given, **{"by": CLERK, "at": AT, **more})
    return refused.value.answer.code


def kinds(meeting):
    return [
        one.kind for one in record_of(meeting.slug, access=Access.COMMITTEE) if one.kind.startswith(("floor", "list"))
    ]


def test_a_delegate_asks_with_one_click_and_is_heard():
    meeting, item = debate()
    speech = ask(item, make_delegate(meeting, "Seoul"))
    actions.give_floor(speech.reference, by=CLERK, at=AT)
    actions.end_speech(speech.reference, by=CLERK, at=after(90))
    floor = floor_of(item, at=after(90))
    assert [(row.name, row.klass, row.used) for row in floor.heard] == [("Seoul", "member", timedelta(seconds=90))]
    assert kinds(meeting) == ["list_opened", "floor_asked", "floor_given", "floor_ended"]
    entry = next(one for one in record_of(meeting.slug, access=Access.PUBLIC) if one.kind == "floor_ended")
    assert (entry.facts["member"], entry.facts["used"]) == ("seoul", 90)


def test_everybody_is_heard_in_the_class_of_their_accreditation():
    meeting, item = debate()
    ask(item, make_delegate(meeting, observer="UNESCO"), seconds=1)
    ask(item, make_delegate(meeting, "Seoul"), seconds=2)
    ask(item, make_delegate(meeting, "Moscow"), seconds=3, klass=Klass.GROUP, group="Eurasian cities")
    ask(item, make_delegate(meeting, "Baku"), seconds=4, klass=Klass.POINT_OF_ORDER)
    rows = floor_of(item, at=AT).waiting
    assert [(row.name, row.klass, row.group, row.allowed and row.allowed.seconds) for row in rows] == [
        ("Baku", "point_of_order", "", 60),
        ("Moscow", "group", "Eurasian cities", 240),
        ("Seoul", "member", "", 180),
        ("UNESCO", "observer", "", 120),
    ]


def test_a_member_without_a_seat_in_the_organ_observes_its_session():
    committee = make_committee()
    meeting = make_meeting(organ=committee)
    make_sitting(meeting)
    make_mandate(member_of("Seoul", region="asia"), committee)
    item = call(meeting)
    actions.open_list(item.reference, limits={}, by=CLERK, at=AT)
    found = [ask(item, make_delegate(meeting, city)).klass for city in ("Seoul", "Goris")]
    assert found == [Klass.MEMBER, Klass.OBSERVER]


@pytest.mark.parametrize(
    ("delegate", "code"),
    [
        ({"city": "Seoul", "speaks": False}, "credential_does_not_speak"),
        ({"city": "Seoul", "credential": "rejected"}, "credential_does_not_speak"),
        ({"city": "Seoul", "state": "submitted"}, "not_admitted"),
    ],
)
def test_who_is_not_empowered_to_speak_is_told_why(delegate, code):
    meeting, item = debate()
    assert code_of(actions.ask_for_floor, item.reference, by=make_delegate(meeting, **delegate)) == code


def test_who_is_in_no_delegation_is_told_whom_to_ask():
    _meeting, item = debate()
    assert code_of(actions.ask_for_floor, item.reference) == "no_delegation"


def test_observers_do_not_speak_as_members_and_groups_have_a_name():
    meeting, item = debate()
    agency, seoul = make_delegate(meeting, observer="UNESCO"), make_delegate(meeting, "Seoul")
    assert code_of(actions.ask_for_floor, item.reference, klass=Klass.MEMBER, by=agency) == "observers_after_members"
    assert code_of(actions.ask_for_floor, item.reference, klass=Klass.OBSERVER, by=seoul) == "member_is_no_observer"
    assert code_of(actions.ask_for_floor, item.reference, klass=Klass.GROUP, by=seoul) == "no_group"


def test_a_delegation_waits_once_whoever_asks():
    meeting, item = debate()
    ask(item, make_delegate(meeting, "Seoul"))
    colleague = make_delegate(meeting, "Seoul", role="adviser")
    assert code_of(actions.ask_for_floor, item.reference, by=colleague) == "already_waiting"


def test_a_closed_list_takes_points_of_order_and_replies_alone():
    meeting, item = debate()
    seoul, moscow = make_delegate(meeting, "Seoul"), make_delegate(meeting, "Moscow")
    first = ask(item, seoul)
    actions.announce_closing(item.reference, by=CLERK, at=AT)
    actions.close_list(item.reference, by=CLERK, at=AT)
    assert code_of(actions.ask_for_floor, item.reference, by=moscow) == "list_closed"
    assert (
        code_of(actions.ask_for_floor, item.reference, klass=Klass.RIGHT_OF_REPLY, by=moscow) == "nothing_to_reply_to"
    )
    actions.give_floor(first.reference, by=CLERK, at=AT)
    ask(item, moscow, klass=Klass.RIGHT_OF_REPLY)
    ask(item, moscow, klass=Klass.POINT_OF_ORDER)
    actions.end_speech(first.reference, by=CLERK, at=AT)
    assert floor_of(item, at=AT).is_exhausted is False
    for row in floor_of(item, at=AT).waiting:
        actions.pass_over(row.reference, by=CLERK, at=AT)
    assert floor_of(item, at=AT).is_exhausted is True


def test_one_speaks_at_a_time_and_a_point_of_order_interrupts():
    meeting, item = debate()
    seoul, moscow, baku = (
        ask(item, make_delegate(meeting, city), klass=klass)
        for city, klass in (("Seoul", None), ("Moscow", None), ("Baku", Klass.POINT_OF_ORDER))
    )
    actions.give_floor(seoul.reference, by=CLERK, at=AT)
    assert code_of(actions.give_floor, moscow.reference) == "floor_taken"
    actions.give_floor(baku.reference, by=CLERK, at=after(30))
    floor = floor_of(item, at=after(50))
    assert (floor.speaking.name, [row.name for row in floor.paused]) == ("Baku", ["Seoul"])
    assert floor.paused[0].remaining == timedelta(seconds=150)
    assert code_of(actions.resume_speech, seoul.reference) == "floor_taken"
    actions.end_speech(baku.reference, by=CLERK, at=after(60))
    assert code_of(actions.give_floor, moscow.reference) == "floor_taken"
    actions.resume_speech(seoul.reference, by=CLERK, at=after(60))
    assert floor_of(item, at=after(60)).speaking.ends_at == after(60 + 150)


def test_pauses_do_not_count_and_more_time_can_be_given():
    meeting, item = debate()
    speech = ask(item, make_delegate(meeting, "Seoul"))
    actions.give_floor(speech.reference, by=CLERK, at=AT)
    actions.pause_speech(speech.reference, by=CLERK, at=after(100))
    actions.resume_speech(speech.reference, by=CLERK, at=after(500))
    actions.extend_speech(speech.reference, seconds=60, by=CLERK, at=after(510))
    row = floor_of(item, at=after(510)).speaking
    assert (row.used.seconds, row.remaining.seconds, row.ends_at) == (110, 130, after(640))
    assert code_of(actions.extend_speech, speech.reference, seconds=0) == "bad_extension"


def test_a_clock_that_jumps_back_takes_no_time():
    meeting, item = debate()
    speech = ask(item, make_delegate(meeting, "Seoul"))
    actions.give_floor(speech.reference, by=CLERK, at=after(3600))
    actions.end_speech(speech.reference, by=CLERK, at=AT)
    assert Speech.objects.get().used == timedelta(0)


def test_a_region_has_its_own_time_and_a_speech_gets_no_more_than_is_left():
    meeting, item = debate(section_seconds=200, policy=Policy.ALTERNATING_SECTIONS)
    seoul = ask(item, make_delegate(meeting, "Seoul"))
    ask(item, make_delegate(meeting, "Jakarta"), seconds=1)
    ask(item, make_delegate(meeting, "Moscow", region="europe"), seconds=2)
    actions.give_floor(seoul.reference, by=CLERK, at=AT)
    actions.end_speech(seoul.reference, by=CLERK, at=after(150))
    floor = floor_of(item, at=after(150))
    assert [(row.name, row.allowed.seconds) for row in floor.waiting] == [("Moscow", 180), ("Jakarta", 50)]
    assert [(str(row.name), row.account.remaining.seconds, row.speeches) for row in floor.sections] == [("Asia", 50, 1)]


def test_the_chair_changes_the_order_and_puts_others_on_the_list():
    meeting, item = debate()
    for count, city in enumerate(("Seoul", "Moscow", "Baku")):
        ask(item, make_delegate(meeting, city), seconds=count)
    baku = Speech.objects.get(member__name="Baku")
    actions.put_at_place(baku.reference, place=1, by=CLERK, at=AT)
    actions.put_on_list(item.reference, Somebody(guest="Director of the secretariat"), by=CLERK, at=AT)
    actions.put_on_list(item.reference, Somebody(member=member_of("Goris", region="europe")), by=CLERK, at=after(9))
    assert waiting(item) == ["Baku", "Seoul", "Moscow", "Goris", "Director of the secretariat"]


def test_those_who_have_spoken_come_after_the_others():
    meeting, item = debate(policy=Policy.FIRST_TIME_FIRST)
    seoul, moscow = make_delegate(meeting, "Seoul"), make_delegate(meeting, "Moscow")
    speech = ask(item, seoul)
    actions.give_floor(speech.reference, by=CLERK, at=AT)
    actions.end_speech(speech.reference, by=CLERK, at=AT)
    ask(item, seoul, seconds=1)
    ask(item, moscow, seconds=2)
    assert waiting(item) == ["Moscow", "Seoul"]


def test_a_delegation_takes_its_request_back_and_nobody_elses():
    meeting, item = debate()
    speech = ask(item, make_delegate(meeting, "Seoul"))
    moscow, colleague = make_delegate(meeting, "Moscow"), make_delegate(meeting, "Seoul", role="adviser")
    assert code_of(actions.withdraw_request, speech.reference, by=moscow) == "not_presiding"
    actions.withdraw_request(speech.reference, by=colleague, at=AT)
    assert waiting(item) == []
    assert code_of(actions.withdraw_request, speech.reference, by=colleague) == "speech_withdrawn"


def test_nobody_but_the_chair_leads_the_floor():
    meeting, item = debate()
    seoul = make_delegate(meeting, "Seoul")
    speech = ask(item, seoul)
    for act in (actions.give_floor, actions.pause_speech, actions.end_speech, actions.pass_over):
        assert code_of(act, speech.reference, by=seoul) == "not_presiding"
    for act in (actions.close_list, actions.announce_closing):
        assert code_of(act, item.reference, by=seoul) == "not_presiding"


def test_the_floor_is_given_on_the_item_under_discussion_alone():
    meeting, _item = debate()
    other = add_late(meeting)
    actions.open_list(other.reference, limits={}, by=CLERK, at=AT)
    speech = ask(other, make_delegate(meeting, "Seoul"))
    assert code_of(actions.give_floor, speech.reference) == "not_called"


def test_an_item_ends_when_nobody_speaks_and_those_who_wait_lapse():
    meeting, item = debate()
    first, second = (ask(item, make_delegate(meeting, city)) for city in ("Seoul", "Moscow"))
    actions.give_floor(first.reference, by=CLERK, at=AT)
    assert code_of(actions.conclude_item, item.reference) == "floor_taken"
    actions.end_speech(first.reference, by=CLERK, at=AT)
    actions.conclude_item(item.reference, by=CLERK, at=AT)
    second.refresh_from_db()
    assert second.state == "lapsed"
    assert floor_of(item, at=AT).state is ListState.CLOSED
    assert code_of(actions.ask_for_floor, item.reference, by=make_delegate(meeting, "Baku")) == "item_over"


def test_observers_are_not_heard_in_camera_and_the_record_keeps_the_speech_inside():
    meeting, item = debate()
    sitting = item.meeting.sittings.get()
    sittings.sit_in_camera(sitting.reference, is_closed=True, by=CLERK, at=AT)
    agency = make_delegate(meeting, observer="UNESCO")
    assert code_of(actions.ask_for_floor, item.reference, by=agency) == "closed_to_observers"
    ask(item, make_delegate(meeting, "Seoul"))
    asked = [one for one in record_of(meeting.slug, access=Access.PUBLIC) if one.kind == "floor_asked"]
    assert [one.facts for one in asked] == [None]


def test_delegates_see_what_they_may_ask_for_and_why_not():
    meeting, item = debate()
    seoul = make_delegate(meeting, "Seoul")
    before = own_floor(item, meeting, seoul.person, at=AT)
    assert [(one.klass, bool(one.answer)) for one in before.asking] == [
        ("member", True),
        ("group", True),
        ("point_of_order", True),
        ("right_of_reply", False),
    ]
    ask(item, seoul)
    after_asking = own_floor(item, meeting, seoul.person, at=AT)
    assert [bool(one.answer) for one in after_asking.asking] == [False, True, True, False]
    assert [row.state for row in after_asking.requests] == ["queued"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_floor_takes_the_same_statements_however_long(count, django_assert_num_queries):
    meeting, item = debate(section_seconds=600)
    for city in ("Seoul", "Moscow", "Baku")[:count]:
        speech = ask(item, make_delegate(meeting, city))
        ask(item, make_delegate(meeting, city, role="adviser"), klass=Klass.POINT_OF_ORDER)
        actions.pass_over(speech.reference, by=CLERK, at=AT)
    with django_assert_num_queries(2):
        floor_of(item, at=AT)


def test_a_suspended_sitting_pauses_the_speaker_and_an_adjourned_one_ends_the_speech():
    meeting, item = debate()
    sitting = meeting.sittings.get()
    speech = ask(item, make_delegate(meeting, "Seoul"))
    actions.give_floor(speech.reference, by=CLERK, at=AT)
    actions.suspend_sitting(sitting.reference, reason="No sound", by=CLERK, at=after(40))
    assert floor_of(item, at=after(900)).paused[0].remaining == timedelta(seconds=140)
    actions.resume_sitting(sitting.reference, by=CLERK, at=after(900))
    actions.resume_speech(speech.reference, by=CLERK, at=after(900))
    actions.adjourn_sitting(sitting.reference, reason="Evening", by=CLERK, at=after(920))
    speech.refresh_from_db()
    assert (speech.state, speech.used) == ("done", timedelta(seconds=60))


def test_the_acts_on_a_speech_are_offered_with_the_reasons_why_not():
    meeting, item = debate()
    seoul, moscow = (ask(item, make_delegate(meeting, city)) for city in ("Seoul", "Moscow"))
    actions.give_floor(seoul.reference, by=CLERK, at=AT)
    floor = floor_of(item, at=AT)
    given, waits = speech_acts(floor.speaking, floor, item), speech_acts(floor.waiting[0], floor, item)
    assert [act for act, answer in given.items() if answer] == ["pause", "end"]
    assert [act for act, answer in waits.items() if answer] == ["withdraw", "lapse"]
    assert (waits["give"].code, given["give"].code) == ("floor_taken", "speech_speaking")
    assert moscow.state == "queued"


def test_people_get_what_is_kept_of_their_speeches():
    meeting, item = debate()
    seoul = make_delegate(meeting, "Seoul")
    ask(item, seoul)
    rows = personal_data(Person.objects.get(reference=seoul.person))["speeches"]
    assert [(row["item"], row["class"], row["state"]) for row in rows] == [("1", "member", "queued")]


def add_late(meeting):
    values = {"titles": {"en": "Other business"}, "business": "discuss"}
    return actions.add_late_item(meeting.pk, values, waiver="Without objection", by=CLERK, at=AT)


def hand_in(item, by, *, seconds, content=MP4, name="Statement of Seoul.mp4"):
    with actions.receive_recording([content], name=name) as received:
        return actions.hand_in_statement(item.reference, received, length=timedelta(seconds=seconds), by=by, at=AT)


def test_a_recorded_statement_waits_in_its_place_and_is_no_longer_than_allowed():
    meeting, item = debate()
    seoul = make_delegate(meeting, "Seoul")
    with pytest.raises(RefusedError) as refused, transaction.atomic():
        hand_in(item, seoul, seconds=181)
    assert refused.value.answer.code == "longer_than_allowed"
    ask(item, make_delegate(meeting, observer="UNESCO"))
    hand_in(item, seoul, seconds=170)
    assert [(row.name, row.klass, row.has_statement) for row in floor_of(item, at=AT).waiting] == [
        ("Seoul", "recorded_statement", True),
        ("UNESCO", "observer", False),
    ]


def test_what_is_no_recording_is_refused():
    meeting, item = debate()
    seoul = make_delegate(meeting, "Seoul")
    with pytest.raises(RefusedError) as refused:
        hand_in(item, seoul, seconds=60, content=b"%PDF-1.7 a text", name="statement.pdf")
    assert refused.value.answer.code == "file_kind_not_accepted"
