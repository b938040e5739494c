"""The sitting of the demonstration: a sample on the day of the Online EXCOM, with somebody invented in the chair."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from comitia.accounts.actions import make_person
from comitia.meetings.actions import name_officer, plan_sitting
from comitia.meetings.models import Meeting, Officer
from comitia.platform.actors import Actor

CHAIR: Final = "chair@comitia.example"
BEGINS: Final = datetime(2020, 11, 17, 7, tzinfo=UTC)
ENDS: Final = datetime(2020, 11, 17, 10, tzinfo=UTC)
TITLES: Final = {
    "en": "Sample sitting",
    "ko": "예시 회의",
    "ru": "Пример заседания",
    "es": "Sesión de ejemplo",
    "ar": "جلسة نموذجية",
    "zh-hans": "示例会议",
    "tr": "Örnek oturum",
}


def build(meeting: Meeting, *, by: Actor, at: datetime) -> None:
    """Plan the sample sitting, and let an invented person preside over it."""
    sitting = plan_sitting(meeting, starts_at=BEGINS, ends_at=ENDS, titles=TITLES, is_closed=False, by=by, at=at)
    chair = make_person(email=CHAIR, name="Cleo Chair (demonstration)", by=by, at=at)
    name_officer(sitting.reference, chair, role=Officer.Role.PRESIDING, member=None, by=by, at=at)
