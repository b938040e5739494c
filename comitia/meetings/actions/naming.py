"""Recognises meetings under the names that sources print."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_noop as _

from comitia.meetings.models import Meeting
from comitia.platform.plans import Reading

KINDS: Final = {
    "excom": Meeting.Kind.EXECUTIVE_COMMITTEE,
    "ga": Meeting.Kind.GENERAL_ASSEMBLY,
    "forum": Meeting.Kind.FORUM,
    "conference": Meeting.Kind.CONFERENCE,
}
SLUGS: Final = {kind.value: words for words, kind in KINDS.items()}
NAME: Final = re.compile(r"\b(?P<kind>excom|ga)\b.*?\b(?P<year>\d{4})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class KnownMeetings:
    """All meetings by kind and year."""

    meetings: dict[tuple[str, int], list[Meeting]]

    def find(self, printed: str) -> Meeting | None:
        """Find the one meeting a source means by "EXCOM 2010" or "4th GA 2017"."""
        match = NAME.search(printed)
        if match is None:
            return None
        kind = KINDS[match["kind"].casefold()]
        found = [
            one
            for one in self.meetings.get((kind.value, int(match["year"])), [])
            if one.state != Meeting.State.CANCELLED
        ]
        return found[0] if len(found) == 1 else None


def known_meetings() -> KnownMeetings:
    """Read all meetings: one statement."""
    by_year: dict[tuple[str, int], list[Meeting]] = defaultdict(list)
    for meeting in Meeting.objects.all():
        by_year[meeting.kind, meeting.year].append(meeting)
    return KnownMeetings(dict(by_year))


def meeting_meant(reading: Reading, meetings: KnownMeetings, column: str) -> Meeting | None:
    """Find the meeting a row names; one that is not on record is a fault of the row."""
    printed = reading.text(column, needed=True)
    meeting = meetings.find(printed)
    if meeting is None and printed:
        reading.fault(
            "meeting_unknown", _("No meeting on record is “%(name)s”. Add the meeting first."), name=printed[:80]
        )
    return meeting
