"""Files of papers: what is taken in, and to whom it is handed out."""

from uuid import uuid4

import pytest
from django.db import transaction

from comitia.core.governance.documents import LEVELS, Level, reads
from comitia.documents import actions
from comitia.documents.actions import versions
from comitia.documents.models import Document
from comitia.journal.models import Entry
from comitia.platform.actors import NOBODY
from comitia.platform.answers import RefusedError
from comitia.platform.blobs.models import Blob
from tests.factories.documents import AT, OFFICER, announce, bring, issue
from tests.factories.meetings import make_meeting
from tests.platform.sample_files import pdf

pytestmark = pytest.mark.django_db


def refusal(act):
    with pytest.raises(RefusedError) as caught, transaction.atomic():
        act()
    return caught.value.answer.code


def take(version, level, *, document=None):
    reference = (document or version.document).reference
    return actions.open_version(reference, version.reference, level=level, by=NOBODY, at=AT)


@pytest.mark.parametrize("level", Document.Level.values)
def test_a_file_is_handed_out_to_its_level_and_those_above(level):
    version = issue(announce(make_meeting(), level=level))
    for reader in LEVELS:
        if reads(reader, Level(level)):
            taken = take(version, reader)
            assert b"".join(taken.chunks).startswith(b"%PDF")
            assert (taken.sha256, taken.is_public) == (version.blob.sha256, level == "public")
        else:
            assert refusal(lambda reader=reader: take(version, reader)) == "no_paper"


def test_only_looks_at_papers_for_few_are_in_the_journal():
    meeting = make_meeting()
    for level in ("public", "participants", "committee", "secretariat"):
        take(issue(announce(meeting, level=level)), Level.SECRETARIAT)
    assert Entry.objects.filter(verb="view_paper").count() == 2


def test_a_file_is_named_by_symbol_and_language_whatever_it_was_called():
    meeting = make_meeting()
    version = issue(announce(meeting), name="minutes of private lunch.pdf")
    assert take(version, Level.PUBLIC).name == f"{version.document.symbol.replace('/', '-')}_en.pdf"
    plain = issue(announce(meeting, kind="non_paper"))
    assert take(plain, Level.PUBLIC).name == f"paper-{str(plain.document.reference)[:8]}_en.pdf"


def test_drafts_and_withdrawn_papers_are_handed_out_to_the_secretariat_alone():
    meeting = make_meeting()
    draft, withdrawn = bring(announce(meeting)), issue(announce(meeting))
    actions.withdraw_document(withdrawn.document.reference, reason="A mistake", by=OFFICER, at=AT)
    for version in (draft, withdrawn):
        assert refusal(lambda version=version: take(version, Level.COMMITTEE)) == "no_paper"
        assert take(version, Level.SECRETARIAT).is_public is False


def test_a_version_is_found_under_its_own_paper_only():
    meeting = make_meeting()
    version, other = issue(announce(meeting)), announce(meeting)
    assert refusal(lambda: take(version, Level.SECRETARIAT, document=other)) == "no_paper"
    act = lambda: actions.open_version(uuid4(), uuid4(), level=Level.SECRETARIAT, by=NOBODY, at=AT)  # noqa: E731
    assert refusal(act) == "no_paper"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\x00" * 100, "budget.exe"),
        (b"<html><script>alert(1)</script></html>", "budget.pdf"),
        (b"", "budget.pdf"),
    ],
)
def test_a_file_of_a_wrong_kind_is_refused_and_leaves_nothing(content, name):
    with pytest.raises(RefusedError):
        actions.receive_file([content], name=name)
    assert Blob.objects.count() == 0


def test_a_file_over_the_limit_is_refused_before_it_is_read_to_the_end(monkeypatch):
    monkeypatch.setattr(versions, "LONGEST", 10_000)
    read = []

    def chunks():
        for number in range(100):
            read.append(number)
            yield b"%PDF-" + b"x" * 5000

    with pytest.raises(RefusedError):
        actions.receive_file(chunks(), name="budget.pdf")
    assert len(read) < 5


def test_a_file_that_acts_when_it_is_opened_is_refused():
    document = announce(make_meeting())
    content = pdf(b"<< /Type /Action /S /JavaScript /JS (app.alert\\(1\\)) >>")
    with actions.receive_file([content], name="budget.pdf") as received:
        act = lambda: actions.bring_version(  # noqa: E731
            document.reference, received, language="en", status="", by=OFFICER, at=AT
        )
        assert refusal(act) == "active_content"
    assert Blob.objects.count() == 0
