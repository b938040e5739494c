"""A process that casts votes one after the other and says which were accepted; the test kills it in the middle."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID


def main(ballot: str, last: str) -> None:
    import django

    django.setup()
    from django.db import connections

    from comitia.accreditation.models import Delegation
    from comitia.platform.actors import Actor
    from comitia.voting.actions import cast_vote
    from tests.factories.sittings import AT

    holders = dict(
        Delegation.objects.filter(member__isnull=False).values_list(
            "member__slug", "holder__registration__person__reference"
        )
    )
    connections.close_all()

    def cast(number: int) -> None:
        member = f"city-{number:03}"
        by = Actor(person=holders[member])
        done = cast_vote(UUID(ballot), member=member, typed="yes", request=f"request-{member}", by=by, at=AT)
        os.write(1, f"{member} {done.is_new}\n".encode())

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(cast, range(int(last))))


if __name__ == "__main__":
    main(*sys.argv[1:])
