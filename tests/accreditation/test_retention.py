"""What is erased is nowhere any more, and the journal proves that it was erased without saying what it was."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from comitia.accreditation import actions
from comitia.accreditation.models import BadgeDesign, BadgeRun, CheckIn, FocalPoint, Invitation, Registration
from comitia.accreditation.queries import retention
from comitia.journal.actions import record
from comitia.journal.models import Entry, Particulars
from comitia.journal.queries import faults
from comitia.notices.models import Mail
from comitia.platform.actors import SYSTEM
from comitia.platform.answers import RefusedError
from comitia.platform.blobs import store
from comitia.platform.blobs.models import Blob
from comitia.platform.bus import publish
from comitia.platform.kept import PUBLIC_CHANGED
from tests.factories.accreditation import (
    AT,
    ask,
    fill_in,
    make_category,
    make_event,
    make_person,
    officer,
    own,
    register,
)
from tests.factories.delegations import bring_letter, compose, make_delegate_category, make_delegation, row
from tests.platform.sample_files import pdf, picture

LAST_DAY = datetime(2020, 11, 17, 9, 0, tzinfo=UTC)
SECRET = "zqpassport77"


def after(days: int) -> datetime:
    return LAST_DAY + timedelta(days=days)


def everything_kept() -> str:
    """Give every value of every row of every table as one text."""
    rows = (row for model in apps.get_models(include_auto_created=True) for row in model._base_manager.values_list())
    return "\n".join(
        bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)
        for row in rows
        for value in row
    )


def files() -> set[Path]:
    return {path for path in Path(settings.BLOBS_ROOT).rglob("*") if path.is_file()}


def held_meeting(*, state="held"):
    """Make a meeting whose form asks for a document, a portrait and a diet with periods, and for a motto without one."""
    meeting = make_event(state=state)
    make_category(meeting)
    ask(meeting, "passport", kind="file", required=False, retention_days=30, order=1)
    ask(meeting, "portrait", kind="picture", required=False, retention_days=30, order=2)
    ask(meeting, "diet", required=False, retention_days=10, order=3)
    ask(meeting, "motto", required=False, order=4)
    return meeting


def somebody(*, passport=b"", **answers) -> Registration:
    """Register somebody who brings a document and a portrait."""
    person = make_person()
    uploads = {
        "passport": actions.Upload("passport.pdf", [pdf() + passport]),
        "portrait": actions.Upload("me.jpg", [picture()]),
    }
    given = {key: [value] for key, value in answers.items()}
    actions.save_page(person, category="observer", step=1, given=given, uploads=uploads, at=AT)
    sent = actions.submit(person, category="observer", publish="nobody", recording="no", by=own(person), at=AT)
    return sent.registration


@pytest.mark.django_db
def test_answers_go_when_their_period_is_over_and_not_before(django_capture_on_commit_callbacks):
    held_meeting()
    one = somebody(diet=SECRET, motto="Onward")
    before = files()
    for day, kept in ((10, {"passport", "portrait", "diet", "motto"}), (11, {"passport", "portrait", "motto"})):
        actions.erase_due(by=SYSTEM, at=after(day))
        one.refresh_from_db()
        assert one.answers.keys() == kept
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase_due(by=SYSTEM, at=after(31))
    one.refresh_from_db()
    assert one.answers == {"motto": "Onward"}
    assert {blob.state for blob in Blob.objects.filter(owner=one.person.reference)} == {"erased"}
    assert len(before - files()) == 2
    assert SECRET not in everything_kept()
    assert list(faults()) == []


@pytest.mark.django_db
def test_an_answer_goes_from_drafts_former_answers_staff_answers_and_the_side_of_the_journal():
    meeting = held_meeting()
    one = somebody(diet=f"{SECRET} sent")
    fill_in(one.person, answers={"diet": f"{SECRET} not sent"})
    ask(meeting, "allergy", required=False, retention_days=10, for_staff=True, order=5)
    version = one.form_id
    Registration.objects.filter(pk=one.pk).update(
        staff_answers={"allergy": f"{SECRET} staff"},
        former_answers=[{"version": version, "answers": {"diet": f"{SECRET} former", "motto": "Onward"}}],
    )
    assert Particulars.objects.filter(data__answers__has_key="diet").count() == 1
    actions.erase_due(by=SYSTEM, at=after(11))
    one.refresh_from_db()
    assert (one.staff_answers, one.former_answers) == ({}, [{"version": version, "answers": {"motto": "Onward"}}])
    assert one.draft["answers"] == {}
    assert SECRET not in everything_kept()
    assert list(faults()) == []


@pytest.mark.django_db
def test_the_journal_proves_what_went_and_never_says_what_it_was():
    meeting = held_meeting()
    registrations = [somebody(diet=f"{SECRET} {number}") for number in range(3)]
    digests = sorted(Blob.objects.values_list("sha256", flat=True))
    assert actions.erase_due(by=SYSTEM, at=after(31)) == 9
    proof = Entry.objects.get(verb="erase_kept")
    assert (proof.subject, proof.capacity) == (f"meeting:{meeting.slug}", "system")
    submitted = Entry.objects.filter(verb="submit_registration").order_by("number")
    assert proof.facts == {
        "matter": "answers",
        "erased": {"diet": 3, "passport": 3, "portrait": 3},
        "registrations": [str(one.reference) for one in registrations],
        "files": digests,
        "entries": [entry.number for entry in submitted],
    }
    assert actions.erase_due(by=SYSTEM, at=after(32)) == 0
    assert Entry.objects.filter(verb="erase_kept").count() == 1


@pytest.mark.django_db
def test_a_period_that_was_promised_is_not_made_longer_by_a_later_version_but_may_be_made_shorter():
    meeting = held_meeting()
    one = somebody(diet="Vegan", motto="Onward")
    ask(meeting, "diet", required=False, retention_days=300, order=3)
    ask(meeting, "motto", required=False, retention_days=5, order=4)
    actions.erase_due(by=SYSTEM, at=after(11))
    one.refresh_from_db()
    assert one.answers.keys() == {"passport", "portrait"}


@pytest.mark.django_db
def test_a_file_that_the_person_also_named_elsewhere_stays():
    held_meeting()
    one = somebody()
    other = make_event("later", is_current=False)
    passport = one.answers["passport"]
    Registration.objects.create(
        meeting=other,
        person=one.person,
        category=make_category(other),
        answers={"id": passport},
        started_at=AT,
        changed_at=AT,
    )
    actions.erase_due(by=SYSTEM, at=after(31))
    states = dict(Blob.objects.filter(owner=one.person.reference).values_list("reference", "state"))
    assert {str(reference) for reference, state in states.items() if state != "erased"} == {passport}


@pytest.mark.django_db
def test_a_meeting_without_dates_is_never_due():
    meeting = held_meeting()
    one = somebody(diet="Vegan")
    type(meeting).objects.update(starts_on=None, ends_on=None)
    actions.erase_due(by=SYSTEM, at=after(4000))
    one.refresh_from_db()
    assert "diet" in one.answers


@pytest.mark.django_db
def test_what_was_never_sent_goes_after_a_month_with_its_files():
    held_meeting()
    person = make_person("Beginner")
    upload = {"passport": actions.Upload("passport.pdf", [pdf()])}
    actions.save_page(person, category="observer", step=1, given={"motto": [SECRET]}, uploads=upload, at=AT)
    sent = somebody(motto="Onward")
    fill_in(sent.person, answers={"motto": SECRET})
    actions.erase_due(by=SYSTEM, at=after(30))
    assert Registration.objects.filter(draft__isnull=False).count() == 2
    actions.erase_due(by=SYSTEM, at=after(31))
    sent.refresh_from_db()
    assert (sent.draft, sent.answers, Registration.objects.count()) == (None, {"motto": "Onward"}, 1)
    assert Blob.objects.get(owner=person.reference).state == "erased"
    assert SECRET not in everything_kept()


@pytest.mark.django_db
def test_invitations_forget_whom_they_were_for_with_the_letters_to_strangers():
    delegation = make_delegation()
    meeting, address = delegation.meeting, f"{SECRET}@example.org"
    known = make_person(email="known@example.org")
    actions.invite_focal_point(delegation.reference, email=address, name=SECRET, language="en", by=officer(), at=AT)
    actions.invite_focal_point(
        delegation.reference, email=known.email, name="Known", language="en", by=officer(), at=AT
    )
    Mail.objects.filter(to=known.email).update(person=known.reference)
    invitation = Invitation.objects.create(
        meeting=meeting,
        category=make_category(meeting),
        email=address,
        name=SECRET,
        language="en",
        digest="x",
        message=SECRET,
        invited_at=AT,
        expires_at=AT,
    )
    record("invite", f"invitation:{invitation.pk}", by=SYSTEM, at=AT, particulars={"email": address})
    type(meeting).objects.update(ends_on=LAST_DAY.date())
    actions.erase_due(by=SYSTEM, at=after(31))
    assert SECRET not in everything_kept()
    assert list(Mail.objects.values_list("to", flat=True)) == [known.email]
    assert Invitation.objects.get().state == "expired"
    assert FocalPoint.objects.filter(ended_at=None).count() == 0
    assert list(faults()) == []


@pytest.mark.django_db
def test_check_ins_printed_badges_and_letters_of_mandate_have_their_periods():
    meeting = make_event()
    make_delegate_category(meeting)
    delegation = make_delegation(meeting=meeting)
    [one] = compose(delegation, row("Head", role="head")).values()
    letter = bring_letter(delegation)
    badges = store.keep_own([b"%PDF"], name="badges.pdf", media_type="application/pdf", at=AT)
    BadgeRun.objects.create(
        design=BadgeDesign.objects.create(meeting=meeting, name="Plain", changed_at=AT),
        blob=badges,
        asked_at=AT,
        remarks=[{"about": "somebody"}],
        registrations=["somebody"],
    )
    CheckIn.objects.create(registration=one, key=one.reference, direction="in", at=AT, received_at=AT)
    found = []
    for day in (30, 31, 180, 181, 1825, 1826):
        actions.erase_due(by=SYSTEM, at=after(day))
        states = [Blob.objects.get(pk=pk).state for pk in (badges.pk, letter.blob_id)]
        found.append((day, states[0] == "erased", not CheckIn.objects.exists(), states[1] == "erased"))
    assert found == [
        (30, False, False, False),
        (31, True, False, False),
        (180, True, False, False),
        (181, True, True, False),
        (1825, True, True, False),
        (1826, True, True, True),
    ]


@pytest.mark.django_db
def test_a_file_that_was_replaced_goes_after_a_day_and_one_that_is_named_stays():
    held_meeting(state="convoked")
    person = make_person()
    for name in ("old.pdf", "new.pdf"):
        upload = {"passport": actions.Upload(name, [pdf()])}
        actions.save_page(person, category="observer", step=1, given={}, uploads=upload, at=AT)
    actions.erase_due(by=SYSTEM, at=AT)
    assert set(Blob.objects.values_list("state", flat=True)) == {"quarantined"}
    actions.erase_due(by=SYSTEM, at=AT + timedelta(days=2))
    old, new = Blob.objects.order_by("pk")
    assert (old.state, new.state) == ("erased", "quarantined")


@pytest.mark.django_db
def test_an_officer_erases_before_the_time_but_not_before_the_end_nor_another_number_than_seen():
    meeting = held_meeting()
    one = somebody(diet="Vegan", motto=SECRET)
    wanted = {"meeting": meeting.slug, "key": "motto", "seen": 1}

    def refusal(**more) -> str:
        with pytest.raises(RefusedError) as refused:
            actions.erase_now("answers", **{**wanted, "by": officer(), "at": after(1), **more})
        return refused.value.answer.code

    assert refusal(at=LAST_DAY) == "meeting_not_over"
    assert refusal(by=officer("regional_office")) == "not_for_this_role"
    assert refusal(seen=2) == "number_changed"
    assert refusal(key="nothing") == "nothing_kept"
    actions.erase_now("answers", **wanted, by=officer(), at=after(1))
    one.refresh_from_db()
    assert one.answers.keys() == {"passport", "portrait", "diet"}
    assert SECRET not in everything_kept()


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_what_is_kept_takes_the_same_statements_for_any_number(number, django_assert_num_queries):
    held_meeting()
    for _one in range(number):
        somebody(diet="Vegan", motto="Onward")
    with django_assert_num_queries(12):
        lines = retention.kept_lines(today=LAST_DAY.date())
    assert {line.key: (line.count, line.days) for line in lines if line.key} == {
        "passport": (number, 30),
        "portrait": (number, 30),
        "diet": (number, 10),
        "motto": (number, None),
    }


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from([None, 1, 5, 20])), max_size=6),
    st.lists(st.sampled_from("abcd"), max_size=4, unique=True),
    st.integers(0, 25),
)
@hypothesis(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@pytest.mark.django_db
def test_after_any_edits_of_the_form_no_answer_outlives_what_was_promised_and_no_other_goes(edits, answered, days):
    publish(PUBLIC_CHANGED, {})  # what was kept of the example before
    with transaction.atomic():
        meeting = make_event()
        make_category(meeting)
        promised = dict.fromkeys("abcd")
        for key in "abcd":
            ask(meeting, key, required=False)
        one = register(make_person(), answers=dict.fromkeys(answered, "Words"))
        for key, period in edits:
            ask(meeting, key, required=False, retention_days=period)
            promised[key] = period
        actions.erase_due(by=SYSTEM, at=after(days))
        one.refresh_from_db()
        assert set(one.answers) == {key for key in answered if promised[key] is None or days <= promised[key]}
        transaction.set_rollback(True)


def test_nothing_remains_in_the_file_of_the_database(committed, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("The file is that of SQLite")
    held_meeting()
    somebody(diet=SECRET)
    actions.erase_due(by=SYSTEM, at=after(31))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    left = b"".join(path.read_bytes() for path in tmp_path.glob("comitia.sqlite3*"))
    assert SECRET.encode() not in left


@pytest.mark.django_db
def test_nothing_is_due_while_registration_is_open_longer_than_the_meeting():
    meeting = make_event()
    make_category(meeting, closes_at=after(100))
    ask(meeting, "remark", required=False)
    person = make_person()
    fill_in(person)
    found = []
    for day in (31, 130, 131):
        actions.erase_due(by=SYSTEM, at=after(day))
        found.append((day, Registration.objects.filter(person=person).exists()))
    assert found == [(31, True), (130, True), (131, False)]
