"""People are invited by a link, once; whoever holds it accepts or declines; only the digest of its secret is kept."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from hashlib import sha256

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comitia.accreditation import actions, queries
from comitia.accreditation.models import Invitation, Registration
from comitia.accreditation.policies.invitations import may_see
from comitia.accreditation.queries import personal_data
from comitia.accreditation.queries.invitations import InvitationFilters, found_invitations
from comitia.journal.models import Entry
from comitia.notices.models import Mail
from comitia.platform.actors import NOBODY, REGIONAL_OFFICE
from tests.factories.accounts import make_person as make_proved_person
from tests.factories.accreditation import (
    AT,
    ask,
    fill_in,
    make_category,
    make_event,
    make_member,
    make_person,
    officer,
    own,
    register,
    send,
)
from tests.factories.delegations import make_delegate_category
from tests.factories.invitations import invite, make_invited_category, secret_of
from tests.factories.refusals import refusal
from tests.factories.statements import asked

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def accept(invitation, person, *, secret="", at=AT):
    return actions.accept_invitation(secret or secret_of(invitation), person, by=own(person), at=at)


def test_the_letter_holds_the_link_and_the_database_only_the_digest_of_its_secret():
    make_invited_category()
    invitation = invite("Ana@Example.org ", message="Come\n\nand speak", language="ko")
    mail, secret = Mail.objects.get(), secret_of(invitation)
    assert (mail.to, mail.holds_secret, mail.kind) == ("ana@example.org", True, "invitation")
    assert "Come\n\nand speak" in mail.text
    assert f"/ko/invitation/{secret}/" in mail.text
    assert invitation.digest == sha256(secret.encode()).hexdigest()
    entry = Entry.objects.get(verb="invite")
    assert entry.facts == {"category": "speaker", "member": "", "admits_at_once": False}
    assert "ana" not in str(entry.facts).lower()


def test_a_letter_without_a_message_has_no_gap():
    make_invited_category()
    invite()
    assert "\n\n\n" not in Mail.objects.get().text


def test_a_category_by_invitation_is_closed_to_others_and_open_to_who_accepted():
    make_invited_category(by_decision=False)
    person, stranger = make_person("Ana", email="ana@example.org"), make_person("Bo")
    assert refusal(fill_in, stranger, "speaker") == "by_invitation"
    assert refusal(send, stranger, "speaker") == "by_invitation"
    invitation = invite()
    assert refusal(fill_in, person, "speaker") == "by_invitation"
    assert accept(invitation, person) == "speaker"
    registration = register(person, "speaker")
    invitation.refresh_from_db()
    assert (registration.state, invitation.state, invitation.registration) == ("accepted", "accepted", registration)
    assert [[one.is_open for one in queries.choices(who, at=AT)] for who in (registration, None)] == [[True], []]


def test_whoever_holds_the_link_accepts_and_the_journal_says_whether_the_address_is_the_same():
    make_invited_category()
    same, other = make_proved_person(email="ana@example.org"), make_proved_person(email="office@example.org")
    accept(invite("bo@example.org"), other)
    accept(invite(), same)
    facts = [one.facts["same_address"] for one in Entry.objects.filter(verb="accept_invitation").order_by("number")]
    assert facts == [False, True]


def test_an_invitation_that_admits_at_once_needs_no_decision_and_another_does():
    make_invited_category()
    first, second = make_person(), make_person()
    accept(invite("a@example.org", admits_at_once=True), first)
    accept(invite("b@example.org"), second)
    assert [register(one, "speaker").state for one in (first, second)] == ["accepted", "submitted"]


def test_the_member_of_the_invitation_is_that_of_the_registration_asked_or_not():
    meeting, seoul = make_event(), make_member("Seoul")
    make_invited_category(meeting)
    first, second = make_person(), make_person()
    accept(invite("a@example.org", member="seoul"), first)
    assert register(first, "speaker").member == seoul
    ask(meeting, "city", kind="affiliation", categories=["speaker"])
    accept(invite("b@example.org", member="seoul"), second)
    draft = Registration.objects.get(person=second).draft
    assert draft["answers"] == {"city": {"member": "seoul"}}


def test_a_registration_that_was_begun_goes_on_in_the_category_of_the_invitation():
    meeting = make_event()
    make_category(meeting, "observer")
    make_invited_category(meeting)
    ask(meeting, "role")
    person = make_person()
    fill_in(person, "observer", answers={"role": "Engineer"})
    accept(invite(), person)
    registration = Registration.objects.get()
    assert (registration.category.code, registration.draft["answers"]) == ("speaker", {"role": "Engineer"})


def test_who_is_registered_already_accepts_another_category_and_stays_until_they_send_it():
    meeting = make_event()
    make_category(meeting, "observer")
    make_invited_category(meeting)
    person = make_person()
    registration = register(person, "observer")
    accept(invite(), person)
    registration.refresh_from_db()
    assert (registration.category.code, registration.state) == ("observer", "accepted")
    assert register(person, "speaker").category.code == "speaker"


def test_an_invitation_is_declined_without_signing_in_and_the_reason_stays_out_of_the_journal():
    make_invited_category()
    invitation = invite()
    actions.decline_invitation(secret_of(invitation), reason=" I am  away ", by=NOBODY, at=AT)
    invitation.refresh_from_db()
    assert (invitation.state, invitation.reason, invitation.answered_at) == ("declined", "I am away", AT)
    entry = Entry.objects.get(verb="decline_invitation")
    assert (entry.capacity, entry.facts) == ("visitor", {"has_reason": True})
    assert refusal(accept, invitation, make_person()) == "invitation_declined"


def test_used_expired_taken_back_and_unknown_links_are_each_refused_with_the_next_step():
    make_invited_category()
    used, late, back = invite("a@example.org"), invite("b@example.org", days=1), invite("c@example.org")
    person = make_person()
    accept(used, person)
    actions.take_back_invitation(back.pk, by=officer(), at=AT)
    other = make_person()
    assert refusal(accept, used, other) == "invitation_accepted"
    assert refusal(accept, late, other, at=AT + DAY) == "invitation_expired"
    assert refusal(accept, back, other) == "invitation_taken_back"
    assert refusal(accept, back, other, secret="guessed") == "unknown_invitation"
    assert refusal(actions.decline_invitation, "guessed", reason="", by=NOBODY, at=AT) == "unknown_invitation"
    assert accept(used, person) == "speaker"


def test_a_closed_category_is_said_when_accepting():
    make_invited_category(closes_at=AT + DAY)
    invitation = invite()
    assert refusal(accept, invitation, make_person(), at=AT + DAY) == "closed"


def test_the_same_address_is_invited_once_and_again_after_the_first_has_run_out():
    make_invited_category()
    first = invite(days=1)
    assert refusal(invite) == "invited_already"
    again = invite(at=AT + DAY)
    first.refresh_from_db()
    assert (first.state, again.state) == ("expired", "sent")
    assert refusal(actions.extend_invitation, first.pk, expires_at=AT + 9 * DAY, by=officer(), at=AT + DAY) == (
        "invited_already"
    )


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"email": "no"}, "no_address"),
        ({"category": "nothing"}, "unknown_category"),
        ({"category": "delegate"}, "by_delegation"),
        ({"language": "xx"}, "unknown_language"),
        ({"member": "nowhere"}, "unknown_member"),
        ({"days": 0}, "already_over"),
        ({"days": 400}, "too_far"),
        ({"message": "x" * 2001}, "message_too_long"),
        ({"email": "known@example.org"}, "registered_already"),
    ],
)
def test_an_invitation_that_cannot_be_is_refused(given, code):
    category = make_invited_category()
    make_delegate_category(category.meeting)
    known = make_person(email="known@example.org")
    accept(invite("another@example.org"), known)
    register(known, "speaker")
    assert refusal(invite, **given) == code
    assert Invitation.objects.count() == 1


def test_nobody_is_invited_to_a_meeting_that_is_over():
    make_invited_category(make_event(state="held"))
    assert refusal(invite) == "meeting_over"


def test_a_regional_office_invites_and_chases_its_region_only():
    make_invited_category()
    make_member("Seoul", region="asia")
    make_member("Moscow", region="eurasia")
    office = officer(REGIONAL_OFFICE, regions=["asia"])
    assert refusal(invite, by=office) == "member_missing"
    assert refusal(invite, by=office, member="moscow") == "not_for_this_role"
    assert refusal(invite, by=officer("chair"), member="seoul") == "not_for_this_role"
    near = invite("near@example.org", by=office, member="seoul")
    far = invite("far@example.org", member="moscow")
    assert list(found_invitations(office, InvitationFilters(), at=AT)) == [near]
    assert [bool(may_see(office, one)) for one in (near, far)] == [True, False]
    outcomes = actions.remind_invitations([near.pk, far.pk], by=office, at=AT + DAY)
    assert [(one.name, bool(one.answer)) for one in outcomes] == [("Ana", True), ("", False)]
    for act in (partial(actions.extend_invitation, expires_at=AT + 9 * DAY), actions.take_back_invitation):
        assert refusal(act, far.pk, by=office, at=AT) == "not_for_this_role"


def test_a_reminder_brings_a_new_link_and_nobody_gets_two_letters_within_half_a_day():
    make_invited_category()
    invitation = invite()
    first = secret_of(invitation)
    assert not actions.remind_invitations([invitation.pk], by=officer(), at=AT + timedelta(hours=11))[0].answer
    assert actions.remind_invitations([invitation.pk], by=officer(), at=AT + DAY)[0].answer
    second = secret_of(invitation)
    assert first != second
    assert refusal(accept, invitation, make_person(), secret=first) == "unknown_invitation"
    assert accept(invitation, make_person(), secret=second) == "speaker"
    assert actions.remind_invitations([invitation.pk], by=officer(), at=AT + 9 * DAY)[0].answer.code == (
        "invitation_answered"
    )


@pytest.mark.parametrize("number", [1, 3])
def test_reminding_takes_the_same_statements_for_any_number(number):
    make_invited_category()
    pks = [invite(f"p{place}@example.org").pk for place in range(number)]
    by = officer()
    actions.remind_invitations(pks, by=by, at=AT + DAY)
    with CaptureQueriesContext(connection) as captured:
        actions.remind_invitations(pks, by=by, at=AT + 2 * DAY)
    spoken = asked(captured)
    assert len(spoken) == 7, [sql[:90] for sql in spoken]


def test_an_automatic_reminder_goes_once_before_the_end_and_once_more_after_an_extension():
    make_invited_category()
    invitation = invite(days=10)
    reminded = [actions.remind_before_expiry(at=AT + timedelta(days=6)), actions.remind_before_expiry(at=AT + 7 * DAY)]
    reminded += [actions.remind_before_expiry(at=AT + 8 * DAY), actions.remind_before_expiry(at=AT + 9 * DAY)]
    assert reminded == [0, 1, 0, 0]
    actions.extend_invitation(invitation.pk, expires_at=AT + 20 * DAY, by=officer(), at=AT + 9 * DAY)
    assert [actions.remind_before_expiry(at=AT + number * DAY) for number in (10, 18, 19)] == [0, 1, 0]
    assert Mail.objects.filter(kind="invitation_reminded").count() == 2
    actions.remind_before_expiry(at=AT + 20 * DAY)
    invitation.refresh_from_db()
    assert invitation.state == "expired"


def test_an_automatic_reminder_waits_after_another_letter_and_leaves_who_has_answered():
    make_invited_category()
    late = invite("late@example.org", days=2)
    answered = invite("answered@example.org", days=2)
    accept(answered, make_person())
    assert actions.remind_before_expiry(at=AT + timedelta(hours=1)) == 0
    assert actions.remind_before_expiry(at=AT + timedelta(hours=13)) == 1
    assert list(Mail.objects.filter(kind="invitation_reminded").values_list("to", flat=True)) == [late.email]


def test_an_extended_invitation_works_again_under_its_old_link():
    make_invited_category()
    invitation = invite(days=1)
    actions.remind_before_expiry(at=AT + 2 * DAY)
    actions.extend_invitation(invitation.pk, expires_at=AT + 9 * DAY, by=officer(), at=AT + 2 * DAY)
    assert accept(invitation, make_person(), at=AT + 3 * DAY) == "speaker"
    assert refusal(actions.extend_invitation, invitation.pk, expires_at=AT + 9 * DAY, by=officer(), at=AT) == (
        "invitation_answered"
    )
    assert refusal(actions.take_back_invitation, 0, by=officer(), at=AT) == "unknown_invitation"


def test_a_delegates_category_takes_only_those_a_focal_point_has_named():
    meeting = make_event()
    make_delegate_category(meeting)
    assert refusal(fill_in, make_person(), "delegate") == "named_by_focal_point"


def test_who_withdraws_may_come_back_by_the_same_invitation():
    make_invited_category()
    person = make_person()
    accept(invite(), person)
    register(person, "speaker")
    actions.withdraw(person, by=own(person), at=AT)
    assert register(person, "speaker").state == "submitted"


def test_invitations_are_forgotten_with_the_person_who_accepted_them_or_whose_address_they_name():
    make_invited_category()
    person, other = make_person(email="ana@example.org"), make_person()
    invite()
    accept(invite("office@example.org"), person)
    accept(invite("bo@example.org"), other)
    actions.forget_person(person, by=own(person), at=AT)
    assert list(Invitation.objects.values_list("email", flat=True)) == ["bo@example.org"]


def test_a_person_takes_along_the_invitations_to_them_without_the_address_of_another():
    make_invited_category()
    person, other = make_proved_person(email="ana@example.org"), make_proved_person(email="bo@example.org")
    invite(message="Come")
    accept(invite("office@example.org"), person)
    accept(invite("third@example.org"), other)
    found = [(one["email"], one["state"], one["message"]) for one in personal_data(person)["invitations"]]
    assert found == [("ana@example.org", "sent", "Come"), (None, "accepted", "")]
