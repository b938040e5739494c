"""Asks the site in this process, through Django's WSGI handler with a browser's headers: CPU time and statements of a request.

What the server adds around it is in benchmarks.serving.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from statistics import quantiles
from typing import Any
from urllib.parse import urlencode

from benchmarks.measure import BROWSER

HOST = "127.0.0.1:8000"
TOKEN = "t" * 32
HEADERS = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in BROWSER.items()}


@dataclass(frozen=True, slots=True)
class Cost:
    """What one request took: CPU milliseconds, and statements that read or write."""

    cpu_ms: float
    statements: int


@cache
def application() -> Callable[..., Any]:
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def ask(
    path: str, cookie: str = "", *, fields: Mapping[str, str] | None = None, wanted: str = "200", bearer: str = ""
) -> None:
    """Get a page, or post fields to it; stop everything if the answer is not the wanted one."""
    body = b"" if fields is None else posted(fields)
    place, _mark, query = path.partition("?")
    environ = HEADERS | {
        "REQUEST_METHOD": "GET" if fields is None else "POST",
        "PATH_INFO": place,
        "QUERY_STRING": query,
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_HOST": HOST,
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
    }
    if cookie:
        environ["HTTP_COOKIE"] = cookie
    if bearer:
        environ["HTTP_AUTHORIZATION"] = f"Bearer {bearer}"
    said: list[str] = []
    answer = application()(environ, lambda status, _headers, *_rest: said.append(status))
    b"".join(answer)
    answer.close()
    if not said[0].startswith(wanted):
        sys.exit(f"{path} answered {said[0]} instead of {wanted}")


def posted(fields: Mapping[str, str]) -> bytes:
    return urlencode(dict(fields) | {"csrfmiddlewaretoken": TOKEN}).encode()


def cost(act: Callable[[], object]) -> Cost:
    """Give what one request takes."""
    from django.db import connection

    statements = 0

    def count(execute, sql, parameters, many, context):
        nonlocal statements
        statements += not sql.startswith(("BEGIN", "SAVEPOINT", "RELEASE"))
        return execute(sql, parameters, many, context)

    begun = time.process_time()
    with connection.execute_wrapper(count):
        act()
    return Cost((time.process_time() - begun) * 1000, statements)


def typical(costs: list[Cost]) -> Cost:
    """Give the lower quartile of many costs (a neighbour on a shared core only ever adds to them) and most statements."""
    return Cost(quantiles([one.cpu_ms for one in costs], n=4)[0], max(one.statements for one in costs))


def page_cost(
    path: str, cookie: str = "", *, times: int = 120, before: Callable[[], object] | None = None, bearer: str = ""
) -> Cost:
    """Give what a page typically takes, asked many times after some to warm up; `before` runs unmeasured ahead of each."""
    found = []
    for number in range(times + 20):
        if before:
            before()
        one = cost(lambda: ask(path, cookie, bearer=bearer))
        if number >= 20:
            found.append(one)
    return typical(found)
