"""What a person does with their own registration. Pages are saved as a draft; sending it is the act that counts."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.accounts.models import Person
from comitia.accreditation.actions.credentials import keep_delegations_of, settle_for
from comitia.accreditation.actions.earlier_pages import Earlier, earlier_form, take_earlier_page
from comitia.accreditation.actions.files import Upload, keep_files, known_to, receive_files
from comitia.accreditation.actions.letters import write_about
from comitia.accreditation.actions.messages import tell_of_registration
from comitia.accreditation.actions.places import free_places, take_places
from comitia.accreditation.actions.running import end_waiting, running_entry
from comitia.accreditation.actions.seating import member_of, seat_for
from comitia.accreditation.actions.sessions import settle_sessions
from comitia.accreditation.models import Category, Registration, WaitingEntry
from comitia.accreditation.policies import may_fill_in, may_send, may_withdraw
from comitia.accreditation.policies.answers import read_consents, sentence_of
from comitia.accreditation.queries.form import (
    CategoryForm,
    Progress,
    former_answers,
    former_with,
    kept_form_of,
    may_enter_category,
    may_reach,
    next_step,
    progress,
)
from comitia.accreditation.queries.invitations import admits_at_once
from comitia.accreditation.queries.sessions import chosen_sessions
from comitia.core.forms.answers import Reading, Typed, check, read_page
from comitia.journal.actions import record
from comitia.members.models import Member
from comitia.members.queries.directory import folded
from comitia.platform.actors import Actor
from comitia.platform.answers import Allowed, Answer, Refused, RefusedError, refuse, require
from comitia.platform.statements import Statement

State = Registration.State


class AnswersRefusedError(RefusedError):
    """Says for each question what is wrong with its answer."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(Refused("answers", _("Some answers need another look.")))
        self.faults = faults


class PageChangedError(RefusedError):
    """Says that a page is not the one any more that was filled in; what was written is kept."""

    def __init__(self) -> None:
        sentence = _("The form has changed while you were filling it in. What you wrote is kept. Look at it once more.")
        super().__init__(Refused("page_changed", sentence))


