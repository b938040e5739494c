from __future__ import annotations

from datetime import datetime

from django.db.models import F

from comitia.meetings.models import Meeting
from comitia.platform.bus import announce_on_commit
from comitia.platform.kept import PUBLIC_CHANGED
from comitia.programme.models import Edition


def begin_edition(meeting: Meeting, *, at: datetime) -> None:
    """Say that a programme changes: kept copies are old once the act is committed."""
    _edition, created = Edition.objects.get_or_create(meeting=meeting, defaults={"number": 1, "changed_at": at})
    if not created:
        Edition.objects.filter(meeting=meeting).update(number=F("number") + 1, changed_at=at)
    announce_on_commit(PUBLIC_CHANGED, {"what": "programme", "meeting": meeting.slug})
