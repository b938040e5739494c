"""The desk's pages of members and regional offices."""

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

from comitia.desk.access import staff
from comitia.desk.editing import LinesField, RecordForm, differences, initial_of, is_done, offer
from comitia.desk.histories import history_of
from comitia.members.actions import add_member, save_member, save_office
from comitia.members.queries import records
from comitia.platform.actors import REGIONAL_OFFICE, SECRETARIAT, Actor, actor_of
from comitia.platform.clock import now

ROWS_PER_PAGE: Final = 50
officers = staff(SECRETARIAT, REGIONAL_OFFICE)
secretariat = staff(SECRETARIAT)


class MemberForm(RecordForm):
    """What is kept about a member."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=150, help_text=gettext_lazy("As the organisation writes it in English.")
    )
    native_name = forms.CharField(label=gettext_lazy("Name in its own language"), max_length=150, required=False)
    native_language = forms.CharField(
        label=gettext_lazy("Language of that name"),
        max_length=12,
        required=False,
        help_text=gettext_lazy("Its code, such as ko or pt."),
    )
    other_names = LinesField(
        label=gettext_lazy("Other spellings"),
        required=False,
        help_text=gettext_lazy("One on each line, as sources print them."),
    )
    code = forms.CharField(
        label=gettext_lazy("Short code"),
        max_length=4,
        required=False,
        help_text=gettext_lazy("Up to four letters, shown in seating plans."),
    )
    category = forms.ChoiceField(label=gettext_lazy("Category"))
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    country = forms.CharField(label=gettext_lazy("Country"), max_length=80, required=False)
    country_code = forms.RegexField(
        r"^[A-Z]{2}$",
        label=gettext_lazy("Country code"),
        required=False,
        help_text=gettext_lazy("Two capital letters, such as KR."),
        error_messages={"invalid": gettext_lazy("Write two capital letters, such as KR.")},
    )
    joined_year = forms.IntegerField(
        label=gettext_lazy("Year of joining"), min_value=1900, max_value=2200, required=False
    )
    population = forms.IntegerField(label=gettext_lazy("Population"), min_value=0, required=False)
    population_year = forms.IntegerField(
        label=gettext_lazy("Year of the population figure"), min_value=1900, max_value=2200, required=False
    )
    population_source = forms.CharField(label=gettext_lazy("Source of the population figure"), required=False)
    latitude = forms.FloatField(label=gettext_lazy("Latitude"), min_value=-90, max_value=90, required=False)
    longitude = forms.FloatField(label=gettext_lazy("Longitude"), min_value=-180, max_value=180, required=False)
    place = forms.CharField(label=gettext_lazy("Place on the map"), max_length=150, required=False)
    zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Written like Asia/Seoul."),
    )
    evidence = forms.CharField(
        label=gettext_lazy("Evidence of membership"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    source = forms.CharField(label=gettext_lazy("Source"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "category", records.category_choices(), none=_("Choose"))
        offer(self, "region", records.region_choices(by), none=_("None"))


class OfficeForm(RecordForm):
    """What is kept about an office."""

    region_name = forms.CharField(label=gettext_lazy("Region of the office"), max_length=100)
    host = forms.ChoiceField(label=gettext_lazy("Host, if it is a member"), required=False)
    host_as_printed = forms.CharField(label=gettext_lazy("Host as the source writes it"), max_length=150)
    country_code = forms.RegexField(
        r"^[A-Z]{2}$",
        label=gettext_lazy("Country code"),
        required=False,
        help_text=gettext_lazy("Two capital letters, such as KR."),
        error_messages={"invalid": gettext_lazy("Write two capital letters, such as KR.")},
    )
    is_secretariat = forms.BooleanField(label=gettext_lazy("This is the secretariat itself"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"))
    state_as_printed = forms.CharField(
        label=gettext_lazy("State in the words of the source"), max_length=150, required=False
    )
    approved_on = forms.CharField(
        label=gettext_lazy("Approved"),
        max_length=10,
        required=False,
        help_text=gettext_lazy("2017, 2017-06 or 2017-06-27."),
    )
    approved_by = forms.CharField(label=gettext_lazy("Approved by"), max_length=80, required=False)
    opened_on = forms.CharField(label=gettext_lazy("Opened"), max_length=10, required=False)
    closed_on = forms.CharField(label=gettext_lazy("Closed"), max_length=10, required=False)
    source = forms.CharField(label=gettext_lazy("Source"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    note = forms.CharField(label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "host", records.member_choices(), none=_("Not a member"))
        offer(self, "state", records.office_state_choices())


@officers
def members(request: HttpRequest) -> HttpResponse:
    """List the members this officer keeps."""
    by = actor_of(request)
    wanted = {name: request.GET.get(name, "").strip()[:100] for name in ("q", "region", "category")}
    found = records.members_of(by, words=wanted["q"], region=wanted["region"], category=wanted["category"])
    page = Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "desk/members/list.html",
        {
            "page": page,
            "wanted": wanted,
            "keeps_all": by.has_role(SECRETARIAT),
            "query": urlencode({name: value for name, value in wanted.items() if value}),
            "regions": dict(records.region_choices(by)),
            "categories": dict(records.category_choices()),
        },
    )


@officers
def member(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one member's record and change it."""
    by = actor_of(request)
    record = records.member_record(slug)
    if record is None or not records.can_edit(by, record):
        raise Http404
    form = MemberForm(request.POST or None, initial=initial_of(record), by=by)
    if request.method == "POST":
        seen = form.data.get("seen", "")
        if is_done(form, lambda: save_member(slug, form.values(), seen=seen, by=by, at=now())):
            messages.success(request, _("The record of %(name)s is saved.") % {"name": form.cleaned_data["name"]})
            return redirect("desk_member", slug=slug)
        record = records.member_record(slug) or record
    context = {
        "form": form,
        "record": record,
        "differences": differences(form, record) if form.is_bound else [],
        "history": history_of(f"member:{slug}", imported_as="import_members"),
    }
    return render(request, "desk/members/one.html", context, status=422 if form.is_bound else 200)


