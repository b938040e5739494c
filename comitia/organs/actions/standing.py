"""Keeps the rules of the organs on dues, version after version."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comitia.core.governance.standing import (
    DuesTest,
    StandingRule,
    next_version,
    rules_from_json,
    rules_to_json,
)
from comitia.journal.actions import record
from comitia.organs.models import Organ
from comitia.organs.policies import may_keep_mandates
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require


@transaction.atomic
def add_standing_rule(
    code: str,
    *,
    in_force_from: date,
    candidacy: DuesTest | None,
    vote: DuesTest | None,
    seen: int | None,
    by: Actor,
    at: datetime,
) -> None:
    """Add a version of an organ's rule on dues; refused if there is a later one than the version `seen` (None: whatever).

    Versions are never changed: a meeting before the day from which the new one is in force keeps the one before.
    """
    require(may_keep_mandates(by))
    organ = Organ.objects.select_for_update().filter(code=code).first()
    if organ is None:
        refuse("organ_gone", _("There is no such organ. Choose one from the list."))
    rules = rules_from_json(organ.standing_rule)
    latest = rules[-1] if rules else None
    if seen is not None and seen != (latest.version if latest else 0):
        refuse("changed_meanwhile", _("Somebody else changed this rule meanwhile. Look at it, then save again."))
    if latest and in_force_from < latest.in_force_from:
        refuse(
            "before_the_latest",
            _("A later version of the rule is already in force. Choose a day that is not before it."),
        )
    rule = StandingRule(version=0, in_force_from=in_force_from, candidacy=candidacy, vote=vote)
    organ.standing_rule = rules_to_json(next_version(rules, rule))
    organ.save(update_fields=["standing_rule"])
    record("add_standing_rule", f"organ:{code}", by=by, at=at, facts={"after": organ.standing_rule[-1]})
