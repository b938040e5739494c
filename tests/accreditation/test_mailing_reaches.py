"""Under any filter a mailing goes only to people its sender may see."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comitia.accreditation.models import FocalPoint, Invitation, Registration
from comitia.accreditation.policies import may_see
from comitia.accreditation.policies.delegations import may_chase
from comitia.accreditation.policies.invitations import may_see as may_see_invitation
from comitia.accreditation.queries.mailing import AUDIENCES, MailingFilters, chosen
from tests.factories.accreditation import AT, make_category, make_event, make_person, officer
from tests.factories.delegations import make_delegate_category, make_delegation, make_focal_point
from tests.factories.invitations import invite, make_invited_category

pytestmark = pytest.mark.django_db
REGIONS = ("asia", "europe")
FILTERS = st.builds(
    MailingFilters,
    words=st.sampled_from(["", "a", "city", "zzz"]),
    state=st.sampled_from(["", "submitted", "accepted", "refused", "withdrawn", "draft", "odd"]),
    category=st.sampled_from(["", "observer", "press", "speaker"]),
    region=st.sampled_from(["", *REGIONS]),
    member=st.sampled_from(["", "city-0", "city-1"]),
    mode=st.sampled_from(["", "online", "in_person"]),
)
SENDERS = st.tuples(
    st.sampled_from(["secretariat", "regional_office", "chair", "operator"]),
    st.sets(st.sampled_from(REGIONS)),
)


@given(audience=st.sampled_from(sorted(AUDIENCES)), filters=FILTERS, sender=SENDERS)
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_under_any_filter_a_mailing_goes_only_to_people_its_sender_may_see(audience, filters, sender, a_world):
    role, regions = sender
    with transaction.atomic():
        by = officer(role, regions=regions)
        pks = chosen(by, audience, filters, at=AT)
        if audience in {"registered", "unfinished"}:
            seen = [
                may_see(by, one) for one in Registration.objects.filter(pk__in=pks).select_related("member__region")
            ]
        elif audience == "unanswered":
            seen = [may_see_invitation(by, one) for one in Invitation.objects.filter(pk__in=pks)]
        else:
            seen = [may_chase(by, one.delegation) for one in FocalPoint.objects.filter(pk__in=pks)]
        assert len(seen) == len(pks)
        assert all(seen)
        if role == "secretariat" and filters == MailingFilters():
            assert pks
        transaction.set_rollback(True)


@pytest.fixture
def a_world():
    meeting = make_event()
    make_category(meeting, "observer")
    make_category(meeting, "press", by_decision=True)
    make_invited_category(meeting)
    make_delegate_category(meeting)
    for place in range(4):
        region = REGIONS[place % 2]
        delegation = make_delegation(f"City {place}", meeting=meeting, region=region)
        make_focal_point(delegation, make_person(f"Focal {place}"))
        invite(f"invited{place}@example.org", name=f"Ana {place}", member=f"city-{place}")
        for state in ("draft", "submitted", "accepted", "refused", "withdrawn"):
            Registration.objects.create(
                meeting=meeting,
                person=make_person(f"Person a {place} {state}"),
                category=meeting.categories.get(code="press" if place % 2 else "observer"),
                member=delegation.member if place else None,
                state=state,
                mode="online" if place % 2 else "in_person",
                started_at=AT,
                changed_at=AT,
            )
    invite("free@example.org", name="No member")
