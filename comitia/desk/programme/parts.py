"""What the pages of a programme share: the meeting, words, and forms with a text in every language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

from django import forms
from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from comitia.desk.access import staff
from comitia.desk.editing import Difference, RecordForm, initial_of, shown
from comitia.meetings.queries import MeetingRow, meeting_row
from comitia.platform.actors import SECRETARIAT
from comitia.platform.edits import Record

secretariat = staff(SECRETARIAT)

PLACES: Final = (
    ("desk_programme", gettext_lazy("Board")),
    ("desk_releases", gettext_lazy("Versions")),
    ("desk_rooms", gettext_lazy("Rooms")),
    ("desk_speakers", gettext_lazy("Speakers")),
    ("desk_interpreters", gettext_lazy("Interpreters")),
    ("desk_exchange", gettext_lazy("Other systems")),
)
# Languages in which people speak at meetings, beside those of the site.
SPOKEN: Final = ("de", "fr", "id", "ja", "mn", "fa", "uz")


class TextsForm(RecordForm):
    """A form of a record that has texts in every language of the site: one field for each."""

    in_languages: ClassVar[Mapping[str, tuple[Any, int, bool]]] = {}

    def __init__(
        self, data: Any = None, *, record: Record | None = None, initial: dict[str, Any] | None = None, **kwargs: Any
    ) -> None:
        initial = dict(initial or (initial_of(record) if record else {}))
        for name in self.in_languages:
            texts = initial.get(name) or {}
            initial |= {f"{name}_{code}": texts.get(code, "") for code, _name in settings.LANGUAGES}
        super().__init__(data, initial=initial, **kwargs)
        for name, (label, longest, is_long) in self.in_languages.items():
            for code, _name in settings.LANGUAGES:
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=label % {"language": language_name(code)},
                    max_length=longest,
                    required=False,
                    widget=forms.Textarea(attrs={"rows": 3}) if is_long else forms.TextInput,
                )

    def values(self) -> dict[str, Any]:
        """Give what was typed, the texts by language."""
        typed = super().values()
        for name in self.in_languages:
            texts = {code: typed.pop(f"{name}_{code}").strip() for code, _name in settings.LANGUAGES}
            typed[name] = {code: text for code, text in texts.items() if text}
        return typed

    def texts(self, name: str) -> list[forms.BoundField]:
        """Give the fields of a text in the order of the languages."""
        return [self[f"{name}_{code}"] for code, _name in settings.LANGUAGES]


def see(form: forms.Form, token: str) -> None:
    """Let a form that was refused count as one that has seen the present state: sending it again overwrites it."""
    form.data = form.data.copy()  # type: ignore[attr-defined]  # of a request, so a QueryDict
    form.data["seen"] = token  # type: ignore[index]


def differing(form: RecordForm, fresh: RecordForm) -> list[Difference]:
    """Compare what was typed with a fresh form of what is kept now, if that is not what was seen."""
    if form.data.get("seen") == fresh.initial["seen"]:
        return []
    see(form, fresh.initial["seen"])
    typed = getattr(form, "cleaned_data", {})
    return [
        Difference(form.fields[name].label, shown(fresh.initial.get(name)), shown(value))
        for name, value in typed.items()
        if name != "seen" and shown(fresh.initial.get(name)) != shown(value)
    ]


def meeting_or_404(slug: str) -> MeetingRow:
    found = meeting_row(slug)
    if found is None:
        raise Http404(_("There is no such meeting. Choose one from the list of meetings."))
    return found


def zone_of_meeting(meeting: MeetingRow) -> str:
    return meeting.zone or "UTC"


def around(meeting: MeetingRow, here: str) -> dict[str, Any]:
    """Give what every page of a programme shows: the meeting and the ways to the other pages."""
    tabs = [(reverse(name, kwargs={"meeting": meeting.slug}), label, None, name == here) for name, label in PLACES]
    return {"meeting": meeting, "tabs": tabs, "clock": zone_of_meeting(meeting)}


def language_name(code: str) -> str:
    """Name a language in the language in force; one that has no name by its code."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def language_choices(more: Iterable[str] = ()) -> list[tuple[str, str]]:
    """List the languages people can choose, and those a record has already."""
    codes = {code for code, _name in settings.LANGUAGES} | set(SPOKEN) | set(more)
    return sorted(((code, language_name(code)) for code in codes), key=lambda choice: choice[1])
