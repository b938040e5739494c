"""What the secretariat and the regional offices do with registrations, one by one or many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.accreditation.actions.credentials import keep_delegations_of, settle_for
from comitia.accreditation.actions.letters import write_about
from comitia.accreditation.actions.messages import tell_of_registration
from comitia.accreditation.actions.places import free_places, keep_pools_of, take_places
from comitia.accreditation.actions.sessions import settle_sessions
from comitia.accreditation.models import Registration
from comitia.accreditation.policies import may_decide, may_say, may_see
from comitia.accreditation.policies.answers import clean_text
from comitia.accreditation.queries.desk import Filters, found
from comitia.accreditation.queries.places import seats_of
from comitia.journal.actions import record
from comitia.platform.actors import Actor
from comitia.platform.answers import Allowed, Answer, Refused, RefusedError, require

State = Registration.State
CHUNK: Final = 50
NO_PLACE: Final = Refused(
    "full",
    _("No place is left in this category. Refuse or move another registration first, or raise the number of places."),
)
UNKNOWN: Final = Refused("unknown_registration", _("This registration does not exist."))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of many decisions; without a name where whoever decides may not see the registration."""

    reference: UUID
    name: str
    answer: Answer


def decide(reference: UUID, *, accept: bool, reason: str, by: Actor, at: datetime) -> None:
    """Accept or refuse one registration; the person gets a letter in their language."""
    [outcome] = decide_many([reference], accept=accept, reason=reason, by=by, at=at)
    if isinstance(outcome.answer, Refused):
        raise RefusedError(outcome.answer)


def decide_many(references: Sequence[UUID], *, accept: bool, reason: str, by: Actor, at: datetime) -> list[Outcome]:
    """Accept or refuse each, or say why not; a transaction for every `CHUNK`, so that others can write between."""
    reason = clean_text(reason, several_lines=True)
    require(may_say(reason, accept=accept))
    outcomes: list[Outcome] = []
    for start in range(0, len(references), CHUNK):
        wanted = references[start : start + CHUNK]
        with transaction.atomic():
            known = {registration.reference: registration for registration in _locked(wanted)}
            for reference in wanted:
                registration = known.get(reference)
                if registration is None:
                    outcomes.append(Outcome(reference, "", UNKNOWN))
                    continue
                answer = _decide(registration, accept=accept, reason=reason, by=by, at=at)
                name = str(registration.person) if may_see(by, registration) else ""
                outcomes.append(Outcome(reference, name, answer))
            settle_for([registration.pk for registration in known.values()], by=by, at=at)
    return outcomes


def export(by: Actor, filters: Filters, *, form: str, at: datetime) -> list[Registration]:
    """Hand out the list that matches as rows for a file, and write down that this person took it."""
    with transaction.atomic():
        registrations = list(found(by, filters))
        facts = {"form": form, "rows": len(registrations)}
        record("export_registrations", "registrations", by=by, at=at, facts=facts)
    return registrations


def _locked(references: Sequence[UUID]) -> list[Registration]:
    """Give the registrations, kept from others with their delegations and the pools that deciding them may need."""
    keep_delegations_of(Registration.objects.filter(reference__in=references))
    registrations = list(
        Registration.objects.select_for_update(of=("self",))
        .select_related("person", "category__meeting", "member__region")
        .filter(reference__in=references)
        .order_by("pk")
    )
    keep_pools_of(registrations)
    return registrations


def _decide(registration: Registration, *, accept: bool, reason: str, by: Actor, at: datetime) -> Answer:
    answer = may_decide(by, registration, accept=accept)
    if isinstance(answer, Refused):
        return answer
    if not accept:
        free_places(registration, at=at)
    elif take_places(registration, seats_of([registration])[0], at=at) is not None:
        return NO_PLACE
    registration.state = State.ACCEPTED if accept else State.REFUSED
    registration.decided_at = registration.changed_at = at
    registration.decided_by = by.person
    registration.reason = reason
    registration.save(update_fields=["state", "places", "decided_at", "changed_at", "decided_by", "reason"])
    act = "accept_registration" if accept else "refuse_registration"
    record(
        act,
        f"registration:{registration.reference}",
        by=by,
        at=at,
        facts={"category": registration.category.code},
        particulars={"reason": reason} if reason else None,
        about=registration.person.reference,
    )
    settle_sessions(registration)
    write_about(registration, act="accepted" if accept else "refused", at=at)
    tell_of_registration("decided", registration, meeting=registration.category.meeting, at=at)
    return Allowed()
