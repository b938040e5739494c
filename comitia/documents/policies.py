"""Who may do what with papers, and when; every refusal says what to do next."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _

from comitia.core.governance.documents import (
    Act,
    Level,
    Refusal,
    RefusalCode,
    State,
    Status,
    Version,
    issue,
    reads,
    transition,
)
from comitia.core.governance.symbols import Form, SymbolFault
from comitia.documents.models import Document, LanguageVersion
from comitia.platform.actors import SECRETARIAT, SYSTEM, Actor
from comitia.platform.answers import Allowed, Answer, Refused
from comitia.platform.blobs.models import Blob

ALLOWED: Final = Allowed()
LONGEST_TITLE: Final = 300
LONGEST_REASON: Final = 2000
MOST_DAYS: Final = 365
LAST_YEAR: Final = 2199
FORMS: Final[Mapping[str, Form]] = {
    Document.Kind.PRE_SESSION: Form.PLAIN,
    Document.Kind.LIMITED: Form.LIMITED,
    Document.Kind.CONFERENCE_ROOM: Form.CONFERENCE_ROOM,
    Document.Kind.INFORMATION: Form.INFORMATION,
    Document.Kind.POST_SESSION: Form.PLAIN,
}
NOT_SECRETARIAT: Final = Refused(
    "not_secretariat", _("Only the secretariat keeps the papers of a meeting. Write to it, and it will.")
)
NO_PAPER: Final = Refused("no_paper", _("There is no such paper. Look for it in the list."))
NO_FILE: Final = Refused("no_file", _("This paper has no file in this language yet. Bring one first."))
WITHDRAWN: Final = Refused(
    "paper_withdrawn", _("This paper is withdrawn, so nothing is brought or issued any more. Announce a new one.")
)
ACTIVE_CONTENT: Final = Refused(
    "active_content",
    _("This file holds something that runs when it is opened. Save it without macros, scripts and attached files."),
)
OLD_FILE: Final = Refused(
    "changed_meanwhile",
    _("Somebody brought another file meanwhile. Load the page again and look at the new file first."),
)
NOT_CLEAN: Final[Mapping[str, Refused]] = {
    Blob.State.QUARANTINED: Refused(
        "file_quarantined", _("This file waits for the virus scanner. Try again in some minutes, or bring another one.")
    ),
    Blob.State.INFECTED: Refused("file_infected", _("This file was infected and has been removed. Bring a clean one.")),
}
REFUSALS: Final = {
    RefusalCode.NO_FILE: NO_FILE,
    RefusalCode.NOT_CLEARED: Refused("not_cleared", _("This version is not cleared yet. Clear it, then issue it.")),
    RefusalCode.ALREADY_CLEARED: Refused("already_cleared", _("This version is cleared already. Nothing was changed.")),
    RefusalCode.ALREADY_ISSUED: Refused(
        "already_issued", _("This version is issued, so it stays as it is. Correct or revise the paper instead.")
    ),
    RefusalCode.OUTDATED: Refused(
        "outdated",
        _("The original has changed since this translation was brought. Bring the translation of the new text."),
    ),
    RefusalCode.ORIGINAL_FIRST: Refused(
        "original_first", _("A translation is issued after its original. Issue the original first.")
    ),
}
SYMBOL_FAULTS: Final = {
    SymbolFault.TOO_LONG: _("This symbol is too long: at most 60 characters, and 30 before the number."),
    SymbolFault.NO_NUMBER: _(
        "A symbol ends in a number, such as WeGO/EC/2020/3, and may go on with Add.1, Rev.1 or Corr.1."
    ),
    SymbolFault.NO_SERIES: _("A symbol begins with a series, such as WeGO/EC/2020."),
    SymbolFault.PART: _("A series is written in letters and digits, its parts parted by /, such as WeGO/EC/2020."),
    SymbolFault.SUFFIX_ORDER: _("Corr. comes last in a symbol, and nothing follows its own kind directly."),
}


def may_keep_papers(by: Actor) -> Answer:
    """Answer for everything that is done to papers, their numbering and their rules."""
    return ALLOWED if by == SYSTEM or by.has_role(SECRETARIAT) else NOT_SECRETARIAT


def may_read(document: Document, level: Level) -> Answer:
    """Let a paper above the reader's level be one that does not exist."""
    return ALLOWED if reads(level, Level(document.level)) else NO_PAPER


