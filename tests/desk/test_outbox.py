"""Letters that wait for review are let go, changed or dropped; those that came back say why and what to do."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comitia.notices.actions import queue_letter
from comitia.notices.models import Mail
from tests.factories.accounts import make_officer, signed_in
from tests.factories.records import AT

pytestmark = pytest.mark.django_db


def make_letter(number=1, **more) -> Mail:
    state = {name: more.pop(name) for name in ("state", "bounce_status", "last_error") if name in more}
    letter = {"to": f"person{number}@example.org", "person": None, "language": "en", "subject": "Hello", "text": "Body"}
    queue_letter("sign_in_link", key=str(number), at=AT, **{**letter, **more})
    Mail.objects.filter(key=str(number)).update(**(state or {"state": "review"}))
    return Mail.objects.get(key=str(number))


def states() -> list[str]:
    return list(Mail.objects.order_by("pk").values_list("state", flat=True))


def test_ticked_letters_are_let_go_once_the_number_is_confirmed():
    letters = [make_letter(number) for number in range(3)]
    client = signed_in(make_officer())
    assert "3 letters to review" in client.get("/en/desk/").content.decode()
    assert client.get("/en/desk/outbox/?state=review").content.decode().count('name="chosen"') == 3
    chosen = {"act": "approve", "chosen": [letters[0].pk, letters[1].pk]}
    assert "Send 2 letters?" in client.post("/en/desk/outbox/review/", chosen).content.decode()
    assert states() == ["review"] * 3
    page = client.post("/en/desk/outbox/review/", {**chosen, "confirmed": "2"}, follow=True).content.decode()
    assert ("2 letters are on their way." in page, states()) == (True, ["queued", "queued", "review"])


def test_all_that_are_listed_are_dropped_and_a_number_that_has_changed_is_asked_again():
    make_letter(1)
    client = signed_in(make_officer())
    everything = {"act": "drop", "all": "1", "kind": "", "confirmed": "1"}
    make_letter(2)
    page = client.post("/en/desk/outbox/review/", everything).content.decode()
    assert ("The number of letters has changed" in page, "Drop 2 letters?" in page, states()) == (
        True,
        True,
        ["review"] * 2,
    )
    client.post("/en/desk/outbox/review/", {**everything, "confirmed": "2"})
    assert states() == ["dropped"] * 2


@pytest.mark.parametrize("chosen", [[], ["x"], ["-1"], ["9" * 30], ["²"]])
def test_nothing_chosen_is_said(chosen):
    page = signed_in(make_officer()).post("/en/desk/outbox/review/", {"chosen": chosen}, follow=True).content.decode()
    assert "Nothing was chosen." in page


def test_a_letter_another_officer_has_let_go_is_not_let_go_again():
    letter = make_letter(state="sent")
    given = {"act": "approve", "chosen": letter.pk, "confirmed": "1"}
    page = signed_in(make_officer()).post("/en/desk/outbox/review/", given, follow=True).content.decode()
    assert ("None of these letters waits for review any more." in page, states()) == (True, ["sent"])


def test_a_letter_is_changed_before_it_is_sent_and_a_change_of_another_officer_is_shown():
    letter = make_letter()
    client, address = signed_in(make_officer()), f"/en/desk/outbox/{letter.pk}/edit/"
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', client.get(address).content.decode())[1]
    client.post(address, {"subject": "First", "text": "First text", "seen": seen})
    assert list(Mail.objects.values_list("subject", "text")) == [("First", "First text")]
    answer = client.post(address, {"subject": "Second", "text": "Second text", "seen": seen})
    assert (answer.status_code, "Second text" in answer.content.decode()) == (422, True)
    assert "Somebody else changed this record" in answer.content.decode()
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', answer.content.decode())[1]
    client.post(address, {"subject": "Second", "text": "Second text", "seen": seen})
    assert Mail.objects.get().subject == "Second"


def test_a_letter_that_is_sent_is_not_changed():
    letter = make_letter(state="sent")
    client = signed_in(make_officer())
    page = client.post(f"/en/desk/outbox/{letter.pk}/edit/", {"subject": "New", "text": "New"}, follow=True)
    assert "no longer waits for review" in page.content.decode()
    assert Mail.objects.get().subject == "Hello"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("5.1.1", "The address does not exist."),
        ("5.2.2", "The mailbox is full."),
        ("5.2.1", "The mailbox takes no letters at present."),
        ("5.4.14", "mail server cannot be reached."),
        ("5.7.1", "refuses letters from here."),
        ("5.0.0", "refused the letter for good."),
        ("", "refused the letter for good."),
    ],
)
def test_a_letter_that_came_back_says_why_and_what_to_do(status, words):
    letter = make_letter(state="bounced", bounce_status=status, last_error="SMTPRecipientsRefused 550")
    client = signed_in(make_officer())
    assert "1 letter came back" in client.get("/en/desk/").content.decode()
    page = client.get(f"/en/desk/outbox/{letter.pk}/").content.decode()
    assert (words in page, "Send again" in page) == (True, True)
    client.post(f"/en/desk/outbox/{letter.pk}/again/")
    assert states() == ["queued"]


def test_the_list_to_review_takes_the_same_number_of_statements_for_one_letter_and_for_three():
    client, counted = signed_in(make_officer()), []
    for numbers in ([1], [2, 3]):
        for number in numbers:
            make_letter(number)
        client.get("/en/desk/outbox/?state=review")
        with CaptureQueriesContext(connection) as asked:
            client.get("/en/desk/outbox/?state=review")
        counted.append(len(asked))
    assert counted == [7, 7]
