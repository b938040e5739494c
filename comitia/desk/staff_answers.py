"""What the secretariat answers about a registration: questions that no page shows to participants."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comitia.accreditation import actions, queries
from comitia.accreditation.queries.fields import staff_fields
from comitia.accreditation.queries.privacy import reads_registration
from comitia.desk.registrations import DecisionForm, officers, page_of_one
from comitia.platform.actors import actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now


@require_POST
@officers
def answer(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Keep what an officer answers about a registration."""
    by = actor_of(request)
    registration = queries.one(by, reference)
    if registration is None:
        raise Http404
    typed = dict(request.POST.lists())
    try:
        actions.answer_for_staff(reference, typed, by=by, at=now())
    except actions.AnswersRefusedError as error:
        reads = reads_registration(by, registration)
        fields = staff_fields(registration, reads=reads, typed=typed, faults=error.faults)
        return page_of_one(request, reference, DecisionForm(), staff=fields, status=422)
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, _("The answers are kept."))
    return HttpResponseRedirect(f"{reverse('desk_registration', args=[reference])}#staff")


urlpatterns = [path("registrations/<uuid:reference>/staff/", answer, name="desk_staff_answers")]
