"""Who gets to a page: who acts in a request, and the way to the sign-in and back."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial, wraps
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from comitia.accounts import queries as accounts
from comitia.platform.actors import STAFF, Actor, SignInNeededError, actor_of
from comitia.web import errors

View = Callable[..., HttpResponse]


class PersonRequest(HttpRequest):
    """A request of somebody who is signed in, as views behind `signed_in` get it."""

    user: Any


class Access:
    """Finds who acts, when somebody asks, and sends those who must sign in to the sign-in page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.find_actor = cache(partial(_actor, request))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return to_sign_in(request) if isinstance(exception, SignInNeededError) else None


def _actor(request: HttpRequest) -> Actor:
    return accounts.actor(request.user if request.user.is_authenticated else None)


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a reader to sign in, and back to where they were afterwards; what they sent meanwhile stays on a page."""
    address = f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}"
    return errors.signed_out(request, address) if request.method == "POST" else HttpResponseRedirect(address)


def signed_in(view: View) -> View:
    """Show a page only to people who are signed in; others sign in first and come back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            raise SignInNeededError
        return view(request, *args, **kwargs)

    return guarded


def to_second_factor(request: PersonRequest) -> HttpResponse | None:
    """Send staff without a second factor to set one up, where they act as they act at the desk."""
    if not actor_of(request).has_role(*STAFF) or is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
        return None
    return HttpResponseRedirect(f"{reverse('mfa_activate_totp')}?{urlencode({'next': request.get_full_path()})}")
