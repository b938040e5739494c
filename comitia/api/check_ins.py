"""Check-in: what gates and scanners of others saw at the doors."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from comitia.accreditation.actions import Passage, Passed, check_in_many
from comitia.api.description import needs
from comitia.api.schemas import CheckIns, CheckInsMade, Problem
from comitia.api.writing import Key, write_once
from comitia.meetings.queries import meeting_row
from comitia.platform.actors import Actor
from comitia.platform.answers import Refused

router = Router(tags=["check-in"])


@router.post(
    "/meetings/{meeting}/check-ins",
    response={200: CheckInsMade, 403: Problem, 404: Problem, 422: Problem},
    operation_id="record_check_ins",
    **needs("check_in:write"),
)
def record_check_ins(request: HttpRequest, meeting: str, batch: CheckIns, key: Key) -> HttpResponse:
    """Record who went in and out at the current meeting, many at once; each is answered by itself, in the same order.

    What is sent twice under the `key` of a check-in counts once, so a gate that was cut off may send all again.
    """
    row = meeting_row(meeting)
    if row is None or not row.is_current:
        raise Http404(_("People are checked in at the current meeting only. Choose it from the list of meetings."))
    passages = [
        Passage(
            key=one.key,
            direction=one.direction,
            at=one.at,
            code=one.code,
            registration=one.registration,
            door=one.door,
        )
        for one in batch.check_ins
    ]

    def act(by: Actor, at: datetime) -> dict[str, Any]:
        made = check_in_many(passages, sent_at=batch.sent_at, by=by, at=at)
        return {"check_ins": [_record(one) for one in made]}

    return write_once(request, key, act)


def _record(passed: Passed) -> dict[str, Any]:
    why_not = (passed.answer.code, str(passed.answer.sentence)) if isinstance(passed.answer, Refused) else ("", "")
    return {
        "key": passed.key,
        "registration": passed.registration.reference if passed.registration else None,
        "is_recorded": bool(passed.answer),
        "was_known": passed.was_known,
        "code": why_not[0],
        "detail": why_not[1],
    }
