"""What the server itself costs, without the site: the page cache, static files and the bridge, against a bare answer.

Each figure is the median of five rounds, each right after one of the bare answer with the same headers of a browser.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.measure import BROWSER, load, server
from benchmarks.table import heading, row

PORT = 8141
ADDRESS = f"http://127.0.0.1:{PORT}"
ZONE = {"Cookie": "zone=America/Mexico_City"}
CASES = (  # name, path, whether it is kept by the server
    ("cached page", "/en/", True),
    ("static file", "/static/r/site.css", True),
    ("bridge to Django, compressed", "/private/", False),
)
ROW = "<tr><td>{}</td><td>Sitting of the committee</td><td><a href='/en/programme/{}/'>details</a></td></tr>\n"


def site(environ, start_response):
    """Answer a page of 5.6 KB that is public below /en/ and private elsewhere."""
    page = PAGE
    cache = "public" if environ["PATH_INFO"].startswith("/en/") else "private"
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Cache-Control", cache),
        ("Content-Length", str(len(page))),
    ]
    start_response("200 OK", headers)
    return [page]


PAGE = ("<!doctype html><title>x</title><table>" + "".join(ROW.format(n, n) for n in range(60))).encode()[:5600]
HELLO = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(b"content-type", b"text/plain"), (b"content-length", b"11")],
}
HELLO_BODY = {"type": "http.response.body", "body": b"hello world"}


def serve() -> None:
    """Serve the site, and the bare response at /bare, in one process."""
    import django
    from django.conf import settings

    settings.configure(INSTALLED_APPS=["comitia.platform.jobs"])
    django.setup()
    import uvicorn

    from comitia.serving.configuration import ServingConfig
    from comitia.serving.front import Front
    from comitia.serving.process import uvicorn_config

    folder = Path(tempfile.mkdtemp())
    (folder / "site.css").write_bytes(PAGE)
    front = Front(site, ServingConfig(release="r"), find_static=lambda path: str(folder / path))

    async def application(scope, receive, send):
        if scope["type"] == "http" and scope["path"] == "/bare":
            await send(HELLO)
            await send(HELLO_BODY)
        else:
            await front(scope, receive, send)

    config = uvicorn_config(front, host="127.0.0.1", port=PORT)
    config.app = application
    uvicorn.Server(config).run()


def main() -> None:
    heading("Server, without Django")
    with server([sys.executable, "-m", "benchmarks.serving", "serve"], address=f"{ADDRESS}/bare") as process:
        load(process.pid, f"{ADDRESS}/bare", seconds=1)
        for name, path, is_cached in CASES:
            pairs = [
                (
                    load(process.pid, f"{ADDRESS}/bare", seconds=1, headers=BROWSER | ZONE),
                    load(process.pid, f"{ADDRESS}{path}", seconds=1, headers=BROWSER | ZONE),
                )
                for _ in range(5)
            ]
            by_rate = median(figures.rate / bare.rate for bare, figures in pairs)
            by_cpu = median(bare.cpu_ms / figures.cpu_ms for bare, figures in pairs)
            above = median(figures.cpu_ms - bare.cpu_ms for bare, figures in pairs)
            row(f"{name}: rate", by_rate, "of the bare", at_least=0.85 if is_cached else None)
            row(f"{name}: requests per CPU second", by_cpu, "of the bare")
            row(f"{name}: above the bare answer", above, "ms CPU")


if __name__ == "__main__":
    serve() if sys.argv[1:] == ["serve"] else main()
