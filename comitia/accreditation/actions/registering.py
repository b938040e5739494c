"""What a person does with their own registration. Pages are saved as a draft; sending it is the act that counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.accounts.models import Person
from comitia.accreditation.actions.letters import write_about
from comitia.accreditation.actions.places import free_place, take_place
from comitia.accreditation.models import Category, Question, Registration
from comitia.accreditation.policies import FULL, may_fill_in, may_withdraw
from comitia.accreditation.policies.answers import Given, read_answers, read_consents
from comitia.accreditation.queries.form import (
    Form,
    Progress,
    kept_form_of,
    members_to_choose,
    progress,
)
from comitia.journal.actions import record
from comitia.members.models import Member
from comitia.members.queries.directory import folded
from comitia.platform.actors import Actor
from comitia.platform.answers import Answer, Refused, RefusedError, refuse, require
from comitia.platform.statements import Statement

State = Registration.State


class AnswersRefusedError(RefusedError):
    """Says for each question what is wrong with its answer."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(Refused("answers", _("Some answers need another look.")))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Saved:
    """A step that was saved: which step comes next after how many pages, and whether the form is still open."""

    next_step: int
    pages: int
    answer: Answer


def save_page(person: Person, *, category: str, step: int, given: Given, at: datetime) -> Saved:
    """Keep one page of answers in the draft; raise `AnswersRefusedError` for answers that cannot be kept."""
    with transaction.atomic():
        form = _existing(kept_form_of(category))
        if not 1 <= step <= len(form.pages):
            refuse("unknown_page", _("This form has no such page. Go on from where you were."))
        registration = _locked(person, meeting=form.category.meeting_id)
        before = _reached(registration, form, step=step)
        questions = form.pages[step - 1]
        reading = read_answers(questions, given, member_slugs=_member_slugs(questions))
        if reading.faults:
            raise AnswersRefusedError(reading.faults)
        keys = {question.key for question in questions}
        answers = {key: answer for key, answer in before.answers.items() if key not in keys} | reading.answers
        draft = _draft(form, before, step=step) | {"answers": answers}
        return _keep(registration, person=person, form=form, draft=draft, at=at)


def save_consents(person: Person, *, category: str, publish: str, recording: str, at: datetime) -> Saved:
    """Keep in the draft who may see the person's name and whether they may be recorded."""
    with transaction.atomic():
        form = _existing(kept_form_of(category))
        registration = _locked(person, meeting=form.category.meeting_id)
        before = _reached(registration, form, step=form.consents_step)
        if faults := read_consents(publish, recording):
            raise AnswersRefusedError(faults)
        draft = _draft(form, before, step=form.consents_step)
        draft |= {"publish": publish, "recording": recording == "yes"}
        return _keep(registration, person=person, form=form, draft=draft, at=at)


def submit(person: Person, *, category: str, by: Actor, at: datetime) -> Registration:
    """Send the draft (or send again what was sent): take the place, admit or put before the secretariat, write the letter."""
    with transaction.atomic():
        form = _existing(kept_form_of(category))
        registration = _locked(person, meeting=form.category.meeting_id)
        if registration is None:
            refuse("nothing_to_send", _("There is nothing to send yet. Begin with the first page."))
        filled = _reached(registration, form, step=form.check_step)
        require(may_fill_in(form.category, at=at))
        reading = read_answers(form.questions, _as_given(filled.answers), member_slugs=_member_slugs(form.questions))
        if reading.faults:
            raise AnswersRefusedError(reading.faults)
        was = registration.state
        is_new = was in {State.DRAFT, State.WITHDRAWN}
        is_same = registration.category_id == form.category.pk and registration.answers == reading.answers
        if not take_place(registration, form.category):
            raise RefusedError(FULL)
        _write_submission(registration, form=form, answers=reading.answers, filled=filled, at=at)
        if not (is_same and was == State.ACCEPTED):
            _admit(registration, at=at)
        registration.save()
        record(
            "submit_registration" if is_new else "change_registration",
            f"registration:{registration.reference}",
            by=by,
            at=at,
            facts={"category": form.category.code, "state": str(registration.state)},
            particulars={"answers": reading.answers, "publish": filled.publish, "recording": filled.recording},
            about=person.reference,
        )
        write_about(registration, act="submitted" if is_new else "changed", at=at)
    return registration


