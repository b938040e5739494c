"""Many people invited from a table: it is brought, looked at row by row, then applied as it was shown."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from comitia.accreditation import actions
from comitia.accreditation.queries import invitations as queries
from comitia.accreditation.queries.delegations import current_meeting
from comitia.desk.access import staff
from comitia.desk.brought_files import BroughtFile, changes_of, errors_of, preview_of
from comitia.desk.editing import is_done
from comitia.desk.invitations import TermsForm
from comitia.platform.actors import REGIONAL_OFFICE, SECRETARIAT, actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.platform.plans import Plan, PlannedRow

officers = staff(SECRETARIAT, REGIONAL_OFFICE)


class TableForm(TermsForm):
    """A table of people to invite, and what holds for rows that say nothing else."""

    field_order = ("file", "category", "language", "last_day", "message", "admits_at_once")
    file = BroughtFile(
        help_text=gettext_lazy(
            "CSV in any usual encoding, or .xlsx. At most 20 MB and 5,000 rows. Its first row names the columns."
        )
    )


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def bring(request: HttpRequest) -> HttpResponse:
    """Bring a table of people to invite."""
    at, meeting = now(), current_meeting()
    initial = {
        "language": get_language() or "en",
        "last_day": queries.usual_last_day(meeting, at=at) if meeting else None,
    }
    form = TableForm(request.POST or None, request.FILES or None, initial=initial)
    reference: UUID | None = None

    def act() -> None:
        nonlocal reference
        file = form.cleaned_data["file"]
        if meeting is not None:
            reference = actions.bring_invitations(
                meeting,
                file_name=file.name,
                content=file.read(),
                given=form.terms() | {"last_day": form.cleaned_data["last_day"].isoformat()},
                by=actor_of(request),
                at=at,
            )

    if request.method == "POST" and is_done(form, act) and reference:
        return redirect("desk_invitation_table", reference=reference)
    words = {"form": form, "is_secretariat": actor_of(request).has_role(SECRETARIAT)}
    return render(request, "desk/invitations/bring.html", words, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def one(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Show what applying a table would do, row by row; invite as it was shown."""
    by, at = actor_of(request), now()
    brought = queries.brought_table(reference, by=by)
    if brought is None:
        raise Http404
    refusal = ""
    if request.method == "POST":
        try:
            plan = actions.apply_invitations(reference, shown=request.POST.get("shown", ""), by=by, at=at)
        except RefusedError as error:
            refusal = str(error.answer.sentence)
        else:
            messages.success(request, _words_of(plan))
            return redirect("desk_invitations")
    plan = actions.look_at_invitations(reference, by=by, at=at)
    words = preview_of(plan, request, cells=_cells) | {"brought": brought, "refusal": refusal}
    return render(request, "desk/invitations/preview.html", words, status=409 if refusal else 200)


@require_safe
@officers
def errors(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Hand out the rows in error as CSV, each with its reasons."""
    by = actor_of(request)
    if queries.brought_table(reference, by=by) is None:
        raise Http404
    return errors_of(actions.look_at_invitations(reference, by=by, at=now()), name="invitations")


def _words_of(plan: Plan) -> str:
    new, changed = plan.counts["new"], plan.counts["changed"]
    invited = ngettext("%(count)s person is invited.", "%(count)s people are invited.", new) % {"count": new}
    if not changed:
        return invited
    sentence = ngettext(
        "%(invited)s %(count)s invitation is changed.", "%(invited)s %(count)s invitations are changed.", changed
    )
    return sentence % {"invited": invited, "count": changed}


def _cells(row: PlannedRow) -> list[str]:
    offered = (str(row.values.get(name) or "") for name in ("category", "member", "language", "last_day"))
    return [row.key, changes_of(row) or " · ".join(filter(None, offered))]


urlpatterns = [
    path("invitations/table/", bring, name="desk_bring_invitations"),
    path("invitations/table/<uuid:reference>/", one, name="desk_invitation_table"),
    path("invitations/table/<uuid:reference>/errors.csv", errors, name="desk_invitation_table_errors"),
]
