"""The secretariat plans the sittings of a meeting, names who leads them and notes who is in the room."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comitia.accounts.models import Person
from comitia.meetings.actions import call_to_order
from comitia.meetings.models import Officer, Presence, Sitting
from tests.factories.accounts import make_officer, signed_in
from tests.factories.meetings import make_meeting
from tests.factories.members import make_organisation
from tests.factories.proceedings import make_delegate
from tests.factories.sittings import AT, CLERK, make_sitting

pytestmark = pytest.mark.django_db
HERE = "/en/desk/sittings/excom-2020/"
TYPED = {"titles_en": "First sitting", "titles_ko": "첫 회의", "day": "2020-11-17", "begins": "10:00", "ends": "13:00"}


@pytest.fixture(autouse=True)
def _on_that_day(time_machine) -> None:
    time_machine.move_to(AT, tick=False)


def desk():
    make_organisation()
    return make_meeting(is_current=True, zone="Europe/Moscow"), signed_in(make_officer())


def text(response) -> str:
    return response.content.decode()


def seen(page) -> str:
    return text(page).split('name="seen"')[1].split('value="')[1].split('"')[0]


def test_a_sitting_is_planned_on_the_clock_of_the_meeting_and_planned_anew():
    _meeting, browser = desk()
    assert browser.get("/en/desk/sittings/")["Location"] == HERE
    assert browser.post(f"{HERE}new/", TYPED)["Location"] == HERE
    sitting = Sitting.objects.get()
    assert (sitting.starts_at, sitting.ends_at) == (
        datetime(2020, 11, 17, 7, tzinfo=UTC),
        datetime(2020, 11, 17, 10, tzinfo=UTC),
    )
    assert sitting.titles == {"en": "First sitting", "ko": "첫 회의"}
    page = browser.get(f"{HERE}1/")
    typed = {**TYPED, "ends": "12:30", "is_closed": "on", "seen": seen(page)}
    assert browser.post(f"{HERE}1/", typed).status_code == 302
    sitting.refresh_from_db()
    assert (sitting.ends_at, sitting.is_closed) == (datetime(2020, 11, 17, 9, 30, tzinfo=UTC), True)


def test_a_plan_that_is_refused_keeps_what_was_typed():
    _meeting, browser = desk()
    response = browser.post(f"{HERE}new/", {**TYPED, "ends": "09:00"})
    assert (response.status_code, Sitting.objects.count()) == (422, 0)
    assert "The sitting ends before it begins." in text(response)
    assert "첫 회의" in text(response)


def test_another_officer_is_noticed_and_a_sitting_that_has_begun_keeps_its_plan():
    meeting, browser = desk()
    sitting = make_sitting(meeting, begun=False)
    response = browser.post(f"{HERE}1/", {**TYPED, "titles_en": "Morning", "seen": "of long ago"})
    assert (response.status_code, "What differs" in text(response)) == (422, True)
    Sitting.objects.update(state="in_session")
    page = browser.get(f"{HERE}1/")
    assert 'name="begins"' not in text(page)
    assert browser.post(f"{HERE}1/", {**TYPED, "seen": ""}).status_code == 422
    assert Sitting.objects.get().titles == sitting.titles


def test_officers_are_named_among_the_delegates_and_released():
    meeting, browser = desk()
    make_sitting(meeting, begun=False)
    delegate = make_delegate(meeting, "Lima")
    assert browser.post(f"{HERE}1/officers/", {"role": "rapporteur", "person": str(delegate.person)}).status_code == 302
    named = Officer.objects.get(role="rapporteur")
    assert (named.person.reference, named.member.name) == (delegate.person, "Lima")
    browser.post(f"{HERE}1/officers/", {"role": "presiding", "person": str(delegate.person)})
    assert Officer.objects.get(role="presiding", until=None).person == named.person
    browser.post(f"{HERE}1/officers/{named.pk}/release/")
    assert Officer.objects.get(pk=named.pk).until == AT
    nobody = browser.post(f"{HERE}1/officers/", {"role": "teller", "person": "somebody"})
    assert nobody.status_code == 422


def test_the_clerk_notes_who_is_in_the_room():
    meeting, browser = desk()
    make_sitting(meeting)
    delegate = make_delegate(meeting, "Lima")
    browser.post(f"{HERE}1/presence/", {"here": str(delegate.person)})
    presence = Presence.objects.get()
    assert (presence.mode, presence.source, presence.member.name) == ("in_person", "declared", "Lima")
    browser.post(f"{HERE}1/presence/", {"gone": str(delegate.person)})
    assert Presence.objects.get().until == AT
    assert "out of date" in text(browser.post(f"{HERE}1/presence/", {"here": "x"}, follow=True))


def test_the_number_of_statements_does_not_grow():
    meeting, browser = desk()

    def statements(address: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(address).status_code == 200
        return len(caught)

    make_sitting(meeting, begun=False)
    make_delegate(meeting, "Lima")
    statements(HERE), statements(f"{HERE}1/")
    few = statements(HERE), statements(f"{HERE}1/")
    for city in ("Baku", "Seoul"):
        make_sitting(meeting, begun=False)
        make_delegate(meeting, city)
    assert (statements(HERE), statements(f"{HERE}1/")) == few


def test_the_history_of_a_sitting_names_officers_and_offices_and_says_in_camera():
    meeting, browser = desk()
    ana = make_delegate(meeting, "lima").person
    sitting = make_sitting(meeting, begun=False)
    address = f"{HERE}{sitting.number}/"
    browser.post(f"{address}officers/", {"role": "rapporteur", "person": ana})
    page = browser.get(address)
    browser.post(address, {**TYPED, "is_closed": "on", "seen": seen(page)})
    call_to_order(sitting.reference, by=CLERK, at=AT)
    history = text(browser.get(address)).split('id="history-title"')[1]
    assert f"Chair: <bdi>{Officer.objects.get(role='presiding').person.name}</bdi>" in history
    assert f"Officer: <bdi>{Person.objects.get(reference=ana).name}</bdi>" in history
    assert "<bdi>Rapporteur</bdi>" in history
    assert "In camera: " in history
    assert str(ana) not in history
