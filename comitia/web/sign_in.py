"""Coming in: by a link in a letter, a password, a passkey or a provider; the second factor; going out."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.views import LoginView
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.views import AddWebAuthnView
from allauth.socialaccount.adapter import get_adapter as get_provider_adapter
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import include, path, reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from requests import RequestException

from comitia.accounts import actions as accounts
from comitia.accounts import queries
from comitia.accounts.queries import LinkState
from comitia.members.queries import organisation
from comitia.platform.actors import actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.web import errors, sign_in_methods
from comitia.web.forms.accounts import AddressForm, NewPersonForm

LINK_RATES = {"sign_in_link": "60/10m/ip,6/15m/key", "use_link": "60/10m/ip"}
AFTER_SECOND_FACTOR = "after_second_factor"
ADDRESS = "sign_in_address"


def safe_next(request: HttpRequest) -> str:
    """Give the page a reader wants to come back to, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if wanted and get_adapter(request).is_safe_url(wanted) else ""


def home() -> str:
    return f"/{get_language()}/"


def with_next(name: str, next_page: str) -> str:
    return f"{reverse(name)}?{urlencode({'next': next_page})}" if next_page else reverse(name)


def ways_in(request: HttpRequest, next_page: str) -> dict[str, Any]:
    """Give the other ways in that the page offers below the link."""
    return {
        "next_page": next_page,
        "password_address": with_next("account_login_password", next_page),
        "signup_address": with_next("account_signup", next_page),
        "providers": [
            {
                "name": one.app.name,
                "address": reverse("openid_connect_login", kwargs={"provider_id": one.app.provider_id}),
            }
            for one in get_provider_adapter(request).list_providers(request)
        ],
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for an address and send it a link; the answer is the same for every address."""
    next_page = safe_next(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(next_page or home())
    form = AddressForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "account/login.html", {"form": form, **ways_in(request, next_page)}, status=status)
    address = form.cleaned_data["email"]
    if not _within_limits(request, "sign_in_link", key=accounts.normal_address(address)):
        return errors.too_many(request)
    accounts.request_sign_in_link(
        email=address,
        organisation=organisation().name,
        by=actor_of(request),
        at=now(),
        next_page=next_page,
        language=get_language() or settings.LANGUAGE_CODE,
    )
    request.session[ADDRESS] = address
    return HttpResponseRedirect(with_next("sign_in_sent", next_page))


def _within_limits(request: HttpRequest, action: str, *, key: str | None = None) -> bool:
    return bool(ratelimit.consume(request, app="comitia", action=action, config=LINK_RATES, key=key))


@never_cache
def sign_in_sent(request: HttpRequest) -> HttpResponse:
    page = {
        "address": request.session.get(ADDRESS, ""),
        "minutes": settings.COMITIA.link_minutes,
        "sends_mail": bool(settings.COMITIA.email_url),
        "again": with_next("account_login", safe_next(request)),
    }
    return render(request, "account/sent.html", page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Show what a link does, and do it when its button is pressed: programs that open links in letters press nothing."""
    if request.method == "POST" and not _within_limits(request, "use_link"):
        return errors.too_many(request)
    at = now()
    reading = queries.read_link(secret, at=at)
    form = NewPersonForm(request.POST if request.method == "POST" and reading.asks_name else None)
    answer, status = "", 200
    if reading.state == LinkState.GOOD and request.method == "POST":
        if not reading.asks_name or form.is_valid():
            asked = form.cleaned_data if reading.asks_name else {"name": "", "language": ""}
            try:
                return _come_in(request, accounts.use_sign_in_link(secret, **asked, at=at))
            except RefusedError as error:
                answer = error.answer.sentence
                reading = queries.read_link(secret, at=at)
        status = 422
    if reading.state != LinkState.GOOD:
        status = 410
    page = {"form": form, "reading": reading, "answer": answer, "again": with_next("account_login", reading.next)}
    return render(request, "account/link.html", page, status=status)


def _come_in(request: HttpRequest, entrance: accounts.Entrance) -> HttpResponse:
    """Go through the stages of signing in, where a second factor is asked for."""
    person, adapter = entrance.person, get_adapter(request)
    if request.user.is_authenticated and request.user.pk != person.pk:
        adapter.logout(request)
    request.session.pop(ADDRESS, None)
    record_authentication(request, person, method="link", email=entrance.email)
    next_page = entrance.next if entrance.next and adapter.is_safe_url(entrance.next) else home()
    return perform_login(
        request, Login(user=person, email=entrance.email, redirect_url=next_page, signup=entrance.is_new)
    )


class PasswordLogin(LoginView):
    """Signing in with a password, one step behind the link."""

    template_name = "account/password.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        next_page = safe_next(self.request)
        more = {"next_page": next_page, "link_address": with_next("account_login", next_page)}
        return super().get_context_data(**kwargs) | more


class ActivateSecondFactor(ActivateTOTPView):
    """Setting up the app; afterwards recovery codes, and then back to where one was."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if next_page := safe_next(request):
            request.session[AFTER_SECOND_FACTOR] = next_page
            if is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
                return HttpResponseRedirect(next_page)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"is_required": AFTER_SECOND_FACTOR in self.request.session}

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        _note_proof(self.request, "totp")
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        sign_in_methods.note_failed_factor(self.request, self.request.user)
        return super().form_invalid(form)


class AddPasskey(AddWebAuthnView):
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        _note_proof(self.request, "webauthn")
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        sign_in_methods.note_failed_factor(self.request, self.request.user)
        return super().form_invalid(form)


def _note_proof(request: HttpRequest, kind: str) -> None:
    """Note that the factor was used just now, so that the recovery codes are shown without asking for it again."""
    record_authentication(request, request.user, method="mfa", type=kind, reauthenticated=True)


class RecoveryCodes(ViewRecoveryCodesView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        go_on = self.request.session.get(AFTER_SECOND_FACTOR, "")
        return super().get_context_data(**kwargs) | {"go_on": go_on or reverse("my_account")}


def provider_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send a reader to their provider by a page of ours: the content policy lets no form of ours lead elsewhere."""
    if request.method != "POST":
        return HttpResponseRedirect(with_next("account_login", safe_next(request)))
    try:
        response = openid_connect.login(request, provider_id)
    except RequestException:
        return render(request, "socialaccount/authentication_error.html", status=502)
    if response.status_code != HttpResponseRedirect.status_code:
        return response
    return render(request, "socialaccount/login_redirect.html", {"redirect_to": response["Location"]})


urlpatterns = [
    path("accounts/login/", sign_in, name="account_login"),
    path("accounts/login/sent/", sign_in_sent, name="sign_in_sent"),
    path("accounts/login/password/", PasswordLogin.as_view(), name="account_login_password"),
    path("accounts/link/<str:secret>/", sign_in_link, name="sign_in_link"),
    path("accounts/2fa/totp/activate/", ActivateSecondFactor.as_view(), name="mfa_activate_totp"),
    path("accounts/2fa/webauthn/add/", AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("accounts/2fa/recovery-codes/", RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/3rdparty/", include("allauth.socialaccount.urls")),
    path("accounts/", include("allauth.account.urls")),
]
