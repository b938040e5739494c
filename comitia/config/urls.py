"""The addresses of the whole site: public pages and the desk under a language, machines without one."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from wagtail.admin import urls as wagtail_admin
from wagtail.documents import urls as wagtail_documents


def health(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("health", health),
    path("cms/", include(wagtail_admin)),
    path("documents/", include(wagtail_documents)),
    path("api/", include("comitia.api.urls")),
    path("", include("comitia.web.unprefixed_urls")),
    *i18n_patterns(
        path("desk/", include("comitia.desk.urls")),
        path("", include("comitia.web.urls")),
    ),
]

handler400 = "comitia.web.errors.bad_request"
handler403 = "comitia.web.errors.forbidden"
handler404 = "comitia.web.errors.not_found"
handler429 = "comitia.web.errors.too_many"  # read by allauth
handler500 = "comitia.web.errors.broken"
