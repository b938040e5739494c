"""Registrations: the list, one of them, corrections, and the decision."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router

from comitia.accreditation import actions
from comitia.accreditation.queries.programs import Wanted, registration_part, registration_record
from comitia.api.access import holder_of
from comitia.api.description import needs
from comitia.api.paging import Cursor, Limit, cursor_after, read_cursor
from comitia.api.replies import told_holder
from comitia.api.schemas import Corrected, Correction, Decided, Decision, Problem, Registration, Registrations
from comitia.api.writing import Key, write_once
from comitia.meetings.queries import meeting_row
from comitia.platform.actors import Actor

State = Annotated[
    Literal["", "submitted", "accepted", "refused", "withdrawn"], Query(description="only those in this state")
]
Category = Annotated[str, Query(max_length=60, description="only those in the category of this code")]
ChangedSince = Annotated[datetime | None, Query(description="only those changed at this moment or later")]
router = Router(tags=["registrations"])


@router.get(
    "/meetings/{meeting}/registrations",
    response={200: Registrations, 404: Problem, 422: Problem},
    operation_id="list_registrations",
    **needs("registrations:read"),
)
def list_registrations(
    request: HttpRequest,
    meeting: str,
    state: State = "",
    category: Category = "",
    changed_since: ChangedSince = None,
    cursor: Cursor = "",
    limit: Limit = 40,
) -> HttpResponse:
    """List the registrations of a meeting that were sent, in the order in which they were begun.

    To keep a copy up to date, ask for those changed since shortly before you last asked.
    """
    if meeting_row(meeting) is None:
        raise Http404(_("There is no such meeting. Choose one from the list of meetings."))
    wanted = Wanted(state=state, category=category, changed_since=changed_since, after=read_cursor(cursor), most=limit)
    found = registration_part(holder_of(request).by, meeting, wanted)
    return told_holder(request, {"records": found.records, "next": cursor_after(found.last)})


@router.get(
    "/registrations/{uuid:reference}",
    response={200: Registration, 404: Problem},
    operation_id="get_registration",
    **needs("registrations:read"),
)
def get_registration(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Give one registration."""
    return told_holder(request, _existing(holder_of(request).by, reference))


@router.patch(
    "/registrations/{uuid:reference}",
    response={200: Corrected, 403: Problem, 404: Problem, 409: Problem, 422: Problem},
    operation_id="correct_registration",
    url_name="get_registration",  # the address keeps the name that it has for reading
    **needs("registrations:write"),
)
def correct_registration(request: HttpRequest, reference: UUID, correction: Correction, key: Key) -> HttpResponse:
    """Correct single answers of a registration, or how the person takes part; it stays accepted, or to be decided.

    The answers are judged as when the person sends them; what is wrong with one is among the `faults`.
    """
    given = correction.model_dump()

    def act(by: Actor, at: datetime) -> dict[str, Any]:
        _existing(by, reference)
        changed = actions.correct(
            reference,
            answers=given["answers"],
            staff_answers=given["staff_answers"],
            mode=given["mode"] or "",
            by=by,
            at=at,
        )
        return {"reference": reference, "changed": changed}

    return write_once(request, key, act)


@router.post(
    "/registrations/{uuid:reference}/decision",
    response={200: Decided, 403: Problem, 404: Problem, 409: Problem, 422: Problem},
    operation_id="decide_registration",
    **needs("registrations:write"),
)
def decide_registration(request: HttpRequest, reference: UUID, decision: Decision, key: Key) -> HttpResponse:
    """Accept or refuse a registration; the person gets a letter, with the reason if there is one."""

    def act(by: Actor, at: datetime) -> dict[str, Any]:
        _existing(by, reference)
        actions.decide(reference, accept=decision.act == "accept", reason=decision.reason, by=by, at=at)
        return {
            "reference": reference,
            "state": "accepted" if decision.act == "accept" else "refused",
            "decided_at": at,
        }

    return write_once(request, key, act)


def _existing(by: Actor, reference: UUID) -> dict[str, Any]:
    record = registration_record(by, reference)
    if record is None:
        raise Http404(_("There is no such registration, or it is not yours to see."))
    return record
