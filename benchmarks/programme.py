"""What reading a programme of 40 sessions costs: CPU per request, statements, and the ratio to the health answer of the same run.

Run `python -m benchmarks.programme`. Targets: a signed-in reader in 2 ms CPU and 8 statements, the list for machines in
1.5 ms. Requests go through Django's WSGI handler with a browser's headers, in this process: what uvicorn and the network
add is in benchmarks.serving. Peers: the same list from a template of Django's with objects takes 14 ms.
"""

from __future__ import annotations

import io
import os
import tempfile
import time
from collections.abc import Callable
from statistics import median

SESSIONS, ROUNDS, REQUESTS = 40, 5, 300
BROWSER = {
    "HTTP_HOST": "127.0.0.1:8000",
    "HTTP_ACCEPT": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "HTTP_ACCEPT_LANGUAGE": "es-MX,es;q=0.8,en;q=0.5",
    "HTTP_ACCEPT_ENCODING": "gzip, deflate, br",
    "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
}
SHOWN = (
    ("health", "/health", "", None),
    ("programme, signed in", "/en/programme/", "reader", 2.0),
    ("programme, signed in, Mexico City", "/en/programme/?zone=America/Mexico_City", "reader", 2.0),
    ("programme, signed in, filtered", "/en/programme/?kind=forum", "reader", None),
    ("programme, anonymous, not from the page cache", "/en/programme/", "", 2.0),
    ("programme, anonymous, zone nobody shares", "/en/programme/?zone=Pacific/Apia", "", None),
    ("session, signed in", "/en/programme/session-7/", "reader", None),
    ("my agenda", "/en/agenda/", "reader", None),
    ("list of sessions for machines", "/api/v1/meetings/excom-2020/sessions", "", 1.5),
    ("calendar of the programme", "/en/programme.ics", "", None),
)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comitia.config.settings")
    os.environ["COMITIA_DATA_DIR"] = tempfile.mkdtemp()
    cookie = prepare()
    ask = asker()
    print(f"{'':48} {'CPU ms':>8} {'of health':>9} {'statements':>10} {'bytes':>7}  target")
    bare = 0.0
    for name, path, reader, target in SHOWN:
        cookies = cookie if reader else ""
        size, statements = ask(path, cookies), statements_of(lambda: ask(path, cookies))  # noqa: B023  called at once
        cost = cpu_ms(lambda: ask(path, cookies))  # noqa: B023  called at once
        bare = bare or cost
        verdict = "" if target is None else f"{target} ms: {'met' if cost <= target else 'MISSED'}"
        print(f"{name:48} {cost:8.2f} {cost / bare:9.1f} {statements:10} {size:7}  {verdict}")


def prepare() -> str:
    """Make a programme and somebody who keeps a fourth of it; give their cookie."""
    import django

    django.setup()
    from django.conf import settings

    from comitia.config import database

    database.prepare()
    from comitia.members.models import Member
    from comitia.platform.actors import Actor
    from comitia.programme import actions
    from tests.factories.accounts import make_person, signed_in
    from tests.factories.programme import make_meeting, make_sessions

    for slug, zone in (("mexico-city", "America/Mexico_City"), ("moscow", "Europe/Moscow"), ("seoul", "Asia/Seoul")):
        Member.objects.create(slug=slug, name=slug, category="full", zone=zone)
    slots = make_sessions(make_meeting(), SESSIONS)
    person = make_person()
    for slot in slots[::4]:
        actions.bookmark_slot(person, "excom-2020", slot.slug, by=Actor(person=person.reference))
    session = signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={'t' * 32}"


def asker() -> Callable[[str, str], int]:
    """Give a function that asks the site for a path, with cookies, and gives the size of the answer."""
    from django.core.wsgi import get_wsgi_application

    site = get_wsgi_application()

    def ask(path: str, cookies: str) -> int:
        place, _mark, query = path.partition("?")
        environ = BROWSER | {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": place,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "wsgi.url_scheme": "http",
        }
        if cookies:
            environ["HTTP_COOKIE"] = cookies
        answered: list[str] = []
        response = site(environ, lambda status, _headers: answered.append(status))
        body = b"".join(response)
        response.close()
        if answered != ["200 OK"]:
            raise SystemExit(f"{path}: {answered}")
        return len(body)

    return ask


def statements_of(act: Callable[[], object]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


def cpu_ms(act: Callable[[], object]) -> float:
    """Give the CPU milliseconds of one call, the median of some rounds."""
    rounds = []
    for _round in range(ROUNDS):
        begun = time.process_time()
        for _number in range(REQUESTS // ROUNDS):
            act()
        rounds.append((time.process_time() - begun) * 1000 / (REQUESTS // ROUNDS))
    return median(rounds)


if __name__ == "__main__":
    main()
