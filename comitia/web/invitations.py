"""The page that the link of an invitation opens: who invites to what, accepting it, declining it."""

from __future__ import annotations

from typing import Any, Final

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comitia.accreditation import actions
from comitia.accreditation.queries import invitations as queries
from comitia.meetings.queries import meeting_name
from comitia.platform.actors import actor_of
from comitia.platform.answers import Refused, RefusedError
from comitia.platform.clock import now
from comitia.platform.texts import text_in
from comitia.web import errors
from comitia.web.access import to_sign_in

RATES: Final = {"unknown_invitation": "30/10m/ip", "answer_invitation": "60/10m/ip"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Show an invitation; its buttons accept it (for whoever is signed in) or decline it."""
    response = _response(request, secret)
    response["X-Robots-Tag"] = "noindex"
    # Django logs the address of an answer that is an error, and this address is a secret.
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001
    return response


def _response(request: HttpRequest, secret: str) -> HttpResponse:
    if request.method == "POST":
        if not _within_limits(request, "answer_invitation"):
            return errors.too_many(request)
        return _answer(request, secret)
    found = queries.opened(secret, at=now())
    if found.invitation is None and not _within_limits(request, "unknown_invitation"):
        return errors.too_many(request)
    return _page(request, found)


def _answer(request: HttpRequest, secret: str) -> HttpResponse:
    by, at, act = actor_of(request), now(), request.POST.get("act")
    if act not in {"accept", "decline"}:
        return _page(request, queries.opened(secret, at=at))
    try:
        if act == "decline":
            actions.decline_invitation(secret, reason=request.POST.get("reason", ""), by=by, at=at)
            return render(request, "invitations/declined.html")
        if not request.user.is_authenticated:
            return to_sign_in(request)
        category = actions.accept_invitation(secret, request.user, by=by, at=at)
    except RefusedError as error:
        return _page(request, queries.opened(secret, at=at), refused=error.answer)
    messages.success(request, _("You have accepted the invitation. Now register: it takes a few pages of questions."))
    return HttpResponseRedirect(reverse("registration_start", args=[category]))


def _page(request: HttpRequest, found: queries.Opened, *, refused: Refused | None = None) -> HttpResponse:
    if found.invitation is None or not found.answer:
        refusal = refused.sentence if refused is not None else found.refusal
        code = refused.code if refused is not None else getattr(found.answer, "code", "")
        words = {"refusal": refusal, "code": code, "is_ours": found.invitation is not None}
        return render(request, "invitations/over.html", words, status=410)
    one, language = found.invitation, get_language() or "en"
    meeting = one.category.meeting
    closed: Any = refused.sentence if refused is not None else getattr(found.accepting, "sentence", "")
    words = {
        "invitation": one,
        "meeting": meeting,
        "meeting_name": meeting_name(meeting.kind, meeting.year),
        "category": text_in(one.category.names, language),
        "description": text_in(one.category.descriptions, language),
        "region": text_in(one.member.region.names, language) if one.member and one.member.region else None,
        "last_day": queries.last_day_of(one),
        "closed": closed,
    }
    return render(request, "invitations/one.html", words, status=200 if refused is None else 409)


def _within_limits(request: HttpRequest, action: str) -> bool:
    return bool(ratelimit.consume(request, app="comitia", action=action, config=RATES, limit_get=True))


urlpatterns = [path("invitation/<str:secret>/", invitation, name="invitation")]
