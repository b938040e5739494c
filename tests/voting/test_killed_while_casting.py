"""The process is killed (SIGKILL) while 500 votes are cast: what was acknowledged is there once, nothing is half there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection, connections

from comitia.core.governance.record import Access, first_break
from comitia.journal.queries import faults
from comitia.meetings.models import RecordEntry
from comitia.meetings.queries import record_of
from comitia.voting import actions
from comitia.voting.models import Paper, RollLine, SealedPaper
from tests.factories.sittings import AT, CLERK
from tests.factories.voting import open_one, sit

pytestmark = pytest.mark.processes
VOTES, KILLED_AFTER = 500, (60, 130)


def environment():
    name = str(connection.settings_dict["NAME"])
    more = {"DJANGO_SETTINGS_MODULE": "comitia.config.settings", "PYTHONPATH": os.pathsep.join(sys.path)}
    if connection.vendor == "postgresql":
        server = os.environ["TEST_POSTGRESQL"]
        return {**os.environ, **more, "COMITIA_DATABASE_URL": f"postgresql://postgres@/{name}?host={server}"}
    return {**os.environ, **more, "COMITIA_DATA_DIR": str(Path(name).parent)}


def cast_until_killed(ballot, after):
    """Let a process cast and kill it after so many votes (None: let it finish); give those it acknowledged."""
    command = [sys.executable, "-m", "tests.voting.casting_process", str(ballot.reference), str(VOTES)]
    lines = []
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            if line.endswith("\n"):
                lines.append(line.split())
            if len(lines) == after:
                process.send_signal(signal.SIGKILL)
    assert process.returncode == (0 if after is None else -signal.SIGKILL)
    return lines


@pytest.mark.parametrize("method", ["roll_call", "secret"])
def test_every_acknowledged_vote_is_there_exactly_once(committed, method):
    committee = sit(*(f"city-{number:03}" for number in range(VOTES)))
    ballot = open_one(committee, method=method)
    connections.close_all()
    acknowledged: set[str] = set()
    for after in KILLED_AFTER:
        acknowledged |= {member for member, _is_new in cast_until_killed(ballot, after)}
        kept = set(RollLine.objects.filter(ballot=ballot, has_cast=True).values_list("member__slug", flat=True))
        assert acknowledged <= kept
        assert len(kept) < VOTES
        papers = SealedPaper.objects.count() if method == "secret" else Paper.objects.count()
        entries = RecordEntry.objects.filter(kind="vote_cast").count()
        assert (papers, entries) == (len(kept), 0 if method == "secret" else len(kept))
        assert first_break(record_of(committee.meeting.slug, access=Access.COMMITTEE)) is None
        assert list(faults()) == []
        connections.close_all()
    said = dict(cast_until_killed(ballot, None))
    assert (len(said), {member for member, is_new in said.items() if is_new == "False"}) == (VOTES, kept)
    closed = actions.close_ballot(ballot.reference, by=CLERK, at=AT)
    assert closed.tally["cast"]["heads"] == VOTES
