"""The registration form of the current meeting as a person meets it: categories, pages of questions, own progress."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from comitia.accounts.models import Person
from comitia.accreditation.models import Category, FormVersion, Mode, Quota, Registration
from comitia.accreditation.policies import may_fill_in, may_register
from comitia.accreditation.policies.answers import country_codes
from comitia.core.forms import definition
from comitia.core.forms.showing import Answer as Given
from comitia.core.forms.showing import pages_shown, shown
from comitia.core.forms.versions import carry_over
from comitia.members.queries.directory import directory, folded
from comitia.platform.answers import Allowed, Answer
from comitia.platform.blobs.models import Blob
from comitia.platform.countries import country_in
from comitia.platform.kept import kept
from comitia.platform.statements import Statement
from comitia.platform.texts import text_in

PUBLISH = tuple(Registration.Publish.choices)
MODES = tuple(Mode.choices)
NO_FORM = definition.Form()


@dataclass(frozen=True, slots=True)
class CategoryForm:
    """A category and the published version of the form that it is asked; after its pages comes the check."""

    category: Category
    version: int | None
    form: definition.Form

    @property
    def modes(self) -> tuple[str, ...]:
        return tuple(self.category.modes) or (Mode.ONLINE,)

    def pages_for(self, progress: Progress) -> tuple[int, ...]:
        """List the numbers of the pages that this person is shown; the first always, if it asks the mode."""
        shown = pages_shown(self.form, progress.answers, category=self.category.code, mode=progress.mode)
        return shown or (1,) if len(self.modes) > 1 else shown


@dataclass(frozen=True, slots=True)
class Progress:
    """What a person has filled in of a form, and up to which page; `former` was answered to questions no longer asked."""

    done: int
    answers: dict[str, Given]
    mode: str
    publish: str = ""
    recording: bool | None = None
    former: dict[str, Given] | None = None
    former_version: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A category with whether one may now register in it and how many places are left (None: as many as wanted)."""

    category: Category
    answer: Answer
    places_left: int | None

    @property
    def is_open(self) -> bool:
        return isinstance(self.answer, Allowed)


@kept
def form_of_version(pk: int | None) -> definition.Form:
    """Give what a published version asks; reading it costs more than all else on a page."""
    if pk is None:
        return NO_FORM
    return definition.from_json(FormVersion.objects.values_list("definition", flat=True).get(pk=pk))


def form_of(code: str) -> CategoryForm | None:
    """Give the form of a category of the current meeting as it is now."""
    category = Category.objects.select_related("meeting").filter(meeting__is_current=True, code=code).first()
    if category is None:
        return None
    version = published_version(category.meeting_id)
    return CategoryForm(category, version, form_of_version(version))


# For pages, which ask for it at each step; how many places are taken is not to be read from it
kept_form_of = kept(form_of)


def published_version(meeting: int) -> int | None:
    """Give the key of the version of a meeting's form that is asked now."""
    versions = FormVersion.objects.filter(meeting_id=meeting, published_at__isnull=False)
    return versions.order_by("-number").values_list("pk", flat=True).first()


def own_registration(person: Person) -> Registration | None:
    """Give a person's registration for the current meeting with its category."""
    found = _current_of_person.first(person.pk)
    if found is not None and found.category_id in (known := _categories()):
        found.category = known[found.category_id]
    return found


def registration_in(form: CategoryForm, person: Person) -> Registration | None:
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


def progress(registration: Registration | None, form: CategoryForm) -> Progress:
    """Tell how far a person is in a form; answers given in another category are kept, its pages are gone through again.

    Answers given under an earlier version of the form are sorted into those that still hold and those that do not.
    """
    if registration is None:
        return Progress(0, {}, form.modes[0])
    draft = registration.draft
    is_same = registration.category_id == form.category.pk
    if draft is None:
        done = len(form.form.pages) if is_same else 0
        answers, version, mode = registration.answers, registration.form_id, registration.mode
        publish, recording = registration.publish, registration.recording_consent
    else:
        done = draft["done"] if draft["category"] == form.category.code else 0
        answers, version, mode = draft["answers"], draft["version"], draft["mode"]
        publish, recording = draft["publish"], draft["recording"]
    former = None
    if version != form.version and answers:
        carried = carry_over(answers, form_of_version(version), form.form)
        answers, former = carried.kept, carried.former
    mode = mode if mode in form.modes else form.modes[0]
    return Progress(done, answers, mode, publish, recording, former, version)


