"""Tokens of programs: who acts with one now, and the list at the desk."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import QuerySet

from comitia.accounts.models import ApiToken, Person
from comitia.accounts.policies import SCOPES, TOKEN_DAYS, UNKNOWN_TOKEN, may_act_with, may_use_scope
from comitia.accounts.queries import actor, digest_of
from comitia.platform.actors import REGIONAL_OFFICE, SECRETARIAT, Actor
from comitia.platform.answers import Refused
from comitia.platform.statements import Statement

SHAPE: Final = re.compile(r"cmt_[a-z2-7]{8}_[A-Za-z0-9_-]{43}")
# Asked at every request of a program: building this statement anew takes ten times as long as running it.
BY_DIGEST: Final = """
    SELECT token.id, person.id, person.reference, person.is_active, EXISTS (
        SELECT 1 FROM mfa_authenticator factor WHERE factor.user_id = person.id AND factor.type = %s
    )
    FROM accounts_apitoken token JOIN accounts_person person ON person.id = token.owner_id
    WHERE token.digest = %s
"""
_token: Final = Statement(lambda pk: ApiToken.objects.filter(pk=pk), numbers=1)

__all__ = ["SCOPES", "TOKEN_DAYS", "Holder", "holder_of_token", "may_use_scope", "tokens"]


@dataclass(frozen=True, slots=True)
class Holder:
    """A token that is good, and as whom its bearer acts."""

    token: ApiToken
    by: Actor


def holder_of_token(secret: str, *, at: datetime) -> Holder | Refused:
    """Say as whom the bearer of a token acts now: never with more than its owner may do themselves; three statements.

    The token is found by its digest, so that nobody learns by the time it takes how much of a guess was right.
    """
    if not SHAPE.fullmatch(secret):
        return UNKNOWN_TOKEN
    with connection.cursor() as cursor:
        cursor.execute(BY_DIGEST, [Authenticator.Type.TOTP.value, digest_of(secret)])
        found = cursor.fetchone()
    token = _token.first(found[0]) if found else None
    if token is None:
        return UNKNOWN_TOKEN
    _pk, owner, reference, is_active, has_second_factor = found
    token.owner = Person(pk=owner, reference=UUID(str(reference)), is_active=bool(is_active))
    by = actor(token.owner)
    answer = may_act_with(token, by, has_second_factor=bool(has_second_factor), at=at)
    return answer if isinstance(answer, Refused) else Holder(token, _narrowed(by, token))


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
