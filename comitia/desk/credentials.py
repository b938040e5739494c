"""The desk's credentials: the queue of examination, one delegation with its letter beside it, the committee's report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from comitia.accreditation import actions
from comitia.accreditation.queries import credentials as queries
from comitia.accreditation.queries import delegations
from comitia.core.governance.credentials import CredentialAct
from comitia.desk.access import staff
from comitia.desk.credentials_report import document_of, pages_of
from comitia.desk.histories import history_of
from comitia.meetings.queries import meeting_name
from comitia.platform.actors import SECRETARIAT, actor_of
from comitia.platform.answers import Refused, RefusedError
from comitia.platform.attachments import attachment
from comitia.platform.clock import now
from comitia.platform.typesetting.pages import PDF

ROWS_PER_PAGE: Final = 50
# What a letter empowers to if nothing else is ticked: heads and alternates of members vote
EMPOWERED: Final = {"head": ("speaks", "votes", "signs"), "alternate": ("speaks", "votes")}
POWERS: Final = ("speaks", "votes", "signs")
LETTER_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'"
# The page frames the letter, which no other page of ours may do
PAGE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

secretariat = staff(SECRETARIAT)


@require_safe
@secretariat
def credentials(request: HttpRequest) -> HttpResponse:
    """List the delegations with credentials to examine, those with new letters first."""
    state = request.GET.get("state", "")
    pages = Paginator(queries.queue(state), ROWS_PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    meeting = delegations.current_meeting()
    words = {
        "page": page,
        "count": pages.count,
        "query": f"state={state}" if state in dict(queries.STATES) else "",
        "state": state,
        "meeting": meeting,
        "tabs": [
            (f"?state={code}" if code else "?", label, None, code == state)
            for code, label in [("", _("To be examined")), *queries.STATES]
        ],
    }
    return render(request, "desk/credentials/list.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat
def examine(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Show a delegation beside its letter, and decide: everybody of the letter at once, or one by one."""
    by = actor_of(request)
    seen = delegations.delegation_seen(by, reference)
    if seen is None:
        raise Http404
    people = delegations.delegates_of(seen.delegation)
    refused: Any = ""
    if request.method == "POST":
        decisions = _decisions(request, people)
        try:
            outcomes = actions.decide_credentials(
                reference, decisions, reason=request.POST.get("reason", ""), by=by, at=now()
            )
        except RefusedError as error:
            refused = error.answer.sentence
        else:
            _say(request, outcomes)
            return HttpResponseRedirect(request.get_full_path())
    letters = delegations.letters_of(seen.delegation)
    asked = request.GET.get("letter", "")
    words = {
        "delegation": seen.delegation,
        "entity": delegations.entity_name(seen.delegation),
        "rows": [(one, queries.acts_on(one.credential), _ticked(request, one)) for one in people],
        "acts": [(act.value, label) for act, label in queries.ACTS.items()],
        "letters": letters,
        "letter": next((one for one in letters if str(one.pk) == asked), letters[0] if letters else None),
        "may": queries.may_examine_delegation(by, seen.delegation, people),
        "refused": refused,
        "typed": request.POST,
        "kinds": {"received": "wait", "incomplete": "bad", "provisional": "wait", "accepted": "ok", "rejected": "bad"},
        "history": history_of(f"delegation:{reference}"),
    }
    response = render(request, "desk/credentials/examine.html", words, status=422 if refused else 200)
    response["Content-Security-Policy"] = PAGE_POLICY
    return response