def former_answers(registration: Registration, progress: Progress) -> list[dict[str, Any]]:
    """List what was answered to questions that are no longer asked, version by version."""
    if not progress.former:
        return registration.former_answers
    known = {entry["version"]: entry["answers"] for entry in registration.former_answers}
    known[progress.former_version] = known.get(progress.former_version, {}) | progress.former
    return [{"version": version, "answers": answers} for version, answers in known.items()]


def may_reach(step: int, form: CategoryForm, progress: Progress) -> bool:
    """Tell whether every page before a step is done; the check comes after all pages."""
    return not any(progress.done < page < step for page in form.pages_for(progress))


def next_step(form: CategoryForm, progress: Progress) -> int | None:
    """Give the number of the page that comes next, None for the check."""
    return next((page for page in form.pages_for(progress) if page > progress.done), None)


def may_go_on(registration: Registration | None, category: Category, *, at: datetime) -> Answer:
    """Tell whether a person may register in a category, with the place they may hold in it already."""
    holds = registration is not None and registration.holds_place and registration.category_id == category.pk
    return may_register(category, holds_place=holds, at=at)


def may_fill_in_form(form: CategoryForm, *, at: datetime) -> Answer:
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


@kept
def _sessions() -> dict[str, dict[str, str]]:
    """Give the names of the sessions of the current meeting that one can sign up for, by what the programme calls them."""
    quotas = Quota.objects.filter(meeting__is_current=True).exclude(session="")
    return dict(quotas.order_by("order", "pk").values_list("session", "names"))


def session_names(language: str) -> dict[str, str]:
    """List the sessions one can sign up for with their names in a language."""
    return {session: str(text_in(names, language)) for session, names in _sessions().items()}


def asked_questions(form: CategoryForm, progress: Progress) -> list[definition.Question]:
    """List the questions that this person is asked, in the order of the form."""
    keys = shown(form.form, progress.answers, category=form.category.code, mode=progress.mode)
    return [form.form.question(key) for key in keys]


def asked_sections(
    form: CategoryForm,
    step: int,
    progress: Progress,
    *,
    typed: Mapping[str, Sequence[str]] | None,
    faults: Mapping[str, str],
) -> list[tuple[definition.Section, list[definition.Question]]]:
    """List the sections of a page with the questions that are shown, also those that what was typed makes necessary."""
    if not form.form.pages:
        return []
    given: dict[str, Given] = dict(progress.answers)
    for key, texts in (typed or {}).items():
        if key in form.form and texts:
            is_many = form.form.question(key).kind in {definition.Kind.MANY, definition.Kind.SESSIONS}
            given[key] = list(texts) if is_many else texts[0]
    keys = {*shown(form.form, given, category=form.category.code, mode=progress.mode), *faults}
    sections = ((each, [one for one in each.questions if one.key in keys]) for each in form.form.page(step).sections)
    return [(section, questions) for section, questions in sections if questions]


def own_file(person: Person, reference: UUID) -> Blob | None:
    """Give a file that a person has brought."""
    return Blob.objects.filter(owner=person.reference, reference=reference).first()


def own_files(person: Person) -> dict[str, Blob]:
    """List the files that a person has brought and that are still there."""
    brought = Blob.objects.filter(owner=person.reference).exclude(state=Blob.State.ERASED)
    return {str(blob.reference): blob for blob in brought}


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
            "name": registration.name,
            "mode": registration.mode,
            "answers": registration.answers,
            "staff_answers": registration.staff_answers,
            "former_answers": registration.former_answers,
            "draft": registration.draft,
            "publish_name": registration.publish,
            "recording_consent": registration.recording_consent,
            "started_at": registration.started_at.isoformat(),
            "submitted_at": registration.submitted_at.isoformat() if registration.submitted_at else None,
            "decided_at": registration.decided_at.isoformat() if registration.decided_at else None,
            "reason": registration.reason,
            "changed_at": registration.changed_at.isoformat(),
            "entry_code": registration.entry_code,
            "check_ins": [
                {"direction": one.direction, "door": one.door, "at": one.at.isoformat()}
                for one in registration.check_ins.order_by("at", "pk")
            ],
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
