"""What registering costs: each page and each post, a whole registration, and posts by 16 clients at once.

`python -m benchmarks.registration postgresql` measures the same on a PostgreSQL server from a wheel. A peer, Indico 3.3,
takes 53 ms CPU for one registration form.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.asking import Cost, ask, cost, posted, typical
from benchmarks.event import made, sign_in
from benchmarks.measure import cpu_seconds, site
from benchmarks.table import heading, row

CLIENTS, PEOPLE, IN_PROCESS, WARM = 16, 400, 120, 20
FORM = "/en/register/observer"
POSTS = (
    (f"{FORM}/1/", {"organisation": "Sample city", "position": "Engineer", "country": "KR"}),
    (f"{FORM}/2/", {"topics": "energy", "needs": "Captions, please."}),
    (f"{FORM}/consents/", {"publish": "participants", "recording": "yes"}),
    (f"{FORM}/check/", {}),
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

        cookies = [sign_in(f"person{number}@example.org") for number in range(IN_PROCESS + CLIENTS + PEOPLE)]
        heading(f"Registration on {database} (in process)")
        measure_in_process(cookies[:IN_PROCESS], at_most=4 if database == "postgresql" else 3)
        connections.close_all()
        heading(f"Registration on {database}: {CLIENTS} clients send {PEOPLE} registrations to a running server")
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
    with site(folder) as (process, address):
        asyncio.run(post_all(address, iter(cookies[:CLIENTS])))
        before, begun = cpu_seconds(process.pid), time.monotonic()
        taken, errors = asyncio.run(post_all(address, iter(cookies[CLIENTS:])))
        elapsed, used = time.monotonic() - begun, cpu_seconds(process.pid) - before
    taken.sort()
    row("posts", len(taken) / elapsed, "a second", at_least=300)
    row("99 of 100 posts took less than", taken[len(taken) * 99 // 100] * 1000, "ms", at_most=200)
    row("half of the posts took less than", taken[len(taken) // 2] * 1000, "ms")
    row("errors", errors, "", at_most=0)
    row("a post, with server, letters and jobs", used * 1000 / len(taken), "ms CPU")


async def post_all(address: str, cookies: Iterator[str]) -> tuple[list[float], int]:
    """Let 16 clients send whole registrations until nobody is left; give the seconds each post took, and the errors."""
    taken: list[float] = []
    errors = 0
    host = urlsplit(address).netloc
    whole = [(path, posted(fields)) for path, fields in POSTS]

    async def client() -> None:
        nonlocal errors
        reader, writer = await asyncio.open_connection(*host.split(":"))
        for cookie in cookies:
            for path, body in whole:
                begun = time.monotonic()
                head = (
                    f"POST {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\nOrigin: {address}\r\n"
                    f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
                )
                writer.write(head.encode() + body)
                answer = await reader.readuntil(b"\r\n\r\n")
                length = next(
                    (line for line in answer.lower().split(b"\r\n") if line.startswith(b"content-length:")), b":0"
                )
                await reader.readexactly(int(length.partition(b":")[2]))
                taken.append(time.monotonic() - begun)
                errors += not answer.startswith(b"HTTP/1.1 302")
        writer.close()

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return taken, errors


if __name__ == "__main__":
    main(*sys.argv[1:])
