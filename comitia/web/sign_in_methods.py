"""Tells the journal when somebody sets, changes or removes a way in to an account; allauth does it and sends signals."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as second_factor
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as provider
from django.dispatch import receiver
from django.http import HttpRequest

from comitia.accounts.actions import note_sign_in_method
from comitia.platform.actors import Actor, actor_of
from comitia.platform.clock import now

ADDED = {
    Authenticator.Type.TOTP: "switch_on_app",
    Authenticator.Type.WEBAUTHN: "add_passkey",
    Authenticator.Type.RECOVERY_CODES: "make_recovery_codes",
}
REMOVED = {
    Authenticator.Type.TOTP: "switch_off_app",
    Authenticator.Type.WEBAUTHN: "remove_passkey",
    Authenticator.Type.RECOVERY_CODES: "remove_recovery_codes",
}


@receiver([account.password_set, account.password_changed])
def note_password(request: HttpRequest, user: Any, **_rest: Any) -> None:
    note_sign_in_method(user, "set_password", by=actor_of(request), at=now())


@receiver(account.password_reset)
def note_reset(user: Any, **_rest: Any) -> None:
    # Whoever holds the letter is not signed in yet, and acts for themselves.
    note_sign_in_method(user, "set_password", by=Actor(user.reference), at=now())


@receiver([second_factor.authenticator_added, second_factor.authenticator_reset])
def note_added_factor(request: HttpRequest, user: Any, authenticator: Any, **_rest: Any) -> None:
    note_sign_in_method(user, ADDED[authenticator.type], by=actor_of(request), at=now())


@receiver(second_factor.authenticator_removed)
def note_removed_factor(request: HttpRequest, user: Any, authenticator: Any, **_rest: Any) -> None:
    note_sign_in_method(user, REMOVED[authenticator.type], by=actor_of(request), at=now())


@receiver(second_factor.authentication_failed)
def note_failed_factor(request: HttpRequest, user: Any, **_rest: Any) -> None:
    note_sign_in_method(user, "fail_second_factor", by=actor_of(request), at=now())


@receiver(account.email_added)
def note_added_address(request: HttpRequest, user: Any, **_rest: Any) -> None:
    note_sign_in_method(user, "add_address", by=actor_of(request), at=now())


@receiver(account.email_confirmed)
def note_proved_address(email_address: Any, **_rest: Any) -> None:
    person = email_address.user
    note_sign_in_method(person, "prove_address", by=Actor(person.reference), at=now())


@receiver(account.email_removed)
def note_removed_address(request: HttpRequest, user: Any, **_rest: Any) -> None:
    note_sign_in_method(user, "remove_address", by=actor_of(request), at=now())


@receiver(account.email_changed)
def note_main_address(request: HttpRequest, user: Any, **_rest: Any) -> None:
    note_sign_in_method(user, "change_main_address", by=actor_of(request), at=now())


@receiver(provider.social_account_added)
def note_provider(sociallogin: Any, **_rest: Any) -> None:
    person = sociallogin.user
    note_sign_in_method(person, "connect_provider", by=Actor(person.reference), at=now())


@receiver(provider.social_account_removed)
def note_lost_provider(request: HttpRequest, socialaccount: Any, **_rest: Any) -> None:
    note_sign_in_method(socialaccount.user, "disconnect_provider", by=actor_of(request), at=now())
