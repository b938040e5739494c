"""Two officers press at once: a session is convoked once, and every receipt is confirmed once."""

from __future__ import annotations

import pytest

from comitia.accounts.queries import actor
from comitia.core.governance.record import Access, first_break
from comitia.meetings.models import RecordEntry
from comitia.meetings.queries import record_of
from comitia.notices.models import Mail
from comitia.proceedings import actions
from comitia.proceedings.models import Convocation
from tests.factories.convocations import IN_TIME, begin, head_of, issue, make_session
from tests.factories.sittings import CLERK
from tests.proceedings.test_at_once import all_at_once

pytestmark = pytest.mark.usefixtures("committed")


def test_two_officers_issue_at_once_and_each_member_gets_one_letter():
    meeting = make_session()
    convocation = begin(meeting)
    acts = [lambda: actions.issue_convocation(convocation.reference, confirmed=2, by=CLERK, at=IN_TIME)] * 2
    assert all_at_once(*acts) == ["", "issued_already"]
    assert (Mail.objects.count(), RecordEntry.objects.filter(kind="convocation_issued").count()) == (2, 1)
    assert first_break(record_of(meeting.slug, access=Access.COMMITTEE)) is None


def test_two_officers_begin_at_once_and_write_the_same_convocation():
    meeting = make_session()
    acts = [lambda: actions.begin_convocation(meeting.pk, by=CLERK, at=IN_TIME)] * 2
    assert all_at_once(*acts) == ["", ""]
    assert Convocation.objects.count() == 1


def test_a_receipt_confirmed_twice_at_once_stands_once_in_the_record():
    convocation, head = issue(begin(make_session("Seoul"))), actor(head_of("Seoul"))
    acts = [lambda: actions.acknowledge_convocation(convocation.reference, by=head, at=IN_TIME)] * 2
    assert all_at_once(*acts) == ["", ""]
    assert RecordEntry.objects.filter(kind="convocation_acknowledged").count() == 1
