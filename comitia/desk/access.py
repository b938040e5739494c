"""Who gets to the desk and to Wagtail: people with a staff role, signed in with a second factor."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from comitia.platform.actors import SECRETARIAT, STAFF, SignInNeededError, actor_of

View = Callable[..., HttpResponse]


def staff(*roles: str) -> Callable[[View], View]:
    """Show a page only to people with one of the roles (any staff role if none is named) and a second factor."""
    wanted = roles or STAFF

    def decorator(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return _sent_elsewhere(request, wanted) or view(request, *args, **kwargs)

        return guarded

    return decorator


def _sent_elsewhere(request: HttpRequest, roles: tuple[str, ...]) -> HttpResponse | None:
    if not request.user.is_authenticated:
        raise SignInNeededError
    if not actor_of(request).has_role(*roles):
        raise PermissionDenied(
            _(
                "This page is for people with another role. Ask the secretariat if you need it; "
                "your own pages are in the menu."
            )
        )
    if not is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
        return HttpResponseRedirect(f"{reverse('mfa_activate_totp')}?{urlencode({'next': request.get_full_path()})}")
    return None


class StaffOnlyInWagtail:
    """Keeps Wagtail's screens to the secretariat, with a second factor, like the desk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_args: Any) -> HttpResponse | None:
        # Wagtail itself sends those who are not signed in to the sign-in page
        if request.path.startswith("/cms/") and request.user.is_authenticated:
            return _sent_elsewhere(request, (SECRETARIAT,))
        return None
