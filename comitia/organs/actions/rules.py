"""Keeps the rules of procedure of the organs: drafts that are written part by part, and versions in force that never change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from comitia.core.governance.plain_data import from_plain, to_plain
from comitia.core.governance.presets import PRESETS
from comitia.core.governance.presets.procedure import ROBERTS_RULES, UNITED_NATIONS
from comitia.core.governance.rule_set import RuleSet
from comitia.core.governance.rule_set_checks import choices_left, faults_of
from comitia.core.governance.rule_set_json import kind_of, part_of, to_json, with_list, with_part, without
from comitia.core.governance.standing import next_version, rule_in_force, rules_from_json, rules_to_json
from comitia.journal.actions import record
from comitia.organs.models import Organ, RuleSetVersion
from comitia.organs.policies import may_keep_rules
from comitia.organs.queries.rules import RulesVersion, version_of
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.platform.bus import announce_on_commit

# What a list of parts can be filled with
LISTS: Final[Mapping[tuple[str, str], tuple[Any, ...]]] = {
    ("procedural_motions", "united_nations"): UNITED_NATIONS,
    ("procedural_motions", "roberts_rules"): ROBERTS_RULES,
    ("procedural_motions", "none"): (),
    ("seats", "none"): (),
}


@transaction.atomic
def draft_rules(code: str, preset: str, *, by: Actor, at: datetime) -> int:
    """Begin a new version of an organ's rules from a preset and give its number."""
    require(may_keep_rules(by))
    organ = _locked_organ(code)
    rule_set = PRESETS.get(preset)
    if rule_set is None:
        refuse("preset_unknown", _("Choose from the list what to begin from."))
    return _drafted(organ, rule_set, preset=preset, began_from=preset, by=by, at=at)


@transaction.atomic
def copy_rules(code: str, number: int, *, by: Actor, at: datetime) -> int:
    """Copy a version of an organ's rules into a new draft and give its number."""
    require(may_keep_rules(by))
    organ = _locked_organ(code)
    version = version_of(_row(organ, number))
    return _drafted(organ, version.rule_set, preset=version.preset, began_from=f"version {number}", by=by, at=at)


@transaction.atomic
def change_rule(
    code: str, number: int, path: str, data: Mapping[str, Any] | None, *, seen: str | None, by: Actor, at: datetime
) -> None:
    """Write one part of a draft, such as `proxies` or `majorities.statute`; None as data leaves it to be chosen.

    `data` is the part as plain data. Refused if somebody else changed the draft since it was `seen` (None: whatever).
    """
    require(may_keep_rules(by))
    row, version = _draft(code, number, seen=seen)
    try:
        part = None if data is None else from_plain(kind_of(path), data)
        before = part_of(version.rule_set, path)
        changed = with_part(version.rule_set, path, part)
    except ValueError:
        refuse("rule_unreadable", _("This is no rule that the platform knows. Fill in the form again."))
    if part == before and changed == version.rule_set:
        return
    _write(row, changed)
    facts = {"part": path, **_difference(to_plain(before), to_plain(part))}
    record("change_rules", subject_of(code, number), by=by, at=at, facts=facts)


@transaction.atomic
def remove_rule(code: str, number: int, path: str, *, seen: str | None, by: Actor, at: datetime) -> None:
    """Take a majority, a quorum, a class of matters, a seat or a procedural motion out of a draft."""
    require(may_keep_rules(by))
    row, version = _draft(code, number, seen=seen)
    try:
        before = part_of(version.rule_set, path)
        changed = without(version.rule_set, path)
    except ValueError:
        refuse("rule_needed", _("This part belongs to all rules. Change it instead."))
    if changed == version.rule_set:
        return
    _write(row, changed)
    facts = {"part": path, "before": to_plain(before)}
    record("remove_from_rules", subject_of(code, number), by=by, at=at, facts=facts)


@transaction.atomic
def take_over_list(
    code: str, number: int, section: str, wanted: str, *, seen: str | None, by: Actor, at: datetime
) -> None:
    """Fill a whole list of a draft anew: procedural motions as of a known table, or a list with nothing in it."""
    require(may_keep_rules(by))
    row, version = _draft(code, number, seen=seen)
    parts = LISTS.get((section, wanted))
    if parts is None:
        refuse("list_unknown", _("Choose from the list what to take over."))
    before = getattr(version.rule_set, section)
    if before == parts:
        return
    _write(row, with_list(version.rule_set, section, parts))
    facts = {"part": section, "before": to_plain(before), "after": to_plain(parts)}
    record("change_rules", subject_of(code, number), by=by, at=at, facts=facts)


@transaction.atomic
def name_rules(code: str, number: int, names: Mapping[str, str], *, seen: str | None, by: Actor, at: datetime) -> None:
    """Give a draft its name in each language."""
    require(may_keep_rules(by))
    row, version = _draft(code, number, seen=seen)
    if not names.get("en"):
        refuse("name_needed", _("Write the name in English, from which it is translated."))
    if dict(names) == dict(version.rule_set.names):
        return
    before = dict(version.rule_set.names)
    _write(row, replace(version.rule_set, names=dict(names)))
    record("name_rules", subject_of(code, number), by=by, at=at, facts={"before": before, "after": dict(names)})


@transaction.atomic
def discard_rules(code: str, number: int, *, seen: str | None, by: Actor, at: datetime) -> None:
    """Throw a draft away."""
    require(may_keep_rules(by))
    row, version = _draft(code, number, seen=seen)
    row.delete()
    record("discard_rules", subject_of(code, number), by=by, at=at, facts={"before": to_json(version.rule_set)})


