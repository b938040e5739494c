"""Minutes are read by whom they reach, saved in four formats that never differ, and corrected by members on their page."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import docx
import pytest
import time_machine
from django.test import Client

from comitia.platform.texts import Text
from comitia.proceedings import actions
from comitia.proceedings.models import MinutesCorrection, Slot
from comitia.proceedings.queries import minutes as queries
from comitia.proceedings.queries.minutes import TextShown
from comitia.proceedings.queries.minutes_blocks import digest_of, heading, paragraph, quoted, rows, table
from comitia.web.proceedings.minutes_files import FORMATS
from tests.factories.accounts import make_officer, make_person, signed_in
from tests.factories.members import make_organisation
from tests.factories.minutes import AFTER, UNTIL, circulated, hold_sitting, propose
from tests.factories.sittings import AT, CLERK

HERE = "/en/meetings/excom-2020/minutes/"
ARABIC = {"text": "محضر", "language": "ar"}
BLOCKS = [
    heading(1, "Minutes", anchor="opening"),
    paragraph(ARABIC),
    *quoted(Text("Decided.", "en", is_fallback=False)),
    *rows(["One", ARABIC]),
    *table("Tally", ["Answer", "Members"], [["For", "3"], [ARABIC, "1"]]),
]
SHOWN = TextShown(
    stage="adopted", access="public", language="en", blocks=BLOCKS, salt="", digest="", others=("en", "ar")
)
# Run by another process, at another time
WRITES = """
import json, sys, django, time_machine
from hashlib import sha256
django.setup()
from comitia.proceedings.queries.minutes import TextShown
from comitia.web.proceedings.minutes_files import FORMATS
with time_machine.travel("2031-05-06 07:08:09"):
    print(json.dumps([
        {ending: sha256(one.write(TextShown(**shown))).hexdigest() for ending, one in FORMATS.items()}
        for shown in json.load(sys.stdin)
    ]))
