"""The desk's pages of terms: who holds which seat or office of an organ, from when until when."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from comitia.desk.access import staff
from comitia.desk.editing import RecordForm, differences, initial_of, is_done, offer
from comitia.desk.histories import history_of
from comitia.members.queries.records import member_choices
from comitia.organs.actions import end_mandate, save_mandate
from comitia.organs.queries import records
from comitia.platform.actors import SECRETARIAT, actor_of
from comitia.platform.clock import now

ROWS_PER_PAGE: Final = 50
secretariat = staff(SECRETARIAT)


class MandateForm(RecordForm):
    """What is kept about a term."""

    organ = forms.ChoiceField(label=gettext_lazy("Organ"))
    member = forms.ChoiceField(label=gettext_lazy("Member"))
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    starts = forms.CharField(
        label=gettext_lazy("First day of the term"),
        max_length=10,
        required=False,
        help_text=gettext_lazy("As precisely as it is known: 2017, 2017-06 or 2017-06-27."),
    )
    ends = forms.CharField(label=gettext_lazy("Last day of the term"), max_length=10, required=False)
    source = forms.CharField(label=gettext_lazy("Source"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    note = forms.CharField(label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organ", records.organ_choices())
        offer(self, "member", member_choices(), none=_("Choose"))
        offer(self, "role", records.role_choices(), none=_("Choose"))


class EndForm(forms.Form):
    """When a term ended."""

    last_day = forms.CharField(
        label=gettext_lazy("Last day of the term"),
        max_length=10,
        help_text=gettext_lazy("As precisely as it is known: 2017, 2017-06 or 2017-06-27."),
    )


@secretariat
def mandates(request: HttpRequest) -> HttpResponse:
    """List the terms of all organs."""
    wanted = {name: request.GET.get(name, "").strip()[:100] for name in ("q", "role")}
    found = records.mandate_rows(words=wanted["q"], role=wanted["role"])
    context = {
        "page": Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "wanted": wanted,
        "query": urlencode({name: value for name, value in wanted.items() if value}),
        "roles": dict(records.role_choices()),
        "organs": dict(records.organ_choices()),
    }
    return render(request, "desk/organs/list.html", context)


@secretariat
def mandate(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one term and change it."""
    by = actor_of(request)
    record = records.mandate_record(pk)
    if record is None:
        raise Http404
    form = MandateForm(request.POST or None, initial=initial_of(record))
    if request.method == "POST":
        seen = form.data.get("seen", "")
        if is_done(form, lambda: save_mandate(pk, form.values(), seen=seen, by=by, at=now())):
            messages.success(request, _("The term is saved."))
            return redirect("desk_mandate", pk=pk)
        record = records.mandate_record(pk) or record
    return _page_of_one(request, pk, record=record, form=form, end_form=EndForm(prefix="end"))


@require_POST
@secretariat
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a term."""
    by = actor_of(request)
    record = records.mandate_record(pk)
    if record is None:
        raise Http404
    end_form = EndForm(request.POST, prefix="end")
    if is_done(end_form, lambda: end_mandate(pk, ends=end_form.cleaned_data["last_day"], by=by, at=now())):
        messages.success(request, _("The term is ended."))
        return redirect("desk_mandate", pk=pk)
    return _page_of_one(request, pk, record=record, form=MandateForm(initial=initial_of(record)), end_form=end_form)


@secretariat
def new_mandate(request: HttpRequest) -> HttpResponse:
    """Enter a term."""
    by = actor_of(request)
    form = MandateForm(request.POST or None)
    if request.method == "POST" and is_done(
        form, lambda: save_mandate(None, form.values(), seen=None, by=by, at=now())
    ):
        messages.success(request, _("The term is on record."))
        return redirect("desk_mandates")
    return render(request, "desk/organs/new.html", {"form": form}, status=422 if form.is_bound else 200)


def _page_of_one(request: HttpRequest, pk: int, *, record: Any, form: MandateForm, end_form: EndForm) -> HttpResponse:
    context = {
        "form": form,
        "end_form": end_form,
        "record": record,
        "pk": pk,
        "differences": differences(form, record) if form.is_bound else [],
        "history": history_of(f"mandate:{pk}"),
    }
    is_refused = form.is_bound or end_form.is_bound
    return render(request, "desk/organs/one.html", context, status=422 if is_refused else 200)


urlpatterns = [
    path("organs/", mandates, name="desk_mandates"),
    path("organs/new/", new_mandate, name="desk_new_mandate"),
    path("organs/<int:pk>/", mandate, name="desk_mandate"),
    path("organs/<int:pk>/end/", end, name="desk_end_mandate"),
]
