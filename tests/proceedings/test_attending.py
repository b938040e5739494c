"""Members are at a sitting through those who may speak or vote for them; who comes in person ends the proxy it gave."""

from __future__ import annotations

import pytest

from comitia.accreditation.models import Credential
from comitia.meetings.queries import members_present
from comitia.platform.actors import Actor
from comitia.proceedings import actions
from comitia.voting import actions as voting
from comitia.voting.models import Proxy
from tests.factories.sittings import AT, CLERK
from tests.factories.voting import make_alternate, sit

pytestmark = pytest.mark.django_db


def by_browser(committee, person):
    actions.attend(committee.meeting.slug, by=Actor(person=person.reference), at=AT)


def by_the_clerk(committee, person):
    actions.declare_presence(committee.sitting.reference, person.reference, is_present=True, by=CLERK, at=AT)


@pytest.mark.parametrize("come", [by_browser, by_the_clerk])
def test_a_member_that_comes_itself_ends_its_proxy(come):
    committee = sit("lima", "seoul", absent=["lima"])
    proxy = voting.lodge_proxy(committee.meeting.pk, principal="lima", holder="seoul", by=committee.by("lima"), at=AT)
    voting.accept_proxy(proxy.reference, by=committee.by("seoul"), at=AT)
    come(committee, committee.holders["lima"])
    assert Proxy.objects.get().revoked_because == "arrived"


@pytest.mark.parametrize("come", [by_browser, by_the_clerk])
def test_who_neither_speaks_nor_votes_is_there_for_nobody(come):
    committee = sit("lima", "seoul", absent=["lima"])
    adviser = make_alternate(committee, "lima")
    Credential.objects.filter(delegate__registration__person=adviser).update(speaks=False, votes=False)
    come(committee, adviser)
    assert members_present(committee.sitting) == {committee.members["seoul"].pk}
    come(committee, committee.holders["lima"])
    assert members_present(committee.sitting) == {one.pk for one in committee.members.values()}
