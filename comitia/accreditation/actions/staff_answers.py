"""Answers the questions of a registration form that only the secretariat answers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from comitia.accreditation.actions.files import known_to
from comitia.accreditation.actions.registering import AnswersRefusedError
from comitia.accreditation.models import FormVersion, Registration
from comitia.accreditation.policies import may_answer_for_staff
from comitia.accreditation.policies.answers import sentence_of
from comitia.accreditation.queries.form import former_with
from comitia.accreditation.queries.staff_answers import staff_form_of
from comitia.core.forms.answers import Typed, read_staff
from comitia.core.forms.definition import Form, from_json
from comitia.core.forms.versions import carry_over
from comitia.journal.actions import record
from comitia.meetings.models import Meeting
from comitia.platform.actors import Actor
from comitia.platform.answers import require


def answer_for_staff(reference: UUID, given: Typed, *, by: Actor, at: datetime) -> None:
    """Keep what an officer answers about a registration; raise `AnswersRefusedError` for answers that cannot be kept.

    The meeting is held so that no version of the form is published in between: these answers are always under the
    latest one.
    """
    meeting = Registration.objects.filter(reference=reference).values("meeting")
    with transaction.atomic():
        # Not its key: who adds people to a meeting holds registrations already when the key is asked for
        Meeting.objects.select_for_update(no_key=True).get(pk__in=meeting)
        registration = (
            Registration.objects.select_for_update(of=("self",))
            .select_related("person", "category", "member__region")
            .get(reference=reference)
        )
        require(may_answer_for_staff(by, registration))
        keep_staff_answers(registration, given, by=by, at=at)


def keep_staff_answers(registration: Registration, given: Typed, *, by: Actor, at: datetime) -> list[str]:
    """Keep the staff's answers in the transaction of a caller that holds meeting and registration; say which changed."""
    asked = staff_form_of(registration)
    reading = read_staff(
        asked.form,
        given,
        answers=asked.answers,
        category=registration.category.code,
        mode=registration.mode,
        known=known_to(registration.person, asked.form.questions),
    )
    if reading.faults:
        raise AnswersRefusedError(
            {key: sentence_of(fault, asked.form.question(key)) for key, fault in reading.faults.items()}
        )
    answers = reading.over(registration.staff_answers)
    changed = sorted(
        key
        for key in answers.keys() | registration.staff_answers.keys()
        if answers.get(key) != registration.staff_answers.get(key)
    )
    if changed:
        registration.staff_answers, registration.changed_at = answers, at
        registration.save(update_fields=["staff_answers", "changed_at"])
        record(
            "answer_for_staff",
            f"registration:{registration.reference}",
            by=by,
            at=at,
            facts={"questions": changed},
            particulars={"answers": {key: answers.get(key) for key in changed}},
            about=registration.person.reference,
        )
    return changed


def carry_staff_answers(before: FormVersion, form: Form) -> None:
    """Put aside what the staff answered to questions that the next version of the form no longer asks in this sense."""
    old = from_json(before.definition)
    found = Registration.objects.select_for_update().filter(meeting_id=before.meeting_id).exclude(staff_answers={})
    moved = []
    for registration in found.order_by("pk"):
        carried = carry_over(registration.staff_answers, old, form)
        if carried.former:
            registration.staff_answers = carried.kept
            registration.former_answers = former_with(registration, before.pk, carried.former)
            moved.append(registration)
    Registration.objects.bulk_update(moved, ["staff_answers", "former_answers"], batch_size=200)
