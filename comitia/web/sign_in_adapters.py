"""Where allauth asks us: how letters leave, who is new, what the second factor may do."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from comitia.accounts import actions as accounts
from comitia.accounts import queries
from comitia.members.queries import organisation
from comitia.notices.actions import queue_letter
from comitia.platform.actors import STAFF
from comitia.platform.clock import now
from comitia.platform.names import clean_name

HOLD_SECRETS = ("confirm", "reset")


class AccountAdapter(DefaultAccountAdapter):
    """Opens accounts through our actions and sends letters through our outbox."""

    def new_user(self, request: HttpRequest) -> Any:
        person = super().new_user(request)
        person.created_at = now()
        person.language = get_language() or settings.LANGUAGE_CODE
        return person

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:  # noqa: FBT002  allauth's signature
        person = super().save_user(request, user, form, commit=False)
        person.name = form.cleaned_data["name"]
        person.language = form.cleaned_data["language"]
        if commit:
            accounts.open_account(person, way="provider" if hasattr(form, "sociallogin") else "password", at=now())
        return person

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the letter in the language of whoever reads it, and leave the sending to the outbox."""
        person = queries.person_by_email(email)
        language = person.language if person else (get_language() or settings.LANGUAGE_CODE)
        kind = template_prefix.rpartition("/")[2]
        site = SimpleNamespace(name=organisation().name, domain=settings.BASE_URL.partition("://")[2])
        with translation.override(language):
            words = {"request": allauth_context.request, "email": email, "current_site": site} | context
            message = self.render_mail(template_prefix, email, words)
        queue_letter(
            kind,
            key=f"{kind}:{secrets.token_hex(16)}",
            to=email,
            person=person.reference if person else None,
            language=language,
            subject=message.subject,
            text=str(message.body),
            at=now(),
            holds_secret=any(word in kind for word in HOLD_SECRETS),
        )

    def get_client_ip(self, request: HttpRequest) -> str:
        # The front has already settled who asks; whatever calls without a network is this machine.
        return request.META.get("REMOTE_ADDR") or "127.0.0.1"

    def get_login_redirect_url(self, _request: HttpRequest) -> str:
        return f"/{get_language()}/"

    def get_logout_redirect_url(self, _request: HttpRequest) -> str:
        return f"/{get_language()}/"

    def get_password_change_redirect_url(self, _request: HttpRequest) -> str:
        return reverse("my_account")


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Takes the name from the provider and opens the account through our action."""

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        person = super().populate_user(request, sociallogin, data)
        parts = " ".join(filter(None, [data.get("first_name"), data.get("last_name")]))
        person.name = clean_name(data.get("name") or parts or data.get("username") or person.email.partition("@")[0])[
            :150
        ]
        return person

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Any:
        person = super().save_user(request, sociallogin, form)
        if form is None:
            accounts.open_account(person, way="provider", at=now())
        return person

    def validate_disconnect(self, account: Any, accounts: Any) -> None:
        if account.provider not in {one.app.provider_id for one in self.list_providers(self.request)}:
            raise ValidationError(
                _("This provider is no longer used here, so nobody can sign in with it. There is nothing to part with.")
            )
        super().validate_disconnect(account, accounts)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the app's secret encrypted, and with those whose role requires it."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": gettext_lazy(
            "Your role requires a second factor, so the app stays. To change to another telephone, ask the secretariat."
        ),
        "incorrect_code": gettext_lazy("This code is not right, or too old. Type the one shown now."),
    }

    def _get_site_name(self) -> str:
        return organisation().name

    def get_totp_issuer(self) -> str:
        return organisation().short_name

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        is_app = authenticator.type == Authenticator.Type.TOTP
        return not (is_app and queries.actor(authenticator.user).has_role(*STAFF))

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002  allauth's signature
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}


def _fernet() -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(f"second factor {settings.SECRET_KEY}".encode()).digest()))
