"""The rules of procedure of the organs, version by version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Q
from django.utils.translation import get_language

from comitia.core.governance.rule_set import RuleSet
from comitia.core.governance.rule_set_checks import Choice, Fault, choices_left, faults_of
from comitia.core.governance.rule_set_json import from_json
from comitia.organs.models import Organ, RuleSetVersion
from comitia.platform.edits import token_of
from comitia.platform.texts import text_in


class RulesState(StrEnum):
    """What a version of the rules is on a day."""

    DRAFT = "draft"
    UPCOMING = "upcoming"
    IN_FORCE = "in_force"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class RulesVersion:
    """A version of the rules of an organ; `token` stands for its contents, so that a change by somebody else is seen."""

    pk: int
    organ: str
    organ_name: str
    name: str
    rule_set: RuleSet
    preset: str
    token: str
    put_in_force_at: datetime | None

    @property
    def number(self) -> int:
        return self.rule_set.number

    @property
    def is_draft(self) -> bool:
        return self.put_in_force_at is None

    @property
    def choices(self) -> tuple[Choice, ...]:
        """List what is left to choose."""
        return choices_left(self.rule_set)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """List what contradicts itself."""
        return faults_of(self.rule_set)


@dataclass(frozen=True, slots=True)
class OrganVersions:
    """An organ with all versions of its rules, the latest first, and which of them is in force on the day asked for."""

    code: str
    name: str
    versions: tuple[RulesVersion, ...]
    in_force: int | None

    def state_of(self, version: RulesVersion, *, on: date) -> RulesState:
        """Say what a version is on the day asked for."""
        if version.is_draft:
            return RulesState.DRAFT
        if version.number == self.in_force:
            return RulesState.IN_FORCE
        begins = version.rule_set.in_force_from
        return RulesState.UPCOMING if begins and on < begins else RulesState.PAST


def rules_of_organs(*, on: date) -> list[OrganVersions]:
    """List the organs with the versions of their rules: two statements."""
    rows: dict[int, list[RuleSetVersion]] = {}
    for row in RuleSetVersion.objects.select_related("organ").order_by("-number"):
        rows.setdefault(row.organ_id, []).append(row)
    return [_organ_versions(organ, rows.get(organ.pk, []), on=on) for organ in Organ.objects.order_by("pk")]


def rules_of_organ(code: str, *, on: date) -> OrganVersions | None:
    """Give one organ with the versions of its rules: two statements; None if there is no such organ."""
    organ = Organ.objects.filter(code=code).first()
    if organ is None:
        return None
    rows = list(RuleSetVersion.objects.filter(organ=organ).select_related("organ").order_by("-number"))
    return _organ_versions(organ, rows, on=on)


def rules_version(code: str, number: int) -> RulesVersion | None:
    """Give one version of the rules of an organ: one statement; None if there is none."""
    row = RuleSetVersion.objects.filter(organ__code=code, number=number).select_related("organ").first()
    return version_of(row) if row else None


def rules_in_force(organ: str, *, on: date) -> RulesVersion | None:
    """Give the version of an organ's rules in force on a day: of those begun and not over, the one that began last."""
    row = (
        RuleSetVersion.objects.filter(
            Q(in_force_until__isnull=True) | Q(in_force_until__gte=on),
            organ__code=organ,
            put_in_force_at__isnull=False,
            in_force_from__lte=on,
        )
        .select_related("organ")
        .order_by("-in_force_from", "-number")
        .first()
    )
    return version_of(row) if row else None


def rules_by_key(pk: int) -> RulesVersion:
    """Give a version that something refers to: one statement."""
    return version_of(RuleSetVersion.objects.select_related("organ").get(pk=pk))


def versions_put_in_force(organ: str) -> list[RulesVersion]:
    """List the versions of an organ's rules that were put in force, the latest first: one statement."""
    found = RuleSetVersion.objects.filter(organ__code=organ, put_in_force_at__isnull=False)
    return [version_of(row) for row in found.select_related("organ").order_by("-number")]


def version_of(row: RuleSetVersion) -> RulesVersion:
    """Read a version whose organ is loaded."""
    language = get_language() or "en"
    return RulesVersion(
        pk=row.pk,
        organ=row.organ.code,
        organ_name=text_in(row.organ.names, language).value or row.organ.code,
        name=text_in(row.names, language).value,
        rule_set=from_json(row.definition),
        preset=row.preset,
        token=token_of({"definition": row.definition}),
        put_in_force_at=row.put_in_force_at,
    )


def _organ_versions(organ: Organ, rows: Iterable[RuleSetVersion], *, on: date) -> OrganVersions:
    versions = tuple(version_of(row) for row in rows)
    begun = [version for version in versions if not version.is_draft and _is_begun(version.rule_set, on=on)]
    latest = max(begun, key=lambda version: (version.rule_set.in_force_from or date.min, version.number), default=None)
    return OrganVersions(
        code=organ.code,
        name=text_in(organ.names, get_language() or "en").value or organ.code,
        versions=versions,
        in_force=latest.number if latest else None,
    )


def _is_begun(rule_set: RuleSet, *, on: date) -> bool:
    begins, ends = rule_set.in_force_from, rule_set.in_force_until
    return begins is not None and begins <= on and (ends is None or on <= ends)
