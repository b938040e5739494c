"""Composes a delegation: what a focal point wrote is saved as a whole, in one act."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language, gettext

from comitia.accounts.actions import Acquaintance, give_address, know_others
from comitia.accounts.models import Person
from comitia.accounts.queries import people_by_email
from comitia.accreditation.actions.credentials import for_delegation, settle_holder
from comitia.accreditation.actions.messages import tell_of_delegation
from comitia.accreditation.actions.places import free_offered, take_many
from comitia.accreditation.actions.running import end_waiting, running_entry
from comitia.accreditation.actions.sessions import settle_sessions
from comitia.accreditation.models import Category, Credential, Delegate, Delegation, Registration, WaitingEntry
from comitia.accreditation.policies.delegations import (
    CHANGED,
    MOST_PEOPLE,
    NO_CATEGORY,
    TAKEN,
    Faults,
    Row,
    category_of,
    clean_rows,
    may_compose,
)
from comitia.accreditation.policies.seats import Seat, quantity_of
from comitia.accreditation.queries.delegations import delegation_categories, modes_of, with_focal_point
from comitia.accreditation.queries.versions import form_of_version
from comitia.journal.actions import record
from comitia.members.queries.directory import folded
from comitia.platform.actors import Actor
from comitia.platform.answers import Refused, RefusedError, refuse, require
from comitia.platform.statements import Statement, Writing
from comitia.platform.texts import text_in

State = Registration.State
TAKES_PART: Final = frozenset({State.SUBMITTED, State.ACCEPTED, State.REFUSED})
HOLDING: Final = frozenset({State.SUBMITTED, State.ACCEPTED})
# Reading every column of four tables costs a tenth of the whole act
NEEDED: Final = (
    *("reference", "edits", "holder", "observer"),
    *("meeting__slug", "meeting__kind", "meeting__year", "meeting__state", "meeting__provisional_may_vote"),
    *("member__slug", "member__name", "observer__slug", "observer__name"),
)
_registrations: Final = Writing(Registration)
_delegates: Final = Writing(Delegate)
_credentials: Final = Writing(Credential)
_delegates_in: Final = Statement(
    lambda delegation: Delegate.objects.filter(delegation=delegation).order_by("registration_id"), numbers=1
)
_registrations_in: Final = Statement(
    lambda delegation: (
        Registration.objects.select_for_update(of=("self",)).filter(delegate__delegation=delegation).order_by("pk")
    ),
    numbers=1,
)
_people_in: Final = Statement(
    lambda delegation: Person.objects.filter(registrations__delegate__delegation=delegation), numbers=1
)
_credentials_in: Final = Statement(
    lambda delegation: Credential.objects.filter(delegate__delegation=delegation), numbers=1
)
CategoryFor = Callable[[str], Category]


class RowsRefusedError(RefusedError):
    """Says by row and field what is wrong with what was typed."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(Refused("rows", gettext("Some rows need another look.")))
        self.faults = faults


@dataclass(slots=True)
class _Plan:
    """What one save changes; delegates in it have their new values already. `back` have left and are named again."""

    new: list[tuple[int, Row]] = field(default_factory=list)
    changed: list[tuple[int, Delegate]] = field(default_factory=list)
    back: list[Delegate] = field(default_factory=list)
    left: list[Delegate] = field(default_factory=list)
    addresses: list[tuple[int, Delegate]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.left)


