"""The secretariat's pages of convocations: written, looked at, issued; then a table of who was reached how."""

from __future__ import annotations

from django.urls import path

from comitia.desk.convocations import acts, pages

HERE = "convocations/<slug:meeting>/"
ONE = f"{HERE}<uuid:reference>/"

urlpatterns = [
    path("convocations/", pages.meetings, name="desk_convocations"),
    path(HERE, pages.convocations, name="desk_convocations_of"),
    path(ONE, pages.one, name="desk_convocation"),
    path(f"{ONE}check/", pages.check, name="desk_check_convocation"),
    path(f"{ONE}discard/", acts.discard, name="desk_discard_convocation"),
    path(f"{ONE}end/", acts.end, name="desk_end_convocation"),
    path(f"{ONE}prove/", acts.prove, name="desk_prove_notice"),
    path(f"{ONE}proofs/<int:notice>/", acts.proof, name="desk_notice_proof"),
    path(f"{ONE}table.csv", acts.table, name="desk_convocation_table"),
]
