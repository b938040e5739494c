"""What the secretariat keeps: categories with their places; and what is forgotten with a person."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.accounts import actions as accounts
from comitia.accounts.models import Person
from comitia.accreditation.actions.credentials import forget_in_delegations
from comitia.accreditation.actions.invitations import forget_invitations
from comitia.accreditation.actions.places import free_places
from comitia.accreditation.actions.quotas import own_quota, write_places
from comitia.accreditation.actions.running import end_waiting, running_entry
from comitia.accreditation.models import Category, Registration, WaitingEntry
from comitia.accreditation.policies import may_keep_form
from comitia.accreditation.queries.form import own_files
from comitia.journal.actions import record
from comitia.meetings.models import Meeting
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.platform.blobs.store import erase
from comitia.platform.bus import announce_on_commit

State = Registration.State


def save_category(
    meeting: Meeting,
    code: str,
    *,
    names: Mapping[str, str],
    descriptions: Mapping[str, str],
    admission: str,
    places: int | None,
    opens_at: datetime | None,
    closes_at: datetime | None,
    order: int,
    entry: str = Category.Entry.OPEN,
    modes: Collection[str] = (),
    by: Actor,
    at: datetime,
) -> Category:
    """Write a category of registration of a meeting: a new one, or changes of the one with this code."""
    require(may_keep_form(by))
    if admission not in Category.Admission.values:
        refuse("unknown_admission", _("Choose whether people are admitted at once or by decision."))
    with transaction.atomic():
        category = Category.objects.select_for_update(no_key=True).filter(meeting=meeting, code=code).first()
        category = category or Category(meeting=meeting, code=code)
        category.names, category.descriptions = dict(names), dict(descriptions)
        category.admission, category.order = admission, order
        category.opens_at, category.closes_at = opens_at, closes_at
        category.entry, category.modes = entry, list(modes)
        category.save()
        write_places(own_quota(category, places=places), places, at=at)
        facts = {"admission": admission, "places": places, "order": order, "entry": entry}
        record("save_category", f"category:{meeting.slug}:{code}", by=by, at=at, facts=facts)
        announce_on_commit("public_changed", {"meeting": meeting.slug})
    return category


def forget_person(person: Person, *, by: Actor, at: datetime) -> None:
    """Erase a person: answers, drafts and files go, places are freed, and the account becomes a nameless reference."""
    with transaction.atomic():
        for registration in Registration.objects.select_for_update().filter(person=person).order_by("pk"):
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
        forget_in_delegations(person, by=by, at=at)
        forget_invitations(person)
        for blob in own_files(person).values():
            erase(blob, at=at)
        accounts.forget_person(person, by=by, at=at)
