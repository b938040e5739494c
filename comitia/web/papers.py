"""What a registered person takes along: the code for the door."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from comitia.accreditation import queries
from comitia.platform.qr import qr_svg
from comitia.web.access import PersonRequest, signed_in


@require_safe
@signed_in
def entry_code(request: PersonRequest) -> HttpResponse:
    """Draw the code that lets a person in, for nobody but them."""
    own = queries.own_registration(request.user)
    if own is None or not queries.own_code(own):
        raise Http404
    return HttpResponse(
        qr_svg(own.entry_code), content_type="image/svg+xml", headers={"Cache-Control": "private, no-store"}
    )


urlpatterns = [path("register/entry-code.svg", entry_code, name="registration_entry_code")]
