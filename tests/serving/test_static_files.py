"""The program's own files: found, packed, kept for ever by browsers, and nothing outside of the static folder."""

import gzip

import pytest

from comitia.serving.configuration import ServingConfig
from comitia.serving.stylesheets import inline_imports
from tests.serving.running_server import running


def nothing(environ, start_response):
    start_response("404 Not Found", [("Content-Type", "text/plain")])
    return [b"from the site"]


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "static"
    (root / "css").mkdir(parents=True)
    (root / "css" / "site.css").write_text(
        '@layer base, parts;\n@import url("base.css") layer(base);\n@import "../parts/card.css" layer(parts);\nbody { color: red }\n'
    )
    (root / "css" / "base.css").write_text("p { margin: 0 }")
    (root / "parts").mkdir()
    (root / "parts" / "card.css").write_text('.card { background: url("card.svg") }')
    (root / "script.js").write_text("'use strict';\n" * 200)
    (root / "font.woff2").write_bytes(b"\x00" * 5000)
    (tmp_path / "secret.txt").write_text("secret")
    return root


def serving(folder, **changes):
    def find(path: str) -> str | None:
        place = folder / path
        return str(place) if place.exists() else None

    return running(nothing, ServingConfig(release="r2", **changes), find_static=find)


def test_a_file_of_this_release_is_kept_for_ever(folder):
    with serving(folder) as server:
        status, headers, _ = server.ask("/static/r2/script.js")
    assert status == 200
    assert headers["content-type"] == "text/javascript; charset=utf-8"
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["x-content-type-options"] == "nosniff"


def test_a_page_of_the_last_release_still_finds_its_files_for_a_moment(folder):
    with serving(folder) as server:
        status, headers, _ = server.ask("/static/r1/script.js")
    assert (status, headers["cache-control"]) == (200, "public, max-age=60")


def test_text_is_packed_and_fonts_are_not(folder):
    with serving(folder) as server:
        _, headers, body = server.ask("/static/r2/script.js", headers={"Accept-Encoding": "gzip"})
        _, font_headers, _ = server.ask("/static/r2/font.woff2", headers={"Accept-Encoding": "gzip"})
        _, refused, _ = server.ask("/static/r2/script.js", headers={"Accept-Encoding": "gzip;q=0"})
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(body) == (folder / "script.js").read_bytes()
    assert (font_headers["content-type"], "content-encoding" in font_headers, "content-encoding" in refused) == (
        "font/woff2",
        False,
        False,
    )


def test_a_known_file_is_not_sent_again(folder):
    with serving(folder) as server:
        etag = server.ask("/static/r2/script.js")[1]["etag"]
        assert server.ask("/static/r2/script.js", headers={"If-None-Match": etag})[::2] == (304, b"")


def test_a_stylesheet_comes_with_what_it_imports(folder):
    with serving(folder) as server:
        _, headers, body = server.ask("/static/r2/css/site.css")
    assert headers["content-type"] == "text/css; charset=utf-8"
    assert body.decode() == (
        "@layer base, parts;\n@layer base {\np { margin: 0 }\n}\n"
        '@layer parts {\n.card { background: url("../parts/card.svg") }\n}\nbody { color: red }\n'
    )


def test_what_a_stylesheet_imports_into_no_layer_stands_outside_the_layers():
    sheets = {"a.css": '@import url("b.css");\n@import url("c.css") layer(c);', "b.css": "b", "c.css": "c"}
    assert inline_imports("a.css", read=sheets.get) == "b\n@layer c {\nc\n}"


def test_a_stylesheet_with_an_import_of_another_kind_is_left_as_it_is():
    sheets = {"a.css": '@import url("b.css") layer(b);\n@import url("c.css") print;', "b.css": "b", "c.css": "c"}
    assert inline_imports("a.css", read=sheets.get) == sheets["a.css"]
    assert inline_imports("missing.css", read=sheets.get) is None
    missing = {"a.css": '@import url("gone.css") layer(b);'}
    assert inline_imports("a.css", read=missing.get) == missing["a.css"]


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt",
        "..%2fsecret.txt",
        "%2e%2e/secret.txt",
        "css/..%2f..%2f..%2fsecret.txt",
        "..%5csecret.txt",
        "x%00.js",
        "css",
        "",
        "css//site.css",
        "./script.js",
        "missing.js",
    ],
)
def test_nothing_else_is_found(folder, path):
    with serving(folder) as server, server.connect() as connection:
        connection.sendall(f"GET /static/r2/{path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 404 ")
    assert b"secret" not in answer


def test_files_can_only_be_read(folder):
    with serving(folder) as server:
        status, headers, _ = server.ask("/static/r2/script.js", method="POST", body=b"")
    assert (status, headers["allow"]) == (405, "GET, HEAD")


def test_while_developing_a_changed_file_and_a_changed_import_are_seen(folder):
    with serving(folder, reload_static=True) as server:
        server.ask("/static/r2/css/site.css")
        (folder / "css" / "base.css").write_text("p { margin: 1rem }")
        _, headers, body = server.ask("/static/r2/css/site.css")
    assert b"1rem" in body
    assert headers["cache-control"] == "public, max-age=60"
