"""The secretariat keeps the papers of a meeting."""

import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comitia.documents.models import Document, LanguageVersion, PaperRules, Waiver
from tests.factories.accounts import make_officer, signed_in
from tests.factories.accreditation import make_event
from tests.factories.documents import AT, announce, bring, issue, keep_rules
from tests.platform.sample_files import pdf

pytestmark = pytest.mark.django_db
LIST = "/en/desk/papers/"
NEW = {"kind": "pre_session", "original_language": "en", "titles_en": "Budget", "level": "committee", "item": "4"}


@pytest.fixture(autouse=True)
def _first_of_october():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def meeting():
    return make_event()


@pytest.fixture
def desk():
    return signed_in(make_officer(at=AT))


def page_of(paper) -> str:
    return f"{LIST}{paper.reference}/"


def upload(content=None, name="budget.pdf", **more):
    file = SimpleUploadedFile(name, pdf(b"(Budget)") if content is None else content)
    return {"language": "en", "status": "translated", "file": file, **more}


def press(desk, paper, act):
    """Press the button of an act as the page of the paper shows it."""
    page = desk.get(page_of(paper)).content.decode()
    address, seen = re.search(rf'action="([^"]+/{act}/)">.*?name="seen" value="(\w*)"', page, re.DOTALL).groups()
    return desk.post(address, {"seen": seen}, follow=True).content.decode()


def test_a_paper_goes_from_announcement_to_issue_by_forms_alone(meeting, desk):
    assert "There are no papers yet." in desk.get(LIST).content.decode()
    rules = {"series": "WeGO/EC/2020", "days": "42", "languages": ["en", "ko"]}
    seen = re.search(r'name="seen"[^>]*value="(\w+)"', desk.get(f"{LIST}rules/").content.decode())[1]
    desk.post(f"{LIST}rules/", {**rules, "seen": seen})
    assert (PaperRules.objects.get().days, PaperRules.objects.get().languages) == (42, ["en", "ko"])
    answer = desk.post(f"{LIST}new/", NEW)
    paper = Document.objects.get()
    assert (answer["Location"], paper.symbol) == (page_of(paper), "WeGO/EC/2020/1")
    desk.post(f"{page_of(paper)}bring/", upload())
    assert "The version is cleared." in press(desk, paper, "clear")
    assert "The version is issued" in press(desk, paper, "issue")
    assert [(one.language, one.state) for one in paper.versions.order_by("pk")] == [
        ("en", "issued"),
        ("ko", "announced"),
    ]
    assert "issued a version of a paper" in desk.get(page_of(paper)).content.decode()


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (upload(b"MZ\x90\x00", name="budget.exe"), "pdf"),
        (upload(b""), "The file is empty."),
        ({"language": "en", "status": "translated"}, "This field is required."),
    ],
)
def test_a_file_that_does_not_do_is_refused_beside_the_form(meeting, desk, file, sentence):
    paper = announce(meeting)
    answer = desk.post(f"{page_of(paper)}bring/", file)
    assert answer.status_code == 422
    assert sentence.lower() in answer.content.decode().lower()
    assert not LanguageVersion.objects.exclude(blob=None).exists()


def test_a_symbol_that_is_taken_is_refused_with_the_next_and_nothing_typed_is_lost(meeting, desk):
    keep_rules(meeting)
    announce(meeting)
    answer = desk.post(f"{LIST}new/", {**NEW, "titles_en": "My title", "symbol": "WeGO/EC/2020/1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The next free one is WeGO/EC/2020/2." in page
    assert 'value="My title"' in page


def test_a_correction_a_revision_and_an_addendum_are_pages_of_their_own(meeting, desk):
    keep_rules(meeting)
    paper = announce(meeting)
    issue(paper)
    made = [
        desk.post(f"{page_of(paper)}{act}/", data)["Location"]
        for act, data in (("correct", {"correct-languages": ["en"]}), ("revise", {}), ("add", {}))
    ]
    symbols = [Document.objects.get(reference=one.split("/")[-2]).symbol for one in made]
    assert symbols == [f"WeGO/EC/2020/1/{suffix}" for suffix in ("Corr.1", "Rev.1", "Add.1")]
    assert desk.post(f"{page_of(paper)}correct/", {}).status_code == 422
    assert "has a later revision already" in desk.post(f"{page_of(paper)}revise/", follow=True).content.decode()


def test_a_late_paper_is_listed_as_late_until_the_meeting_admits_it(meeting):
    keep_rules(meeting)
    paper = announce(meeting)
    with time_machine.travel("2020-11-01 09:00", tick=False):
        desk = signed_in(make_officer(at=AT))
        assert "Late:" in desk.get(f"{LIST}?late=1").content.decode()
        assert desk.post(f"{page_of(paper)}waive/", {"waive-majority": "consensus"}).status_code == 422
        desk.post(f"{page_of(paper)}waive/", {"waive-majority": "consensus", "waive-reason": "It is urgent"})
        assert "No paper is late." in desk.get(f"{LIST}?late=1").content.decode()
    assert Waiver.objects.get().languages == ["en", "ko"]


def test_a_withdrawn_paper_has_no_forms_any_more(meeting, desk):
    paper = announce(meeting)
    assert desk.post(f"{page_of(paper)}withdraw/", {"withdraw-reason": " "}).status_code == 422
    desk.post(f"{page_of(paper)}withdraw/", {"withdraw-reason": "A mistake"})
    page = desk.get(page_of(paper)).content.decode()
    assert ("This paper is withdrawn" in page, "Bring a file" in page) == (True, False)
    assert desk.post(f"{page_of(paper)}bring/", upload()).status_code == 422


def test_two_officers_who_change_a_paper_see_what_differs(meeting, desk):
    paper = announce(meeting)
    seen = re.search(r'name="seen"[^>]*value="(\w+)"', desk.get(f"{page_of(paper)}edit/").content.decode())[1]
    typed = {"titles_en": "Budget", "level": "public", "item": "4", "seen": seen}
    assert desk.post(f"{page_of(paper)}edit/", {**typed, "item": "3"}).status_code == 302
    answer = desk.post(f"{page_of(paper)}edit/", typed)
    assert answer.status_code == 422
    assert "What differs" in answer.content.decode()


def test_an_officer_reads_drafts_and_whoever_has_no_paper_gets_none(meeting, desk):
    draft = bring(announce(meeting, level="secretariat"))
    response = desk.get(f"{page_of(draft.document)}{draft.reference}/")
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    nowhere = LIST + "00000000-0000-0000-0000-000000000000/"
    assert [desk.get(f"{nowhere}{page}").status_code for page in ("", "edit/")] == [404, 404]
    assert desk.post(f"{nowhere}bring/", upload()).status_code == 404


def test_a_desk_without_a_meeting_says_what_to_do(desk):
    assert "There is no current meeting." in desk.get(LIST).content.decode()
    assert [desk.get(f"{LIST}{page}/")["Location"] for page in ("new", "rules")] == [LIST, LIST]


def test_the_list_costs_the_same_statements_however_long_it_is(meeting, desk):
    keep_rules(meeting)
    counts = []
    for _more in range(3):
        issue(announce(meeting))
        with CaptureQueriesContext(connection) as asked:
            desk.get(LIST)
        counts.append(len(asked))
    assert counts[1] == counts[2]
