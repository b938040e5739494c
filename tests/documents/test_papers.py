"""The life of a paper: announced, brought, cleared, issued, corrected, revised, withdrawn, admitted late."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from comitia.core.governance.documents import Lack, Level
from comitia.documents import actions
from comitia.documents.models import Document, LanguageVersion
from comitia.documents.queries import obstacles, paper, papers, rules_of
from comitia.documents.queries.records import record_of_document
from comitia.journal.models import Entry
from comitia.meetings.models import RecordEntry
from comitia.platform.actors import Actor
from comitia.platform.answers import RefusedError
from comitia.platform.blobs.models import Blob
from tests.factories.documents import AT, OFFICER, announce, bring, clear, issue, keep_rules
from tests.factories.meetings import make_meeting
from tests.factories.members import make_organisation

pytestmark = pytest.mark.django_db

LATE = datetime(2020, 10, 6, 21, 0, tzinfo=UTC)  # midnight in Moscow, 42 days before the opening


@pytest.fixture
def meeting():
    made = make_meeting(zone="Europe/Moscow", is_current=True)
    keep_rules(made)
    return made


def refusal(act):
    with pytest.raises(RefusedError) as caught, transaction.atomic():
        act()
    return caught.value.answer.code


def seen(document, *, level=Level.SECRETARIAT, at=AT):
    return paper(document.meeting.slug, document.reference, level=level, at=at)


def states(document, **more):
    return [(one.language, one.status, one.state) for one in seen(document, **more).versions]


def test_papers_are_numbered_in_turn_by_kind_and_are_due_by_the_rules(meeting):
    first, second = announce(meeting), announce(meeting)
    draft, non_paper = announce(meeting, kind="limited"), announce(meeting, kind="non_paper")
    assert [one.symbol for one in (first, second, draft, non_paper)] == [
        "WeGO/EC/2020/1",
        "WeGO/EC/2020/2",
        "WeGO/EC/2020/L.1",
        "",
    ]
    assert [one.due_on for one in (first, draft)] == [date(2020, 10, 6), None]
    assert states(first) == [("en", "original", "announced"), ("ko", "translated", "announced")]


def test_a_meeting_without_rules_has_the_usual_series_and_no_last_day(meeting):
    make_organisation()
    other = make_meeting("ga-2021", kind="general_assembly", on=date(2021, 5, 1))
    assert announce(other).symbol.endswith("/GA/2021/1")
    assert (rules_of(other).days, Document.objects.get(meeting=other).due_on) == (None, None)


@pytest.mark.parametrize(
    ("symbol", "code"),
    [
        ("wego/ec/2020/1", "symbol_taken"),
        ("WeGO/EC/2020/1/Corr.1", "symbol_of_another"),
        ("WeGO/EC/2020/L.1", "other_kind"),
        ("no symbol", "symbol_unreadable"),
    ],
)
def test_a_symbol_that_does_not_do_is_refused(meeting, symbol, code):
    announce(meeting)
    assert refusal(lambda: announce(meeting, symbol=symbol)) == code


def test_a_symbol_that_was_withdrawn_is_never_given_again(meeting):
    actions.withdraw_document(announce(meeting).reference, reason="Not needed", by=OFFICER, at=AT)
    assert announce(meeting).symbol == "WeGO/EC/2020/2"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"title": "  "}, "no_title"),
        ({"title": "x" * 301}, "title_too_long"),
        ({"level": "everybody"}, "unknown_level"),
        ({"kind": "poem"}, "unknown_kind"),
        ({"original_language": "xx"}, "unknown_language"),
        ({"due_on": date(9999, 12, 31)}, "day_unknown"),
    ],
)
def test_what_cannot_be_announced_is_refused(meeting, values, code):
    assert refusal(lambda: announce(meeting, **values)) == code


def test_only_the_secretariat_acts_on_papers(meeting):
    document, chair = announce(meeting), Actor(person=None, roles=frozenset({"chair"}))
    acts = [
        lambda: actions.announce_document(
            meeting.slug, kind="limited", titles={"en": "A"}, level="public", original_language="en", by=chair, at=AT
        ),
        lambda: actions.withdraw_document(document.reference, reason="No", by=chair, at=AT),
        lambda: actions.revise_document(document.reference, by=chair, at=AT),
        lambda: actions.waive_lateness(document.reference, majority="consensus", reason="No", by=chair, at=AT),
        lambda: actions.clear_version(document.versions.first().reference, seen="", by=chair, at=AT),
        lambda: actions.keep_paper_rules(meeting.slug, {}, seen=None, by=chair, at=AT),
    ]
    assert [refusal(act) for act in acts] == ["not_secretariat"] * len(acts)


def test_a_version_is_brought_cleared_and_issued_and_then_stays(meeting):
    document = announce(meeting)
    version = bring(document)
    assert refusal(lambda: actions.issue_version(version.reference, seen=version.blob.sha256, by=OFFICER, at=AT)) == (
        "not_cleared"
    )
    clear(version)
    assert refusal(lambda: clear(version)) == "already_cleared"
    actions.issue_version(version.reference, seen=version.blob.sha256, by=OFFICER, at=AT)
    assert states(document)[0] == ("en", "original", "issued")
    assert refusal(lambda: bring(document, words="Other")) == "already_issued"
    assert list(Entry.objects.order_by("number").values_list("verb", flat=True))[-4:] == [
        "announce_paper",
        "bring_version",
        "clear_version",
        "paper_issued",
    ]


def test_a_new_draft_replaces_the_file_before_and_must_be_cleared_anew(meeting):
    document = announce(meeting)
    first = bring(document).blob
    clear(document.versions.get(language="en"))
    second = bring(document, words="Budget, second draft")
    first.refresh_from_db()
    assert (second.state, first.state) == ("draft", Blob.State.ERASED)


def test_an_officer_clears_the_file_that_was_looked_at_and_no_other(meeting):
    document = announce(meeting)
    looked_at = bring(document).blob.sha256
    version = bring(document, words="Another file")
    act = lambda: actions.clear_version(version.reference, seen=looked_at, by=OFFICER, at=AT)  # noqa: E731
    assert refusal(act) == "changed_meanwhile"


def test_a_translation_waits_for_its_original_and_is_outdated_when_that_changes(meeting):
    document = announce(meeting)
    bring(document)
    korean = bring(document, "ko")
    clear(korean)
    issue_korean = lambda: actions.issue_version(korean.reference, seen=korean.blob.sha256, by=OFFICER, at=AT)  # noqa: E731
    assert refusal(issue_korean) == "original_first"
    issue(document, words="Budget, changed")
    assert refusal(issue_korean) == "outdated"
    assert [one.is_outdated for one in seen(document).versions] == [False, True]
    issue(document, "ko")
    assert [one.is_outdated for one in seen(document).versions] == [False, False]


def test_an_unofficial_version_stands_beside_the_translation_and_does_not_count(meeting):
    document = announce(meeting)
    issue(document)
    issue(document, "ko", status="machine")
    assert [(one.language, one.lack) for one in seen(document).lacks] == [("ko", Lack.NOT_OFFICIAL)]
    assert refusal(lambda: bring(document, "ko", status="original")) == "unknown_status"
    issue(document, "ko")
    assert seen(document).lacks == ()


def test_a_paper_late_in_one_language_keeps_the_meeting_from_deciding_until_it_is_waived(meeting):
    document = announce(meeting)
    issue(document)
    assert seen(document).overdue == ()
    issue(document, "ko", at=LATE)
    assert [(one.language, one.lack) for one in seen(document, at=LATE).overdue] == [("ko", Lack.LATE)]
    assert [one.symbol for one in obstacles([document.pk], at=LATE)] == ["WeGO/EC/2020/1"]
    waiver = actions.waive_lateness(
        document.reference, majority="two_thirds", reason="The translator was ill", by=OFFICER, at=LATE
    )
    assert (waiver.languages, obstacles([document.pk], at=LATE), seen(document, at=LATE).overdue) == (["ko"], (), ())
    entry = RecordEntry.objects.get(kind="lateness_waived")
    assert (entry.facts["languages"], entry.facts["majority"], entry.access) == (["ko"], "two_thirds", "public")


def test_there_is_nothing_to_waive_where_nothing_lacks_and_every_waiver_has_its_reason(meeting):
    document = announce(meeting)

    def waive(reason="It is urgent", majority="consensus"):
        return lambda: actions.waive_lateness(document.reference, majority=majority, reason=reason, by=OFFICER, at=LATE)

    assert [refusal(waive(" ")), refusal(waive("x" * 2001)), refusal(waive(majority="most"))] == [
        "no_reason",
        "reason_too_long",
        "unknown_majority",
    ]
    waive()()
    assert refusal(waive()) == "nothing_to_waive"


def test_a_clock_that_is_set_back_does_not_make_a_late_paper_early(meeting):
    document = announce(meeting)
    version = bring(document, at=LATE + timedelta(days=1))
    clear(version, at=AT)
    actions.issue_version(version.reference, seen=version.blob.sha256, by=OFFICER, at=AT)
    version.refresh_from_db()
    assert version.issued_at == LATE + timedelta(days=1)
    assert seen(document, at=LATE).lacks[0].lack == Lack.LATE


def test_a_correction_is_a_paper_in_the_languages_that_were_wrong(meeting):
    document = announce(meeting)
    issue(document), issue(document, "ko")
    first = actions.correct_document(document.reference, languages=["ko"], by=OFFICER, at=AT)
    second = actions.correct_document(document.reference, languages=["en", "ko", "ru"], by=OFFICER, at=AT)
    assert [first.symbol, second.symbol] == ["WeGO/EC/2020/1/Corr.1", "WeGO/EC/2020/1/Corr.2"]
    assert [states(first), [one.language for one in seen(second).versions]] == [
        [("ko", "original", "announced")],
        ["en", "ko"],
    ]
    issue(first, "ko", words="Corrected")
    assert states(document) == [("en", "original", "issued"), ("ko", "translated", "corrected")]
    assert obstacles([document.pk, first.pk], at=LATE) == ()
    assert refusal(lambda: actions.revise_document(first.reference, by=OFFICER, at=AT)) == "is_correction"


def test_a_revision_takes_the_place_of_the_paper_once_issued_and_must_be_in_time_itself(meeting):
    document = announce(meeting)
    issue(document), issue(document, "ko")
    revision = actions.revise_document(document.reference, by=OFFICER, at=AT)
    assert refusal(lambda: actions.revise_document(document.reference, by=OFFICER, at=AT)) == "revision_under_way"
    assert (seen(document).current, obstacles([document.pk], at=LATE)) == (None, ())
    issue(revision, words="Revised", at=LATE)
    assert seen(document).current.symbol == "WeGO/EC/2020/1/Rev.1"
    assert states(document) == [("en", "original", "revised"), ("ko", "translated", "revised")]
    assert [one.symbol for one in obstacles([document.pk], at=LATE)] == ["WeGO/EC/2020/1/Rev.1"]
    again = actions.revise_document(revision.reference, by=OFFICER, at=LATE)
    assert again.symbol == "WeGO/EC/2020/1/Rev.2"


def test_what_was_never_issued_is_neither_corrected_nor_revised_but_brought_again(meeting):
    document = announce(meeting)
    assert refusal(lambda: actions.revise_document(document.reference, by=OFFICER, at=AT)) == "not_issued"
    assert refusal(lambda: actions.correct_document(document.reference, languages=["en"], by=OFFICER, at=AT)) == (
        "not_issued"
    )


def test_an_addendum_belongs_to_its_paper_and_is_due_with_it(meeting):
    document = announce(meeting, item="4 (b)")
    issue(document)
    added = actions.add_to_document(document.reference, by=OFFICER, at=AT)
    assert (added.symbol, added.due_on, added.item) == ("WeGO/EC/2020/1/Add.1", date(2020, 10, 6), "4 (b)")
    assert [one.symbol for one in seen(document).followers] == ["WeGO/EC/2020/1/Add.1"]


def test_nothing_more_is_done_to_a_paper_that_was_withdrawn(meeting):
    document = announce(meeting)
    version = bring(document)
    assert refusal(lambda: actions.withdraw_document(document.reference, reason="", by=OFFICER, at=AT)) == "no_reason"
    actions.withdraw_document(document.reference, reason="A mistake", by=OFFICER, at=AT)
    acts = [
        lambda: bring(document, words="Too late"),
        lambda: clear(version),
        lambda: actions.revise_document(document.reference, by=OFFICER, at=AT),
        lambda: actions.waive_lateness(document.reference, majority="consensus", reason="Now", by=OFFICER, at=AT),
        lambda: actions.change_document(document.reference, {"item": "3"}, seen=None, by=OFFICER, at=AT),
    ]
    assert [refusal(act) for act in acts] == ["paper_withdrawn"] * len(acts)
    assert refusal(lambda: actions.withdraw_document(document.reference, reason="Again", by=OFFICER, at=AT)) == (
        "already_withdrawn"
    )
    assert (seen(document, level=Level.COMMITTEE), obstacles([document.pk], at=AT)[0].is_withdrawn) == (None, True)


def test_two_officers_who_change_a_paper_notice_each_other(meeting):
    document = announce(meeting)
    token = record_of_document(document).token
    actions.change_document(document.reference, {"item": "3"}, seen=token, by=OFFICER, at=AT)
    act = lambda: actions.change_document(document.reference, {"item": "4"}, seen=token, by=OFFICER, at=AT)  # noqa: E731
    assert refusal(act) == "changed_meanwhile"
    facts = Entry.objects.get(verb="change_paper").facts
    assert (facts["before"], facts["after"]) == ({"item": ""}, {"item": "3"})


def test_what_is_the_secretariats_alone_is_not_in_the_record_of_the_session(meeting):
    issue(announce(meeting, level="secretariat"))
    issue(announce(meeting, level="committee"))
    assert list(RecordEntry.objects.values_list("kind", "access")) == [("paper_issued", "committee")]
    assert Entry.objects.filter(verb="paper_issued").count() == 2


def test_the_database_itself_keeps_a_version_without_a_file_from_being_issued(meeting):
    version = announce(meeting).versions.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        LanguageVersion.objects.filter(pk=version.pk).update(state="issued", issued_at=AT)


def test_papers_are_listed_by_agenda_item_and_number_with_the_same_statements(meeting, django_assert_num_queries):
    for item in ("10", "2", "", "2²"):
        announce(meeting, item=item)
    for title in ("A", "B"):
        announce(meeting, title, item="2")
    with django_assert_num_queries(5):
        listed = papers(meeting.slug, level=Level.SECRETARIAT, at=AT)
    assert [(one.item, one.symbol.rpartition("/")[2]) for one in listed] == [
        ("2", "2"),
        ("2", "5"),
        ("2", "6"),
        ("2²", "4"),
        ("10", "1"),
        ("", "3"),
    ]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"days": 400}, "days_unknown"),
        ({"days": -1}, "days_unknown"),
        ({"series": "WeGO EC"}, "symbol_unreadable"),
    ],
)
def test_rules_that_make_no_sense_are_refused(meeting, values, code):
    kept = {"series": "WeGO/EC/2020", "days": 42, "languages": ["en"], **values}
    assert refusal(lambda: actions.keep_paper_rules(meeting.slug, kept, seen=None, by=OFFICER, at=AT)) == code
