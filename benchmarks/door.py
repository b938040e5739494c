"""What the door and the badges cost: a check-in, three hundred of them in a minute at one process, three hundred badges.

Door staff do not check in as fast as a server answers: the load comes at its own pace, five a second, and what counts is how
long each waits and what the process spends.
"""

from __future__ import annotations

import json
import time
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlsplit
from uuid import uuid4

from benchmarks.asking import TOKEN, ask, cost, typical
from benchmarks.event import MEETING, made, sign_in
from benchmarks.measure import cpu_seconds, memory_megabytes, site
from benchmarks.table import heading, row

PEOPLE, A_SECOND, SECONDS = 300, 5, 20
DOOR, BATCH = "/en/desk/check-in/", "/en/desk/check-in/batch/"


def main() -> None:
    with made() as folder:
        from django.db import connections

        codes = accept_people()
        cookie = sign_in("porter@example.org", role="door")
        heading("Door (in process)")
        forms = [cost(lambda code=code: ask(DOOR, cookie, fields=form_of(code))) for code in codes[:60]]
        row("check-in by the plain form", typical(forms[10:]).cpu_ms, "ms CPU")
        row("", typical(forms[10:]).statements, "statements", at_most=20)
        heading("Badges (a job of this process)")
        began = time.monotonic()
        size, seconds = print_all()
        row(f"PDF of {PEOPLE} badges", time.monotonic() - began, "s", at_most=30)
        row("of these in the process that sets the pages", seconds, "s")
        row("", size / 1024, "KB")
        connections.close_all()
        heading("Door: 300 check-ins a minute at one process")
        measure_pace(folder, codes, cookie)


def accept_people() -> list[str]:
    """Let three hundred people be accepted; give their codes."""
    from comitia.accounts.models import Person
    from comitia.accreditation.models import Category, Registration
    from comitia.platform.clock import now

    at = now()
    names = (
        "Saltanat Bekova",
        "김민수",
        "王小明",
        "عبد الرحمن بن محمد",
        "አበበ ቢቂላ",
        "Maximilian von Wolkenstein-Trostburg",
    )
    people = Person.objects.bulk_create(
        Person(email=f"guest{number}@example.org", name=names[number % len(names)], created_at=at)
        for number in range(PEOPLE)
    )
    category = Category.objects.select_related("meeting").get(code="observer", meeting__slug=MEETING)
    made = Registration.objects.bulk_create(
        Registration(
            meeting=category.meeting, person=person, category=category, state="accepted", started_at=at, changed_at=at
        )
        for person in people
    )
    return [one.entry_code for one in made]


def form_of(code: str) -> dict[str, str]:
    return {"code": code, "direction": "in", "door": "A", "key": str(uuid4())}


def print_all() -> tuple[int, float]:
    """Print everybody's badge; give the size of the file, and the seconds of the process that set the pages."""
    from comitia.accreditation.actions import badges
    from comitia.accreditation.models import BadgeRun
    from comitia.accreditation.queries.badges import Wanted, starting_design
    from comitia.meetings.models import Meeting
    from comitia.platform.actors import Actor
    from comitia.platform.clock import now

    officer = Actor(None, capacity="secretariat", roles=frozenset({"secretariat"}))
    meeting = Meeting.objects.get(slug=MEETING)
    design = badges.save_design(meeting, None, name="All", design=starting_design("a6"), by=officer, at=now())
    run = badges.start_run(design.pk, Wanted(categories=("observer",)), language="en", by=officer, at=now())
    real, spent = badges.typeset, 0.0

    def timed(*given, **more):
        nonlocal spent
        before = time.monotonic()
        found = real(*given, **more)
        spent = time.monotonic() - before
        return found

    badges.typeset = timed
    badges.print_badges(run.pk, language="en", clock=now)
    badges.typeset = real
    return BadgeRun.objects.select_related("blob").get(pk=run.pk).blob.size, spent


def measure_pace(folder: Path, codes: list[str], cookie: str) -> None:
    with site(folder) as (process, address):
        place = urlsplit(address)
        connection = HTTPConnection(place.hostname or "", place.port)
        headers = {
            "Cookie": cookie,
            "Origin": address,
            "Content-Type": "application/json",
            "X-CSRFToken": TOKEN,
            "Accept": "application/json",
        }
        for code in codes[:10]:  # warm up
            send(connection, headers, code)
        before, waited, begun = cpu_seconds(process.pid), [], time.monotonic()
        for number in range(A_SECOND * SECONDS):
            time.sleep(max(0.0, begun + number / A_SECOND - time.monotonic()))
            asked = time.monotonic()
            send(connection, headers, codes[number % len(codes)])
            waited.append((time.monotonic() - asked) * 1000)
        spent = cpu_seconds(process.pid) - before
        row("95 of 100 check-ins took less than", quantiles(waited, n=20)[18], "ms", at_most=100)
        row("half of them took less than", median(waited), "ms")
        row("a check-in, with server and journal", spent * 1000 / len(waited), "ms CPU")
        row("memory", memory_megabytes(process.pid), "MB PSS")


def send(connection: HTTPConnection, headers: dict[str, str], code: str) -> None:
    passage = {"key": str(uuid4()), "code": code, "direction": "in", "door": "A", "at": moment()}
    connection.request("POST", BATCH, json.dumps({"sent_at": moment(), "rows": [passage]}), headers)
    answer = connection.getresponse()
    found = json.loads(answer.read())
    assert answer.status == 200, found
    assert found["rows"][0]["ok"], found


def moment() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


if __name__ == "__main__":
    main()
