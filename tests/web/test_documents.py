"""Readers find the papers that reach them, and no trace of others."""

import re
from base64 import b64encode

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comitia.accreditation.models import Delegate, Delegation, Registration
from comitia.documents import actions
from comitia.platform import bus
from comitia.platform.kept import PUBLIC_CHANGED
from tests.factories.accounts import make_officer, make_person, signed_in
from tests.factories.accreditation import make_category, make_event, make_member, register
from tests.factories.delegations import compose, make_delegate_category, row
from tests.factories.documents import AT, OFFICER, announce, bring, issue, keep_rules
from tests.factories.organs import make_committee, make_mandate

pytestmark = pytest.mark.django_db
LIST = "/en/meetings/excom-2020/papers/"
LEVELS = ("public", "participants", "committee", "secretariat")
READERS = ("visitor", "citizen", "refused", "participant", "observer", "delegate", "chair", "secretariat")
REACHED = dict.fromkeys(READERS, 1) | {"participant": 2, "delegate": 3, "chair": 3, "secretariat": 3}


@pytest.fixture(autouse=True)
def _first_of_october():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def meeting():
    made = make_event()
    keep_rules(made)
    return made


def page_of(paper) -> str:
    return f"{LIST}{paper.reference}/"


def file_of(version) -> str:
    return f"{page_of(version.document)}{version.reference}/"


