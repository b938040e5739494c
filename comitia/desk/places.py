"""The desk's pages of places: how many there are, for whom together, how many are taken, and who waits for one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from comitia.accreditation import actions
from comitia.accreditation.queries import quotas as queries
from comitia.desk.access import staff
from comitia.desk.editing import RecordForm, differences, initial_of, is_done, offer
from comitia.desk.histories import history_of
from comitia.platform.actors import SECRETARIAT, actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now

secretariat = staff(SECRETARIAT)
SHORT = {"min": 0, "inputmode": "numeric"}


class OwnQuotaForm(RecordForm):
    """How many places one category has."""

    places = forms.IntegerField(
        label=gettext_lazy("Places"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        help_text=gettext_lazy("Leave it empty to give as many as wanted."),
        widget=forms.NumberInput(SHORT),
    )
    has_waiting_list = forms.BooleanField(
        label=gettext_lazy("People can wait when all places are taken"), required=False
    )
    confirm_within = forms.IntegerField(
        label=gettext_lazy("Hours to confirm an offered place"),
        min_value=1,
        max_value=1440,
        initial=48,
        help_text=gettext_lazy("An offered place is kept for so long; then the next person gets the offer."),
        widget=forms.NumberInput(SHORT),
    )
    overflow = forms.ChoiceField(
        label=gettext_lazy("Category offered when this one is full"),
        required=False,
        help_text=gettext_lazy("Such as a category of people who only watch."),
    )


class QuotaForm(OwnQuotaForm):
    """How many places several categories have together, in all, for each member or for each region."""

    field_order = ("name", "categories", "per", "mode", "places", "has_waiting_list", "confirm_within", "seen")
    overflow = None  # type: ignore[assignment]  # a question about one category
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy("For the secretariat, such as “Observers of one region”."),
    )
    categories = forms.MultipleChoiceField(
        label=gettext_lazy("Categories that take these places"), widget=forms.CheckboxSelectMultiple
    )
    per = forms.ChoiceField(
        label=gettext_lazy("Counted together"),
        choices=queries.PER,
        initial="meeting",
        widget=forms.RadioSelect,
        help_text=gettext_lazy("For each region, a number of 40 lets 40 people of each region in."),
    )
    mode = forms.ChoiceField(label=gettext_lazy("Way of taking part"), required=False)
    places = forms.IntegerField(
        label=gettext_lazy("Places"), min_value=0, max_value=1_000_000, widget=forms.NumberInput(SHORT)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "categories", queries.categories_to_bind())
        offer(self, "mode", [(mode, str(label)) for mode, label in queries.QUOTA_MODES], none=_("All"))

    def clean_categories(self) -> list[str]:
        return sorted(self.cleaned_data["categories"])


class ReasonForm(forms.Form):
    """Why somebody is taken off the list."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        widget=forms.Textarea({"rows": 3, "maxlength": 2000}),
        help_text=gettext_lazy("The person reads it in the letter."),
    )


@require_safe
@secretariat
def listed(request: HttpRequest) -> HttpResponse:
    """List the quotas of the meeting with what is taken of them and how many wait."""
    return render(request, "desk/places/list.html", {"rows": queries.quota_rows(), "per": dict(queries.PER)})


@secretariat
def new(request: HttpRequest) -> HttpResponse:
    """Limit the places of several categories together, or of each member or region."""
    form = QuotaForm(request.POST or None, initial={"has_waiting_list": True})
    if request.method == "POST" and is_done(
        form, lambda: actions.save_quota(None, form.values(), by=actor_of(request), at=now())
    ):
        messages.success(request, _("The limit holds from now on. Whoever holds a place already is counted."))
        return redirect("desk_places")
    return render(request, "desk/places/new.html", {"form": form}, status=422 if form.is_bound else 200)


@secretariat
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a quota with its pools and who waits, and change it."""
    quota = queries.quota(pk)
    if quota is None:
        raise Http404
    record = queries.record_of_quota(quota)
    form = OwnQuotaForm if quota.own_of else QuotaForm
    bound = form(request.POST or None, initial=initial_of(record))
    if quota.own_of:
        others = [(code, name) for code, name in queries.categories_to_bind() if code != quota.own_of.code]
        offer(bound, "overflow", others, none=_("None"))
    if request.method == "POST" and is_done(
        bound,
        lambda: actions.save_quota(pk, bound.values(), seen=bound.data.get("seen", ""), by=actor_of(request), at=now()),
    ):
        messages.success(request, _("The places are saved."))
        return redirect("desk_quota", pk=pk)
    pools = queries.pool_rows(quota)
    words = {
        "quota": quota,
        "name": queries.name_of(quota),
        "pools": pools,
        "taken": sum(pool.taken for pool in pools),
        "waiting": queries.waiting_rows(quota),
        "form": bound,
        "differences": differences(bound, record) if bound.is_bound else [],
        "history": history_of(f"quota:{pk}"),
    }
    return render(request, "desk/places/one.html", words, status=422 if bound.is_bound else 200)


@require_POST
@secretariat
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a limit over several categories."""
    done = _done(
        request,
        lambda: actions.remove_quota(pk, by=actor_of(request), at=now()),
        _("The limit is removed. Whom it alone kept waiting was offered a place."),
    )
    return redirect("desk_places") if done else redirect("desk_quota", pk=pk)


@require_POST
@secretariat
def offer_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a place to somebody before their turn."""
    entry = queries.waiting_entry(pk)
    _done(
        request,
        lambda: actions.offer_now(pk, by=actor_of(request), at=now()),
        _("A place is offered. The letter is on its way."),
    )
    return _to_quota(entry)


@secretariat
def take_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off a waiting list, or an offer back, after asking for the reason."""
    entry = queries.waiting_entry(pk)
    if entry is None:
        messages.error(request, _("This person no longer waits. Look at the list again."))
        return redirect("desk_places")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and is_done(
        form,
        lambda: actions.remove_from_waiting_list(
            pk, reason=form.cleaned_data["reason"], by=actor_of(request), at=now()
        ),
    ):
        messages.success(request, _("Taken off the list. The letter is on its way."))
        return _to_quota(entry)
    words = {"form": form, "entry": entry, "quota": entry.pool.quota_id if entry.pool else None}
    return render(request, "desk/places/take_off.html", words, status=422 if form.is_bound else 200)


def _done(request: HttpRequest, act: Callable[[], Any], words: str) -> bool:
    try:
        act()
    except RefusedError as error:
        messages.error(request, error.answer.sentence)
        return False
    messages.success(request, words)
    return True


def _to_quota(entry: Any) -> HttpResponse:
    return redirect("desk_quota", pk=entry.pool.quota_id) if entry and entry.pool else redirect("desk_places")


urlpatterns = [
    path("places/", listed, name="desk_places"),
    path("places/new/", new, name="desk_new_quota"),
    path("places/<int:pk>/", one, name="desk_quota"),
    path("places/<int:pk>/remove/", remove, name="desk_remove_quota"),
    path("places/waiting/<int:pk>/offer/", offer_place, name="desk_offer_place"),
    path("places/waiting/<int:pk>/take-off/", take_off, name="desk_take_off_list"),
]
