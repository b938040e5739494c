"""Pages that say what went wrong and what to do next, and give back what was typed."""

from __future__ import annotations

import sys
from urllib.parse import urlsplit

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

SECRET_WORDS = ("password", "code", "credential", "secret", "csrf")


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Give what was typed into a form of ours, without passwords and codes; nothing if another site sent it."""
    if request.method != "POST" or not _came_from_here(request):
        return []
    try:
        fields = request.POST
    except (OSError, RawPostDataException):
        return []
    return [
        (name, value)
        for name, values in fields.lists()
        for value in values
        if not any(word in name.lower() for word in SECRET_WORDS)
    ]


def _came_from_here(request: HttpRequest) -> bool:
    came_from = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(came_from).netloc == request.get_host()


def has_files(request: HttpRequest) -> bool:
    return (request.content_type or "") == "multipart/form-data"


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain a form whose protection token did not match, and offer what was typed with a new one."""
    given = {"typed": typed(request), "has_files": has_files(request), "address": request.get_full_path()}
    return render(request, "errors/form_expired.html", given, status=403)


def signed_out(request: HttpRequest, sign_in_address: str) -> HttpResponse:
    """Tell somebody whose session ended while they typed, and keep what they typed on the page."""
    given = {
        "typed": typed(request),
        "has_files": has_files(request),
        "address": request.get_full_path(),
        "sign_in_address": sign_in_address,
    }
    return render(request, "errors/signed_out.html", given, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/not_found.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/forbidden.html", {"sentence": str(exception or "")}, status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/bad_request.html", status=400)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    response = render(request, "errors/too_many.html", status=429)
    response["Retry-After"] = "600"
    return response


def broken(request: HttpRequest) -> HttpResponse:
    """Answer without the database, which may be what is broken; say so if it was only busy or full."""
    error = sys.exc_info()[1]
    is_database = isinstance(error, OperationalError)
    page = {
        "language": get_language() or "en",
        "direction": "rtl" if get_language_bidi() else "ltr",
        "title": _("The database cannot take this now") if is_database else _("Something went wrong here"),
        "sentence": _database_sentence(error)
        if is_database
        else _("This is our mistake, not yours. It has been noted."),
        "typed": typed(request) if is_database else [],
        "address": request.get_full_path(),
        "token": get_token(request),
    }
    response = HttpResponse(render_to_string("errors/broken.html", page), status=503 if is_database else 500)
    if is_database:
        response["Retry-After"] = "30"
    return response


def _database_sentence(error: BaseException | None) -> str:
    if "full" in str(error):
        return _("The disk of the server is full, so nothing could be kept. Tell the organisers; nothing was changed.")
    return _("Many people are writing at once, or the server is under maintenance. Nothing was changed.")
