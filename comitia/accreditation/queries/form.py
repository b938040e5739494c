"""The registration form of the current meeting as a person meets it: categories, pages of questions, own progress."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from comitia.accounts.models import Person
from comitia.accreditation.models import Category, Question, Registration
from comitia.accreditation.policies import may_fill_in, may_register
from comitia.accreditation.policies.answers import Answers, country_codes
from comitia.members.queries.directory import directory, folded
from comitia.platform.answers import Allowed, Answer
from comitia.platform.countries import country_in
from comitia.platform.kept import kept
from comitia.platform.statements import Statement

PUBLISH = tuple(Registration.Publish.choices)


@dataclass(frozen=True, slots=True)
class Form:
    """A category and its questions, page by page; after the pages come the consents and the check."""

    category: Category
    pages: tuple[tuple[Question, ...], ...]

    @property
    def consents_step(self) -> int:
        return len(self.pages) + 1

    @property
    def check_step(self) -> int:
        return len(self.pages) + 2

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for page in self.pages for question in page)


@dataclass(frozen=True, slots=True)
class Progress:
    """What a person has filled in of a form, and how many of its steps are done."""

    done: int
    answers: Answers
    publish: str
    recording: bool | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A category with whether one may now register in it and how many places are left (None: as many as wanted)."""

    category: Category
    answer: Answer
    places_left: int | None

    @property
    def is_open(self) -> bool:
        return isinstance(self.answer, Allowed)


def form_of(code: str) -> Form | None:
    """Give the form of a category of the current meeting as it is now."""
    category = Category.objects.select_related("meeting").filter(meeting__is_current=True, code=code).first()
    return Form(category, pages_of(category.questions.order_by("page", "order", "pk"))) if category else None


# For pages, which ask for it at each step; how many places are taken is not to be read from it
kept_form_of = kept(form_of)


def pages_of(questions: Iterable[Question]) -> tuple[tuple[Question, ...], ...]:
    """Group questions that are in their order by page."""
    return tuple(tuple(group) for _page, group in groupby(questions, key=lambda question: question.page))


def own_registration(person: Person) -> Registration | None:
    """Give a person's registration for the current meeting with its category."""
    found = _current_of_person.first(person.pk)
    if found is not None and found.category_id in (known := _categories()):
        found.category = known[found.category_id]
    return found


def registration_in(form: Form, person: Person) -> Registration | None:
    """Give a person's registration for the meeting of a form."""
    return _in_meeting.first(person.pk, form.category.meeting_id)


_current_of_person = Statement(
    lambda person: Registration.objects.filter(person=person, meeting__is_current=True), numbers=1
)
_in_meeting = Statement(
    lambda person, meeting: Registration.objects.filter(person=person, meeting_id=meeting), numbers=2
)


@kept
def _categories() -> dict[int, Category]:
    """Give the categories of the current meeting by number, for their names: how many places are taken is not to be read from it."""
    return {one.pk: one for one in Category.objects.select_related("meeting").filter(meeting__is_current=True)}


def progress(registration: Registration | None, form: Form) -> Progress:
    """Tell how far a person is in a form; answers given in another category are kept, its pages are gone through again."""
    if registration is None:
        return Progress(0, {}, "", None)
    draft = registration.draft
    if draft is not None:
        done = draft["done"] if draft["category"] == form.category.code else 0
        if not draft["publish"]:  # a page may have been taken out of the form meanwhile
            done = min(done, len(form.pages))
        return Progress(done, draft["answers"], draft["publish"], draft["recording"])
    done = form.consents_step if registration.category_id == form.category.pk else 0
    return Progress(done, registration.answers, registration.publish, registration.recording_consent)


def may_go_on(registration: Registration | None, category: Category, *, at: datetime) -> Answer:
    """Tell whether a person may register in a category, with the place they may hold in it already."""
    holds = registration is not None and registration.holds_place and registration.category_id == category.pk
    return may_register(category, holds_place=holds, at=at)


def may_fill_in_form(form: Form, *, at: datetime) -> Answer:
    """Tell whether a form is open now, with or without places left."""
    return may_fill_in(form.category, at=at)


def choices(registration: Registration | None, *, at: datetime) -> list[Choice]:
    """List the categories of the current meeting in their order."""
    found = Category.objects.select_related("meeting").filter(meeting__is_current=True).order_by("order", "pk")
    return [
        Choice(
            category,
            may_go_on(registration, category, at=at),
            None if category.places is None else max(0, category.places - category.taken),
        )
        for category in found
    ]


def members_to_choose() -> list[tuple[str, str]]:
    """List slug and name of every member, by name."""
    return [
        (card.slug, f"{card.name} · {card.native_name}" if card.native_name else card.name)
        for card in directory().cards
    ]


@lru_cache(maxsize=16)
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """List code and name of the countries and territories in a language, by name."""
    named = [(code, country_in(code, "", language) or country_in(code, "", "en") or code) for code in country_codes()]
    return tuple(sorted(named, key=lambda entry: folded(entry[1])))


def personal_data(person: Person) -> list[dict[str, Any]]:
    """Give everything kept about a person's registrations, for their own export."""
    return [
        {
            "meeting": registration.meeting.slug,
            "reference": str(registration.reference),
            "category": registration.category.code,
            "member": registration.member.name if registration.member else None,
            "state": registration.state,
            "answers": registration.answers,
            "draft": registration.draft,
            "publish_name": registration.publish,
            "recording_consent": registration.recording_consent,
            "started_at": registration.started_at.isoformat(),
            "submitted_at": registration.submitted_at.isoformat() if registration.submitted_at else None,
            "decided_at": registration.decided_at.isoformat() if registration.decided_at else None,
            "reason": registration.reason,
            "changed_at": registration.changed_at.isoformat(),
        }
        for registration in person.registrations.select_related("meeting", "category", "member").order_by("pk")
    ]


def participants(*, reader: UUID | None) -> QuerySet[Registration]:
    """List the accepted registrations whose person lets this reader see their name: everyone, or other participants."""
    accepted = Registration.objects.filter(meeting__is_current=True, state=Registration.State.ACCEPTED)
    wanted = [Registration.Publish.EVERYONE]
    if reader is not None and accepted.filter(person__reference=reader).exists():
        wanted.append(Registration.Publish.PARTICIPANTS)
    named = accepted.filter(publish__in=wanted).exclude(person__name="")
    return named.select_related("person", "category", "member").order_by("person__name", "pk")
