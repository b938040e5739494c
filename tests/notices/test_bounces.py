"""A mail server's report marks the one letter it brings back, and nothing else does."""

from __future__ import annotations

import io
import logging
import sys

import pytest

from comitia.config.cli import main
from comitia.journal.models import Entry
from comitia.notices import actions, queries, tasks
from comitia.notices.models import Mail
from comitia.platform.actors import SYSTEM
from tests.conftest import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def _console():
    """Keep the console of the log: the command sets logging up anew, on a screen that is gone after the test."""
    handlers = logging.getLogger().handlers[:]
    yield
    logging.getLogger().handlers[:] = handlers


def sent(key="a", *, to="ana@example.org", state="sent", at=AT) -> Mail:
    actions.queue_letter("note", key=key, to=to, person=None, language="en", subject="Hello", text="Body", at=AT)
    Mail.objects.filter(key=key).update(state=state, sent_at=at)
    return Mail.objects.get(key=key)


def identity_of(mail) -> str:
    return tasks.message_of(mail, None).message()["Message-ID"]


def report(identity, *, action="failed", status="5.1.1", returned="message/rfc822", kind="report") -> bytes:
    """Write what a mail server writes, by RFC 3464."""
    blocks = f"Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; ana@example.org\nAction: {action}\nStatus: {status}\n\n"
    content = f"Message-ID: {identity}\nSubject: Hello\n\nBody\n"
    parts = [("text/plain", "Your letter did not arrive."), ("message/delivery-status", blocks), (returned, content)]
    body = "".join(f"--limit\nContent-Type: {type_}\n\n{text}\n" for type_, text in parts)
    head = f'From: MAILER-DAEMON@example.org\nContent-Type: multipart/{kind}; report-type=delivery-status; boundary="limit"\n'
    return f"{head}\n{body}--limit--\n".encode()


def receive(raw):
    return actions.receive_bounce(raw, by=SYSTEM, at=AT)


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_marks_the_letter_it_brings_back(returned):
    mail, other = sent(), sent("b")
    assert receive(report(identity_of(mail), returned=returned)) == mail
    mail.refresh_from_db()
    other.refresh_from_db()
    assert (mail.state, mail.bounce_status, mail.bounced_at, other.state) == ("bounced", "5.1.1", AT, "sent")
    entry = Entry.objects.get()
    assert (entry.verb, entry.subject, entry.facts) == ("receive_bounce", f"mail:{mail.pk}", {"status": "5.1.1"})


def test_a_report_that_comes_twice_is_noted_once():
    mail = sent()
    for _time in range(2):
        receive(report(identity_of(mail)))
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"Subject: I am away\n\nUntil Monday.",
        b"\xff\xfe\x00",
        report("<1.0000000000000000000000000000000000000000@localhost>"),
        report("<nothing@example.org>"),
        b"Content-Type: message/rfc822\n\n" * 5000,
    ],
    ids=["empty", "absence", "noise", "forged", "foreign", "nested"],
)
def test_what_is_no_report_about_a_letter_of_ours_changes_nothing(raw):
    sent()
    assert receive(raw) is None
    assert (queries.counts()["sent"], Entry.objects.count()) == (1, 0)


def test_a_letter_that_is_only_late_has_not_come_back():
    mail = sent()
    assert receive(report(identity_of(mail), action="delayed", status="4.4.1")) is None
    assert queries.counts()["bounced"] == 0


def test_a_report_without_a_code_is_believed():
    mail = sent()
    receive(report(identity_of(mail), status="unknown"))
    assert Mail.objects.values_list("state", "bounce_status").get() == ("bounced", "")


def test_a_letter_sent_again_since_then_stays_on_its_way():
    mail = sent(state="queued")
    assert receive(report(identity_of(mail))) == mail
    assert queries.counts()["queued"] == 1


@pytest.mark.usefixtures("_console")
def test_the_command_reads_a_report_from_its_input(monkeypatch, capsys):
    mail = sent()
    for raw in (report(identity_of(mail)), b"Subject: Hello\n\nHello"):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        assert main(["receive-bounce"]) == 0
    assert capsys.readouterr().out == (
        f"Letter {mail.pk} came back.\nThis is no report of a letter from here that did not arrive.\n"
    )