"""


@pytest.fixture
def held():
    make_organisation()
    return hold_sitting()


def head(held, city="lima"):
    return signed_in(held.committee.holders[city])


def adopted(held):
    circulated(held, adoption="lapse")
    return actions.adopt_minutes(held.meeting.pk, decision=None, by=CLERK, at=UNTIL + timedelta(days=1))


def as_plain(shown):
    return {name: getattr(shown, name) for name in TextShown.__slots__}


def test_every_format_is_the_same_bytes_in_another_process_at_another_time():
    every = [{**as_plain(SHOWN), "language": language} for language in ("en", "ar")]
    with time_machine.travel(AT):
        here = [
            {ending: hashlib.sha256(one.write(TextShown(**shown))).hexdigest() for ending, one in FORMATS.items()}
            for shown in every
        ]
    there = subprocess.run(
        [sys.executable, "-c", WRITES],
        input=json.dumps(every),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "comitia.config.settings", "TZ": "Asia/Tokyo"},
        cwd=Path(__file__).parents[2],
    )
    assert json.loads(there.stdout) == here


def test_arabic_runs_from_right_to_left_in_every_format():
    shown = TextShown(**{**as_plain(SHOWN), "language": "ar"})
    page = FORMATS["html"].write(shown).decode()
    assert '<html lang="ar" dir="rtl">' in page
    xml = zipfile.ZipFile(io.BytesIO(FORMATS["docx"].write(shown))).read("word/document.xml").decode()
    assert ("<w:bidi/>" in xml, "<w:bidiVisual/>" in xml, '<w:lang w:bidi="ar"/>' in xml) == (True, True, True)
    assert b"/Lang(ar)" in FORMATS["pdf"].write(shown)


def test_the_pdf_is_tagged_and_says_its_language_and_no_date():
    pdf = FORMATS["pdf"].write(SHOWN)
    assert (b"/MarkInfo" in pdf, b"/StructTreeRoot" in pdf, b"/Lang(en)" in pdf) == (True, True, True)
    assert re.findall(rb"CreationDate|ModDate|CreateDate", pdf) == []


def test_the_document_has_headings_lists_and_tables():
    document = docx.Document(io.BytesIO(FORMATS["docx"].write(SHOWN)))
    assert [one.style.name for one in document.paragraphs] == [
        "Heading 1",
        "Normal",
        "Quote",
        "List Bullet",
        "List Bullet",
        "Caption",
    ]
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [
        ["Answer", "Members"],
        ["For", "3"],
        ["محضر", "1"],
    ]


def test_the_page_says_of_words_in_another_language_which_it_is():
    page = FORMATS["html"].write(SHOWN).decode()
    assert '<span lang="ar" dir="rtl">محضر</span>' in page
    assert ("<style" in page, "<script" in page) == (False, False)


@pytest.mark.django_db
def test_nobody_but_their_writers_reads_a_draft(held):
    actions.draft_minutes(held.meeting.pk, by=CLERK, at=AFTER)
    people = (Client(), head(held), signed_in(make_officer()))
    assert [one.get(HERE).status_code for one in people] == [404, 404, 200]
    assert [one.get(f"{HERE}files/en.html").status_code for one in people] == [404, 404, 200]


@pytest.mark.django_db
def test_adopted_minutes_are_linked_from_the_meeting_and_the_record(held, django_capture_on_commit_callbacks):
    meeting, record = "/en/meetings/excom-2020/", "/en/meetings/excom-2020/record/"
    assert [HERE in Client().get(page).text for page in (meeting, record)] == [False, False]
    with django_capture_on_commit_callbacks(execute=True):
        adopted(held)
    assert [HERE in Client().get(page).text for page in (meeting, record)] == [True, True]


@pytest.mark.django_db
@pytest.mark.parametrize("ending", ["html", "docx", "pdf", "json"])
def test_nothing_closed_leaves_by_a_file(held, ending):
    adopted(held)
    made = Client().get(f"{HERE}files/en.{ending}").content
    whole = head(held).get(f"{HERE}files/en.{ending}").content
    if ending == "docx":
        made, whole = (zipfile.ZipFile(io.BytesIO(one)).read("word/document.xml") for one in (made, whole))
    words = [b"EC/2020/3", b"Salaries", b"salaries"]
    assert [one for one in words if one in made] == []
    assert ending == "pdf" or [one for one in words if one not in whole] == []


@pytest.mark.django_db
def test_a_writer_can_save_what_everybody_will_read(held):
    actions.draft_minutes(held.meeting.pk, by=CLERK, at=AFTER)
    officer = signed_in(make_officer())
    pages = [officer.get(f"{HERE}files/en.html{query}").text for query in ("", "?for=everybody")]
    assert ["The salaries rise." in page for page in pages] == [True, False]


@pytest.mark.django_db
def test_a_stranger_checks_the_text_by_the_digest_on_record(held):
    adopted(held)
    saved = Client().get(f"{HERE}files/ar.json").json()
    record = Client().get("/en/meetings/excom-2020/record.json").json()["entries"]
    told = next(one["facts"] for one in record if one["kind"] == "minutes_adopted")
    assert digest_of(saved["blocks"], saved["salt"]) == told["digests"]["public:ar"]


@pytest.mark.django_db
def test_a_member_asks_for_a_correction_on_the_page(held):
    circulated(held)
    typed = {"place": f"item:{held.items['offices'].reference}", "language": "en", "text": "Lima spoke twice."}
    with time_machine.travel(AFTER, tick=False):
        client = head(held)
        empty = client.post(f"{HERE}corrections/", {**typed, "place": "", "text": "Lost?"})
        assert (empty.status_code, "Lost?" in empty.text) == (422, True)
        page = client.post(f"{HERE}corrections/", typed, follow=True).text
    assert ("Your correction is noted." in page, "Lima spoke twice." in page) == (True, True)
    assert MinutesCorrection.objects.get().is_late is False


@pytest.mark.django_db
def test_a_late_correction_is_told_to_be_late_and_one_of_a_stranger_is_not_taken(held):
    circulated(held)
    typed = {"place": f"item:{held.items['offices'].reference}", "language": "en", "text": "Lima spoke twice."}
    with time_machine.travel(UNTIL + timedelta(days=1), tick=False):
        assert "noted as late" in head(held).post(f"{HERE}corrections/", typed, follow=True).text
        stranger = signed_in(make_person("Sample Stranger")).post(f"{HERE}corrections/", typed)
    assert (stranger.status_code, MinutesCorrection.objects.count()) == (404, 1)


@pytest.mark.django_db
def test_the_rapporteur_writes_in_the_language_of_the_page_and_is_told_of_others(held):
    minutes = actions.draft_minutes(held.meeting.pk, by=CLERK, at=AFTER)
    rapporteur = held.committee.holders["baku"]
    held.committee.sitting.officers.create(person=rapporteur, role="rapporteur", since=AT)
    client, page = signed_in(rapporteur), f"{HERE}write/opening/"
    seen = queries.record_of_slot(minutes, "opening").token
    assert f'href="{page}"' in client.get(HERE).text
    assert client.post(page, {"text": "Welcome.", "seen": seen}).status_code == 302
    assert client.post(f"/ko{page[3:]}", {"text": "환영합니다.", "seen": ""}).status_code == 422
    again = client.post(page, {"text": "Other words.", "seen": seen})
    assert (again.status_code, "Welcome." in again.text, "Other words." in again.text) == (422, True, True)
    assert Slot.objects.get().texts == {"en": "Welcome."}
    assert head(held).get(page).status_code == 403


@pytest.mark.django_db
def test_the_page_costs_the_same_for_one_correction_and_for_three(held, django_assert_num_queries):
    circulated(held)
    propose(held)
    client = head(held)
    client.get(HERE)
    with django_assert_num_queries(19):
        client.get(HERE)
    propose(held, "baku", "Second")
    propose(held, "moscow", "Third")
    with django_assert_num_queries(19):
        client.get(HERE)
