"""Doors let in who is accepted, once for each passage, whatever a device sends and whenever it says that it happened."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from comitia.accreditation import actions
from comitia.accreditation.actions import Passage
from comitia.accreditation.models import CheckIn, Registration
from comitia.accreditation.models.codes import code_in, new_code
from comitia.accreditation.policies.check_in import LONGEST_OFFLINE, happened_at
from comitia.accreditation.queries.check_in import Here, here
from comitia.journal.models import Entry
from comitia.notices.queries.webhooks import listening
from comitia.platform.actors import NOBODY
from comitia.platform.answers import RefusedError
from tests.factories.accreditation import AT, make_category, make_event, make_person, officer, register
from tests.factories.statements import asked


def accepted(meeting=None) -> Registration:
    meeting = meeting or make_event()
    if not meeting.categories.exists():
        make_category(meeting)
    return register(make_person())


def passage(person, direction="in", *, at=AT, key=None) -> Passage:
    return Passage(key=key or uuid4(), code=person.entry_code, direction=direction, at=at)


def send(passages, *, by=None, at=AT, sent_at=None):
    return actions.check_in_many(passages, sent_at=sent_at, by=by or officer("door"), at=at)


def codes_of(answers) -> list[str]:
    return [getattr(one.answer, "code", "") for one in answers]


@given(st.builds(new_code), st.sampled_from(["lower", "hyphens", "letters"]))
def test_a_code_is_read_however_it_is_typed(code, way):
    typed = {
        "lower": f" {code.lower()} ",
        "hyphens": "-".join([code[:4], code[4:8], code[8:]]),
        "letters": code.replace("0", "o").replace("1", "L"),
    }[way]
    assert code_in(typed) == code


@given(st.text())
def test_anything_else_is_no_code_or_reads_as_itself(text):
    assert code_in(text) in {"", code_in(code_in(text))}


MOMENTS = st.datetimes(timezones=st.just(UTC))


@given(MOMENTS, st.none() | MOMENTS)
def test_no_clock_lies_further_than_the_bounds(claimed, sent_at):
    moment = happened_at(claimed, sent_at=sent_at, received_at=AT)
    assert AT - LONGEST_OFFLINE <= moment <= AT


@given(st.timedeltas(timedelta(0), timedelta(days=2)), st.timedeltas(timedelta(days=-900), timedelta(days=900)))
def test_a_clock_that_is_off_is_put_right_by_what_it_says_when_it_sends(ago, off):
    assert happened_at(AT - ago + off, sent_at=AT + off, received_at=AT) == AT - ago


@pytest.mark.django_db
def test_somebody_goes_in_and_out_and_is_counted():
    person = accepted()
    send([passage(person, at=AT)])
    assert here() == Here(expected=1, came=1, inside=1)
    [out] = send([passage(person, "out", at=AT + timedelta(hours=1))], at=AT + timedelta(hours=1))
    assert (out.before.direction, out.before.at) == ("in", AT)
    assert here() == Here(expected=1, came=1, inside=0)


@pytest.mark.django_db
def test_what_is_sent_twice_counts_once():
    row = passage(accepted())
    assert [one.was_known for one in send([row, row])] == [False, True]
    assert [one.was_known for one in send([row], at=AT + timedelta(minutes=5))] == [True]
    assert list(CheckIn.objects.values_list("key", "at", "received_at")) == [(row.key, AT, AT)]
    assert Entry.objects.filter(verb="check_in").count() == 1


@pytest.mark.django_db
def test_a_key_does_not_serve_for_two_people():
    first = accepted()
    second = register(make_person())
    row = passage(first)
    send([row])
    assert codes_of(send([passage(second, key=row.key)])) == ["key_taken"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "code"),
    [("draft", "not_accepted"), ("submitted", "not_accepted"), ("refused", "not_accepted"), ("withdrawn", "withdrawn")],
)
def test_who_is_not_accepted_is_not_let_in_and_nothing_is_written(state, code):
    person = accepted()
    Registration.objects.update(state=state)
    assert codes_of(send([passage(person)])) == [code]
    assert not CheckIn.objects.exists()


@pytest.mark.django_db
def test_a_code_of_another_meeting_or_of_nobody_is_refused():
    before = accepted(make_event("excom-2019"))
    before.meeting.is_current = False
    before.meeting.save()
    make_event()
    nobody = Passage(key=uuid4(), code=new_code(), direction="in", at=AT)
    assert codes_of(send([passage(before), nobody])) == ["other_meeting", "unknown_code"]


@pytest.mark.django_db
def test_one_row_that_cannot_be_read_does_not_hold_up_the_others():
    person = accepted()
    broken = [
        Passage(key=None, code=person.entry_code, direction="in", at=AT),
        Passage(key=uuid4(), code=person.entry_code, direction="through", at=AT),
        Passage(key=uuid4(), code=person.entry_code, direction="in", at=None),
    ]
    assert codes_of(send([*broken, passage(person)])) == ["unreadable", "unreadable", "unreadable", ""]
    assert CheckIn.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("by", [NOBODY, *(role for role in ("chair", "operator", "regional_office"))])
def test_others_do_not_check_in(by):
    person = accepted()
    with pytest.raises(RefusedError):
        send([passage(person)], by=officer(by) if isinstance(by, str) else by)


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 100])
def test_a_batch_takes_the_same_statements_for_any_number_of_rows(number):
    meeting = make_event()
    make_category(meeting)
    people = Registration.objects.bulk_create(
        Registration(
            meeting=meeting,
            person=make_person(),
            category=meeting.categories.get(),
            state="accepted",
            started_at=AT,
            changed_at=AT,
        )
        for _number in range(number)
    )
    by = officer("door")
    listening()  # read once, then kept from act to act
    with CaptureQueriesContext(connection) as captured:
        send([passage(one) for one in people], by=by)
    assert CheckIn.objects.count() == number
    statements = asked(captured)
    assert len(statements) == 7, statements


@pytest.mark.django_db
def test_the_journal_says_who_was_checked_in_without_a_name():
    person = accepted()
    by = officer("door")
    send([passage(person)], by=by)
    entry = Entry.objects.get(verb="check_in")
    assert (entry.by, entry.subject, entry.facts) == (
        by.person,
        "check_in:excom-2020",
        {"people": [str(person.reference)], "door": "", "in": 1},
    )


def test_devices_that_send_the_same_at_once_write_it_once(committed):
    rows = [passage(accepted())]
    by = officer("door")

    def once(_number):
        try:
            return codes_of(send(rows, by=by))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(once, range(16))) == [[""]] * 16
    assert CheckIn.objects.count() == 1


def test_three_days_is_how_long_a_device_is_believed():
    assert happened_at(datetime(2019, 1, 1, tzinfo=UTC), sent_at=None, received_at=AT) == AT - timedelta(days=3)
