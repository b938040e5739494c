"""What voting costs: 500 members cast within 10 seconds, each on the disk before it is told so, and 100,000 papers tallied.

`python -m benchmarks.voting postgresql` measures the casts on a PostgreSQL server from a wheel. The clients are threads of
one process that ask the action itself, at their moments of the ten seconds; the pages around it are measured elsewhere.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from statistics import quantiles

from benchmarks.table import heading, row

MEMBERS, SECONDS, CLIENTS, PAPERS = 500, 10, 16, 100_000


def main(database: str = "sqlite") -> None:
    with ExitStack() as stack:
        folder = stack.enter_context(
            tempfile.TemporaryDirectory(prefix="comitia-benchmark-", ignore_cleanup_errors=True)
        )
        os.environ |= {"COMITIA_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "comitia.config.settings"}
        if database == "postgresql":
            import psycopg

            from tests import postgresql

            socket = stack.enter_context(postgresql.server())
            with psycopg.connect(f"postgresql://postgres@/postgres?host={socket}", autocommit=True) as admin:
                admin.execute("ALTER SYSTEM SET fsync = on")  # the tests do without; here each vote is on the disk
                admin.execute("SELECT pg_reload_conf()")
            os.environ["COMITIA_DATABASE_URL"] = f"postgresql://postgres@/comitia_template?host={socket}"
        import django

        django.setup()
        from comitia.config.database import prepare

        prepare()
        for method in ("roll_call", "secret"):
            heading(f"{MEMBERS} casts in {SECONDS} seconds, {method.replace('_', ' ')}, on {database}")
            measure_casts(method)
        if database == "sqlite":
            heading("Counting")
            measure_tally()


def measure_casts(method: str) -> None:
    """Let every member cast at its moment; a client that is late casts at once, and its delay counts."""
    from django.db import connections

    from comitia.voting.actions import cast_vote, close_ballot
    from tests.factories.sittings import AT, CLERK

    committee, ballot = seated(method)
    connections.close_all()
    begun = time.monotonic() + 0.5
    used = time.process_time()

    def cast(number: int) -> float:
        member = f"city-{number:03}"
        due = begun + number * SECONDS / MEMBERS
        time.sleep(max(0.0, due - time.monotonic()))
        cast_vote(ballot.reference, member=member, typed="yes", request=member, by=committee.by(member), at=AT)
        return (time.monotonic() - due) * 1000

    with ThreadPoolExecutor(CLIENTS, initializer=_connect) as pool:
        took = list(pool.map(cast, range(MEMBERS)))
        used = time.process_time() - used
    elapsed = time.monotonic() - begun
    spread = quantiles(took, n=100)
    row("half of the casts took less than", spread[49], "ms")
    row("95 of 100 casts took less than", spread[94], "ms", at_most=100)
    row("all casts were acknowledged within", elapsed, "s", at_most=SECONDS + 1)
    row("a cast", used * 1000 / MEMBERS, "ms CPU")
    closed = close_ballot(ballot.reference, by=CLERK, at=AT)
    row("votes counted", closed.tally["cast"]["heads"], "", at_least=MEMBERS)
    connections.close_all()


def seated(method: str):
    """Let the members sit once and open a ballot; the second ballot is of the same sitting."""
    from comitia.meetings.models import Sitting
    from tests.factories.voting import open_one, sit

    if not Sitting.objects.exists():
        seated.committee = sit(*(f"city-{number:03}" for number in range(MEMBERS)))
    return seated.committee, open_one(seated.committee, method=method)


def measure_tally() -> None:
    from comitia.core.ballots.papers import Paper, Part, YesOrNo
    from comitia.core.ballots.tally import tally

    options = YesOrNo()
    papers = [Paper((Part(1_000_000 + number, ((options.answers[number % 3], 1),)),)) for number in range(PAPERS)]
    found = []
    for _turn in range(5):
        begun = time.process_time()
        counted = tally(options, papers)
        found.append(time.process_time() - begun)
    assert counted.cast.heads == PAPERS
    row(f"tally of {PAPERS:,} weighted papers", min(found), "s CPU", at_most=0.5)


def _connect() -> None:
    from django.db import connection

    connection.ensure_connection()


if __name__ == "__main__":
    main(*sys.argv[1:])
