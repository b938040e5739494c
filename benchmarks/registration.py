"""What registering costs: CPU per page sent, a whole registration, the desk's list of 3,000, and posts by 16 clients at once.

Run `python -m benchmarks.registration`; with COMITIA_DATABASE_URL set it uses that (empty) PostgreSQL database. Targets on
SQLite: a page sent in 3 ms CPU and 8 statements, a whole registration in 15 ms, the desk's list in 25 ms and 12 statements,
300 posts a second with a p99 of 200 ms and no error. PostgreSQL: a page sent in 4 ms. Peer: Indico 3.3 takes 53 ms.
"""

from __future__ import annotations

import asyncio
import io
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from statistics import median
from urllib.parse import urlencode

from benchmarks.measure import cpu_seconds, server

PORT = 8250
HOST = f"127.0.0.1:{PORT}"
CLIENTS, PEOPLE, LISTED, WARM = 16, 480, 3000, 40
FORM = "/en/register/observer"
POSTS = (
    (f"{FORM}/1/", {"organisation": "Sample city", "position": "Engineer", "country": "KR"}),
    (f"{FORM}/2/", {"topics": "energy", "needs": "Captions, please."}),
    (f"{FORM}/consents/", {"publish": "participants", "recording": "yes"}),
    (f"{FORM}/check/", {}),
)
TOKEN = "t" * 32
MEETING = {
    "slug": "bench",
    "kind": "executive_committee",
    "year": 2020,
    "zone": "Europe/Moscow",
    "state": "convoked",
    "is_current": True,
}


def prepare(people: int) -> list[str]:
    """Make a meeting with the form of the demonstration, and people who are signed in; give their cookies."""
    from datetime import date

    from comitia.config.demonstration import registration_form
    from comitia.meetings.models import Meeting
    from comitia.platform.actors import SYSTEM
    from comitia.platform.clock import now

    meeting = Meeting.objects.create(starts_on=date(2020, 11, 17), **MEETING)
    registration_form.build(meeting, by=SYSTEM, at=now())
    meeting.categories.update(places=1_000_000)
    return [sign_in(f"person{number}@example.org") for number in range(people)]


def sign_in(email: str, *, as_officer: bool = False) -> str:
    """Open an account with a session; give the cookies of its browser."""
    from allauth.mfa.models import Authenticator
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from comitia.accounts.models import Person, RoleGrant
    from comitia.platform.clock import now

    person = Person.objects.create(email=email, name=email.partition("@")[0], created_at=now())
    if as_officer:
        RoleGrant.objects.create(person=person, role="secretariat", granted_at=now())
        Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "unused"})
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={TOKEN}"


def asker() -> Callable[..., str]:
    """Give a function that asks Django's WSGI handler in this process and returns the status."""
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()

    def ask(path: str, cookie: str, fields: dict[str, str] | None = None) -> str:
        body = urlencode(fields | {"csrfmiddlewaretoken": TOKEN}).encode() if fields is not None else b""
        address, _mark, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": "GET" if fields is None else "POST",
            "PATH_INFO": address,
            "QUERY_STRING": query,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_HOST": HOST,
            "HTTP_COOKIE": cookie,
            "REMOTE_ADDR": "127.0.0.1",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": str(PORT),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
        }
        said: list[str] = []
        answer = application(environ, lambda status, _headers, *_rest: said.append(status))
        b"".join(answer)
        answer.close()
        return said[0]

    return ask


def cost(act: Callable[[], str], *, wanted: str) -> tuple[float, int]:
    """Give the CPU milliseconds of one request and how many statements it made; stop if the answer is another one."""
    from django.db import connection

    statements = 0

    def count(execute, sql, parameters, many, context):
        nonlocal statements
        statements += 1
        return execute(sql, parameters, many, context)

    begun = time.process_time()
    with connection.execute_wrapper(count):
        status = act()
    used = (time.process_time() - begun) * 1000
    if not status.startswith(wanted):
        sys.exit(f"Answered {status} instead of {wanted}")
    return used, statements


