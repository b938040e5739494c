"""What a delegation does with the business of a session: takes an item out of the consent agenda, moves how to go on."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comitia.platform.actors import actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.proceedings.actions import consent, procedural
from comitia.web.access import PersonRequest, signed_in
from comitia.web.proceedings.motions import session


@require_POST
@signed_in
def pull(request: PersonRequest, slug: str, reference: UUID) -> HttpResponse:
    """Take an item out of the consent agenda."""
    meeting = session(slug)
    try:
        consent.pull_from_consent(reference, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(
            request, _("The item is taken out of the consent agenda: it is debated and decided by itself.")
        )
    return HttpResponseRedirect(reverse("meeting_motions", args=[meeting.slug]))


@require_POST
@signed_in
def move_procedural(request: PersonRequest, slug: str) -> HttpResponse:
    """Move how the sitting goes on."""
    meeting = session(slug)
    kind = request.POST.get("type", "")
    try:
        procedural.move_procedural(meeting.pk, kind, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, _("The motion is moved. The chair takes it up before all other business."))
    return HttpResponseRedirect(reverse("meeting_motions", args=[meeting.slug]))
