"""How many requests a program may send in a minute, counted in the cache that all processes share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.throttling import BaseThrottle

from comitia.api.replies import problem
from comitia.platform.clock import now

SECONDS: Final = 60
PER_TOKEN: Final = 600
PER_ADDRESS: Final = 300


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a minute's requests, and the seconds until the next minute."""

    limit: int
    remaining: int
    reset: int


class TooManyRequestsError(Exception):
    """Says that the minute's requests are used up."""


class PerAddress(BaseThrottle):
    """Counts the requests of those without a token by network address."""

    def allow_request(self, request: HttpRequest) -> bool:
        return count(request, address_of(request), limit=PER_ADDRESS)


def address_of(request: HttpRequest) -> str:
    """Name whoever asks without a token; those behind a socket without an address are counted together."""
    return f"address:{request.META.get('REMOTE_ADDR', '')}"


def require_allowance(request: HttpRequest, who: str, *, limit: int) -> None:
    """Count a request; raise `TooManyRequestsError` if it is one too many."""
    if not count(request, who, limit=limit):
        raise TooManyRequestsError


def count(request: HttpRequest, who: str, *, limit: int) -> bool:
    """Count a request in the present minute; say whether it is still within the limit."""
    minute, second = divmod(int(now().timestamp()), SECONDS)
    key = f"api:requests:{who}:{minute}"
    cache.add(key, 0, 2 * SECONDS)
    number = cache.incr(key)
    request.allowance = Allowance(limit, max(0, limit - number), SECONDS - second)  # type: ignore[attr-defined]
    return number <= limit


def too_many(request: HttpRequest, _error: Exception) -> HttpResponse:
    """Say when to ask again."""
    sentence = _("These are too many requests at once. Wait for the seconds that Retry-After names.")
    response = problem(request, "too_many_requests", sentence, status=429)
    response["Retry-After"] = response["RateLimit-Reset"]
    return response
