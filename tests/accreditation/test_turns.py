"""Whoever acts on people of one delegation at the same moment waits in turn: nobody waits in a circle."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from comitia.accreditation import actions
from comitia.accreditation.models import Delegation, Registration
from comitia.core.governance.credentials import CredentialAct
from comitia.platform.answers import RefusedError
from tests.factories.accreditation import AT, ask, officer, own
from tests.factories.delegations import bring_letter, compose, make_delegation, row

AIDES = [f"Aide {number}" for number in range(6)]


def at_once(*acts) -> list[str]:
    """Do everything at the same moment; give the codes of refusals, "done" for what was done."""
    gate = Barrier(len(acts))

    def run(act):
        gate.wait()
        try:
            act()
        except RefusedError as error:
            return error.answer.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def delegation_of_aides():
    """Give a delegation with a letter, and its people by name."""
    delegation = make_delegation()
    named = compose(delegation, *(row(name, role="alternate" if place else "head") for place, name in enumerate(AIDES)))
    bring_letter(delegation)
    return delegation, named


def test_people_withdraw_while_their_delegation_is_composed_and_examined(committed):
    delegation, named = delegation_of_aides()
    by, people = officer(), [named[name] for name in AIDES]
    rows = [row(f"{one.name} Jr", role=one.delegate.role, reference=one.reference) for one in people]
    decisions = [
        actions.Decision(reference=one.reference, act=CredentialAct.ACCEPT, speaks=True, votes=True) for one in people
    ]
    seen = Delegation.objects.get().edits
    outcomes = at_once(
        lambda: actions.withdraw(people[0].person, by=own(people[0].person), at=AT),
        lambda: actions.forget_person(people[1].person, by=own(people[1].person), at=AT),
        lambda: actions.decide_many(
            [one.reference for one in people[2:]], accept=False, reason="Too many", by=by, at=AT
        ),
        lambda: actions.compose(delegation.reference, rows, seen=seen, by=by, at=AT),
        lambda: actions.decide_credentials(delegation.reference, decisions, reason="", by=by, at=AT),
        lambda: actions.set_provisional_vote(delegation.meeting, may_vote=True, by=by, at=AT),
    )
    assert outcomes == ["done"] * 6
    assert not Registration.objects.filter(state="submitted").exists()


def test_registrations_are_corrected_and_answered_for_while_their_delegation_gets_more_people(committed):
    delegation, named = delegation_of_aides()
    ask(delegation.meeting, "seat", for_staff=True, required=False)
    by, people = officer(), [named[name] for name in AIDES]
    kept = [row(one.name, role=one.delegate.role, reference=one.reference) for one in people]
    for turn in range(5):
        seen, mode = Delegation.objects.get().edits, ("in_person", "online")[turn % 2]
        seat = {"seat": [f"B {turn}"]}
        rows = [*kept, *(row(f"Aide of aide {turn}.{number}") for number in range(5))]
        outcomes = at_once(
            lambda rows=rows, seen=seen: actions.compose(delegation.reference, rows, seen=seen, by=by, at=AT),
            lambda mode=mode: actions.correct(
                people[0].reference, answers={}, staff_answers={}, mode=mode, by=by, at=AT
            ),
            lambda seat=seat: actions.answer_for_staff(people[1].reference, seat, by=by, at=AT),
        )
        assert outcomes == ["done"] * 3
