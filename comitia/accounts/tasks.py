from __future__ import annotations

from django_tasks import task

from comitia.accounts import actions
from comitia.accounts.actions import answered
from comitia.platform.clock import now


@task()
def forget_old_links() -> int:
    return actions.forget_old_links(at=now())


@task()
def forget_answered() -> int:
    return answered.forget_answered(at=now())
