"""Delegations with their people and the state of the credentials."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from comitia.accreditation.queries.programs import delegation_part, delegation_record
from comitia.api.access import holder_of
from comitia.api.description import needs
from comitia.api.paging import Cursor, Limit, cursor_after, read_cursor
from comitia.api.replies import told_holder
from comitia.api.schemas import Delegation, Delegations, Problem
from comitia.meetings.queries import meeting_row

router = Router(tags=["delegations"])


@router.get(
    "/meetings/{meeting}/delegations",
    response={200: Delegations, 404: Problem, 422: Problem},
    operation_id="list_delegations",
    **needs("delegations:read"),
)
def list_delegations(request: HttpRequest, meeting: str, cursor: Cursor = "", limit: Limit = 40) -> HttpResponse:
    """List the delegations to a meeting, in the order in which they were opened."""
    if meeting_row(meeting) is None:
        raise Http404(_("There is no such meeting. Choose one from the list of meetings."))
    found = delegation_part(holder_of(request).by, meeting, after=read_cursor(cursor), most=limit)
    return told_holder(request, {"records": found.records, "next": cursor_after(found.last)})


@router.get(
    "/delegations/{uuid:reference}",
    response={200: Delegation, 404: Problem},
    operation_id="get_delegation",
    **needs("delegations:read"),
)
def get_delegation(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Give one delegation."""
    record = delegation_record(holder_of(request).by, reference)
    if record is None:
        raise Http404(_("There is no such delegation, or it is not yours to see."))
    return told_holder(request, record)