def withdraw(person: Person, *, by: Actor, at: datetime) -> Registration:
    """Take a registration back and free its place; what was answered is kept for another time."""
    with transaction.atomic():
        registration = _locked(person)
        if registration is None:
            refuse("nothing_to_withdraw", _("There is no registration to withdraw. You can register from this page."))
        require(may_withdraw(registration))
        free_place(registration)
        registration.state = State.WITHDRAWN
        registration.changed_at = at
        registration.decided_at, registration.decided_by, registration.reason = None, None, ""
        registration.save()
        record(
            "withdraw_registration",
            f"registration:{registration.reference}",
            by=by,
            at=at,
            facts={"category": registration.category.code},
        )
        write_about(registration, act="withdrawn", at=at)
    return registration


def _existing(form: Form | None) -> Form:
    if form is None:
        refuse("unknown_category", _("This category does not exist. Choose one of those on the list."))
    return form


def _locked(person: Person, *, meeting: int | None = None) -> Registration | None:
    """Give the person's registration for a meeting or the current one, kept from others until the end of the transaction."""
    registration = _in_meeting.first(person.pk, meeting) if meeting else _in_current_meeting.first(person.pk)
    if registration is not None:
        registration.person = person
    return registration


# At most one row, so neither order nor limit
_lockable = Registration.objects.select_for_update(of=("self",))
_in_meeting = Statement(lambda person, meeting: _lockable.filter(person=person, meeting_id=meeting), numbers=2)
_in_current_meeting = Statement(lambda person: _lockable.filter(person=person, meeting__is_current=True), numbers=1)


def _reached(registration: Registration | None, form: Form, *, step: int) -> Progress:
    """Give what is filled in so far; refuse a step that comes after one that is not done."""
    found = progress(registration, form)
    if step > found.done + 1:
        refuse("page_before", _("Please answer the page before first. What you had answered is kept."))
    return found


def _draft(form: Form, before: Progress, *, step: int) -> dict[str, Any]:
    return {
        "category": form.category.code,
        "done": max(before.done, step),
        "answers": before.answers,
        "publish": before.publish,
        "recording": before.recording,
    }


def _keep(
    registration: Registration | None, *, person: Person, form: Form, draft: dict[str, Any], at: datetime
) -> Saved:
    if registration is None:
        registration = _begin(person, form=form, draft=draft, at=at)
    else:
        if registration.state == State.DRAFT:
            registration.category = form.category
        registration.draft, registration.changed_at = draft, at
        registration.save(update_fields=["category", "draft", "changed_at"])
    next_step = draft["done"] + 1
    return Saved(next_step, len(form.pages), may_fill_in(form.category, at=at))


def _begin(person: Person, *, form: Form, draft: dict[str, Any], at: datetime) -> Registration:
    """Write the one registration a person has for a meeting; if another window was faster, put the draft into that one."""
    begun = Registration(
        meeting=form.category.meeting, person=person, category=form.category, draft=draft, started_at=at, changed_at=at
    )
    Registration.objects.bulk_create(
        [begun], update_conflicts=True, unique_fields=["meeting", "person"], update_fields=["draft", "changed_at"]
    )
    return begun


def _as_given(answers: Mapping[str, Any]) -> dict[str, list[str]]:
    return {key: answer if isinstance(answer, list) else [answer] for key, answer in answers.items()}


def _member_slugs(questions: tuple[Question, ...]) -> frozenset[str]:
    if all(question.kind != Question.Kind.MEMBER for question in questions):
        return frozenset()
    return frozenset(slug for slug, _name in members_to_choose())


def _write_submission(
    registration: Registration, *, form: Form, answers: dict[str, Any], filled: Progress, at: datetime
) -> None:
    person = registration.person
    slug = next(
        (answers.get(question.key) for question in form.questions if question.kind == Question.Kind.MEMBER), None
    )
    member = Member.objects.filter(slug=slug).first() if slug else None
    registration.category = form.category
    registration.member = member
    registration.answers = answers
    registration.publish = filled.publish
    registration.recording_consent = filled.recording
    registration.draft = None
    registration.submitted_at = registration.changed_at = at
    known = (person.name, person.email, member.name if member else "", member.native_name if member else "")
    registration.search_text = "\n".join(folded(text) for text in known)


def _admit(registration: Registration, *, at: datetime) -> None:
    """Admit at once where the category says so, otherwise put before the secretariat (again)."""
    at_once = registration.category.admission == Category.Admission.AT_ONCE
    registration.state = State.ACCEPTED if at_once else State.SUBMITTED
    registration.decided_at = at if at_once else None
    registration.decided_by, registration.reason = None, ""
