"""Webhooks: told in the transaction of the act, signed, sent until they are taken, switched off when nobody answers."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction

from comitia.journal.models import Entry
from comitia.notices.actions import webhooks
from comitia.notices.actions.webhooks import repeat_delivery, save_webhook, tell_webhooks
from comitia.notices.models import Webhook, WebhookDelivery
from comitia.notices.policies.webhooks import ATTEMPTS, FAILURES, PAUSES, may_listen, signature
from comitia.notices.queries.webhooks import next_delivery_at
from comitia.notices.tasks import call_webhooks
from comitia.platform import bus
from comitia.platform.actors import Actor
from comitia.platform.answers import RefusedError
from comitia.platform.jobs.models import Job
from comitia.platform.kept import PUBLIC_CHANGED
from tests.factories.webhooks import AT, OFFICER, is_signed, listen, receiving

pytestmark = pytest.mark.django_db
CALL = call_webhooks.func


@pytest.fixture(autouse=True)
def _loopback_may_be_called(settings):
    settings.COMITIA = replace(settings.COMITIA, webhook_networks="127.0.0.0/8")


def tell(event="registration.decided", *, at=AT, **about) -> None:
    bus.publish(PUBLIC_CHANGED, {})
    tell_webhooks(event, at=at, **{"registration": "r-1", **about})


def call(*, after=timedelta(0)) -> int:
    with time_machine.travel(AT + after, tick=False):
        return CALL()


def test_a_message_carries_type_time_and_references_and_is_signed():
    with receiving() as program:
        webhook = listen(program.address)
        tell(state="accepted")
        assert call() == 1
    [(headers, body)] = program.heard
    assert json.loads(body) == {
        "type": "registration.decided",
        "timestamp": "2020-11-01T09:00:00+00:00",
        "data": {"registration": "r-1", "state": "accepted"},
    }
    assert (headers["content-type"], headers["webhook-timestamp"]) == ("application/json", str(int(AT.timestamp())))
    assert is_signed(webhook, headers, body)
    assert not is_signed(webhook, headers, body + b" ")
    sent = WebhookDelivery.objects.get()
    assert (sent.state, sent.response_code, sent.attempts, sent.message) == ("delivered", 204, 1, headers["webhook-id"])


def test_the_signature_is_that_of_the_standard():
    secret, message, moment = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330"
    known = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert signature(secret, message, moment, b'{"test": 2432232314}') == known


def test_what_is_rolled_back_is_told_to_nobody():
    listen()
    with transaction.atomic():
        tell()
        transaction.set_rollback(True)
    assert not WebhookDelivery.objects.exists()


def test_who_does_not_listen_to_an_event_or_is_switched_off_is_not_told():
    deaf, off = listen("https://example.org/1", "programme.released"), listen("https://example.org/2")
    Webhook.objects.filter(pk=off.pk).update(state="off")
    tell()
    tell("programme.released")
    assert [one.webhook_id for one in WebhookDelivery.objects.all()] == [deaf.pk]


def test_the_same_thing_said_twice_in_one_act_is_one_message():
    listen()
    tell()
    tell()
    tell(at=AT + timedelta(seconds=1))
    assert WebhookDelivery.objects.count() == 2


def test_nothing_is_asked_of_the_database_for_an_event_that_nobody_listens_to(django_assert_num_queries):
    tell()
    with django_assert_num_queries(0):
        tell_webhooks("delegation.changed", at=AT, delegation="d-1")


def test_a_message_that_was_not_taken_is_sent_again_after_longer_and_longer_pauses():
    with receiving(500, 302, 204) as program:
        webhook = listen(program.address)
        tell()
        assert call() == 0
        assert next_delivery_at() == AT + PAUSES[0]
        assert call(after=PAUSES[0] - timedelta(seconds=1)) == 0
        assert call(after=PAUSES[0]) == 0
        assert next_delivery_at() == AT + PAUSES[0] + PAUSES[1]
        assert call(after=PAUSES[0] + PAUSES[1]) == 1
    ids = {headers["webhook-id"] for headers, _body in program.heard}
    moments = {headers["webhook-timestamp"] for headers, _body in program.heard}
    assert (len(program.heard), len(ids), len(moments)) == (3, 1, 3)
    webhook.refresh_from_db()
    assert (webhook.failures, webhook.rests_until, WebhookDelivery.objects.get().attempts) == (0, None, 3)


def test_a_receiver_that_is_down_is_asked_once_in_a_pause_however_much_waits():
    with receiving(*[503] * 9) as program:
        listen(program.address)
        for number in range(5):
            tell(registration=f"r-{number}")
        call()
        tell(registration="r-6")
        call()
        assert len(program.heard) == 1
    assert Webhook.objects.get().failures == 1


def test_the_next_round_is_planned_for_when_a_message_is_due():
    with receiving(500) as program:
        listen(program.address)
        tell()
        Job.objects.all().delete()
        call()
    assert [job.run_after for job in Job.objects.filter(task__endswith="call_webhooks")] == [AT + PAUSES[0]]


def test_a_webhook_that_never_answers_is_switched_off_and_the_journal_says_so():
    webhook = listen("http://127.0.0.1:9/")
    tell()
    tell("programme.released", registration="")
    at = timedelta(0)
    for number in range(FAILURES + 3):
        call(after=at)
        at += PAUSES[min(number, len(PAUSES) - 1)]
    webhook.refresh_from_db()
    assert (webhook.state, webhook.failures) == ("failing", FAILURES)
    assert sum(one.attempts for one in WebhookDelivery.objects.all()) == FAILURES
    assert WebhookDelivery.objects.first().last_error == "no_connection"
    [entry] = Entry.objects.filter(verb="switch_off_webhook")
    assert (entry.subject, entry.capacity, entry.facts) == (f"webhook:{webhook.pk}", "system", {"is_gone": False})


def test_a_message_that_is_never_taken_is_given_up_and_keeps_no_other_waiting():
    with receiving() as program:
        webhook = listen(program.address)
        tell()
        tell(registration="r-2")
        hopeless = WebhookDelivery.objects.first()
        at = timedelta(0)
        for number in range(ATTEMPTS):
            program.statuses = [500]
            WebhookDelivery.objects.filter(pk=hopeless.pk).update(due_at=AT)
            call(after=at)
            at += PAUSES[min(number, len(PAUSES) - 1)]
        hopeless.refresh_from_db()
        assert (hopeless.state, hopeless.attempts) == ("failed", ATTEMPTS)
        assert call(after=at) == 1
        webhook.refresh_from_db()
        assert webhook.failures == 0


def test_a_receiver_that_says_it_is_gone_is_asked_no_more_until_it_is_switched_on():
    with receiving(410) as program:
        webhook = listen(program.address)
        tell()
        call()
        assert Webhook.objects.get().state == "failing"
        assert call(after=timedelta(days=2)) == 0
        save_webhook(
            webhook.pk, address=program.address, events=webhook.events, is_on=True, seen=None, by=OFFICER, at=AT
        )
        assert call(after=timedelta(days=2)) == 1


def test_a_message_can_be_sent_again_once_it_has_ended():
    with receiving() as program:
        webhook = listen(program.address)
        tell()
        delivery = WebhookDelivery.objects.get()
        with pytest.raises(RefusedError, match="not_ended"):
            repeat_delivery(delivery.pk, by=OFFICER, at=AT)
        call()
        repeat_delivery(delivery.pk, by=OFFICER, at=AT)
        assert call() == 1
        Webhook.objects.filter(pk=webhook.pk).update(state="off")
        with pytest.raises(RefusedError, match="switched_off"):
            repeat_delivery(delivery.pk, by=OFFICER, at=AT)
    assert [body for _headers, body in program.heard] == [program.heard[0][1]] * 2


def test_a_removed_webhook_is_called_no_more_and_keeps_no_secret():
    with receiving() as program:
        webhook = listen(program.address)
        tell()
        webhooks.remove_webhook(webhook.pk, by=OFFICER, at=AT)
        tell(registration="r-2")
        assert call() == 0
    assert program.heard == []
    assert (Webhook.objects.get().secret, WebhookDelivery.objects.count()) == ("", 0)


def test_a_private_network_is_not_called_unless_a_setting_allows_it(settings):
    settings.COMITIA = replace(settings.COMITIA, webhook_networks="")
    with receiving() as program:
        listen(program.address)
        tell()
        call()
    assert (program.heard, WebhookDelivery.objects.get().last_error) == ([], "private_network")


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://example.org/in?key=1", ""),
        ("http://localhost:8143/", ""),
        ("http://[::1]/", ""),
        ("http://example.org/", "not_https"),
        ("http://localhost.example.org/", "not_https"),
        ("ftp://example.org/", "not_https"),
        ("https://user:word@example.org/", "not_an_address"),
        ("https://@example.org/", "not_an_address"),
        ("https:///in", "not_an_address"),
        ("https://example.org:0/", "not_an_address"),
        ("https://example.org:99999/", "not_an_address"),
        ("https://[bad/", "not_an_address"),
        ("https://example.org/#part", "not_an_address"),
        ("https://example.org/a b", "not_an_address"),
        ("https://example.org/\r\nX: y", "not_an_address"),
        ("https://éxample.org/", "not_an_address"),
        ("example.org", "not_an_address"),
    ],
)
def test_an_address_is_https_outside_this_machine(address, code):
    assert getattr(may_listen(address, ["programme.released"]), "code", "") == code


def test_only_the_secretariat_keeps_webhooks():
    office = Actor(None, capacity="regional_office", roles=frozenset({"regional_office"}))
    with pytest.raises(RefusedError, match="not_secretariat"):
        webhooks.add_webhook(address="https://example.org/", events=["programme.released"], by=office, at=AT)


def test_old_messages_are_forgotten_and_those_that_wait_are_kept():
    listen()
    tell()
    tell(registration="r-2")
    WebhookDelivery.objects.filter(pk=WebhookDelivery.objects.first().pk).update(state="delivered")
    assert webhooks.forget_deliveries(at=AT + timedelta(days=30)) == 0
    assert webhooks.forget_deliveries(at=AT + timedelta(days=31)) == 1
    assert WebhookDelivery.objects.get().state == "queued"
