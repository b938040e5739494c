"""The business of a session, for everybody: its agenda, motions and amendments, decisions, record and minutes."""

from __future__ import annotations

from django.urls import path

from comitia.web.proceedings import (
    agenda,
    amendments,
    business,
    convocation,
    decisions,
    minutes,
    motions,
    record,
    statements,
)

MOTION = "meetings/<slug:slug>/motions/<int:number>/"

urlpatterns = [
    path("meetings/<slug:slug>/agenda/", agenda.agenda, name="meeting_agenda"),
    path("meetings/<slug:slug>/convocation/", convocation.convocation, name="convocation"),
    path("meetings/<slug:slug>/convocation/<uuid:reference>/", convocation.acknowledge, name="acknowledge_convocation"),
    path("meetings/<slug:slug>/record/", record.record, name="meeting_record"),
    path("meetings/<slug:slug>/record.json", record.record_json, name="meeting_record_json"),
    path("meetings/<slug:slug>/verify_record.py", record.verifier, name="verify_record"),
    *statements.urlpatterns,
    path("meetings/<slug:slug>/decisions/", decisions.decisions, name="meeting_decisions"),
    path("meetings/<slug:slug>/decisions/<uuid:reference>/", decisions.decision, name="decision"),
    path("meetings/<slug:slug>/minutes/", minutes.minutes, name="meeting_minutes"),
    path("meetings/<slug:slug>/minutes/corrections/", minutes.propose, name="propose_correction"),
    path("meetings/<slug:slug>/minutes/write/<str:key>/", minutes.write, name="write_minutes"),
    path("meetings/<slug:slug>/minutes/files/<slug:code>.<slug:ending>", minutes.file, name="meeting_minutes_file"),
    path("meetings/<slug:slug>/motions/", motions.motions, name="meeting_motions"),
    path("meetings/<slug:slug>/motions/new/", motions.new_motion, name="new_motion"),
    path("meetings/<slug:slug>/motions/conduct/", business.move_procedural, name="move_procedural"),
    path("meetings/<slug:slug>/items/<uuid:reference>/pull/", business.pull, name="pull_item"),
    path(MOTION, motions.motion, name="motion"),
    path(f"{MOTION}act/", motions.act, name="motion_act"),
    path(f"{MOTION}compare/", motions.comparison, name="motion_comparison"),
    path(f"{MOTION}amendments/new/", amendments.new_amendment, name="new_amendment"),
    path(f"{MOTION}amendments/<int:amendment>/", amendments.amendment, name="amendment"),
    path(f"{MOTION}amendments/<int:amendment>/act/", amendments.act, name="amendment_act"),
]
