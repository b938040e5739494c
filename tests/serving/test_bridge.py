"""The bridge: what the site sees of a request, what the reader gets of an answer, and who is held up by whom."""

import gzip
import http.client
import json
import threading
import time
from ipaddress import ip_network

import pytest

from comitia.serving.configuration import ServingConfig
from tests.serving.running_server import running, wait_until

KEYS = (
    "REQUEST_METHOD",
    "PATH_INFO",
    "QUERY_STRING",
    "REMOTE_ADDR",
    "wsgi.url_scheme",
    "HTTP_HOST",
    "CONTENT_LENGTH",
    "CONTENT_TYPE",
)
closed = threading.Event()
release = threading.Event()


class Stream:
    """A response that Django would call streaming."""

    streaming = True

    def __init__(self, blocks) -> None:
        self.blocks = blocks

    def __iter__(self):
        return iter(self.blocks)

    def close(self) -> None:
        closed.set()


def endless():
    while True:
        yield b"x" * 65536


def broken():
    yield b"beginning"
    raise ValueError


STREAMS = {"/endless": endless, "/broken-stream": broken, "/three": lambda: [b"1", b"2", b"3"]}


def site(environ, start_response):
    """Answer with what was asked, as JSON; some paths do other things."""
    path = environ["PATH_INFO"]
    headers = [("Content-Type", "application/json")]
    if path == "/cookies":
        start_response("200 OK", [*headers, ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
        return [b"{}"]
    if path in STREAMS:
        start_response("200 OK", headers)
        return Stream(STREAMS[path]())
    if path == "/broken":
        raise ZeroDivisionError
    if path == "/slow":
        release.wait(10)
    if path == "/long":
        start_response("200 OK", [("Content-Type", "text/html"), ("ETag", '"strong"'), ("Content-Length", "9000")])
        return [b"<p>long" * 1285 + b"<p>.."]
    if path == "/unchanged":
        start_response("304 Not Modified", [("ETag", '"a"')])
        return []
    seen = {key: environ.get(key) for key in KEYS if environ.get(key) is not None}
    seen |= {key: value for key, value in environ.items() if key.startswith("HTTP_X")}
    seen["cookie"] = environ.get("HTTP_COOKIE")
    body = environ["wsgi.input"].read()
    seen["body"] = len(body)
    seen["file"] = type(environ["wsgi.input"]).__name__
    start_response("200 OK", headers)
    return [json.dumps(seen).encode()]


CONFIG = ServingConfig(
    threads=2, body_limit=3_000_000, body_pause_seconds=0.5, trusted_proxies=(ip_network("127.0.0.0/8"),)
)


@pytest.fixture(scope="module")
def server():
    with running(site, CONFIG) as one:
        yield one


@pytest.fixture(scope="module")
def wary_server():
    """Run a server that trusts no proxy and lets only three wait."""
    with running(site, ServingConfig(threads=1, waiting_limit=3, languages=("en", "ar"))) as one:
        yield one


def seen_by_site(answer) -> dict:
    status, _, body = answer
    assert status == 200
    return json.loads(body)


def test_a_path_reaches_the_site_as_its_bytes(server):
    seen = seen_by_site(server.ask("/%EB%8C%80%EC%A0%84/caf%E9/a%2Fb?q=%EB%8C%80"))
    assert seen["PATH_INFO"].encode("latin-1") == "/대전/caf".encode() + b"\xe9/a/b"
    assert seen["QUERY_STRING"] == "q=%EB%8C%80"


def test_repeated_headers_are_joined_and_those_with_underscores_dropped(server):
    answer = server.say(
        b"GET / HTTP/1.1\r\nHost: a.example\r\nX-One: 1\r\nX-One: 2\r\nX_Two: forged\r\nCookie: a=1\r\nCookie: b=2\r\nConnection: close\r\n\r\n"
    )
    seen = json.loads(answer.partition(b"\r\n\r\n")[2])
    assert (seen["HTTP_X_ONE"], seen.get("HTTP_X_TWO"), seen["cookie"]) == ("1,2", None, "a=1; b=2")


def test_each_cookie_of_an_answer_has_its_own_line(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", "/cookies")
    response = connection.getresponse()
    assert response.headers.get_all("Set-Cookie") == ["a=1", "b=2"]
    response.read()
    connection.close()


def test_a_head_request_gets_the_head_alone(server):
    status, headers, body = server.ask("/long", method="HEAD")
    assert (status, headers["content-length"], body) == (200, "9000", b"")
    assert server.ask("/endless", method="HEAD")[0] == 200


def test_not_modified_has_no_body_and_no_length(server):
    status, headers, body = server.ask("/unchanged")
    assert (status, headers.get("content-length"), body) == (304, None, b"")


def test_a_trusted_proxy_tells_who_asks(server):
    seen = seen_by_site(
        server.ask(
            "/",
            headers={
                "X-Forwarded-For": "6.6.6.6, 203.0.113.7, 127.0.0.2",
                "X-Forwarded-Proto": "https",
                "X-Forwarded-Host": "excom.example",
            },
        )
    )
    assert (seen["REMOTE_ADDR"], seen["wsgi.url_scheme"], seen["HTTP_HOST"]) == (
        "203.0.113.7",
        "https",
        "excom.example",
    )
    assert "HTTP_X_FORWARDED_FOR" not in seen


def test_a_stranger_cannot_pretend_to_be_a_proxy(wary_server):
    forged = {
        "X-Forwarded-For": "203.0.113.7",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
        "Host": "a.example",
    }
    seen = seen_by_site(wary_server.ask("/", headers=forged))
    assert (seen["REMOTE_ADDR"], seen["wsgi.url_scheme"], seen["HTTP_HOST"]) == ("127.0.0.1", "http", "a.example")
    assert "HTTP_X_FORWARDED_HOST" not in seen


def test_a_small_body_stays_in_memory_and_a_large_one_goes_to_a_file(server):
    small = seen_by_site(server.ask("/", method="POST", body=b"a=1"))
    large = seen_by_site(server.ask("/", method="POST", body=b"x" * 2_500_000))
    assert (small["body"], small["file"]) == (3, "BytesIO")
    assert large["body"] == 2_500_000
    assert large["file"] != "BytesIO"


def test_a_body_in_chunks_arrives_whole_with_its_length(server):
    seen = seen_by_site(server.ask("/", method="POST", body=iter([b"abc", b"defg"])))
    assert (seen["body"], seen["CONTENT_LENGTH"]) == (7, "7")


def test_five_gigabytes_are_refused_before_they_are_sent(server):
    with server.connect() as connection:
        begun = time.monotonic()
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5368709120\r\n\r\n")
        answer = connection.recv(65536)
        assert time.monotonic() - begun < 0.5
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"larger than 2 MB" in answer


def test_an_upload_too_large_reads_its_refusal_although_it_keeps_sending(server):
    status, headers, body = server.ask("/", method="POST", body=b"x" * 3_500_000)
    assert (status, headers["connection"]) == (413, "close")
    assert b"your entries are still in the form" in body


def test_chunks_without_end_are_counted(server):
    with server.connect() as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(40):
            connection.sendall(b"19000\r\n" + b"x" * 0x19000 + b"\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 413 ")


def test_a_refusal_speaks_the_language_of_the_address(wary_server):
    _, _, english = wary_server.ask("/en/forms/", method="POST", headers={"Content-Length": "999999999"})
    _, _, arabic = wary_server.ask("/ar/forms/", method="POST", headers={"Content-Length": "999999999"})
    assert b'<html lang="en" dir="ltr">' in english
    assert b'<html lang="ar" dir="rtl">' in arabic


def test_a_body_that_does_not_come_is_given_up(server):
    answer = server.say(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc")
    assert answer.startswith(b"HTTP/1.1 408 ")


def test_two_different_lengths_are_refused(server):
    answer = server.say(
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\nConnection: close\r\n\r\nabcd"
    )
    assert answer.startswith(b"HTTP/1.1 400 ")


def test_readers_of_a_slow_network_hold_up_nobody(server):
    slow = [server.connect() for _ in range(6)]
    for connection in slow:
        connection.sendall(b"GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
    time.sleep(0.3)
    begun = time.monotonic()
    assert [server.ask("/")[0] for _ in range(5)] == [200] * 5
    assert time.monotonic() - begun < 1
    for connection in slow:
        connection.close()


def test_a_stream_ends_when_its_reader_goes(server):
    time.sleep(0.2)
    closed.clear()
    with server.connect() as connection:
        connection.sendall(b"GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
        connection.recv(100_000)
    assert closed.wait(5)


def test_a_stream_arrives_in_order_and_is_closed(server):
    closed.clear()
    assert server.ask("/three")[2] == b"123"
    assert closed.wait(5)


def test_a_stream_that_breaks_off_is_cut_so_that_nobody_takes_it_for_whole(server):
    with pytest.raises(http.client.IncompleteRead):
        server.ask("/broken-stream")


def test_a_fault_gives_a_page_that_says_so(server, caplog):
    status, headers, body = server.ask("/broken")
    assert (status, headers["x-content-type-options"]) == (500, "nosniff")
    assert b"Something went wrong" in body
    assert "ZeroDivisionError" in caplog.text


def test_long_text_is_compressed_for_those_who_take_it(server):
    _, plain_headers, plain = server.ask("/long")
    _, headers, packed = server.ask("/long", headers={"Accept-Encoding": "br, gzip"})
    assert (headers["content-encoding"], headers["vary"], headers["etag"]) == ("gzip", "Accept-Encoding", 'W/"strong"')
    assert gzip.decompress(packed) == plain
    assert len(plain) == int(plain_headers["content-length"]) == 9000


def test_when_too_many_wait_the_next_is_asked_to_come_back(wary_server):
    release.clear()
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(wary_server.ask("/slow")[0])) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert wait_until(lambda: wary_server.front.bridge._waiting == 3)
    status, headers, _ = wary_server.ask("/")
    assert (status, headers["retry-after"]) == (503, "2")
    release.set()
    for thread in threads:
        thread.join()
    assert answers == [200, 200, 200]
    assert wary_server.ask("/")[0] == 200
