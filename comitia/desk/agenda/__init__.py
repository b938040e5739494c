"""The secretariat's pages of an agenda: its tree, its items, what becomes of them in the sitting."""

from __future__ import annotations

from django.urls import path

from comitia.desk.agenda import items, overview, papers, sitting

urlpatterns = [
    path("agenda/", overview.agendas, name="desk_agendas"),
    path("agenda/<slug:meeting>/", overview.agenda, name="desk_agenda"),
    path("agenda/<slug:meeting>/numbering/", overview.numbering, name="desk_agenda_numbering"),
    path("agenda/<slug:meeting>/issue/", overview.issue, name="desk_issue_agenda"),
    path("agenda/<slug:meeting>/take-over/", overview.take_over, name="desk_take_agenda_over"),
    path("agenda/<slug:meeting>/adopt/", sitting.adopt, name="desk_adopt_agenda"),
    path("agenda/<slug:meeting>/items/new/", items.new_item, name="desk_new_agenda_item"),
    path("agenda/<slug:meeting>/items/<uuid:reference>/", items.item, name="desk_agenda_item"),
    path("agenda/<slug:meeting>/items/<uuid:reference>/remove/", items.remove, name="desk_remove_agenda_item"),
    path("agenda/<slug:meeting>/items/<uuid:reference>/papers/", papers.change, name="desk_agenda_papers"),
    path("agenda/<slug:meeting>/items/<uuid:reference>/act/", sitting.act, name="desk_agenda_act"),
]
