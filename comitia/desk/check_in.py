"""Check-in at the doors: by code or by name, with a camera where the browser has one, and through a cut network."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comitia.accreditation import actions
from comitia.accreditation.queries import check_in as queries
from comitia.accreditation.queries.privacy import reads_at_door
from comitia.desk.access import staff
from comitia.platform.actors import DOOR, SECRETARIAT, actor_of
from comitia.platform.answers import Refused
from comitia.platform.clock import now
from comitia.platform.texts import text_in
from comitia.platform.typed import reference_in

LONGEST_BODY: Final = 256 * 1024
# What every page has, but for the camera
WITH_CAMERA: Final = "camera=(self), microphone=(), geolocation=(), interest-cohort=()"
WORKER: Final = "workers/check_in.js"

door_staff = staff(SECRETARIAT, DOOR)


@require_http_methods(["GET", "HEAD", "POST"])
@door_staff
def check_in(request: HttpRequest) -> HttpResponse:
    """Check one person in or out, by code or by name; without a match list whom the name may mean."""
    given = request.POST if request.method == "POST" else request.GET
    direction = given.get("direction", "in")
    typed, door = (given.get(name, "")[:100].replace("\0", "") for name in ("code", "door"))
    passed = _passed(request, typed, door=door, direction=direction) if request.method == "POST" else None
    if passed and _is_a_name(passed, typed):
        asked = {"code": typed, "door": door, "direction": direction}
        return HttpResponseRedirect(f"{reverse('desk_check_in')}?{urlencode(asked)}")
    by, language = actor_of(request), get_language() or "en"
    reads = reads_at_door(by)
    words = {
        "reads": reads,
        "typed": "" if passed else typed,
        "door": door,
        "way": direction if direction in dict(queries.DIRECTIONS) else "in",
        "directions": queries.DIRECTIONS,
        "way_name": dict(queries.DIRECTIONS).get(direction, ""),
        "key": uuid4(),
        "passed": passed,
        "person": _shown(passed.registration, language, reads) if passed and passed.registration else None,
        "found": [(_shown(one, language, reads), last) for one, last in queries.listed(by, typed)]
        if not passed
        else [],
        "here": queries.here(),
    }
    response = render(request, "desk/check_in/door.html", words, status=200 if not passed or passed.answer else 422)
    response["Permissions-Policy"] = WITH_CAMERA
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@door_staff
def codes(request: HttpRequest) -> HttpResponse:
    """Give a device what it needs for the time without a network: the digests of the codes that let in."""
    here = queries.here()
    words = {
        "digests": queries.digests(actor_of(request)),
        "token": get_token(request),
        "inside": here.inside,
        "came": here.came,
        "expected": here.expected,
    }
    return JsonResponse(words, headers={"Cache-Control": "private, no-store"})


@require_POST
@door_staff
def batch(request: HttpRequest) -> HttpResponse:
    """Take up to two hundred passages from a device and answer each, in their order."""
    passages, sent_at = _sent(request)
    if passages is None or len(passages) > actions.MOST_AT_ONCE:
        sentence = _("Send a list of at most %(most)s entries.") % {"most": actions.MOST_AT_ONCE}
        return JsonResponse({"code": "unreadable", "sentence": sentence}, status=422)
    by, language = actor_of(request), get_language() or "en"
    answers, reads = actions.check_in_many(passages, sent_at=sent_at, by=by, at=now()), reads_at_door(by)
    return JsonResponse(
        {"rows": [_row(one, language, reads) for one in answers]}, headers={"Cache-Control": "no-store"}
    )


@require_safe
@door_staff
def worker(_request: HttpRequest) -> HttpResponse:
    """Give the program that keeps the page of the door on the device, from an address below which it may do so."""
    source = finders.find(WORKER)
    program = Path(source).read_bytes() if isinstance(source, str) else b""
    return HttpResponse(program, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


def _passed(request: HttpRequest, typed: str, *, door: str, direction: str) -> actions.Passed:
    given = request.POST
    return actions.check_in(
        key=reference_in(given.get("key")) or uuid4(),
        direction=direction,
        code=typed,
        registration=reference_in(given.get("registration")),
        door=door,
        by=actor_of(request),
        at=now(),
    )


def _is_a_name(passed: actions.Passed, typed: str) -> bool:
    """Tell whether what was typed is to be looked for as a name: no code anybody has, and without digits."""
    is_unknown = isinstance(passed.answer, Refused) and passed.answer.code == "unknown_code"
    is_code = queries.code_in(typed) and any(char.isdigit() for char in typed)
    return is_unknown and bool(typed.strip()) and not is_code


def _sent(request: HttpRequest) -> tuple[list[actions.Passage] | None, datetime | None]:
    """Read what a device sends; None in place of the list if it cannot be read at all."""
    if len(request.body) > LONGEST_BODY:
        return None, None
    try:
        given = json.loads(request.body)
    except (ValueError, RecursionError):
        return None, None
    rows = given.get("rows") if isinstance(given, dict) else None
    if not isinstance(rows, list):
        return None, None
    return [_passage(row if isinstance(row, dict) else {}) for row in rows], _moment(given.get("sent_at"))


def _passage(row: dict[str, Any]) -> actions.Passage:
    texts = {name: value if isinstance(value := row.get(name), str) else "" for name in ("direction", "code", "door")}
    return actions.Passage(
        key=reference_in(row.get("key")),
        registration=reference_in(row.get("registration")),
        at=_moment(row.get("at")),
        **{name: value[:100].replace("\0", "") for name, value in texts.items()},
    )


def _row(passed: actions.Passed, language: str, reads: Collection[str]) -> dict[str, Any]:
    """Lay out what became of a passage for the device."""
    row: dict[str, Any] = {"key": str(passed.key) if passed.key else None, "ok": bool(passed.answer)}
    if isinstance(passed.answer, Refused):
        row |= {"code": passed.answer.code, "sentence": str(passed.answer.sentence)}
    if passed.registration and row.get("code") not in {"other_meeting", "key_taken"}:
        row |= _shown(passed.registration, language, reads)
    if passed.before and not passed.was_known and "check_ins" in reads:
        row |= {"before": passed.before.direction, "before_at": passed.before.at.isoformat()}
    return row


def _shown(registration: Any, language: str, reads: Collection[str]) -> dict[str, str]:
    """Say of somebody what those at a door need to see and read; the rest stays empty."""
    shown = {
        "name": queries.shown_name(registration),
        "category": str(text_in(registration.category.names, language)),
        "member": registration.member.name if registration.member else "",
        "state": registration.state,
        "state_name": str(registration.get_state_display()),
        "mode": str(registration.get_mode_display()) if registration.mode == "online" else "",
    }
    return {"reference": str(registration.reference)} | {
        name: value if name.removesuffix("_name") in reads else "" for name, value in shown.items()
    }


def _moment(text: Any) -> datetime | None:
    """Read a moment with its zone."""
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment if moment and moment.utcoffset() is not None else None


urlpatterns = [
    path("check-in/", check_in, name="desk_check_in"),
    path("check-in/codes/", codes, name="desk_check_in_codes"),
    path("check-in/batch/", batch, name="desk_check_in_batch"),
    path("check-in/worker.js", worker, name="desk_check_in_worker"),
]
