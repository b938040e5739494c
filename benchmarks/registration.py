"""What registering costs: each page and each post, a whole registration, and posts by 16 clients at once.

`python -m benchmarks.registration postgresql` measures the same on a PostgreSQL server from a wheel. A peer, Indico 3.3,
takes 53 ms CPU for one registration form.
"""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path

from benchmarks.asking import Cost, ask, cost, posted, typical
from benchmarks.event import made, sign_in
from benchmarks.measure import load, site
from benchmarks.table import heading, row

CLIENTS, SECONDS, IN_PROCESS, WARM = 16, 4, 120, 20
PEOPLE = 120 * SECONDS  # enough for 480 posts a second
SCRIPT = Path(__file__).with_name("registering.lua")
FORM = "/en/register/observer"
POSTS = (
    (f"{FORM}/1/", {"organisation": "Sample city", "position": "Engineer", "country": "KR"}),
    (f"{FORM}/2/", {"topics": "energy", "needs": "Captions, please."}),
    (f"{FORM}/check/", {"publish": "participants", "recording": "yes"}),
)
PAGES = (*(path for path, _fields in POSTS), "/en/register/")


def main(database: str = "sqlite") -> None:
    with ExitStack() as stack:
        if database == "postgresql":
            from tests import postgresql

            socket = stack.enter_context(postgresql.server())
            os.environ["COMITIA_DATABASE_URL"] = f"postgresql://postgres@/comitia_template?host={socket}"
        folder = stack.enter_context(made())
        from django.db import connections

        cookies = [sign_in(f"person{number}@example.org") for number in range(IN_PROCESS + 2 * PEOPLE)]
        heading(f"Registration on {database} (in process)")
        measure_in_process(cookies[:IN_PROCESS], at_most=4 if database == "postgresql" else 3)
        connections.close_all()
        heading(f"Registration on {database}: {CLIENTS} clients at once")
        measure_rate(folder, cookies[IN_PROCESS:])


def measure_in_process(cookies: list[str], *, at_most: float) -> None:
    """Let people register one after another: every page, every post, and the page that confirms."""
    gets: dict[str, list[Cost]] = {path: [] for path in PAGES}
    posts: dict[str, list[Cost]] = {path: [] for path, _fields in POSTS}
    whole: list[Cost] = []
    for cookie in cookies:
        before = sum(len(one) for one in gets.values())
        for path, fields in POSTS:
            gets[path].append(cost(lambda path=path, cookie=cookie: ask(path, cookie)))
            posts[path].append(
                cost(lambda path=path, cookie=cookie, fields=fields: ask(path, cookie, fields=fields, wanted="302"))
            )
        gets[PAGES[-1]].append(cost(lambda cookie=cookie: ask(PAGES[-1], cookie)))
        assert sum(len(one) for one in gets.values()) == before + len(PAGES)
        parts = [one[-1] for one in (*gets.values(), *posts.values())]
        whole.append(Cost(sum(one.cpu_ms for one in parts), sum(one.statements for one in parts)))
    for path, found in gets.items():
        row(f"GET {path}", typical(found[WARM:]).cpu_ms, "ms CPU")
    for path, found in posts.items():
        is_page = path != POSTS[-1][0]
        row(f"POST {path}", typical(found[WARM:]).cpu_ms, "ms CPU", at_most=at_most if is_page else None)
    row("whole registration, pages, posts, confirmation", typical(whole[WARM:]).cpu_ms, "ms CPU", at_most=15)
    row("", typical(whole[WARM:]).statements, "statements")


def measure_rate(folder: Path, cookies: list[str]) -> None:
    """Let the first people warm the server up; the others are measured."""
    (folder / "posts.txt").write_text("".join(f"{path} {posted(fields).decode()}\n" for path, fields in POSTS))
    with site(folder) as (process, address):
        for people in (cookies[:PEOPLE], cookies[PEOPLE:]):
            (folder / "people.txt").write_text("\n".join(people) + "\n")
            script = [str(SCRIPT), str(folder / "people.txt"), str(folder / "posts.txt"), str(CLIENTS)]
            found = load(process.pid, address, clients=CLIENTS, seconds=SECONDS, script=script)
    row("posts", found.rate, "a second", at_least=300)
    row("99 of 100 posts took less than", found.p99, "ms", at_most=200)
    row("half of the posts took less than", found.p50, "ms")
    row("errors", found.errors, "", at_most=0)
    row("a post, with server, letters and jobs", found.cpu_ms, "ms CPU")


if __name__ == "__main__":
    main(*sys.argv[1:])
