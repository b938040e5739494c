"""A focal point's delegation is saved as a whole, for one entity only, and nothing typed is lost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comitia.accounts.models import Person
from comitia.accreditation import actions
from comitia.accreditation.models import Category, Delegate, Delegation, Registration
from comitia.accreditation.queries.delegations import DelegationFilters, found_delegations, last_rows
from comitia.accreditation.queries.places import kept_rules_of
from comitia.journal.models import Entry
from comitia.notices.queries.webhooks import listening
from comitia.platform.actors import REGIONAL_OFFICE
from tests.factories.accreditation import (
    AT,
    make_event,
    make_member,
    make_person,
    officer,
    register,
    taken,
)
from tests.factories.delegations import (
    bring_letter,
    compose,
    decide,
    make_delegate_category,
    make_delegation,
    make_focal_point,
    row,
)
from tests.factories.refusals import refusal
from tests.factories.statements import asked

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)
EIGHT = [
    ("Head", "head"),
    ("First", "alternate"),
    ("Second", "alternate"),
    *[(f"Aide {n}", "adviser") for n in range(5)],
]


def faults(delegation, *rows, by) -> dict:
    edits = Delegation.objects.get(pk=delegation.pk).edits
    with pytest.raises(actions.RowsRefusedError) as caught:
        actions.compose(delegation.reference, rows, seen=edits, by=by, at=AT)
    return caught.value.faults


def order(delegation) -> list[str]:
    return list(delegation.delegates.filter(left_at=None).order_by("rank").values_list("registration__name", flat=True))


def eight(mark=""):
    return [row(name + mark, role=role, email=f"{name.lower().replace(' ', '')}@example.org") for name, role in EIGHT]


def test_delegations_of_all_members_are_opened_in_a_constant_number_of_statements():
    make_event()
    counts = []
    for number in (1, 30):
        for place in range(number):
            make_member(f"City {number} {place}")
        with CaptureQueriesContext(connection) as captured:
            assert actions.open_delegations("all", by=officer(), at=AT) == number
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 14
    assert actions.open_delegations("all", by=officer(), at=AT) == 0
    assert Entry.objects.filter(verb="open_delegations").count() == 2


def test_a_regional_office_opens_and_sees_those_of_its_region_only():
    make_event()
    make_member("Seoul", region="asia")
    make_member("Moscow", region="eurasia")
    office = officer(REGIONAL_OFFICE, regions=["asia"])
    assert actions.open_delegations("all", by=office, at=AT) == 1
    actions.open_delegations("all", by=officer(), at=AT)
    assert [one.member.name for one in found_delegations(office, DelegationFilters())] == ["Seoul"]
    assert Delegation.objects.count() == 2


def test_a_delegation_of_eight_is_saved_in_twelve_statements():
    delegation = make_delegation()
    by = make_focal_point(delegation)
    listening()  # read once, then kept from act to act
    kept_rules_of(delegation.meeting_id)  # which quotas there are is known from whoever came before
    with CaptureQueriesContext(connection) as captured:
        actions.compose(delegation.reference, eight(), seen=0, by=by, at=AT)
    spoken = asked(captured)
    assert len(spoken) <= 12, [sql[:90] for sql in spoken]
    assert order(delegation) == [name for name, _role in EIGHT]
    assert taken() == 8


def test_changing_eight_takes_twelve_statements_too():
    delegation = make_delegation()
    by = make_focal_point(delegation)
    named = compose(delegation, *eight(), by=by)
    rows = [
        row(f"{one.name} II", role=one.role, email=one.email, reference=named[one.name].reference) for one in eight()
    ]
    with CaptureQueriesContext(connection) as captured:
        actions.compose(delegation.reference, rows[::-1], seen=1, by=by, at=AT)
    spoken = asked(captured)
    assert len(spoken) <= 12, [sql[:90] for sql in spoken]
    assert order(delegation) == [f"{name} II" for name, _role in EIGHT][::-1]


def test_people_need_no_account_and_no_address_and_an_account_that_exists_keeps_its_name():
    delegation = make_delegation()
    known = make_person("Dr. Long Name", email="known@example.org")
    named = compose(
        delegation, row("Short", email="Known@Example.org", role="head"), row("Nobody"), row("New", email="new@a.org")
    )
    assert named["Short"].person == known
    assert named["Short"].name == "Short"
    assert Person.objects.get(pk=known.pk).name == "Dr. Long Name"
    assert (named["Nobody"].person.email, named["New"].person.email) == ("", "new@a.org")
    assert not named["New"].person.has_usable_password()
    compose(
        delegation,
        *[row(n, role=r.delegate.role, email=r.delegate.email, reference=r.reference) for n, r in named.items()],
    )
    assert Person.objects.filter(email="").count() == 1


def test_rows_come_go_and_change_places():
    delegation = make_delegation(places=3)
    named = compose(delegation, row("Ana", role="head"), row("Bo", role="alternate"), row("Cy", role="alternate"))
    swapped = compose(
        delegation,
        row("Cy", role="alternate", reference=named["Cy"].reference),
        row("Bo", role="head", reference=named["Bo"].reference),
        row("Dee"),
    )
    assert order(delegation) == ["Cy", "Bo", "Dee"]
    assert swapped["Bo"].delegate.role == "head"
    gone = Registration.objects.get(name="Ana")
    assert (gone.state, gone.delegate.left_at, gone.delegate.credential.state) == ("withdrawn", AT, "replaced")
    assert taken() == 3
    compose(delegation, row("Ana", role="adviser", reference=gone.reference))
    gone.refresh_from_db()
    assert (gone.state, taken()) == ("submitted", 1)
    assert Delegate.objects.get(registration=gone).credential.state == "awaited"


def test_saving_the_same_again_changes_nothing():
    delegation = make_delegation()
    named = compose(delegation, row("Ana", role="head"))
    compose(delegation, row("Ana", role="head", mode="online", reference=named["Ana"].reference))
    assert Delegation.objects.get().edits == 1


def test_a_person_of_another_delegation_is_refused_without_saying_which():
    first = make_delegation()
    other = make_delegation("Seoul", meeting=first.meeting)
    compose(first, row("Ana", role="head", email="ana@example.org"))
    by = make_focal_point(other)
    found = faults(other, row("Ana", role="head", email="ana@example.org"), by=by)
    assert list(found) == [(0, "email")]
    assert "Ulaanbaatar" not in found[0, "email"]
    make_category_of = Category.objects.create(
        meeting=first.meeting, code="observer", names={"en": "Observer"}, admission="at_once"
    )
    guest = register(make_person(email="guest@example.org"))
    assert guest.category == make_category_of
    assert faults(other, row("Guest", email="guest@example.org"), by=by) == {(0, "email"): found[0, "email"]}
    assert Delegate.objects.count() == 1


def test_what_is_wrong_is_said_by_row():
    delegation = make_delegation()
    found = faults(
        delegation,
        row("Ana", role="head", email="a@example.org"),
        row("", role="head", email="a@example.org"),
        row("Cy", role="king", email="no"),
        row("D" * 151, mode="by boat"),
        by=officer(),
    )
    assert set(found) == {(1, "name"), (1, "email"), (1, "role"), (2, "role"), (2, "email"), (3, "name"), (3, "mode")}
    assert Registration.objects.count() == 0


def test_the_second_of_two_focal_points_is_told_and_nothing_is_overwritten():
    delegation = make_delegation()
    one, other = make_focal_point(delegation), make_focal_point(delegation, make_person())
    actions.compose(delegation.reference, [row("Ana", role="head")], seen=0, by=one, at=AT)
    assert refusal(actions.compose, delegation.reference, [row("Bo")], seen=0, by=other, at=AT) == "changed_meanwhile"
    assert order(delegation) == ["Ana"]


def test_after_the_deadline_only_the_secretariat_composes():
    delegation = make_delegation(closes_at=LATER)
    by = make_focal_point(delegation)
    assert refusal(actions.compose, delegation.reference, [row("A")], seen=0, by=by, at=LATER) == "closed"
    compose(delegation, row("Ana"), by=officer(), at=LATER)
    delegation.meeting.state = "held"
    delegation.meeting.save()
    assert refusal(actions.compose, delegation.reference, [], seen=1, by=officer(), at=LATER) == "meeting_over"


def test_nobody_but_its_focal_points_and_the_secretariat_composes_a_delegation():
    delegation = make_delegation()
    stranger = make_focal_point(make_delegation("Seoul", meeting=delegation.meeting))
    office = officer(REGIONAL_OFFICE, regions=["asia"])
    for by in (stranger, office):
        assert refusal(actions.compose, delegation.reference, [row("A")], seen=0, by=by, at=AT) == "not_your_delegation"
    assert refusal(bring_letter, delegation, by=stranger) == "not_your_delegation"


def test_when_places_run_out_the_rows_without_one_are_named():
    delegation = make_delegation(places=2)
    found = faults(delegation, row("Ana"), row("Bo"), row("Cy"), by=officer())
    assert set(found) == {(2, "name")}
    assert (Registration.objects.count(), taken()) == (0, 0)


def test_the_last_delegation_is_offered_as_new_rows():
    before = make_event("excom-2019", state="held", is_current=False)
    before.year, before.state = 2019, "convoked"
    before.save()
    make_delegate_category(before)
    old = make_delegation(meeting=before)
    compose(old, row("Ana", role="head", email="ana@example.org", affiliation="City hall"))
    meeting = make_event()
    new = Delegation.objects.create(meeting=meeting, member=old.member, created_at=AT, changed_at=AT)
    [copied] = last_rows(new)
    assert (copied.reference, copied.name, copied.affiliation) == (None, "Ana", "City hall")


def test_the_letter_and_the_decision_give_the_vote_to_the_head_and_admit_the_people():
    delegation = make_delegation()
    named = compose(delegation, row("Ana", role="head", email="ana@example.org"), row("Bo", role="alternate"))
    bring_letter(delegation)
    decide(delegation, *named.values())
    delegation.refresh_from_db()
    assert delegation.holder.registration == named["Ana"]
    assert set(Registration.objects.values_list("state", flat=True)) == {"accepted"}
