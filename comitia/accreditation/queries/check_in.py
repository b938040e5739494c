"""What a door needs to know: whose code it is, who is inside, whom a name may mean."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from django.db.models import OuterRef, Q, QuerySet, Subquery

from comitia.accreditation.models import CheckIn, Registration
from comitia.accreditation.models.codes import code_in
from comitia.accreditation.policies.check_in import NOT_LET_IN, may_check_in
from comitia.members.queries.directory import folded
from comitia.platform.actors import Actor

__all__ = ["DIRECTIONS", "NOT_LET_IN", "Here", "LastPassage", "code_in", "digests", "here", "last_passages", "listed"]

DIRECTIONS: Final = tuple(CheckIn.Direction.choices)
MOST_FOUND: Final = 20
DIGEST_LENGTH: Final = 16
FIELDS: Final = (
    "reference",
    "entry_code",
    "meeting_id",
    "state",
    "mode",
    "name",
    "person__name",
    "person__reference",
    "category__code",
    "category__names",
    "member__name",
)


@dataclass(frozen=True, slots=True)
class LastPassage:
    """Where somebody went last, and when."""

    direction: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Here:
    """How many are expected at the current meeting, how many came, and how many are inside now."""

    expected: int
    came: int
    inside: int


def at_door() -> QuerySet[Registration]:
    """Give registrations with no more than a door may see of them."""
    return Registration.objects.select_related("person", "category", "member").only(*FIELDS)


def shown_name(registration: Registration) -> str:
    """Give the name under which somebody takes part."""
    return registration.name or registration.person.name


def last_passages(registrations: Collection[int]) -> dict[int, LastPassage]:
    """Give where each of some registrations went last."""
    passages = CheckIn.objects.filter(registration_id__in=registrations).order_by("at", "pk")
    return {one: LastPassage(way, at) for one, way, at in passages.values_list("registration_id", "direction", "at")}


def listed(by: Actor, words: str) -> list[tuple[Registration, LastPassage | None]]:
    """List the people of the current meeting whom a name, an e-mail address or a member may mean, at most twenty."""
    if not words.strip() or not may_check_in(by):
        return []
    found = at_door().filter(meeting__is_current=True).exclude(state=Registration.State.DRAFT)
    for word in words.split():
        found = found.filter(
            Q(search_text__contains=folded(word)) | Q(person__name__icontains=word) | Q(name__icontains=word)
        )
    people = list(found.order_by("person__name", "pk")[:MOST_FOUND])
    last = last_passages([one.pk for one in people])
    return [(one, last.get(one.pk)) for one in people]


def here() -> Here:
    """Count who is expected, who came and who is inside."""
    expected = Registration.objects.filter(meeting__is_current=True, state=Registration.State.ACCEPTED).count()
    latest = CheckIn.objects.filter(registration=OuterRef("registration")).order_by("-at", "-pk").values("pk")[:1]
    last = CheckIn.objects.filter(registration__meeting__is_current=True, pk=Subquery(latest))
    ways = list(last.values_list("direction", flat=True))
    return Here(expected, len(ways), ways.count(CheckIn.Direction.IN))


def digests(by: Actor) -> list[str]:
    """List what a device that is cut off compares codes with: the begin of a digest of each code that lets in.

    Sixty random bits stand behind each, so that nobody who finds the list gets a code from it.
    """
    if not may_check_in(by):
        return []
    accepted = Registration.objects.filter(meeting__is_current=True, state=Registration.State.ACCEPTED)
    codes = accepted.order_by("entry_code").values_list("entry_code", flat=True)
    return [sha256(code.encode()).hexdigest()[:DIGEST_LENGTH] for code in codes]


def own_code(registration: Any) -> str:
    """Give the code that a person shows at the door, in groups as people read it; empty for who is not let in."""
    if registration.state != Registration.State.ACCEPTED:
        return ""
    code: str = registration.entry_code
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
