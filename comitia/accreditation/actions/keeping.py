"""What is forgotten with a person."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from comitia.accounts import actions as accounts
from comitia.accounts.models import Person
from comitia.accreditation.actions.credentials import forget_in_delegations, keep_delegations_of, settle_for
from comitia.accreditation.actions.invitations import forget_invitations
from comitia.accreditation.actions.places import free_places
from comitia.accreditation.actions.running import end_waiting, running_entry
from comitia.accreditation.models import Registration, WaitingEntry
from comitia.accreditation.queries.form import own_files
from comitia.platform.actors import Actor
from comitia.platform.blobs.store import erase

State = Registration.State


def forget_person(person: Person, *, by: Actor, at: datetime) -> None:
    """Erase a person: answers, drafts and files go, places are freed, and the account becomes a nameless reference."""
    with transaction.atomic():
        own = Registration.objects.filter(person=person)
        # What others keep before they take their turn in the journal comes before anything is written there
        keep_delegations_of(own)
        forget_invitations(person)
        forget_in_delegations(person, at=at)
        for registration in own.select_for_update().order_by("pk"):
            entry = running_entry(registration) if registration.waits else None
            free_places(registration, at=at, offered=entry)
            if entry is not None:
                end_waiting(registration, entry, state=WaitingEntry.State.LEFT, at=at)
            if registration.state in {State.SUBMITTED, State.ACCEPTED, State.DRAFT, State.WAITING}:
                registration.state = State.WITHDRAWN
            registration.answers, registration.draft = {}, None
            registration.staff_answers, registration.former_answers, registration.name = {}, [], ""
            registration.search_text = registration.reason = ""
            registration.publish, registration.recording_consent = Registration.Publish.NOBODY, None
            registration.changed_at = at
            registration.save()
        settle_for(own.values_list("pk", flat=True), by=by, at=at)
        for blob in own_files(person).values():
            erase(blob, at=at)
        accounts.forget_person(person, by=by, at=at)