def compose(reference: UUID, rows: Sequence[Row], *, seen: int, by: Actor, at: datetime) -> Delegation:
    """Save a whole delegation: those in `rows` in their order, nobody else; `seen` is the count of edits that was shown.

    Raises `RowsRefusedError` with what is wrong by row, or refuses; then nothing is saved.
    """
    with transaction.atomic():
        found = with_focal_point(by).select_related(None).select_related("meeting", "member", "observer").only(*NEEDED)
        delegation = found.select_for_update(of=("self",)).filter(reference=reference).first()
        if delegation is None:
            refuse("unknown_delegation", gettext("This delegation does not exist."))
        is_yours, is_observer = bool(delegation.your_language), delegation.observer_id is not None
        categories = delegation_categories(delegation.meeting_id)
        require(may_compose(by, delegation, categories, is_focal_point=is_yours, at=at))
        if seen != delegation.edits:
            raise RefusedError(CHANGED)
        if not categories:
            raise RefusedError(NO_CATEGORY)
        if len(rows) > MOST_PEOPLE:
            sentence = gettext("A delegation has at most %(most)s people. Remove some rows.")
            refuse("too_many", sentence % {"most": MOST_PEOPLE})
        cleaned, faults = clean_rows(rows, modes_of(categories, is_observer=is_observer))
        if faults:
            raise RowsRefusedError(faults)
        by_role = {
            role: category
            for role in Delegate.Role.values
            if (category := category_of(categories, role=role, is_observer=is_observer))
        }
        actor = for_delegation(by, delegation, is_focal_point=is_yours)
        _write(delegation, cleaned, category_for=by_role.__getitem__, by=actor, at=at)
    return delegation


def _write(delegation: Delegation, rows: Sequence[Row], *, category_for: CategoryFor, by: Actor, at: datetime) -> None:
    kept = {one.registration.reference: one for one in _locked_delegates(delegation.pk)}
    categories = {one.pk: one for one in delegation_categories(delegation.meeting_id)}
    for one in kept.values():
        if one.registration.category_id in categories:
            one.registration.category = categories[one.registration.category_id]
    plan = _planned(rows, kept, category_for=category_for, at=at)
    if not plan:
        return
    people = _people_for(delegation, plan, at=at)
    delegation.edits += 1
    delegation.changed_at = at
    Delegation.objects.filter(pk=delegation.pk).update(edits=delegation.edits, changed_at=at)
    _move(plan, category_for=category_for, at=at)
    added = _named(delegation, plan.new, people, category_for=category_for, by=by, at=at)
    _take_places(delegation, [*added, *plan.changed], plan.left, at=at)
    _take_out(plan.left, at=at)
    _change(plan)
    _add([one for _rank, one in added], at=at)
    facts = {
        "people": len(rows),
        "added": len(plan.new) + len(plan.back),
        "changed": len(plan.changed) - len(plan.back),
        "left": len(plan.left),
    }
    record("compose_delegation", f"delegation:{delegation.reference}", by=by, at=at, facts=facts)
    for one in (*plan.left, *plan.back, *(one for _rank, one in added)):
        settle_sessions(one.registration)
    tell_of_delegation(delegation, at=at)
    present = [one for one in kept.values() if one.left_at is None] + [one for _row, one in added]
    settle_holder(delegation, among=present, by=by, at=at)


def _locked_delegates(delegation: int) -> list[Delegate]:
    """Give everybody who is or was in a locked delegation, with registration, person and credential, kept from others."""
    delegates = _delegates_in.fetch(delegation)
    if not delegates:
        return []
    registrations = {one.pk: one for one in _registrations_in.fetch(delegation)}
    people = {one.pk: one for one in _people_in.fetch(delegation)}
    credentials = {one.delegate_id: one for one in _credentials_in.fetch(delegation)}
    for one in delegates:
        one.registration = registrations[one.registration_id]
        one.registration.person = people[one.registration.person_id]
        one.credential = credentials[one.pk]
    return delegates


def _planned(rows: Sequence[Row], kept: Mapping[UUID, Delegate], *, category_for: CategoryFor, at: datetime) -> _Plan:
    """Compare the rows with what is kept and give each delegate the values of its row."""
    plan, named, faults = _Plan(), set(), {}
    for rank, row in enumerate(rows):
        delegate = kept.get(row.reference) if row.reference else None
        if delegate is None or row.reference in named:
            plan.new.append((rank, row))
            continue
        named.add(row.reference)
        if delegate.email and row.email != delegate.email:
            faults[rank, "email"] = gettext(
                "The address of a person who is named already stays. If it is wrong, remove this row and add a new one."
            )
        if delegate.left_at is not None:
            _call_back(delegate, at=at)
            plan.back.append(delegate)
        if row.email and not delegate.email:
            plan.addresses.append((rank, delegate))
        if _give(delegate, row, rank, category_for(row.role), at=at) or delegate in plan.back:
            plan.changed.append((rank, delegate))
    if faults:
        raise RowsRefusedError(faults)
    plan.left = [one for key, one in kept.items() if one.left_at is None and key not in named]
    return plan


