"""Adds and changes meetings by hand, and says which of them the site is about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comitia.journal.actions import record
from comitia.meetings.actions.importing import ORGANS
from comitia.meetings.actions.naming import SLUGS
from comitia.meetings.models import Meeting
from comitia.meetings.policies import may_keep_meetings
from comitia.meetings.queries.records import record_of_meeting
from comitia.members.models import Member
from comitia.organs.models import Organ
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.platform.bus import announce_on_commit
from comitia.platform.edits import as_facts, changes_since

LAST_HUE = 359


@transaction.atomic
def save_meeting(slug: str | None, values: Mapping[str, Any], *, seen: str | None, by: Actor, at: datetime) -> str:
    """Change a meeting, or add one (`slug` None), and give its slug."""
    require(may_keep_meetings(by))
    meeting = _locked(slug) if slug else Meeting()
    now = record_of_meeting(meeting)
    changes = changes_since(now, values, seen=seen if slug else None)
    if not changes:
        return meeting.slug
    _check({**now.values, **values})
    for name, (_before, after) in changes.items():
        if name == "host":
            meeting.host = _host(after)
        else:
            setattr(meeting, name, after)
    meeting.organ = Organ.objects.filter(code=ORGANS.get(Meeting.Kind(meeting.kind), "")).first()
    meeting.slug = meeting.slug or _free_slug(meeting)
    meeting.save()
    record("save_meeting", f"meeting:{meeting.slug}", by=by, at=at, facts=as_facts(changes))
    announce_on_commit("public_changed", {"what": "meetings"})
    return meeting.slug


@transaction.atomic
def make_meeting_current(slug: str, *, by: Actor, at: datetime) -> None:
    """Make a meeting the one the site is about; the one before becomes a past or coming one like the others."""
    require(may_keep_meetings(by))
    meeting = _locked(slug)
    if meeting.is_current:
        return
    if meeting.starts_on is None or not meeting.zone:
        refuse(
            "undated_meeting",
            _("The site can only be about a meeting with a first day and a time zone. Add them first."),
        )
    before = Meeting.objects.filter(is_current=True).values_list("slug", flat=True).first()
    Meeting.objects.filter(is_current=True).update(is_current=False)
    meeting.is_current = True
    meeting.save(update_fields=["is_current"])
    record("make_meeting_current", f"meeting:{slug}", by=by, at=at, facts={"before": before or "", "after": slug})
    announce_on_commit("public_changed", {"what": "meetings"})


def _locked(slug: str) -> Meeting:
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("host").filter(slug=slug).first()
    if meeting is None:
        refuse("meeting_gone", _("There is no such meeting any more. Look for it in the list."))
    return meeting


def _host(slug: str) -> Member | None:
    member = Member.objects.filter(slug=slug).first() if slug else None
    if slug and member is None:
        refuse("member_unknown", _("Choose a member from the list, or leave the choice empty and write the name."))
    return member


def _check(values: Mapping[str, Any]) -> None:
    if values["starts_on"] and values["ends_on"] and values["ends_on"] < values["starts_on"]:
        refuse("ends_before_start", _("The last day is before the first. Check both."))
    if values["zone"] and values["zone"] not in available_timezones():
        refuse("zone_unknown", _("This is no time zone. Write it like Asia/Seoul."))
    if values["hue"] is not None and not 0 <= values["hue"] <= LAST_HUE:
        refuse("hue_unknown", _("The colour is a number from 0 to 359."))


def _free_slug(meeting: Meeting) -> str:
    slug = stem = f"{SLUGS[meeting.kind]}-{meeting.year}"
    number = 1
    while Meeting.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{stem}-{number}"
    return slug
