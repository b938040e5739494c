"""The desk's pages of categories: the ways of taking part among which people choose when they register."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from comitia.accreditation import actions
from comitia.accreditation.queries import categories as queries
from comitia.accreditation.queries.days import day_of, end_of, last_day_before, start_of
from comitia.desk.access import staff
from comitia.desk.editing import is_done, offer
from comitia.desk.histories import history_of
from comitia.desk.texts_form import TextsForm, differing
from comitia.platform.actors import SECRETARIAT, actor_of
from comitia.platform.clock import now
from comitia.platform.edits import Record

secretariat = staff(SECRETARIAT)


class CategoryForm(TextsForm):
    """What is kept about a category; days are those of the place of the meeting."""

    in_languages: ClassVar = {
        "names": (gettext_lazy("Name in %(language)s"), 100, False),
        "descriptions": (gettext_lazy("Description in %(language)s"), 500, True),
    }
    entry = forms.ChoiceField(label=gettext_lazy("Who may register"), widget=forms.RadioSelect)
    admission = forms.ChoiceField(label=gettext_lazy("Admission"), widget=forms.RadioSelect)
    modes = forms.MultipleChoiceField(
        label=gettext_lazy("How they take part"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("With both, people choose. With none, they take part online."),
    )
    first_day = forms.DateField(
        label=gettext_lazy("First day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("On which one can register. Leave it empty if registration is open already."),
    )
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("On which one can register. Leave it empty if registration stays open."),
    )
    order = forms.IntegerField(
        label=gettext_lazy("Order"),
        min_value=0,
        max_value=1000,
        help_text=gettext_lazy("The category with the smallest number comes first."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "entry", [(code, str(label)) for code, label in queries.ENTRIES])
        offer(self, "admission", [(code, str(label)) for code, label in queries.ADMISSIONS])
        offer(self, "modes", [(code, str(label)) for code, label in queries.CATEGORY_MODES])
        self.fields["names_en"].required = True
        self.order_fields(["code", *(bound.name for bound in self.texts("names")), *self.base_fields])


class NewCategoryForm(CategoryForm):
    """A new category also gets the name by which addresses and tables call it."""

    code = forms.SlugField(
        label=gettext_lazy("Short name in addresses"),
        max_length=40,
        help_text=gettext_lazy("Small letters, digits and hyphens, such as observer. It cannot be changed later."),
    )

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).lower()


@require_safe
@secretariat
def listed(request: HttpRequest) -> HttpResponse:
    """List the categories of the meeting."""
    words = {
        "rows": queries.category_rows(at=now()),
        "states": queries.STATES,
        "meeting": queries.current_meeting(),
    }
    return render(request, "desk/categories/list.html", words)


@secretariat
def new(request: HttpRequest) -> HttpResponse:
    """Add a category."""
    initial = {"entry": "open", "admission": "by_decision", "order": queries.next_order()}
    form = NewCategoryForm(request.POST or None, initial=initial)
    meeting = queries.current_meeting()

    def add() -> None:
        values = form.values()
        code = values.pop("code")
        actions.add_category(code, _moments(values, None, meeting), by=actor_of(request), at=now())

    if request.method == "POST" and is_done(form, add):
        messages.success(request, _("The category is added. Its number of places is kept on the page of places."))
        return redirect("desk_categories")
    return render(request, "desk/categories/new.html", {"form": form}, status=422 if form.is_bound else 200)


@secretariat
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Show a category and change it."""
    category = queries.category_to_keep(code)
    if category is None:
        raise Http404
    meeting, record = category.meeting, queries.record_of_category(category)
    form = CategoryForm(request.POST or None, initial=_initial(record, meeting))

    def save() -> None:
        values = _moments(form.values(), record, meeting)
        seen = form.data.get("seen", "")
        actions.save_category(meeting, code, values, seen=seen, by=actor_of(request), at=now())

    if request.method == "POST" and is_done(form, save):
        messages.success(request, _("The category is saved."))
        return redirect("desk_category", code=code)
    record = queries.record_of_category(queries.category_to_keep(code) or category)
    fresh = CategoryForm(initial=_initial(record, meeting))
    words = {
        "form": form,
        "record": record,
        "differences": differing(form, fresh) if form.is_bound else [],
        "history": history_of(f"category:{meeting.slug}:{code}"),
    }
    return render(request, "desk/categories/one.html", words, status=422 if form.is_bound else 200)


def _initial(record: Record, meeting: Any) -> dict[str, Any]:
    """Give what the form shows: days instead of moments."""
    opens_at, closes_at = record.values["opens_at"], record.values["closes_at"]
    return {
        **record.values,
        "seen": record.token,
        "first_day": day_of(opens_at, meeting) if opens_at else None,
        "last_day": last_day_before(closes_at, meeting) if closes_at else None,
    }


def _moments(values: dict[str, Any], record: Record | None, meeting: Any) -> dict[str, Any]:
    """Turn the days into moments; where a day stays as it was, so does its moment."""
    before = _initial(record, meeting) if record else {}
    first, last = values.pop("first_day"), values.pop("last_day")

    def moment(day: Any, name: str, kept: str, at_day: Any) -> datetime | None:
        if day is None or meeting is None:
            return None
        return before[kept] if before.get(name) == day else at_day(day, meeting)

    return values | {
        "opens_at": moment(first, "first_day", "opens_at", start_of),
        "closes_at": moment(last, "last_day", "closes_at", end_of),
    }


urlpatterns = [
    path("categories/", listed, name="desk_categories"),
    path("categories/new/", new, name="desk_new_category"),
    path("categories/<slug:code>/", one, name="desk_category"),
]
