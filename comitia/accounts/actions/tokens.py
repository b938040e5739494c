"""Tokens with which programs act for an officer: made, revoked, used."""

from __future__ import annotations

import secrets
from base64 import b32encode
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from comitia.accounts import policies, queries
from comitia.accounts.models import ApiToken, Person
from comitia.journal.actions import record
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.platform.names import clean_name


def make_token(
    owner: Person, *, name: str, scopes: Collection[str], days: int, by: Actor, at: datetime, region: str = ""
) -> str:
    """Make a token that acts for an officer, and give the secret, which is kept nowhere; nobody makes one for others."""
    name = clean_name(name)[:100]
    require(policies.may_make_token(by, name=name, scopes=scopes, days=days))
    if by.person != owner.reference:
        refuse("not_yours", _("A token acts for the one who makes it. Let the other officer make it themselves."))
    mark = b32encode(secrets.token_bytes(5)).decode().lower()
    secret = f"cmt_{mark}_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        token = ApiToken.objects.create(
            mark=mark,
            name=name,
            digest=queries.digest_of(secret),
            scopes=sorted(scopes),
            region=region,
            owner=owner,
            made_at=at,
            expires_at=at + timedelta(days=days),
        )
        facts = {"scopes": token.scopes, "region": region, "days": days}
        record("make_token", _subject_of(token), by=by, at=at, facts=facts, particulars={"name": name})
    return secret


def revoke_token(pk: int, *, by: Actor, at: datetime) -> None:
    """Make a token worthless at once."""
    require(policies.may_keep_tokens(by))
    with transaction.atomic():
        token = ApiToken.objects.filter(pk=pk).first()
        if token is None or not ApiToken.objects.filter(pk=pk, revoked_at=None).update(revoked_at=at):
            refuse("already_revoked", _("This token was revoked before."))
        record("revoke_token", _subject_of(token), by=by, at=at)


def note_use(token: ApiToken, *, by: Actor, at: datetime) -> None:
    """Write down, once a day, that a token is used."""
    if token.last_used_on == at.date():
        return
    with transaction.atomic():
        before = Q(last_used_on=None) | Q(last_used_on__lt=at.date())
        if ApiToken.objects.filter(before, pk=token.pk).update(last_used_on=at.date()):
            record("use_token", _subject_of(token), by=by, at=at)


def _subject_of(token: ApiToken) -> str:
    return f"token:{token.mark}"
