"""Builds what other systems fetch of a programme: once for every edition, then only bytes go out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from hashlib import blake2b
from typing import Final

from django.conf import settings
from django.db import transaction

from comitia.core.timetable.exchange.frab_json import write_json
from comitia.core.timetable.exchange.frab_xml import write_xml
from comitia.core.timetable.exchange.pretalx import write_widget
from comitia.core.timetable.exchange.schedule import Schedule
from comitia.meetings.models import Meeting
from comitia.programme.models import Edition, Export
from comitia.programme.queries.exchange import StoredExport, schedule_of, stored_export

WIDGET: Final = "widget"
WRITERS: Final[dict[str, Callable[[Schedule], bytes]]] = {"xml": write_xml, "json": write_json}


@transaction.atomic
def build_export(meeting: str, *, form: str, language: str, site: str, at: datetime) -> StoredExport | None:
    """Build and keep an export of the programme as it is released now; None if there is none with a date.

    `form` is xml, json or widget, which holds every language. Who comes while somebody builds waits and finds it built.
    """
    edition = (
        Edition.objects.select_for_update(of=("self",)).select_related("meeting").filter(meeting__slug=meeting).first()
    )
    if edition is None:
        return None
    if (there := stored_export(meeting, form=form, language=language)) is not None:
        return there
    content = _content(edition.meeting, form=form, language=language, site=site)
    if content is None:
        return None
    etag = blake2b(content, digest_size=12).hexdigest()
    Export.objects.update_or_create(
        meeting=edition.meeting,
        form=form,
        language=language,
        defaults={"edition": edition.number, "content": content, "etag": etag, "built_at": at},
    )
    return StoredExport(content, etag)


def _content(meeting: Meeting, *, form: str, language: str, site: str) -> bytes | None:
    main = schedule_of(meeting, language=language, site=site)
    if main is None:
        return None
    if form != WIDGET:
        return WRITERS[form](main)
    others = {code: schedule_of(meeting, language=code, site=site) for code, _name in settings.LANGUAGES}
    return write_widget({language: main} | {code: one for code, one in others.items() if one is not None})
