"""The clerk's page beside the ballots of a session: proxies on the word of members, and remarks on declared results."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from comitia.desk.access import staff
from comitia.desk.choosing import meeting_or_404
from comitia.desk.editing import is_done, offer
from comitia.meetings.queries import meeting_name
from comitia.platform.actors import SECRETARIAT, actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.voting import actions
from comitia.voting.queries.desk import declared_rows, proxy_rows, seated_choices

PROXY_ACTS: Final = {"accept": actions.accept_proxy, "revoke": actions.revoke_proxy}
secretariat = staff(SECRETARIAT)


class ProxyForm(forms.Form):
    """Who gives its vote to whom."""

    prefix = "proxy"
    principal = forms.ChoiceField(label=gettext_lazy("Member that is away"))
    holder = forms.ChoiceField(label=gettext_lazy("Member that casts its vote"))

    def __init__(self, *args: Any, members: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("principal", "holder"):
            offer(self, name, members, none=_("Choose"))


class RemarkForm(forms.Form):
    """What is corrected about a declared ballot."""

    prefix = "remark"
    ballot = forms.ChoiceField(label=gettext_lazy("Ballot"))
    member = forms.ChoiceField(label=gettext_lazy("Member, if it is about one"), required=False)
    text = forms.CharField(
        label=gettext_lazy("What is corrected"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, ballots: Any, members: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "ballot", [(str(one.reference), f"{one.number}. {one.question.value}") for one in ballots])
        offer(self, "member", members, none=_("None"))


@require_safe
@secretariat
def session_votes(request: HttpRequest, meeting: str) -> HttpResponse:
    """Show the proxies of a session and its declared ballots with the remarks on them."""
    return _page(request, meeting_or_404(meeting))


@require_POST
@secretariat
def lodge_proxy(request: HttpRequest, meeting: str) -> HttpResponse:
    """Lodge a proxy on the word of the member that gives it."""
    found = meeting_or_404(meeting)
    form = ProxyForm(request.POST, members=seated_choices(found))

    def lodge() -> None:
        actions.lodge_proxy(found.pk, **form.cleaned_data, by=actor_of(request), at=now())

    if is_done(form, lodge):
        messages.success(request, _("The proxy is lodged. It counts once the other member accepts it."))
        return redirect("desk_session_votes", meeting=meeting)
    return _page(request, found, proxy_form=form)


@require_POST
@secretariat
def proxy(request: HttpRequest, meeting: str, reference: UUID) -> HttpResponse:
    """Accept a proxy on the word of the member that is to hold it, or end it."""
    meeting_or_404(meeting)
    act = PROXY_ACTS.get(request.POST.get("act", ""))
    if act is None:
        messages.error(request, _("Nothing was done: the page was out of date. Try again."))
        return redirect("desk_session_votes", meeting=meeting)
    try:
        act(reference, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    return redirect("desk_session_votes", meeting=meeting)


@require_POST
@secretariat
def correct_record(request: HttpRequest, meeting: str) -> HttpResponse:
    """Add a remark to the record of a declared ballot; its result stays."""
    found = meeting_or_404(meeting)
    form = RemarkForm(request.POST, ballots=declared_rows(found), members=seated_choices(found))

    def correct() -> None:
        typed = form.cleaned_data
        actions.correct_record(
            UUID(typed["ballot"]), text=typed["text"], member=typed["member"], by=actor_of(request), at=now()
        )

    if is_done(form, correct):
        messages.success(request, _("The remark is on record. The result stays as it was declared."))
        return redirect("desk_session_votes", meeting=meeting)
    return _page(request, found, remark_form=form)


def _page(
    request: HttpRequest, meeting: Any, *, proxy_form: ProxyForm | None = None, remark_form: RemarkForm | None = None
) -> HttpResponse:
    members, ballots = seated_choices(meeting), declared_rows(meeting)
    context = {
        "slug": meeting.slug,
        "meeting": meeting_name(meeting.kind, meeting.year),
        "clock": meeting.zone or "UTC",
        "proxies": proxy_rows(meeting),
        "ballots": ballots,
        "proxy_form": proxy_form or ProxyForm(members=members),
        "remark_form": remark_form or RemarkForm(ballots=ballots, members=members),
    }
    return render(request, "desk/sittings/votes.html", context, status=422 if proxy_form or remark_form else 200)


HERE: Final = "sittings/<slug:meeting>/"
urlpatterns = [
    path(f"{HERE}votes/", session_votes, name="desk_session_votes"),
    path(f"{HERE}proxies/", lodge_proxy, name="desk_lodge_proxy"),
    path(f"{HERE}proxies/<uuid:reference>/", proxy, name="desk_proxy"),
    path(f"{HERE}corrections/", correct_record, name="desk_correct_record"),
]
