"""Says in words what does not fit in a programme."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from comitia.desk.texts_form import language_name
from comitia.programme.queries.desk import Desk
from comitia.programme.queries.warnings import Warned


def told(one: Warned, *, desk: Desk, meeting: str, language: str) -> Markup:
    """Tell a warning as a sentence whose sessions are links."""
    rooms = desk.room_names(language)
    links = [_link(slug, desk=desk, meeting=meeting, language=language) for slug in one.slots]
    words: dict[str, Any] = {
        "session": links[0],
        "other": links[-1],
        "subject": one.subject,
        "room": rooms.get(one.subject, one.subject),
        "city": one.city,
        "time": f"{one.at:%H:%M}" if one.at else "",
        "number": one.number,
        "limit": one.limit,
        "worked": hours(one.worked),
        "source": _language(one.source),
        "target": _language(one.target),
    }
    return Markup(SENTENCES[one.code]()) % words  # noqa: S704  our own words; what is put in is escaped


def hours(worked: timedelta) -> str:
    """Write a length of time as hours and minutes: 3:30."""
    minutes = int(worked.total_seconds() // 60)
    return f"{minutes // 60}:{minutes % 60:02}"


def _link(slug: str, *, desk: Desk, meeting: str, language: str) -> Markup:
    slot = desk.copy.get(slug)
    url = reverse("desk_session", kwargs={"meeting": meeting, "slug": slug})
    return Markup('<a href="{}">{}</a>').format(url, slot.title(language) if slot else slug)


def _language(code: str) -> str:
    return language_name(code) if code else ""


SENTENCES: Mapping[str, Callable[[], str]] = {
    "room twice": lambda: _("%(session)s and %(other)s are in the same room at the same time: %(room)s."),
    "person twice": lambda: _("%(subject)s is in %(session)s and in %(other)s at the same time."),
    "overlap": lambda: _("%(session)s and %(other)s are at the same time, and one of them fills all rooms."),
    "end before start": lambda: _("%(session)s ends before it starts."),
    "sitting": lambda: _("%(subject)s speaks in %(session)s while the organ on which %(city)s sits meets: %(other)s."),
    "night": lambda: _("It is night for %(subject)s when %(session)s begins or ends: it begins at %(time)s there."),
    "fewer places": lambda: _("%(session)s has %(limit)s places, and %(number)s people have signed up."),
    "small room": lambda: _("%(session)s has %(number)s places, and its room holds %(limit)s: %(room)s."),
    "interpreter twice": lambda: _("%(subject)s interprets in %(session)s and in %(other)s at the same time."),
    "interpreter too long": lambda: _(
        "%(subject)s interprets from afar for %(worked)s hours on one day, more than three: from %(session)s to %(other)s."
    ),
    "interpreter alone": lambda: _(
        "The booth of %(session)s from %(source)s into %(target)s has one interpreter; nobody should interpret alone."
    ),
}
