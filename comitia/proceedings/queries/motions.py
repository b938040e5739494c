"""What pages read about motions: which ones there are, which a reader may see, what one says and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from comitia.core.drafting.operations import Insert, Operation, apply
from comitia.core.drafting.texts import Text
from comitia.core.governance.motions import OPEN_AMENDMENTS
from comitia.meetings.models import Meeting
from comitia.members.queries import shown_name
from comitia.platform.texts import Text as Words
from comitia.platform.texts import text_in
from comitia.proceedings.models import Amendment, Motion, MotionVersion
from comitia.proceedings.queries.agenda import closed_items
from comitia.proceedings.queries.motion_words import AMENDMENT_STATES, MOTION_STATES, procedural_name
from comitia.proceedings.queries.movers import Reader
from comitia.proceedings.queries.texts import in_voting_order, operations_of, text_of

NOT_PUBLISHED = (Motion.State.SUBMITTED, Motion.State.INADMISSIBLE)
PENDING = (Motion.State.SUBMITTED, Motion.State.ADMITTED, Motion.State.VOTING)


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionRow:
    """A motion in a list."""

    reference: UUID
    number: int
    title: Words
    is_procedural: bool
    item: str
    mover: str
    state: str
    label: Any
    kind: str
    amendments: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """A version of a motion's text."""

    number: int
    text: Text
    digest: str
    made_at: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentRow:
    """An amendment as its page and the motion's show it; `before` is the version that it changes."""

    reference: UUID
    number: int
    state: str
    label: Any
    kind: str
    mover: str
    seconders: tuple[str, ...]
    remarks: str
    reason: str
    lacks: tuple[str, ...]
    waived: dict[str, str]
    version: int
    before: Text
    operations: tuple[Operation, ...]
    fell_with: int | None
    result: dict[str, Any]

    @property
    def after(self) -> Text:
        return apply(self.before, self.operations)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_AMENDMENTS

    @property
    def places(self) -> tuple[int, ...]:
        """Give the numbers of the paragraphs that it changes, removes or is inserted after; 0 is before the first."""
        numbers = {key: number for number, key in enumerate(self.before.keys, start=1)}
        named = [each.after or "" if isinstance(each, Insert) else each.key for each in self.operations]
        return tuple(sorted({numbers.get(key, 0) for key in named if key in numbers or not key}))


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionPage:
    """A motion with its versions, the newest last, and its amendments: those that wait in the order of voting first."""

    motion: Motion
    row: MotionRow
    item_title: Words
    seconders: tuple[str, ...]
    versions: tuple[VersionRow, ...]
    amendments: tuple[AmendmentRow, ...]

    @property
    def text(self) -> Text:
        return self.versions[-1].text if self.versions else Text()

    @property
    def number(self) -> int:
        return self.versions[-1].number if self.versions else 0

    def version(self, number: int) -> VersionRow | None:
        return next((one for one in self.versions if one.number == number), None)

    def amendment(self, number: int) -> AmendmentRow | None:
        return next((one for one in self.amendments if one.number == number), None)


def motions_of(reader: Reader, meeting: Meeting, *, language: str) -> list[MotionRow]:
    """List the motions of a session that somebody may read, in their order."""
    return [row_of(one, language) for one in _readable(meeting, sees_all=reader.reads_all).order_by("number")]


def session_of(slug: str) -> Meeting | None:
    """Give a session by its address."""
    return Meeting.objects.select_related("organ").filter(slug=slug).first()


def motion_page(reader: Reader, session: Meeting, number: int, *, language: str) -> MotionPage | None:
    """Give a motion with all that its page shows; None if there is none that this reader may see."""
    sees_all = reader.reads_all
    motion = _readable(session, sees_all=sees_all).filter(number=number).first()
    if motion is None:
        return None
    motion.meeting = session
    versions = list(MotionVersion.objects.filter(motion=motion).order_by("number"))
    return MotionPage(
        motion=motion,
        row=row_of(motion, language),
        item_title=text_in(motion.item.titles if motion.item else {}, language),
        seconders=tuple(
            shown_name(one.member, language) for one in motion.secondings.select_related("member").order_by("at")
        ),
        versions=tuple(
            VersionRow(number=one.number, text=text_of(one), digest=one.digest, made_at=one.made_at) for one in versions
        ),
        amendments=tuple(_amendments(motion, versions, sees_all=sees_all, language=language)),
    )


def pending_procedural(meeting: int) -> list[Motion]:
    """Give the motions on the conduct of the sitting that wait for their decision, as they were moved."""
    found = Motion.objects.filter(meeting=meeting, kind=Motion.Kind.PROCEDURAL, state__in=PENDING)
    return list(found.select_related("mover").order_by("number"))


def row_of(motion: Any, language: str) -> MotionRow:
    """Give a motion as lists show it."""
    label, kind = MOTION_STATES[motion.state]
    is_procedural = motion.kind == Motion.Kind.PROCEDURAL
    said = Words(procedural_name(motion.procedural_type), language, is_fallback=False)
    return MotionRow(
        reference=motion.reference,
        number=motion.number,
        title=said if is_procedural else text_in(motion.titles, language),
        is_procedural=is_procedural,
        item=motion.item.number if motion.item else "",
        mover=shown_name(motion.mover, language),
        state=motion.state,
        label=label,
        kind=kind,
        amendments=motion.amendment_count,
    )


def _readable(meeting: Meeting, *, sees_all: bool) -> QuerySet[Any]:
    published = ~Q(amendments__state__in=[Amendment.State.SUBMITTED, Amendment.State.INADMISSIBLE])
    found = (
        Motion.objects.filter(meeting=meeting)
        .select_related("mover", "item__parent__parent__parent")
        .annotate(amendment_count=Count("amendments", filter=None if sees_all else published))
    )
    if sees_all:
        return found
    return found.exclude(state__in=NOT_PUBLISHED).exclude(item__in=closed_items(meeting))


def _amendments(
    motion: Motion, versions: Sequence[MotionVersion], *, sees_all: bool, language: str
) -> list[AmendmentRow]:
    found = Amendment.objects.filter(motion=motion).select_related("mover", "obsolete_by")
    if not sees_all:
        found = found.exclude(state__in=[Amendment.State.SUBMITTED, Amendment.State.INADMISSIBLE])
    rows = list(found.prefetch_related("secondings__member").order_by("number"))
    by_key = {one.pk: one for one in versions}
    waiting = [one for one in rows if one.state in OPEN_AMENDMENTS]
    order = [one.pk for one in in_voting_order(versions[-1], waiting)] if versions and waiting else []
    rows.sort(key=lambda one: (order.index(one.pk) if one.pk in order else len(order), one.number))
    return [_amendment(one, by_key[one.version_id], language) for one in rows]


def _amendment(amendment: Amendment, version: MotionVersion, language: str) -> AmendmentRow:
    label, kind = AMENDMENT_STATES[amendment.state]
    return AmendmentRow(
        reference=amendment.reference,
        number=amendment.number,
        state=amendment.state,
        label=label,
        kind=kind,
        mover=shown_name(amendment.mover, language),
        seconders=tuple(shown_name(one.member, language) for one in amendment.secondings.all()),
        remarks=amendment.remarks,
        reason=amendment.reason,
        lacks=tuple(amendment.lacks),
        waived=amendment.waived,
        version=version.number,
        before=text_of(version),
        operations=operations_of(amendment),
        fell_with=amendment.obsolete_by.number if amendment.obsolete_by else None,
        result=amendment.result,
    )