def _call_back(delegate: Delegate, *, at: datetime) -> None:
    delegate.left_at = delegate.away_since = None
    credential = delegate.credential
    credential.state, credential.letter, credential.changed_at = Credential.State.AWAITED, None, at
    credential.speaks = credential.votes = credential.signs = False
    credential.reason, credential.decided_at, credential.decided_by = "", None, None


def _give(delegate: Delegate, row: Row, rank: int, category: Category, *, at: datetime) -> bool:
    """Give a delegate the values of a row; say whether any of them is new."""
    registration = delegate.registration
    before = _values_of(delegate)
    delegate.role, delegate.rank, delegate.email = row.role, rank, row.email
    delegate.position, delegate.affiliation = row.position, row.affiliation
    registration.name, registration.mode = row.name, row.mode
    is_new = before != _values_of(delegate) or registration.category_id != category.pk
    if is_new:
        registration.search_text, registration.changed_at = folded(f"{row.name} {row.email}"), at
    return is_new


def _values_of(delegate: Delegate) -> tuple[Any, ...]:
    registration = delegate.registration
    given = (delegate.role, delegate.rank, delegate.email, delegate.position, delegate.affiliation)
    return (*given, registration.name, registration.mode)


def _people_for(delegation: Delegation, plan: _Plan, *, at: datetime) -> list[tuple[Person, Registration | None]]:
    """Find or make the people of new rows, each with a registration to go on with if there is one; refuse who is taken."""
    known = people_by_email([row.email for _rank, row in plan.new] + [one.email for _rank, one in plan.addresses])
    registered: dict[int, Registration] = {}
    if known:
        found = Registration.objects.filter(meeting=delegation.meeting_id, person__in=known.values())
        related = (
            found.select_related("delegate__credential", "category").select_for_update(of=("self",)).order_by("pk")
        )
        registered = {one.person_id: one for one in related}
    faults: Faults = {}
    for rank, row in plan.new:
        person = known.get(row.email)
        if person and not _is_free(registered.get(person.pk)):
            faults[rank, "email"] = str(TAKEN.sentence)
    for rank, delegate in plan.addresses:
        person = known.get(delegate.email)
        if person and person.pk in registered:
            faults[rank, "email"] = str(TAKEN.sentence)
        elif person:
            delegate.registration.person = person
        elif not delegate.registration.person.email:
            give_address(delegate.registration.person, email=delegate.email)
    if faults:
        raise RowsRefusedError(faults)
    if not plan.new:
        return []
    language = getattr(delegation, "your_language", None) or get_language() or "en"
    wanted = [Acquaintance(name=row.name, email=row.email, language=language) for _rank, row in plan.new]
    return [(person, registered.get(person.pk)) for person in know_others(wanted, known=known, at=at)]


def _is_free(own: Registration | None) -> bool:
    """Tell whether somebody may be named: who takes part already, in any way, may not."""
    if own is None:
        return True
    return own.state not in TAKES_PART and (not hasattr(own, "delegate") or own.delegate.left_at is not None)


def _take_out(left: Sequence[Delegate], *, at: datetime) -> None:
    if not left:
        return
    registrations = Registration.objects.filter(pk__in=[one.registration_id for one in left])
    registrations.update(state=State.WITHDRAWN, places={}, changed_at=at)
    Delegate.objects.filter(pk__in=[one.pk for one in left]).update(left_at=at, away_since=None)
    Credential.objects.filter(delegate__in=left).update(state=Credential.State.REPLACED, changed_at=at)
    for one in left:
        one.left_at, one.registration.state = at, State.WITHDRAWN


def _move(plan: _Plan, *, category_for: CategoryFor, at: datetime) -> None:
    """Give those whose rows are new the category of their role, and the state of it to those who are back."""
    for _rank, one in plan.changed:
        registration = one.registration
        registration.category = category_for(one.role)
        if one in plan.back:
            registration.state, registration.submitted_at = _state_in(registration.category), at


