"""Programmes come from other systems and go to them."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.conf import settings

from comitia.core.timetable.exchange.reading import FileFault, read_schedule
from comitia.core.timetable.exchange.repairs import RepairCode
from comitia.journal.models import Entry
from comitia.platform.actors import NOBODY, SYSTEM
from comitia.platform.answers import RefusedError
from comitia.programme.actions import exchange
from comitia.programme.actions.exporting import build_export
from comitia.programme.models import BroughtProgramme, Export, Room, Slot, Speaker
from comitia.programme.queries.drafts import working_copy
from comitia.programme.queries.exchange import brought_programme, stored_export
from comitia.programme.queries.repairs import FAULTS, SENTENCES, fault_of
from tests.core.timetable.exchange.arbitrary import GOLDEN, json_faults, xsd_faults
from tests.core.timetable.exchange.test_mending import SLOTS, event, xml
from tests.factories.programme import (
    AT,
    draft_slot,
    make_meeting,
    make_room,
    make_sessions,
    make_slot,
    make_speaker,
    moment,
    name_speaker,
    release,
)

pytestmark = pytest.mark.django_db
SITE = "https://wego.example"


def built(meeting="excom-2020", form="json", language="en") -> bytes:
    return build_export(meeting, form=form, language=language, site=SITE, at=AT).content


def bring(content: bytes, *, meeting="excom-2020", language="en", at=AT, by=SYSTEM):
    return exchange.bring_programme(meeting, file_name="schedule.xml", content=content, language=language, by=by, at=at)


def look(content: bytes, **more):
    return exchange.look_at_programme("excom-2020", bring(content, **more), by=SYSTEM)


def take(content: bytes, **more):
    reference = bring(content, **more)
    shown = exchange.look_at_programme("excom-2020", reference, by=SYSTEM).digest
    return exchange.apply_programme_file("excom-2020", reference, shown=shown, by=SYSTEM, at=AT)


def states(plan) -> dict[str, int]:
    return {name: count for name, count in plan.counts.items() if count and name != "findings"}


@pytest.mark.parametrize("form", ["xml", "json"])
@pytest.mark.parametrize("language", ["en", "ru", "ar"])
def test_what_goes_out_is_valid_and_holds_every_session_with_a_time(form, language):
    meeting = make_meeting()
    make_sessions(meeting, 12)
    make_slot(meeting, "later", None, None)
    data = built(form=form, language=language)
    assert (xsd_faults if form == "xml" else json_faults)(data) == []
    read = read_schedule(data)
    assert read.repairs == ()
    assert {one.guid for one in read.schedule.sessions} == set(
        Slot.objects.exclude(slug="later").values_list("guid", flat=True)
    )
    title = {"en": "Session 3", "ru": "Заседание 3", "ar": "Session 3"}[language]
    [session] = [one for one in read.schedule.sessions if one.url.endswith("/session-3/")]
    assert (session.title, session.starts, session.room) == (title, moment("09:30"), "Room-3")
    assert [one.name for one in session.persons] == ["Vera", "Haneul"]


@pytest.mark.parametrize("form", ["xml", "json"])
def test_our_own_export_changes_nothing_when_it_comes_back(form):
    meeting = make_meeting()
    make_sessions(meeting, 7)
    make_slot(meeting, "lunch", "13:00", "14:00", kind="break")
    make_slot(meeting, "hour", "15:00", None)
    draft_slot(meeting, "closing", "16:00", "16:30")
    release(meeting, "2.0")
    data = built(form=form)
    assert read_schedule(data).schedule.version == "2.0"
    plan = look(data)
    assert (states(plan), plan.remarks) == ({"same": 10 + 5 + 2}, ())


def test_an_export_is_built_once_for_every_edition(django_assert_num_queries):
    meeting = make_meeting()
    make_sessions(meeting, 3)
    first = build_export(meeting.slug, form="xml", language="en", site=SITE, at=AT)
    with django_assert_num_queries(1):
        assert stored_export(meeting.slug, form="xml", language="en") == first
    again = build_export(meeting.slug, form="xml", language="en", site=SITE, at=AT + timedelta(hours=1))
    assert (again, Export.objects.get().built_at) == (first, AT)
    make_slot(meeting, "more", "18:00", "18:30")
    assert stored_export(meeting.slug, form="xml", language="en") is None
    later = build_export(meeting.slug, form="xml", language="en", site=SITE, at=AT)
    assert (later.etag != first.etag, Export.objects.count()) == (True, 1)


def test_building_takes_as_many_statements_for_thirty_sessions_as_for_one(django_assert_max_num_queries):
    meeting = make_meeting()
    make_sessions(meeting, 30)
    with django_assert_max_num_queries(14):
        built(form="xml")


def test_a_draft_is_in_no_export():
    meeting = make_meeting()
    make_slot(meeting, "opening")
    draft_slot(meeting, "secret", "11:00", "11:30")
    assert [one.title for one in read_schedule(built()).schedule.sessions] == ["Opening"]


def test_a_meeting_without_programme_has_no_export():
    make_meeting()
    assert build_export("excom-2020", form="xml", language="en", site=SITE, at=AT) is None


def test_the_widget_holds_every_language_once():
    make_sessions(make_meeting(), 1)
    [talk] = json.loads(built(form="widget"))["talks"]
    assert talk["title"] == {code: "Заседание 0" if code == "ru" else "Session 0" for code, _name in settings.LANGUAGES}


def test_a_real_programme_comes_in_whole_and_a_second_time_changes_nothing():
    make_meeting()
    data = (GOLDEN / "cccamp-2019-frab.json").read_bytes()
    first, second = take(data), look(data)
    assert (states(first), states(second)) == ({"new": 2 + 90 + 79}, {"same": 2 + 90 + 79})
    assert (Room.objects.count(), Speaker.objects.count(), Slot.objects.count()) == (2, 90, 79)
    assert {one.code for one in first.remarks} == {"acronym"}


def test_sessions_taken_over_are_drafts_until_they_are_released():
    make_meeting()
    take(xml(event()))
    assert (Slot.objects.get().state, [one.is_in for one in working_copy("excom-2020").values()]) == ("draft", [True])


def test_a_session_that_moved_keeps_its_address_and_what_the_file_cannot_say():
    meeting = make_meeting()
    make_room(meeting, "hall")
    make_speaker(meeting, "vera")
    slot = make_slot(
        meeting,
        "opening",
        room="hall",
        languages=["en", "ru"],
        audience="delegations",
        titles={"en": "Opening", "ru": "Открытие"},
    )
    name_speaker(meeting, "opening", "vera", part="moderator")
    inside = "<persons><person>Vera</person><person>Bat</person></persons>"
    attributes = f'guid="{slot.guid}" id="1"'
    data = xml(
        event(
            inside,
            attributes=attributes,
            title="Grand opening",
            language="en",
            type="plenary",
            date="2020-11-17T12:00:00+03:00",
            start="12:00",
        )
    )
    plan = take(data)
    [row] = [one for one in plan.rows if one.key == "session/opening"]
    assert sorted(row.changes) == ["ends_at", "speakers", "starts_at", "titles"]
    now_ = working_copy("excom-2020")["opening"].values
    assert (now_["titles"], now_["languages"], now_["audience"]) == (
        {"en": "Grand opening", "ru": "Открытие"},
        ["en", "ru"],
        "delegations",
    )
    assert (now_["starts_at"], now_["room"]) == ("2020-11-17T09:00:00+00:00", "hall")
    assert [(one["speaker"], one["part"]) for one in now_["speakers"]] == [("vera", "moderator"), ("bat", "speaker")]


def test_texts_in_several_languages_all_come_in():
    make_meeting()
    take(json.dumps(SLOTS).encode(), language="fr")
    titles = {one.values["titles"].get("fr"): one.values["titles"] for one in working_copy("excom-2020").values()}
    assert titles == {"Énergie propre": {"fr": "Énergie propre", "en": "Clean energy"}, "Pause": {"fr": "Pause"}}
    assert Room.objects.get().names == {"fr": "Salle", "en": "Hall"}


def test_what_the_file_does_not_name_stays_and_is_counted():
    meeting = make_meeting()
    make_slot(meeting, "lunch")
    plan = take(xml(event()))
    assert [str(one) for one in plan.remarks] == ["Sessions of the programme that the file does not name stay: 1."]
    assert set(working_copy("excom-2020")) == {"lunch", "opening"}


def test_a_session_that_another_meeting_has_and_one_without_title_or_time_are_errors():
    other = make_meeting("forum-2021", is_current=False)
    taken = make_slot(other, "opening").guid
    make_meeting()
    data = xml(
        event(attributes=f'guid="{taken}" id="1"'),
        event(attributes='guid="29aecfd7-2e44-4f49-ab86-29b5e0877326" id="2"', title=""),
        event(attributes='guid="29aecfd7-2e44-4f49-ab86-29b5e0877327" id="3"', date=None, start="later"),
    )
    plan = take(data)
    assert states(plan) == {"new": 1, "error": 3}
    assert sorted(row.reasons[0].code for row in plan.rows if row.reasons) == [
        "guid_elsewhere",
        "no_title",
        "session_lost",
    ]
    assert Slot.objects.filter(meeting__slug="excom-2020").count() == 0


def test_what_was_applied_is_journalled_without_names_and_the_file_is_dropped():
    make_meeting()
    take(xml(event("<persons><person>Bat Erdene</person></persons>")))
    entry = Entry.objects.filter(verb="import_programme").get()
    assert "Bat" not in json.dumps(entry.facts)
    kept = BroughtProgramme.objects.get()
    assert (bytes(kept.content), brought_programme("excom-2020", kept.reference).counts["new"]) == (b"", 3)


def test_a_plan_that_changed_since_it_was_shown_is_refused_and_an_applied_one_is_gone():
    meeting = make_meeting()
    reference = bring(xml(event()))
    shown = exchange.look_at_programme("excom-2020", reference, by=SYSTEM).digest
    make_room(meeting, "hall")
    with pytest.raises(RefusedError, match="plan_changed"):
        exchange.apply_programme_file("excom-2020", reference, shown=shown, by=SYSTEM, at=AT)
    shown = exchange.look_at_programme("excom-2020", reference, by=SYSTEM).digest
    exchange.apply_programme_file("excom-2020", reference, shown=shown, by=SYSTEM, at=AT)
    with pytest.raises(RefusedError, match="import_gone"):
        exchange.apply_programme_file("excom-2020", reference, shown=shown, by=SYSTEM, at=AT)


def test_files_nobody_applied_are_dropped_after_a_day():
    make_meeting()
    bring(xml(event()))
    bring(xml(event()), at=AT + timedelta(days=1, seconds=1))
    assert BroughtProgramme.objects.count() == 1


def test_only_the_secretariat_brings_a_programme():
    make_meeting()
    with pytest.raises(RefusedError, match="not_secretariat"):
        bring(xml(event()), by=NOBODY)


@pytest.mark.parametrize("content", [b"", b"<html/>", b"{", b'<!DOCTYPE x [<!ENTITY a "b">]><schedule>&a;</schedule>'])
def test_a_file_that_is_no_programme_is_refused_with_a_sentence(content):
    make_meeting()
    with pytest.raises(RefusedError) as raised:
        bring(content)
    assert str(raised.value.answer.sentence).endswith((".", ")"))


def test_every_mend_and_every_fault_has_its_sentence():
    assert (set(SENTENCES), set(FAULTS)) == (set(RepairCode), set(FileFault))
    assert "%(" not in "".join(str(fault_of(fault, detail="line 1")) for fault in FileFault)
