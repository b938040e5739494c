"""Several officers act on papers at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from comitia.documents import actions
from comitia.documents.models import Document
from comitia.platform.answers import RefusedError
from tests.factories.documents import AT, OFFICER, announce, bring, clear, issue
from tests.factories.meetings import make_meeting


def at_once(*acts):
    """Do acts in threads that start together, and give what became of each."""
    start = Barrier(len(acts))

    def run(act):
        start.wait()
        try:
            act()
        except RefusedError as error:
            return error.answer.code
        else:
            return "done"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def test_officers_who_announce_at_once_get_symbols_one_after_the_other(committed):
    meeting = make_meeting()
    assert at_once(*[lambda: announce(meeting)] * 4) == ["done"] * 4
    assert sorted(one.rpartition("/")[2] for one in Document.objects.values_list("symbol", flat=True)) == list("1234")


def test_of_officers_who_type_the_same_symbol_at_once_one_gets_it(committed):
    first, second = make_meeting(), make_meeting("excom-2021")
    acts = [lambda: announce(first, symbol="WeGO/EC/2020/7"), lambda: announce(second, symbol="wego/ec/2020/7")]
    assert at_once(*acts) == ["done", "symbol_taken"]
    assert Document.objects.count() == 1


def test_a_file_brought_while_another_is_issued_never_changes_what_was_issued(committed):
    document = announce(make_meeting())
    version = bring(document)
    clear(version)
    seen = version.blob.sha256
    outcomes = at_once(
        lambda: actions.issue_version(version.reference, seen=seen, by=OFFICER, at=AT),
        lambda: bring(document, words="Another"),
    )
    version.refresh_from_db()
    # Whoever came second was refused: a version that was issued holds the file that was cleared
    assert outcomes in (["already_issued", "done"], ["done", "not_cleared"])
    assert (version.state == "issued") == (version.blob.sha256 == seen)


def test_a_paper_is_revised_once(committed):
    document = announce(make_meeting())
    issue(document)
    acts = [lambda: actions.revise_document(document.reference, by=OFFICER, at=AT)] * 3
    assert at_once(*acts) == ["done", "revision_under_way", "revision_under_way"]
