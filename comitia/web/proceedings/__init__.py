"""The business of a session, for everybody: its agenda."""

from __future__ import annotations

from django.urls import path

from comitia.web.proceedings import agenda

urlpatterns = [
    path("meetings/<slug:slug>/agenda/", agenda.agenda, name="meeting_agenda"),
]
