"""The addresses for machines: /api/v1/."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, re_path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja.errors import HttpError, Throttled, ValidationError

from comitia.api import check_ins, delegations, meetings, members, programme, registrations
from comitia.api.access import TokenRefusedError, token_refused
from comitia.api.description import DescribedAPI
from comitia.api.limits import PerAddress, TooManyRequestsError, too_many
from comitia.api.replies import problem
from comitia.api.writing import refused
from comitia.platform.answers import RefusedError

api = DescribedAPI(
    title="Comitia",
    version="1",
    description=(
        "What the public site shows, for other programs, without a key; and registrations, delegations and check-in "
        "for those with a token of the secretariat."
    ),
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)
for public in (members, meetings, programme):
    api.add_router("", public.router, throttle=PerAddress())
for closed in (registrations, delegations, check_ins):
    api.add_router("", closed.router)
api.exception_handler(TokenRefusedError)(token_refused)
api.exception_handler(RefusedError)(refused)
api.exception_handler(TooManyRequestsError)(too_many)
api.exception_handler(Throttled)(too_many)


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


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(
        request, "unreadable", _("The request cannot be read. Send JSON in UTF-8."), status=error.status_code
    )


@csrf_exempt  # no cookie is read here, and a program that errs should be told so
def no_such_address(request: HttpRequest) -> HttpResponse:
    return problem(
        request,
        "not_found",
        _("There is nothing at this address. The description of all addresses is at /api/v1/openapi.json."),
        status=404,
    )


urlpatterns = [path("v1/", no_such_address), path("v1/", api.urls), re_path("", no_such_address)]
