"""Keeps the organisation itself, its regions and what members are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from comitia.journal.actions import record
from comitia.members.models import Organisation, Region
from comitia.members.policies import may_keep_records
from comitia.platform.actors import Actor
from comitia.platform.answers import require
from comitia.platform.bus import announce_on_commit


@transaction.atomic
def save_organisation(*, by: Actor, at: datetime, **values: Any) -> None:
    """Set facts of the organisation; makes its one row if there is none yet."""
    require(may_keep_records(by))
    organisation = Organisation.objects.order_by("pk").first() or Organisation()
    changes = {name: value for name, value in values.items() if getattr(organisation, name) != value}
    if not changes:
        return
    for name, value in changes.items():
        setattr(organisation, name, value)
    organisation.save()
    record("save_organisation", "organisation", by=by, at=at, facts={"changed": sorted(changes)})
    announce_on_commit("public_changed", {"what": "organisation"})


@transaction.atomic
def save_regions(regions: Sequence[Mapping[str, Any]], *, by: Actor, at: datetime) -> None:
    """Set the regions (code, names by language) in their order; others stay as they are."""
    require(may_keep_records(by))
    known = {region.code: region for region in Region.objects.all()}
    changed = []
    for order, given in enumerate(regions, 1):
        region = known.get(given["code"])
        if region and (region.names, region.order) == (given["names"], order):
            continue
        Region.objects.update_or_create(code=given["code"], defaults={"names": given["names"], "order": order})
        changed.append(given["code"])
    if changed:
        record("save_regions", "regions", by=by, at=at, facts={"changed": changed})
        announce_on_commit("public_changed", {"what": "regions"})
