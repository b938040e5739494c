"""The minutes of a session laid out in the language in force: sittings, agenda, what was done on each item, closing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from comitia.core.governance.debate import Klass
from comitia.core.governance.minutes import ENDS, STATEMENT, Event, Minutes, Section, SittingPart
from comitia.core.governance.plain_data import from_plain
from comitia.core.governance.quorum import QuorumOutcome
from comitia.core.governance.record import Access
from comitia.meetings.queries.plans import OFFICES
from comitia.organs.queries.rule_words import quorum_formula, quorum_text
from comitia.platform.dates import day_in_words
from comitia.platform.texts import Text, text_in
from comitia.proceedings.queries.floor import KLASSES
from comitia.proceedings.queries.minutes_blocks import Block, Words, heading, paragraph, prose, rows, said, table
from comitia.proceedings.queries.minutes_facts import Around
from comitia.proceedings.queries.minutes_votes import decision_blocks, motion_blocks, vote_blocks
from comitia.proceedings.queries.record_words import note_of, sentence_of

OPENING, CLOSING = "opening", "closing"
ITEM, CAMERA = "item:", "camera:"


def slots_of(told: Minutes, public: Minutes) -> dict[str, str]:
    """Give the places where the rapporteur writes, with the item each is about: `camera:` for what is closed of an item."""
    in_public = {section.item: section.entries for section in public.sections}
    found = {OPENING: ""}
    for section in told.sections:
        if section.item and section.item in in_public:
            found[ITEM + section.item] = section.item
        if section.item and section.entries - in_public.get(section.item, frozenset()):
            found[CAMERA + section.item] = section.item
    return {**found, CLOSING: ""}


def laid_out(told: Minutes, public: Minutes, near: Around, *, stage: str, source: str) -> list[Block]:
    """Lay minutes out; `stage` says how far they are, `source` what they were made of."""
    slots = slots_of(told, public) if near.access is Access.COMMITTEE else slots_of(public, public)
    blocks = [heading(1, _("Minutes of %(meeting)s") % {"meeting": near.name}, anchor=OPENING), paragraph(stage)]
    blocks += _written(OPENING, near)
    if told.is_partial:
        words = _("The committee sat in camera for a part of the session; these minutes say nothing about that part.")
        blocks.append(paragraph(words))
    if told.sittings:
        blocks.append(heading(2, _("Sittings")))
    for sitting in told.sittings:
        blocks += _sitting(sitting, near)
    blocks += _quorums(told, near)
    blocks += _agenda(told, near)
    for section in told.sections:
        blocks += _section(section, near, slots)
    for key in _closed_items(told, near):
        blocks += [heading(2, _numbered(key, near)), paragraph(_("The committee dealt with this item in camera."))]
    blocks.append(heading(2, _("Closing"), anchor=CLOSING))
    blocks += rows(_at(event, near) for sitting in told.sittings for event in sitting.events if event.kind in ENDS)
    return [*blocks, *_written(CLOSING, near), paragraph(source)]


def moment(at: datetime, zone: ZoneInfo) -> str:
    """Write a moment on the clock of the meeting, in the language in force."""
    words = {"day": day_in_words(at.astimezone(zone).date()), "time": clock(at, zone), "zone": zone.key}
    return _("%(day)s, %(time)s (%(zone)s)") % words


def clock(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%H:%M}"


def _written(key: str, near: Around) -> list[Block]:
    return prose(text_in(near.texts.get(key, {}), near.language))


def _at(event: Event, near: Around) -> Words:
    """Say when an event was and what it was, with what was said word for word."""
    sentence = sentence_of(event.kind, event.facts, near.names, language=near.language)
    note = str(note_of(event.facts, language=near.language)) if "texts" not in event.facts else ""
    words = {"time": clock(event.at, near.zone), "sentence": sentence, "note": note}
    if note:
        return _("%(time)s: %(sentence)s “%(note)s”") % words
    return _("%(time)s: %(sentence)s") % words


def _sitting(sitting: SittingPart, near: Around) -> Iterator[Block]:
    title = near.sittings.get(sitting.number)
    number = {"number": sitting.number}
    yield heading(3, said(title) if title else _("Sitting %(number)s") % number)
    called = next((event for event in sitting.events if event.kind == "sitting_called"), None)
    if called is not None:
        yield paragraph(moment(called.at, near.zone))
        here = sitting.present_at(called.at)
        yield paragraph(
            ngettext(
                "%(count)s member was present when the sitting was called to order.",
                "%(count)s members were present when the sitting was called to order.",
                here,
            )
            % {"count": here}
        )
    yield from rows(_at(one, near) for one in sitting.events if one.kind not in {"officer_named", "officer_released"})
    columns = [_("Office"), _("Who"), _("For"), pgettext("of an office, with a time", "Since")]
    yield from table(_("Officers of sitting %(number)s") % number, columns, _officers(sitting, near))
    columns = [_("Member"), _("Present")]
    yield from table(_("Members present at sitting %(number)s") % number, columns, _stays(sitting, near))


def _officers(sitting: SittingPart, near: Around) -> Iterator[list[Words]]:
    named = [event for event in sitting.events if event.kind in {"officer_named", "chair_handed_over"}]
    if not any(event.facts.get("role") == "presiding" for event in named):
        named = [event for event in sitting.events if event.kind == "sitting_called"] + named
    for event in named:
        role = str(event.facts.get("role") or "presiding")
        who = str(event.facts.get("officer") or event.facts.get("presiding") or "")
        member = str(event.facts.get("member") or "")
        yield [
            str(OFFICES.get(role, role)),
            near.people.get(who, _("Not named")),
            near.names.entities.get(member, member),
            moment(event.at, near.zone),
        ]


def _stays(sitting: SittingPart, near: Around) -> Iterator[list[Words]]:
    spans: dict[str, list[str]] = defaultdict(list)
    for stay in sitting.stays:
        since = clock(stay.since, near.zone)
        until = clock(stay.until, near.zone) if stay.until else ""
        words = _("%(since)s to %(until)s") if until else _("since %(since)s")
        spans[near.names.entities.get(stay.member, stay.member)].append(words % {"since": since, "until": until})
    for member in sorted(spans):
        yield [member, ", ".join(spans[member])]


def _quorums(told: Minutes, near: Around) -> list[Block]:
    """Set how the quorum stood through time: where it was checked, and at each vote."""
    found: list[tuple[datetime, str, Mapping[str, Any]]] = []
    for sitting in told.sittings:
        for event in sitting.quorums:
            judged = event.facts.get("quorum", event.facts)
            found.append((event.at, _("Checked"), judged if isinstance(judged, Mapping) else {}))
    for section in told.sections:
        for vote in section.votes:
            if vote.opened is not None and isinstance(vote.opened.facts.get("quorum"), Mapping):
                name = _("Vote %(number)s was opened") % {"number": vote.opened.facts.get("number", "")}
                found.append((vote.opened.at, name, vote.opened.facts["quorum"]))
    lines = []
    for at, name, judged in sorted(found, key=lambda one: one[0]):
        try:
            outcome = from_plain(QuorumOutcome, judged)
        except (ValueError, TypeError, KeyError):
            continue
        lines.append([clock(at, near.zone), name, quorum_text(outcome), quorum_formula(outcome)])
    columns = [_("Time"), _("When"), _("Quorum"), _("Reckoning")]
    return table(_("Quorum through time"), columns, lines)


def _agenda(told: Minutes, near: Around) -> Iterator[Block]:
    if told.adopted_at is None:
        return
    yield heading(2, _("Agenda as adopted"))
    yield paragraph(_("Adopted at %(time)s.") % {"time": clock(told.adopted_at, near.zone)})
    yield from rows(_listed(item, near) for item in told.agenda)


def _listed(item: Mapping[str, Any], near: Around) -> Words:
    """Write an item as it was adopted; a closed one has no title there, and gets it from the agenda for those who see it."""
    title = text_in(item.get("titles") or {}, near.language) or near.titles.get(str(item.get("item")))
    return _with_number(str(item.get("number") or ""), title)


def _numbered(key: str, near: Around) -> Words:
    return _with_number(near.numbers.get(key, ""), near.titles.get(key))


def _with_number(number: str, title: Text | None) -> Words:
    shown = title or Text(_("Closed item"), "", is_fallback=False)
    words = said(shown)
    if not number:
        return words
    full = _("%(number)s. %(title)s") % {"number": number.rstrip("."), "title": shown.value}
    return {"text": full, "language": shown.language} if shown.is_fallback else full


def _closed_items(told: Minutes, near: Around) -> list[str]:
    """Give the closed items of the agenda of which these minutes say no more."""
    shown = {section.item for section in told.sections}
    shut = [str(item.get("item")) for item in told.agenda if item.get("is_closed")]
    return [key for key in shut if key not in shown] if near.access is Access.PUBLIC else []


def _section(section: Section, near: Around, slots: Mapping[str, str]) -> Iterator[Block]:
    key = section.item
    is_open = ITEM + key in slots
    anchor = (ITEM if is_open else CAMERA) + key if key else ""
    yield heading(2, _numbered(key, near) if key else _("Other business"), anchor=anchor)
    yield from rows(_at(event, near) for event in section.events)
    if key:
        yield from _written(anchor, near)
        papers = near.papers.get(near.numbers.get(key, ""))
        yield from [heading(3, _("Papers")), *rows(papers)] if papers else ()
    yield from _speakers(section, near)
    for motion in section.motions:
        yield from motion_blocks(motion, near, line=_at)
    for vote in section.votes:
        yield from vote_blocks(vote, near, line=_at)
    for decision in section.decisions:
        yield from decision_blocks(decision, near)
    if is_open and CAMERA + key in slots:
        yield heading(3, _("In camera"), anchor=CAMERA + key)
        yield paragraph(_("Only the committee reads this part."))
        yield from _written(CAMERA + key, near)


def _speakers(section: Section, near: Around) -> Iterator[Block]:
    heard = [event for event in section.speeches if event.facts.get("class") != STATEMENT]
    recorded = [event for event in section.speeches if event.facts.get("class") == STATEMENT]
    if heard:
        yield heading(3, _("Speakers, in order"))
        yield from rows(_speaker(event, near) for event in heard)
    if recorded:
        yield heading(3, _("Recorded statements"))
        yield from rows(_speaker(event, near) for event in recorded)


def _speaker(event: Event, near: Around) -> str:
    slug = str(event.facts.get("member") or event.facts.get("observer") or "")
    name = near.names.entities.get(slug) or near.guests.get(str(event.facts.get("speech")), _("A guest"))
    klass = str(event.facts.get("class") or "")
    if klass in {"", Klass.MEMBER, STATEMENT}:
        return name
    word = KLASSES[Klass(klass)] if klass in set(Klass) else klass
    return _("%(speaker)s (%(class)s)") % {"speaker": name, "class": word}
