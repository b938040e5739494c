"""Sessions that can be convoked, as short calls."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from comitia.accounts.models import Person
from comitia.core.governance.rule_set import NoticeRule
from comitia.meetings.models import Meeting
from comitia.proceedings import actions
from comitia.proceedings.models import Convocation
from comitia.proceedings.queries.convocation_recipients import called_by
from comitia.proceedings.queries.convocations import record_of
from tests.factories.accounts import make_person
from tests.factories.meetings import make_meeting
from tests.factories.members import make_member
from tests.factories.motions import name_delegate
from tests.factories.organs import make_committee, make_mandate
from tests.factories.proceedings import add
from tests.factories.sittings import CLERK, make_sitting
from tests.factories.voting import RULES, make_rules

IN_TIME = datetime(2020, 10, 1, 9, 0, tzinfo=UTC)
LATE = datetime(2020, 11, 2, 9, 0, tzinfo=UTC)
NOTICE = NoticeRule(days=30, extraordinary_days=None, papers_days=None, late_paper_majority=None, article="Art. 20")


def make_session(
    *cities: str, rules: bool = True, notice: NoticeRule = NOTICE, without: tuple[str, ...] = (), **more: Any
) -> Meeting:
    """Make a session of the committee, 30 days of notice, with a head of delegation for each city but those `without`."""
    organ = make_committee()
    if rules:
        make_rules(organ, replace(RULES, notice=notice))
    meeting = make_meeting(organ=organ, is_current=True, zone="Europe/Moscow", **more)
    for city in cities or ("Seoul", "Kigali"):
        member = make_member(city)
        make_mandate(member, organ)
        if city not in without:
            name_delegate(meeting, member, make_person(f"Head of {city}"))
    make_sitting(meeting, begun=False)
    add(meeting, "Budget", business="decide")
    add(meeting, "Staff matters", is_closed=True)
    return meeting


def head_of(city: str) -> Person:
    return Person.objects.get(name=f"Head of {city}")


def begin(meeting: Meeting, *, at: datetime = IN_TIME, **changes: Any) -> Convocation:
    """Begin a convocation and change what is given."""
    begun = actions.begin_convocation(meeting.pk, by=CLERK, at=at)
    if changes:
        values = {**record_of(begun).values, **changes}
        actions.save_convocation(begun.reference, values, seen=None, by=CLERK, at=at)
    return Convocation.objects.select_related("meeting__organ").get(pk=begun.pk)


def issue(convocation: Convocation, *, at: datetime = IN_TIME, **more: Any) -> Convocation:
    """Issue a convocation to all whom it calls now."""
    given = {"confirmed": len(called_by(convocation)), **more}
    actions.issue_convocation(convocation.reference, **given, by=CLERK, at=at)
    convocation.refresh_from_db()
    return convocation
