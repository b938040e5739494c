"""Lets the accredited heads of the demonstration come into the room, all but the one whose address is given.

Run with the environment of the site.
"""

from __future__ import annotations

import sys

import django


def fill_the_room(without: str) -> None:
    from comitia.accreditation.models import Delegation
    from comitia.meetings.models import Sitting
    from comitia.platform.clock import now
    from comitia.proceedings.actions import declare_presence
    from tests.factories.sittings import CLERK

    sitting = Sitting.objects.get()
    holders = Delegation.objects.exclude(holder=None).exclude(holder__registration__person__email=without)
    for person in holders.values_list("holder__registration__person__reference", flat=True):
        declare_presence(sitting.reference, person, is_present=True, by=CLERK, at=now())


if __name__ == "__main__":
    django.setup()
    fill_the_room(without=sys.argv[1])
