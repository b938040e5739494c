"""Letters wait in the outbox, leave it once, and come back later when the mail server is away."""

import io
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
import time_machine
from aiosmtpd.controller import Controller
from django.conf import settings as configured
from django.core import mail as sent_mail
from django.core.mail import EmailMessage

from comitia.notices import actions, queries, tasks
from comitia.notices.models import Mail
from comitia.platform.actors import SYSTEM
from comitia.platform.answers import RefusedError
from comitia.platform.console_mail import EmailBackend
from comitia.platform.jobs.models import Job
from tests.accounts.test_at_once import at_once
from tests.conftest import AT

SMTP = "django.core.mail.backends.smtp.EmailBackend"
CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


class Mailbox:
    """A mail server in memory that answers what a test wants."""

    def __init__(self) -> None:
        self.received: list[bytes] = []
        self.recipient_answer = "250 OK"
        self.answer = "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.answer == "250 OK":
            self.received.append(envelope.content)
        return self.answer


@pytest.fixture
def mailbox(settings):
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=8201)
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", 8201
    controller.start()
    yield box
    controller.stop()


def queue(key: str = "welcome:1", **more) -> bool:
    letter = {
        "to": "ana@example.org",
        "person": None,
        "language": "en",
        "subject": "Welcome",
        "text": "Hello.\n\nhttp://a.example/",
        "at": AT,
    }
    return actions.queue_letter("welcome", key=key, **{**letter, **more})


def send_at(moment) -> int:
    with time_machine.travel(moment, tick=False):
        return tasks.send_letters.call()


