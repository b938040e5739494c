"""Keeps how the papers of a meeting are numbered, and by when and in which languages they are issued."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from comitia.core.governance.symbols import series_fault
from comitia.documents.actions.turns import locked_meeting
from comitia.documents.policies import MOST_DAYS, symbol_refused
from comitia.documents.queries.records import record_of_rules
from comitia.documents.queries.rules import rules_of
from comitia.journal.actions import record
from comitia.platform.actors import Actor
from comitia.platform.answers import RefusedError, refuse
from comitia.platform.bus import announce_on_commit
from comitia.platform.edits import as_facts, changes_since


@transaction.atomic
def keep_paper_rules(meeting: str, values: Mapping[str, Any], *, seen: str | None, by: Actor, at: datetime) -> None:
    """Change the rules of a meeting's papers: `series`, `days`, `languages`. Papers keep the last day they were given."""
    held = locked_meeting(meeting, by=by)
    rules = rules_of(held)
    wanted = {**values, "series": str(values["series"]).strip()}
    wanted["languages"] = [code for code, _name in settings.LANGUAGES if code in values["languages"]]
    changes = changes_since(record_of_rules(rules), wanted, seen=seen)
    if fault := series_fault(wanted["series"]):
        raise RefusedError(symbol_refused(fault))
    if wanted["days"] is not None and not 0 <= wanted["days"] <= MOST_DAYS:
        refuse("days_unknown", _("Write a number of days from 0 to 365, or leave it empty if papers have no last day."))
    if not changes:
        return
    for name, (_before, after) in changes.items():
        setattr(rules, name, after)
    rules.save()
    record("keep_paper_rules", f"papers:{held.slug}", by=by, at=at, facts=as_facts(changes))
    announce_on_commit("public_changed", {"what": "documents"})
