"""Django's settings, translated from the environment in environment.py."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from hashlib import blake2b
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import comitia
from comitia.config import environment

PACKAGE = Path(comitia.__file__).parent
COMITIA = environment.read()

# Libraries import these wherever they are installed. On SQLite nothing needs the client of PostgreSQL, and uploads in HEIF
# are refused: 10 MB of memory, and a decoder of foreign files that need not be there. None makes an import fail.
_unused = ["pillow_heif"] if COMITIA.database_url else ["pillow_heif", "django.contrib.postgres.fields"]
for _name in _unused:
    sys.modules.setdefault(_name, None)  # type: ignore[arg-type]

DEBUG = COMITIA.debug
SECRET_KEY = environment.secret_key(COMITIA)
BASE_URL = COMITIA.base_url.rstrip("/")
_site = urlsplit(BASE_URL)
_is_https = _site.scheme == "https"
ALLOWED_HOSTS = [_site.hostname or "localhost", "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
ROOT_URLCONF = "comitia.config.urls"
WSGI_APPLICATION = None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # the address is unique whatever its case, by a constraint that the check does not know
    "security.W004",  # HSTS is the proxy's to send: it owns the certificate
    "security.W008",  # the proxy redirects to https
]

INSTALLED_APPS = [
    "comitia.platform.jobs",
    "comitia.platform.blobs",
    "comitia.journal",
    "comitia.notices",
    "comitia.accounts",
    "comitia.members",
    "comitia.organs",
    "comitia.meetings",
    "comitia.documents",
    "comitia.accreditation",
    "comitia.programme",
    "comitia.voting",
    "comitia.proceedings",
    "comitia.archive",
    "comitia.pages",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "wagtail.contrib.simple_translation",
    "wagtail.users",
    "wagtail.images",
    "wagtail.documents",
    "wagtail.search",
    "wagtail.sites",
    "wagtail.embeds",
    "wagtail.snippets",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "comitia.web.security_headers.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "comitia.web.access.Access",
    "comitia.desk.access.StaffOnlyInWagtail",
    "comitia.web.account.SeenDevices",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "web" / "templates", PACKAGE / "desk" / "templates"],
        "OPTIONS": {
            "environment": "comitia.web.shell.environment",
            "context_processors": ["comitia.web.shell.context", "comitia.desk.menu.context"],
            "extensions": ["jinja2.ext.i18n", "wagtail.jinja2tags.core", "wagtail.images.jinja2tags.images"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]


def _database() -> dict[str, object]:
    if not COMITIA.database_url:
        return {"ENGINE": "comitia.platform.database", "NAME": COMITIA.database_path, "CONN_MAX_AGE": None}
    url = urlsplit(COMITIA.database_url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.lstrip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or parse_qs(url.query).get("host", [""])[0],
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"server_side_binding": True},
    }


DATABASES = {"default": _database()}
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": COMITIA.bus_url}
        if COMITIA.bus_url
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 20_000}}
    )
}
TASKS = {"default": {"BACKEND": "comitia.platform.jobs.backend.JobsBackend"}}
PERIODIC_TASKS = [  # name, task, interval
    ("publish scheduled pages", "comitia.pages.tasks.publish_scheduled", timedelta(minutes=1)),
    ("end lost presences", "comitia.proceedings.tasks.end_lost_presences", timedelta(minutes=1)),
    ("send letters", "comitia.notices.tasks.send_letters", timedelta(minutes=5)),
    ("call webhooks", "comitia.notices.tasks.call_webhooks", timedelta(minutes=5)),
    ("forget deliveries", "comitia.notices.tasks.forget_deliveries", timedelta(hours=24)),
    ("forget old secrets", "comitia.notices.tasks.forget_old_secrets", timedelta(hours=1)),
    ("expire offers", "comitia.accreditation.tasks.expire_offers", timedelta(minutes=5)),
    ("sweep files without a row", "comitia.platform.blobs.tasks.sweep", timedelta(hours=1)),
    ("remind the invited", "comitia.accreditation.tasks.remind_invited", timedelta(hours=1)),
    ("finish mailings", "comitia.accreditation.tasks.finish_mailings", timedelta(hours=1)),
    ("forget old links", "comitia.accounts.tasks.forget_old_links", timedelta(hours=1)),
    ("erase what is due", "comitia.accreditation.tasks.erase_due", timedelta(hours=6)),
    ("forget answered requests", "comitia.accounts.tasks.forget_answered", timedelta(hours=1)),
]

# Languages and time
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("ko", "한국어"),
    ("ru", "Русский"),
    ("zh-hans", "中文"),
    ("es", "Español"),
    ("tr", "Türkçe"),
    ("ar", "العربية"),
]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
USE_I18N = True
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = _is_https
USE_TZ = True
TIME_ZONE = "UTC"


# Files
def _release() -> str:
    """Name the release by the content of the static files, so that they may be cached for ever."""
    digest = blake2b(comitia.__version__.encode(), digest_size=6)
    for path in sorted((PACKAGE / "web" / "static").rglob("*")):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()


RELEASE = _release()
STATIC_URL = f"/static/{RELEASE}/"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
MEDIA_ROOT = COMITIA.data_dir / "media"
MEDIA_URL = "/media/"
BLOBS_ROOT = COMITIA.data_dir / "blobs"  # letters and documents of people: never served as media
CLAMAV = COMITIA.clamav
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_PERMISSIONS = 0o640

# People and their sign-in
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["comitia.platform.sessions.SignIn"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "comitia.web.sign_in_adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_FORMS = {
    "login": "comitia.web.forms.accounts.LoginForm",
    "signup": "comitia.web.forms.accounts.SignUpForm",
    "add_email": "comitia.web.forms.accounts.AddEmailForm",
    "change_password": "comitia.web.forms.accounts.ChangePasswordForm",
    "set_password": "comitia.web.forms.accounts.SetPasswordForm",
    "reset_password": "comitia.web.forms.accounts.ResetPasswordForm",
    "reset_password_from_key": "comitia.web.forms.accounts.ResetPasswordKeyForm",
    "reauthenticate": "comitia.web.forms.accounts.ReauthenticateForm",
}
SOCIALACCOUNT_ADAPTER = "comitia.web.sign_in_adapters.ProviderAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = (
    True  # an account is joined only by an address that the provider says it has verified
)
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_FORMS = {"signup": "comitia.web.forms.accounts.ProviderSignUpForm"}
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": provider["id"],
                "name": provider["name"],
                "client_id": provider["client_id"],
                "secret": provider["secret"],
                "settings": {"server_url": provider["server_url"]},
            }
            for provider in (
                json.loads(Path(COMITIA.oidc_providers).read_text("utf-8")) if COMITIA.oidc_providers else []
            )
        ]
    }
}
MFA_ADAPTER = "comitia.web.sign_in_adapters.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "comitia.web.forms.accounts.ActivateAppForm",
    "authenticate": "comitia.web.forms.accounts.SecondFactorForm",
    "reauthenticate": "comitia.web.forms.accounts.SecondFactorAgainForm",
    "add_webauthn": "comitia.web.forms.accounts.AddPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Comitia"
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds: clocks and fingers are slow (RFC 6238, 5.2)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _is_https
USERSESSIONS_TRACK_ACTIVITY = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _is_https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "comitia.platform.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_FAILURE_VIEW = "comitia.web.errors.csrf_failure"
X_FRAME_OPTIONS = "SAMEORIGIN"

# Letters leave through the outbox (notices); this backend is what carries them
_mail = urlsplit(COMITIA.email_url)
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if COMITIA.email_url else "comitia.platform.console_mail.EmailBackend"
)
EMAIL_HOST = _mail.hostname or "localhost"
EMAIL_PORT = _mail.port or 25
EMAIL_HOST_USER = unquote(_mail.username or "")
EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
EMAIL_USE_TLS = parse_qs(_mail.query).get("tls") == ["yes"]
EMAIL_USE_SSL = parse_qs(_mail.query).get("ssl") == ["yes"]
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = COMITIA.email_from

# Content
PAGE_RENDERER = "comitia.web.pages.page_response"
WAGTAIL_SITE_NAME = "Comitia"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"discreet": {"()": "comitia.platform.faults.Discreet"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["discreet"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"comitia": {"level": "INFO"}, "django": {"handlers": [], "level": "WARNING"}},
}
