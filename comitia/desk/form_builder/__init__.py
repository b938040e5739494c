"""The secretariat's pages with which a registration form is built: its draft, a preview, publishing, earlier versions."""

from __future__ import annotations

from django.urls import path

from comitia.desk.form_builder import overview, preview, publishing, questions, structure

urlpatterns = [
    path("forms/", overview.forms, name="desk_forms"),
    path("forms/<slug:meeting>/", overview.form, name="desk_form"),
    path("forms/<slug:meeting>/pages/new/", structure.new_page, name="desk_form_new_page"),
    path("forms/<slug:meeting>/pages/<int:number>/", structure.page, name="desk_form_page"),
    path("forms/<slug:meeting>/pages/<int:number>/remove/", structure.remove_page, name="desk_form_remove_page"),
    path("forms/<slug:meeting>/sections/new/", structure.new_section, name="desk_form_new_section"),
    path("forms/<slug:meeting>/sections/<slug:key>/", structure.section, name="desk_form_section"),
    path("forms/<slug:meeting>/sections/<slug:key>/remove/", structure.remove_section, name="desk_form_remove_section"),
    path("forms/<slug:meeting>/questions/new/", questions.new_question, name="desk_form_new_question"),
    path("forms/<slug:meeting>/questions/<slug:key>/", questions.question, name="desk_form_question"),
    path(
        "forms/<slug:meeting>/questions/<slug:key>/remove/", structure.remove_question, name="desk_form_remove_question"
    ),
    path("forms/<slug:meeting>/preview/", preview.preview, name="desk_form_preview"),
    path("forms/<slug:meeting>/publish/", publishing.publish, name="desk_publish_form"),
    path("forms/<slug:meeting>/discard/", publishing.discard, name="desk_discard_form"),
    path("forms/<slug:meeting>/copy/", publishing.copy, name="desk_copy_form"),
    path("forms/<slug:meeting>/versions/", publishing.versions, name="desk_form_versions"),
    path("forms/<slug:meeting>/versions/<int:number>/", publishing.version, name="desk_form_version"),
]
