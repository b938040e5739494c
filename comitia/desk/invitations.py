"""The desk's invitations: people are invited to register, reminded, given more time; and what they answered."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comitia.accreditation import actions
from comitia.accreditation.queries import filter_choices
from comitia.accreditation.queries import invitations as queries
from comitia.accreditation.queries.days import end_of
from comitia.accreditation.queries.delegations import current_meeting
from comitia.desk.access import staff
from comitia.desk.editing import is_done, offer
from comitia.desk.histories import history_of
from comitia.notices.queries import states_of
from comitia.platform.actors import REGIONAL_OFFICE, SECRETARIAT, Actor, actor_of
from comitia.platform.answers import Refused, RefusedError
from comitia.platform.clock import now
from comitia.platform.texts import text_in
from comitia.platform.typed import number_in

ROWS_PER_PAGE: Final = 50
MOST_AT_ONCE: Final = 5000
MOST_NAMED: Final = 20
DAY: Final = {"type": "date"}
KINDS: Final = {"sent": "wait", "accepted": "ok", "declined": "bad", "expired": "bad", "taken_back": ""}

officers = staff(SECRETARIAT, REGIONAL_OFFICE)


class TermsForm(forms.Form):
    """What an invitation offers, and until when."""

    category = forms.ChoiceField(label=gettext_lazy("Category"))
    language = forms.ChoiceField(label=gettext_lazy("Language of the letter"), choices=settings.LANGUAGES)
    last_day = forms.DateField(
        label=gettext_lazy("Last day to answer"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    message = forms.CharField(
        label=gettext_lazy("Message"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Stands in the letter and on the page of the invitation."),
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
    )
    admits_at_once = forms.BooleanField(
        label=gettext_lazy("Admit at once"),
        required=False,
        help_text=gettext_lazy("Whoever accepts and registers needs no further decision."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        found = queries.categories_to_invite_to()
        offer(self, "category", [(one.code, str(text_in(one.names, language))) for one in found], none=_("Choose"))

    def terms(self) -> dict[str, Any]:
        """Give the terms as actions take them, but for the last day."""
        return {name: self.cleaned_data[name] for name in ("category", "language", "message", "admits_at_once")}


class InvitationForm(TermsForm):
    """Somebody to invite."""

    field_order = ("email", "name", "category", "member", "language", "last_day", "message", "admits_at_once")
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=150, required=False)
    member = forms.ChoiceField(label=gettext_lazy("Member"), required=False)

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].required = not by.has_role(SECRETARIAT)
        offer(
            self,
            "member",
            queries.members_to_invite_for(by),
            none=_("None") if by.has_role(SECRETARIAT) else _("Choose"),
        )


class ExtensionForm(forms.Form):
    """Another last day."""

    last_day = forms.DateField(
        label=gettext_lazy("Last day to answer"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )


@require_safe
@officers
def invitations(request: HttpRequest) -> HttpResponse:
    """List the invitations that match the filter, fifty to a page."""
    by, filters, at = actor_of(request), _filters(request.GET), now()
    pages = Paginator(queries.found_invitations(by, filters, at=at), ROWS_PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    language, counts = get_language() or "en", queries.invitation_counts(by, at=at)
    letters = states_of([queries.letter_key(one) for one in page])
    choices = filter_choices(by)
    words = {
        "rows": [
            (
                one,
                queries.shown_state(one, at=at),
                text_in(one.category.names, language),
                queries.last_day_of(one),
                letters.get(queries.letter_key(one), ""),
            )
            for one in page
        ],
        "page": page,
        "count": pages.count,
        "filters": filters,
        "hidden": _named(filters),
        "query": urlencode(_named(filters)),
        "state_names": dict(queries.STATES),
        "kinds": KINDS,
        "categories": {one.code: str(text_in(one.names, language)) for one in choices.categories},
        "regions": {one.code: str(text_in(one.names, language)) for one in choices.regions},
        "members": dict(choices.members),
        "tabs": [
            ("?" + urlencode(_named(replace(filters, state=state))), label, count, state == filters.state)
            for state, label, count in [
                ("", _("All"), sum(counts.values())),
                *((state, label, counts[state]) for state, label in queries.STATES),
            ]
        ],
    }
    return render(request, "desk/invitations/list.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def new(request: HttpRequest) -> HttpResponse:
    """Invite somebody."""
    by, at, meeting = actor_of(request), now(), current_meeting()
    initial = {
        "language": get_language() or "en",
        "last_day": queries.usual_last_day(meeting, at=at) if meeting else None,
        "category": request.GET.get("category", ""),
        "member": request.GET.get("member", ""),
    }
    form = InvitationForm(request.POST or None, initial=initial, by=by)

    def act() -> None:
        data = form.cleaned_data
        until = end_of(data["last_day"], meeting) if meeting else at
        actions.invite(
            **form.terms(),
            email=data["email"],
            name=data["name"],
            member=data["member"],
            expires_at=until,
            by=by,
            at=at,
        )

    if request.method == "POST" and is_done(form, act):
        messages.success(request, _("Invited. The letter with the link is on its way."))
        return HttpResponseRedirect(reverse("desk_invitations"))
    return render(request, "desk/invitations/new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@officers
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an invitation with its answer and its history."""
    return _page_of_one(request, pk)


