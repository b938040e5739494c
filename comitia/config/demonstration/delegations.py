"""The delegations of the demonstration: one for each seat of the Committee, with invented people.

Some are composed as focal points would leave them, their letters awaited; all others have a head whose credentials are
accepted, so that a sitting can be tried with a quorum.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from comitia.accreditation.actions import (
    Decision,
    compose,
    decide_credentials,
    open_delegations,
    receive_file,
    receive_letter,
)
from comitia.accreditation.queries.delegations import Row, delegations_of_meeting
from comitia.core.governance.credentials import CredentialAct, Role
from comitia.platform.actors import Actor

DATA: Final = Path(__file__).with_name("data")
# Whoever tries the demonstration can sign in as one of the heads; the others have no address
WITH_ADDRESS: Final = {"kigali": "head-of-kigali@comitia.example"}


def build(*, by: Actor, at: datetime) -> None:
    """Open the delegations of the members that hold a seat, and name people in each."""
    open_delegations("seated", by=by, at=at)
    given = {one["member"]: one["people"] for one in json.loads((DATA / "delegations.json").read_text("utf-8"))}
    letter = (DATA / "letter.pdf").read_bytes()
    for delegation in delegations_of_meeting().filter(member__isnull=False):
        member = delegation.member
        if member.slug in given:
            rows = [Row(reference=None, name=name, role=role) for name, role in given[member.slug]]
            compose(delegation.reference, rows, seen=delegation.edits, by=by, at=at)
        else:
            name, email = f"Head of {member.name} (demonstration)", WITH_ADDRESS.get(member.slug, "")
            head = Row(reference=None, name=name, role=Role.HEAD, email=email)
            compose(delegation.reference, [head], seen=delegation.edits, by=by, at=at)
            _accredit(delegation, letter, by=by, at=at)


def _accredit(delegation: Any, letter: bytes, *, by: Actor, at: datetime) -> None:
    """Receive the sample letter of a delegation and accept its head, who may speak and vote."""
    with receive_file([letter], name="letter.pdf") as received:
        receive_letter(delegation.reference, received, covers=(), issued_by="Sample city", issued_on=None, by=by, at=at)
    decisions = [
        Decision(reference=one.registration.reference, act=CredentialAct.ACCEPT, speaks=True, votes=True)
        for one in delegation.delegates.select_related("registration")
    ]
    decide_credentials(delegation.reference, decisions, reason="", by=by, at=at)
