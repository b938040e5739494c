"""The page cache: what is kept for whom, what never, and what a purge does to pages that are being rendered."""

import gzip
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from comitia.platform import bus
from comitia.serving.bridge import Answer
from comitia.serving.configuration import ServingConfig
from comitia.serving.page_cache import PageCache
from tests.serving.running_server import running, wait_until

rendered: list[str] = []
hold, go_on = threading.Event(), threading.Event()
text = ["first edition"]


def site(environ, start_response):
    """Count what is rendered; the last part of the path says what kind of answer it is."""
    path = environ["PATH_INFO"]
    rendered.append(path)
    edition = text[0]
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Cache-Control", "public, max-age=60"),
        ("Vary", "Accept-Language"),
    ]
    if path.endswith("/held"):
        hold.set()
        go_on.wait(10)
    if path.endswith("/slow"):
        time.sleep(0.2)
    if path.endswith("/cookie"):
        headers.append(("Set-Cookie", "a=1"))
    if path.endswith("/private"):
        headers[1] = ("Cache-Control", "private")
    if path.endswith("/varied"):
        headers[2] = ("Vary", "X-Theme")
    status = "404 Not Found" if path.endswith("/missing") else "200 OK"
    start_response(status, headers)
    page = (
        f"{path} {environ['QUERY_STRING']} {environ.get('HTTP_COOKIE')} {environ.get('HTTP_ACCEPT_LANGUAGE')} {edition} "
        + "x" * 2000
    )
    return [page.encode()]


@pytest.fixture
def server():
    rendered.clear()
    hold.clear()
    go_on.clear()
    text[0] = "first edition"
    with running(site, ServingConfig(languages=("en", "ar"), session_cookie="session", release="r1")) as one:
        yield one


def test_a_public_page_is_rendered_once(server):
    first, second = server.ask("/en/"), server.ask("/en/")
    assert first[2] == second[2]
    assert rendered == ["/en/"]
    assert (first[1]["cache-control"], first[1]["vary"]) == ("no-cache", "Accept-Encoding, Accept-Language, Cookie")


def test_query_zone_host_and_language_of_the_address_make_other_pages(server):
    asked = [
        ("/en/", {}),
        ("/en/?page=2", {}),
        ("/en/", {"Cookie": "zone=Asia/Seoul"}),
        ("/en/", {"Host": "other.example"}),
        ("/ar/", {}),
        ("/", {"Accept-Language": "ar"}),
        ("/", {"Accept-Language": "en"}),
    ]
    for _ in range(2):
        for path, headers in asked:
            server.ask(path, headers=headers)
    assert len(rendered) == len(asked)


def test_an_address_with_its_language_needs_no_other(server):
    for language in ("ar", "en", "ko"):
        server.ask("/en/", headers={"Accept-Language": language})
    assert rendered == ["/en/"]


@pytest.mark.parametrize("cookie", ["session=abc", "zone=UTC; session=abc", "messages=x"])
def test_who_is_signed_in_or_has_a_message_gets_nothing_from_the_cache(server, cookie):
    server.ask("/en/")
    body = server.ask("/en/", headers={"Cookie": cookie})[2]
    assert cookie.encode() in body
    assert cookie.encode() not in server.ask("/en/")[2]
    assert rendered == ["/en/", "/en/"]


def test_a_session_in_a_second_cookie_header_is_not_overlooked(server):
    server.ask("/en/")
    answer = server.say(
        b"GET /en/ HTTP/1.1\r\nHost: a\r\nCookie: session=abc\r\nCookie: zone=UTC\r\nConnection: close\r\n\r\n"
    )
    assert b"session=abc" in answer


@pytest.mark.parametrize("kind", ["cookie", "private", "varied", "missing"])
def test_what_is_not_public_is_not_kept(server, kind):
    for _ in range(2):
        server.ask(f"/en/{kind}")
    assert rendered == [f"/en/{kind}"] * 2


def test_a_form_that_is_sent_is_never_answered_from_the_cache(server):
    server.ask("/en/")
    server.ask("/en/", method="POST", body=b"a=1")
    assert rendered == ["/en/", "/en/"]


def test_a_known_page_is_not_sent_again(server):
    _, headers, _ = server.ask("/en/")
    status, again, body = server.ask("/en/", headers={"If-None-Match": f'"x", {headers["etag"]}'})
    assert (status, body, again["etag"]) == (304, b"", headers["etag"])
    assert server.ask("/en/", headers={"If-None-Match": '"x"'})[0] == 200


def test_both_forms_of_a_page_are_the_same_page(server):
    plain, packed = server.ask("/en/"), server.ask("/en/", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed[2]) == plain[2]
    assert packed[1]["etag"] == plain[1]["etag"]
    assert len(packed[2]) < 300
    assert rendered == ["/en/"]


def test_a_head_request_is_answered_from_the_cache(server):
    length = server.ask("/en/")[1]["content-length"]
    status, headers, body = server.ask("/en/", method="HEAD")
    assert (status, headers["content-length"], body) == (200, length, b"")
    assert rendered == ["/en/"]