@require_POST
@officers
def remind(request: HttpRequest) -> HttpResponse:
    """Remind the ticked people, or all of the filter who have not answered, each with a new link."""
    by, filters, at = actor_of(request), _filters(request.POST), now()
    if request.POST.get("all"):
        unanswered = queries.found_invitations(by, replace(filters, state="sent"), at=at)
        chosen = list(unanswered.values_list("pk", flat=True)[:MOST_AT_ONCE])
    else:
        chosen = [pk for text in request.POST.getlist("chosen") if (pk := number_in(text)) is not None]
    outcomes = actions.remind_invitations(chosen, by=by, at=at)
    done = sum(bool(one.answer) for one in outcomes)
    sentence = ngettext("A reminder goes to %(count)s person.", "Reminders go to %(count)s people.", done)
    messages.success(request, sentence % {"count": done})
    refused = [(one.name, one.answer) for one in outcomes if isinstance(one.answer, Refused)]
    for name, answer in refused[:MOST_NAMED]:
        messages.warning(request, f"{name}: {answer.sentence}" if name else str(answer.sentence))
    if len(refused) > MOST_NAMED:
        more = len(refused) - MOST_NAMED
        sentence = ngettext("%(count)s more was left out.", "%(count)s more were left out.", more)
        messages.warning(request, sentence % {"count": more})
    return HttpResponseRedirect(f"{reverse('desk_invitations')}?{urlencode(_named(filters))}")


@require_POST
@officers
def remind_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind one person."""
    by = actor_of(request)
    if queries.invitation_seen(by, pk) is None:
        raise Http404
    for outcome in actions.remind_invitations([pk], by=by, at=now()):
        if isinstance(outcome.answer, Refused):
            messages.error(request, str(outcome.answer.sentence))
        else:
            messages.success(request, _("The reminder is on its way."))
    return HttpResponseRedirect(reverse("desk_invitation", args=[pk]))


@require_POST
@officers
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    try:
        actions.take_back_invitation(pk, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, _("The invitation is taken back. Its link works no more."))
    return HttpResponseRedirect(reverse("desk_invitation", args=[pk]))


@require_POST
@officers
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an invitation another last day."""
    by, at = actor_of(request), now()
    found, form = queries.invitation_seen(by, pk), ExtensionForm(request.POST)
    if found is None:
        raise Http404

    def act() -> None:
        until: datetime = end_of(form.cleaned_data["last_day"], found.meeting)
        actions.extend_invitation(pk, expires_at=until, by=by, at=at)

    if is_done(form, act):
        messages.success(request, _("The invitation has another last day. Remind the person if they should know."))
        return HttpResponseRedirect(reverse("desk_invitation", args=[pk]))
    return _page_of_one(request, pk, form=form)


def _page_of_one(request: HttpRequest, pk: int, *, form: ExtensionForm | None = None) -> HttpResponse:
    found, at = queries.invitation_seen(actor_of(request), pk), now()
    if found is None:
        raise Http404
    state, key = queries.shown_state(found, at=at), queries.letter_key(found)
    words = {
        "invitation": found,
        "state": state,
        "state_name": dict(queries.STATES)[state],
        "kinds": KINDS,
        "category": text_in(found.category.names, get_language() or "en"),
        "last_day": queries.last_day_of(found),
        "letter": states_of([key]).get(key, ""),
        "is_open": state in {"sent", "expired"},
        "form": form or ExtensionForm(initial={"last_day": queries.usual_last_day(found.meeting, at=at)}),
        "history": history_of(f"invitation:{pk}"),
    }
    return render(request, "desk/invitations/one.html", words, status=422 if form else 200)


def _filters(given: Any) -> queries.InvitationFilters:
    texts = {name: given.get(name, "")[:100].replace("\0", "") for name in ("state", "category", "member", "region")}
    return queries.InvitationFilters(words=given.get("q", "")[:200].replace("\0", ""), **texts)


def _named(filters: queries.InvitationFilters) -> dict[str, str]:
    """Give the filter by the names of its fields on the page, without what is empty."""
    named = asdict(filters) | {"q": filters.words, "words": ""}
    return {name: value for name, value in named.items() if value}


urlpatterns = [
    path("invitations/", invitations, name="desk_invitations"),
    path("invitations/new/", new, name="desk_new_invitation"),
    path("invitations/remind/", remind, name="desk_invitations_remind"),
    path("invitations/<int:pk>/", one, name="desk_invitation"),
    path("invitations/<int:pk>/remind/", remind_one, name="desk_invitation_remind"),
    path("invitations/<int:pk>/take-back/", take_back, name="desk_invitation_take_back"),
    path("invitations/<int:pk>/extend/", extend, name="desk_invitation_extend"),
]
