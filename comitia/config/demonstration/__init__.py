"""Builds the demonstration: the World Smart Sustainable Cities Organization and its Online EXCOM 2020, from public data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from comitia.archive.queries.imports import Brought, reports
from comitia.config.demonstration import (
    agenda,
    content,
    delegations,
    organisation,
    papers,
    past_programmes,
    people,
    programme,
    registration_form,
    rules,
    sittings,
)
from comitia.meetings.models import Meeting
from comitia.members.models import Organisation
from comitia.platform.actors import Actor

OFFICER: Final = people.OFFICER


@dataclass(frozen=True, slots=True)
class Report:
    """What was imported into the demonstration, with every finding in its sources."""

    imports: tuple[Brought, ...]

    def lines(self) -> list[str]:
        """Give one line for each finding: file, row, sentence."""
        return [
            f"{one.file_name}, row {found.row} ({found.key}): {found.remark}"
            if found.row
            else f"{one.file_name}: {found.remark}"
            for one in self.imports
            for found in one.findings
        ]

    def summary(self) -> str:
        rows = sum(one.counts.get("new", 0) + one.counts.get("changed", 0) for one in self.imports)
        return (
            f"{rows} rows of {len(self.imports)} files are in, with {len(self.lines())} findings "
            "(`comitia demo --report` prints them, the desk shows them under Imports)."
        )


@transaction.atomic
def build(*, by: Actor, at: datetime) -> Report:
    """Build the demonstration, whole or not at all; one that is there already stays as people have changed it since."""
    if not Organisation.objects.filter(is_demonstration=True).exists():
        organisation.build(by=by, at=at)
        rules.build(by=by, at=at)
        past_programmes.build(by=by, at=at)
        programme.make_programme(organisation.MEETING, at=at)
        meeting = Meeting.objects.get(slug=organisation.MEETING)
        registration_form.build(meeting, by=by, at=at)
        people.build(by=by, at=at)
        delegations.build(by=people.deciding_officer(), at=at)
        papers.build(organisation.MEETING, by=people.deciding_officer())
        agenda.build(meeting, by=people.deciding_officer(), at=at)
        sittings.build(meeting, by=people.deciding_officer(), at=at)
    content.build(by=by, at=at)
    return Report(tuple(reports()))