def _change(plan: _Plan) -> None:
    """Write the delegates whose rows are new."""
    if not plan.changed:
        return
    changed = [one for _rank, one in plan.changed]
    if any(one.role == Delegate.Role.HEAD for one in changed):
        # Two heads even within one statement would break the rule of the database
        others = [one.pk for one in changed if one.role != Delegate.Role.HEAD]
        Delegate.objects.filter(pk__in=others, role=Delegate.Role.HEAD).update(role=Delegate.Role.ALTERNATE)
    _delegates.overwrite(changed)
    _registrations.overwrite([one.registration for one in changed])
    _credentials.overwrite([one.credential for one in plan.back])


def _named(
    delegation: Delegation,
    rows: Sequence[tuple[int, Row]],
    people: Sequence[tuple[Person, Registration | None]],
    *,
    category_for: CategoryFor,
    by: Actor,
    at: datetime,
) -> list[tuple[int, Delegate]]:
    """Make a delegate with a registration of each new row, or go on with those there are."""
    delegates = []
    for (rank, row), (person, own) in zip(rows, people, strict=True):
        registration = own or Registration(meeting=delegation.meeting, person=person, started_at=at)
        if registration.waits and (entry := running_entry(registration)):
            free_offered(entry, at=at)
            end_waiting(registration, entry, state=WaitingEntry.State.LEFT, at=at)
        registration.category = category_for(row.role)
        registration.name, registration.mode = row.name, row.mode
        registration.member_id, registration.registered_by = delegation.member_id, by.person
        registration.state = _state_in(registration.category)
        registration.search_text = folded(f"{row.name} {row.email}")
        registration.submitted_at = registration.changed_at = at
        delegate = own.delegate if own and hasattr(own, "delegate") else Delegate(registration=registration)
        delegate.delegation, delegate.registration = delegation, registration
        delegate.role, delegate.rank, delegate.email = row.role, rank, row.email
        delegate.position, delegate.affiliation = row.position, row.affiliation
        delegate.left_at = delegate.away_since = None
        delegates.append((rank, delegate))
    return delegates


def _add(delegates: Sequence[Delegate], *, at: datetime) -> None:
    """Write new delegates: a registration, a delegate and a credential for each, each kind in one statement."""
    if not delegates:
        return
    new = [one for one in delegates if one.registration.pk is None]
    _registrations.insert([one.registration for one in new])
    for one in delegates:
        if one not in new:  # a draft or a withdrawn registration of their own goes on
            one.registration.save()
    fresh = [one for one in delegates if one.pk is None]
    _delegates.insert(fresh)
    credentials = [Credential(delegate=one, changed_at=at) for one in fresh]
    _credentials.insert(credentials)
    for one in delegates:
        if one not in fresh:
            _call_back(one, at=at)
            one.save()
            one.credential.save()


def _take_places(
    delegation: Delegation, seated: Sequence[tuple[int, Delegate]], left: Iterable[Delegate], *, at: datetime
) -> None:
    """Take the places that everybody needs, with those of who has left, or say in whose rows there is none."""
    ranks = {id(one.registration): rank for rank, one in seated}
    wishes = [
        (one.registration, _seat(delegation, one.registration))
        for _rank, one in seated
        if one.registration.state in HOLDING
    ]
    without = take_many(wishes, leaving=[one.registration for one in left], at=at)
    if without:
        raise RowsRefusedError({(ranks[id(one)], "name"): _no_place(one.category) for one, _refused in without})


def _seat(delegation: Delegation, registration: Registration) -> Seat:
    return Seat(
        meeting=delegation.meeting_id,
        category=registration.category_id,
        mode=registration.mode,
        quantity=quantity_of(form_of_version(registration.form_id).questions, registration.answers),
        member=delegation.member_id,
        observer=delegation.observer_id,
    )


def _no_place(category: Category) -> str:
    name = text_in(category.names, get_language() or "en")
    if category.overflow:
        sentence = gettext(
            "No place is left in “%(category)s”. Remove this row; this person can still register as “%(other)s”."
        )
        return sentence % {"category": name, "other": text_in(category.overflow.names, get_language() or "en")}
    return gettext("No place is left in “%(category)s”. Remove this row, or write to the secretariat.") % {
        "category": name
    }


def _state_in(category: Category) -> str:
    return State.ACCEPTED if category.admission == Category.Admission.AT_ONCE else State.SUBMITTED
