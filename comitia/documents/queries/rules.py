"""How the papers of a meeting are numbered and when they are in time, and what each lacks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from comitia.core.governance.documents import Shortfall, shortfalls
from comitia.core.governance.symbols import Symbol, read_symbol
from comitia.documents.models import Document, LanguageVersion, PaperRules
from comitia.documents.policies import core_version
from comitia.meetings.models import Meeting
from comitia.meetings.queries.rules import rules_of_session
from comitia.members.models import Organisation

LETTERS: Final = {
    Meeting.Kind.EXECUTIVE_COMMITTEE: "EC",
    Meeting.Kind.GENERAL_ASSEMBLY: "GA",
    Meeting.Kind.FORUM: "F",
    Meeting.Kind.CONFERENCE: "C",
}


def rules_of(meeting: Meeting) -> PaperRules:
    """Give the rules of a meeting's papers; not saved while nobody has chosen them.

    Until then they have the usual series, and the days that the rules of procedure of the meeting give.
    """
    found = PaperRules.objects.filter(meeting=meeting).first()
    if found is not None:
        return found
    procedure = rules_of_session(meeting)
    days = procedure.notice.papers_days if procedure and procedure.notice else None
    return PaperRules(meeting=meeting, series=_usual_series(meeting), days=days, languages=[])


def symbols_like(series: str) -> list[Symbol]:
    """List the symbols that were ever given in a series, those of withdrawn papers too."""
    found = Document.objects.filter(symbol__istartswith=f"{series}/").values_list("symbol", flat=True)
    return [read for text in found if isinstance(read := read_symbol(text), Symbol)]


def lacks_of(
    document: Document, versions: Iterable[LanguageVersion], rules: PaperRules, *, at: datetime
) -> tuple[Shortfall, ...]:
    """List what a paper lacks at a moment; a correction is required in its own languages alone.

    The files of the versions and the meeting of the paper are loaded.
    """
    known = list(versions)
    own = [one.language for one in known if one.status in {"original", "translated"}]
    required = own if document.relation == Document.Relation.CORRECTS else rules.languages
    return shortfalls(
        [core_version(one) for one in known],
        required=required,
        due_on=document.due_on,
        zone=zone_of(document.meeting),
        at=at,
    )


def zone_of(meeting: Meeting) -> ZoneInfo:
    """Give the zone in which the days of a meeting are counted; UTC while it has none."""
    return ZoneInfo(meeting.zone or "UTC")


def _usual_series(meeting: Meeting) -> str:
    name = Organisation.objects.values_list("short_name", flat=True).first() or ""
    letters = re.sub(r"[^A-Za-z0-9]", "", name)[:15]
    return "/".join(filter(None, [letters, LETTERS[Meeting.Kind(meeting.kind)], str(meeting.year)]))
