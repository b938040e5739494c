"""The secretariat writes the provisional agenda; its order, numbers and texts follow."""

from __future__ import annotations

import pytest
from django.db import transaction

from comitia.core.governance.agenda import Move
from comitia.journal.models import Entry
from comitia.platform.actors import Actor
from comitia.platform.answers import RefusedError
from comitia.proceedings import actions
from comitia.proceedings.models import Agenda, AgendaItem
from comitia.proceedings.queries.agenda import public_agenda
from comitia.proceedings.queries.desk import agenda_at_desk, record_of_item
from tests.factories.meetings import make_meeting
from tests.factories.proceedings import add
from tests.factories.sittings import AT, CLERK, make_sitting

pytestmark = pytest.mark.django_db


def rows(meeting):
    return [(row.number, str(row.title)) for row in agenda_at_desk(meeting.slug, at=AT).view.rows]


def code_of(act, *given, **more):
    with pytest.raises(RefusedError) as refused, transaction.atomic():
        act(*given, **{"by": CLERK, "at": AT, **more})
    return refused.value.answer.code


def test_items_are_added_under_one_another_and_numbered():
    meeting = make_meeting()
    statute = add(meeting, "Revisions in the statute")
    add(meeting, "Membership fee criteria", under=statute)
    add(meeting, "Regional offices")
    assert rows(meeting) == [
        ("1", "Revisions in the statute"),
        ("1.1", "Membership fee criteria"),
        ("2", "Regional offices"),
    ]


def test_items_are_moved_and_their_numbers_follow():
    meeting = make_meeting()
    first, second, third = (add(meeting, title) for title in ("Opening", "Report", "Host city"))
    actions.move_item(third.reference, Move.UP, by=CLERK, at=AT)
    actions.move_item(second.reference, Move.INTO, by=CLERK, at=AT)
    assert rows(meeting) == [("1", "Opening"), ("2", "Host city"), ("2.1", "Report")]
    actions.put_item_under(second.reference, first.reference, by=CLERK, at=AT)
    actions.move_item(third.reference, Move.UP, by=CLERK, at=AT)
    assert rows(meeting) == [("1", "Host city"), ("2", "Opening"), ("2.1", "Report")]


def test_roman_numbers_a_prefix_and_a_number_of_ones_own():
    meeting = make_meeting()
    add(meeting, "Opening")
    add(meeting, "Assessment of the offices", own_number="1a")
    add(meeting, "Host city")
    actions.number_agenda(meeting.pk, style="roman", prefix="EC/", is_sample=False, by=CLERK, at=AT)
    assert [number for number, _title in rows(meeting)] == ["EC/I", "1a", "EC/II"]


def test_an_item_at_an_end_stays_and_the_reason_is_said():
    item = add(make_meeting(), "Opening")
    assert code_of(actions.move_item, item.reference, Move.UP) == "nowhere_to_go"


def test_an_agenda_does_not_grow_deeper_than_four_levels():
    meeting, item = make_meeting(), None
    for depth in range(4):
        item = add(meeting, f"Level {depth}", under=item)
    assert (
        code_of(actions.add_item, meeting.pk, {"titles": {"en": "Too deep"}}, parent=item.reference) == "nowhere_to_go"
    )


def test_two_officers_notice_each_other():
    item = add(make_meeting(), "Opening")
    seen = record_of_item(item).token
    actions.save_item(item.reference, {"minutes": 10}, seen=seen, by=CLERK, at=AT)
    assert code_of(actions.save_item, item.reference, {"minutes": 20}, seen=seen) == "changed_meanwhile"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"titles": {"ko": "개회"}}, "no_title"),
        ({"titles": {"en": "Opening"}, "business": "sing"}, "unknown_business"),
        ({"titles": {"en": "Opening"}, "minutes": 2000}, "minutes_out_of_range"),
        ({"titles": {"en": "Opening"}, "sitting": 9}, "sitting_gone"),
    ],
)
def test_an_item_that_makes_no_sense_is_refused(values, code):
    assert code_of(actions.add_item, make_meeting().pk, values) == code


def test_an_item_with_others_under_it_is_not_removed():
    meeting = make_meeting()
    item = add(meeting, "Statute")
    below = add(meeting, "Fees", under=item)
    assert code_of(actions.remove_item, item.reference) == "item_has_parts"
    actions.remove_item(below.reference, by=CLERK, at=AT)
    actions.remove_item(item.reference, by=CLERK, at=AT)
    assert AgendaItem.objects.count() == 0


def test_only_the_secretariat_writes_the_agenda():
    meeting = make_meeting()
    somebody = Actor(person=None)
    assert code_of(actions.add_item, meeting.pk, {"titles": {"en": "Mine"}}, by=somebody) == "not_secretariat"
    assert code_of(actions.issue_agenda, meeting.pk, by=somebody) == "not_secretariat"


def test_an_agenda_is_for_everybody_once_it_is_issued():
    meeting = make_meeting()
    assert code_of(actions.issue_agenda, meeting.pk) == "agenda_empty"
    add(meeting, "Opening")
    assert public_agenda(meeting.slug, language="en", at=AT) is None
    actions.issue_agenda(meeting.pk, by=CLERK, at=AT)
    assert [str(row.title) for row in public_agenda(meeting.slug, language="en", at=AT).view.rows] == ["Opening"]


def test_closed_items_and_those_under_them_say_nothing_to_everybody():
    meeting = make_meeting()
    staff = add(meeting, "Staff of the secretariat", is_closed=True, lead="Bureau", notes={"en": "Salaries"})
    add(meeting, "Pay of the director", under=staff)
    actions.issue_agenda(meeting.pk, by=CLERK, at=AT)
    everybody = public_agenda(meeting.slug, language="en", at=AT).view.rows
    assert [(row.number, row.title, row.notes, row.lead, row.is_closed) for row in everybody] == [
        ("1", None, None, "", True),
        ("1.1", None, None, "", True),
    ]


def test_the_sum_of_times_says_when_the_sitting_ends():
    meeting = make_meeting()
    make_sitting(meeting, begun=False)
    add(meeting, "Opening", minutes=15)
    add(meeting, "Host city", minutes=45)
    view = agenda_at_desk(meeting.slug, at=AT).view
    assert view.minutes == 60
    assert (view.projection.expected - AT).total_seconds() == 3600
    assert [(row.expected_at - AT).total_seconds() for row in view.rows] == [0, 900]


def test_the_journal_has_what_was_done_without_names():
    meeting = make_meeting()
    item = add(meeting, "Opening")
    actions.save_item(item.reference, {"lead": "Mayor Kim", "minutes": 5}, seen=None, by=CLERK, at=AT)
    entry = Entry.objects.get(verb="save_agenda_item")
    assert (entry.subject, entry.facts["after"]) == (f"agenda_item:{item.reference}", {"minutes": 5})
    assert entry.particulars.data == {"lead": "Mayor Kim"}


@pytest.mark.parametrize("count", [1, 3])
def test_an_agenda_takes_the_same_statements_however_long(count, django_assert_num_queries):
    meeting = make_meeting()
    for number in range(count):
        add(meeting, f"Item {number}")
    with django_assert_num_queries(3):
        agenda_at_desk(meeting.slug, at=AT)
    assert Agenda.objects.count() == 1
