"""Requests that write: each carries a key of its own under which it is done once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import Header

from comitia.accounts.actions.answered import Reply, answer_once
from comitia.accreditation.actions import AnswersRefusedError
from comitia.api.access import holder_of
from comitia.api.replies import JSON, PROBLEM, encode, private, problem
from comitia.platform.actors import Actor
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now

BAD_REQUEST: Final = 400
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=120,
        pattern="^[!-~]+$",
        description="made anew for each request, such as a UUID; sent again within 24 hours it gives the same answer",
    ),
]
# What is wrong with the request itself, and what its bearer may not do; every other refusal is about the present state
UNPROCESSABLE: Final = frozenset({"answers", "no_reason", "reason_too_long", "key_used_before", "unknown_cursor"})
FORBIDDEN: Final = frozenset({"not_for_this_role", "own_registration", "own_delegation"})
NOT_FOUND: Final = frozenset({"unknown_registration", "unknown_delegation", "unknown_meeting"})


def write_once(request: HttpRequest, key: str, act: Callable[[Actor, datetime], Any]) -> HttpResponse:
    """Do an act under the key of the request and answer with what it gives; what it refuses is the answer too."""
    holder, at = holder_of(request), now()
    digest = sha256(b"\n".join((str(request.method).encode(), request.path.encode(), request.body))).hexdigest()

    def answered() -> Reply:
        try:
            return Reply(200, encode(act(holder.by, at)))
        except RefusedError as error:
            response = refused(request, error)
            return Reply(response.status_code, response.content)

    reply = answer_once(holder.token, key=key, digest=digest, act=answered, at=at)
    content_type = PROBLEM if reply.status >= BAD_REQUEST else JSON
    response = HttpResponse(reply.body, content_type=content_type, status=reply.status)
    if reply.is_repeated:
        response["Idempotency-Replayed"] = "true"
    return private(request, response)


def refused(request: HttpRequest, error: RefusedError) -> HttpResponse:
    """Answer with what an action or a query refused."""
    code = error.answer.code
    by_code = {**dict.fromkeys(UNPROCESSABLE, 422), **dict.fromkeys(FORBIDDEN, 403), **dict.fromkeys(NOT_FOUND, 404)}
    faults = error.faults if isinstance(error, AnswersRefusedError) else None
    return problem(request, code, error.answer.sentence, status=by_code.get(code, 409), faults=faults)
