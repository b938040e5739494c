"""Who takes part, as far as they let it be known; and where they say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from comitia.accreditation import actions, queries
from comitia.accreditation.queries.fields import Field, plain_field
from comitia.platform.actors import Actor
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.web.access import PersonRequest, signed_in

PEOPLE_PER_PAGE: Final = 100
LONGEST_SEARCH: Final = 100


# Whoever takes their name off the list is gone from it at once, so nothing keeps the page: neither we nor a browser
@require_safe
@never_cache
def participants(request: HttpRequest) -> HttpResponse:
    """List the people who take part and let this reader know it, and say how many are not listed."""
    asked = {name: request.GET.get(name, "").replace("\0", "").strip()[:LONGEST_SEARCH] for name in ASKED}
    filters = queries.ParticipantFilters(words=asked["q"], **{name: asked[name] for name in ASKED[1:]})
    language = get_language() or "en"
    reader = request.user.reference if request.user.is_authenticated else None
    found = queries.participants(Actor(reader), filters, language=language)
    page = Paginator(found.found, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    words = {
        "found": found,
        "page": page,
        "people": queries.shown_participants(page, found.shows, language=language),
        "asked": asked,
        "query": urlencode({name: value for name, value in asked.items() if value}),
        "is_filtered": filters != queries.ParticipantFilters(),
    }
    return render(request, "registration/participants.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def consents(request: PersonRequest) -> HttpResponse:
    """Let a person change who may see their name, and whether they may be recorded."""
    own = queries.own_registration(request.user)
    if own is None or own.state == "draft":
        return HttpResponseRedirect(reverse("registration"))
    faults: Mapping[str, str] = {}
    if request.method == "POST":
        given = {name: request.POST.get(name, "") for name in ("publish", "recording")}
        try:
            actions.change_consents(request.user, **given, by=Actor(person=request.user.reference), at=now())
        except actions.AnswersRefusedError as error:
            faults = error.faults
        except RefusedError as error:
            messages.error(request, error.answer.sentence)
            return HttpResponseRedirect(reverse("registration"))
        else:
            messages.success(request, _("Saved. It holds from now on."))
            return HttpResponseRedirect(reverse("registration"))
    typed = request.POST if faults else _kept(own)
    return render(request, "registration/consents.html", consent_fields(typed, faults), status=422 if faults else 200)


def consent_fields(typed: Mapping[str, Any], faults: Mapping[str, str]) -> dict[str, Field]:
    """Draw the two questions of what may be shown of a person."""
    return {
        "publish": plain_field(
            "publish",
            _("Who may see your name in the list of participants?"),
            queries.PUBLISH,
            typed=typed.get("publish", ""),
            error=faults.get("publish", ""),
        ),
        "recording": plain_field(
            "recording",
            _("May you be seen and heard in the recording of public sessions?"),
            [("yes", _("Yes")), ("no", _("No"))],
            typed=typed.get("recording", ""),
            error=faults.get("recording", ""),
            hint=_("Without your consent your part is cut from what is published."),
        ),
    }


def _kept(own: Any) -> dict[str, str]:
    return {"publish": own.publish, "recording": {True: "yes", False: "no", None: ""}[own.recording_consent]}


ASKED: Final = ("q", *tuple(name for name in asdict(queries.ParticipantFilters()) if name != "words"))

urlpatterns = [
    path("participants/", participants, name="participants"),
    path("register/consents/", consents, name="registration_consents"),
]
