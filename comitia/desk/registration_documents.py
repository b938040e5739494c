"""The files that people brought with a registration, as officers open them and let them out of quarantine."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from comitia.accreditation import actions
from comitia.accreditation.queries.documents import document_of
from comitia.desk.access import staff
from comitia.platform.actors import REGIONAL_OFFICE, SECRETARIAT, actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.attachments import attachment
from comitia.platform.clock import now


@require_GET
@staff(SECRETARIAT, REGIONAL_OFFICE)
def document(request: HttpRequest, reference: UUID, file: UUID) -> HttpResponse:
    """Hand out a file as an attachment; the look at it is written down."""
    try:
        found = actions.open_document(reference, file, by=actor_of(request), at=now())
    except RefusedError as error:
        if error.answer.code == "unknown_file":
            raise Http404 from None
        messages.error(request, str(error.answer.sentence))
        return HttpResponseRedirect(reverse("desk_registration", args=[reference]))
    return attachment(found.chunks, name=found.name, media_type=found.media_type)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(SECRETARIAT)
def release(request: HttpRequest, reference: UUID, file: UUID) -> HttpResponse:
    """Warn of what a file in quarantine may do, and let it out once the officer insists."""
    found = document_of(actor_of(request), reference, file)
    if found is None:
        raise Http404
    if request.method != "POST":
        return render(request, "desk/registrations/release.html", {"file": found.blob, "reference": reference})
    try:
        actions.release_document(reference, file, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, _("The file is out of quarantine. The journal says who let it out."))
    return HttpResponseRedirect(reverse("desk_registration", args=[reference]))


urlpatterns = [
    path("registrations/<uuid:reference>/files/<uuid:file>/", document, name="desk_registration_document"),
    path("registrations/<uuid:reference>/files/<uuid:file>/release/", release, name="desk_document_release"),
]
