"""What pages read of the minutes of a session: how far they are, their text in a language, corrections and corrigenda."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy

from comitia.core.governance.record import Access
from comitia.documents.queries.rules import rules_of
from comitia.meetings.models import Meeting
from comitia.members.queries import shown_name
from comitia.platform.actors import Actor
from comitia.platform.dates import day_in_words
from comitia.platform.edits import Record
from comitia.platform.texts import ORIGINAL, Text, text_in
from comitia.proceedings.models import Corrigendum, Decision, Minutes, MinutesCorrection, MinutesText, Slot
from comitia.proceedings.policies.minutes import may_keep_minutes
from comitia.proceedings.queries.minutes_blocks import Block, inserted_after, paragraph, places_in, rows, said
from comitia.proceedings.queries.minutes_facts import around, record_for, told_by
from comitia.proceedings.queries.minutes_words import CAMERA, CLOSING, OPENING, laid_out, moment, slots_of
from comitia.proceedings.queries.record import access_for

State = Minutes.State
STATES: Final[Mapping[str, tuple[Any, str]]] = {
    State.DRAFT: (pgettext_lazy("state of minutes", "Being written"), "wait"),
    State.CIRCULATED: (pgettext_lazy("state of minutes", "Circulated for corrections"), "wait"),
    State.ADOPTED: (pgettext_lazy("state of minutes", "Adopted"), "ok"),
}
ADOPTIONS: Final[Mapping[str, Any]] = {
    Minutes.Adoption.DECISION: gettext_lazy("By a decision of the committee"),
    Minutes.Adoption.LAPSE: gettext_lazy("By the lapse of the time for corrections"),
    Minutes.Adoption.UNKNOWN: gettext_lazy("The rules do not say; the committee decides"),
}
CORRECTIONS: Final[Mapping[str, tuple[Any, str]]] = {
    MinutesCorrection.State.PROPOSED: (pgettext_lazy("state of a correction", "Proposed"), "wait"),
    MinutesCorrection.State.ACCEPTED: (pgettext_lazy("state of a correction", "Accepted"), "ok"),
    MinutesCorrection.State.REFUSED: (pgettext_lazy("state of a correction", "Refused"), "bad"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotRow:
    """A place where the rapporteur writes; `languages` are those that have a text already."""

    key: str
    label: str
    is_closed: bool
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRow:
    """A correction as its page shows it."""

    reference: UUID
    number: int
    member: str
    place: str
    language: str
    text: str
    is_late: bool
    state: str
    label: Any
    kind: str
    reason: str
    proposed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrigendumRow:
    """A corrigendum in the reader's language."""

    number: int
    place: str
    text: Text
    is_closed: bool
    issued_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TextShown:
    """Minutes in one language for a reader; `digest` is empty while they are being written."""

    stage: str
    access: str
    language: str
    blocks: list[Block]
    salt: str
    digest: str
    others: tuple[str, ...]


def minutes_for(meeting: Meeting) -> Minutes | None:
    """Give the minutes of a session, None where nobody has begun any."""
    found = Minutes.objects.select_related("adopted_by__meeting").filter(meeting=meeting).first()
    if found is not None:
        found.meeting = meeting
    return found


def has_minutes(meeting: str) -> bool:
    """Say whether everybody may read the minutes of a meeting (by slug)."""
    return Minutes.objects.filter(meeting__slug=meeting, state=State.ADOPTED).exists()


def languages_of(meeting: Meeting) -> list[str]:
    """Give the languages of a session: those of its papers, or all of the site; always the original one."""
    known = [code for code, _name in settings.LANGUAGES]
    chosen = [code for code in known if code in rules_of(meeting).languages or code == ORIGINAL]
    return chosen if rules_of(meeting).languages else known


