"""What the server answers by itself, before the site is asked, is as guarded as what the site answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from comitia.serving.configuration import ServingConfig
from tests.serving.running_server import RunningServer, running

LARGE = {"content-length": str(5 * 2**30), "content-type": "application/octet-stream"}


def site(_environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html"), ("X-Content-Type-Options", "nosniff")])
    return [b"page"]


@pytest.fixture
def server(tmp_path: Path):
    (tmp_path / "drawing.svg").write_text("<svg/>")
    config = ServingConfig(release="r1", media_root=tmp_path, stream_limit=0)
    with running(
        site, config, find_static=lambda path: str(tmp_path / "drawing.svg") if path == "a.svg" else None
    ) as one:
        yield one


@pytest.mark.parametrize(
    ("path", "more", "status"),
    [
        ("/static/r1/nothing.css", {}, 404),
        ("/static/r1/a.svg", {}, 200),
        ("/static/r1/a.svg", {"method": "POST"}, 405),
        ("/media/nothing.png", {}, 404),
        ("/media/drawing.svg", {}, 200),
        ("/media/../secret_key", {}, 404),
        ("/en/", {"method": "POST", "headers": LARGE}, 413),
        ("/live/stream", {}, 403),
        ("/live/stream?topic=desk:letters", {}, 403),
        ("/live/stream?topic=programme:excom-2020", {}, 503),
    ],
)
def test_an_answer_of_the_front_is_guarded(server: RunningServer, path: str, more: dict, status: int) -> None:
    given, headers, body = server.ask(path, **more)
    assert given == status
    assert headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in headers
    assert b"Traceback" not in body
    if headers["content-type"].startswith("text/html") or "svg" in headers["content-type"]:
        is_static = path.startswith("/static/") and status == 200
        assert is_static or "default-src 'none'" in headers["content-security-policy"]
