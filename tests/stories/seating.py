"""Seats a committee on a site: heads with accepted credentials for all delegations of members, most of them in the room.

Run with the environment of the site; prints the address of one head who is not there yet.
"""

from __future__ import annotations

import django

HEAD = "head-of-kigali@example.org"


def seat() -> None:
    from comitia.accreditation.models import Delegation
    from comitia.meetings.actions import arrive
    from comitia.meetings.models import Sitting
    from tests.factories.delegations import bring_letter, compose, decide, row
    from tests.factories.sittings import AT, CLERK

    sitting = Sitting.objects.get()
    for delegation in Delegation.objects.filter(member__isnull=False).select_related("member"):
        if delegation.delegates.exists():
            continue
        slug = delegation.member.slug
        name, email = f"Head of {delegation.member.name} (demonstration)", f"head-of-{slug}@example.org"
        people = compose(delegation, row(name, role="head", email=email))
        bring_letter(delegation)
        decide(delegation, people[name])
        if email != HEAD:
            arrive(
                sitting,
                people[name].person,
                member=delegation.member,
                mode="in_person",
                source="declared",
                by=CLERK,
                at=AT,
            )


if __name__ == "__main__":
    django.setup()
    seat()
    print(HEAD)  # noqa: T201  what the story reads
