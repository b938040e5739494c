"""Lets people say at any time who may see their name and whether they may be recorded."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.accounts.models import Person
from comitia.accreditation.actions.registering import AnswersRefusedError
from comitia.accreditation.models import Registration
from comitia.accreditation.policies.answers import read_consents
from comitia.journal.actions import record
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse


def change_consents(person: Person, *, publish: str, recording: str, by: Actor, at: datetime) -> None:
    """Change the consents of a registration that was sent, whether or not registration is open; they hold at once."""
    with transaction.atomic():
        registration = (
            Registration.objects.select_for_update()
            .filter(person=person, meeting__is_current=True)
            .exclude(state=Registration.State.DRAFT)
            .first()
        )
        if registration is None:
            refuse("nothing_sent", _("You have not sent a registration yet. You can register from this page."))
        if faults := read_consents(publish, recording):
            raise AnswersRefusedError(faults)
        may_record = recording == "yes"
        if (registration.publish, registration.recording_consent) == (publish, may_record):
            return
        registration.publish, registration.recording_consent = publish, may_record
        registration.changed_at = at
        if registration.draft is not None:
            # What is sent later begins with what holds now
            registration.draft = {**registration.draft, "publish": publish, "recording": may_record}
        registration.save(update_fields=["publish", "recording_consent", "draft", "changed_at"])
        record(
            "change_consents",
            f"registration:{registration.reference}",
            by=by,
            at=at,
            particulars={"publish": publish, "recording": may_record},
            about=person.reference,
        )