def access_to(minutes: Minutes | None, by: Actor) -> Access | None:
    """Say which version of the minutes somebody reads, None for none: drafts their writers, circulated ones the committee."""
    if minutes is None:
        return None
    if may_keep_minutes(by, minutes.meeting):
        return Access.COMMITTEE
    access = access_for(by, minutes.meeting.slug)
    if minutes.state == State.ADOPTED:
        return Access.COMMITTEE if access is Access.COMMITTEE else Access.PUBLIC
    return access if access is Access.COMMITTEE and minutes.state == State.CIRCULATED else None


def text_shown(minutes: Minutes, *, access: Access, language: str, at: datetime) -> TextShown:
    """Give the minutes in a language: as they are kept, or as they would be circulated now while they are being written."""
    if minutes.state == State.DRAFT:
        codes = languages_of(minutes.meeting)
        code = language if language in codes else ORIGINAL
        blocks = drafted(minutes, access=access, language=code, stage=_("Draft"), at=at)
        return TextShown(
            stage="draft", access=access, language=code, blocks=blocks, salt="", digest="", others=tuple(codes)
        )
    texts = MinutesText.objects.filter(minutes=minutes, stage=minutes.state, access=access)
    kept = {one.language: one for one in texts.filter(language__in=[language, ORIGINAL])}
    found = kept.get(language) or kept[ORIGINAL]
    return TextShown(
        stage=found.stage,
        access=found.access,
        language=found.language,
        blocks=found.blocks,
        salt=found.salt,
        digest=found.digest,
        others=tuple(code for code, _name in settings.LANGUAGES if code in minutes.languages),
    )


def drafted(
    minutes: Minutes, *, access: Access, language: str, stage: str, at: datetime, until: int | None = None
) -> list[Block]:
    """Lay minutes out in a language from the record, up to an entry of it, and what was written."""
    meeting = minutes.meeting
    entries = record_for(meeting, access=access, until=until)
    told = told_by(meeting, entries)
    public = (
        told if access is Access.PUBLIC else told_by(meeting, record_for(meeting, access=Access.PUBLIC, until=until))
    )
    texts = {one.key: one.texts for one in Slot.objects.filter(minutes=minutes)}
    with override(language):
        near = around(meeting, entries, access=access, language=language, texts=texts, at=at)
        digest = entries[-1].digest if entries else ""
        source = _("Made from the record of the session up to entry %(number)s, whose digest is %(digest)s.")
        words = source % {"number": told.last, "digest": digest}
        return laid_out(told, public, near, stage=stage, source=words)


def stage_of_circulated(minutes: Minutes, *, until: datetime) -> str:
    """Say, in the language in force, until when corrections are taken."""
    words = {"moment": moment(until, ZoneInfo(minutes.meeting.zone or "UTC"))}
    return _("Circulated to the members. Corrections are taken until %(moment)s.") % words


def stage_of_adopted(minutes: Minutes, *, label: str, at: datetime) -> str:
    """Say, in the language in force, when and by what minutes were adopted; a closed decision has no label for everybody."""
    words = {"day": day_in_words(at.astimezone(ZoneInfo(minutes.meeting.zone or "UTC")).date()), "label": label}
    return _("Adopted on %(day)s by decision %(label)s.") % words if label else _("Adopted on %(day)s.") % words


def corrected(minutes: Minutes, text: MinutesText, *, stage: str) -> list[Block]:
    """Give circulated minutes as they are adopted, in the language in force: with the accepted corrections at their places."""
    more: dict[str, list[Block]] = {}
    accepted = MinutesCorrection.objects.filter(minutes=minutes, state=MinutesCorrection.State.ACCEPTED)
    for one in accepted.select_related("member").order_by("number"):
        words = _("Correction %(number)s, asked for by %(member)s:") % {
            "number": one.number,
            "member": shown_name(one.member, text.language),
        }
        said_in = Text(one.text, one.language, is_fallback=one.language != text.language)
        more.setdefault(one.place, []).extend([paragraph(words), *rows([said(said_in)])])
    first, _stage, *others = text.blocks
    return inserted_after([first, paragraph(stage), *others], more)


