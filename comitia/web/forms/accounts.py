"""What people are asked when they come in, and about themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.account import forms as account
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from allauth.socialaccount import forms as provider
from django import forms
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from comitia.platform.clock import now
from comitia.platform.names import clean_name
from comitia.web.wording import zone_text

NAME_LENGTH = 150
PASSWORD_HINT = gettext_lazy(
    "At least 12 characters. Several words are easier to remember, and better, than a difficult one."
)


class NameField(forms.CharField):
    """A name in any script, cleaned of marks that nobody sees."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("Your name"),
            help_text=gettext_lazy("As you want others to read it, in your own script."),
            max_length=NAME_LENGTH,
            widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
            error_messages={"required": gettext_lazy("Write the name by which others may know you.")},
            **kwargs,
        )

    def to_python(self, value: Any) -> str:
        return clean_name(super().to_python(value) or "")


class LanguageField(forms.ChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("Language"),
            help_text=gettext_lazy("Letters to you are written in it."),
            choices=settings.LANGUAGES,
            initial=get_language,
            **kwargs,
        )


class AddressForm(forms.Form):
    """The one question with which everybody comes in."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Type your e-mail address."),
            "invalid": gettext_lazy("An address looks like name@example.org. Check what you typed."),
        },
    )


class NewPersonForm(forms.Form):
    """What somebody is asked who comes for the first time."""

    name = NameField()
    language = LanguageField()


class ProfileForm(forms.Form):
    name = NameField()
    language = LanguageField()
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False)

    def __init__(self, *args: Any, zones: Iterable[str], **kwargs: Any) -> None:
        """Offer the meeting's time and the zones that the reader uses already, instead of the four hundred there are."""
        super().__init__(*args, **kwargs)
        zone: Any = self.fields["zone"]
        zone.choices = [("", _("The time of the meeting")), *((name, zone_text(name, now())) for name in zones)]


class EraseForm(forms.Form):
    """Erasure cannot be undone, so it is typed."""

    email = forms.EmailField(
        label=gettext_lazy("Type your e-mail address to confirm"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address = address

    def clean_email(self) -> str:
        if self.cleaned_data["email"].strip().lower() != self.address:
            raise forms.ValidationError(
                _("This is not the address of your account. It is shown at the top of this page.")
            )
        return self.address


class PlainFields:
    """allauth's forms with our labels and hints and without its placeholders."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.EmailField):
                field.widget = forms.EmailInput(attrs={"autocomplete": "email"})
                field.label = _("E-mail address")
            field.widget.attrs.pop("placeholder", None)
            field.help_text = PASSWORD_HINT if name == "password1" else ""


class LoginForm(PlainFields, account.LoginForm):
    pass


class SignUpForm(PlainFields, account.SignupForm):
    name = NameField()
    language = LanguageField()
    field_order = ["name", "email", "password1", "password2", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = NameField().help_text

    def try_save(self, request: HttpRequest) -> Any:
        """Open the account, or answer as always if the address had one, even one opened in this same moment."""
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)


class ProviderSignUpForm(PlainFields, provider.SignupForm):
    name = NameField()
    language = LanguageField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("name", self.sociallogin.user.name)


class AddEmailForm(PlainFields, account.AddEmailForm):
    pass


class ChangePasswordForm(PlainFields, account.ChangePasswordForm):
    pass


class SetPasswordForm(PlainFields, account.SetPasswordForm):
    pass


class ResetPasswordForm(PlainFields, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(PlainFields, account.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(PlainFields, account.ReauthenticateForm):
    pass


class ActivateAppForm(PlainFields, ActivateTOTPForm):
    pass


class SecondFactorForm(PlainFields, AuthenticateForm):
    pass


class SecondFactorAgainForm(PlainFields, ReauthenticateByCodeForm):
    pass


class AddPasskeyForm(AddWebAuthnForm):
    """Every key added here is a passkey: it signs in by itself and checks who holds it."""

    passwordless = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
        self.fields["name"].help_text = _("So that you recognise it later, for example the name of your telephone.")