def measure_in_process(cookies: list[str]) -> None:
    ask = asker()
    sent: dict[str, list[tuple[float, int]]] = {"bare response (GET /health)": []}
    for _ in range(200):
        sent["bare response (GET /health)"].append(cost(lambda: ask("/health", cookies[0]), wanted="200"))
    whole: list[float] = []
    for cookie in cookies:
        costs = {}
        for path, fields in POSTS:
            costs[f"GET  {path}"] = cost(lambda path=path, cookie=cookie: ask(path, cookie), wanted="200")
            costs[f"POST {path}"] = cost(
                lambda path=path, cookie=cookie, fields=fields: ask(path, cookie, fields), wanted="302"
            )
        costs["GET  /en/register/"] = cost(lambda cookie=cookie: ask("/en/register/", cookie), wanted="200")
        whole.append(sum(used for used, _statements in costs.values()))
        for name, figures in costs.items():
            sent.setdefault(name, []).append(figures)
    for name, figures in sent.items():
        print(f"{name:34} {median(used for used, _ in figures[WARM:]):6.2f} ms CPU   {figures[-1][1]:2} statements")
    print(f"{'whole registration':34} {median(whole[WARM:]):6.2f} ms CPU   (pages, posts, confirmation)")


def measure_list() -> None:
    """Fill the list up to 3,000 rows and read its first page and a search."""
    from datetime import timedelta

    from comitia.accounts.models import Person
    from comitia.accreditation.models import Category, Registration
    from comitia.platform.clock import now

    at = now()
    missing = LISTED - Registration.objects.count()
    people = Person.objects.bulk_create(
        Person(email=f"listed{number}@example.org", name=f"Listed {number}", created_at=at) for number in range(missing)
    )
    category = Category.objects.select_related("meeting").get(code="press")
    Registration.objects.bulk_create(
        Registration(
            meeting=category.meeting,
            person=person,
            category=category,
            state="submitted",
            started_at=at,
            submitted_at=at - timedelta(minutes=number),
            changed_at=at,
            search_text=f"listed {number}\nlisted{number}@example.org",
        )
        for number, person in enumerate(people)
    )
    ask, cookie = asker(), sign_in("officer@example.org", as_officer=True)
    for query in ("", "?sort=name&page=40", "?q=listed+7&state=submitted"):
        path = f"/en/desk/registrations/{query}"
        figures = [cost(lambda path=path: ask(path, cookie), wanted="200") for _ in range(25)]
        print(
            f"{'GET  desk list ' + query:44} {median(used for used, _ in figures[5:]):6.2f} ms CPU   {figures[-1][1]:2} statements"
        )


async def post_all(cookies: Iterator[str]) -> tuple[list[float], int]:
    """Let 16 clients send whole registrations until nobody is left; give the seconds each post took, and the errors."""
    taken: list[float] = []
    errors = 0

    async def client() -> None:
        nonlocal errors
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        for cookie in cookies:
            for path, fields in POSTS:
                body = urlencode(fields | {"csrfmiddlewaretoken": TOKEN})
                begun = time.monotonic()
                writer.write(
                    f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nCookie: {cookie}\r\nOrigin: http://{HOST}\r\n"
                    f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
                )
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(
                    (line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), b":0"
                )
                await reader.readexactly(int(length.partition(b":")[2]))
                taken.append(time.monotonic() - begun)
                errors += not head.startswith(b"HTTP/1.1 302")
        writer.close()

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return taken, errors


def measure_rate(cookies: list[str]) -> None:
    # The console on which letters are printed is not what is measured
    command = ["sh", "-c", f"exec {sys.executable} -m comitia.config.cli serve > /dev/null"]
    settings = {"COMITIA_PORT": str(PORT), "COMITIA_BASE_URL": f"http://{HOST}"}
    with server(command, address=f"http://{HOST}/health", env=settings) as process:
        asyncio.run(post_all(iter(cookies[:CLIENTS])))
        before, begun = cpu_seconds(process.pid), time.monotonic()
        taken, errors = asyncio.run(post_all(iter(cookies[CLIENTS:])))
        elapsed, used = time.monotonic() - begun, cpu_seconds(process.pid) - before
    taken.sort()
    print(
        f"{f'{CLIENTS} clients':34} {len(taken) / elapsed:6.0f} posts/s, {len(taken) / len(POSTS) / elapsed:.0f} registrations/s,"
        f" {used * 1000 / len(taken):.2f} ms CPU a post, p50 {taken[len(taken) // 2] * 1000:.0f} ms,"
        f" p99 {taken[len(taken) * 99 // 100] * 1000:.0f} ms, {errors} errors"
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"COMITIA_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "comitia.config.settings"}
        import django

        django.setup()
        from django.db import connection

        from comitia.config import database

        database.prepare()
        cookies = prepare(PEOPLE + 200)
        print(f"{connection.vendor}: medians of one process, then of a running server")
        measure_in_process(cookies[:200])
        measure_list()
        connection.close()
        measure_rate(cookies[200:])


if __name__ == "__main__":
    main()
