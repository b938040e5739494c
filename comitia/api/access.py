"""Who asks: the bearer of a token, within one scope."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from comitia.accounts.actions.tokens import note_use
from comitia.accounts.queries.tokens import Holder, holder_of_token, may_use_scope
from comitia.api.limits import PER_ADDRESS, PER_TOKEN, address_of, require_allowance
from comitia.api.replies import problem
from comitia.platform.answers import Refused, RefusedError
from comitia.platform.clock import now


class Token(HttpBearer):
    """Lets requests in that carry a token with a scope. Cookies are not looked at, so no page of others can use them."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Any:
        kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer":
            _count_stranger(request)
            refused = Refused("no_token", _("Send a token with the request: Authorization: Bearer …"))
            raise TokenRefusedError(refused, scope=self.scope)
        return self.authenticate(request, secret.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Holder:
        at = now()
        holder = holder_of_token(token, at=at)
        if isinstance(holder, Refused):
            _count_stranger(request)
            raise TokenRefusedError(holder, scope=self.scope)
        require_allowance(request, f"token:{holder.token.pk}", limit=PER_TOKEN)
        answer = may_use_scope(holder.token, self.scope)
        if isinstance(answer, Refused):
            raise TokenRefusedError(answer, scope=self.scope)
        note_use(holder.token, by=holder.by, at=at)
        return holder


class TokenRefusedError(RefusedError):
    """Says why a token is missing, worthless or not enough."""

    def __init__(self, answer: Refused, *, scope: str) -> None:
        super().__init__(answer)
        self.scope = scope


def token_refused(request: HttpRequest, error: TokenRefusedError) -> HttpResponse:
    """Answer in the words of RFC 6750."""
    code = error.answer.code
    is_known = code in {"scope_missing", "owner_without_role"}
    response = problem(request, code, error.answer.sentence, status=403 if is_known else 401)
    more = {"no_token": "", "scope_missing": f', error="insufficient_scope", scope="{error.scope}"'}
    response["WWW-Authenticate"] = 'Bearer realm="api"' + more.get(code, ', error="invalid_token"')
    return response


def holder_of(request: HttpRequest) -> Holder:
    """Give the bearer of the token that came with a request."""
    return request.auth  # type: ignore[attr-defined, no-any-return]  # set by django-ninja


def _count_stranger(request: HttpRequest) -> None:
    require_allowance(request, address_of(request), limit=PER_ADDRESS)
