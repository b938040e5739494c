"""The secretariat's pages of a programme: the board, sessions, releases, rooms, speakers, interpreters."""

from __future__ import annotations

from django.urls import path

from comitia.desk.programme import board, exchange, interpreters, places, releases, rooms, sessions, speakers

urlpatterns = [
    path("programme/", board.programmes, name="desk_programmes"),
    path("programme/<slug:meeting>/", board.board, name="desk_programme"),
    path("programme/<slug:meeting>/sessions/new/", sessions.new_session, name="desk_new_session"),
    path("programme/<slug:meeting>/sessions/<slug:slug>/", sessions.session, name="desk_session"),
    path("programme/<slug:meeting>/sessions/<slug:slug>/move/", sessions.move, name="desk_move_session"),
    path("programme/<slug:meeting>/sessions/<slug:slug>/drop/", sessions.drop, name="desk_drop_session"),
    path("programme/<slug:meeting>/sessions/<slug:slug>/back/", sessions.put_back, name="desk_put_session_back"),
    path("programme/<slug:meeting>/sessions/<slug:slug>/places/", places.places, name="desk_session_places"),
    path("programme/<slug:meeting>/release/", releases.release, name="desk_release"),
    path("programme/<slug:meeting>/releases/", releases.releases, name="desk_releases"),
    path("programme/<slug:meeting>/releases/<int:number>/restore/", releases.restore, name="desk_restore_release"),
    path("programme/<slug:meeting>/exchange/", exchange.exchange, name="desk_exchange"),
    path("programme/<slug:meeting>/exchange/<uuid:reference>/", exchange.one, name="desk_brought_programme"),
    path("programme/<slug:meeting>/rooms/", rooms.rooms, name="desk_rooms"),
    path("programme/<slug:meeting>/rooms/new/", rooms.new_room, name="desk_new_room"),
    path("programme/<slug:meeting>/rooms/<slug:slug>/", rooms.room, name="desk_room"),
    path("programme/<slug:meeting>/speakers/", speakers.speakers, name="desk_speakers"),
    path("programme/<slug:meeting>/speakers/new/", speakers.new_speaker, name="desk_new_speaker"),
    path("programme/<slug:meeting>/speakers/<slug:slug>/", speakers.speaker, name="desk_speaker"),
    path("programme/<slug:meeting>/interpreters/", interpreters.interpreters, name="desk_interpreters"),
    path("programme/<slug:meeting>/interpreters/new/", interpreters.new_interpreter, name="desk_new_interpreter"),
    path("programme/<slug:meeting>/interpreters/<int:number>/", interpreters.interpreter, name="desk_interpreter"),
    path("programme/<slug:meeting>/interpreters/assign/", interpreters.assign, name="desk_assign_interpreter"),
    path("programme/<slug:meeting>/interpreters/end/<int:number>/", interpreters.end, name="desk_end_assignment"),
]
