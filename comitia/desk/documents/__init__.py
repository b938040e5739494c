"""The desk's pages of papers: the list, one paper with what is done to it, the rules on their issue."""

from __future__ import annotations

from django.urls import path

from comitia.desk.documents import acts, listing, one, versions

urlpatterns = [
    path("papers/", listing.papers, name="desk_papers"),
    path("papers/new/", listing.new, name="desk_new_paper"),
    path("papers/rules/", listing.rules, name="desk_paper_rules"),
    path("papers/<uuid:reference>/", one.paper, name="desk_paper"),
    path("papers/<uuid:reference>/edit/", one.edit, name="desk_edit_paper"),
    path("papers/<uuid:reference>/bring/", versions.bring, name="desk_bring_version"),
    path("papers/<uuid:reference>/<uuid:version>/", versions.file, name="desk_paper_file"),
    path("papers/<uuid:reference>/<uuid:version>/clear/", versions.clear, name="desk_clear_version"),
    path("papers/<uuid:reference>/<uuid:version>/issue/", versions.issue, name="desk_issue_version"),
    path("papers/<uuid:reference>/correct/", acts.correct, name="desk_correct_paper"),
    path("papers/<uuid:reference>/revise/", acts.revise, name="desk_revise_paper"),
    path("papers/<uuid:reference>/add/", acts.add, name="desk_add_to_paper"),
    path("papers/<uuid:reference>/withdraw/", acts.withdraw, name="desk_withdraw_paper"),
    path("papers/<uuid:reference>/waive/", acts.waive, name="desk_waive_lateness"),
]
