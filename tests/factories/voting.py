"""A committee that sits with everybody who votes in it, as short calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from comitia.accounts.models import Person
from comitia.accreditation.models import Category, Credential, Delegate, Delegation, Registration
from comitia.core.governance.rule_set import (
    Base,
    Checkpoint,
    ConflictRule,
    Holders,
    LodgedUntil,
    Majority,
    MatterClass,
    ProxyRule,
    QuorumBase,
    QuorumCounts,
    QuorumRule,
    RuleSet,
    SplitVotes,
    Threshold,
    Tie,
    Unit,
    ValidFor,
)
from comitia.core.governance.rule_set_json import to_json
from comitia.meetings.actions import name_officer
from comitia.meetings.models import Meeting, Presence, Sitting
from comitia.members.models import Member, Region
from comitia.organs.models import Mandate, Organ, RuleSetVersion
from comitia.platform.actors import Actor
from comitia.voting import actions
from comitia.voting.models import Ballot
from tests.factories.meetings import make_meeting
from tests.factories.organs import make_committee
from tests.factories.sittings import AT, CLERK, make_sitting

HALF = Fraction(1, 2)
SIMPLE = Majority(
    thresholds=(Threshold(base=Base.YES_NO, over=HALF, strict=True, unit=Unit.WEIGHT),),
    tie=Tie.FAILS,
    article="Art. 37",
)
QUORUM = QuorumRule(
    base=QuorumBase.FILLED,
    over=HALF,
    strict=True,
    counts=QuorumCounts.PRESENT_OR_REPRESENTED,
    checkpoints=frozenset({Checkpoint.OPENING, Checkpoint.BALLOT_OPENING}),
    article="Art. 36",
)
PROXIES = ProxyRule(
    allowed=True,
    most_per_holder=2,
    holders=Holders.ANY_MEMBER,
    lodged_until=LodgedUntil.BALLOT_OPENS,
    valid_for=ValidFor.SESSION,
    revoked_on_arrival=True,
    counts_to_quorum=True,
    article="Art. 38",
)
RULES = RuleSet(
    organ="executive-committee",
    number=1,
    names={"en": "Rules of procedure"},
    adopted_by="Decision 2017/1",
    in_force_from=date(2017, 1, 1),
    matters=(
        MatterClass(key="ordinary", names={"en": "Ordinary"}, majority="simple", quorum="half", is_secret=False),
        MatterClass(key="host", names={"en": "Host city"}, majority="simple", quorum="host", is_secret=True),
    ),
    majorities={"simple": SIMPLE},
    quorums={"half": QUORUM, "host": QUORUM},
    proxies=PROXIES,
    split_votes=SplitVotes(allowed=True),
    conflicts=ConflictRule(suggest=True, leaves_base=True),
)


@dataclass(frozen=True, slots=True)
class Committee:
    """A committee in session; `holders` gives by member who holds its vote, `chair` presides."""

    organ: Organ
    meeting: Meeting
    sitting: Sitting
    chair: Person
    members: Mapping[str, Member]
    holders: Mapping[str, Person]

    def by(self, slug: str) -> Actor:
        return Actor(person=self.holders[slug].reference)


def make_rules(organ: Organ, rule_set: RuleSet = RULES, **changes: Any) -> RuleSetVersion:
    """Put rules in force for an organ, changed where told."""
    rules = replace(rule_set, **changes)
    return RuleSetVersion.objects.create(
        organ=organ,
        number=rules.number,
        names=rules.names,
        definition=to_json(rules),
        in_force_from=rules.in_force_from,
        put_in_force_at=AT - timedelta(days=1000),
    )


def sit(
    *names: str,
    absent: Iterable[str] = (),
    roles: Mapping[str, str] | None = None,
    rules: Mapping[str, Any] | None = None,
    begun: bool = True,
) -> Committee:
    """Let members of these names sit, each with a head who holds its vote, all of them present but those named absent."""
    organ = make_committee()
    meeting = make_meeting(organ=organ)
    make_rules(organ, **(rules or {}))
    region = Region.objects.create(code="asia", names={"en": "Asia"})
    members = Member.objects.bulk_create(
        Member(slug=name, name=name.capitalize(), category=Member.Category.FULL, region=region) for name in names
    )
    Mandate.objects.bulk_create(
        Mandate(organ=organ, member=one, role=(roles or {}).get(one.slug, "member"), starts="2017", ends="2020")
        for one in members
    )
    holders = make_delegations(meeting, members)
    chair = Person.objects.create(name="Sample Chair", email="chair@example.org", created_at=AT)
    sitting = make_sitting(meeting, chair=chair, begun=begun)
    Presence.objects.bulk_create(
        presence(sitting, holders[one.slug], one) for one in members if one.slug not in set(absent)
    )
    return Committee(organ, meeting, sitting, chair, {one.slug: one for one in members}, holders)


def make_delegations(meeting: Meeting, members: Iterable[Member]) -> dict[str, Person]:
    """Give each member a delegation with a head whose credentials are accepted and who holds its vote."""
    category, _is_new = Category.objects.get_or_create(
        meeting=meeting, code="delegate", defaults={"names": {"en": "Delegate"}, "admission": "at_once"}
    )
    given = list(members)
    people = Person.objects.bulk_create(
        Person(name=f"Head of {one.name}", email=f"{one.slug}@example.org", created_at=AT) for one in given
    )
    delegations = Delegation.objects.bulk_create(
        Delegation(meeting=meeting, member=one, created_at=AT, changed_at=AT) for one in given
    )
    heads = [
        make_delegate(delegation, person, category, role="head")
        for delegation, person in zip(delegations, people, strict=True)
    ]
    for delegation, head in zip(delegations, heads, strict=True):
        delegation.holder = head
    Delegation.objects.bulk_update(delegations, ["holder"])
    return {one.slug: person for one, person in zip(given, people, strict=True)}


def make_delegate(
    delegation: Delegation, person: Person, category: Category, *, role: str = "alternate", state: str = "accepted"
) -> Delegate:
    registration = Registration.objects.create(
        meeting=delegation.meeting,
        person=person,
        category=category,
        state="accepted",
        started_at=AT,
        changed_at=AT,
        name=person.name,
    )
    delegate = Delegate.objects.create(delegation=delegation, registration=registration, role=role)
    Credential.objects.create(delegate=delegate, state=state, speaks=True, votes=True, changed_at=AT)
    return delegate


def make_alternate(committee: Committee, slug: str, name: str = "Sample Alternate") -> Person:
    """Add an alternate with accepted credentials to a delegation."""
    person = Person.objects.create(name=name, email=f"{slug}-alternate@example.org", created_at=AT)
    delegation = Delegation.objects.get(meeting=committee.meeting, member=committee.members[slug])
    make_delegate(delegation, person, Category.objects.get(code="delegate"))
    return person


def hand_over(committee: Committee, slug: str, person: Person) -> None:
    """Let somebody else of the delegation hold its vote."""
    delegation = Delegation.objects.get(meeting=committee.meeting, member=committee.members[slug])
    delegation.holder = Delegate.objects.get(delegation=delegation, registration__person=person)
    delegation.save(update_fields=["holder"])


def presence(sitting: Sitting, person: Person, member: Member) -> Presence:
    return Presence(
        sitting=sitting, person=person, member=member, mode="online", source="browser", since=AT, seen_at=AT
    )


def make_teller(committee: Committee, name: str) -> Actor:
    person = Person.objects.create(name=name, email=f"{name.lower()}@example.org", created_at=AT)
    name_officer(committee.sitting.reference, person, role="teller", member=None, by=CLERK, at=AT)
    return Actor(person=person.reference)


def draft(committee: Committee, *, method: str = "roll_call", **more: Any) -> Ballot:
    """Prepare a ballot on a motion, an ordinary matter unless told otherwise."""
    values = {"subject": "motion:1", "question": {"en": "Shall the budget be adopted?"}, "matter_class": "ordinary"}
    return actions.draft_ballot(
        committee.sitting.reference, **{**values, "method": method, "by": CLERK, "at": AT, **more}
    )


def open_one(committee: Committee, *, confirmed: bool = False, **more: Any) -> Ballot:
    """Prepare and open a ballot."""
    ballot = draft(committee, **more)
    return actions.open_ballot(ballot.reference, small_class_confirmed=confirmed, by=CLERK, at=AT)


def cast(committee: Committee, ballot: Ballot, slug: str, typed: Any = "yes", *, request: str = "", **more: Any) -> Any:
    """Cast the vote of a member, by whoever held it first unless told otherwise."""
    values = {"by": committee.by(slug), "at": AT, **more}
    return actions.cast_vote(ballot.reference, member=slug, typed=typed, request=request or f"{slug}-1", **values)