@transaction.atomic
def put_rules_in_force(
    code: str,
    number: int,
    *,
    adopted_by: str,
    in_force_from: date,
    in_force_until: date | None = None,
    seen: str | None,
    by: Actor,
    at: datetime,
) -> None:
    """Put a draft in force from a day on, for good or until a last day; from then on it never changes.

    Refused while a choice is left or the draft contradicts itself. The rule on dues becomes that of the organ.
    """
    require(may_keep_rules(by))
    row, version = _draft(code, number, seen=seen)
    if not adopted_by.strip():
        refuse("adoption_needed", _("Write which decision adopted these rules: the organ, the day and the number."))
    rule_set = replace(
        version.rule_set, adopted_by=adopted_by.strip(), in_force_from=in_force_from, in_force_until=in_force_until
    )
    _require_complete(rule_set)
    if _begins_before_another(row, in_force_from):
        refuse(
            "before_the_latest",
            _("A later version of these rules is already in force. Choose a day that is not before it."),
        )
    _write(row, rule_set, put_in_force_at=at, put_in_force_by=by.person)
    _take_over_dues(row.organ, rule_set)
    facts = {
        "adopted_by": rule_set.adopted_by,
        "in_force_from": in_force_from.isoformat(),
        "in_force_until": in_force_until.isoformat() if in_force_until else None,
        "definition": version_of(row).token,
    }
    record("put_rules_in_force", subject_of(code, number), by=by, at=at, facts=facts)
    announce_on_commit("public_changed", {"what": "rules"})


def subject_of(code: str, number: int) -> str:
    """Give the name under which the journal keeps a version of rules."""
    return f"rules:{code}:{number}"


def _difference(before: Any, after: Any) -> dict[str, Any]:
    """Give what changed of a part: its parameters before and after, or the whole where there was or is nothing."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return {"before": before, "after": after}
    changed = [name for name, value in after.items() if before.get(name) != value]
    return {"before": {name: before[name] for name in changed}, "after": {name: after[name] for name in changed}}


def _require_complete(rule_set: RuleSet) -> None:
    if choices_left(rule_set):
        refuse("choices_left", _("Choices are left. Make those at the head of the page first, then put it in force."))
    faults = faults_of(rule_set)
    if any(fault.path == "in_force_until" for fault in faults):
        refuse("ends_before_start", _("The last day would be before the first. Check both dates."))
    if faults:
        refuse("rules_contradict", _("The rules contradict themselves. Put right what the page lists first."))


def _begins_before_another(row: RuleSetVersion, begins: date) -> bool:
    # Rules for a time only, such as those of one session, leave the others as they are
    others = RuleSetVersion.objects.filter(
        organ=row.organ, put_in_force_at__isnull=False, in_force_until__isnull=True, in_force_from__gt=begins
    )
    return others.exists()


def _take_over_dues(organ: Organ, rule_set: RuleSet) -> None:
    """Make the rule on dues the organ's from the same day on, unless it says the same or the rules are for a time only."""
    begins = rule_set.in_force_from
    if rule_set.standing is None or begins is None or rule_set.in_force_until is not None:
        return
    known = rules_from_json(organ.standing_rule)
    wanted = rule_set.standing.standing_rule(version=0, in_force_from=begins)
    now = rule_in_force(known, on=begins)
    is_same = now is not None and (now.vote, now.candidacy) == (wanted.vote, wanted.candidacy)
    if is_same or (now is None and wanted.vote is None and wanted.candidacy is None):
        return
    organ.standing_rule = rules_to_json(next_version(known, wanted))
    organ.save(update_fields=["standing_rule"])


def _drafted(organ: Organ, rule_set: RuleSet, *, preset: str, began_from: str, by: Actor, at: datetime) -> int:
    number = (organ.rule_set_versions.aggregate(last=Max("number"))["last"] or 0) + 1
    drafted = replace(rule_set, organ=organ.code, number=number, adopted_by="", in_force_from=None, in_force_until=None)
    _write(RuleSetVersion(organ=organ, preset=preset), drafted)
    record("draft_rules", subject_of(organ.code, number), by=by, at=at, facts={"from": began_from})
    return number


def _write(row: RuleSetVersion, rule_set: RuleSet, **more: Any) -> None:
    row.number = rule_set.number
    row.names = dict(rule_set.names)
    row.adopted_by = rule_set.adopted_by
    row.in_force_from = rule_set.in_force_from
    row.in_force_until = rule_set.in_force_until
    row.definition = to_json(rule_set)
    for name, value in more.items():
        setattr(row, name, value)
    row.save()


def _locked_organ(code: str) -> Organ:
    organ = Organ.objects.select_for_update().filter(code=code).first()
    if organ is None:
        refuse("organ_gone", _("There is no such organ. Choose one from the list."))
    return organ


def _row(organ: Organ, number: int) -> RuleSetVersion:
    row = RuleSetVersion.objects.filter(organ=organ, number=number).first()
    if row is None:
        refuse("rules_gone", _("There is no such version of the rules. Choose one from the list."))
    row.organ = organ
    return row


def _draft(code: str, number: int, *, seen: str | None) -> tuple[RuleSetVersion, RulesVersion]:
    row = _row(_locked_organ(code), number)
    if row.put_in_force_at is not None:
        refuse("rules_in_force", _("Rules in force are not changed. Copy them to a new version and change that one."))
    version = version_of(row)
    if seen is not None and seen != version.token:
        refuse("changed_meanwhile", _("Somebody else changed these rules meanwhile. Look at them, then save again."))
    return row, version
