"""What is pressed twice, or by several at once, is done once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from comitia.accreditation import actions
from comitia.accreditation.models import Category, Invitation, Mailing, Registration
from comitia.accreditation.queries.mailing import MailingFilters
from comitia.journal.models import Entry
from comitia.notices.models import Mail
from comitia.platform.answers import RefusedError
from tests.factories.accreditation import AT, make_category, make_event, make_person, officer, own, register
from tests.factories.invitations import invite, make_invited_category, secret_of


def test_of_two_who_hold_the_link_and_press_at_once_one_is_in(committed):
    make_invited_category()
    people, invitation = [make_person() for _ in range(4)], invite()
    secret = secret_of(invitation)

    def press(person):
        try:
            return actions.accept_invitation(secret, person, by=own(person), at=AT)
        except RefusedError as error:
            return error.answer.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(press, people))
    assert outcomes == ["invitation_accepted"] * 3 + ["speaker"]
    assert Registration.objects.count() == Entry.objects.filter(verb="accept_invitation").count() == 1


def test_the_button_pressed_twice_invites_once(committed):
    make_invited_category()
    by = officer()

    def press(_number):
        try:
            return invite(by=by).email
        except RefusedError as error:
            return error.answer.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(press, range(4)))
    assert outcomes == ["ana@example.org"] + ["invited_already"] * 3
    assert Invitation.objects.count() == Mail.objects.count() == 1
    assert Category.objects.count() == 1


def test_a_mailing_whose_button_is_pressed_twice_goes_once(committed):
    make_category(make_event())
    for _each in range(3):
        register(make_person())
    by = officer()
    reference = actions.begin_mailing("registered", MailingFilters(), by=by, at=AT)
    actions.save_mailing(reference, {"en": ("News", "Hello")}, seen=None, by=by, at=AT)

    def press(_number):
        try:
            return str(actions.send_mailing(reference, confirmed=3, is_reviewed=False, by=by, at=AT))
        except RefusedError as error:
            return error.answer.code
        finally:
            connections.close_all()

    def write(_number):
        try:
            while actions.write_some(Mailing.objects.get().pk, at=AT):
                pass
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(press, range(4))) == ["3"] + ["sent_already"] * 3
        list(pool.map(write, range(4)))
    assert Mail.objects.filter(kind="mailing_registered").count() == Mailing.objects.get().written == 3
    assert Entry.objects.filter(verb="send_mailing").count() == 1
