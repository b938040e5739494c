"""Addresses that other programs keep for years, the same in every language."""

from __future__ import annotations

from django.urls import include, path

from comitia.web.programme import calendars
from comitia.web.sign_in import provider_login

urlpatterns = [
    path("calendar/<str:secret>.ics", calendars.private, name="private_calendar"),
    # Providers know us by one address of return, whatever the language.
    path("accounts/oidc/<str:provider_id>/login/", provider_login, name="openid_connect_login"),
    path("accounts/", include("allauth.socialaccount.providers.openid_connect.urls")),
]
