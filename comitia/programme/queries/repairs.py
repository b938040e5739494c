"""What reading a file of a programme mended, in words."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop as _

from comitia.core.timetable.exchange.reading import FileFault
from comitia.core.timetable.exchange.repairs import Repair, RepairCode
from comitia.platform.remarks import Remark

SENTENCES: Final = {
    RepairCode.MISSING: _("“%(field)s” is missing."),
    RepairCode.LEFT_OUT: _("“%(field)s” has no place in a programme and is left out (%(times)s times)."),
    RepairCode.UNREADABLE: _("“%(field)s” is “%(was)s”, which cannot be read; it is left out."),
    RepairCode.NOT_TEXT: _("“%(field)s” should be a text and is something else."),
    RepairCode.CONTROL_CHARACTERS: _("“%(field)s” held control characters; they are taken out."),
    RepairCode.HTML: _("“%(field)s” was written in HTML; it is now plain text."),
    RepairCode.KEY_TWICE: _("“%(field)s” stands twice in the same place."),
    RepairCode.ACRONYM: _("The short name “%(was)s” became “%(now)s”."),
    RepairCode.GUID_MADE: _("It had no identifier and got “%(now)s”."),
    RepairCode.GUID_FORM: _("The identifier “%(was)s” became “%(now)s”."),
    RepairCode.GUID_TWICE: _("The identifier “%(was)s” was used twice; this one got “%(now)s”."),
    RepairCode.NUMBER: _("The number “%(was)s” is missing, wrong or used twice; it became %(now)s."),
    RepairCode.CODE: _("The code “%(was)s” has the wrong form or is used twice; it is left out."),
    RepairCode.SLUG: _("The short address “%(was)s” became “%(now)s”."),
    RepairCode.URL: _("The web address “%(was)s” in “%(field)s” became “%(now)s”."),
    RepairCode.URL_LOST: _("“%(was)s” in “%(field)s” is no web address and is left out."),
    RepairCode.COLOR: _("“%(was)s” is no colour and is left out."),
    RepairCode.LANGUAGE: _("The language “%(was)s” was read as “%(now)s”."),
    RepairCode.ZONE_UNKNOWN: _("“%(was)s” is no time zone that every system knows."),
    RepairCode.OFFSET_MISSING: _("“%(was)s” in “%(field)s” does not say its time zone; %(zone)s is taken."),
    RepairCode.MOMENT_UNREADABLE: _("“%(was)s” in “%(field)s” is no time that can be read."),
    RepairCode.TIME_LEFT_OUT: _("Of “%(was)s” in “%(field)s” only the date is kept."),
    RepairCode.START_DIFFERS: _("The start “%(was)s” does not agree with the date; %(now)s is taken."),
    RepairCode.DURATION_FORM: _("The length “%(was)s” was read as %(now)s."),
    RepairCode.DURATION_DIFFERS: _("The length “%(was)s” does not agree with the end; %(now)s is taken."),
    RepairCode.DURATION_UNREADABLE: _("“%(was)s” is no length that can be read."),
    RepairCode.END_BEFORE_START: _("The end “%(was)s” lies before the start and is not taken."),
    RepairCode.DATES_SWAPPED: _("The first and the last date were the wrong way round: %(was)s."),
    RepairCode.DAY_MADE: _("No day held a session of %(now)s; it was added."),
    RepairCode.DAY_MOVED: _("A day was %(was)s and is now %(now)s, so that days do not overlap and hold all sessions."),
    RepairCode.DAY_LOST: _("The day “%(was)s” cannot be read or lies within another; it is left out."),
    RepairCode.ROOM_DIFFERS: _("It names the room “%(was)s” but stands under “%(now)s”, which is taken."),
    RepairCode.ROOM_UNLISTED: _("The room “%(now)s” was not in the list of rooms."),
    RepairCode.ROOM_TWICE: _("The room “%(was)s” was listed twice."),
    RepairCode.TRACK_UNLISTED: _("The track “%(now)s” was not in the list of tracks."),
    RepairCode.TRACK_TWICE: _("The track “%(was)s” was listed twice."),
    RepairCode.TRACK_SLUG: _("The short address “%(was)s” of a track became “%(now)s”."),
    RepairCode.NAME_TWICE: _("A person has two names, “%(was)s” and “%(now)s”; the second is taken."),
    RepairCode.NAME_MISSING: _("A “%(field)s” has no name and is left out."),
    RepairCode.LINK_KIND: _("“%(was)s” is no kind of link and is left out."),
    RepairCode.RECORDING_LINK: _("The recording %(now)s is kept as a link."),
    RepairCode.SESSION_LOST: _("The session “%(was)s” has no time that can be read. Give it a date and a start."),
}
FAULTS: Final = {
    FileFault.TOO_LARGE: _(
        "The file is larger than 20 MB. Export one programme, without recordings, and bring it again."
    ),
    FileFault.EMPTY: _("The file is empty. Choose the file again."),
    FileFault.UNSAFE: _(
        "The file declares a document type or entities, which can do harm and no programme needs. Export it again without."
    ),
    FileFault.UNREADABLE: _("The file is neither XML nor JSON, or it is damaged. Export it again. %(detail)s"),
    FileFault.UNKNOWN_FORM: _("The file is no programme. Bring the schedule.xml or schedule.json of frab or pretalx."),
    FileFault.TOO_MANY: _("The file holds more than 20,000 sessions, more than any programme."),
    FileFault.NO_DATE: _("The file names no date at all. Check that it holds sessions with their times."),
}


def remark_of(repair: Repair) -> Remark:
    """Put a mend in words."""
    return Remark(repair.code.value, SENTENCES[repair.code], repair.values)


def fault_of(fault: FileFault, *, detail: str = "") -> Remark:
    """Say why a file is no programme."""
    return Remark(fault.value, FAULTS[fault], {"detail": detail} if fault is FileFault.UNREADABLE else {})
