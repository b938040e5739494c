"""The two phases of an import: a file is brought and looked at, then applied as it was shown."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comitia.archive.actions.agendas import apply_agendas, plan_agendas
from comitia.archive.actions.attendance import apply_attendance, plan_attendance
from comitia.archive.actions.programmes import apply_programme, plan_programme
from comitia.archive.models import Import
from comitia.archive.policies import may_keep_archive
from comitia.meetings.actions.importing import apply_meetings, plan_meetings
from comitia.members.actions.importing import apply_members, plan_members
from comitia.members.actions.importing_dues import apply_dues, plan_dues
from comitia.members.actions.importing_offices import apply_offices, plan_offices
from comitia.organs.actions.importing import apply_mandates, plan_mandates
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.platform.plans import Finding, Plan
from comitia.platform.tables import Table, read_table

KEPT: Final = timedelta(days=1)
MOST_ROWS: Final = 20_000  # applied in one transaction, for which everybody else who writes has to wait


class Importer(NamedTuple):
    """How one kind of table is looked at and applied."""

    plan: Callable[[Table], Plan]
    apply: Callable[..., Plan]


IMPORTERS: Final = {
    Import.Kind.MEMBERS: Importer(plan_members, apply_members),
    Import.Kind.OFFICES: Importer(plan_offices, apply_offices),
    Import.Kind.MEETINGS: Importer(plan_meetings, apply_meetings),
    Import.Kind.MANDATES: Importer(plan_mandates, apply_mandates),
    Import.Kind.ATTENDANCE: Importer(plan_attendance, apply_attendance),
    Import.Kind.AGENDAS: Importer(plan_agendas, apply_agendas),
    Import.Kind.PROGRAMME: Importer(plan_programme, apply_programme),
    Import.Kind.DUES: Importer(plan_dues, apply_dues),
}


@transaction.atomic
def bring_table(*, kind: str, file_name: str, content: bytes, by: Actor, at: datetime) -> UUID:
    """Keep a table for a day so that it can be looked at and applied; raise `RefusedError` if it cannot be read as such."""
    require(may_keep_archive(by))
    if kind not in IMPORTERS:
        refuse("kind_unknown", _("Choose what the table holds."))
    table = read_table(content)
    if len(table.rows) > MOST_ROWS:
        refuse(
            "too_many_rows_at_once",
            _(
                "The table has more than 20,000 rows, which would hold up everybody else. Split it and bring the parts one by one."
            ),
        )
    IMPORTERS[Import.Kind(kind)].plan(table)
    Import.objects.filter(applied_at=None, brought_at__lt=at - KEPT).delete()
    brought = Import.objects.create(
        kind=kind,
        file_name=file_name[-150:],
        file_digest=hashlib.sha256(content).hexdigest(),
        content=content,
        brought_at=at,
        brought_by=by.person,
    )
    return brought.reference


def look_at(reference: UUID, *, by: Actor) -> Plan:
    """Work out what applying a table would do now."""
    require(may_keep_archive(by))
    brought = _waiting(reference)
    return IMPORTERS[Import.Kind(brought.kind)].plan(read_table(bytes(brought.content)))


@transaction.atomic
def apply_table(reference: UUID, *, shown: str, by: Actor, at: datetime) -> Plan:
    """Write what was shown, and keep the report instead of the file; refused if the data changed since."""
    require(may_keep_archive(by))
    brought = _waiting(reference, lock=True)
    table = read_table(bytes(brought.content))
    plan = IMPORTERS[Import.Kind(brought.kind)].apply(table, shown=shown, file=brought.file_digest, by=by, at=at)
    _keep_report(brought, plan, at=at)
    return plan


@transaction.atomic
def import_file(*, kind: str, file_name: str, content: bytes, by: Actor, at: datetime) -> Plan:
    """Import a file in one step, as it is; the report is kept if anything was written."""
    require(may_keep_archive(by))
    digest = hashlib.sha256(content).hexdigest()
    plan = IMPORTERS[Import.Kind(kind)].apply(read_table(content), shown=None, file=digest, by=by, at=at)
    if plan.writes:
        brought = Import(kind=kind, file_name=file_name, file_digest=digest, brought_at=at, brought_by=by.person)
        _keep_report(brought, plan, at=at)
    return plan


def keep_report(
    *, kind: str, file_name: str, counts: dict[str, int], findings: Sequence[Finding], by: Actor, at: datetime
) -> None:
    """Keep a report of a table that was not imported, and why."""
    require(may_keep_archive(by))
    Import.objects.create(
        kind=kind,
        file_name=file_name,
        brought_at=at,
        brought_by=by.person,
        applied_at=at,
        counts=counts,
        findings=_as_json(findings),
    )


def _waiting(reference: UUID, *, lock: bool = False) -> Import:
    waiting = Import.objects.filter(applied_at=None)
    brought = (waiting.select_for_update() if lock else waiting).filter(reference=reference).first()
    if brought is None:
        refuse("import_gone", _("This table was applied already, or kept longer than a day. Bring it again."))
    return brought


def _keep_report(brought: Import, plan: Plan, *, at: datetime) -> None:
    brought.content = b""
    brought.applied_at = at
    brought.counts = plan.counts
    brought.findings = _as_json(plan.findings())
    brought.save()


def _as_json(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    return [{"row": one.row, "key": one.key, **one.remark.as_json()} for one in findings]
