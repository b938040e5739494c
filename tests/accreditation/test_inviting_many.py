"""A table of people to invite is looked at row by row and applied as it was shown."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comitia.accreditation import actions
from comitia.accreditation.models import Invitation, InvitationTable
from comitia.journal.models import Entry
from comitia.meetings.models import Meeting
from comitia.notices.models import Mail
from comitia.platform.actors import REGIONAL_OFFICE
from tests.factories.accreditation import AT, make_event, make_member, make_person, officer, own, register
from tests.factories.delegations import make_delegate_category
from tests.factories.invitations import invite, make_invited_category, secret_of
from tests.factories.refusals import refusal
from tests.factories.statements import asked

pytestmark = pytest.mark.django_db
GIVEN = {"category": "speaker", "language": "en", "message": "", "last_day": "2020-11-16", "admits_at_once": False}


@pytest.fixture
def meeting() -> Meeting:
    found = make_event()
    make_invited_category(found)
    return found


def bring(meeting, content, *, by, **given):
    content = content.encode() if isinstance(content, str) else content
    return actions.bring_invitations(
        meeting, file_name="people.csv", content=content, given=GIVEN | given, by=by, at=AT
    )


def planned(meeting, content, *, by=None, **given):
    by = by or officer()
    return actions.look_at_invitations(bring(meeting, content, by=by, **given), by=by, at=AT)


def outcomes(plan) -> list:
    return [(row.state.value, [one.code for one in (*row.reasons, *row.findings)]) for row in plan.rows]


def apply(reference, *, by, at=AT, shown=None):
    shown = actions.look_at_invitations(reference, by=by, at=at).digest if shown is None else shown
    return actions.apply_invitations(reference, shown=shown, by=by, at=at)


def test_people_are_invited_each_in_their_language_with_what_the_row_or_the_form_says(meeting):
    make_member("Seoul")
    by = officer()
    table = (
        "email,name,category,language,member,message,last_day,admits_at_once\n"
        "Ana@Example.org,Ana,,,,,,\n"
        "bo@example.org,Bo,speaker,한국어,Seoul,Bring slides,2020-11-10,yes\n"
    )
    apply(bring(meeting, table, by=by, message="See you"), by=by)
    kept = list(
        Invitation.objects.order_by("pk").values_list("email", "language", "member__slug", "message", "admits_at_once")
    )
    assert kept == [
        ("ana@example.org", "en", None, "See you", False),
        ("bo@example.org", "ko", "seoul", "Bring slides", True),
    ]
    # The end of the last day in Moscow, where the meeting is
    ends = [one.expires_at.isoformat() for one in Invitation.objects.order_by("pk")]
    assert ends == ["2020-11-16T21:00:00+00:00", "2020-11-10T21:00:00+00:00"]
    assert list(Mail.objects.order_by("pk").values_list("to", "language")) == [
        ("ana@example.org", "en"),
        ("bo@example.org", "ko" if "ko" in {one.language for one in Mail.objects.all()} else "en"),
    ]
    assert secret_of(Invitation.objects.first())
    assert InvitationTable.objects.count() == 0
    facts = Entry.objects.get(verb="import_invitations").facts
    assert (facts["counts"]["new"], "example.org" in str(facts)) == (2, False)


def test_every_row_that_cannot_be_says_why(meeting):
    make_delegate_category(meeting)
    known = make_person(email="known@example.org")
    for email, person in (("accepted@example.org", make_person()), ("x@example.org", known)):
        invitation = invite(email)
        actions.accept_invitation(secret_of(invitation), person, by=own(person), at=AT)
    register(known, "speaker")
    declined = invite("declined@example.org")
    actions.decline_invitation(secret_of(declined), reason="", by=own(known), at=AT)
    Mail.objects.filter(to="declined@example.org").update(state="bounced", bounced_at=AT)
    rows = [
        ("ok@example.org", "Ok", "", "", "", "", ""),
        ("OK@example.org", "Ok", "", "", "", "", ""),
        ("", "Nobody", "", "", "", "", ""),
        ("no address", "No", "", "", "", "", ""),
        ("a@example.org", "=1+1", "", "", "", "", ""),
        ("b@example.org", "B", "nothing", "", "", "", ""),
        ("c@example.org", "C", "delegate", "", "", "", ""),
        ("d@example.org", "D", "", "klingon", "", "", ""),
        ("e@example.org", "E", "", "", "Atlantis", "", ""),
        ("f@example.org", "F", "", "", "", "2020-10-31", ""),
        ("g@example.org", "G", "", "", "", "soon", ""),
        ("h@example.org", "H", "", "", "", "", "perhaps"),
        ("accepted@example.org", "", "", "", "", "", ""),
        ("known@example.org", "", "", "", "", "", ""),
        ("declined@example.org", "", "", "", "", "", ""),
    ]
    heading = "email,name,category,language,member,last_day,admits_at_once\n"
    plan = planned(meeting, heading + "\n".join(",".join(row) for row in rows) + "\n")
    assert outcomes(plan) == [
        ("new", []),
        ("error", ["row_twice"]),
        ("error", ["cell_empty"]),
        ("error", ["no_address"]),
        ("error", ["formula"]),
        ("error", ["category_unknown"]),
        ("error", ["by_delegation"]),
        ("error", ["language_unknown"]),
        ("error", ["member_unknown"]),
        ("error", ["already_over"]),
        ("error", ["day_unreadable"]),
        ("error", ["not_yes_or_no"]),
        ("error", ["invitation_accepted"]),
        ("error", ["registered_already"]),
        ("new", ["invitation_declined", "bounced"]),
    ]


def test_who_is_invited_already_is_brought_up_to_date_without_another_letter(meeting):
    make_member("Seoul")
    invitation = invite(days=10, member="seoul", message="Come", language="ko")
    Mail.objects.all().delete()
    by = officer()
    table = "email,name,last_day\nana@example.org,Ana B.,2020-11-16\n"
    assert outcomes(planned(meeting, table, by=by)) == [("changed", [])]
    apply(bring(meeting, table, by=by), by=by)
    invitation.refresh_from_db()
    kept = invitation.name, invitation.member.slug, invitation.message, invitation.language
    assert (kept, Mail.objects.count()) == (("Ana B.", "seoul", "Come", "ko"), 0)
    assert outcomes(planned(meeting, table, by=by)) == [("same", [])]


def test_a_plan_that_is_no_longer_the_one_shown_is_refused_and_pressing_twice_invites_once(meeting):
    by = officer()
    reference = bring(meeting, "email\nana@example.org\n", by=by)
    shown = actions.look_at_invitations(reference, by=by, at=AT).digest
    invite()
    assert refusal(actions.apply_invitations, reference, shown=shown, by=by, at=AT) == "plan_changed"
    second = bring(meeting, "email\nbo@example.org\n", by=by)
    apply(second, by=by)
    assert refusal(actions.apply_invitations, second, shown="", by=by, at=AT) == "unknown_table"
    assert Invitation.objects.count() == 2


def test_a_regional_office_invites_for_members_of_its_region_only_and_learns_nothing_of_others(meeting):
    make_member("Seoul", region="asia")
    make_member("Moscow", region="eurasia")
    invite("far@example.org", member="moscow", name="Secret Name")
    office = officer(REGIONAL_OFFICE, regions=["asia"])
    table = "email,member\na@example.org,Seoul\nb@example.org,Moscow\nc@example.org,\nfar@example.org,Seoul\n"
    plan = planned(meeting, table, by=office)
    assert outcomes(plan) == [
        ("new", []),
        ("error", ["not_for_this_role"]),
        ("error", ["member_missing"]),
        ("error", ["invited_already"]),
    ]
    assert "Secret Name" not in str(plan)
    assert refusal(bring, meeting, table, by=officer("chair")) == "not_for_this_role"


def test_a_table_is_seen_by_who_brought_it_and_kept_for_a_day(meeting):
    by = officer()
    reference = bring(meeting, "email\nana@example.org\n", by=by)
    assert refusal(actions.look_at_invitations, reference, by=officer(), at=AT) == "unknown_table"
    actions.bring_invitations(
        meeting, file_name="b.csv", content=b"email\nb@example.org\n", given=GIVEN, by=by, at=AT + timedelta(hours=25)
    )
    assert list(InvitationTable.objects.values_list("file_name", flat=True)) == ["b.csv"]


def test_spreadsheets_and_other_encodings_are_read_and_what_is_no_table_is_refused(meeting):
    book = openpyxl.Workbook()
    book.active.append(["email", "name"])
    book.active.append(["ana@example.org", "Ana"])
    book.active.append(["bo@example.org", "=CONCATENATE(A1)"])
    written = io.BytesIO()
    book.save(written)
    assert outcomes(planned(meeting, written.getvalue())) == [("new", []), ("error", ["formula"])]
    in_korean = "email;name\nana@example.org;김민수 서울특별시 시장님\n".encode("cp949")
    assert planned(meeting, in_korean).rows[0].values["name"] == "김민수 서울특별시 시장님"
    by = officer()
    assert refusal(bring, meeting, "name\nAna\n", by=by) == "column_missing"
    assert refusal(bring, meeting, b"PK\x03\x04 no spreadsheet", by=by) == "not_a_spreadsheet"
    many = "email\n" + "\n".join(f"p{number}@example.org" for number in range(5001))
    assert refusal(bring, meeting, many, by=by) == "too_many_rows_at_once"


@pytest.mark.parametrize("number", [1, 3, 200])
def test_a_table_takes_the_same_statements_for_any_number_of_rows(meeting, number):
    by = officer()
    table = "email\n" + "\n".join(f"p{place}@example.org" for place in range(number))
    reference = bring(meeting, table, by=by)
    shown = actions.look_at_invitations(reference, by=by, at=AT).digest
    with CaptureQueriesContext(connection) as captured:
        actions.apply_invitations(reference, shown=shown, by=by, at=AT)
    spoken = asked(captured)
    letters = sum("notices_mail" in sql and sql.startswith("INSERT") for sql in spoken)
    assert letters == -(-number // 50)
    assert len(spoken) - letters == 18, [sql[:90] for sql in spoken]
