"""What pages cost, asked in this process: CPU per request, statements, and the ratio to the bare answer of the same run.

Peers measured before: the same list from a template of Django's with objects takes 14 ms; a list for machines through
pydantic 8 ms.
"""

from __future__ import annotations

from benchmarks.asking import page_cost
from benchmarks.event import MEETING, ask_forty, fill_list, made, sign_in, token
from benchmarks.table import heading, row

SIGNED_IN = (  # name, path, whether it has a limit
    ("home page, signed in", "/en/", True),
    ("meeting page, signed in", f"/en/meetings/{MEETING}/", True),
    ("programme of 40 sessions, signed in", "/en/programme/", True),
    ("the same in another zone", "/en/programme/?zone=America/Mexico_City", True),
    ("the same, filtered", "/en/programme/?kind=forum", False),
    ("session, signed in", "/en/programme/session-7/", False),
    ("my agenda", "/en/agenda/", False),
    ("committee, signed in", "/en/committee/", False),
    ("members directory, signed in", "/en/members/", False),
)
DESK = (
    ("desk: 3,000 registrations, first page", ""),
    ("desk: 3,000 registrations, sorted, page 40", "?sort=name&page=40"),
    ("desk: 3,000 registrations, searched", "?q=listed+7&state=submitted"),
)


def main() -> None:
    with made():
        from comitia.platform import bus
        from comitia.platform.kept import PUBLIC_CHANGED

        fill_list()
        reader, officer = sign_in("reader@example.org"), sign_in("desk-officer@example.org", role="secretariat")
        heading("Pages (in process)")
        bare = page_cost("/health").cpu_ms
        row("bare answer of Django (GET /health)", bare, "ms CPU")
        for name, path, is_limited in SIGNED_IN:
            found = page_cost(path, reader)
            row(name, found.cpu_ms, "ms CPU", at_most=2 if is_limited else None)
            row("", found.statements, "statements", at_most=8 if is_limited else None)
        empty = lambda: bus.publish(PUBLIC_CHANGED, {})  # noqa: E731  a line is enough
        row("Wagtail page (home), not from the page cache", page_cost("/en/").cpu_ms, "ms CPU", at_most=8)
        row("Wagtail page (about), not from the page cache", page_cost("/en/about/").cpu_ms, "ms CPU", at_most=8)
        row(
            "Wagtail page (privacy), all drawn anew",
            page_cost("/en/privacy/", before=empty).cpu_ms,
            "ms CPU",
            at_most=8,
        )
        row("Wagtail page (home), all drawn anew with its facts", page_cost("/en/", before=empty).cpu_ms, "ms CPU")
        row(
            "list of 40 sessions for machines",
            page_cost(f"/api/v1/meetings/{MEETING}/sessions").cpu_ms,
            "ms CPU",
            at_most=1.5,
        )
        form = page_cost(ask_forty(), reader)
        row("registration form of 40 questions", form.cpu_ms, "ms CPU", at_most=4)
        row("", form.statements, "statements")
        row(
            "list of 40 registrations for a program with a token",
            page_cost(f"/api/v1/meetings/{MEETING}/registrations?limit=40", bearer=token("program@example.org")).cpu_ms,
            "ms CPU",
            at_most=1.5,
        )
        for name, query in DESK:
            found = page_cost(f"/en/desk/registrations/{query}", officer, times=30)
            row(name, found.cpu_ms, "ms CPU", at_most=25)
            row("", found.statements, "statements", at_most=12)


if __name__ == "__main__":
    main()
