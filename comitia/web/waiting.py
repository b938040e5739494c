"""Waiting for a place: a person joins the list of a full category, leaves it, and confirms a place that is offered."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comitia.accreditation import actions, queries
from comitia.platform.actors import Actor
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.web.access import PersonRequest, signed_in
from comitia.web.registration import arrived, refused, to_fault


@require_POST
@signed_in
def join(request: PersonRequest, category: str) -> HttpResponse:
    """Put a person on the waiting list with what they have filled in."""
    try:
        actions.join_waiting_list(request.user, category=category, by=_self(request), at=now())
    except actions.AnswersRefusedError as error:
        return to_fault(request, category, error)
    except RefusedError as error:
        if error.answer.code == "place_free":
            messages.warning(request, error.answer.sentence)
            return HttpResponseRedirect(reverse("registration_check", args=[category]))
        return refused(request, error.answer, "registration")
    messages.success(request, _("You are on the waiting list. We write to you when a place is free."))
    return HttpResponseRedirect(reverse("registration"))


@require_POST
@signed_in
def leave(request: PersonRequest) -> HttpResponse:
    """Take a person off the list, or give up the place that is kept for them."""
    try:
        actions.leave_waiting_list(request.user, by=_self(request), at=now())
    except RefusedError as error:
        return refused(request, error.answer, "registration")
    messages.success(request, _("You have left the waiting list. What you had answered is kept."))
    return HttpResponseRedirect(reverse("registration"))


@require_POST
@signed_in
def confirm(request: PersonRequest) -> HttpResponse:
    """Take the place that is kept for a person."""
    try:
        sent = actions.confirm_offer(request.user, by=_self(request), at=now())
    except actions.AnswersRefusedError as error:
        own = queries.own_waiting_of(request.user)
        return to_fault(request, own.code if own else "", error)
    except RefusedError as error:
        return refused(request, error.answer, "registration")
    return arrived(request, sent)


def _self(request: HttpRequest) -> Actor:
    return Actor(person=request.user.reference)  # type: ignore[union-attr]  # signed in


urlpatterns = [
    path("register/waiting/leave/", leave, name="waiting_leave"),
    path("register/waiting/confirm/", confirm, name="waiting_confirm"),
    path("register/<slug:category>/wait/", join, name="registration_wait"),
]
