from __future__ import annotations

from django_tasks import task

from comitia.accreditation import actions
from comitia.accreditation.actions import badges
from comitia.platform.actors import SYSTEM
from comitia.platform.clock import now


@task()
def erase_due() -> int:
    """Erase what is kept about people when its time has come."""
    return actions.erase_due(by=SYSTEM, at=now())


@task()
def remind_invited() -> int:
    """Remind people whose invitation runs out soon; say how many."""
    return actions.remind_before_expiry(at=now())


@task()
def write_mailing(pk: int) -> None:
    """Write the letters of a mailing part by part, each in a transaction of its own."""
    while actions.write_some(pk, at=now()):
        pass


@task()
def finish_mailings() -> int:
    """Take up again the mailings whose job was given up; say how many."""
    found = actions.unfinished_mailings()
    for pk in found:
        actions.wake_writer(pk)
    return len(found)


@task()
def expire_offers() -> int:
    """End offers of places that have run out and offer the places to the next."""
    return actions.expire_offers(at=now())


@task()
def print_badges(run: int, language: str) -> str:
    """Set the badges of a printing and keep the file; say how it went."""
    return badges.print_badges(run, language=language, clock=now)
