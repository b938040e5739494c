"""What the pages of the form builder share: the form of a meeting, the ways around, and editing one part of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeVar

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comitia.accreditation import queries
from comitia.accreditation.actions import FormRefusedError
from comitia.desk.access import staff
from comitia.desk.editing import Difference, shown
from comitia.desk.form_builder import rows
from comitia.desk.form_builder.part_forms import PartForm, initial_of_typed
from comitia.desk.form_builder.words import LANGUAGES, fault_words
from comitia.platform.actors import SECRETARIAT
from comitia.platform.answers import RefusedError

secretariat = staff(SECRETARIAT)
TABS: Final = (
    ("desk_form", gettext_lazy("Build")),
    ("desk_form_preview", gettext_lazy("Preview")),
    ("desk_publish_form", gettext_lazy("Publish")),
    ("desk_copy_form", gettext_lazy("Copy")),
    ("desk_form_versions", gettext_lazy("Versions")),
)
FormT = TypeVar("FormT", bound=PartForm)


class Typed(NamedTuple):
    """A form as it stands after a request: whether the part was saved, and what else to tell."""

    form: Any
    is_saved: bool = False
    is_refused: bool = False
    code: str = ""


def state_or_404(meeting: str) -> queries.FormAtDesk:
    found = queries.form_at_desk(meeting)
    if found is None:
        raise Http404(_("There is no such meeting. Choose one from the list of meetings."))
    return found


def around(state: queries.FormAtDesk, here: str = "") -> dict[str, Any]:
    """Give what every page of the builder shows."""
    slug = state.meeting.slug
    return {
        "state": state,
        "meeting": state.meeting,
        "tabs": [(reverse(name, args=[slug]), label, None, name == here) for name, label in TABS],
        "builder_languages": [code for code in LANGUAGES if code != "en"],
    }


def edited(
    request: HttpRequest,
    make: Callable[[Any, dict[str, Any]], FormT],
    *,
    initial: dict[str, Any],
    save: Callable[[FormT], Any],
) -> Typed:
    """Show a part as it is, change rows of what is being typed, or save it; nothing typed is lost."""
    if request.method != "POST":
        return Typed(make(None, initial))
    act = request.POST.get("act", "save")
    if act != "save":
        typed = rows.changed(rows.typed_of(request.POST), act)
        return Typed(make(None, {**initial_of_typed(typed), "seen": request.POST.get("seen", "")}))
    form = make(request.POST.copy(), {})
    if not form.is_valid():
        return Typed(form, is_refused=True)
    try:
        save(form)
    except FormRefusedError as error:
        form.tell(error.faults, lambda fault: fault_words(form.state.form, form.state.categories, fault))
    except RefusedError as error:
        form.add_error(None, str(error.answer.sentence))
        return Typed(form, is_refused=True, code=error.answer.code)
    else:
        return Typed(form, is_saved=True)
    return Typed(form, is_refused=True)


def differences(form: PartForm, initial: dict[str, Any], *, token: str) -> list[Difference]:
    """Compare what was typed with what another officer has saved meanwhile; saving again then overwrites it."""
    form.data["seen"] = token  # type: ignore[index]  # a copy of what the request brought
    return [
        Difference(form.fields[name].label, shown(initial.get(name)), shown(value))
        for name, value in form.cleaned_data.items()
        if name not in {"seen", "options", "conditions", "new_condition"}
        and _plain(initial.get(name)) != _plain(value)
        and form.fields[name].label
    ]


def _plain(value: Any) -> str:
    return "" if value in (None, False) else str(value)
