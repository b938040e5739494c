"""What pages read about the convocations of a session: being written, sent, proved, acknowledged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import get_language

from comitia.accreditation.models import Delegate, FocalPoint
from comitia.core.governance.convocation import DaysFault, Deadline, days_by_rule, deadline, period_of
from comitia.core.governance.rule_set import NoticeRule
from comitia.meetings.models import Meeting, Sitting
from comitia.meetings.queries.rules import rules_of_session
from comitia.members.queries import shown_name
from comitia.notices.queries import LANGUAGES, template_in_use
from comitia.notices.queries.outbox import ways_of
from comitia.platform.edits import Record
from comitia.platform.texts import text_in
from comitia.proceedings.models import Addressee, Convocation, Notice
from comitia.proceedings.queries.convocation_recipients import GONE, Called

KIND: Final = "convocation"
State = Convocation.State


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow:
    """One way in which an addressee was reached, with what proves it; `state` is that of the letter."""

    pk: int
    channel: str
    channel_name: str
    role: str
    address: str
    state: str
    sent_on: date
    sent_at: datetime | None
    identifier: str
    proof: str
    file: str
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AddresseeRow:
    """Whom a convocation called, how they were reached and whether they confirmed it."""

    pk: int
    kind: str
    slug: str
    name: str
    lack: str
    notices: tuple[NoticeRow, ...]
    acknowledged_at: datetime | None

    @property
    def is_reached(self) -> bool:
        """Say whether something proves that they were called: a letter that was sent, or what an officer declared."""
        return any(one.state in {"sent", ""} for one in self.notices)


@dataclass(frozen=True, slots=True)
class PublicConvocation:
    """What everybody is told of the convocation in force."""

    number: int
    issued_at: datetime
    is_amended: bool


@dataclass(frozen=True, slots=True)
class OwnCall:
    """A convocation that calls somebody for a member, an observer entity or themselves."""

    convocation: Convocation
    name: str
    acknowledged_at: datetime | None


def meeting_with_organ(slug: str) -> Meeting | None:
    """Give the session that is convoked."""
    return Meeting.objects.select_related("organ").filter(slug=slug).first()


def convocations_of(meeting: Meeting) -> QuerySet[Convocation]:
    """List the convocations of a session, the last one first."""
    return Convocation.objects.filter(meeting=meeting).select_related("amends").order_by("-number")


def convocation_at_desk(slug: str, reference: UUID) -> Convocation | None:
    """Give a convocation of a session."""
    found = Convocation.objects.select_related("meeting__organ", "amends", "amended_by")
    return found.filter(meeting__slug=slug, reference=reference).first()


def first_sitting(meeting: Meeting) -> Sitting | None:
    """Give the sitting with which a session opens."""
    return Sitting.objects.filter(meeting=meeting).order_by("starts_at", "number").first()


def zone_of(meeting: Meeting) -> ZoneInfo:
    """Give the clock by which the days of a session are counted; UTC while it has none."""
    return ZoneInfo(meeting.zone or "UTC")


def notice_rule_of(meeting: Meeting) -> NoticeRule | None:
    """Give what the rules of a session say about notice; None where they say nothing."""
    rule_set = rules_of_session(meeting)
    return rule_set.notice if rule_set else None


def days_named(meeting: Meeting) -> dict[bool, int | None]:
    """Give the days that the rules name for ordinary (False) and extraordinary (True) sessions."""
    rule = notice_rule_of(meeting)
    return {one: days_by_rule(rule, is_extraordinary=one) for one in (False, True)}


def deadline_of(convocation: Convocation, *, at: datetime) -> Deadline | DaysFault | None:
    """Judge a convocation as if it went out now; None while the session has no sitting."""
    first = first_sitting(convocation.meeting)
    if first is None:
        return None
    period = period_of(
        notice_rule_of(convocation.meeting),
        is_extraordinary=convocation.is_extraordinary,
        chosen=convocation.days,
    )
    if isinstance(period, DaysFault):
        return period
    return deadline(period, opens_at=first.starts_at, zone=zone_of(convocation.meeting), at=at)


def texts_of(convocation: Convocation) -> dict[str, tuple[str, str]]:
    """Give the words of a convocation as letters take them."""
    return {language: (text["subject"], text["text"]) for language, text in convocation.texts.items()}


def ready_texts() -> dict[str, dict[str, str]]:
    """Give the words that lie ready for a convocation, by language."""
    found = {code: template_in_use(KIND, code) for code in LANGUAGES}
    return {code: {"subject": one.subject, "text": one.text} for code, one in found.items() if one.language == code}


def record_of(convocation: Convocation) -> Record:
    """Give what an officer may change of a convocation before it is issued."""
    texts = texts_of(convocation)
    values: dict[str, Any] = {
        "is_extraordinary": convocation.is_extraordinary,
        "days": convocation.days,
        "with_observers": convocation.with_observers,
        "categories": list(convocation.categories),
    }
    values |= {f"subject_{code}": texts.get(code, ("", ""))[0] for code in LANGUAGES}
    values |= {f"text_{code}": texts.get(code, ("", ""))[1] for code in LANGUAGES}
    return Record(str(convocation.reference), "", values)


def name_of(called: Called | Addressee, language: str) -> str:
    """Name a member, an observer entity or a participant."""
    if called.member:
        return shown_name(called.member, language)
    if called.observer:
        return called.observer.name
    if called.registration:
        return called.registration.name or called.registration.person.name
    return ""


def kind_of(called: Called | Addressee) -> str:
    """Say what is called: a member, an observer or a participant."""
    return "member" if called.member else "observer" if called.observer else "participant"


def addressee_rows(convocation: Convocation, *, language: str) -> list[AddresseeRow]:
    """List whom a convocation called with every way they were reached: three statements."""
    ways = ways_of(f"convocation:{convocation.pk}:")
    notices = Notice.objects.select_related("blob").order_by("noted_at", "pk")
    found = Addressee.objects.filter(convocation=convocation).select_related(
        "member", "observer", "registration__person"
    )
    return [
        AddresseeRow(
            pk=one.pk,
            kind=kind_of(one),
            slug=one.member.slug if one.member else "",
            name=name_of(one, language),
            lack=one.get_lacks_display() if one.lacks else "",
            notices=tuple(_notice(each, ways, convocation) for each in one.notices.all()),
            acknowledged_at=one.acknowledged_at,
        )
        for one in found.prefetch_related(Prefetch("notices", queryset=notices)).order_by("pk")
    ]


def public_convocation(slug: str) -> PublicConvocation | None:
    """Give the convocation in force for everybody: when, and whether it replaced another one."""
    found = Convocation.objects.filter(meeting__slug=slug, state=State.ISSUED).first()
    if found is None or found.issued_at is None:
        return None
    return PublicConvocation(found.number, found.issued_at, is_amended=found.amends_id is not None)


def calls_of(slug: str, person: UUID) -> list[OwnCall]:
    """List the convocations of a session that call somebody, the last first, for each whom they act for: three statements."""
    found = _own(person, slug).select_related(
        "convocation__meeting", "convocation__amends", "member", "observer", "registration__person"
    )
    language = get_language() or "en"
    rows = found.order_by("-convocation__number", "pk")
    return [OwnCall(one.convocation, name_of(one, language), one.acknowledged_at) for one in rows]


def own_addressees(convocation: Convocation, person: UUID) -> QuerySet[Addressee]:
    """Give the addressees of a convocation for whom somebody acts."""
    return _own(person, convocation.meeting.slug).filter(convocation=convocation)


def _own(person: UUID, slug: str) -> QuerySet[Addressee]:
    within = {"delegation__meeting__slug": slug}
    delegates = Delegate.objects.filter(**within, registration__person__reference=person, left_at=None)
    delegates = delegates.exclude(registration__state__in=GONE)
    points = FocalPoint.objects.filter(**within, person__reference=person, ended_at=None)
    pairs = [
        *delegates.values_list("delegation__member", "delegation__observer"),
        *points.values_list("delegation__member", "delegation__observer"),
    ]
    mine = Q(registration__person__reference=person)
    mine |= Q(member__in={one for one, _observer in pairs if one})
    mine |= Q(observer__in={one for _member, one in pairs if one})
    return Addressee.objects.filter(mine, convocation__meeting__slug=slug)


def _notice(one: Notice, ways: Mapping[str, Any], convocation: Convocation) -> NoticeRow:
    way = ways.get(one.mail)
    last = convocation.last_day
    return NoticeRow(
        pk=one.pk,
        channel=one.channel,
        channel_name=one.get_channel_display(),
        role=one.role,
        address=way.to if way else "",
        state=("erased" if way is None else way.state) if one.mail else "",
        sent_on=one.sent_on,
        sent_at=way.sent_at if way else None,
        identifier=one.identifier,
        proof=one.proof,
        file=one.blob.name if one.blob else "",
        is_late=last is not None and one.sent_on > last,
    )


def categories_of(meeting: Meeting) -> Sequence[tuple[str, str]]:
    """Give the categories of registration whose people can be called as well."""
    language = get_language() or "en"
    return [(one.code, text_in(one.names, language).value) for one in meeting.categories.order_by("pk")]
