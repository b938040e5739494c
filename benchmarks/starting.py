"""How long a start takes and how much memory the one process holds, after visits of everything.

Times are wall-clock on this machine; the CPU seconds beside them are what they come down to when nothing else runs.
"""

from __future__ import annotations

import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from benchmarks.event import MEETING, made, sign_in
from benchmarks.measure import BROWSER, cpu_seconds, memory_megabytes, site
from benchmarks.table import heading, row

LANGUAGES = ("en", "ko", "ru", "zh-hans", "es", "tr", "ar")
PUBLIC = (
    "",
    "programme/",
    "committee/",
    "members/",
    "members/seoul/",
    "offices/",
    "meetings/",
    "about/",
    "news/",
    "speakers/",
)
OWN = ("", f"meetings/{MEETING}/", "programme/", "agenda/", "my/", "register/", "register/observer/1/")
DESK = (
    "",
    "registrations/",
    "registrations/list.xlsx",
    "members/",
    "organs/",
    "meetings/",
    "imports/",
    "journal/",
    "outbox/",
    "roles/",
)
STAFF = ("/cms/", "/cms/pages/", "/cms/images/", "/cms/documents/", "/cms/reports/site-history/")


def main() -> None:
    heading("Start and memory")
    with tempfile.TemporaryDirectory(prefix="comitia-benchmark-") as folder:
        measure_start("first start, from the template to the first page", Path(folder), at_most=5)
        measure_start("second start, to the first page", Path(folder), at_most=5)
    with made() as folder:
        from django.db import connections

        reader, officer = sign_in("reader@example.org"), sign_in("desk-officer@example.org", role="secretariat")
        connections.close_all()
        with site(folder) as (process, address):
            row("memory after the start", memory_megabytes(process.pid), "MB PSS")
            for language in LANGUAGES:
                visit(address, [f"/{language}/{path}" for path in PUBLIC], "")
                visit(address, [f"/{language}/{path}" for path in OWN], reader)
                visit(address, [f"/{language}/desk/{path}" for path in DESK], officer)
            row("memory after pages and desk in seven languages", memory_megabytes(process.pid), "MB PSS")
            visit(address, STAFF, officer)
            row("memory after the editor's pages too", memory_megabytes(process.pid), "MB PSS", at_most=150)


def measure_start(what: str, folder: Path, *, at_most: float) -> None:
    begun = time.monotonic()
    with site(folder, act="demo", first="/en/") as (process, _address):
        row(what, time.monotonic() - begun, "seconds", at_most=at_most)
        row("", cpu_seconds(process.pid), "CPU seconds")


def visit(address: str, paths: list[str] | tuple[str, ...], cookie: str) -> None:
    for path in paths:
        request = urllib.request.Request(
            f"{address}{path}", headers={**BROWSER, "Cookie": cookie or "zone=Europe/Moscow"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            answer.read()
            arrived = answer.geturl().removeprefix(address)
        if arrived != path:
            sys.exit(f"{path} leads to {arrived}")


if __name__ == "__main__":
    main()
