"""The desk's pages of webhooks."""

from __future__ import annotations

import re

import pytest
import time_machine

from comitia.notices.actions.webhooks import tell_webhooks
from comitia.notices.models import Webhook, WebhookDelivery
from comitia.platform import bus
from comitia.platform.kept import PUBLIC_CHANGED
from tests.factories.accounts import AT, make_officer, signed_in
from tests.factories.webhooks import listen

pytestmark = pytest.mark.django_db
PAGE = "/en/desk/webhooks/"


@pytest.fixture(autouse=True)
def _at_the_opening():
    with time_machine.travel(AT, tick=False):
        yield


def delivered(count=1, **more) -> Webhook:
    webhook = listen()
    bus.publish(PUBLIC_CHANGED, {})
    for number in range(count):
        tell_webhooks("programme.released", meeting="excom-2020", release=str(number), at=AT)
    WebhookDelivery.objects.update(state="delivered", **more)
    return webhook


def test_the_secret_of_a_webhook_is_shown_once_and_again_only_when_it_is_renewed():
    client = signed_in(make_officer())
    made = client.post(PAGE, {"address": "https://example.org/in", "events": ["programme.released"]})
    webhook = Webhook.objects.get()
    assert webhook.secret in made.content.decode()
    page = f"{PAGE}{webhook.pk}/"
    assert webhook.secret not in client.get(PAGE).content.decode() + client.get(page).content.decode()
    renewed = client.post(f"{page}secret/")
    [shown] = re.findall(r"whsec_[\w+/=]+", renewed.content.decode())
    assert (shown, shown != webhook.secret) == (Webhook.objects.get().secret, True)


def test_a_wrong_address_is_said_beside_what_was_typed():
    response = signed_in(make_officer()).post(
        PAGE, {"address": "http://example.org/", "events": ["programme.released"]}
    )
    page = response.content.decode()
    assert (response.status_code, "must begin with https://" in page, 'value="http://example.org/"' in page) == (
        422,
        True,
        True,
    )


def test_two_officers_who_change_a_webhook_notice_each_other():
    webhook = listen()
    client = signed_in(make_officer())
    page = f"{PAGE}{webhook.pk}/"
    [seen] = re.findall(r'name="seen"[^>]*value="([^"]+)"', client.get(page).content.decode())
    fields = {"address": webhook.address, "events": ["programme.released"], "seen": seen}
    assert client.post(page, fields).status_code == 302
    assert Webhook.objects.get().state == "off"
    assert client.post(page, fields | {"address": "https://example.org/other"}).status_code == 422
    assert Webhook.objects.get().address == webhook.address


def test_the_log_shows_what_was_answered_and_sends_again():
    webhook = delivered(response_code=204, milliseconds=31, attempts=2)
    client = signed_in(make_officer())
    page = client.get(f"{PAGE}{webhook.pk}/").content.decode()
    assert ("31 ms" in page, "Taken" in page) == (True, True)
    delivery = WebhookDelivery.objects.get()
    one = f"{PAGE}deliveries/{delivery.pk}/"
    assert delivery.message in client.get(one).content.decode()
    client.post(f"{one}again/")
    assert WebhookDelivery.objects.get().state == "queued"
    assert "still on its way" in client.post(f"{one}again/", follow=True).content.decode()


def test_one_that_was_switched_off_for_silence_waits_on_the_first_page_of_the_desk():
    webhook = listen()
    Webhook.objects.update(state="failing")
    client = signed_in(make_officer())
    assert "1 webhook was switched off" in client.get("/en/desk/").content.decode()
    assert "it is not called any more" in client.get(f"{PAGE}{webhook.pk}/").content.decode()


def test_a_removed_webhook_is_gone_from_the_pages():
    webhook = listen()
    client = signed_in(make_officer())
    assert "The webhook is removed." in client.post(f"{PAGE}{webhook.pk}/remove/", follow=True).content.decode()
    assert client.get(f"{PAGE}{webhook.pk}/").status_code == 404
    assert "was removed" in client.post(f"{PAGE}{webhook.pk}/remove/", follow=True).content.decode()
    assert "was removed" in client.post(f"{PAGE}{webhook.pk}/secret/", follow=True).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_take_the_same_statements_for_one_and_for_three(count, django_assert_num_queries):
    webhook = delivered(count)
    for number in range(count - 1):
        listen(f"https://example.org/{number}")
    client = signed_in(make_officer())
    client.get(PAGE)
    with django_assert_num_queries(6):
        client.get(PAGE)
    with django_assert_num_queries(8):
        client.get(f"{PAGE}{webhook.pk}/")
