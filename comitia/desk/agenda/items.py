"""The pages on which an item of an agenda is written."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comitia.desk.agenda.papers import papers_at_item
from comitia.desk.agenda.parts import agenda_or_404, around, item_or_404, secretariat
from comitia.desk.editing import initial_of, is_done, offer
from comitia.desk.histories import history_of
from comitia.desk.texts_form import TextsForm, differing
from comitia.platform.actors import actor_of
from comitia.platform.clock import now
from comitia.proceedings import actions
from comitia.proceedings.queries import desk as queries
from comitia.proceedings.queries.acts import item_acts

TOP = "top"


class ItemForm(TextsForm):
    """What is kept about an item of an agenda."""

    in_languages: ClassVar = {
        "titles": (gettext_lazy("Title in %(language)s"), 300, False),
        "notes": (gettext_lazy("Note in %(language)s"), 3000, True),
    }
    business = forms.ChoiceField(label=gettext_lazy("What the committee does with it"), widget=forms.RadioSelect)
    matter_class = forms.ChoiceField(
        label=gettext_lazy("Kind of matter"),
        required=False,
        help_text=gettext_lazy("The rules of procedure say which majority and quorum it needs."),
    )
    lead = forms.CharField(
        label=gettext_lazy("Introduced by"),
        max_length=queries.LONGEST_LEAD,
        required=False,
        help_text=gettext_lazy("A city, an office or a working group."),
    )
    minutes = forms.IntegerField(label=gettext_lazy("Length in minutes"), min_value=0, max_value=1440, required=False)
    sitting = forms.TypedChoiceField(
        label=gettext_lazy("In which sitting"), required=False, coerce=int, empty_value=None
    )
    own_number = forms.CharField(
        label=gettext_lazy("Number of its own"),
        max_length=queries.LONGEST_OWN_NUMBER,
        required=False,
        help_text=gettext_lazy("Only if it is not to be counted with the others, such as 1a."),
    )
    is_closed = forms.BooleanField(
        label=gettext_lazy("Closed item: everybody else reads only that there is one"), required=False
    )

    def __init__(self, *args: Any, agenda: queries.AgendaAtDesk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "business", [(str(code), str(label)) for code, label in queries.BUSINESS.items()])
        # A class that the rules no longer tell apart stays until another one is chosen
        kept = self.initial.get("matter_class")
        matters = {**({kept: kept} if kept and kept not in agenda.matters else {}), **agenda.matters}
        offer(self, "matter_class", list(matters.items()), none=_("Not said"))
        sittings = [(str(number), name or str(number)) for number, name in queries.sitting_choices(agenda.meeting)]
        offer(self, "sitting", sittings, none=_("Not said"))
        self.fields["titles_en"].required = True


class NewItemForm(ItemForm):
    """A new item also has a place; once the agenda is adopted, it comes with a waiver."""

    parent = forms.ChoiceField(label=gettext_lazy("Under"), required=False)
    waiver = forms.CharField(
        label=gettext_lazy("Waiver"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "The agenda is adopted. Write who let the item come late and with which majority: it stands in the record."
        ),
    )

    def __init__(self, *args: Any, agenda: queries.AgendaAtDesk, **kwargs: Any) -> None:
        super().__init__(*args, agenda=agenda, **kwargs)
        offer(
            self,
            "parent",
            [(str(row.reference), f"{row.number} {row.title}") for row in agenda.view.rows],
            none=_("At the top"),
        )
        if agenda.view.adopted_at is None:
            del self.fields["waiver"]


class PlaceForm(forms.Form):
    """Under which other item an item stands."""

    parent = forms.ChoiceField(label=gettext_lazy("Move it under"))

    def __init__(self, *args: Any, agenda: queries.AgendaAtDesk, item: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [row for row in agenda.view.rows if row.reference != item.reference]
        offer(
            self,
            "parent",
            [(TOP, _("The end of the agenda")), *((str(row.reference), f"{row.number} {row.title}") for row in others)],
        )


@secretariat
def new_item(request: HttpRequest, meeting: str) -> HttpResponse:
    """Put an item on the agenda."""
    agenda = agenda_or_404(meeting)
    initial = {"business": "discuss", "parent": request.GET.get("under", "")}
    form = NewItemForm(request.POST or None, initial=initial, agenda=agenda)
    added = None

    def add() -> None:
        nonlocal added
        values = form.values()
        under, waiver = values.pop("parent"), values.pop("waiver", None)
        parent, by = UUID(under) if under else None, actor_of(request)
        if waiver is not None:
            added = actions.add_late_item(agenda.meeting.pk, values, parent=parent, waiver=waiver, by=by, at=now())
        else:
            added = actions.add_item(agenda.meeting.pk, values, parent=parent, by=by, at=now())

    if request.method == "POST" and is_done(form, add):
        messages.success(request, _("The item is on the agenda."))
        return _to(meeting, added)
    context = around(meeting) | {"form": form, "agenda": agenda}
    return render(request, "desk/agenda/new.html", context, status=422 if form.is_bound else 200)


@secretariat
def item(request: HttpRequest, meeting: str, reference: UUID) -> HttpResponse:
    """Show an item and change it, or put it elsewhere."""
    agenda, found = agenda_or_404(meeting), item_or_404(meeting, reference)
    record = queries.record_of_item(found)
    places = request.method == "POST" and "parent" in request.POST
    place_form = PlaceForm(request.POST if places else None, agenda=agenda, item=found)
    form = ItemForm(None if places else request.POST or None, initial=initial_of(record), agenda=agenda)
    by = actor_of(request)

    def save() -> None:
        actions.save_item(reference, form.values(), seen=form.data.get("seen", ""), by=by, at=now())

    def put() -> None:
        parent = place_form.cleaned_data["parent"]
        actions.put_item_under(reference, None if parent == TOP else UUID(parent), by=by, at=now())

    if places and is_done(place_form, put):
        messages.success(request, _("The item is moved."))
        return _to(meeting, found)
    if request.method == "POST" and not places and is_done(form, save):
        messages.success(request, _("The item is saved."))
        return _to(meeting, found)
    record = queries.record_of_item(item_or_404(meeting, reference))
    fresh = ItemForm(initial=initial_of(record), agenda=agenda)
    row = next(row for row in agenda.view.rows if row.reference == reference)
    is_bound = form.is_bound or places
    context = around(meeting) | {
        "agenda": agenda,
        "row": row,
        "acts": item_acts(found, by=by, sitting=agenda.sitting),
        "form": form,
        "place_form": place_form,
        "record": record,
        "differences": differing(form, fresh) if form.is_bound else [],
        "history": history_of(f"agenda_item:{reference}"),
        **papers_at_item(meeting, reference),
    }
    return render(request, "desk/agenda/item.html", context, status=422 if is_bound else 200)


@secretariat
def remove(request: HttpRequest, meeting: str, reference: UUID) -> HttpResponse:
    """Name the item that goes, then take it off the agenda."""
    found = item_or_404(meeting, reference)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and is_done(
        form, lambda: actions.remove_item(reference, by=actor_of(request), at=now())
    ):
        messages.success(request, _("The item is off the agenda."))
        return redirect("desk_agenda", meeting=meeting)
    context = around(meeting) | {"form": form, "record": queries.record_of_item(found), "reference": reference}
    return render(request, "desk/agenda/remove.html", context, status=422 if form.is_bound else 200)


def _to(meeting: str, added: Any) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('desk_agenda', args=[meeting])}#item-{added.reference}")
