"""What a registered person takes along: the code for the door, the days for the calendar, the letter for a visa."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from comitia.accreditation import queries
from comitia.accreditation.actions.visa_letters import take_letter
from comitia.accreditation.queries import visa_letters
from comitia.platform.actors import Actor
from comitia.platform.answers import RefusedError
from comitia.platform.attachments import attachment
from comitia.platform.clock import now
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


@require_safe
@signed_in
def calendar(request: PersonRequest) -> HttpResponse:
    """Hand out the days of the meeting as a calendar file."""
    own = queries.own_registration(request.user)
    written = queries.meeting_calendar(own.category.meeting) if own else b""
    if not own or not written:
        raise Http404
    name = f"{own.category.meeting.slug}.ics"
    return attachment(written, name=name, media_type="text/calendar; charset=utf-8")


@require_safe
@signed_in
def visa_letter(request: PersonRequest) -> HttpResponse:
    """Hand a person the letter that was issued for their visa."""
    own = queries.own_registration(request.user)
    letter = visa_letters.own_letter(own) if own else None
    if letter is None:
        raise Http404
    try:
        chunks = take_letter(letter, by=Actor(person=request.user.reference), at=now())
    except RefusedError as error:
        raise Http404 from error
    return attachment(chunks, name=letter.blob.name, media_type=letter.blob.media_type)


urlpatterns = [
    path("register/entry-code.svg", entry_code, name="registration_entry_code"),
    path("register/calendar.ics", calendar, name="registration_calendar"),
    path("register/visa-letter.docx", visa_letter, name="registration_visa_letter"),
]
