"""The programme: its sessions and speakers, a person's agenda, calendars, and the zone of the reader's clock."""

from __future__ import annotations

from django.urls import path

from comitia.web.programme import agenda, calendars, changes, exports, sessions, timetable, zones

urlpatterns = [
    path("programme/", timetable.timetable, name="programme"),
    path("programme.ics", calendars.programme, name="programme_calendar"),
    path("programme/changes/", changes.changes, name="programme_changes"),
    path("programme/changes.atom", changes.feed, name="programme_feed"),
    path("schedule/export/schedule.xml", exports.export, {"form": "xml"}, name="programme_xml"),
    path("schedule/export/schedule.json", exports.export, {"form": "json"}, name="programme_json"),
    path("schedule/widgets/schedule.json", exports.export, {"form": "widget"}, name="programme_widget"),
    path("programme/<slug:slug>/place/", agenda.take_place, name="session_place"),
    path("programme/<slug:slug>/", sessions.session, name="session"),
    path("programme/<slug:slug>/bookmark/", agenda.keep, name="keep_session"),
    path("programme/<slug:slug>.ics", calendars.session, name="session_calendar"),
    path("speakers/", sessions.speakers, name="speakers"),
    path("speakers/<slug:slug>/", sessions.speaker, name="speaker"),
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/address/", agenda.replace_address, name="replace_calendar_address"),
    path("zone/", zones.zone, name="zone"),
]
