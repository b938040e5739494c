"""The desk's badges: designed by the fields of a form beside a drawing of one badge."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from comitia.accreditation.actions import badges as actions
from comitia.accreditation.queries import badges as queries
from comitia.accreditation.queries import delegations
from comitia.desk.access import staff
from comitia.desk.editing import offer
from comitia.desk.histories import history_of
from comitia.platform.actors import SECRETARIAT, actor_of
from comitia.platform.answers import RefusedError
from comitia.platform.clock import now
from comitia.platform.typed import number_in
from comitia.platform.typesetting.pages import TypesettingError

DRAWN: Final = "image/svg+xml"
MOST_ELEMENTS: Final = 30

secretariat = staff(SECRETARIAT)


class NewForm(forms.Form):
    """A badge to begin with."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    size = forms.ChoiceField(label=gettext_lazy("Size"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "size", [(key, str(label)) for key, (label, *_sides) in queries.SIZES.items()])


def _millimetres(label: Any) -> forms.FloatField:
    return forms.FloatField(label=label, min_value=0, max_value=300, widget=forms.NumberInput({"step": "0.1"}))


class DesignForm(forms.Form):
    """A badge as a whole."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    width = _millimetres(gettext_lazy("Width, mm"))
    height = _millimetres(gettext_lazy("Height, mm"))
    categories = forms.MultipleChoiceField(
        label=gettext_lazy("For these categories"),
        help_text=gettext_lazy("Ticked when you print; none: for all."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    logo = forms.FileField(
        label=gettext_lazy("Logo"), help_text=gettext_lazy("A picture of at most 2 MB."), required=False
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ElementForm(forms.Form):
    """Something on the badge."""

    piece = forms.ChoiceField(choices=list(queries.PIECES.items()), widget=forms.HiddenInput)
    x = _millimetres(gettext_lazy("From the left, mm"))
    y = _millimetres(gettext_lazy("From the top, mm"))
    width = _millimetres(gettext_lazy("Width, mm"))
    height = _millimetres(gettext_lazy("Height, mm"))
    size = forms.FloatField(label=gettext_lazy("Letters, points at most"), min_value=4, max_value=200)
    align = forms.ChoiceField(label=gettext_lazy("Alignment"))
    colour = forms.RegexField(
        "^#[0-9a-fA-F]{6}$", label=gettext_lazy("Colour"), widget=forms.TextInput({"type": "color"})
    )
    is_bold = forms.BooleanField(label=gettext_lazy("Bold"), required=False)
    words = forms.CharField(label=gettext_lazy("Words"), max_length=200, required=False)
    question = forms.ChoiceField(label=gettext_lazy("Question"), required=False)
    remove = forms.BooleanField(label=gettext_lazy("Remove"), required=False)

    def __init__(self, *args: Any, questions: Mapping[str, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        piece = self["piece"].value()
        if piece not in {"name", "member", "category", "country", "answer", "text"}:
            for name in ("size", "align", "colour", "is_bold"):
                del self.fields[name]
        else:
            offer(self, "align", [(side, str(label)) for side, label in queries.SIDES.items()])
        if piece != "text":
            del self.fields["words"]
        if piece in questions:
            offer(self, "question", questions[piece], none=_("Choose"))
        else:
            del self.fields["question"]

    @property
    def title(self) -> Any:
        return dict(queries.PIECES).get(self["piece"].value(), "")


class Designer:
    """The forms of a design: as it is kept, or as it was typed."""

    def __init__(self, design: Any, kept: queries.Design, data: Any = None, *, is_typed: bool = True) -> None:
        self.kept = kept
        self.categories = queries.categories_of(design.meeting)
        answers, pictures = queries.questions_for_badges()
        self.questions = {"answer": answers, "photo": pictures}
        typed = data if is_typed else None
        initial = {
            "name": data.get("name", "") if data else design.name,
            "width": kept.width,
            "height": kept.height,
            "categories": data.getlist("categories") if data else [one.code for one in design.categories.all()],
            "seen": data.get("seen") if data else design.edits,
        }
        self.form = DesignForm(typed, initial=initial)
        offer(self.form, "categories", self.categories)
        number = min(number_in(data.get("elements", "")) or 0, MOST_ELEMENTS) if typed else len(kept.elements)
        self.elements = [self._element(typed, place) for place in range(number)]
        colours = {code: kept.colours.get(code, queries.BRAND) for code, _name in self.categories}
        if typed:
            colours = {code: _colour(data.get(f"colour-{code}", ""), colour) for code, colour in colours.items()}
        self.colours = [(code, name, colours[code]) for code, name in self.categories]

    def _element(self, typed: Any, place: int) -> ElementForm:
        element = self.kept.elements[place] if not typed else None
        initial = {name: getattr(element, name) for name in element.__dataclass_fields__} if element else None
        return ElementForm(typed, initial=initial, prefix=f"e{place}", questions=self.questions)

    @property
    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(one.is_valid() for one in self.elements)])

    def design(self) -> queries.Design:
        """Put together what was typed, without what is to be removed."""
        elements = []
        for one in self.elements:
            values = dict(one.cleaned_data)
            if not values.pop("remove"):
                elements.append(queries.Element(**{**values, "piece": queries.Piece(values["piece"])}))
        return queries.Design(
            width=self.form.cleaned_data["width"],
            height=self.form.cleaned_data["height"],
            elements=tuple(elements),
            colours={code: colour for code, _name, colour in self.colours if colour != queries.BRAND},
            logo=self.kept.logo,
        )


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat
def badges(request: HttpRequest) -> HttpResponse:
    """List the badges of the meeting, and begin a new one."""
    meeting = delegations.current_meeting()
    form = NewForm(request.POST or None)
    if request.method == "POST" and meeting and form.is_valid():
        design = queries.starting_design(form.cleaned_data["size"])
        try:
            made = actions.save_design(
                meeting, None, name=form.cleaned_data["name"], design=design, by=actor_of(request), at=now()
            )
        except RefusedError as error:
            form.add_error("name", str(error.answer.sentence))
        else:
            return HttpResponseRedirect(reverse("desk_badge", args=[made.pk]))
    listed = (
        [(one, queries.from_json(one.definition), times) for one, times in queries.listed(meeting)] if meeting else []
    )
    words = {"meeting": meeting, "listed": listed, "form": form}
    return render(request, "desk/badges/list.html", words, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat
def badge(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form of a badge beside its drawing; add an element, or save what was typed."""
    found = _found(pk)
    kept = queries.from_json(found.definition)
    if request.method != "POST":
        return _page(request, found, Designer(found, kept))
    designer = Designer(found, kept, request.POST)
    if not designer.is_valid:
        return _page(request, found, designer, drawn=kept, status=422)
    design = designer.design()
    if request.POST.get("act") == "add":
        piece = request.POST.get("add", "")
        if piece in dict(queries.PIECES) and len(design.elements) < MOST_ELEMENTS:
            design = queries.new_element(design, queries.Piece(piece))
        return _page(request, found, Designer(found, design, request.POST, is_typed=False), drawn=design)
    try:
        _save(request, found, designer, design)
    except RefusedError as error:
        designer.form.add_error("logo" if error.answer.code.startswith("file") else None, str(error.answer.sentence))
        return _page(request, found, designer, drawn=design, status=422)
    messages.success(request, _("The badge is saved."))
    return HttpResponseRedirect(reverse("desk_badge", args=[pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@secretariat
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw a badge as it is kept, or as it is typed at this moment."""
    found = _found(pk)
    design = queries.from_json(found.definition)
    if request.method == "POST":
        designer = Designer(found, design, request.POST)
        if not designer.is_valid:
            return JsonResponse({"code": "not_filled_in"}, status=422)
        design = designer.design()
    try:
        drawn = actions.preview(design, found.meeting, language=get_language() or "en")
    except TypesettingError:
        return HttpResponse(status=422)
    return HttpResponse(drawn, content_type=DRAWN, headers={"Cache-Control": "private, no-store"})


@require_POST
@secretariat
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a badge with its printings."""
    try:
        actions.remove_design(pk, by=actor_of(request), at=now())
    except RefusedError as error:
        messages.error(request, str(error.answer.sentence))
    else:
        messages.success(request, _("The badge and what was printed of it are removed."))
    return HttpResponseRedirect(reverse("desk_badges"))


def _found(pk: int) -> Any:
    found = queries.one(pk)
    if found is None:
        raise Http404
    return found


def _save(request: HttpRequest, found: Any, designer: Designer, design: queries.Design) -> None:
    given, upload = designer.form.cleaned_data, request.FILES.get("logo")
    with ExitStack() as stack:
        logo = stack.enter_context(actions.receive_logo(upload.chunks(), name=upload.name or "")) if upload else None
        actions.save_design(
            found.meeting,
            found.pk,
            name=given["name"],
            design=design,
            categories=given["categories"],
            logo=logo,
            seen=given["seen"],
            by=actor_of(request),
            at=now(),
        )


def _page(
    request: HttpRequest, found: Any, designer: Designer, *, drawn: queries.Design | None = None, status: int = 200
) -> HttpResponse:
    words = {
        "badge": found,
        "form": designer.form,
        "elements": designer.elements,
        "colours": designer.colours,
        "pieces": list(queries.PIECES.items()),
        "drawing": _drawing(found, drawn)
        if drawn
        else f"{reverse('desk_badge_preview', args=[found.pk])}?{found.edits}",
        "is_unsaved": drawn is not None,
        "runs": queries.runs_of(found),
        "history": history_of(f"badge_design:{found.pk}"),
    }
    return render(request, "desk/badges/one.html", words, status=status)


def _drawing(found: Any, design: queries.Design) -> str:
    """Draw what is not saved yet, within the page itself; nothing if it cannot be drawn."""
    try:
        drawn = actions.preview(design, found.meeting, language=get_language() or "en")
    except TypesettingError:
        return ""
    return f"data:{DRAWN};base64,{b64encode(drawn).decode()}"


def _colour(text: str, otherwise: str) -> str:
    is_colour = (
        len(text) == len(otherwise) and text[0] == "#" and all(char in "0123456789abcdef" for char in text[1:].lower())
    )
    return text.lower() if is_colour else otherwise


urlpatterns = [
    path("badges/", badges, name="desk_badges"),
    path("badges/<int:pk>/", badge, name="desk_badge"),
    path("badges/<int:pk>/preview.svg", preview, name="desk_badge_preview"),
    path("badges/<int:pk>/remove/", remove, name="desk_remove_badge"),
]
