"""The same thing wanted by several people, or several times, in the same moment."""

import threading

from allauth.account.models import EmailAddress
from django.db import connections
from django.test import Client

from comitia.accounts import actions, queries
from comitia.accounts.models import Person, RoleGrant, SignInLink
from comitia.notices.models import Mail
from comitia.platform.actors import NOBODY, SYSTEM
from tests.conftest import AT
from tests.factories.accounts import make_officer


def at_once(count: int, work) -> list[BaseException]:
    """Call work(number) in so many threads at the same moment and give what they raised."""
    failures: list[BaseException] = []
    gate = threading.Barrier(count)

    def run(number: int) -> None:
        gate.wait()
        try:
            work(number)
        except BaseException as error:  # noqa: BLE001
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def ask(email: str) -> None:
    actions.request_sign_in_link(email=email, organisation="WeGO", by=NOBODY, at=AT, next_page="", language="en")


def test_the_same_address_asked_eight_times_at_once_gets_one_letter(committed):
    assert at_once(8, lambda _number: ask("New@example.org ")) == []
    assert list(Mail.objects.values_list("to", flat=True)) == ["new@example.org"]
    assert SignInLink.objects.count() == 1


def test_eight_links_of_one_address_used_at_once_open_one_account(committed):
    links = [actions.issue_sign_in_link(email="new@example.org", by=SYSTEM, at=AT) for _ in range(8)]
    assert at_once(8, lambda number: actions.use_sign_in_link(links[number], name="Ana", language="en", at=AT)) == []
    assert Person.objects.count() == 1
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [("new@example.org", True, True)]


def test_one_link_used_eight_times_at_once_lets_one_in(committed):
    link = actions.issue_sign_in_link(email="new@example.org", by=SYSTEM, at=AT)
    failures = at_once(8, lambda _number: actions.use_sign_in_link(link, name="Ana", language="en", at=AT))
    assert [failure.answer.code for failure in failures] == ["link_used"] * 7


def test_one_person_made_eight_times_at_once_is_one(committed):
    made = lambda number: actions.make_person(email="A@example.org", name=f"{number}", by=SYSTEM, at=AT)  # noqa: E731
    assert at_once(8, made) == []
    assert Person.objects.count() == 1


def test_two_officers_who_end_each_others_role_at_once_leave_one(committed):
    officers = [make_officer(), make_officer()]
    actors = [queries.actor(officer) for officer in officers]
    grants = [RoleGrant.objects.get(person=officer) for officer in officers]
    failures = at_once(2, lambda number: actions.end_role(grants[1 - number].pk, by=actors[number], at=AT))
    assert [failure.answer.code for failure in failures] == ["last_officer"]
    assert RoleGrant.objects.filter(ended_at=None).count() == 1


def test_the_same_address_signed_up_eight_times_at_once_is_one_person_and_no_error(committed, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    phrase = "quiet-otter-lamp-71"
    answers = {"email": "new@example.org", "name": "Ana", "language": "en", "password1": phrase, "password2": phrase}
    seen = []
    sign_up = lambda _number: seen.append(Client().post("/en/accounts/signup/", answers))  # noqa: E731
    assert at_once(8, sign_up) == []
    assert {(answer.status_code, answer["Location"]) for answer in seen} == {(302, "/en/accounts/confirm-email/")}
    assert Person.objects.count() == 1
