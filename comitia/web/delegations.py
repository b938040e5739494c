"""The pages of a focal point: invitation, state of the delegation, its people, its letters, handing over on the day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comitia.accreditation import actions
from comitia.accreditation.queries import credentials, delegations, focal_points
from comitia.accreditation.queries.privacy import reads_delegation
from comitia.meetings.queries import meeting_name
from comitia.platform.actors import STAFF, Actor, actor_of
from comitia.platform.answers import Refused, RefusedError
from comitia.platform.attachments import attachment
from comitia.platform.clock import now
from comitia.platform.texts import text_in
from comitia.platform.typed import number_in, reference_in
from comitia.web.access import PersonRequest, signed_in
from comitia.web.forms.delegations import LABELS, LetterForm, ShownRow, compared, marked, moved, rows_of

KINDS: Final = {
    "awaited": "",
    "received": "wait",
    "incomplete": "bad",
    "provisional": "wait",
    "accepted": "ok",
    "rejected": "bad",
}


@require_safe
@signed_in
def index(request: PersonRequest) -> HttpResponse:
    """List the reader's delegations and the invitations that wait for them."""
    own = delegations.own_delegations(_by(request))
    waiting = focal_points.invitations_of(request.user, at=now())
    if len(own) == 1 and not waiting:
        return HttpResponseRedirect(reverse("delegation", args=[own[0].reference]))
    words = {
        "own": [(one, *_names(one)) for one in own],
        "waiting": [(one, *_names(one.delegation)) for one in waiting],
    }
    return render(request, "delegations/index.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Show an invitation; whoever is signed in takes it up by the button."""
    if request.method == "POST":
        return _take_up(request, secret=secret)
    found = focal_points.invitation_of(secret, at=now())
    if found.delegation is None:
        return render(request, "delegations/invitation.html", {"refused": found.refusal}, status=410)
    entity, meeting = _names(found.delegation)
    return render(request, "delegations/invitation.html", {"entity": entity, "meeting": meeting})


@require_POST
@signed_in
def accept(request: PersonRequest, pk: int) -> HttpResponse:
    """Take up an invitation that was sent to an address of the reader's."""
    return _take_up(request, pk=pk)


@require_safe
@signed_in
def one(request: PersonRequest, reference: UUID) -> HttpResponse:
    """Show the state of a delegation: people, credentials with reasons, letters, who holds the vote."""
    seen = _seen(request, reference)
    people = delegations.delegates_of(seen.delegation)
    entity, meeting = _names(seen.delegation)
    language = get_language() or "en"
    words = {
        "delegation": seen.delegation,
        "entity": entity,
        "meeting": meeting,
        "people": [(one, text_in(one.registration.category.names, language)) for one in people],
        "reads": reads_delegation(_by(request), is_focal_point=seen.is_focal_point),
        "letters": delegations.letters_of(seen.delegation),
        "seat": credentials.seat_of(seen.delegation, people),
        "composing": delegations.composing(_by(request), seen, at=now()).answer,
        "may_hand_over": delegations.may_hand_over(_by(request), seen),
        "kinds": KINDS,
    }
    return render(request, "delegations/one.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def people(request: PersonRequest, reference: UUID) -> HttpResponse:
    """Compose a delegation in rows: one save for the whole; buttons that add, remove and move work without script."""
    seen = _seen(request, reference)
    if request.method != "POST":
        found = delegations.composing(_by(request), seen, at=now())
        rows = found.rows or [delegations.Row(reference=None, name="", role="head")]
        if request.GET.get("copy") and not found.rows:
            rows = delegations.last_rows(seen.delegation) or rows
        return _composition(request, seen, [ShownRow(row) for row in rows])
    rows, act = rows_of(request.POST), request.POST.get("act", "save")
    if act != "save":
        return _composition(request, seen, [ShownRow(row) for row in moved(rows, act)])
    edits = number_in(request.POST.get("seen", ""))
    try:
        actions.compose(reference, rows, seen=-1 if edits is None else edits, by=_by(request), at=now())
    except actions.RowsRefusedError as error:
        return _composition(request, seen, marked(rows, error.faults), refused=error.answer, status=422)
    except RefusedError as error:
        if error.answer.code != "changed_meanwhile":
            return _composition(request, seen, [ShownRow(row) for row in rows], refused=error.answer, status=422)
        kept = delegations.composing(_by(request), seen, at=now()).rows
        shown = compared(rows, kept, request.POST.getlist("shown"))
        return _composition(request, seen, shown, refused=error.answer, status=409)
    messages.success(request, _("Saved. You can come back and change it while the delegation is open."))
    return HttpResponseRedirect(reverse("delegation", args=[reference]))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def letter(request: PersonRequest, reference: UUID) -> HttpResponse:
    """Bring one letter of mandate for the whole delegation, or for some of it."""
    seen = _seen(request, reference)
    found = delegations.delegates_of(seen.delegation)
    form = LetterForm(request.POST or None, request.FILES or None, people=found)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["letter"]
        covers = [key for text in form.cleaned_data["covers"] if (key := reference_in(text))]
        try:
            with actions.receive_file(file.chunks(), name=file.name) as received:
                actions.receive_letter(
                    reference,
                    received,
                    covers=covers,
                    issued_by=form.cleaned_data["issued_by"],
                    issued_on=form.cleaned_data["issued_on"],
                    by=_by(request),
                    at=now(),
                )
        except RefusedError as error:
            form.add_error("letter", str(error.answer.sentence))
        else:
            messages.success(request, _("The letter has arrived. The secretariat will examine it and write to you."))
            return HttpResponseRedirect(reverse("delegation", args=[reference]))
    entity, meeting = _names(seen.delegation)
    words = {"delegation": seen.delegation, "entity": entity, "meeting": meeting, "form": form, "people": found}
    return render(request, "delegations/letter.html", words, status=422 if form.errors else 200)


@require_safe
@signed_in
def letter_file(request: PersonRequest, reference: UUID, pk: int) -> HttpResponse:
    """Hand out a letter of the delegation; the look at it is written down."""
    try:
        blob, chunks = actions.open_letter(pk, by=_by(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
        return HttpResponseRedirect(reverse("delegation", args=[reference]))
    return attachment(chunks, name=blob.name, media_type=blob.media_type)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def hand_over(request: PersonRequest, reference: UUID) -> HttpResponse:
    """Let the vote pass: somebody is away or back, or somebody else becomes the head, with a new letter or without."""
    seen = _seen(request, reference)
    refused: Any = ""
    if request.method == "POST":
        try:
            _do_hand_over(request, reference)
        except RefusedError as error:
            refused = error.answer.sentence
        else:
            messages.success(request, _("Done. The page shows who holds the vote now."))
            return HttpResponseRedirect(reverse("delegation_hand_over", args=[reference]))
    found = delegations.delegates_of(seen.delegation)
    entity, meeting = _names(seen.delegation)
    words = {
        "delegation": seen.delegation,
        "entity": entity,
        "meeting": meeting,
        "people": found,
        "voting": [one for one in found if one.role in {"head", "alternate"}],
        "seat": credentials.seat_of(seen.delegation, found),
        "refused": refused,
        "typed": request.POST,
        "kinds": KINDS,
    }
    return render(request, "delegations/hand_over.html", words, status=422 if refused else 200)


def _do_hand_over(request: HttpRequest, reference: UUID) -> None:
    by, at = _by(request), now()
    act, who = request.POST.get("act", ""), reference_in(request.POST.get("who", ""))
    if who is None:
        raise RefusedError(Refused("nobody_chosen", _("Choose a person.")))
    if act in {"away", "back"}:
        actions.set_away(reference, who, away=act == "away", by=by, at=at)
        return
    file, issued_by = request.FILES.get("letter"), request.POST.get("issued_by", "")[:200]
    if file is None:
        actions.replace_head(reference, new_head=who, by=by, at=at)
        return
    with actions.receive_file(file.chunks(), name=file.name or "") as received:
        actions.replace_head(
            reference, new_head=who, received=received, issued_by=issued_by, issued_on=_day_of(request), by=by, at=at
        )


def _day_of(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.POST.get("issued_on", ""))
    except ValueError:
        return None


def _take_up(request: HttpRequest, *, secret: str = "", pk: int | None = None) -> HttpResponse:
    if not request.user.is_authenticated:
        return HttpResponseRedirect(f"{reverse('account_login')}?next={request.path}")
    try:
        found = actions.take_up(request.user, secret=secret, pk=pk, by=_by(request), at=now())
    except RefusedError as error:
        return render(request, "delegations/invitation.html", {"refused": error.answer.sentence}, status=410)
    messages.success(request, _("You are the focal point of this delegation. Name its people, then bring the letter."))
    return HttpResponseRedirect(reverse("delegation", args=[found.reference]))


def _composition(
    request: HttpRequest,
    seen: delegations.Seen,
    rows: Sequence[ShownRow],
    *,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    fresh = delegations.delegation_seen(_by(request), seen.delegation.reference) or seen
    found = delegations.composing(_by(request), fresh, at=now())
    entity, meeting = _names(fresh.delegation)
    is_changed = refused is not None and refused.code == "changed_meanwhile"
    words: dict[str, Any] = {
        "delegation": fresh.delegation,
        "entity": entity,
        "meeting": meeting,
        "rows": rows,
        "labels": LABELS,
        "roles": delegations.ROLES,
        "modes": sorted({mode for listed in found.modes.values() for mode in listed}, reverse=True),
        "answer": found.answer,
        "refused": refused.sentence if refused is not None else "",
        # What the focal point has seen: after a conflict what is kept now stands beside what they typed
        "edits": fresh.delegation.edits if request.method != "POST" or is_changed else request.POST.get("seen", ""),
        "shown": [row.reference for row in found.rows]
        if request.method != "POST" or is_changed
        else request.POST.getlist("shown"),
        "can_copy": not found.rows and request.method != "POST" and delegations.last_rows(fresh.delegation),
    }
    return render(request, "delegations/people.html", words, status=status)


def _seen(request: HttpRequest, reference: UUID) -> delegations.Seen:
    found = delegations.delegation_seen(_by(request), reference)
    if found is None:
        raise Http404
    return found


def _by(request: HttpRequest) -> Actor:
    """Give who acts; officers act as such only with a second factor, as at the desk."""
    actor = actor_of(request)
    if actor.has_role(*STAFF) and not is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
        return Actor(person=actor.person)
    return actor


def _names(delegation: Any) -> tuple[str, str]:
    return delegations.entity_name(delegation), str(meeting_name(delegation.meeting.kind, delegation.meeting.year))


urlpatterns = [
    path("delegations/", index, name="delegations"),
    path("delegations/invitation/<str:secret>/", invitation, name="delegation_invitation"),
    path("delegations/accept/<int:pk>/", accept, name="delegation_accept"),
    path("delegations/<uuid:reference>/", one, name="delegation"),
    path("delegations/<uuid:reference>/people/", people, name="delegation_people"),
    path("delegations/<uuid:reference>/letter/", letter, name="delegation_letter"),
    path("delegations/<uuid:reference>/letter/<int:pk>/", letter_file, name="delegation_letter_file"),
    path("delegations/<uuid:reference>/hand-over/", hand_over, name="delegation_hand_over"),
]