def test_requests_sent_in_one_go_are_answered_in_order(server):
    server.ask("/en/")
    answer = server.say(
        b"GET /en/ HTTP/1.1\r\nHost: a\r\n\r\n"
        b"GET /en/private HTTP/1.1\r\nHost: a\r\n\r\n"
        b"GET /en/ HTTP/1.1\r\nHost: a\r\n\r\n"
        b"GET /en/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    )
    bodies = [part.partition(b"\r\n\r\n")[2].split(b" ")[0] for part in answer.split(b"HTTP/1.1 200 OK\r\n")[1:]]
    assert bodies == [b"/en/", b"/en/private", b"/en/", b"/en/"]


@pytest.mark.parametrize("line", [b"GET /en/ HTTP/1.0", b"GET /en/ HTTP/1.1\r\nConnection: close"])
def test_a_kept_page_ends_the_connection_for_those_who_want_it(server, line):
    server.ask("/en/", headers={"Host": "a"})
    answer = server.say(line + b"\r\nHost: a\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"\r\nconnection: close\r\n" in answer
    assert rendered == ["/en/"]


def test_a_kept_page_carries_a_date(server):
    server.ask("/en/")
    assert server.ask("/en/")[1]["date"].endswith(" GMT")


def test_a_change_is_seen_at_once(server):
    server.ask("/en/")
    text[0] = "second edition"
    assert b"first edition" in server.ask("/en/")[2]
    bus.publish("public_changed", {"what": "members"})
    assert b"second edition" in server.ask("/en/")[2]


def test_a_page_begun_before_a_change_is_not_kept_after_it(server):
    with ThreadPoolExecutor(1) as pool:
        early = pool.submit(server.ask, "/en/held")
        assert hold.wait(5)
        text[0] = "second edition"
        bus.publish("public_changed", {"what": "members"})
        go_on.set()
        assert b"first edition" in early.result()[2]
    assert b"second edition" in server.ask("/en/held")[2]
    assert b"second edition" in server.ask("/en/held")[2]
    assert len(rendered) == 2


def test_after_a_change_a_popular_page_is_rendered_once_for_everybody(server):
    server.ask("/en/slow")
    bus.publish("public_changed", {})
    with ThreadPoolExecutor(30) as pool:
        bodies = set(pool.map(lambda _: server.ask("/en/slow")[2], range(30)))
    assert len(bodies) == 1
    assert len(rendered) == 2


def answer_of(size: int) -> Answer:
    return Answer(
        200, [(b"content-type", b"text/html"), (b"cache-control", b"public")], body=bytes(range(256)) * (size // 256)
    )


def test_the_least_recently_read_page_leaves_when_the_room_is_full():
    cache = PageCache(ServingConfig(page_cache_bytes=54_000))
    for name in ("a", "b", "c", "d"):
        cache.finish(answer_of(10_240), key=(name,), generation=0)
    cache.get(("a",))
    cache.finish(answer_of(10_240), key=("e",), generation=0)
    assert [name for name in ("a", "b", "c", "d", "e") if cache.get((name,)) is not None] == ["a", "c", "d", "e"]
    assert cache._bytes == sum(page.size for page in cache._pages.values())


def test_a_page_too_large_for_the_room_is_sent_but_not_kept():
    cache = PageCache(ServingConfig(page_cache_bytes=54_000))
    assert cache.finish(answer_of(30_720), key=("a",), generation=0).size > 30_000
    assert cache.get(("a",)) is None


def test_a_page_lasts_a_minute_at_most():
    cache = PageCache(ServingConfig(page_cache_seconds=0.05))
    cache.finish(answer_of(1024), key=("a",), generation=0)
    assert cache.get(("a",)) is not None
    assert wait_until(lambda: cache.get(("a",)) is None, seconds=1)


def test_a_page_lasts_no_longer_than_it_says_itself(monkeypatch):
    cache, clock = PageCache(ServingConfig(page_cache_seconds=60)), [100.0]
    monkeypatch.setattr("comitia.serving.page_cache.time.monotonic", lambda: clock[0])
    answer = answer_of(1024)
    answer.headers[1] = (b"cache-control", b"public, max-age=0, s-maxage=1")
    cache.finish(answer, key=("a",), generation=0)
    clock[0] = 100.9
    assert cache.get(("a",)) is not None
    clock[0] = 101.1
    assert cache.get(("a",)) is None


def test_purging_from_other_threads_keeps_the_books_right():
    cache = PageCache(ServingConfig(page_cache_bytes=50_000))
    ended = threading.Event()

    def purge() -> None:
        while not ended.is_set():
            cache.purge()

    purger = threading.Thread(target=purge)
    purger.start()
    for number in range(2000):
        cache.finish(answer_of(1024), key=(number % 50,), generation=cache.generation)
        cache.get((number % 7,))
    ended.set()
    purger.join()
    assert cache._bytes == sum(page.size for page in cache._pages.values())
