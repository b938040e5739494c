"""A mailing goes to those whom its filter names and its sender may see, to each once, in one language."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comitia.accreditation import actions
from comitia.accreditation.models import Delegation, FocalPoint, Invitation, Mailing, Registration
from comitia.accreditation.queries.mailing import AUDIENCES, MailingFilters, chosen, mailing_record, mailings
from comitia.journal.models import Entry
from comitia.notices.models import Mail
from comitia.platform.actors import REGIONAL_OFFICE
from comitia.platform.jobs.models import Job
from comitia.platform.jobs.running import run_due_jobs
from tests.factories.accreditation import (
    AT,
    fill_in,
    make_category,
    make_event,
    make_member,
    make_person,
    officer,
    own,
    register,
)
from tests.factories.delegations import (
    bring_letter,
    compose,
    decide,
    make_delegation,
    make_focal_point,
    row,
)
from tests.factories.invitations import invite, make_invited_category, secret_of
from tests.factories.refusals import refusal
from tests.factories.statements import asked

pytestmark = pytest.mark.django_db
ALL = MailingFilters()
HELLO = ("News of {meeting}", "{greeting}\n\nHello.\n\n{address}")


def begin(audience="registered", filters=ALL, *, by, texts=None, at=AT) -> Mailing:
    reference = actions.begin_mailing(audience, filters, by=by, at=at)
    if texts is not None:
        actions.save_mailing(reference, texts, seen=None, by=by, at=at)
    return Mailing.objects.get(reference=reference)


def send(mailing, *, by, is_reviewed=False, at=AT, confirmed=None) -> int:
    number = len(addresses(by, mailing.audience)) if confirmed is None else confirmed
    return actions.send_mailing(mailing.reference, confirmed=number, is_reviewed=is_reviewed, by=by, at=at)


def write_all(mailing, *, at=AT) -> Mailing:
    while actions.write_some(mailing.pk, at=at):
        pass
    mailing.refresh_from_db()
    return mailing


def addresses(by, audience="registered", at=AT, **filters) -> list[str]:
    kind = AUDIENCES[audience]
    pks = chosen(by, kind.code, MailingFilters(**filters), at=at)
    if audience in {"registered", "unfinished"}:
        found = dict(Registration.objects.values_list("pk", "person__email"))
    else:
        found = dict((Invitation if audience == "unanswered" else FocalPoint).objects.values_list("pk", "email"))
    return [found[pk].partition("@")[0] for pk in pks]


def people_of(meeting):
    """Register people in every state: accepted, waiting, refused, withdrawn, begun; one has no address."""
    make_category(meeting, "observer")
    make_category(meeting, "press", by_decision=True, order=2)
    people = {
        name: make_person(name, email=f"{name}@example.org")
        for name in ("accepted", "waiting", "refused", "gone", "begun")
    }
    register(people["accepted"], "observer")
    for name in ("waiting", "refused", "gone"):
        register(people[name], "press")
    refused = Registration.objects.get(person=people["refused"])
    actions.decide(refused.reference, accept=False, reason="Full", by=officer(), at=AT)
    actions.withdraw(people["gone"], by=own(people["gone"]), at=AT)
    fill_in(people["begun"], "observer")
    Registration.objects.create(
        meeting=meeting,
        person=people["begun"]._meta.model.objects.create(email="", name="Without address", created_at=AT),
        category=refused.category,
        state="accepted",
        started_at=AT,
        changed_at=AT,
    )
    Mail.objects.all().delete()
    return people


def test_who_is_written_to_follows_the_filter_and_never_reaches_who_withdrew_or_has_no_address():
    meeting = make_event()
    seoul = make_member("Seoul", region="asia")
    people_of(meeting)
    Registration.objects.filter(person__name="accepted").update(member=seoul, mode="in_person")
    by = officer()
    found = [
        addresses(by),
        addresses(by, state="refused"),
        addresses(by, state="withdrawn"),
        addresses(by, category="press"),
        addresses(by, region="asia"),
        addresses(by, member="seoul"),
        addresses(by, mode="online"),
        addresses(by, words="ACCEPT"),
        addresses(by, "unfinished"),
        addresses(by, "unfinished", state="accepted", mode="in_person"),
    ]
    assert found == [
        ["accepted", "waiting"],
        ["refused"],
        [],
        ["waiting"],
        ["accepted"],
        ["accepted"],
        ["waiting"],
        ["accepted"],
        ["begun"],
        ["begun"],
    ]


def test_delegations_are_chased_for_the_letter_and_for_what_is_missing():
    empty = make_delegation("Empty")
    meeting = empty.meeting
    named, lettered, decided = (make_delegation(name, meeting=meeting) for name in ("Named", "Lettered", "Decided"))
    for one in (empty, named, lettered, decided):
        make_focal_point(one, make_person(email=f"{one.member.slug}@example.org"))
    for one in (named, lettered, decided):
        people = compose(one, row("Ana", role="head"), row("Bo"))
        if one != named:
            bring_letter(one)
        if one == decided:
            decide(one, *people.values())
    by = officer()
    assert addresses(by, "no_mandate") == ["empty", "named"]
    assert addresses(by, "incomplete") == ["empty", "named"]
    incomplete = Registration.objects.filter(delegate__delegation=lettered).first()
    decide(lettered, incomplete, act="find incomplete", reason="No seal")
    assert sorted(addresses(by, "incomplete")) == ["empty", "lettered", "named"]
    FocalPoint.objects.filter(delegation=named).update(ended_at=AT)
    assert addresses(by, "no_mandate", words="named") == []


def test_each_gets_one_letter_in_one_language_and_the_english_one_as_a_whole_where_theirs_is_missing():
    make_category(make_event())
    for name, language in (("Ana", "ko"), ("Bo", "ru"), ("Cy", "en")):
        register(make_person(name, email=f"{name}@example.org", language=language))
    Mail.objects.all().delete()
    by = officer()
    mailing = begin(by=by, texts={"en": HELLO, "ko": ("{meeting} 소식", "{name}\n{address}")})
    assert send(mailing, by=by) == 3
    write_all(mailing)
    found = [(one.language, one.subject, one.text.partition("\n")[0]) for one in Mail.objects.order_by("to")]
    assert found == [
        ("ko", found[0][1], "Ana"),
        ("en", "News of Executive Committee 2020", "Dear Bo,"),
        ("en", "News of Executive Committee 2020", "Dear Cy,"),
    ]
    assert found[0][1].endswith("소식")
    assert (mailing.state, mailing.done, mailing.written, mailing.ended_at) == ("done", 3, 3, AT)
    facts = Entry.objects.get(verb="send_mailing").facts
    assert facts == {
        "group": "registered",
        "filters": {},
        "languages": ["en", "ko"],
        "recipients": 3,
        "is_reviewed": False,
    }


def test_a_reader_without_english_gets_the_first_text():
    make_category(make_event())
    register(make_person(email="a@example.org", language="ru"))
    Mail.objects.all().delete()
    by = officer()
    mailing = begin(by=by, texts={"ko": ("{meeting}", "{address}")})
    send(mailing, by=by)
    write_all(mailing)
    assert Mail.objects.get().language == "ko"


def test_the_words_searched_for_stay_out_of_the_journal():
    make_category(make_event())
    register(make_person("Secret Name"))
    by = officer()
    mailing = begin(filters=MailingFilters(words="Secret", category="observer"), by=by, texts={"en": HELLO})
    send(mailing, by=by, confirmed=1)
    assert Entry.objects.get(verb="send_mailing").facts["filters"] == {"category": "observer"}


def test_a_mailing_is_sent_once_and_to_as_many_as_were_shown():
    make_category(make_event())
    register(make_person())
    by = officer()
    mailing = begin(by=by)
    assert refusal(send, mailing, by=by) == "nothing_written"
    actions.save_mailing(mailing.reference, {"en": HELLO}, seen=None, by=by, at=AT)
    assert refusal(send, mailing, by=by, confirmed=2) == "number_changed"
    send(mailing, by=by)
    for act in (send, lambda one, by: actions.drop_mailing(one.reference, by=by, at=AT)):
        assert refusal(act, mailing, by=by) == "sent_already"
    assert refusal(actions.save_mailing, mailing.reference, {}, seen=None, by=by, at=AT) == "sent_already"
    nobody = begin(filters=MailingFilters(category="nothing"), by=by, texts={"en": HELLO})
    assert refusal(send, nobody, by=by, confirmed=0) == "nobody"


def test_a_job_that_is_repeated_writes_nothing_twice():
    make_category(make_event())
    register(make_person())
    Mail.objects.all().delete()
    by = officer()
    mailing = begin(by=by, texts={"en": HELLO})
    send(mailing, by=by)
    assert Job.objects.filter(dedupe_key=f"mailing:{mailing.pk}", state="waiting").count() == 1
    actions.wake_writer(mailing.pk)
    assert list(actions.unfinished_mailings()) == [mailing.pk]
    run_due_jobs(worker="test", queues=["default"], clock=lambda: AT + timedelta(days=9999))
    write_all(mailing)
    Mailing.objects.update(state="writing", done=0)
    write_all(mailing)
    assert (Mail.objects.filter(kind="mailing_registered").count(), mailing.written) == (1, 1)
    assert list(actions.unfinished_mailings()) == []


def test_who_leaves_after_the_button_and_before_the_letter_gets_none():
    make_category(make_event())
    stays, leaves, erased = (make_person(email=f"{name}@example.org") for name in ("stays", "leaves", "erased"))
    for person in (stays, leaves, erased):
        register(person)
    by = officer()
    mailing = begin(by=by, texts={"en": HELLO})
    send(mailing, by=by)
    actions.withdraw(leaves, by=own(leaves), at=AT)
    actions.forget_person(erased, by=own(erased), at=AT)
    write_all(mailing)
    assert list(Mail.objects.filter(kind="mailing_registered").values_list("to", flat=True)) == ["stays@example.org"]
    assert (mailing.done, mailing.written) == (3, 1)


def test_under_review_the_letters_wait_in_the_outbox():
    make_category(make_event())
    register(make_person())
    by = officer()
    mailing = begin(by=by, texts={"en": HELLO})
    send(mailing, by=by, is_reviewed=True)
    write_all(mailing)
    assert Mail.objects.get(kind="mailing_registered").state == "review"


def test_people_who_have_not_answered_get_a_new_link_and_the_ready_text():
    make_invited_category()
    invitation = invite(days=9)
    old = secret_of(invitation)
    by = officer()
    mailing = begin("unanswered", by=by)
    assert "en" in mailing.texts
    send(mailing, by=by, at=AT + timedelta(days=1))
    write_all(mailing, at=AT + timedelta(days=1))
    letter = Mail.objects.get(kind="mailing_unanswered")
    assert (letter.holds_secret, "November 10, 2020" in letter.text) == (True, True)
    assert secret_of(invitation) != old
    person = make_person()
    assert actions.accept_invitation(secret_of(invitation), person, by=own(person), at=AT) == "speaker"
    assert addresses(by, "unanswered") == []


def test_a_focal_point_who_has_not_answered_gets_a_link_and_one_who_has_the_page():
    delegation = make_delegation()
    make_focal_point(delegation, make_person(email="old@example.org"))
    actions.invite_focal_point(
        delegation.reference, email="new@example.org", name="", language="en", by=officer(), at=AT
    )
    by = officer()
    mailing = begin("no_mandate", by=by)
    send(mailing, by=by)
    write_all(mailing)
    found = {one.to: one for one in Mail.objects.filter(kind="mailing_no_mandate")}
    assert f"/en/delegations/{delegation.reference}/" in found["old@example.org"].text
    assert "/en/delegations/invitation/" in found["new@example.org"].text
    assert [found[to].holds_secret for to in sorted(found)] == [True, False]
    assert Delegation.objects.get().reminded_at == AT


def test_texts_are_checked_when_they_are_saved_and_two_officers_notice_each_other():
    make_category(make_event())
    by = officer()
    mailing = begin(by=by, texts={"en": HELLO})
    seen = mailing_record(mailing).token
    wrong = [
        ({"en": ("Hello", "{nothing}")}, "template_unknown"),
        ({"en": ("{name}", "Hello")}, "template_untrusted"),
        ({"ko": ("", "Hello")}, "template_empty"),
    ]
    for texts, code in wrong:
        assert refusal(actions.save_mailing, mailing.reference, texts, seen=None, by=by, at=AT) == code
    actions.save_mailing(mailing.reference, {"en": ("Other", "Text"), "xx": HELLO}, seen=seen, by=by, at=AT)
    mailing.refresh_from_db()
    assert mailing.texts == {"en": {"subject": "Other", "text": "Text"}}
    assert refusal(actions.save_mailing, mailing.reference, {}, seen=seen, by=by, at=AT) == "changed_meanwhile"
    without_link = begin("unanswered", by=by)
    assert refusal(actions.save_mailing, without_link.reference, {"en": ("A", "B")}, seen=None, by=by, at=AT) == (
        "template_missing"
    )


def test_a_preview_is_the_letter_of_a_real_recipient_without_a_real_link():
    make_invited_category()
    invitation = invite(language="en")
    digest = invitation.digest
    by = officer()
    mailing = begin("unanswered", by=by)
    shown = actions.preview_mailing(mailing.reference, invitation.pk, by=by, at=AT)
    assert "Dear Ana," in shown.text
    assert "/en/invitation/…/" in shown.text
    invitation.refresh_from_db()
    assert invitation.digest == digest
    assert refusal(actions.preview_mailing, mailing.reference, 0, by=by, at=AT) == "no_recipient"


def test_only_officers_write_and_a_regional_office_sees_its_own_mailings():
    make_category(make_event())
    office, secretariat = officer(REGIONAL_OFFICE, regions=["asia"]), officer()
    assert refusal(actions.begin_mailing, "registered", ALL, by=officer("chair"), at=AT) == "not_for_this_role"
    assert refusal(actions.begin_mailing, "nobody", ALL, by=office, at=AT) == "unknown_audience"
    theirs, ours = begin(by=secretariat, texts={"en": HELLO}), begin(by=office)
    assert refusal(send, theirs, by=office) == "not_for_this_role"
    assert refusal(actions.preview_mailing, theirs.reference, 1, by=office, at=AT) == "not_for_this_role"
    assert [list(mailings(by)) for by in (office, secretariat, officer("chair"))] == [[ours], [ours, theirs], []]
    actions.drop_mailing(ours.reference, by=office, at=AT)
    assert refusal(actions.drop_mailing, ours.reference, by=office, at=AT) == "unknown_mailing"


@pytest.mark.parametrize("number", [1, 3, 100])
@pytest.mark.parametrize(("audience", "statements"), [("registered", 5), ("unanswered", 6)])
def test_a_part_takes_the_same_statements_for_any_number_of_letters(number, audience, statements):
    meeting = make_event()
    category = make_category(meeting)
    make_invited_category(meeting)
    for place in range(number):
        if audience == "registered":
            person = make_person()
            Registration.objects.create(
                meeting=meeting, person=person, category=category, state="accepted", started_at=AT, changed_at=AT
            )
        else:
            invite(f"p{place}@example.org")
    by = officer()
    texts = {"en": HELLO} if audience == "registered" else None
    mailing = begin(audience, by=by, texts=texts)
    send(mailing, by=by, confirmed=number)
    with CaptureQueriesContext(connection) as captured:
        actions.write_some(mailing.pk, at=AT)
    spoken = asked(captured)
    letters = sum("notices_mail" in sql and sql.startswith("INSERT") for sql in spoken)
    assert letters == -(-number // 50)
    assert len(spoken) - letters + 1 == statements, [sql[:90] for sql in spoken]
