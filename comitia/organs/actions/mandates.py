"""Keeps by hand who holds which seat or office of an organ, from when until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from comitia.journal.actions import record
from comitia.members.models import Member
from comitia.organs.models import Mandate, Organ
from comitia.organs.policies import may_keep_mandates
from comitia.organs.queries.records import record_of_mandate
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.platform.bus import announce_on_commit
from comitia.platform.dates import day_of
from comitia.platform.edits import as_facts, changes_since


@transaction.atomic
def save_mandate(pk: int | None, values: Mapping[str, Any], *, seen: str | None, by: Actor, at: datetime) -> int:
    """Change a mandate, or enter a new one (`pk` None), and give its number."""
    require(may_keep_mandates(by))
    mandate = _locked(pk) if pk else Mandate()
    changes = changes_since(record_of_mandate(mandate), values, seen=seen if pk else None)
    if not changes:
        return mandate.pk
    _write(mandate, changes)
    record(
        "save_mandate",
        f"mandate:{mandate.pk}",
        by=by,
        at=at,
        facts={"member": mandate.member.slug, **as_facts(changes)},
    )
    announce_on_commit("public_changed", {"what": "mandates"})
    return mandate.pk


@transaction.atomic
def end_mandate(pk: int, *, ends: str, by: Actor, at: datetime) -> None:
    """Date the end of a mandate: the last day in term, as precisely as it is known."""
    require(may_keep_mandates(by))
    mandate = _locked(pk)
    if not ends:
        refuse("date_needed", _("Write the last day in term: 2020, 2020-11 or 2020-11-17."))
    changes = changes_since(record_of_mandate(mandate), {"ends": ends}, seen=None)
    if not changes:
        return
    _write(mandate, changes)
    record(
        "end_mandate", f"mandate:{mandate.pk}", by=by, at=at, facts={"member": mandate.member.slug, **as_facts(changes)}
    )
    announce_on_commit("public_changed", {"what": "mandates"})


def _locked(pk: int) -> Mandate:
    mandate = Mandate.objects.select_for_update(of=("self",)).select_related("organ", "member").filter(pk=pk).first()
    if mandate is None:
        refuse("mandate_gone", _("There is no such term any more. Look for it in the list."))
    return mandate


def _write(mandate: Mandate, changes: Mapping[str, tuple[Any, Any]]) -> None:
    for name, (_before, after) in changes.items():
        if name == "organ":
            mandate.organ = Organ.objects.filter(code=after).first() or refuse(
                "organ_unknown", _("Choose an organ from the list.")
            )
        elif name == "member":
            mandate.member = Member.objects.filter(slug=after).first() or refuse(
                "member_unknown", _("Choose a member from the list.")
            )
        else:
            setattr(mandate, name, after)
    for text in (mandate.starts, mandate.ends):
        if text and day_of(text) is None:
            refuse("date_unreadable", _("A date is written 2017, 2017-06 or 2017-06-27."))
    if mandate.starts and mandate.ends and mandate.ends < mandate.starts[: len(mandate.ends)]:
        refuse("ends_before_start", _("The term would end before it starts. Check both dates."))
    try:
        with transaction.atomic():
            mandate.save()
    except IntegrityError:
        refuse("mandate_twice", _("This term is on record already: same member, role, start and source."))
