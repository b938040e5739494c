"""Many letters are written with few statements, once, and looked at by an officer before they are sent."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comitia.journal.models import Entry
from comitia.notices import queries
from comitia.notices.actions import approve_letters, drop_letters, edit_letter, hold_letters, write_letters
from comitia.notices.models import Mail
from comitia.platform.actors import SYSTEM
from comitia.platform.answers import RefusedError
from comitia.platform.jobs.models import Job
from tests.notices.letters import AT, keep, letter

pytestmark = pytest.mark.django_db


def write(numbers, **more) -> int:
    return write_letters("sample", (letter(number) for number in numbers), at=AT, **more)


def states() -> list[str]:
    return list(Mail.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.parametrize(("number", "statements"), [(1, 3), (50, 3), (101, 5)])
def test_fifty_letters_take_the_statement_of_one(sample, number, statements):
    keep(text="{name} {address}")
    with CaptureQueriesContext(connection) as asked:
        assert write(range(number)) == number
    assert len(asked) == statements  # the templates, fifty letters each, the job of the sender
    assert Mail.objects.filter(text__startswith="Person ").count() == number
    assert Job.objects.filter(dedupe_key="send_letters", state="waiting").count() == 1


def test_of_letters_written_again_only_the_new_ones_are_counted(sample):
    keep()
    assert [write(range(3)), write(range(1, 60)), write(range(60))] == [3, 57, 0]
    assert Mail.objects.count() == 60


def test_letters_under_review_wait_and_wake_nobody(sample):
    keep()
    write(range(2), review=True)
    assert (states(), queries.due_letter(at=AT), Job.objects.count()) == (["review", "review"], None, 0)


def test_letters_are_let_go_once_and_only_those_that_wait(sample):
    keep()
    write(range(2), review=True)
    write([2])
    pks = list(Mail.objects.order_by("pk").values_list("pk", flat=True))
    assert approve_letters(pks[1:], by=SYSTEM, at=AT) == 1
    assert drop_letters(pks, by=SYSTEM, at=AT) == 1
    assert states() == ["dropped", "queued", "queued"]
    with pytest.raises(RefusedError, match="not_in_review"):
        approve_letters(pks, by=SYSTEM, at=AT)
    assert [(entry.verb, entry.facts) for entry in Entry.objects.order_by("number")][1:] == [
        ("approve_letters", {"letters": 1, "kinds": ["sample"]}),
        ("drop_letters", {"letters": 1, "kinds": ["sample"]}),
    ]
    assert write(range(3)) == 0


def test_a_letter_is_changed_while_it_waits_and_two_officers_notice_each_other(sample):
    keep()
    write([1], review=True)
    mail = Mail.objects.get()
    seen = queries.letter_record(mail).token
    edit_letter(mail.pk, subject="New\r\nsubject", text="New text", seen=seen, by=SYSTEM, at=AT)
    assert list(Mail.objects.values_list("subject", "text", "state")) == [("New subject", "New text", "review")]
    with pytest.raises(RefusedError, match="changed_meanwhile"):
        edit_letter(mail.pk, subject="Other", text="Other", seen=seen, by=SYSTEM, at=AT)
    with pytest.raises(RefusedError, match="empty"):
        edit_letter(mail.pk, subject="Other", text=" ", seen=None, by=SYSTEM, at=AT)
    approve_letters([mail.pk], by=SYSTEM, at=AT)
    with pytest.raises(RefusedError, match="not_in_review"):
        edit_letter(mail.pk, subject="Other", text="Other", seen=None, by=SYSTEM, at=AT)


def test_letters_under_review_are_held_with_the_others(sample):
    keep()
    write([1], review=True)
    write([2])
    assert hold_letters(by=SYSTEM, at=AT) == 2
