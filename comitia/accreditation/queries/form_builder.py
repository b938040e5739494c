"""What the desk reads about the forms of meetings: the draft and its faults, versions, and what publishing would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from comitia.accreditation.models import Category, FormVersion, Registration
from comitia.accreditation.policies.answers import known as known_answers
from comitia.accreditation.policies.answers import sentence_of
from comitia.accreditation.queries.form import members_to_choose, published_version
from comitia.accreditation.queries.sessions import session_names
from comitia.accreditation.queries.versions import NO_FORM, form_of_version
from comitia.core.forms.answers import Fault, read
from comitia.core.forms.definition import FILE_QUESTIONS, Form, Page, Question, Section, from_json
from comitia.core.forms.faults import FormFault, faults_of
from comitia.core.forms.showing import shown
from comitia.core.forms.versions import carry_over
from comitia.meetings.models import Meeting
from comitia.meetings.queries import MeetingRow, meeting_row


@dataclass(frozen=True, slots=True)
class FormAtDesk:
    """A meeting's form as an officer finds it: the draft, or what is asked now if nothing is being changed.

    `token` stands for this state of it, so that a change by somebody else is noticed.
    """

    meeting: MeetingRow
    form: Form
    token: str
    is_draft: bool
    changed_at: datetime | None
    published: FormVersion | None
    categories: list[Category]
    faults: list[FormFault] = field(default_factory=list)

    @property
    def asked(self) -> Form:
        """Give what is asked now."""
        return form_of_version(self.published.pk) if self.published else NO_FORM


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A published version, how many questions it asks and how many people have sent their answers under it."""

    number: int
    published_at: datetime | None
    questions: int
    answered: int


@dataclass(frozen=True, slots=True)
class FormRow:
    """A meeting with the number of its published version (None: no form yet) and whether a draft waits."""

    meeting: int
    number: int | None
    published_at: datetime | None
    has_draft: bool


@dataclass(frozen=True, slots=True)
class Effect:
    """What publishing would do: how many have sent answers, how many are writing, which answers would no longer hold.

    `former` counts answers by question; `people` are those who gave at least one of them.
    """

    sent: int
    writing: int
    people: int
    former: Mapping[str, int]

    @property
    def answers(self) -> int:
        return sum(self.former.values())


def token_of(version: FormVersion | None) -> str:
    """Give the token of a state of a form: which version and how often it was edited."""
    return f"{version.pk}.{version.edits}" if version else "0.0"


def form_at_desk(slug: str) -> FormAtDesk | None:
    """Give the form of a meeting for the desk."""
    meeting = meeting_row(slug)
    if meeting is None:
        return None
    versions = FormVersion.objects.filter(meeting_id=meeting.pk)
    draft = versions.filter(published_at=None).first()
    published = versions.filter(published_at__isnull=False).order_by("-number").defer("definition").first()
    form = from_json(draft.definition) if draft else form_of_version(published.pk if published else None)
    categories = list(Category.objects.filter(meeting_id=meeting.pk).select_related("meeting").order_by("order", "pk"))
    latest = draft or published
    return FormAtDesk(
        meeting=meeting,
        form=form,
        token=token_of(latest),
        is_draft=draft is not None,
        changed_at=latest.changed_at if latest else None,
        published=published,
        categories=categories,
        faults=faults_of(form, categories=frozenset(category.code for category in categories)),
    )


def form_rows(meetings: Iterable[int]) -> dict[int, FormRow]:
    """Tell of each meeting which version of its form is published and whether a draft waits."""
    found = FormVersion.objects.filter(meeting_id__in=list(meetings)).order_by("number")
    rows: dict[int, FormRow] = {}
    for meeting, number, published_at in found.values_list("meeting_id", "number", "published_at"):
        row = rows.get(meeting, FormRow(meeting, None, None, has_draft=False))
        if published_at is None:
            rows[meeting] = FormRow(meeting, row.number, row.published_at, has_draft=True)
        else:
            rows[meeting] = FormRow(meeting, number, published_at, has_draft=row.has_draft)
    return rows


