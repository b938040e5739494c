"""The working copy becomes public when it is released, and not before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from comitia.journal.models import Entry
from comitia.notices.models import Mail
from comitia.platform.actors import NOBODY, SYSTEM, Actor
from comitia.platform.answers import RefusedError
from comitia.platform.edits import token_of
from comitia.programme import actions, queries
from comitia.programme.models import Edition, Release, Slot
from comitia.programme.queries.drafts import find_working_slot, working_copy
from comitia.programme.queries.releases import snapshot_of, versions
from tests.factories.accounts import make_person
from tests.factories.programme import (
    AT,
    draft_slot,
    make_meeting,
    make_room,
    make_speaker,
    moment,
    release,
)
from tests.factories.statements import asked

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


def shown() -> list[tuple[str, str]]:
    """Give what readers see: slug and start in UTC."""
    return [(one["slug"], one["starts_at"]) for one in queries.session_records("excom-2020")]


def move(slug: str, starts: str, ends: str, **more) -> None:
    actions.move_slot("excom-2020", slug, starts_at=moment(starts), ends_at=moment(ends), by=SYSTEM, at=LATER, **more)


def changes(number: int) -> list[tuple[str, str]]:
    [version] = versions("excom-2020", language="en", number=number)
    return [(change.kind, change.slug) for change in version.changes]


def test_readers_see_a_change_only_once_it_is_released():
    meeting = make_meeting()
    draft_slot(meeting, "opening", "10:00", "10:30")
    assert (shown(), Edition.objects.exists()) == ([], False)
    release(meeting, "1.0")
    move("opening", "11:00", "11:30")
    assert shown() == [("opening", "2020-11-17T07:00:00Z")]
    release(meeting, "1.1", at=LATER)
    assert shown() == [("opening", "2020-11-17T08:00:00Z")]


def test_a_release_says_what_is_new_moved_changed_and_cancelled():
    meeting = make_meeting()
    make_room(meeting, "hall")
    for slug, starts, ends in (("a", "10:00", "11:00"), ("b", "11:00", "12:00"), ("c", "12:00", "13:00")):
        draft_slot(meeting, slug, starts, ends, room="hall")
    release(meeting, "1.0")
    move("a", "09:00", "10:00")
    draft_slot(meeting, "b", "11:00", "12:00", room="hall", titles={"en": "Better"})
    actions.drop_slot("excom-2020", "c", by=SYSTEM, at=LATER)
    draft_slot(meeting, "d", "14:00", "15:00")
    release(meeting, "1.1", at=LATER)
    assert changes(1) == [("new", "a"), ("new", "b"), ("new", "c")]
    assert changes(2) == [("moved", "a"), ("changed", "b"), ("new", "d"), ("cancelled", "c")]


def test_a_session_keeps_its_address_its_identifier_and_its_entry_when_it_moves_and_when_it_is_cancelled():
    meeting = make_meeting()
    draft_slot(meeting, "opening", "10:00", "10:30")
    release(meeting, "1.0")
    guid = Slot.objects.get().guid
    move("opening", "11:00", "11:30")
    release(meeting, "1.1")
    actions.drop_slot("excom-2020", "opening", by=SYSTEM, at=LATER)
    release(meeting, "1.2")
    [entry] = queries.programme_entries("excom-2020", zone="Europe/Moscow", language="en", site="https://example.org")
    assert (entry.uid, entry.sequence, entry.status) == ("excom-2020.opening@example.org", 2, "CANCELLED")
    assert (Slot.objects.get().guid, shown()) == (guid, [])
    actions.put_slot_back("excom-2020", "opening", by=SYSTEM, at=LATER)
    release(meeting, "1.3")
    assert (Slot.objects.get().sequence, len(shown())) == (3, 1)


def test_a_better_title_is_no_move():
    meeting = make_meeting()
    draft_slot(meeting, "opening")
    release(meeting, "1.0")
    draft_slot(meeting, "opening", titles={"en": "Welcome"})
    release(meeting, "1.1")
    assert (Slot.objects.get().sequence, Slot.objects.get().titles) == (0, {"en": "Welcome"})


def test_speakers_are_named_to_readers_only_by_a_release():
    meeting = make_meeting()
    draft_slot(meeting, "opening")
    release(meeting, "1.0")
    make_speaker(meeting, "vera")
    actions.name_speaker("excom-2020", "opening", speaker="vera", part="chair", by=SYSTEM, at=LATER)
    assert queries.speakers("excom-2020", language="en") == ()
    release(meeting, "1.1")
    assert [one.slug for one in queries.speakers("excom-2020", language="en")] == ["vera"]
    assert changes(2) == [("changed", "opening")]


def test_changing_back_leaves_nothing_to_release():
    meeting = make_meeting()
    draft_slot(meeting, "opening", "10:00", "10:30")
    release(meeting, "1.0")
    move("opening", "11:00", "11:30")
    move("opening", "10:00", "10:30")
    with pytest.raises(RefusedError) as refusal:
        release(meeting, "1.1")
    assert (refusal.value.answer.code, Slot.objects.get().draft) == ("nothing_changed", None)


def test_a_version_of_the_past_can_be_brought_back_into_the_working_copy():
    meeting = make_meeting()
    draft_slot(meeting, "a", "10:00", "11:00")
    draft_slot(meeting, "b", "11:00", "12:00")
    release(meeting, "1.0")
    first = shown()
    move("a", "14:00", "15:00")
    actions.drop_slot("excom-2020", "b", by=SYSTEM, at=LATER)
    release(meeting, "1.1")
    draft_slot(meeting, "c", "16:00", "17:00")
    actions.restore_release("excom-2020", 1, by=SYSTEM, at=LATER)
    assert shown() == [("a", "2020-11-17T11:00:00Z")]
    release(meeting, "1.2")
    assert [one for one in shown() if one[1]] == first
    assert working_copy("excom-2020")["c"].starts_at is None


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"by": NOBODY}, "not_secretariat"),
        ({"by": Actor(person=None, roles=frozenset({"regional_office"}))}, "not_secretariat"),
        ({"name": "1.0"}, "name_taken"),
        ({"name": "  "}, "no_name"),
        ({"seen": "what somebody saw long ago"}, "changed_meanwhile"),
    ],
)
def test_a_release_that_must_not_be_is_refused(more, code):
    meeting = make_meeting()
    draft_slot(meeting, "opening")
    release(meeting, "1.0")
    draft_slot(meeting, "closing", "16:00", "17:00")
    with pytest.raises(RefusedError) as refusal:
        release(meeting, **{"name": "1.1", **more})
    assert (refusal.value.answer.code, Release.objects.count(), len(shown())) == (code, 1, 1)


def test_what_was_looked_at_is_what_is_released():
    meeting = make_meeting()
    draft_slot(meeting, "opening")
    seen = token_of(snapshot_of(working_copy("excom-2020").values()))
    assert release(meeting, "1.0", seen=seen).number == 1


def test_the_second_of_two_officers_does_not_overwrite_the_first():
    meeting = make_meeting()
    draft_slot(meeting, "opening", "10:00", "10:30")
    seen = find_working_slot("excom-2020", "opening").record("en").token
    move("opening", "11:00", "11:30", seen=seen)
    with pytest.raises(RefusedError) as refusal:
        move("opening", "12:00", "12:30", seen=seen)
    assert refusal.value.answer.code == "changed_meanwhile"
    assert find_working_slot("excom-2020", "opening").starts_at == moment("11:00")


def test_people_whose_agenda_holds_a_moved_session_are_told_once():
    meeting = make_meeting()
    draft_slot(meeting, "opening", "10:00", "10:30")
    draft_slot(meeting, "closing", "16:00", "17:00")
    release(meeting, "1.0")
    keeper, other = make_person(email="keeper@example.org", zone="Asia/Seoul"), make_person(email="other@example.org")
    for person, slug in ((keeper, "opening"), (keeper, "closing"), (other, "closing")):
        actions.bookmark_slot(person, "excom-2020", slug, by=Actor(person=person.reference))
    move("opening", "11:00", "11:30")
    draft_slot(meeting, "closing", "16:00", "17:00", titles={"en": "Farewell"})
    release(meeting, "1.1", at=LATER)
    [letter] = Mail.objects.filter(kind="programme_agenda")
    assert (letter.to, letter.state) == ("keeper@example.org", "queued")
    assert "17 November 2020, 17:00 (UTC+9): Opening" in letter.text
    assert "Farewell" not in letter.text


def test_letters_to_speakers_wait_for_an_officer_and_carry_their_sessions():
    meeting = make_meeting()
    make_speaker(meeting, "vera", name="Vera Svetlogradova", email="vera@example.org")
    make_speaker(meeting, "haneul")
    draft_slot(meeting, "opening", "10:00", "10:30", speakers=[{"speaker": "vera"}, {"speaker": "haneul"}])
    draft_slot(meeting, "closing", "16:00", "17:00")
    release(meeting, "1.0", tell_speakers=True)
    [letter] = Mail.objects.filter(kind="programme_speaker")
    assert (letter.to, letter.state) == ("vera@example.org", "review")
    [event] = Calendar.from_ical(bytes(letter.calendar)).walk("VEVENT")
    assert (str(event["SUMMARY"]), event["SEQUENCE"]) == ("Opening", 0)
    draft_slot(meeting, "closing", "16:30", "17:00")
    release(meeting, "1.1", tell_speakers=True)
    assert Mail.objects.filter(kind="programme_speaker").count() == 1


def test_the_journal_counts_what_a_release_changes_and_names_no_speaker():
    meeting = make_meeting()
    make_speaker(meeting, "vera-svetlogradova")
    draft_slot(meeting, "opening", speakers=[{"speaker": "vera-svetlogradova"}])
    release(meeting, "1.0")
    assert Entry.objects.get(verb="release_programme").facts == {
        "number": 1, "name": "1.0", "new": 1, "moved": 0, "changed": 0, "cancelled": 0
    }  # fmt: skip
    assert "svetlogradova" not in str(Entry.objects.get(verb="save_slot").facts)


@pytest.mark.parametrize("count", [1, 3])
def test_a_release_takes_the_same_statements_for_one_session_and_for_three(count):
    meeting = make_meeting()
    make_speaker(meeting, "vera", email="vera@example.org")
    for number in range(count):
        draft_slot(meeting, f"slot-{number}", f"1{number}:00", f"1{number}:30", speakers=[{"speaker": "vera"}])
    release(meeting, "1.0")
    for number in range(count):
        move(f"slot-{number}", f"1{number}:10", f"1{number}:40")
    with CaptureQueriesContext(connection) as captured:
        release(meeting, "1.1")
    statements = asked(captured)
    assert len(statements) == 17, statements


def test_a_session_that_was_never_released_is_gone_when_it_is_dropped():
    meeting = make_meeting()
    draft_slot(meeting, "opening")
    actions.drop_slot("excom-2020", "opening", by=SYSTEM, at=LATER)
    assert (Slot.objects.count(), Entry.objects.get(verb="drop_slot").subject) == (0, "slot:excom-2020/opening")


def test_a_new_session_has_an_address_of_its_own():
    make_meeting()
    slugs = [
        actions.add_slot("excom-2020", kind="forum", titles=titles, starts_at=None, ends_at=None, by=SYSTEM, at=AT).slug
        for titles in ({"en": "Changes"}, {"en": "Clean air"}, {"en": "Clean air"}, {"ko": "개회"})
    ]
    assert slugs == ["changes-2", "clean-air", "clean-air-2", "session"]
