"""A person keeps sessions for themself."""

from __future__ import annotations

import pytest

from comitia.journal.models import Entry
from comitia.platform.actors import NOBODY, Actor
from comitia.platform.answers import RefusedError
from comitia.programme import actions, queries
from comitia.programme.models import Bookmark, CalendarAddress
from comitia.programme.policies import MOST_BOOKMARKS
from tests.factories.accounts import make_person
from tests.factories.programme import AT, make_meeting, make_room, make_sessions, make_slot

pytestmark = pytest.mark.django_db


def own(person) -> Actor:
    return Actor(person=person.reference)


def keep(person, slug) -> None:
    actions.bookmark_slot(person, "excom-2020", slug, by=own(person))


def test_keeping_a_session_twice_is_keeping_it_once_and_no_act_of_the_journal():
    make_slot(make_meeting(), "opening")
    person = make_person()
    acts = Entry.objects.count()
    keep(person, "opening")
    keep(person, "opening")
    assert (Bookmark.objects.count(), Entry.objects.count()) == (1, acts)


def test_a_dropped_session_is_gone_and_dropping_it_again_is_no_fault():
    make_slot(make_meeting(), "opening")
    person = make_person()
    keep(person, "opening")
    actions.drop_bookmark(person, "excom-2020", "opening")
    actions.drop_bookmark(person, "excom-2020", "opening")
    assert queries.kept_slots(person) == frozenset()


def test_an_agenda_holds_only_so_many_sessions():
    meeting = make_meeting()
    slots = make_sessions(meeting, 1)
    person = make_person()
    more = [make_slot(meeting, f"more-{number}") for number in range(3)]
    Bookmark.objects.create(person=person, slot=slots[0])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("comitia.programme.policies.MOST_BOOKMARKS", 2)
        keep(person, more[0].slug)
        with pytest.raises(RefusedError) as refusal:
            keep(person, more[1].slug)
    assert (refusal.value.answer.code, Bookmark.objects.count(), MOST_BOOKMARKS) == ("agenda_full", 2, 200)


def test_nobody_and_unknown_sessions_are_refused():
    make_slot(make_meeting(), "opening")
    person = make_person()
    for slug, by, code in (("opening", NOBODY, "not_signed_in"), ("closing", own(person), "unknown_slot")):
        with pytest.raises(RefusedError) as refusal:
            actions.bookmark_slot(person, "excom-2020", slug, by=by)
        assert refusal.value.answer.code == code


def test_sessions_at_the_same_time_are_named_to_each_other_and_those_that_touch_are_not():
    meeting = make_meeting()
    for order, room in enumerate(("a", "b")):
        make_room(meeting, room, order=order)
    make_slot(meeting, "streets", "11:00", "12:30", room="b")
    make_slot(meeting, "residents", "11:30", "12:30", room="a")
    make_slot(meeting, "lunch", "12:30", "13:30")
    person = make_person()
    for slug in ("streets", "residents", "lunch"):
        keep(person, slug)
    agenda = queries.agenda(person, "excom-2020", language="en", zone="Europe/Moscow")
    slugs = {session.id: session.slug for session in agenda.sessions}
    assert list(slugs.values()) == ["streets", "residents", "lunch"]
    assert {slugs[slot]: [other.slug for other in others] for slot, others in agenda.clashes.items()} == {
        "streets": ["residents"],
        "residents": ["streets"],
    }


def test_a_new_calendar_address_ends_the_old_one():
    person = make_person(language="ko")
    old = actions.replace_calendar_address(person, by=own(person), at=AT)
    new = actions.replace_calendar_address(person, by=own(person), at=AT)
    assert old != new
    assert len(new) >= 43
    assert queries.calendar_owner(old) is None
    assert queries.calendar_owner(new) == queries.CalendarOwner(person.pk, "ko")


def test_the_journal_knows_that_an_address_was_replaced_and_never_the_address():
    person = make_person()
    secret = actions.replace_calendar_address(person, by=own(person), at=AT)
    entry = Entry.objects.get(verb="replace_calendar_address")
    assert entry.facts == {}
    assert not hasattr(entry, "particulars")
    assert secret not in entry.subject


def test_an_address_of_someone_who_may_not_sign_in_opens_nothing():
    person = make_person()
    secret = actions.replace_calendar_address(person, by=own(person), at=AT)
    person.is_active = False
    person.save()
    assert queries.calendar_owner(secret) is None


def test_a_person_gets_their_agenda_and_address_with_their_data():
    make_slot(make_meeting(), "opening", titles={"en": "Opening", "ko": "개회"})
    person = make_person(language="ko")
    keep(person, "opening")
    secret = actions.replace_calendar_address(person, by=own(person), at=AT)
    assert queries.personal_data(person) == {
        "agenda": [
            {
                "meeting": "excom-2020",
                "session": "opening",
                "title": "개회",
                "starts_at": "2020-11-17T07:00:00+00:00",
            }
        ],
        "sign_ups": [],
        "speaker": [],
        "calendar_address": {"secret": secret, "created_at": AT.isoformat()},
    }


def test_erasing_a_person_erases_agenda_and_address():
    make_slot(make_meeting(), "opening")
    person = make_person()
    keep(person, "opening")
    actions.replace_calendar_address(person, by=own(person), at=AT)
    actions.forget_person(person, by=own(person), at=AT)
    assert (Bookmark.objects.count(), CalendarAddress.objects.count()) == (0, 0)
