"""What pages, feeds and machines read of programmes."""

from comitia.programme.queries.agenda import (
    Agenda,
    CalendarOwner,
    agenda,
    calendar_owner,
    calendar_secret,
    kept_slots,
    personal_data,
    places_of,
    sessions_to_choose,
    signed_up,
    waiting_for_session,
    waits_for,
)
from comitia.programme.queries.calendars import agenda_entries, programme_entries, session_entry
from comitia.programme.queries.machines import session_records, speaker_records
from comitia.programme.queries.recorded import RecordedProgramme, recorded_programme
from comitia.programme.queries.releases import Change, Place, Version, versions
from comitia.programme.queries.running_order import Line, opening_in, opening_of, running_order
from comitia.programme.queries.sessions import SessionPage, SpeakerPage, session_page, speaker_page, speakers
from comitia.programme.queries.timetable import Programme, Session, edition, programme, zones_of_members

__all__ = [
    "Agenda",
    "CalendarOwner",
    "Change",
    "Line",
    "Place",
    "Programme",
    "RecordedProgramme",
    "Session",
    "SessionPage",
    "SpeakerPage",
    "Version",
    "agenda",
    "agenda_entries",
    "calendar_owner",
    "calendar_secret",
    "edition",
    "kept_slots",
    "opening_in",
    "opening_of",
    "personal_data",
    "places_of",
    "programme",
    "programme_entries",
    "recorded_programme",
    "running_order",
    "session_entry",
    "session_page",
    "session_records",
    "sessions_to_choose",
    "signed_up",
    "speaker_page",
    "speaker_records",
    "speakers",
    "versions",
    "waiting_for_session",
    "waits_for",
    "zones_of_members",
]
