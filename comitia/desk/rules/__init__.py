"""The desk's pages of the rules of procedure."""

from __future__ import annotations

from django.urls import path

from comitia.desk.rules import pages, parts, simulator

urlpatterns = [
    path("rules/", pages.listed, name="desk_rules"),
    path("rules/<slug:code>/draft/", pages.draft, name="desk_draft_rules"),
    path("rules/<slug:code>/compare/", pages.compare, name="desk_compare_rules"),
    path("rules/<slug:code>/simulator/", simulator.simulator, name="desk_rules_simulator"),
    path("rules/<slug:code>/<int:number>/", pages.version, name="desk_rules_version"),
    path("rules/<slug:code>/<int:number>/copy/", pages.copy, name="desk_copy_rules"),
    path("rules/<slug:code>/<int:number>/name/", parts.name, name="desk_name_rules"),
    path("rules/<slug:code>/<int:number>/put-in-force/", pages.put_in_force, name="desk_put_rules_in_force"),
    path("rules/<slug:code>/<int:number>/discard/", pages.discard, name="desk_discard_rules"),
    path("rules/<slug:code>/<int:number>/part/<str:way>/", parts.part, name="desk_rule"),
    path("rules/<slug:code>/<int:number>/part/<str:way>/leave-open/", parts.leave_open, name="desk_leave_rule_open"),
    path("rules/<slug:code>/<int:number>/part/<str:way>/remove/", parts.remove, name="desk_remove_rule"),
    path("rules/<slug:code>/<int:number>/add/<slug:section>/", parts.add, name="desk_add_rule"),
    path("rules/<slug:code>/<int:number>/take-over/<slug:section>/", parts.take_over, name="desk_take_over_rules"),
]