def form_versions(meeting: int) -> list[VersionRow]:
    """List the published versions of a meeting's form, the newest first."""
    sent = Count("registrations", filter=Q(registrations__submitted_at__isnull=False))
    found = FormVersion.objects.filter(meeting_id=meeting, published_at__isnull=False).annotate(answered=sent)
    return [
        VersionRow(
            one.number,
            one.published_at,
            sum(question.is_asked for question in from_json(one.definition).questions),
            one.answered,
        )
        for one in found.order_by("-number")
    ]


def published_form(meeting: int, number: int) -> Form | None:
    """Give what a published version of a meeting's form asks, by its number."""
    found = FormVersion.objects.filter(meeting_id=meeting, number=number, published_at__isnull=False)
    pk = found.values_list("pk", flat=True).first()
    return None if pk is None else form_of_version(pk)


def forms_to_copy(*, but: int) -> list[tuple[str, int]]:
    """List the meetings with a published form, each with the number of its latest version, but one; the latest first."""
    found = FormVersion.objects.filter(published_at__isnull=False).exclude(meeting_id=but)
    rows = found.order_by("-meeting__year", "-meeting__starts_on", "-meeting_id", "-number")
    latest: dict[str, int] = {}
    for slug, number in rows.values_list("meeting__slug", "number"):
        latest.setdefault(slug, number)
    return list(latest.items())


def sessions_to_offer(meeting: int, language: str) -> list[tuple[str, str]]:
    """List the sessions of a meeting that have places to sign up for, with their names in a language."""
    current = Meeting.objects.filter(pk=meeting, is_current=True).exists()
    return list(session_names(language).items()) if current else []


def effect_of(meeting: int, new: Form) -> Effect:
    """Foresee what publishing a form would do to the answers there are; those that hold no longer already do not count."""
    asked = published_version(meeting)
    rows = Registration.objects.filter(meeting_id=meeting).values_list(
        "submitted_at", "form_id", "answers", "staff_answers", "draft"
    )
    former: Counter[str] = Counter()
    sent = writing = people = 0
    for submitted_at, version, answers, staff_answers, draft in rows:
        sent += submitted_at is not None
        writing += draft is not None
        lost = _lost(answers, version, asked=asked, new=new) | _lost(staff_answers, asked, asked=asked, new=new)
        if draft is not None:
            lost |= _lost(draft["answers"], draft.get("version"), asked=asked, new=new)
        people += bool(lost)
        former.update(lost)
    return Effect(sent, writing, people, dict(former))


def _lost(answers: Mapping[str, Any], version: int | None, *, asked: int | None, new: Form) -> set[str]:
    """Name the questions whose answers hold under the form asked now and would not under a new one."""
    if not answers or version is None:
        return set()
    before = form_of_version(asked)
    holding = answers if version == asked else carry_over(answers, form_of_version(version), before).kept
    return set(carry_over(holding, before, new).former)


@dataclass(frozen=True, slots=True)
class Tried:
    """A form as it answers to what was tried out: the pages with what is shown of them, and what would be refused."""

    pages: list[tuple[Page, list[tuple[Section, list[Question]]]]]
    faults: dict[str, str]


def try_out(form: Form, typed: Mapping[str, Sequence[str]], *, category: str, mode: str) -> Tried:
    """Answer a form without keeping anything: what is shown of it now, and what is wrong with what was typed.

    Files are not taken: a question for one counts as not answered and is not complained about.
    """
    known = known_answers(
        members=frozenset(slug for slug, _name in members_to_choose()) if typed else (), sessions=session_names("en")
    )
    answers: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for question in form.questions if typed else ():
        if question.for_staff or not question.is_asked or question.kind in FILE_QUESTIONS:
            continue
        found = read(question, typed.get(question.key, ()), known=known)
        if isinstance(found, Fault):
            faults[question.key] = sentence_of(found, question)
        elif found is not None:
            answers[question.key] = found
    keys = set(shown(form, answers, category=category, mode=mode))
    pages = []
    for page in form.pages:
        sections = [(each, [one for one in each.questions if one.key in keys]) for each in page.sections]
        if sections := [(section, questions) for section, questions in sections if questions]:
            pages.append((page, sections))
    return Tried(pages, {key: sentence for key, sentence in faults.items() if key in keys})
