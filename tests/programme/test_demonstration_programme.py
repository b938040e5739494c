"""The programme of the demonstration."""

from __future__ import annotations

import json

import pytest
from django.conf import settings

from comitia.config.demonstration.programme import DATA, make_programme
from comitia.core.timetable.clashes import ClashCode, find_clashes
from comitia.core.timetable.slots import Slot as CoreSlot
from comitia.members.models import Member
from comitia.programme.models import Slot, Speaker
from tests.factories.programme import AT, make_meeting

GIVEN = json.loads(DATA.read_text("utf-8"))
LANGUAGES = {code for code, _name in settings.LANGUAGES}


def test_every_text_is_there_in_every_language():
    texts = [
        *(room["names"] for room in GIVEN["rooms"]),
        *(speaker[name] for speaker in GIVEN["speakers"] for name in ("positions", "biographies")),
        *(session[name] for session in GIVEN["sessions"] for name in ("titles", "summaries")),
    ]
    assert [text["en"] for text in texts if text.keys() != LANGUAGES or not all(text.values())] == []


@pytest.mark.django_db
def test_it_has_fifteen_sessions_and_speakers_who_are_all_fictional_and_in_one_place_at_a_time():
    make_meeting()
    for city in {speaker["member"] for speaker in GIVEN["speakers"]}:
        Member.objects.create(slug=city, name=city, category="full")
    make_programme("excom-2020", at=AT)
    assert (Slot.objects.count(), set(Speaker.objects.values_list("is_fictional", flat=True))) == (15, {True})
    slots = [
        CoreSlot(
            id=slot.slug,
            starts=slot.starts_at,
            ends=slot.ends_at,
            rooms=(slot.room.slug,) if slot.room else (),
            people=tuple(slot.appearances.values_list("speaker__slug", flat=True)),
        )
        for slot in Slot.objects.select_related("room")
    ]
    twice = [clash for clash in find_clashes(slots) if clash.code in {ClashCode.ROOM_TWICE, ClashCode.PERSON_TWICE}]
    assert twice == []