@pytest.mark.django_db
def test_a_letter_is_sent_once_with_an_identity_of_its_own(mailbox):
    queue(calendar=CALENDAR)
    assert [send_at(AT), send_at(AT)] == [1, 0]
    (content,) = mailbox.received
    letter = sent_mail.message.message_from_bytes(content)
    assert parsedate_to_datetime(letter["Date"]) == AT
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"] == tasks.message_of(Mail.objects.get(), None).message()["Message-ID"]
    kinds = [part.get_content_type() for part in letter.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    kept = Mail.objects.get()
    assert (kept.state, kept.sent_at, kept.attempts) == ("sent", AT, 1)


@pytest.mark.django_db
def test_a_key_is_used_once_and_a_subject_is_one_line():
    assert [queue(subject="Wel\r\ncome"), queue(subject="Again")] == [True, False]
    assert Mail.objects.get().subject == "Wel come"
    assert Job.objects.filter(task=actions.SEND).count() == 1


def test_the_html_of_a_letter_says_what_the_text_says_with_links_and_in_its_direction():
    html = tasks.laid_out("<b>\n\nhttp://a.example/?a=1&b=2", language="ar")
    assert '<html lang="ar" dir="rtl">' in html
    assert "<p>&lt;b&gt;</p>" in html
    assert '<a href="http://a.example/?a=1&amp;b=2" dir="ltr">http://a.example/?a=1&amp;b=2</a>' in html


@pytest.mark.django_db
def test_a_letter_is_written_in_the_language_of_its_reader():
    words = {"address": "http://a.example/", "minutes": 30, "organisation": "WeGO"}
    actions.write_letter("sign_in_link", key="k", to="a@example.org", person=None, language="en", at=AT, words=words)
    kept = Mail.objects.get()
    assert kept.subject == "Sign in to WeGO"
    assert kept.text.startswith("Somebody asked to sign in")


@pytest.mark.django_db
def test_a_server_that_is_down_is_tried_again_until_it_is_up(settings, mailbox):
    queue()
    settings.EMAIL_PORT = 8202
    assert send_at(AT) == 0
    kept = Mail.objects.get()
    assert (kept.state, kept.last_error, kept.due_at) == ("queued", "ConnectionRefusedError", AT + timedelta(minutes=1))
    assert send_at(AT + timedelta(seconds=59)) == 0
    settings.EMAIL_PORT = 8201
    assert send_at(AT + timedelta(minutes=1)) == 1
    assert len(mailbox.received) == 1


@pytest.mark.django_db
def test_a_server_that_is_away_costs_one_attempt_of_one_letter(settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", 8202
    for number in range(3):
        queue(f"welcome:{number}")
    send_at(AT)
    assert sorted(Mail.objects.values_list("attempts", flat=True)) == [0, 0, 1]
    assert Job.objects.filter(task=actions.SEND, run_after=AT + timedelta(minutes=1)).exists()


@pytest.mark.django_db
def test_a_temporary_refusal_is_tried_eight_times_over_a_day_and_then_shown_as_failed(mailbox):
    mailbox.answer = "451 try later"
    queue()
    moment, moments = AT, []
    while Mail.objects.get().state == "queued":
        moments.append(moment)
        send_at(moment)
        moment = Mail.objects.get().due_at
    kept = Mail.objects.get()
    assert (len(moments), kept.state, kept.last_error) == (8, "failed", "SMTPDataError 451")
    assert moments[-1] - AT == timedelta(hours=23, minutes=21)
    assert {state: number for state, number in queries.counts().items() if number} == {"failed": 1}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stage", "error"), [("recipient_answer", "SMTPRecipientsRefused 550"), ("answer", "SMTPDataError 550")]
)
def test_a_final_refusal_is_a_letter_come_back_and_keeps_no_address_in_its_error(mailbox, stage, error):
    setattr(mailbox, stage, "550 5.1.1 ana@example.org: no")
    queue()
    send_at(AT)
    kept = Mail.objects.get()
    assert (kept.state, kept.attempts, kept.last_error) == ("bounced", 1, error)
    assert (kept.bounce_status, kept.bounced_at) == ("5.1.1", AT)


@pytest.mark.django_db
def test_a_letter_that_came_back_is_given_a_new_day_by_the_desk(mailbox):
    mailbox.answer = "550 no"
    queue()
    send_at(AT)
    mailbox.answer = "250 OK"
    actions.send_again(Mail.objects.get().pk, by=SYSTEM, at=AT)
    assert (Mail.objects.get().bounced_at, Mail.objects.get().bounce_status) == (None, "")
    assert send_at(AT) == 1
    with pytest.raises(RefusedError, match="not_failed"):
        actions.send_again(Mail.objects.get().pk, by=SYSTEM, at=AT)


@pytest.mark.django_db
def test_a_letter_whose_sender_died_is_sent_again_under_the_same_identity(mailbox):
    queue()
    abandoned = actions.lease_letter(at=AT)
    identity = tasks.message_of(abandoned, None).message()["Message-ID"]
    assert send_at(AT + timedelta(minutes=10)) == 0
    assert send_at(AT + timedelta(minutes=10, seconds=1)) == 1
    assert identity.encode() in mailbox.received[0]
    actions.mark_unsent(abandoned, error="late", is_final=True, at=AT)
    assert Mail.objects.get().state == "sent"


def test_two_workers_send_each_of_forty_letters_once(committed, mailbox):
    for number in range(40):
        queue(f"welcome:{number}")
    assert at_once(2, lambda _number: tasks.send_letters.call()) == []
    assert len(mailbox.received) == 40
    assert queries.counts()["sent"] == 40


@pytest.mark.django_db
def test_a_secret_is_kept_only_until_it_is_sent(settings, mailbox):
    queue(holds_secret=True)
    send_at(AT)
    assert Mail.objects.get().text == ""


@pytest.mark.django_db
def test_without_a_mail_server_a_secret_stays_a_day_for_the_outbox_page(settings, capsys):
    settings.EMAIL_BACKEND = tasks.CONSOLE
    queue(holds_secret=True)
    send_at(AT)
    assert Mail.objects.get().text != ""
    assert capsys.readouterr().out == "Letter to a…@example.org: Welcome\n  http://a.example/\n"
    assert actions.forget_old_secrets(at=AT + timedelta(days=1)) == 0
    assert actions.forget_old_secrets(at=AT + timedelta(days=1, seconds=1)) == 1
    assert Mail.objects.get().text == ""


def test_the_console_is_the_default_and_never_prints_an_address():
    stream = io.StringIO()
    EmailBackend(stream=stream).send_messages([EmailMessage("Subject", "Dear ana@example.org", to=["ana@example.org"])])
    assert stream.getvalue() == "Letter to a…@example.org: Subject\n"
    assert not configured.COMITIA.email_url
