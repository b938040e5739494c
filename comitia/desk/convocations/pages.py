"""A convocation on its way: the list of a session, its words, the letter as it is received, the report."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comitia.core.governance.convocation import Deadline
from comitia.core.governance.documents import Level
from comitia.desk.access import staff
from comitia.desk.choosing import lead_to
from comitia.desk.convocations.forms import ConvocationForm, EndForm, ProofForm, WaiverForm
from comitia.desk.editing import differences, initial_of, is_done
from comitia.desk.histories import history_of
from comitia.desk.mailing import LANGUAGES
from comitia.desk.outbox import STATES as LETTER_STATES
from comitia.desk.outbox import TAGS as LETTER_TAGS
from comitia.meetings.queries import meeting_name
from comitia.platform.actors import SECRETARIAT, actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.platform.typed import number_in
from comitia.proceedings import actions
from comitia.proceedings.queries import convocations as queries
from comitia.proceedings.queries.convocation_agenda import sent_items
from comitia.proceedings.queries.convocation_recipients import called_by
from comitia.proceedings.queries.convocation_words import GROUPS, ROLES, TAGS, days_fault

secretariat = staff(SECRETARIAT)


@require_safe
@secretariat
def meetings(request: HttpRequest) -> HttpResponse:
    """Lead to the convocations of the meeting the site is about, or list all meetings."""
    return lead_to(
        "desk_convocations_of", request, title=_("Convocations"), lead=_("Choose the session that is convoked.")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat
def convocations(request: HttpRequest, meeting: str) -> HttpResponse:
    """List the convocations of a session; begin one."""
    found = queries.meeting_with_organ(meeting)
    if found is None:
        raise Http404(_("There is no such meeting. Choose one from the list of meetings."))
    if request.method == "POST":
        begun = actions.begin_convocation(found.pk, by=actor_of(request), at=now())
        return redirect("desk_convocation", meeting=meeting, reference=begun.reference)
    rows = queries.convocations_of(found)
    first = queries.first_sitting(found)
    context = {**around(found), "rows": rows, "first": first, "days": queries.days_named(found)}
    return render(request, "desk/convocations/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat
def one(request: HttpRequest, meeting: str, reference: UUID) -> HttpResponse:
    """Write a convocation, or see who was reached by one that was issued."""
    found = convocation_or_404(meeting, reference)
    if found.state != "draft":
        return report(request, found)
    record = queries.record_of(found)
    categories = queries.categories_of(found.meeting)
    form = ConvocationForm(request.POST or None, initial=initial_of(record), categories=categories)
    by = actor_of(request)

    def save() -> None:
        actions.save_convocation(reference, form.values(), seen=form.cleaned_data["seen"], by=by, at=now())

    if request.method == "POST" and is_done(form, save):
        messages.success(request, _("Saved. Look at the letter as it is received, then issue the convocation."))
        return redirect("desk_check_convocation", meeting=meeting, reference=reference)
    parts = [(code, form[f"subject_{code}"], form[f"text_{code}"]) for code in LANGUAGES]
    context = {
        **around(found.meeting),
        "convocation": found,
        "form": form,
        "parts": [(*part, any(bound.value() or bound.errors for bound in part[1:])) for part in parts],
        "days": queries.days_named(found.meeting),
        "differences": differences(form, queries.record_of(convocation_or_404(meeting, reference)))
        if form.is_bound
        else [],
    }
    return render(request, "desk/convocations/write.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat
def check(request: HttpRequest, meeting: str, reference: UUID) -> HttpResponse:
    """Show the deadline, whom it calls and the letter as one of them gets it; then issue it."""
    found, by, at = convocation_or_404(meeting, reference), actor_of(request), now()
    if found.state != "draft":
        if request.method == "POST":
            messages.warning(request, _("This convocation is issued already."))
        return redirect("desk_convocation", meeting=meeting, reference=reference)
    judged = queries.deadline_of(found, at=at)
    deadline = judged if isinstance(judged, Deadline) else None
    is_late = deadline is not None and deadline.is_late
    refusal, waiver = "", WaiverForm(request.POST if request.method == "POST" and is_late else None)
    if request.method == "POST" and (not is_late or waiver.is_valid()):
        confirmed = number_in(request.POST.get("confirmed", ""))
        typed = waiver.cleaned_data if is_late else {}
        number = -1 if confirmed is None else confirmed
        try:
            actions.issue_convocation(reference, confirmed=number, **typed, by=by, at=at)
        except RefusedError as error:
            refusal = str(error.answer.sentence)
        else:
            messages.success(request, _("The session is convoked."))
            return redirect("desk_convocation", meeting=meeting, reference=reference)
    called, place = called_by(found), number_in(request.GET.get("as", "")) or 0
    context = {
        **around(found.meeting),
        "convocation": found,
        "deadline": deadline,
        "fault": days_fault(judged),
        "waiver": waiver if is_late else None,
        "refusal": refusal,
        "rows": _called_rows(called),
        "count": len(called),
        "place": place,
        "preview": actions.preview_convocation(found, place, by=by),
    }
    return render(request, "desk/convocations/check.html", context, status=409 if refusal or waiver.errors else 200)


def report(
    request: HttpRequest, found: Any, *, proof_form: Any = None, end_form: Any = None, status: int = 200
) -> HttpResponse:
    """Show whom a convocation called, how each was reached, with which proof, and who confirmed it."""
    language = get_language() or "en"
    rows = queries.addressee_rows(found, language=language)
    unreached = sum(not one.is_reached for one in rows)
    context = {
        **around(found.meeting),
        "convocation": found,
        "rows": rows,
        "unreached": unreached,
        "unreached_words": ngettext(
            "%(count)s addressee is not reached yet.", "%(count)s addressees are not reached yet.", unreached
        )
        % {"count": unreached},
        "acknowledged": sum(one.acknowledged_at is not None for one in rows),
        "items": sent_items(found.agenda, language=language, level=Level.SECRETARIAT),
        "texts": queries.texts_of(found),
        "proof_form": proof_form or ProofForm(addressees=rows),
        "end_form": end_form or EndForm(prefix="end"),
        "roles": ROLES,
        "groups": GROUPS,
        "letter_states": LETTER_STATES,
        "letter_tags": LETTER_TAGS,
        "history": history_of(f"convocation:{found.reference}"),
    }
    return render(request, "desk/convocations/report.html", context, status=status)


def convocation_or_404(meeting: str, reference: UUID) -> Any:
    found = queries.convocation_at_desk(meeting, reference)
    if found is None:
        raise Http404(_("There is no such convocation. Choose one from the list of the session."))
    return found


def around(meeting: Any) -> dict[str, Any]:
    """Give what every page of a convocation shows: the session, its clock, the words of states."""
    return {
        "slug": meeting.slug,
        "meeting": meeting_name(meeting.kind, meeting.year),
        "clock": queries.zone_of(meeting).key,
        "tags": TAGS,
    }


def _called_rows(called: Any) -> list[dict[str, Any]]:
    """Lay out whom a convocation would call, each contact with its place for the preview."""
    language, rows, place = get_language() or "en", [], 0
    for one in called:
        contacts = []
        for contact in one.contacts:
            contacts.append((place, contact, ROLES[contact.role]))
            place += 1
        group = GROUPS[queries.kind_of(one)]
        rows.append({"name": queries.name_of(one, language), "group": group, "contacts": contacts, "lacks": one.lacks})
    return rows
