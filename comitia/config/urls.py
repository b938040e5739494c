"""The addresses of the whole site: public pages and the desk under a language, machines without one."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_POST
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtail_admin
from wagtail.admin.views.account import LogoutView
from wagtail.documents import urls as wagtail_documents


def health(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("health", health),
    # Wagtail's own form would let a password in without the second factor; its way out ends the session of whoever looks
    path("cms/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("cms/logout/", require_POST(LogoutView.as_view())),
    path("cms/", include(wagtail_admin)),
    path("documents/", include(wagtail_documents)),
    path("api/", include("comitia.api.urls")),
    path("", include("comitia.web.unprefixed_urls")),
    *i18n_patterns(
        path("desk/", include("comitia.desk.urls")),
        path("", include("comitia.live.snapshots")),
        path("", include("comitia.web.urls")),
    ),
]

handler400 = "comitia.web.errors.bad_request"
handler403 = "comitia.web.errors.forbidden"
handler404 = "comitia.web.errors.not_found"
handler429 = "comitia.web.errors.too_many"  # read by allauth
handler500 = "comitia.web.errors.broken"