def body_of(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_papers_stand_under_their_agenda_items_with_a_file_in_each_language(meeting, client):
    paper = announce(meeting, "Budget", item="4")
    issue(paper), issue(paper, "ko"), announce(meeting, "Report", item="2")
    page = client.get(LIST).content.decode()
    assert re.findall(r"<h2[^>]*>([^<]+)</h2>\s*<ul class=\"papers\"", page) == ["Agenda item 2", "Agenda item 4"]
    links = re.findall(r'href="([^"]+)" hreflang="(\w+)"', page.partition("<main")[2])
    assert [(link.startswith(page_of(paper)), language) for link, language in links] == [(True, "en"), (True, "ko")]


def test_a_paper_says_what_corrects_it_and_which_text_holds(meeting, client):
    paper = announce(meeting)
    issue(paper)
    issue(actions.correct_document(paper.reference, languages=["en"], by=OFFICER, at=AT))
    assert "Corrected by" in client.get(page_of(paper)).content.decode()
    revision = actions.revise_document(paper.reference, by=OFFICER, at=AT)
    issue(revision, words="Revised")
    page = client.get(page_of(paper)).content.decode()
    assert "A later text has taken the place of this one." in page
    assert page_of(revision) in page


def test_readers_hear_of_a_draft_only_that_it_is_in_preparation(meeting, client):
    draft = bring(announce(meeting))
    page = client.get(page_of(draft.document)).content.decode()
    assert "In preparation" in page
    assert (draft.blob.sha256[:12] in page, "Draft" in page) == (False, False)
    assert client.get(file_of(draft)).status_code == 404


def test_a_public_file_may_be_kept_and_is_asked_for_again_and_carries_its_digest(meeting, client):
    version = issue(announce(meeting))
    response = client.get(file_of(version))
    digest = b64encode(bytes.fromhex(version.blob.sha256)).decode()
    assert body_of(response).startswith(b"%PDF")
    assert {name: response[name] for name in ("Cache-Control", "Repr-Digest", "Content-Security-Policy")} == {
        "Cache-Control": "public, max-age=0, must-revalidate",
        "Repr-Digest": f"sha-256=:{digest}:",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    assert response["Content-Disposition"] == 'attachment; filename="WeGO-EC-2020-1_en.pdf"'
    again = client.get(file_of(version), headers={"if-none-match": response["ETag"]})
    assert (again.status_code, body_of(again)) == (304, b"")
    actions.withdraw_document(version.document.reference, reason="A mistake", by=OFFICER, at=AT)
    assert client.get(file_of(version), headers={"if-none-match": response["ETag"]}).status_code == 404


def test_a_file_for_few_is_kept_by_nobody(meeting):
    version = issue(announce(meeting, level="committee"))
    response = reader_of("chair", meeting).get(file_of(version))
    assert (body_of(response)[:4], response["Cache-Control"]) == (b"%PDF", "private, no-store")


def test_a_page_for_few_is_not_for_the_cache_of_all(meeting):
    paper = announce(meeting, level="committee")
    responses = [reader_of("chair", meeting).get(address) for address in (LIST, page_of(paper))]
    assert [(one.status_code, "public" in one.get("Cache-Control", "")) for one in responses] == [(200, False)] * 2


def test_a_paper_that_was_withdrawn_is_still_named_and_no_longer_handed_out(meeting, client):
    version = issue(announce(meeting))
    actions.withdraw_document(version.document.reference, reason="Private words", by=OFFICER, at=AT)
    page = client.get(page_of(version.document)).content.decode()
    assert "This paper is withdrawn." in page
    assert ("Private words" in page, str(version.reference) in page) == (False, False)


def test_a_late_paper_and_how_it_was_admitted_is_told_to_its_readers(meeting, client):
    paper = announce(meeting)
    issue(paper)
    actions.waive_lateness(paper.reference, majority="two_thirds", reason="The flood", by=OFFICER, at=AT)
    page = client.get(page_of(paper)).content.decode()
    assert "Two thirds: <bdi>The flood</bdi>" in page


def test_papers_of_one_meeting_are_not_found_under_another(meeting, client):
    version = issue(announce(meeting))
    make_event("excom-2021", is_current=False)
    addresses = [one.replace("excom-2020", "excom-2021") for one in (page_of(version.document), file_of(version))]
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    assert client.get("/en/meetings/nowhere/papers/").status_code == 404


def test_the_meeting_leads_to_its_papers_once_it_has_some(meeting, client):
    other = make_event("excom-2019", is_current=False)
    announce(other, level="committee", symbol="WeGO/EC/2019/1")
    assert "/papers/" not in client.get("/en/meetings/excom-2019/").content.decode()
    announce(other, symbol="WeGO/EC/2019/2")
    bus.publish(PUBLIC_CHANGED, {})
    assert "/meetings/excom-2019/papers/" in client.get("/en/meetings/excom-2019/").content.decode()


def test_a_list_of_papers_costs_the_same_statements_however_long_it_is(meeting, client):
    counts = []
    for _more in range(3):
        issue(announce(meeting))
        client.get(LIST)
        with CaptureQueriesContext(connection) as asked:
            client.get(LIST)
        counts.append(len(asked))
    assert counts == [counts[0]] * 3
    assert counts[0] <= 6


def reader_of(reader: str, meeting) -> Client:
    """Give the browser of somebody who is something at the meeting."""
    match reader:
        case "visitor":
            return Client()
        case "secretariat" | "chair":
            return signed_in(make_officer(reader, at=AT))
        case "observer" | "delegate":
            return signed_in(delegate(meeting, role="head" if reader == "delegate" else "observer"))
    person = make_person(at=AT)
    if reader in {"participant", "refused"}:
        make_category(meeting)
        registration = register(person)
        if reader == "refused":
            Registration.objects.filter(pk=registration.pk).update(state="refused")
    return signed_in(person)


def delegate(meeting, *, role):
    meeting.organ = make_committee()
    meeting.save()
    seoul = make_member("Seoul")
    make_mandate(seoul, meeting.organ)
    make_delegate_category(meeting)
    delegation = Delegation.objects.create(meeting=meeting, member=seoul, created_at=AT, changed_at=AT)
    compose(delegation, row("Delegate", role=role))
    return Delegate.objects.get(delegation=delegation).registration.person


PAPERS = st.lists(
    st.tuples(
        st.sampled_from(LEVELS),
        st.sampled_from(["announced", "draft", "issued", "corrected", "revised", "withdrawn", "withdrawn draft"]),
    ),
    min_size=1,
    max_size=3,
)


@given(made=PAPERS, reader=st.sampled_from(READERS))
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_no_paper_reaches_a_reader_below_its_level_by_page_file_or_list(made, reader):
    bus.publish(PUBLIC_CHANGED, {})  # what was kept of the example before
    with transaction.atomic():
        meeting = make_event()
        client = reader_of(reader, meeting)
        papers = [put_through(meeting, f"zqpaper{n}z", level, state) for n, (level, state) in enumerate(made)]
        listed = client.get(LIST).content.decode()
        for number, (level, state) in enumerate(made):
            reached = LEVELS.index(level) < REACHED[reader]
            is_known = reached and state != "withdrawn draft"
            assert (f"zqpaper{number}z" in listed) == is_known
            for one in papers[number]:
                page = client.get(page_of(one))
                assert page.status_code == (200 if is_known else 404)
                assert (f"zqpaper{number}z" in page.content.decode()) == is_known
                for version in one.versions.select_related("blob", "document"):
                    is_out = reached and version.state == "issued" and one.withdrawn_at is None
                    answer = client.get(file_of(version))
                    assert answer.status_code == (200 if is_out else 404)
                    assert (b"%PDF" in body_of(answer)) == is_out
                    if version.blob:
                        assert (version.blob.sha256 in page.content.decode()) == is_out
        transaction.set_rollback(True)


def put_through(meeting, title, level, state):
    """Bring a paper to a state, and give it with what belongs to it."""
    papers = [announce(meeting, title, level=level)]
    if state in {"issued", "corrected", "revised", "withdrawn"}:
        issue(papers[0])
    if state in {"draft", "withdrawn draft"}:
        bring(papers[0])
    if state == "corrected":
        papers.append(actions.correct_document(papers[0].reference, languages=["en"], by=OFFICER, at=AT))
    if state == "revised":
        papers.append(actions.revise_document(papers[0].reference, by=OFFICER, at=AT))
    if len(papers) > 1:
        issue(papers[1], words="Later")
    if state.startswith("withdrawn"):
        actions.withdraw_document(papers[0].reference, reason="A mistake", by=OFFICER, at=AT)
    for one in papers:
        one.refresh_from_db()
    return papers