@dataclass(frozen=True, slots=True)
class Saved:
    """A page that was saved: which comes next (None: the check), and whether the form is still open."""

    next_step: int | None
    answer: Answer


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of sending: the registration, or the refusal after which what was filled in is still there."""

    registration: Registration
    answer: Answer


def save_page(
    person: Person,
    *,
    category: str,
    step: int,
    given: Typed,
    mode: str = "",
    uploads: Mapping[str, Upload] | None = None,
    version: int | None = None,
    at: datetime,
) -> Saved:
    """Keep one page of answers in the draft; raise `AnswersRefusedError` for answers that cannot be kept.

    Files that arrive are kept even if another answer of the page is refused, so that nobody sends them twice. If the page
    has changed since the `version` that was filled in, everything is kept and `PageChangedError` is raised.
    """
    with ExitStack() as stack:
        form = existing(kept_form_of(category))
        if (earlier := earlier_form(form, version, step)) is not None:
            _save_earlier_page(
                person, earlier, form=form, step=step, given=given, uploads=uploads or {}, stack=stack, at=at
            )
            raise PageChangedError
        if not 1 <= step <= max(1, len(form.form.pages)):
            refuse("unknown_page", _("This form has no such page. Go on from where you were."))
        arrived = receive_files(form.form, step=step, uploads=uploads or {}, stack=stack)
        with transaction.atomic():
            registration = locked(person, meeting=form.category.meeting_id)
            require(may_enter_category(form.category, registration))
            before = progress(registration, form)
            if not may_reach(step, form, before):
                refuse("page_before", _("Please answer the page before first. What you had answered is kept."))
            kept_files = keep_files(arrived, person=person, at=at)
            now = replace(before, mode=chosen_mode(mode or before.mode, form))
            typed = {**given, **{key: [reference] for key, reference in kept_files.items()}}
            reading = _read(form, step, typed, filled=now, person=person)
            faults = {key: sentence_of(fault, form.form.question(key)) for key, fault in reading.faults.items()}
            faults |= arrived.faults
            if not faults:
                now = replace(now, done=max(now.done, step), answers=reading.over(now.answers))
            elif kept_files:
                now = replace(now, answers=now.answers | kept_files)
            if kept_files or not faults:
                _keep(registration, person=person, form=form, filled=now, at=at)
        if faults:
            raise AnswersRefusedError(faults)
    return Saved(next_step(form, now), may_fill_in(form.category, at=at))


def _save_earlier_page(
    person: Person,
    earlier: Earlier,
    *,
    form: CategoryForm,
    step: int,
    given: Typed,
    uploads: Mapping[str, Upload],
    stack: ExitStack,
    at: datetime,
) -> None:
    """Keep a page that has changed while it was being filled in: what holds in the draft, the rest aside."""
    arrived = receive_files(earlier.form, step=step, uploads=uploads, stack=stack)
    with transaction.atomic():
        registration = locked(person, meeting=form.category.meeting_id)
        typed = {**given, **{key: [reference] for key, reference in keep_files(arrived, person=person, at=at).items()}}
        before = progress(registration, form)
        now, aside = take_earlier_page(earlier, step, typed, form=form, filled=before, person=person)
        _keep(registration, person=person, form=form, filled=now, at=at)
        if aside and (kept := registration or locked(person, meeting=form.category.meeting_id)):
            kept.former_answers = former_with(kept, earlier.version, aside)
            kept.save(update_fields=["former_answers"])


def submit(person: Person, *, category: str, publish: str, recording: str, by: Actor, at: datetime) -> Sent:
    """Send the draft (or send again what was sent): take the place, admit or put before the secretariat, write the letter.

    If no place is left, or registration has closed meanwhile, everything stays in the draft.
    """
    with transaction.atomic():
        form = existing(kept_form_of(category))
        registration = locked(person, meeting=form.category.meeting_id)
        require(may_enter_category(form.category, registration))
        filled = progress(registration, form)
        if next_step(form, filled) is not None:
            refuse("page_before", _("Please answer the page before first. What you had answered is kept."))
        if faults := read_consents(publish, recording):
            raise AnswersRefusedError(faults)
        filled = replace(filled, publish=publish, recording=recording == "yes")
        if registration is None:
            registration = _begin(person, form=form, draft=_draft(form, filled), at=at)
            registration.person = person
        answer = send(registration, form=form, filled=filled, by=by, at=at)
        if isinstance(answer, Refused):
            _keep(registration, person=person, form=form, filled=filled, at=at)
    return Sent(registration, answer)


def send(registration: Registration, *, form: CategoryForm, filled: Progress, by: Actor, at: datetime) -> Answer:
    """Send what is filled in, with an offered place if there is one; the caller keeps it as a draft where this is refused."""
    entry = running_entry(registration) if registration.waits else None
    if entry is not None and entry.category_id != form.category.pk:
        entry = None  # they register elsewhere and go on waiting
    is_offered = entry is not None and entry.state == WaitingEntry.State.OFFERED
    answer = may_send(form.category, is_offered=is_offered, at=at)
    if isinstance(answer, Refused):
        return answer
    answers = checked_answers(registration.person, form, filled)
    member = member_of(registration, form, answers)
    seat = seat_for(form, answers=answers, filled=filled, member=member)
    full = take_places(registration, seat, at=at, offered=entry)
    if full is not None:
        return full
    if entry is not None:
        end_waiting(registration, entry, state=WaitingEntry.State.CONFIRMED, at=at)
    _send(registration, form=form, answers=answers, member=member, filled=filled, by=by, at=at)
    return Allowed()


def checked_answers(person: Person, form: CategoryForm, filled: Progress) -> dict[str, Any]:
    """Judge all answers again before they count."""
    reading = check(
        form.form,
        filled.answers,
        category=form.category.code,
        mode=filled.mode,
        known=known_to(person, form.form.questions),
    )
    if reading.faults:
        raise AnswersRefusedError(
            {key: sentence_of(fault, form.form.question(key)) for key, fault in reading.faults.items()}
        )
    return reading.answers


def _send(
    registration: Registration,
    *,
    form: CategoryForm,
    answers: dict[str, Any],
    member: Member | None,
    filled: Progress,
    by: Actor,
    at: datetime,
) -> None:
    """Write what is sent, and what becomes of it."""
    was = registration.state
    is_new = was in {State.DRAFT, State.WAITING, State.WITHDRAWN}
    sent_before = (registration.category_id, registration.mode, registration.answers)
    sessions_before = chosen_sessions(registration)
    is_same = sent_before == (form.category.pk, filled.mode, answers)
    _write_submission(registration, form=form, answers=answers, member=member, filled=filled, at=at)
    if not (is_same and was == State.ACCEPTED):
        _admit(registration, at=at)
    registration.save()
    record(
        "submit_registration" if is_new else "change_registration",
        f"registration:{registration.reference}",
        by=by,
        at=at,
        facts={"category": form.category.code, "form": form.version, "state": str(registration.state)},
        particulars={"answers": answers, "publish": filled.publish, "recording": filled.recording},
        about=registration.person.reference,
    )
    settle_sessions(registration, before=sessions_before, was=was)
    write_about(registration, act="submitted" if is_new else "changed", at=at)
    tell_of_registration("submitted", registration, meeting=form.category.meeting, at=at)


def withdraw(person: Person, *, by: Actor, at: datetime) -> Registration:
    """Take a registration back and free its place; what was answered is kept for another time."""
    with transaction.atomic():
        keep_delegations_of(Registration.objects.filter(person=person, meeting__is_current=True))
        registration = locked(person)
        if registration is None:
            refuse("nothing_to_withdraw", _("There is no registration to withdraw. You can register from this page."))
        require(may_withdraw(registration))
        entry = running_entry(registration) if registration.waits else None
        free_places(registration, at=at, offered=entry)
        if entry is not None:
            end_waiting(registration, entry, state=WaitingEntry.State.LEFT, at=at)
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
        settle_for([registration.pk], by=by, at=at)
        settle_sessions(registration)
        write_about(registration, act="withdrawn", at=at)
        tell_of_registration("withdrawn", registration, meeting=registration.category.meeting, at=at)
    return registration


def existing(form: CategoryForm | None) -> CategoryForm:
    if form is None:
        refuse("unknown_category", _("This category does not exist. Choose one of those on the list."))
    return form


def locked(person: Person, *, meeting: int | None = None) -> Registration | None:
    """Give the person's registration for a meeting or the current one, kept from others until the end of the transaction."""
    registration = _in_meeting.first(person.pk, meeting) if meeting else _in_current_meeting.first(person.pk)
    if registration is not None:
        registration.person = person
    return registration


