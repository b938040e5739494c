"""What delegations cost, in this process: saving one of eight people, and the queue of examination with 500 credentials."""

from __future__ import annotations

from itertools import count

from benchmarks.asking import cost, page_cost, typical
from benchmarks.event import made, sign_in
from benchmarks.table import heading, row

PEOPLE, DELEGATIONS, EACH = 8, 100, 5
ROLES = ("head", "alternate", *["adviser"] * (PEOPLE - 2))


def main() -> None:
    with made():
        officer = sign_in("desk-officer@example.org", role="secretariat")
        heading("Delegations (in process)")
        new, changed = saving()
        for name, found in (("delegation of 8 saved for the first time", new), ("the same changed", changed)):
            row(name, found.cpu_ms, "ms CPU", at_most=8)
            row("", found.statements, "statements", at_most=12)
        fill_queue()
        found = page_cost("/en/desk/credentials/", officer, times=30)
        row("queue of 500 credentials, first page", found.cpu_ms, "ms CPU", at_most=20)
        row("", found.statements, "statements", at_most=12)


def opened(names: list[str]):
    """Open the delegations of members with these names."""
    from comitia.accreditation.models import Delegation
    from comitia.meetings.models import Meeting
    from comitia.platform.clock import now
    from tests.factories.members import make_member

    meeting, at = Meeting.objects.get(is_current=True), now()
    return [
        Delegation.objects.create(meeting=meeting, member=make_member(name), created_at=at, changed_at=at)
        for name in names
    ]


def saving():
    """Give what it takes to save delegations of eight people, and to save them with another order of alternates."""
    from dataclasses import replace

    from comitia.accreditation import actions
    from comitia.accreditation.models import Delegation
    from comitia.accreditation.queries.delegations import Row, delegates_of, row_of
    from comitia.platform.clock import now
    from tests.factories.accreditation import officer

    by, numbers = officer(), count()

    def save(delegation, rows):
        seen = Delegation.objects.values_list("edits", flat=True).get(pk=delegation.pk)
        return cost(lambda: actions.compose(delegation.reference, rows, seen=seen, by=by, at=now()))

    new, changed = [], []
    for delegation in opened([f"Measured {number}" for number in range(40)]):
        rows = [
            Row(reference=None, name=f"Person {next(numbers)}", email=f"p{next(numbers)}@example.org", role=role)
            for role in ROLES
        ]
        new.append(save(delegation, rows))
        kept = [replace(row_of(one), position="Engineer") for one in delegates_of(delegation)]
        changed.append(save(delegation, kept))
    return typical(new[10:]), typical(changed[10:])


def fill_queue() -> None:
    """Fill the queue with delegations whose letters have arrived."""
    from tests.factories.delegations import bring_letter, compose, row

    for delegation in opened([f"Queued {number}" for number in range(DELEGATIONS)]):
        compose(delegation, *(row(f"Person {delegation.pk} {place}") for place in range(EACH)))
        bring_letter(delegation)


if __name__ == "__main__":
    main()
