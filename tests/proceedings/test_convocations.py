"""The secretariat convokes a session: to whom, when, by which deadline, with what proof; nothing goes out twice."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from comitia.accounts.queries import actor
from comitia.accreditation.models import Category, Registration
from comitia.core.governance.record import Access, first_break
from comitia.journal.models import Entry
from comitia.meetings.models import Meeting, RecordEntry
from comitia.meetings.queries import record_of
from comitia.notices.models import Mail
from comitia.platform.actors import Actor
from comitia.proceedings import actions
from comitia.proceedings.models import Addressee, Convocation, Notice
from comitia.proceedings.queries.convocation_agenda import digest_of
from comitia.proceedings.queries.convocations import addressee_rows
from tests.factories.accounts import make_person
from tests.factories.convocations import IN_TIME, LATE, begin, head_of, issue, make_session
from tests.factories.delegations import make_focal_point
from tests.factories.proceedings import add, make_delegate
from tests.factories.refusals import refusal
from tests.factories.sittings import AT, CLERK
from tests.platform.sample_files import pdf

pytestmark = pytest.mark.django_db


def kinds() -> list[str]:
    found = RecordEntry.objects.exclude(kind__startswith="officer").order_by("number")
    return list(found.values_list("kind", flat=True))


def test_a_session_is_convoked_and_its_members_get_one_letter_each_in_their_language():
    meeting = make_session()
    convocation = issue(begin(meeting))
    meeting.refresh_from_db()
    assert (convocation.state, meeting.state) == ("issued", Meeting.State.CONVOKED)
    assert (convocation.last_day, convocation.notice_days, convocation.article) == (date(2020, 10, 18), 30, "Art. 20")
    letters = Mail.objects.order_by("to")
    assert [one.to for one in letters] == [head_of("Seoul").email, head_of("Kigali").email]
    assert "1 Budget\n2 Staff matters" in letters[0].text
    assert kinds() == ["convocation_issued"]
    assert first_break(record_of(meeting.slug, access=Access.COMMITTEE)) is None


def test_the_record_and_the_journal_name_members_and_nobody_else():
    make_delegate(meeting := make_session(), observer="Embassy")
    issue(begin(meeting))
    [entry] = RecordEntry.objects.filter(kind="convocation_issued")
    counts = [entry.facts[one] for one in ("members", "observers", "participants", "without_letter", "days_late")]
    assert counts == [["kigali", "seoul"], 1, 0, 0, 0]
    written = f"{entry.facts}{list(Entry.objects.values_list('facts', flat=True))}"
    assert [word in written for word in ("Head of", "@", "Embassy")] == [False, False, False]


def test_observers_and_focal_points_do_not_read_what_closed_items_are_about():
    meeting = make_session("Seoul")
    make_delegate(meeting, observer="Embassy")
    make_focal_point(meeting.delegations.get(member__slug="seoul"), make_person("Tuya"))
    issue(begin(meeting))
    told = {one.to: "Staff matters" in one.text for one in Mail.objects.all()}
    assert told[head_of("Seoul").email] is True
    assert [shown for to, shown in told.items() if to != head_of("Seoul").email] == [False, False]


def test_one_address_of_a_member_gets_one_letter_and_others_by_category_only_if_asked():
    meeting = make_session("Seoul")
    make_focal_point(meeting.delegations.get(), head_of("Seoul"))
    category = Category.objects.create(meeting=meeting, code="press", names={"en": "Press"}, modes=["online"])
    Registration.objects.create(
        meeting=meeting,
        person=make_person("Reporter"),
        category=category,
        state="accepted",
        started_at=AT,
        changed_at=AT,
    )
    first = issue(begin(meeting))
    assert (Mail.objects.count(), first.addressees.count()) == (1, 1)
    second = issue(begin(meeting, categories=["press"]))
    assert (Mail.objects.count(), second.addressees.count()) == (3, 2)


def test_members_without_anybody_or_without_an_address_are_listed_with_the_reason():
    meeting = make_session("Seoul", "Kigali", "Moscow", without=("Moscow",))
    person = head_of("Kigali")
    person.email = ""
    person.save()
    rows = addressee_rows(issue(begin(meeting)), language="en")
    assert [(one.name, one.lack, one.is_reached) for one in rows] == [
        ("Kigali", "No e-mail address is known", False),
        ("Moscow", "Nobody is named for it", False),
        ("Seoul", "", False),
    ]
    Mail.objects.update(state="sent", sent_at=IN_TIME)
    assert [one.is_reached for one in addressee_rows(Convocation.objects.get(), language="en")] == [False, False, True]


def test_a_late_convocation_needs_a_waiver_with_its_reason_and_by_whom():
    convocation = begin(make_session())
    given = {"confirmed": 2, "by": CLERK, "at": LATE}
    assert refusal(actions.issue_convocation, convocation.reference, **given) == "late"
    assert refusal(actions.issue_convocation, convocation.reference, reason="Urgent", **given) == "late"
    actions.issue_convocation(convocation.reference, reason="Urgent", waived_by="Bureau", **given)
    waived = RecordEntry.objects.get(kind="convocation_waived")
    assert (waived.access, waived.facts["days_late"], waived.facts["waived_by"]) == ("committee", 15, "Bureau")


def test_unknown_days_are_an_explicit_choice():
    convocation = begin(make_session(rules=False))
    assert refusal(issue, convocation) == "days_unknown"
    issued = issue(begin(convocation.meeting, days=14))
    assert (issued.notice_days, issued.article) == (14, "")
    assert RecordEntry.objects.get(kind="convocation_issued").facts["days_are_chosen"] is True


def test_days_that_the_rules_name_are_not_chosen_and_extraordinary_ones_are_another_number():
    meeting = make_session()
    assert refusal(issue, begin(meeting, days=5)) == "days_in_rules"
    assert refusal(issue, begin(meeting, days=None, is_extraordinary=True)) == "days_unknown"
    assert refusal(begin, meeting, days=400) == "days_out_of_range"


def test_nothing_is_issued_without_sitting_agenda_words_or_addressees():
    meeting = make_session()
    convocation = begin(meeting)
    given = {"by": CLERK, "at": IN_TIME}
    assert refusal(actions.issue_convocation, convocation.reference, confirmed=7, **given) == "recipients_changed"
    Convocation.objects.update(texts={})
    assert refusal(actions.issue_convocation, convocation.reference, confirmed=2, **given) == "nothing_written"
    meeting.agenda_items.all().delete()
    assert refusal(actions.issue_convocation, convocation.reference, confirmed=2, **given) == "agenda_empty"
    meeting.sittings.get().officers.all().delete()
    meeting.sittings.all().delete()
    assert refusal(actions.issue_convocation, convocation.reference, confirmed=2, **given) == "no_sitting"


def test_only_the_secretariat_convokes_and_only_known_words_are_filled_in():
    meeting = make_session()
    stranger = Actor(person=None)
    assert refusal(actions.begin_convocation, meeting.pk, by=stranger, at=IN_TIME) == "not_secretariat"
    assert refusal(begin, meeting, text_en="{agenda} {begins} {address} {password}") == "template_unknown"


def test_a_convocation_is_issued_once_and_nothing_is_begun_twice():
    meeting = make_session()
    convocation = begin(meeting)
    assert begin(meeting) == convocation
    issue(convocation)
    assert refusal(issue, convocation) == "issued_already"
    assert (Mail.objects.count(), Addressee.objects.count()) == (2, 2)


def test_an_amended_convocation_has_a_new_number_and_the_chain_is_kept():
    meeting = make_session()
    first = issue(begin(meeting))
    before = (first.digest, first.agenda)
    add(meeting, "Late item")
    second = issue(begin(meeting))
    first.refresh_from_db()
    assert (first.state, second.number, second.amends) == ("amended", 2, first)
    assert (first.digest, first.agenda) == before
    assert [len(one.agenda) for one in (first, second)] == [2, 3]
    assert second.digest == digest_of(second.agenda, second.texts, second.opens_at) != first.digest
    assert kinds() == ["convocation_issued", "convocation_amended"]
    assert Mail.objects.count() == 4


@pytest.mark.parametrize(
    ("how", "kind", "state"),
    [("withdrawn", "convocation_withdrawn", "planned"), ("postponed", "session_postponed", "postponed")],
)
def test_a_convocation_is_withdrawn_or_its_session_postponed_and_those_called_are_told(how, kind, state):
    meeting = make_session()
    convocation = begin(meeting)
    ending = {"how": how, "by": CLERK, "at": IN_TIME}
    assert refusal(actions.end_convocation, convocation.reference, reason="Flood", **ending) == "not_issued"
    issue(convocation)
    assert refusal(actions.end_convocation, convocation.reference, reason=" ", **ending) == "no_reason"
    actions.end_convocation(convocation.reference, reason="Flood", **ending)
    meeting.refresh_from_db()
    assert (meeting.state, Mail.objects.filter(kind=kind, text__contains="Flood").count()) == (state, 2)
    assert refusal(actions.end_convocation, convocation.reference, reason="Flood", **ending) == "convocation_over"
    assert issue(begin(meeting)).number == 2


def prove(convocation, addressee, **more):
    given = {"channel": "note_verbale", "sent_on": IN_TIME.date(), "identifier": "NV 12/2020", "proof": "", **more}
    return actions.prove_notice(convocation.reference, addressee, **given, by=CLERK, at=IN_TIME)


def test_a_clerk_declares_how_a_member_was_reached_with_a_reference_or_a_file():
    convocation = issue(begin(make_session("Seoul", without=("Seoul",))))
    [addressee] = convocation.addressees.all()
    prove(convocation, addressee.pk)
    with actions.receive_proof([pdf(b"(Receipt)")], name="receipt.pdf") as received:
        prove(convocation, addressee.pk, channel="post", identifier="", received=received)
    [row] = addressee_rows(convocation, language="en")
    assert [(one.channel, one.identifier, one.file) for one in row.notices] == [
        ("note_verbale", "NV 12/2020", ""),
        ("post", "", "receipt.pdf"),
    ]
    assert row.is_reached
    entry = RecordEntry.objects.filter(kind="notice_proved").last()
    assert (entry.access, entry.facts["member"], entry.facts["channel"]) == ("committee", "seoul", "post")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"channel": "mail"}, "no_channel"),
        ({"channel": "pigeon"}, "no_channel"),
        ({"sent_on": date(2020, 10, 2)}, "not_yet"),
        ({"identifier": " "}, "no_proof"),
    ],
)
def test_a_declaration_names_a_way_a_day_and_a_proof(given, code):
    convocation = issue(begin(make_session("Seoul")))
    assert refusal(prove, convocation, convocation.addressees.get().pk, **given) == code
    assert refusal(prove, convocation, 0) == "unknown_addressee"


def test_those_who_act_for_a_member_confirm_receipt_once_and_nobody_else():
    meeting = make_session()
    convocation = issue(begin(meeting))
    head, stranger = actor(head_of("Seoul")), actor(make_person("Stranger"))
    acknowledge = actions.acknowledge_convocation
    assert [acknowledge(convocation.reference, by=head, at=at) for at in (IN_TIME, LATE)] == [1, 0]
    assert refusal(acknowledge, convocation.reference, by=stranger, at=IN_TIME) == "not_convoked"
    found = dict(convocation.addressees.values_list("member__slug", "acknowledged_at"))
    assert found == {"seoul": IN_TIME, "kigali": None}
    issue(begin(meeting))
    assert refusal(acknowledge, convocation.reference, by=head, at=IN_TIME) == "convocation_over"


def test_what_was_written_is_thrown_away_before_it_is_issued_alone():
    meeting = make_session()
    actions.discard_convocation(begin(meeting).reference, by=CLERK, at=IN_TIME)
    issued = issue(begin(meeting))
    with transaction.atomic():
        assert refusal(actions.discard_convocation, issued.reference, by=CLERK, at=IN_TIME) == "issued_already"
    assert (Convocation.objects.count(), Notice.objects.count()) == (1, 2)
