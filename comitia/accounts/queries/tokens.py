"""Tokens of programs: who acts with one now, and the list at the desk."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet

from comitia.accounts.models import ApiToken
from comitia.accounts.policies import SCOPES, TOKEN_DAYS, UNKNOWN_TOKEN, may_act_with, may_use_scope
from comitia.accounts.queries import actor, digest_of
from comitia.platform.actors import REGIONAL_OFFICE, SECRETARIAT, Actor
from comitia.platform.answers import Refused

SHAPE: Final = re.compile(r"cmt_[a-z2-7]{8}_[A-Za-z0-9_-]{43}")
_second_factor: Final = Authenticator.objects.filter(user=OuterRef("owner"), type=Authenticator.Type.TOTP)
_tokens: Final = ApiToken.objects.select_related("owner").annotate(has_second_factor=Exists(_second_factor))

__all__ = ["SCOPES", "TOKEN_DAYS", "Holder", "holder_of_token", "may_use_scope", "tokens"]


@dataclass(frozen=True, slots=True)
class Holder:
    """A token that is good, and as whom its bearer acts."""

    token: ApiToken
    by: Actor


def holder_of_token(secret: str, *, at: datetime) -> Holder | Refused:
    """Say as whom the bearer of a token acts now: never with more than its owner may do themselves; two statements.

    The token is found by its digest, so that nobody learns by the time it takes how much of a guess was right.
    """
    if not SHAPE.fullmatch(secret):
        return UNKNOWN_TOKEN
    token = _tokens.filter(digest=digest_of(secret)).first()
    if token is None:
        return UNKNOWN_TOKEN
    owner = actor(token.owner)
    answer = may_act_with(token, owner, has_second_factor=token.has_second_factor, at=at)
    return answer if isinstance(answer, Refused) else Holder(token, _narrowed(owner, token))


def tokens() -> QuerySet[ApiToken]:
    """Give all tokens with their owners, those that still work first, the newest of them on top."""
    return ApiToken.objects.select_related("owner").order_by("revoked_at", "-made_at", "-pk")


def _narrowed(owner: Actor, token: ApiToken) -> Actor:
    through = f"token:{token.mark}"
    if not token.region:
        return replace(owner, roles=owner.roles & {SECRETARIAT, REGIONAL_OFFICE}, on_behalf_of=through)
    return Actor(
        owner.person,
        capacity=REGIONAL_OFFICE,
        roles=frozenset({REGIONAL_OFFICE}),
        regions=frozenset({token.region}),
        on_behalf_of=through,
    )
