"""The secretariat's pages."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import include, path

ROOMS = (
    "home",
    "registrations",
    "registration_documents",
    "staff_answers",
    "categories",
    "form_builder",
    "places",
    "delegations",
    "credentials",
    "invitations",
    "invitation_tables",
    "mailing",
    "badges",
    "badge_runs",
    "check_in",
    "visa_letters",
    "members",
    "organs",
    "dues",
    "dues_rules",
    "rules",
    "meetings",
    "convocations",
    "documents",
    "motions",
    "decisions",
    "minutes",
    "programme",
    "agenda",
    "session_votes",
    "statements",
    "sittings",
    "roles",
    "imports",
    "journal",
    "outbox",
    "letters",
    "privacy",
    "api_tokens",
    "webhooks",
)

urlpatterns = [path("", include(f"comitia.desk.{room}")) for room in ROOMS if find_spec(f"comitia.desk.{room}")]
