"""The addresses for machines: /api/v1/, public, reading only."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, re_path
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import ValidationError

from comitia.api import meetings, members, programme
from comitia.api.replies import problem

api = NinjaAPI(
    title="Comitia",
    version="1",
    description="What the public site shows, for other programs. No key is needed; nothing can be written.",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)
api.add_router("", members.router)
api.add_router("", meetings.router)
api.add_router("", programme.router)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(request, "not_found", error, status=404)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    names = ", ".join(dict.fromkeys(str(one["loc"][-1]) for one in error.errors))
    return problem(
        request,
        "invalid",
        _("These parts of the request cannot be read: %(names)s. Correct them.") % {"names": names},
        status=422,
    )


def no_such_address(request: HttpRequest) -> HttpResponse:
    return problem(
        request,
        "not_found",
        _("There is nothing at this address. The description of all addresses is at /api/v1/openapi.json."),
        status=404,
    )


urlpatterns = [path("v1/", no_such_address), path("v1/", api.urls), re_path("", no_such_address)]
