"""What is kept about people after a meeting, how much of it there is, and when it goes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from json import dumps
from typing import Any, Final

from django.db.models import Count, Max, Q, QuerySet

from comitia.accreditation.models import (
    BadgeDesign,
    BadgeRun,
    CheckIn,
    FocalPoint,
    FormVersion,
    Invitation,
    LetterOfMandate,
    Registration,
    WaitingEntry,
)
from comitia.accreditation.policies.retention import FILES_KEPT, MATTERS, PERIODS, Matter, last_day_of
from comitia.core.forms.definition import Form, Question, from_json
from comitia.core.forms.retention import due_keys, erased_on, period_of
from comitia.journal.queries import entries
from comitia.meetings.models import Meeting
from comitia.platform.blobs.models import Blob

VERB: Final = "erase_kept"
NO_FORM: Final = Form()
REFERENCE: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
HELD: Final = ("answers", "staff_answers", "former_answers", "draft")


@dataclass(frozen=True, slots=True)
class Line:
    """Something that is kept of a meeting (of none: files that nothing names): how much, for how long, until when.

    `key` and `labels` are those of a question; `days` None means that no period was set.
    """

    matter: Matter
    meeting: Meeting | None
    key: str
    labels: Mapping[str, str]
    count: int
    days: int | None
    on: date | None

    @property
    def label(self) -> Any:
        return MATTERS[self.matter]


@dataclass(slots=True)
class MeetingForms:
    """The published versions of a meeting's form by key, and the one that is asked now."""

    versions: dict[int | None, Form] = field(default_factory=dict)
    now: Form = NO_FORM

    def due(self, version: int | None, keys: Iterable[str], *, last_day: date, today: date) -> frozenset[str]:
        """Name the answers given under a version that are no longer kept today."""
        given_under = self.versions.get(version, NO_FORM)
        return due_keys(keys, given_under=given_under, asked_now=self.now, last_day=last_day, today=today)

    def days(self, version: int | None, key: str) -> int | None:
        return period_of(key, self.versions.get(version, NO_FORM), self.now)

    def question(self, key: str) -> Question | None:
        """Give a question as it is asked now, or as it was last asked."""
        forms = (self.now, *reversed(self.versions.values()))
        return next((form.question(key) for form in forms if key in form), None)


def kept_lines(*, today: date) -> list[Line]:
    """List everything that is kept about people of meetings, what goes first before: the number of statements is constant."""
    meetings = {one.pk: one for one in Meeting.objects.annotate(closes_at=Max("categories__closes_at"))}
    found = [*_answers(meetings), *_others(meetings)]
    if unnamed := len(unnamed_files(today=today)):
        found.append(Line(Matter.FILES, None, "", {}, unnamed, FILES_KEPT, today))
    return sorted(found, key=lambda line: (line.on or date.max, line.matter, line.key))


def one_line(matter: str, meeting: str, key: str, *, today: date) -> Line | None:
    """Give one line of what is kept."""
    for line in kept_lines(today=today):
        slug = line.meeting.slug if line.meeting else ""
        if (line.matter, slug, line.key) == (matter, meeting, key):
            return line
    return None


def past_erasures() -> QuerySet[Any]:
    """Give what the journal says about erasures, the latest first."""
    return entries(verb=VERB)


def forms_of(meetings: Iterable[int]) -> dict[int, MeetingForms]:
    """Give the published forms of meetings: one statement."""
    found: dict[int, MeetingForms] = defaultdict(MeetingForms)
    rows = FormVersion.objects.filter(meeting__in=meetings, published_at__isnull=False).order_by("number")
    for pk, meeting, definition in rows.values_list("pk", "meeting_id", "definition"):
        found[meeting].versions[pk] = found[meeting].now = from_json(definition)
    return found


def given_in(row: Mapping[str, Any]) -> Iterator[tuple[int | None, Mapping[str, Any]]]:
    """Go through the answers of a registration (its columns `HELD` and `form_id`), each part with the version it was given under."""
    yield row["form_id"], row["answers"]
    yield row["form_id"], row["staff_answers"]
    for former in row["former_answers"]:
        yield former["version"], former["answers"]
    if row["draft"]:
        yield row["draft"].get("version"), row["draft"]["answers"]


