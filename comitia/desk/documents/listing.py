"""The list of papers, a new one, and the rules."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comitia.core.governance.documents import Level
from comitia.desk.access import staff
from comitia.desk.documents.forms import NewPaperForm, RulesForm
from comitia.desk.editing import is_done
from comitia.desk.histories import history_of
from comitia.documents import actions, queries
from comitia.documents.queries import rules_record
from comitia.meetings.queries import current_event
from comitia.platform.actors import SECRETARIAT, actor_of
from comitia.platform.clock import now

secretariat = staff(SECRETARIAT)


@require_safe
@secretariat
def papers(request: HttpRequest) -> HttpResponse:
    """List the papers of the current meeting, all of them or those that are late."""
    event, only_late = current_event(), request.GET.get("late") == "1"
    found = queries.papers(event.slug, level=Level.SECRETARIAT, at=now()) if event else ()
    late = [one for one in found if one.overdue and one.withdrawn_at is None]
    words = {
        "rows": late if only_late else found,
        "tabs": [
            ("?", _("All"), len(found), not only_late),
            ("?late=1", _("Late"), len(late), only_late),
        ],
        "only_late": only_late,
        "event_slug": event.slug if event else "",
        "rules": rules_record(event.slug) if event else None,
    }
    return render(request, "desk/documents/list.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat
def new(request: HttpRequest) -> HttpResponse:
    """Announce a paper of the current meeting."""
    event = current_event()
    if event is None:
        return redirect("desk_papers")
    initial = {"kind": "pre_session", "level": "committee", "original_language": get_language()}
    form = NewPaperForm(request.POST or None, initial=initial)
    made: list[Any] = []

    def announce() -> None:
        made.append(actions.announce_document(event.slug, **form.values(), by=actor_of(request), at=now()))

    if request.method == "POST" and is_done(form, announce):
        messages.success(request, _("The paper is announced. Bring its file next."))
        return redirect("desk_paper", reference=made[0].reference)
    return render(request, "desk/documents/new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat
def rules(request: HttpRequest) -> HttpResponse:
    """Show and change how the papers of the current meeting are numbered and when they are due."""
    event = current_event()
    record = rules_record(event.slug) if event else None
    if event is None or record is None:
        return redirect("desk_papers")
    form = RulesForm(request.POST or None, initial={**record.values, "seen": record.token})

    def keep() -> None:
        values = {name: form.cleaned_data[name] for name in ("series", "days", "languages")}
        seen = form.cleaned_data["seen"]
        actions.keep_paper_rules(event.slug, values, seen=seen, by=actor_of(request), at=now())

    if request.method == "POST" and is_done(form, keep):
        messages.success(request, _("The rules are saved. Papers that are announced keep their last day."))
        return redirect("desk_papers")
    words = {"form": form, "history": history_of(f"papers:{event.slug}")}
    return render(request, "desk/documents/rules.html", words, status=422 if form.is_bound else 200)
