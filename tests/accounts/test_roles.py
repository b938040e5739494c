"""Who gives roles, to whom, and who ends them."""

import pytest

from comitia.accounts import actions, queries
from comitia.accounts.models import RoleGrant
from comitia.journal.models import Entry
from comitia.platform.actors import SYSTEM
from comitia.platform.answers import RefusedError
from tests.conftest import AT
from tests.factories.accounts import make_officer, make_person

pytestmark = pytest.mark.django_db


def test_an_officer_gives_a_role_which_is_in_the_journal_and_in_a_group():
    officer, person = make_officer(), make_person()
    actions.give_role(person, role="regional_office", region="eurasia", by=queries.actor(officer), at=AT)
    actor = queries.actor(person)
    assert (actor.capacity, actor.roles, actor.regions) == ("regional_office", {"regional_office"}, {"eurasia"})
    assert list(person.groups.values_list("name", flat=True)) == ["regional_office"]
    entry = Entry.objects.last()
    assert (entry.verb, entry.by, entry.capacity) == ("give_role", officer.reference, "secretariat")
    assert (entry.subject, entry.facts) == (
        f"person:{person.reference}",
        {"role": "regional_office", "region": "eurasia"},
    )


def test_giving_a_role_again_changes_nothing():
    person = make_person()
    first, second = (actions.give_role(person, role="chair", by=SYSTEM, at=AT) for _ in range(2))
    assert first == second
    assert Entry.objects.filter(verb="give_role").count() == 1


@pytest.mark.parametrize("role", ["regional_office", "chair", "operator"])
def test_other_roles_give_and_end_none(role):
    holder, person = make_officer(role, region="eurasia"), make_person()
    grant = actions.give_role(person, role="chair", by=SYSTEM, at=AT)
    with pytest.raises(RefusedError, match="not_secretariat"):
        actions.give_role(person, role="secretariat", by=queries.actor(holder), at=AT)
    with pytest.raises(RefusedError, match="not_secretariat"):
        actions.end_role(grant.pk, by=queries.actor(holder), at=AT)


@pytest.mark.parametrize(
    ("role", "region", "code"), [("king", "", "unknown_role"), ("regional_office", "", "region_missing")]
)
def test_a_role_that_cannot_be_is_refused(role, region, code):
    with pytest.raises(RefusedError, match=code):
        actions.give_role(make_person(), role=role, region=region, by=SYSTEM, at=AT)


def test_the_last_officer_keeps_the_role_until_there_is_another():
    officer = make_officer()
    actor, grant = queries.actor(officer), RoleGrant.objects.get()
    with pytest.raises(RefusedError, match="last_officer"):
        actions.end_role(grant.pk, by=actor, at=AT)
    actions.give_role(make_person(), role="secretariat", by=actor, at=AT)
    actions.end_role(grant.pk, by=actor, at=AT)
    assert queries.actor(officer).roles == frozenset()
    assert list(officer.groups.all()) == []
    with pytest.raises(RefusedError, match="not_running"):
        actions.end_role(grant.pk, by=SYSTEM, at=AT)


def test_an_erased_person_gets_no_role():
    person = make_person()
    actions.forget_person(person, by=queries.actor(person), at=AT)
    with pytest.raises(RefusedError, match="no_account"):
        actions.give_role(person, role="chair", by=SYSTEM, at=AT)