def unnamed_files(*, today: date) -> list[Blob]:
    """List the files that people who registered brought and that nothing names any more: three statements."""
    until = datetime.combine(today - timedelta(days=FILES_KEPT), time(), tzinfo=UTC)
    unlinked = Q(**{f"{link.name}__isnull": True for link in Blob._meta.related_objects})  # noqa: SLF001
    registered = Registration.objects.values("person__reference")
    brought = list(
        Blob.objects.filter(unlinked, owner__in=registered, stored_at__lt=until).exclude(state=Blob.State.ERASED)
    )
    if not brought:
        return []
    owners = {blob.owner for blob in brought if blob.owner}
    named: set[str] = set()
    for row in Registration.objects.filter(person__reference__in=owners).values(*HELD).iterator():
        named.update(references_in(row))
    for definition in BadgeDesign.objects.values_list("definition", flat=True):
        named.update(references_in(definition))
    return [blob for blob in brought if str(blob.reference) not in named]


def references_in(value: Any) -> set[str]:
    """Give everything in a JSON value that looks like the reference of a file."""
    return set(REFERENCE.findall(dumps(value)))


def waiting_of(registrations: Collection[int]) -> QuerySet[WaitingEntry]:
    """Give what registrations on a waiting list will send."""
    running = ("waiting", "offered")
    return WaitingEntry.objects.select_for_update(of=("self",)).filter(
        registration__in=registrations, state__in=running
    )


def drafts() -> QuerySet[Registration]:
    """Give the registrations in which something is filled in that was not sent."""
    return Registration.objects.filter(draft__isnull=False)


def invitations() -> QuerySet[Invitation]:
    """Give the invitations that still say whom they were for."""
    return Invitation.objects.exclude(email="")


def unanswered_focal_points() -> QuerySet[FocalPoint]:
    """Give those who were asked to compose a delegation and never did, as far as it is still known who they were."""
    return FocalPoint.objects.filter(taken_up_at=None).exclude(email="")


def badge_files() -> QuerySet[BadgeRun]:
    """Give the printings whose file is still there."""
    return BadgeRun.objects.filter(blob__isnull=False).exclude(blob__state=Blob.State.ERASED)


def mandates() -> QuerySet[LetterOfMandate]:
    """Give the letters of mandate whose file is still there."""
    return LetterOfMandate.objects.exclude(blob__state=Blob.State.ERASED)


# What is counted by meeting: of each matter one or several kinds of rows, and how each leads to its meeting
KEPT: Final[Mapping[Matter, tuple[tuple[str, Callable[[], QuerySet[Any]]], ...]]] = {
    Matter.DRAFTS: (("meeting_id", drafts),),
    Matter.INVITATIONS: (("meeting_id", invitations), ("delegation__meeting_id", unanswered_focal_points)),
    Matter.BADGES: (("design__meeting_id", badge_files),),
    Matter.CHECK_INS: (("registration__meeting_id", CheckIn.objects.all),),
    Matter.MANDATES: (("delegation__meeting_id", mandates),),
}


def _answers(meetings: Mapping[int, Meeting]) -> Iterator[Line]:
    """Count the answers to each question of each meeting; of several periods the shortest is told."""
    forms = forms_of(meetings)
    counts: Counter[tuple[int, str]] = Counter()
    periods: dict[tuple[int, str], int] = {}
    for row in Registration.objects.values("meeting_id", "form_id", *HELD).iterator():
        meeting = row["meeting_id"]
        keys: set[str] = set()
        for version, answers in given_in(row):
            keys.update(answers)
            for key in answers:
                days = forms[meeting].days(version, key)
                if days is not None:
                    periods[meeting, key] = min(days, periods.get((meeting, key), days))
        counts.update((meeting, key) for key in keys)
    for (meeting, key), count in counts.items():
        question = forms[meeting].question(key)
        days = periods.get((meeting, key))
        labels = question.labels if question else {"en": key}
        yield _line(Matter.ANSWERS, meetings[meeting], count, days, key=key, labels=labels)


def _others(meetings: Mapping[int, Meeting]) -> Iterator[Line]:
    """Count what else is kept of each meeting."""
    for matter, kinds in KEPT.items():
        counts: Counter[int] = Counter()
        for path, rows in kinds:
            counts.update(dict(rows().order_by().values_list(path).annotate(Count("pk"))))
        for meeting, count in counts.items():
            yield _line(matter, meetings[meeting], count, PERIODS[matter])


def _line(
    matter: Matter,
    meeting: Meeting,
    count: int,
    days: int | None,
    *,
    key: str = "",
    labels: Mapping[str, str] | None = None,
) -> Line:
    last = last_day_of(meeting)
    return Line(
        matter, meeting, key, labels or {}, count, days, erased_on(last, days) if last and days is not None else None
    )
