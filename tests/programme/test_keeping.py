"""The secretariat keeps a programme."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comitia.journal.models import Entry, Particulars
from comitia.platform.actors import NOBODY, SYSTEM, Actor
from comitia.platform.answers import RefusedError
from comitia.programme import actions, queries
from comitia.programme.models import Edition, Slot
from tests.factories.programme import (
    AT,
    make_meeting,
    make_room,
    make_slot,
    make_speaker,
    moment,
    name_speaker,
    publish,
)

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


def code_of(excinfo) -> str:
    return excinfo.value.answer.code


def test_a_moved_slot_keeps_its_address_and_counts_the_move():
    meeting = make_meeting()
    make_slot(meeting, "opening", "10:00", "10:30")
    actions.move_slot("excom-2020", "opening", starts_at=moment("11:00"), ends_at=moment("11:30"), by=SYSTEM, at=LATER)
    publish(meeting, "opening", at=LATER)
    slot = Slot.objects.get()
    assert (slot.slug, slot.sequence, slot.starts_at, slot.changed_at) == ("opening", 1, moment("11:00"), LATER)


def test_moving_a_slot_to_where_it_is_changes_nothing():
    meeting = make_meeting()
    make_slot(meeting, "opening", "10:00", "10:30")
    acts = Entry.objects.count()
    actions.move_slot("excom-2020", "opening", starts_at=moment("10:00"), ends_at=moment("10:30"), by=SYSTEM, at=LATER)
    assert (Slot.objects.get().draft, Entry.objects.count()) == (None, acts)


def test_another_room_counts_as_a_move_and_another_title_does_not():
    meeting = make_meeting()
    make_room(meeting, "hall")
    make_slot(meeting, "forum", room="hall")
    make_slot(meeting, "forum", room="hall", titles={"en": "A better title"})
    assert Slot.objects.get().sequence == 0
    make_slot(meeting, "forum", room="")
    assert Slot.objects.get().sequence == 1


@pytest.mark.parametrize("by", [NOBODY, Actor(person=None, roles=frozenset({"chair", "regional_office", "operator"}))])
def test_only_the_secretariat_changes_the_programme(by):
    make_meeting()
    with pytest.raises(RefusedError) as refusal:
        actions.save_room("excom-2020", "hall", names={"en": "Hall"}, order=1, by=by, at=AT)
    assert code_of(refusal) == "not_secretariat"


def test_a_secretariat_officer_changes_the_programme():
    make_meeting()
    officer = Actor(person=None, capacity="secretariat", roles=frozenset({"secretariat"}))
    assert actions.save_room("excom-2020", "hall", names={"en": "Hall"}, order=1, by=officer, at=AT).slug == "hall"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ends": "09:00"}, "ends_before_start"),
        ({"ends": "10:00"}, "ends_before_start"),
        ({"room": "attic"}, "unknown_room"),
    ],
)
def test_a_slot_that_cannot_be_is_refused_with_a_reason(change, code):
    meeting = make_meeting()
    with pytest.raises(RefusedError) as refusal:
        make_slot(meeting, **{"slug": "opening", "starts": "10:00", "ends": "10:30"} | change)
    assert (code_of(refusal), Slot.objects.count()) == (code, 0)


def test_what_does_not_exist_is_refused_by_name():
    meeting = make_meeting()
    make_slot(meeting, "opening")
    for act, code in (
        (lambda: name_speaker(meeting, "opening", "nobody"), "unknown_speaker"),
        (lambda: name_speaker(meeting, "closing", "nobody"), "unknown_slot"),
        (lambda: make_speaker(meeting, "vera", member="atlantis"), "unknown_member"),
        (lambda: actions.save_room("excom-1999", "hall", names={}, order=1, by=SYSTEM, at=AT), "unknown_meeting"),
    ):
        with pytest.raises(RefusedError) as refusal:
            act()
        assert code_of(refusal) == code


def test_every_change_begins_an_edition_and_tells_the_public_pages(django_capture_on_commit_callbacks):
    meeting = make_meeting()
    with django_capture_on_commit_callbacks() as callbacks:
        make_slot(meeting, "opening")
        make_speaker(meeting, "vera")
        name_speaker(meeting, "opening", "vera")
    assert (Edition.objects.get().number, len(callbacks)) == (3, 3)


def test_the_edition_read_by_pages_is_a_new_one_once_the_change_is_committed(django_capture_on_commit_callbacks):
    meeting = make_meeting()
    make_slot(meeting, "opening")
    before = queries.edition("excom-2020")
    with django_capture_on_commit_callbacks(execute=True):
        make_slot(meeting, "closing", "16:30", "17:00")
    assert queries.edition("excom-2020") != before


def test_names_of_speakers_stay_out_of_the_chained_facts():
    meeting = make_meeting()
    make_speaker(meeting, "vera", name="Vera Svetlogradova")
    entry = Entry.objects.get(verb="save_speaker")
    assert entry.facts == {"new": True}
    assert "Vera" not in entry.subject
    assert Particulars.objects.get(entry=entry).data == {"name": "Vera Svetlogradova", "positions": {"en": "Mayor"}}
