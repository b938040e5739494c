"""Who may do what with a delegation, and what counts as a row of it; every refusal says what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comitia.accreditation.models import Category, Delegate, Delegation, Mode
from comitia.accreditation.policies import ALLOWED
from comitia.accreditation.policies.readers import Reader, readers_of
from comitia.meetings.models import Meeting
from comitia.platform.actors import REGIONAL_OFFICE, SECRETARIAT, Actor
from comitia.platform.answers import Answer, Refused
from comitia.platform.names import clean_name

Role = Delegate.Role
MOST_PEOPLE: Final = 100
FIELDS: Final = ("name", "email", "role", "mode", "position", "affiliation")
LONGEST: Final = {"name": 150, "email": 254, "position": 200, "affiliation": 200}
NOT_YOURS = Refused(
    "not_your_delegation", _("Only the focal points of this delegation and the secretariat may do this.")
)
NOT_FOR_STAFF = Refused(
    "not_for_this_role", _("Only the secretariat, or the regional office of the delegation's region, may do this.")
)
MEETING_OVER = Refused("meeting_over", _("This meeting is over or cancelled, so its delegations stay as they are."))
CLOSED = Refused(
    "closed",
    _(
        "The time to compose delegations has passed, so nothing was saved; what you typed is still here. "
        "Write to the secretariat: it can still change your delegation."
    ),
)
NOT_OPEN = Refused("not_open", _("Delegations cannot be composed yet. What you typed is still here: come back later."))
NO_CATEGORY = Refused(
    "no_category",
    _("The secretariat has not yet set in which category delegations register. Write to the secretariat."),
)
CHANGED = Refused(
    "changed_meanwhile",
    _(
        "Somebody else changed this delegation while you were working on it. "
        "What they changed stands beside what you typed. Look at it, then save again."
    ),
)
TAKEN = Refused(
    "taken",
    _("This person cannot be added with this address. Check the address, or write to the secretariat."),
)
NAMED_TWICE = Refused("named_twice", _("This address stands in another row already. One row for each person."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A person of a delegation as a focal point writes them; `reference` is that of the registration, None for a new one."""

    reference: UUID | None
    name: str
    email: str = ""
    role: str = Role.ADVISER.value
    mode: str = ""
    position: str = ""
    affiliation: str = ""


Faults = dict[tuple[int, str], str]


def is_in_region(by: Actor, delegation: Delegation) -> bool:
    """Tell whether an actor is the regional office of a delegation's region."""
    of = delegation.member or delegation.observer
    region = of.region if of else None
    return region is not None and Reader.REGIONAL_OFFICE in readers_of(by, region=region.code)


def may_see(by: Actor, delegation: Delegation, *, is_focal_point: bool) -> Answer:
    """Let its focal points, the secretariat and the regional office of its region see a delegation."""
    if is_focal_point or by.has_role(SECRETARIAT) or is_in_region(by, delegation):
        return ALLOWED
    return NOT_YOURS


def may_chase(by: Actor, delegation: Delegation) -> Answer:
    """Let the secretariat, and a regional office in its region, invite focal points and remind them."""
    if not (by.has_role(SECRETARIAT) or by.capacity == "system" or is_in_region(by, delegation)):
        return NOT_FOR_STAFF
    return _is_coming(delegation.meeting)


def may_open(by: Actor, *, regions: bool) -> Answer:
    """Let the secretariat open delegations; a regional office those of its region only (`regions`: is it limited to them)."""
    if by.has_role(SECRETARIAT) or by.capacity == "system" or (regions and by.has_role(REGIONAL_OFFICE)):
        return ALLOWED
    return NOT_FOR_STAFF


def may_compose(
    by: Actor, delegation: Delegation, categories: Iterable[Category], *, is_focal_point: bool, at: datetime
) -> Answer:
    """Let focal points compose their delegation while its categories are open, the secretariat until the meeting is over."""
    answer = may_change_head(by, delegation, is_focal_point=is_focal_point)
    if not answer or by.has_role(SECRETARIAT):
        return answer
    for category in categories:
        if category.opens_at and at < category.opens_at:
            return NOT_OPEN
        if category.closes_at and at >= category.closes_at:
            return CLOSED
    return ALLOWED


def may_change_head(by: Actor, delegation: Delegation, *, is_focal_point: bool) -> Answer:
    """Let focal points and the secretariat hand over and bring letters at any time before the meeting is over."""
    if not (is_focal_point or by.has_role(SECRETARIAT)):
        return NOT_YOURS
    return _is_coming(delegation.meeting)


def category_of(categories: Sequence[Category], *, role: str, is_observer: bool) -> Category | None:
    """Give the category in which a role registers: the one with its code, else the first for delegations.

    Everybody from an observer entity is an observer.
    """
    code = Role.OBSERVER.value if is_observer else role
    named = next((one for one in categories if one.code == code), None)
    return named or next(iter(categories), None)


def clean_rows(rows: Sequence[Row], modes: Mapping[str, Sequence[str]]) -> tuple[list[Row], Faults]:
    """Clean what was typed and say by row and field what is wrong with it; `modes` are those possible for each role."""
    faults: Faults = {}
    cleaned = [
        replace(
            row,
            name=clean_name(row.name),
            email=row.email.strip().lower(),
            position=clean_name(row.position),
            affiliation=clean_name(row.affiliation),
            mode=row.mode or next(iter(modes.get(row.role, ())), Mode.ONLINE.value),
        )
        for row in rows
    ]
    for number, row in enumerate(cleaned):
        faults.update({(number, field): sentence for field, sentence in _faults_of(row, modes).items()})
    _mark_twice(cleaned, faults)
    return cleaned, faults


def _faults_of(row: Row, modes: Mapping[str, Sequence[str]]) -> dict[str, str]:
    faults = {}
    if not row.name:
        faults["name"] = gettext("Write the name as it should stand on the badge, or remove this row.")
    for field, longest in LONGEST.items():
        if len(getattr(row, field)) > longest:
            faults[field] = gettext("At most %(longest)s characters fit. Shorten it.") % {"longest": longest}
    if row.email and "email" not in faults and not _is_address(row.email):
        faults["email"] = gettext(
            "This is not an e-mail address. It looks like name@example.org; it may be left empty."
        )
    if row.role not in Role.values:
        faults["role"] = gettext("Choose what this person is in the delegation.")
    elif row.mode not in modes.get(row.role, Mode.values):
        faults["mode"] = gettext("This way of taking part is not possible here. Choose another one.")
    return faults


def _mark_twice(rows: Sequence[Row], faults: Faults) -> None:
    seen: set[str] = set()
    has_head = False
    for number, row in enumerate(rows):
        if row.email and row.email in seen:
            faults.setdefault((number, "email"), str(NAMED_TWICE.sentence))
        seen.add(row.email)
        if row.role == Role.HEAD and has_head:
            sentence = gettext("A delegation has one head. Make this person an alternate, or change the other row.")
            faults.setdefault((number, "role"), sentence)
        has_head = has_head or row.role == Role.HEAD


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _is_coming(meeting: Meeting) -> Answer:
    return MEETING_OVER if meeting.state in {Meeting.State.HELD, Meeting.State.CANCELLED} else ALLOWED