def slot_rows(minutes: Minutes, *, language: str) -> list[SlotRow]:
    """List the places where the rapporteur writes, in the order of the minutes."""
    meeting = minutes.meeting
    told = told_by(meeting, record_for(meeting, access=Access.COMMITTEE))
    public = told_by(meeting, record_for(meeting, access=Access.PUBLIC))
    written = {one.key: one for one in Slot.objects.filter(minutes=minutes)}
    items = {str(one.reference): one for one in meeting.agenda_items.all()}
    labels = {OPENING: _("Opening"), CLOSING: _("Closing")}
    found = []
    for key, item in slots_of(told, public).items():
        about = items.get(item)
        title = f"{about.number} {text_in(about.titles, language)}".strip() if about else labels.get(key, key)
        texts = written[key].texts if key in written else {}
        found.append(SlotRow(key=key, label=title, is_closed=key.startswith(CAMERA), languages=tuple(texts)))
    return found


def record_of_slot(minutes: Minutes, key: str) -> Record:
    """Give what is written in a slot as a form shows it."""
    texts = Slot.objects.filter(minutes=minutes, key=key).values_list("texts", flat=True).first() or {}
    return Record(key, key, {"texts": texts})


def places_of(minutes: Minutes, *, access: Access, language: str) -> dict[str, str]:
    """Give the places of circulated minutes that can be corrected, with their headings in a language if they have it."""
    texts = MinutesText.objects.filter(minutes=minutes, access=access, stage=MinutesText.Stage.CIRCULATED)
    kept = {one.language: one for one in texts.filter(language__in=[language, ORIGINAL])}
    found = kept.get(language) or kept.get(ORIGINAL)
    return places_in(found.blocks) if found else {}


def correction_rows(minutes: Minutes, *, language: str) -> list[CorrectionRow]:
    """List what members asked to be corrected, in order; for the committee."""
    places = places_of(minutes, access=Access.COMMITTEE, language=language)
    found = MinutesCorrection.objects.filter(minutes=minutes).select_related("member").order_by("number")
    return [
        CorrectionRow(
            reference=one.reference,
            number=one.number,
            member=shown_name(one.member, language),
            place=places.get(one.place, ""),
            language=one.language,
            text=one.text,
            is_late=one.is_late,
            state=one.state,
            label=CORRECTIONS[one.state][0],
            kind=CORRECTIONS[one.state][1],
            reason=one.reason,
            proposed_at=one.proposed_at,
        )
        for one in found
    ]


def corrigendum_rows(minutes: Minutes, *, access: Access, language: str) -> list[CorrigendumRow]:
    """List the corrigenda to adopted minutes that a reader sees, in order."""
    found = Corrigendum.objects.filter(minutes=minutes).order_by("number")
    if access is not Access.COMMITTEE:
        found = found.filter(is_closed=False)
    places = places_of(minutes, access=access, language=language)
    return [
        CorrigendumRow(
            number=one.number,
            place=places.get(one.place, ""),
            text=text_in(one.texts, language),
            is_closed=one.is_closed,
            issued_at=one.issued_at,
        )
        for one in found
    ]


def decisions_that_adopt(minutes: Minutes) -> list[tuple[str, str]]:
    """List reference and label of the decisions of the organ since the minutes were circulated, the newest first."""
    meeting = minutes.meeting
    found = Decision.objects.filter(meeting__organ=meeting.organ, taken_at__gte=minutes.circulated_at)
    if meeting.organ_id is None:
        found = found.filter(meeting=meeting)
    return [
        (str(reference), label) for reference, label in found.order_by("-taken_at").values_list("reference", "label")
    ]


def is_keeper(by: Actor, meeting: Meeting) -> bool:
    """Say whether somebody writes the minutes of a session."""
    return bool(may_keep_minutes(by, meeting))
