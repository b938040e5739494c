"""Tasks that the tests of jobs enqueue; what they did is in `done`."""

from pathlib import Path

from django_tasks import task

from comitia.platform.jobs.running import GiveUp

done: list[object] = []


@task
def note(text: str) -> str:
    done.append(text)
    return text.upper()


@task(attempts=3)
def fail(address: str) -> None:
    done.append("tried")
    raise ConnectionRefusedError(address)


@task
def give_up() -> None:
    raise GiveUp


@task(priority=50)
def urgent() -> None:
    done.append("urgent")


@task(takes_context=True)
def count(context) -> None:
    done.append(context.attempt)


@task
def write_file(path: str) -> None:
    Path(path).write_text("done")