# At most one row, so neither order nor limit
_lockable = Registration.objects.select_for_update(of=("self",))
_in_meeting = Statement(lambda person, meeting: _lockable.filter(person=person, meeting_id=meeting), numbers=2)
_in_current_meeting = Statement(lambda person: _lockable.filter(person=person, meeting__is_current=True), numbers=1)


def _read(form: CategoryForm, step: int, typed: Typed, *, filled: Progress, person: Person) -> Reading:
    """Read a page; a form without questions has one on which only the mode is asked."""
    if not form.form.pages:
        return Reading({}, {}, {}, ())
    return read_page(
        form.form,
        step,
        typed,
        answers=filled.answers,
        category=form.category.code,
        mode=filled.mode,
        known=known_to(person, form.form.page(step).questions),
    )


def chosen_mode(mode: str, form: CategoryForm) -> str:
    """Give a mode in which one can take part in the category of a form; refuse any other."""
    if mode not in form.modes:
        raise AnswersRefusedError({"mode": _("Choose how you take part.")})
    return mode


def _draft(form: CategoryForm, filled: Progress) -> dict[str, Any]:
    return {
        "category": form.category.code,
        "version": form.version,
        "mode": filled.mode,
        "done": filled.done,
        "answers": filled.answers,
        "publish": filled.publish,
        "recording": filled.recording,
    }


def _keep(
    registration: Registration | None, *, person: Person, form: CategoryForm, filled: Progress, at: datetime
) -> None:
    draft = _draft(form, filled)
    if registration is None:
        _begin(person, form=form, draft=draft, at=at)
        return
    if registration.state == State.DRAFT:
        registration.category = form.category
    registration.draft, registration.changed_at = draft, at
    changed = ["category", "draft", "changed_at"]
    if filled.former:
        registration.former_answers = former_answers(registration, filled)
        changed.append("former_answers")
    registration.save(update_fields=changed)


def _begin(person: Person, *, form: CategoryForm, draft: dict[str, Any], at: datetime) -> Registration:
    """Write the one registration a person has for a meeting; if another window was faster, put the draft into that one."""
    begun = Registration(
        meeting=form.category.meeting, person=person, category=form.category, draft=draft, started_at=at, changed_at=at
    )
    Registration.objects.bulk_create(
        [begun], update_conflicts=True, unique_fields=["meeting", "person"], update_fields=["draft", "changed_at"]
    )
    return begun


def _write_submission(
    registration: Registration,
    *,
    form: CategoryForm,
    answers: dict[str, Any],
    member: Member | None,
    filled: Progress,
    at: datetime,
) -> None:
    person = registration.person
    registration.former_answers = former_answers(registration, filled)
    registration.category = form.category
    registration.member = member
    registration.mode = filled.mode
    registration.form_id = form.version
    registration.answers = answers
    registration.publish = filled.publish
    registration.recording_consent = filled.recording
    registration.draft = None
    registration.submitted_at = registration.changed_at = at
    registration.search_text = searched_text(person, member)


def searched_text(person: Person, member: Member | None) -> str:
    """Give the text in which the desk searches for somebody who has registered."""
    known = (person.name, person.email, member.name if member else "", member.native_name if member else "")
    return "\n".join(folded(text) for text in known)


def _admit(registration: Registration, *, at: datetime) -> None:
    """Admit at once where the category or an invitation says so, otherwise put before the secretariat (again)."""
    at_once = registration.category.admission == Category.Admission.AT_ONCE or admits_at_once(registration)
    registration.state = State.ACCEPTED if at_once else State.SUBMITTED
    registration.decided_at = at if at_once else None
    registration.decided_by, registration.reason = None, ""
