"""What is known of the tables that were brought: reports of those applied, and those that still wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from comitia.archive.models import Import
from comitia.platform.plans import Finding
from comitia.platform.remarks import Remark

KIND_NAMES: Final = {
    Import.Kind.MEMBERS: _("Members"),
    Import.Kind.OFFICES: _("Offices"),
    Import.Kind.MEETINGS: _("Meetings"),
    Import.Kind.MANDATES: _("Terms"),
    Import.Kind.ATTENDANCE: _("Attendance of past meetings"),
    Import.Kind.AGENDAS: _("Agendas of past meetings"),
    Import.Kind.PROGRAMME: _("Programme of a past meeting"),
    Import.Kind.DUES: _("Dues of members"),
}


@dataclass(frozen=True, slots=True)
class Brought:
    """A table that was brought, and what became of it."""

    reference: UUID
    kind: str
    kind_name: Any
    file_name: str
    brought_at: datetime
    applied_at: datetime | None
    counts: Mapping[str, int]
    findings: tuple[Finding, ...]


def brought_table(reference: UUID) -> Brought | None:
    """Find a table by its reference."""
    row = Import.objects.defer("content").filter(reference=reference).first()
    return as_brought(row) if row else None


def reports() -> list[Brought]:
    """Give the reports of all imports in the order in which they were applied."""
    return [as_brought(row) for row in applied_imports().order_by("applied_at", "pk")]


def applied_imports() -> QuerySet[Import]:
    """List the imports that were applied, the latest first."""
    return Import.objects.exclude(applied_at=None).defer("content").order_by("-applied_at", "-pk")


def as_brought(row: Import) -> Brought:
    return Brought(
        reference=row.reference,
        kind=row.kind,
        kind_name=KIND_NAMES[Import.Kind(row.kind)],
        file_name=row.file_name,
        brought_at=row.brought_at,
        applied_at=row.applied_at,
        counts=row.counts,
        findings=tuple(Finding(one["row"], one["key"], Remark.from_json(one)) for one in row.findings),
    )


def kind_choices() -> list[tuple[str, str]]:
    """List the kinds of tables that the desk takes."""
    return [(kind.value, str(name)) for kind, name in KIND_NAMES.items()]


def count_findings() -> int:
    """Count the findings in all tables that were applied."""
    return sum(
        counts.get("findings", 0) for counts in Import.objects.exclude(applied_at=None).values_list("counts", flat=True)
    )
