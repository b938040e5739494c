"""Keeps the organs of the organisation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from comitia.journal.actions import record
from comitia.organs.models import Organ
from comitia.organs.policies import may_keep_mandates
from comitia.platform.actors import Actor
from comitia.platform.answers import require
from comitia.platform.bus import announce_on_commit


@transaction.atomic
def save_organ(code: str, *, by: Actor, at: datetime, **values: Any) -> None:
    """Set facts of an organ (names, seats, term_years, holds_over); makes it if there is none with the code."""
    require(may_keep_mandates(by))
    organ = Organ.objects.filter(code=code).first() or Organ(code=code)
    before = {name: getattr(organ, name) for name in values}
    if organ.pk and before == values:
        return
    for name, value in values.items():
        setattr(organ, name, value)
    organ.save()
    record("save_organ", f"organ:{code}", by=by, at=at, facts={"before": before, "after": values})
    announce_on_commit("public_changed", {"what": "organs"})
