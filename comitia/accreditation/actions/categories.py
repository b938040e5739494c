"""Keeps the categories in which people register."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.accreditation.actions.quotas import own_quota, write_places
from comitia.accreditation.models import Category, Mode
from comitia.accreditation.policies import may_keep_form
from comitia.accreditation.queries.categories import FIELDS, record_of_category
from comitia.journal.actions import record
from comitia.meetings.models import Meeting
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.platform.bus import announce_on_commit
from comitia.platform.edits import as_facts, changes_since

# What stands in addresses where the code of a category does: its page at the desk, its form
NAMES_OF_PAGES: Final = frozenset({"new", "categories", "withdraw"})


@transaction.atomic
def add_category(code: str, values: Mapping[str, Any], *, by: Actor, at: datetime) -> Category:
    """Add a category to the current meeting; it has as many places as wanted until somebody limits them."""
    require(may_keep_form(by))
    if code in NAMES_OF_PAGES:
        refuse("code_reserved", _("“%(key)s” has a meaning of its own. Choose another short name.") % {"key": code})
    # Two who add the same one wait for each other
    meeting = Meeting.objects.select_for_update().filter(is_current=True).first()
    if meeting is None:
        refuse("no_meeting", _("There is no current meeting. Choose one on the page of meetings first."))
    if Category.objects.filter(meeting=meeting, code=code).exists():
        refuse("code_taken", _("Another category has this short name already. Choose another one."))
    return save_category(meeting, code, values, by=by, at=at)


@transaction.atomic
def save_category(
    meeting: Meeting, code: str, values: Mapping[str, Any], *, seen: str | None = None, by: Actor, at: datetime
) -> Category:
    """Write a category of a meeting: a new one, or changes of the one with this code.

    `values`: names, descriptions, admission, entry, modes, opens_at, closes_at, order; and places (None: as many as
    wanted) if they are to be written as well.
    """
    require(may_keep_form(by))
    _require_sound(values)
    found = Category.objects.select_for_update(no_key=True).filter(meeting=meeting, code=code).first()
    category = found or Category(meeting=meeting, code=code)
    wanted = {field: values[field] for field in FIELDS}
    changes = changes_since(record_of_category(category), wanted, seen=seen)
    for field, value in wanted.items():
        setattr(category, field, value)
    category.save()
    quota = own_quota(category, places=values.get("places"))
    if "places" in values:
        write_places(quota, values["places"], at=at)
    if changes:
        record("save_category", f"category:{meeting.slug}:{code}", by=by, at=at, facts=as_facts(changes))
    announce_on_commit("public_changed", {"meeting": meeting.slug})
    return category


def _require_sound(values: Mapping[str, Any]) -> None:
    if not values["names"].get("en"):
        refuse("no_name", _("Write the name in English: it stands in where a translation is missing."))
    if values["admission"] not in Category.Admission.values:
        refuse("unknown_admission", _("Choose whether people are admitted at once or by decision."))
    if values["entry"] not in Category.Entry.values or not set(values["modes"]) <= set(Mode.values):
        refuse("unknown_entry", _("Choose who may register in this category, and how they take part."))
    if values["opens_at"] and values["closes_at"] and values["opens_at"] >= values["closes_at"]:
        refuse("closes_before", _("Registration must open before it closes. Choose a later last day."))