def may_take(version: LanguageVersion, level: Level) -> Answer:
    """Hand out what was issued and not withdrawn; the secretariat reads drafts too."""
    answer = may_read(version.document, level)
    if not answer or version.blob is None:
        return NO_PAPER
    is_out = version.state == State.ISSUED and version.document.withdrawn_at is None
    return ALLOWED if is_out or level is Level.SECRETARIAT else NO_PAPER


def may_work_on(document: Document) -> Answer:
    return WITHDRAWN if document.withdrawn_at else ALLOWED


def may_bring(document: Document, version: LanguageVersion | None, *, is_active: bool) -> Answer:
    """Take a file for a version that was not issued, if nothing in it acts."""
    if document.withdrawn_at:
        return WITHDRAWN
    if is_active:
        return ACTIVE_CONTENT
    return _answer(transition(State(version.state) if version else State.ANNOUNCED, Act.BRING))


def may_clear(version: LanguageVersion, *, seen: str) -> Answer:
    """Clear the file that the officer has looked at."""
    return _act_on(version, transition(State(version.state), Act.CLEAR), seen=seen)


def may_issue(version: LanguageVersion, original: LanguageVersion | None, *, seen: str) -> Answer:
    """Issue the file that was cleared, translations after their original."""
    after = issue(core_version(version), core_version(original) if original else None)
    return _act_on(version, after, seen=seen)


def may_follow(document: Document, relation: str, *, is_issued: bool, under_way: bool) -> Answer:
    """Correct, revise or add to what was issued, one revision at a time."""
    if document.withdrawn_at:
        return WITHDRAWN
    if document.relation == Document.Relation.CORRECTS:
        return Refused(
            "is_correction", _("This is a correction. Correct or revise the paper that it belongs to instead.")
        )
    if not is_issued:
        return Refused(
            "not_issued", _("This paper is not issued yet. Bring a new file instead of correcting or revising it.")
        )
    if relation == Document.Relation.REVISES and under_way:
        return Refused("revision_under_way", _("This paper has a later revision already. Go on with that one."))
    return ALLOWED


def may_withdraw(document: Document, *, reason: str) -> Answer:
    if document.withdrawn_at:
        return Refused("already_withdrawn", _("This paper is withdrawn already. Nothing was changed."))
    return may_say(reason)


def may_waive(document: Document, *, lacks: Collection[str], reason: str) -> Answer:
    """Record that the meeting admits a paper, where there is something to admit."""
    if document.withdrawn_at:
        return WITHDRAWN
    if not lacks:
        return Refused("nothing_to_waive", _("This paper is in order in every language. There is nothing to waive."))
    return may_say(reason)


def may_say(reason: str) -> Answer:
    """Every withdrawal and waiver has its reason."""
    if not reason:
        return Refused("no_reason", _("Write the reason: it stays on record with the paper."))
    if len(reason) > LONGEST_REASON:
        return Refused("reason_too_long", _("The reason is too long: at most 2000 characters."))
    return ALLOWED


def may_be_called(titles: Mapping[str, str]) -> Answer:
    """Want a title in at least one language."""
    if not any(titles.values()):
        return Refused("no_title", _("Write the title in at least one language."))
    if any(len(title) > LONGEST_TITLE for title in titles.values()):
        return Refused("title_too_long", _("A title is too long: at most 300 characters."))
    return ALLOWED


def may_be_due(day: date | None) -> Answer:
    if day is not None and day.year > LAST_YEAR:
        return Refused("day_unknown", _("This day is too far away. Check the year."))
    return ALLOWED


def symbol_refused(fault: SymbolFault) -> Refused:
    return Refused("symbol_unreadable", SYMBOL_FAULTS[fault])


def core_version(version: LanguageVersion) -> Version:
    """Give a version, whose file is loaded, as the rules know it."""
    return Version(
        language=version.language,
        status=Status(version.status),
        state=State(version.state),
        digest=version.blob.sha256 if version.blob else "",
        source=version.source_digest,
        issued_at=version.issued_at,
    )


def _act_on(version: LanguageVersion, after: State | Refusal, *, seen: str) -> Answer:
    if version.document.withdrawn_at:
        return WITHDRAWN
    answer = _answer(after)
    if not answer or version.blob is None:
        return answer
    if version.blob.sha256 != seen:
        return OLD_FILE
    return NOT_CLEAN.get(version.blob.state) or ALLOWED


def _answer(after: State | Refusal) -> Answer:
    return REFUSALS[after.code] if isinstance(after, Refusal) else ALLOWED
