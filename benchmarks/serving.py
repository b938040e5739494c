"""What the server itself costs, without the site: the page cache, static files and the bridge against a bare response.

Run `python -m benchmarks.serving`. Targets: a cached page at 0.85 of the bare rate or better; the bridge to a WSGI
application at 0.15 ms CPU or less above the bare response.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.measure import load, server

PORT = 8141
ADDRESS = f"http://127.0.0.1:{PORT}"
BROWSER = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "es-MX,es;q=0.8,en;q=0.5",
    "Accept-Encoding": "gzip, deflate, br",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Cookie": "zone=America/Mexico_City",
}
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
    """Print each figure and how it compares to the bare response measured right before it, the median of five rounds."""
    cases = {
        "cached page": ("/en/", {}),
        "cached page, headers of a browser": ("/en/", BROWSER),
        "static file, headers of a browser": ("/static/r/site.css", BROWSER),
        "bridge to WSGI": ("/private/", {}),
        "bridge, compressed for one person": ("/private/", BROWSER),
    }
    with server([sys.executable, "-m", "benchmarks.serving", "serve"], address=f"{ADDRESS}/bare") as process:
        load(process.pid, f"{ADDRESS}/bare", seconds=1)
        for name, (path, headers) in cases.items():
            pairs = [
                (
                    load(process.pid, f"{ADDRESS}/bare", seconds=1, headers=headers),
                    load(process.pid, f"{ADDRESS}{path}", seconds=1, headers=headers),
                )
                for _ in range(5)
            ]
            by_rate = median(figures.rate / bare.rate for bare, figures in pairs)
            by_cpu = median(bare.cpu_ms / figures.cpu_ms for bare, figures in pairs)
            above = median(figures.cpu_ms - bare.cpu_ms for bare, figures in pairs)
            print(f"{name:36} {pairs[-1][1]}   of bare: rate {by_rate:.2f}, CPU {by_cpu:.2f} ({above:+.3f} ms)")


if __name__ == "__main__":
    serve() if sys.argv[1:] == ["serve"] else main()
