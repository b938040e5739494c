"""Corrects single facts of a registration that was sent: answers of the person and of the staff, and how they take part."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comitia.accreditation.actions.messages import tell_of_registration
from comitia.accreditation.actions.places import take_places
from comitia.accreditation.actions.registering import AnswersRefusedError, checked_answers, chosen_mode, searched_text
from comitia.accreditation.actions.seating import member_of
from comitia.accreditation.actions.sessions import settle_sessions
from comitia.accreditation.actions.staff_answers import keep_staff_answers
from comitia.accreditation.models import Delegate, Registration
from comitia.accreditation.policies import may_correct
from comitia.accreditation.queries.form import CategoryForm, Progress, published_version
from comitia.accreditation.queries.places import seats_of
from comitia.accreditation.queries.privacy import is_read, reads_registration
from comitia.accreditation.queries.sessions import chosen_sessions
from comitia.accreditation.queries.staff_answers import staff_form_of
from comitia.accreditation.queries.versions import form_of_version
from comitia.core.forms.answers import as_typed
from comitia.core.forms.definition import Form, Kind
from comitia.core.forms.showing import Answer
from comitia.journal.actions import record
from comitia.meetings.models import Meeting
from comitia.platform.actors import Actor
from comitia.platform.answers import RefusedError, refuse, require

Given = Mapping[str, Answer | None]
UNKNOWN_QUESTION: Final = _(
    "The form of this registration asks no such question. Look at what it asks, and name one of those."
)
NOT_YOURS_TO_GIVE: Final = _("Only the person gives or takes back a consent. Ask them to do it on their own page.")


def correct(
    reference: UUID, *, answers: Given, staff_answers: Given, mode: str = "", by: Actor, at: datetime
) -> list[str]:
    """Put single answers in the place of those there are (None takes one away) and say which changed, by question.

    All answers are judged again, as when the person sends them, under the version of the form that they were given under.
    What the person is just filling in gets the correction where they have not written something else meanwhile.
    """
    with transaction.atomic():
        registration = _locked(reference)
        require(may_correct(by, registration))
        reads = reads_registration(by, registration)
        _require_questions(registration, answers, staff_answers, reads=reads)
        changed = _correct(registration, answers, mode=mode, by=by, at=at) if answers or mode else []
        if staff_answers:
            typed = {key: as_typed(one) for key, one in _over(registration.staff_answers, staff_answers).items()}
            changed += keep_staff_answers(registration, typed, by=by, at=at)
    return changed


def _locked(reference: UUID) -> Registration:
    """Give a registration, kept from others after its meeting, so that no version of the form comes in between."""
    meeting = Registration.objects.filter(reference=reference).values_list("meeting", flat=True).first()
    if meeting is None:
        refuse("unknown_registration", _("This registration does not exist."))
    # Not its key: who adds people to a meeting holds registrations already when the key is asked for
    Meeting.objects.select_for_update(no_key=True).get(pk=meeting)
    found = Registration.objects.select_for_update(of=("self",))
    return found.select_related("person", "category__meeting", "member__region").get(reference=reference)


def _require_questions(
    registration: Registration, answers: Given, staff_answers: Given, *, reads: Collection[str]
) -> None:
    """Refuse answers to what is not asked, or not of this side, or whose answers whoever acts may not read."""
    form = _form_of(registration, answers)
    faults = {key: str(UNKNOWN_QUESTION) for key in _unknown(form, answers, for_staff=False, reads=reads)}
    staff_form = staff_form_of(registration).form if staff_answers else form
    faults |= {key: str(UNKNOWN_QUESTION) for key in _unknown(staff_form, staff_answers, for_staff=True, reads=reads)}
    for key, answer in answers.items():
        is_consent = key in form and form.question(key).kind is Kind.CONSENT
        if is_consent and answer != registration.answers.get(key):
            faults[key] = str(NOT_YOURS_TO_GIVE)
    if faults:
        raise AnswersRefusedError(faults)


def _unknown(form: Form, keys: Iterable[str], *, for_staff: bool, reads: Collection[str]) -> set[str]:
    return set(keys) - {one.key for one in form.questions if one.for_staff is for_staff and is_read(one, reads)}


def _form_of(registration: Registration, answers: Given) -> Form:
    return form_of_version(_version_of(registration, answers))


def _version_of(registration: Registration, answers: Given) -> int | None:
    """Give the version that was answered; whom nobody has asked anything yet answers the one that is asked now."""
    return registration.form_id or (published_version(registration.meeting_id) if answers else None)


def _correct(registration: Registration, given: Given, *, mode: str, by: Actor, at: datetime) -> list[str]:
    """Write what the person would have answered and the places it takes, in the caller's transaction."""
    version = _version_of(registration, given)
    form = CategoryForm(registration.category, version, form_of_version(version))
    before, sessions_before = (registration.mode, registration.answers), chosen_sessions(registration)
    now = chosen_mode(mode, form) if mode else registration.mode
    filled = Progress(len(form.form.pages), _over(registration.answers, given), now)
    answers = checked_answers(registration.person, form, filled)
    if (now, answers) == before:
        return []
    registration.mode, registration.answers, registration.form_id = now, answers, version
    if not Delegate.objects.filter(registration=registration, left_at=None).exists():
        registration.member = member_of(registration, form, answers)
        registration.search_text = searched_text(registration.person, registration.member)
    full = take_places(registration, seats_of([registration])[0], at=at)
    if full is not None:
        raise RefusedError(full)
    changed = sorted(key for key in {*before[1], *answers} if before[1].get(key) != answers.get(key))
    _carry_into_draft(registration, before=before, changed=changed)
    registration.changed_at = at
    registration.save()
    record(
        "correct_registration",
        f"registration:{registration.reference}",
        by=by,
        at=at,
        facts={"questions": changed, "mode": now},
        particulars={"answers": {key: answers.get(key) for key in changed}},
        about=registration.person.reference,
    )
    settle_sessions(registration, before=sessions_before, was=registration.state)
    tell_of_registration("submitted", registration, meeting=registration.category.meeting, at=at)
    return changed


def _carry_into_draft(
    registration: Registration, *, before: tuple[str, Mapping[str, Any]], changed: Iterable[str]
) -> None:
    """Correct also what the person is filling in, or sending it would undo the correction; what they wrote themselves stays."""
    draft = registration.draft
    if draft is None or (draft["version"], draft["category"]) != (registration.form_id, registration.category.code):
        return
    mode, answers = before
    same = [key for key in changed if draft["answers"].get(key) == answers.get(key)]
    registration.draft = {
        **draft,
        "mode": registration.mode if draft["mode"] == mode else draft["mode"],
        "answers": _over(draft["answers"], {key: registration.answers.get(key) for key in same}),
    }


def _over(earlier: Mapping[str, Answer], given: Given) -> dict[str, Answer]:
    return {key: answer for key, answer in {**earlier, **given}.items() if answer is not None}
