"""Letters for visas: a template is checked when it is brought, a letter is issued for one, and both sides can take it."""

import io

import docx
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from comitia.accreditation.actions import forget_person
from comitia.accreditation.actions.visa_letters import filled_in
from comitia.accreditation.models import IssuedLetter, LetterTemplate, Registration
from comitia.journal.models import Entry
from comitia.meetings.models import Meeting
from comitia.platform.blobs.models import Blob
from tests.factories.accreditation import AT, ask, give_role, make_category, make_event, make_person, own, register
from tests.factories.pages import text

LIST = "/en/desk/visa-letters/"


@pytest.fixture(autouse=True)
def _first_of_november():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def desk(db):
    make_category(make_event())
    client = Client()
    client.force_login(give_role(make_person("Officer")))
    return client


def template(*paragraphs, head="", cell="") -> bytes:
    """Write a document; a paragraph given as a list has its words cut into pieces, as Word does."""
    document = docx.Document()
    for paragraph in paragraphs:
        written = document.add_paragraph()
        for piece in [paragraph] if isinstance(paragraph, str) else paragraph:
            written.add_run(piece)
    if head:
        document.sections[0].header.paragraphs[0].text = head
    if cell:
        document.add_table(1, 1).rows[0].cells[0].text = cell
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def words_of(content: bytes) -> list[str]:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [
        *(one.text for one in document.sections[0].header.paragraphs),
        *(one.text for one in document.paragraphs),
        *cells,
    ]


def bring(desk, content, *, name="letter.docx", language="en"):
    return desk.post(LIST, {"language": language, "file": SimpleUploadedFile(name, content)}, follow=True)


@settings(deadline=None, max_examples=20, database=None)
@given(st.lists(st.integers(1, 6), min_size=1, max_size=8), st.text("ab{}<&", max_size=8))
def test_a_placeholder_is_filled_in_however_it_is_cut_into_pieces(lengths, name):
    whole, pieces = "To {name}, of {member}.", []
    rest = whole
    for length in lengths:
        pieces.append(rest[:length])
        rest = rest[length:]
    written = words_of(filled_in(template([*pieces, rest]), {"name": name, "member": "Seoul"}))
    assert written == ["", f"To {name}, of Seoul."]


def test_placeholders_stand_in_heads_and_tables_as_well():
    written = words_of(filled_in(template("x", head="{name}", cell="{name}"), {"name": "Ada"}))
    assert written == ["Ada", "x", "Ada"]


def test_an_unknown_placeholder_is_refused_with_its_place(desk):
    answer = bring(desk, template("Dear {name}", "We know {passport}, and {a set of braces}."))
    assert answer.status_code == 422
    assert "Paragraph 2, character 9: nothing fills in {passport}." in text(answer)
    assert not LetterTemplate.objects.exists()
    assert not Blob.objects.exists()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"PK\x03\x04nonsense"])
def test_what_is_no_document_is_refused(desk, content):
    assert bring(desk, content).status_code == 422
    assert not Blob.objects.exists()


def test_a_letter_is_issued_and_taken_by_officer_and_person(desk):
    ask(Meeting.objects.get(), "passport", required=False)
    person = make_person("Ада Лавлейс")
    registration = register(person, answers={"passport": "X 123"})
    client = Client()
    client.force_login(person)
    assert client.get("/en/register/visa-letter.docx").status_code == 404
    bring(desk, template("{name}, passport {answer:passport}, {category}, {starts_on}, {today}"))
    page = f"/en/desk/registrations/{registration.reference}/visa-letter/"
    assert "Issue the letter" in text(desk.get(page))
    assert "The letter is issued." in text(desk.post(page, {"language": "en"}, follow=True))
    taken = desk.get(f"/en/desk/registrations/{registration.reference}/visa-letter.docx")
    letter = b"".join(taken.streaming_content)
    assert words_of(letter)[1:] == ["Ада Лавлейс, passport X 123, Observer, Nov. 17, 2020, Nov. 1, 2020"]
    assert "Letter for a visa" in text(client.get("/en/register/"))
    own_copy = client.get("/en/register/visa-letter.docx")
    assert (b"".join(own_copy.streaming_content), own_copy["Cache-Control"]) == (letter, "private, no-store")
    stranger = Client()
    stranger.force_login(make_person())
    assert stranger.get("/en/register/visa-letter.docx").status_code == 404
    assert list(
        Entry.objects.filter(verb__endswith="visa_letter").order_by("number").values_list("verb", "capacity")
    ) == [
        ("issue_visa_letter", "secretariat"),
        ("take_visa_letter", "secretariat"),
        ("take_visa_letter", "self"),
    ]


def test_a_letter_issued_again_replaces_the_first_and_goes_with_its_person(desk):
    person = make_person("Ada")
    registration = register(person)
    bring(desk, template("{name}"))
    page = f"/en/desk/registrations/{registration.reference}/visa-letter/"
    for _time in range(2):
        desk.post(page, {"language": "en"})
    letter = IssuedLetter.objects.get()
    assert Blob.objects.filter(state="erased").count() == 1
    forget_person(person, by=own(person), at=AT)
    letter.blob.refresh_from_db()
    assert letter.blob.state == "erased"


def test_who_is_not_accepted_gets_no_letter_and_a_language_without_template_is_not_offered(desk):
    registration = register(make_person())
    bring(desk, template("{name}"))
    page = f"/en/desk/registrations/{registration.reference}/visa-letter/"
    assert desk.post(page, {"language": "ko"}).status_code == 422
    Registration.objects.update(state="refused")
    assert "This person is not accepted." in text(desk.post(page, {"language": "en"}))
    assert not IssuedLetter.objects.exists()


def test_a_template_is_replaced_and_removed(desk):
    for words in ("{name}", "Dear {name}"):
        bring(desk, template(words))
    assert LetterTemplate.objects.count() == 1
    assert Blob.objects.filter(state="clean").count() == 1
    desk.post(f"{LIST}en/remove/")
    assert not LetterTemplate.objects.exists()
    assert not Blob.objects.filter(state="clean").exists()
