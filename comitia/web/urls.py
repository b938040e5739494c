"""Public pages, each under its language: /en/programme/, /ko/programme/."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import include, path

ROOMS = (
    "sign_in",
    "account",
    "participants",
    "papers",
    "registration",
    "waiting",
    "delegations",
    "invitations",
    "programme",
    "members",
    "organs",
    "proceedings",
    "meetings",
    "room",
    "screen",
    "tellers",
    "chair",
    "documents",
    "patterns",
    "pages",
)

# `pages` comes last: it answers every address that no other page has
urlpatterns = [path("", include(f"comitia.web.{room}")) for room in ROOMS if find_spec(f"comitia.web.{room}")]
