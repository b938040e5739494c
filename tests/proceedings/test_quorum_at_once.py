"""Many arrive and leave at the same moment: the record counts each once, and says what the sitting says."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from django.db import connection

from comitia.core.governance.quorum_strip import strip_of
from comitia.core.governance.record import Access, first_break
from comitia.meetings.models import Sitting
from comitia.meetings.queries import record_of
from comitia.proceedings import actions
from tests.factories.sittings import AT, CLERK
from tests.factories.voting import sit

pytestmark = pytest.mark.usefixtures("committed")
CITIES = tuple(f"city-{number}" for number in range(8))


def at_once(acts):
    def run(act):
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(run, acts))


def test_arrivals_and_departures_at_once_leave_one_line_of_judgements():
    committee = sit(*CITIES, absent=CITIES, begun=False)
    actions.call_to_order(committee.sitting.reference, by=CLERK, at=AT)

    def there(slug, is_present):
        person = committee.holders[slug].reference
        actions.declare_presence(committee.sitting.reference, person, is_present=is_present, by=CLERK, at=AT)

    at_once([lambda slug=slug: there(slug, True) for slug in CITIES])
    at_once([lambda slug=slug: there(slug, False) for slug in CITIES[:5]])
    record = list(record_of(committee.meeting.slug, access=Access.COMMITTEE))
    judged = [one for one in record if one.kind.startswith("quorum_")]
    assert first_break(record) is None
    assert [one.facts["counted"] for one in judged] == [0, 1, 2, 3, 4, 5, 6, 7, 8, 7, 6, 5, 4, 3]
    assert [one.kind for one in judged if one.kind != "quorum_checked"] == ["quorum_reached", "quorum_lost"]
    assert all(
        one.facts["is_met"] != two.facts["is_met"] for one, two in pairwise(judged) if two.kind != "quorum_checked"
    )
    sitting = Sitting.objects.get()
    assert (sitting.is_inquorate, sitting.quorum["counted"], strip_of(record)[-1].counted) == (True, 3, 3)