@officers
def new_member(request: HttpRequest) -> HttpResponse:
    """Add a member."""
    by = actor_of(request)
    form = MemberForm(request.POST or None, by=by)
    slug = ""

    def add() -> None:
        nonlocal slug
        slug = add_member(form.values(), by=by, at=now())

    if request.method == "POST" and is_done(form, add):
        messages.success(request, _("%(name)s is added to the members.") % {"name": form.cleaned_data["name"]})
        return redirect("desk_member", slug=slug)
    return render(request, "desk/members/new.html", {"form": form}, status=422 if form.is_bound else 200)


@secretariat
def offices(request: HttpRequest) -> HttpResponse:
    """List the secretariat and the regional offices."""
    page = Paginator(records.office_rows(), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/members/offices.html", {"page": page, "states": dict(records.office_state_choices())})


@secretariat
def office(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one office and change it."""
    by = actor_of(request)
    record = records.office_record(pk)
    if record is None:
        raise Http404
    form = OfficeForm(request.POST or None, initial=initial_of(record))
    if request.method == "POST":
        seen = form.data.get("seen", "")
        if is_done(form, lambda: save_office(pk, form.values(), seen=seen, by=by, at=now())):
            messages.success(request, _("The office is saved."))
            return redirect("desk_office", pk=pk)
        record = records.office_record(pk) or record
    context = {
        "form": form,
        "record": record,
        "differences": differences(form, record) if form.is_bound else [],
        "history": history_of(f"office:{pk}"),
    }
    return render(request, "desk/members/office.html", context, status=422 if form.is_bound else 200)


@secretariat
def new_office(request: HttpRequest) -> HttpResponse:
    """Open a record for an office."""
    by = actor_of(request)
    form = OfficeForm(request.POST or None)
    if request.method == "POST" and is_done(form, lambda: save_office(None, form.values(), seen=None, by=by, at=now())):
        messages.success(request, _("The office is on record."))
        return redirect("desk_offices")
    return render(request, "desk/members/new_office.html", {"form": form}, status=422 if form.is_bound else 200)


urlpatterns = [
    path("members/", members, name="desk_members"),
    path("members/new/", new_member, name="desk_new_member"),
    path("members/offices/", offices, name="desk_offices"),
    path("members/offices/new/", new_office, name="desk_new_office"),
    path("members/offices/<int:pk>/", office, name="desk_office"),
    path("members/one/<slug:slug>/", member, name="desk_member"),
]
