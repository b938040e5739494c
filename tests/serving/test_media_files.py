"""Uploaded files: pictures are shown, everything else is downloaded, in whole or in part, and never as a program."""

from pathlib import Path

import pytest

from comitia.serving.configuration import ServingConfig
from comitia.serving.media_files import Part, part_of
from tests.serving.running_server import running


def nothing(environ, start_response):
    start_response("404 Not Found", [("Content-Type", "text/plain")])
    return [b"from the site"]


@pytest.fixture
def server(tmp_path):
    root = tmp_path / "media"
    (root / "images").mkdir(parents=True)
    (root / "documents").mkdir()
    (root / "images" / "city.png").write_bytes(b"0123456789" * 30_000)
    (root / "images" / "plan 대전.svg").write_text("<svg onload='alert(1)'/>")
    (root / "images" / "empty.png").touch()
    (root / "images" / ".hidden").write_text("secret")
    (root / "documents" / "paper.pdf").write_text("secret")
    (tmp_path / "secret.txt").write_text("secret")
    (root / "images" / "link.png").symlink_to(tmp_path / "secret.txt")
    with running(nothing, ServingConfig(media_root=root)) as one:
        yield one


def test_a_picture_is_shown_in_a_sandbox(server):
    status, headers, body = server.ask("/media/images/city.png")
    assert (status, len(body), headers["content-type"]) == (200, 300_000, "image/png")
    assert headers["content-security-policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert "content-disposition" not in headers


def test_a_drawing_that_may_hold_a_script_is_downloaded(server):
    _, headers, _ = server.ask("/media/images/plan%20%EB%8C%80%EC%A0%84.svg")
    assert headers["content-disposition"] == "attachment; filename*=UTF-8''plan%20%EB%8C%80%EC%A0%84.svg"


@pytest.mark.parametrize(
    ("wanted", "status", "body", "content_range"),
    [
        ("bytes=0-4", 206, b"01234", "bytes 0-4/300000"),
        ("bytes=299995-", 206, b"56789", "bytes 299995-299999/300000"),
        ("bytes=-3", 206, b"789", "bytes 299997-299999/300000"),
        ("bytes=299999-900000", 206, b"9", "bytes 299999-299999/300000"),
        ("bytes=300000-", 416, b"", "bytes */300000"),
        ("bytes=-0", 416, b"", "bytes */300000"),
    ],
)
def test_a_part_of_a_file(server, wanted, status, body, content_range):
    answer = server.ask("/media/images/city.png", headers={"Range": wanted})
    assert (answer[0], answer[2], answer[1]["content-range"]) == (status, body, content_range)


@pytest.mark.parametrize("wanted", ["bytes=5-2", "bytes=0-1,4-5", "bytes=-", "lines=0-4", "nonsense"])
def test_a_range_without_sense_gets_the_whole_file(server, wanted):
    assert server.ask("/media/images/city.png", headers={"Range": wanted})[0] == 200


def test_a_large_part_arrives_whole():
    assert part_of(b"bytes=100-200099", size=300_000) == Part(100, 200_099)


def test_a_part_of_another_version_is_not_given(server):
    headers = {"Range": "bytes=0-4", "If-Range": '"other"'}
    assert server.ask("/media/images/city.png", headers=headers)[0] == 200


def test_a_known_file_is_not_sent_again(server):
    etag = server.ask("/media/images/city.png", method="HEAD")[1]["etag"]
    assert server.ask("/media/images/city.png", headers={"If-None-Match": etag})[::2] == (304, b"")


def test_an_empty_file_is_a_file(server):
    assert server.ask("/media/images/empty.png")[::2] == (200, b"")


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt",
        "..%2fsecret.txt",
        "images/%2e%2e/%2e%2e/secret.txt",
        "images%2f..%2f..%2fsecret.txt",
        "%2fetc/passwd",
        "images/.hidden",
        "images/link.png",
        "documents/paper.pdf",
        "images//../documents/paper.pdf",
        "images",
        "",
        "images/%00",
        "images/" + "x" * 300,
    ],
)
def test_nothing_else_is_found(server, path):
    answer = server.say(f"GET /media/{path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 404 ")
    assert b"secret" not in answer


def test_a_reader_who_leaves_frees_the_file(server):
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        with server.connect() as connection:
            connection.sendall(b"GET /media/images/city.png HTTP/1.1\r\nHost: a\r\n\r\n")
            connection.recv(10)
    assert server.ask("/media/images/empty.png")[0] == 200
    assert len(list(Path("/proc/self/fd").iterdir())) <= before + 6
