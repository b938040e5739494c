"""What the pages of a room have in common: how they hear what happens, and the sitting that some of them need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from comitia.meetings.queries import sitting_now
from comitia.platform.actors import Actor, actor_of
from comitia.platform.answers import Refused


@dataclass(frozen=True, slots=True)
class Live:
    """How a page hears what happens: its topic, from which event on, where its panels are and where tickets are renewed."""

    topic: str
    position: str
    panels: str
    renew: str


def live_page(request: HttpRequest, slug: str, *, topic: str, panels: str, needs_ticket: bool) -> Live:
    """Say how a page of a room hears what happens; `panels` names the page that gives its panels."""
    renew = reverse("room_ticket", args=[slug]) if needs_ticket else ""
    return Live(topic, request.META.get("comitia.live_position", ""), reverse(panels, args=[slug]), renew)


def sitting_for(request: HttpRequest, slug: str, why_not: Callable[[Any, Actor], Refused | None]) -> Any:
    """Give the sitting of a session to whom it concerns; everybody else hears why it does not concern them."""
    sitting = sitting_now(slug)
    if sitting is None:
        raise Http404(_("There is no such sitting. Go back to the meeting and choose one."))
    refusal = why_not(sitting, actor_of(request))
    if refusal is not None:
        raise PermissionDenied(str(refusal.sentence))
    return sitting