@require_GET
@secretariat
def letter(request: HttpRequest, reference: UUID, pk: int) -> HttpResponse:
    """Hand out a letter, to be shown beside the form; each look at it is written down."""
    try:
        blob, chunks = actions.open_letter(pk, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
        return HttpResponseRedirect(reverse("desk_credentials_of", args=[reference]))
    headers = {"Content-Security-Policy": LETTER_POLICY, "Cache-Control": "private, no-store"}
    file = FileResponse(chunks, filename=blob.name, content_type=blob.media_type, headers=headers)
    return cast("HttpResponse", file)


@require_POST
@secretariat
def release(request: HttpRequest, reference: UUID, pk: int) -> HttpResponse:
    """Let a letter out of quarantine."""
    try:
        actions.release_letter(pk, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, _("The letter is out of quarantine. The journal says who let it out."))
    return HttpResponseRedirect(f"{reverse('desk_credentials_of', args=[reference])}?letter={pk}")


@require_POST
@secretariat
def provisional_rule(request: HttpRequest) -> HttpResponse:
    """Set whether provisional credentials vote at the current meeting."""
    meeting = delegations.current_meeting()
    if meeting is None:
        raise Http404
    may_vote = request.POST.get("may_vote") == "yes"
    try:
        actions.set_provisional_vote(meeting, may_vote=may_vote, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, _("The rule is changed, and who holds each vote is settled anew."))
    return HttpResponseRedirect(reverse("desk_credentials"))


@require_safe
@secretariat
def report(request: HttpRequest) -> HttpResponse:
    """Show the report of the credentials committee."""
    found = queries.report()
    if found is None:
        raise Http404
    name = str(meeting_name(found.meeting.kind, found.meeting.year))
    return render(request, "desk/credentials/report.html", {"report": found, "meeting": name, "at": now()})


@require_safe
@secretariat
def report_document(_request: HttpRequest) -> HttpResponse:
    """Hand out the report of the credentials committee as a DOCX file."""
    return _handed_out(document_of, kind=WORD, ending="docx")


@require_safe
@secretariat
def report_pages(_request: HttpRequest) -> HttpResponse:
    """Hand out the report of the credentials committee as a PDF."""
    return _handed_out(pages_of, kind=PDF, ending="pdf")


def _handed_out(write: Callable[..., bytes], *, kind: str, ending: str) -> HttpResponse:
    found = queries.report()
    if found is None:
        raise Http404
    name = f"credentials-{found.meeting.slug}.{ending}"
    return attachment(write(found, at=now()), name=name, media_type=kind)


def _decisions(request: HttpRequest, people: list[Any]) -> list[actions.Decision]:
    """Read what is decided about each: their own choice, else the one for everybody where it is possible."""
    given, for_all = request.POST, request.POST.get("act", "")
    decisions = []
    for one in people:
        key = str(one.registration.reference)
        possible = {act for act, _label in queries.acts_on(one.credential)}
        act = given.get(f"act-{key}", "") or (for_all if for_all in possible else "")
        if act not in {known.value for known in CredentialAct}:
            continue
        decisions.append(
            actions.Decision(
                reference=one.registration.reference,
                act=CredentialAct(act),
                **{power: f"{power}-{key}" in given for power in POWERS},
            )
        )
    return decisions


def _ticked(request: HttpRequest, one: Any) -> set[str]:
    """Name what is ticked for somebody: as typed, as decided before, or as the role usually has it."""
    key, credential = one.registration.reference, one.credential
    if request.method == "POST":
        return {power for power in POWERS if f"{power}-{key}" in request.POST}
    if credential.decided_at and credential.state in {"accepted", "provisional"}:
        return {power for power in POWERS if getattr(credential, power)}
    return set(EMPOWERED.get(one.role, ()))


def _say(request: HttpRequest, outcomes: list[actions.Decided]) -> None:
    done = sum(bool(one.answer) for one in outcomes)
    if not outcomes:
        messages.warning(request, _("Nothing was decided: choose what to do for somebody."))
        return
    if done:
        sentence = ngettext("%(count)s credential is decided.", "%(count)s credentials are decided.", done)
        messages.success(request, sentence % {"count": done})
    for one in outcomes:
        if isinstance(one.answer, Refused):
            messages.warning(request, f"{one.name}: {one.answer.sentence}")


urlpatterns = [
    path("credentials/", credentials, name="desk_credentials"),
    path("credentials/rule/", provisional_rule, name="desk_credentials_rule"),
    path("credentials/report/", report, name="desk_credentials_report"),
    path("credentials/report.docx", report_document, name="desk_credentials_document"),
    path("credentials/report.pdf", report_pages, name="desk_credentials_pdf"),
    path("credentials/<uuid:reference>/", examine, name="desk_credentials_of"),
    path("credentials/<uuid:reference>/letter/<int:pk>/", letter, name="desk_letter_of_mandate"),
    path("credentials/<uuid:reference>/letter/<int:pk>/release/", release, name="desk_letter_release"),
]
