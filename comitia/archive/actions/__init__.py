"""Acts on the archive: tables are brought, looked at and applied; past attendance and agendas come in that way."""

from comitia.archive.actions.agendas import apply_agendas, plan_agendas
from comitia.archive.actions.agendas_taken import take_over_agenda
from comitia.archive.actions.attendance import apply_attendance, plan_attendance
from comitia.archive.actions.imports import apply_table, bring_table, import_file, keep_report, look_at

__all__ = [
    "apply_agendas",
    "apply_attendance",
    "apply_table",
    "bring_table",
    "import_file",
    "keep_report",
    "look_at",
    "plan_agendas",
    "plan_attendance",
    "take_over_agenda",
]
