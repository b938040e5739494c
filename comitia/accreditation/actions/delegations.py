"""Opens delegations, for many members at once, and keeps the observer entities."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from comitia.accreditation.models import Delegation, ObserverEntity
from comitia.accreditation.policies.delegations import may_open
from comitia.accreditation.queries.delegations import current_meeting, seated_members
from comitia.journal.actions import record
from comitia.meetings.models import Meeting
from comitia.members.models import Member, Region
from comitia.members.queries.directory import folded
from comitia.platform.actors import REGIONAL_OFFICE, SECRETARIAT, Actor
from comitia.platform.answers import refuse, require
from comitia.platform.names import clean_name

LONGEST_NAME: Final = 200


def open_delegations(whom: str, *, by: Actor, at: datetime) -> int:
    """Open the delegations of the current meeting for "seated" members, "all" members or "observers"; say how many are new.

    A regional office opens those of its region. The number of statements does not depend on how many there are.
    """
    require(may_open(by, regions=True))
    meeting = current_meeting()
    if meeting is None:
        refuse("no_meeting", _("There is no current meeting. Make one the meeting of the site first."))
    regions = None if by.has_role(SECRETARIAT) or not by.has_role(REGIONAL_OFFICE) else by.regions
    with transaction.atomic():
        wanted = _rows_of(meeting, whom, regions=regions, at=at)
        before = Delegation.objects.filter(meeting=meeting).count()
        Delegation.objects.bulk_create(wanted, ignore_conflicts=True)
        count = Delegation.objects.filter(meeting=meeting).count() - before
        if count:
            facts = {"whom": whom, "count": count}
            record("open_delegations", f"meeting:{meeting.slug}", by=by, at=at, facts=facts)
    return count


def save_observer_entity(*, name: str, region: str, country: str, by: Actor, at: datetime) -> ObserverEntity:
    """Add an observer entity, or change the region and country of the one of this name."""
    require(may_open(by, regions=False))
    wanted = clean_name(name)
    if not 0 < len(wanted) <= LONGEST_NAME:
        refuse("name_missing", _("Write the name of the observer entity, at most 200 characters."))
    place = Region.objects.filter(code=region).first() if region else None
    if region and place is None:
        refuse("unknown_region", _("This region does not exist. Choose one of those on the list."))
    with transaction.atomic():
        slug = slugify(folded(wanted))[:80] or f"observer-{ObserverEntity.objects.count() + 1}"
        defaults = {"name": wanted, "region": place, "country": country[:2].upper()}
        entity, _is_new = ObserverEntity.objects.update_or_create(slug=slug, defaults=defaults)
        record("save_observer_entity", f"observer:{slug}", by=by, at=at, facts={"region": region})
    return entity


def _rows_of(meeting: Meeting, whom: str, *, regions: Collection[str] | None, at: datetime) -> list[Delegation]:
    given = {"meeting": meeting, "created_at": at, "changed_at": at}
    if whom == "observers":
        entities = ObserverEntity.objects.order_by("pk")
        entities = entities if regions is None else entities.filter(region__code__in=regions)
        return [Delegation(observer=one, **given) for one in entities]
    if whom not in {"seated", "all"}:
        refuse("unknown_choice", _("Choose for whom delegations are opened."))
    members = Member.objects.order_by("pk")
    if whom == "seated":
        members = members.filter(slug__in=seated_members(meeting))
    if regions is not None:
        members = members.filter(region__code__in=regions)
    return [Delegation(member=one, **given) for one in members]
