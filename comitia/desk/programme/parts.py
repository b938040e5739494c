"""What the pages of a programme share: the meeting, the ways between them, the languages to choose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comitia.desk.access import staff
from comitia.desk.texts_form import language_name
from comitia.meetings.queries import MeetingRow, meeting_row
from comitia.platform.actors import SECRETARIAT

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


def language_choices(more: Iterable[str] = ()) -> list[tuple[str, str]]:
    """List the languages people can choose, and those a record has already."""
    codes = {code for code, _name in settings.LANGUAGES} | set(SPOKEN) | set(more)
    return sorted(((code, language_name(code)) for code in codes), key=lambda choice: choice[1])
