"""The registration form of the current meeting as a person meets it: categories, pages of questions, own progress."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from comitia.accounts.models import Person
from comitia.accreditation.models import Category, FormVersion, Mode, Registration
from comitia.accreditation.policies import may_enter, may_fill_in, may_register
from comitia.accreditation.policies.answers import country_codes
from comitia.accreditation.queries.invitations import invited_categories, is_invited
from comitia.accreditation.queries.places import PlacesLeft, places_left
from comitia.accreditation.queries.versions import form_of_version
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

PUBLISH = tuple(Registration.Publish.choices)
MODES = tuple(Mode.choices)


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
    """A category with whether one may now register in it and how many places are left; full, one can often wait for one."""

    category: Category
    answer: Answer
    places: PlacesLeft

    @property
    def is_open(self) -> bool:
        return isinstance(self.answer, Allowed)


def form_of(code: str) -> CategoryForm | None:
    """Give the form of a category of the current meeting as it is now."""
    category = (
        Category.objects.select_related("meeting", "overflow").filter(meeting__is_current=True, code=code).first()
    )
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
    return former_with(registration, progress.former_version, progress.former)


def former_with(registration: Registration, version: int | None, answers: Mapping[str, Given]) -> list[dict[str, Any]]:
    """Add answers given under a version of the form to those that are no longer asked."""
    known = {entry["version"]: entry["answers"] for entry in registration.former_answers}
    known[version] = known.get(version, {}) | dict(answers)
    return [{"version": version, "answers": answers} for version, answers in known.items()]


def may_reach(step: int, form: CategoryForm, progress: Progress) -> bool:
    """Tell whether every page before a step is done; the check comes after all pages."""
    return not any(progress.done < page < step for page in form.pages_for(progress))


def next_step(form: CategoryForm, progress: Progress) -> int | None:
    """Give the number of the page that comes next, None for the check."""
    return next((page for page in form.pages_for(progress) if page > progress.done), None)


def may_go_on(registration: Registration | None, category: Category, *, at: datetime) -> Answer:
    """Tell whether a person may begin or go on in a category, to register or to wait, with the place they may hold already."""
    left = places_left(category.meeting_id, [category])[category.pk]
    return may_enter_category(category, registration) and _may_go_on(registration, category, left, at=at)


def _may_go_on(registration: Registration | None, category: Category, left: PlacesLeft, *, at: datetime) -> Answer:
    is_own = registration is not None and registration.category_id == category.pk
    holds = registration is not None and is_own and bool(registration.places or registration.waits)
    return may_register(category, is_full=left.is_full and not left.has_waiting_list and not holds, at=at)


def may_enter_category(category: Category, registration: Registration | None) -> Answer:
    """Tell whether a person may register in a category by themselves, also since they have accepted an invitation to it."""
    answer = may_enter(category, registration)
    return answer or may_enter(category, registration, is_invited=is_invited(registration, category))


def may_fill_in_form(form: CategoryForm, registration: Registration | None, *, at: datetime) -> Answer:
    """Tell whether a form is open to a person now, with or without places left."""
    return may_enter_category(form.category, registration) and may_fill_in(form.category, at=at)


def choices(registration: Registration | None, *, at: datetime) -> list[Choice]:
    """List the categories of the current meeting that the holder of a registration, or anybody, may enter, in their order."""
    invited = invited_categories(registration) if registration else ()
    current = Category.objects.select_related("meeting", "overflow").filter(meeting__is_current=True)
    found = list(current.order_by("order", "pk"))
    left = places_left(found[0].meeting_id, found) if found else {}
    return [
        Choice(category, _may_go_on(registration, category, left[category.pk], at=at), left[category.pk])
        for category in found
        if may_enter(category, registration, is_invited=category.pk in invited)
    ]


def members_to_choose() -> list[tuple[str, str]]:
    """List slug and name of every member, by name."""
    return [
        (card.slug, f"{card.name} · {card.native_name}" if card.native_name else card.name)
        for card in directory().cards
    ]


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
