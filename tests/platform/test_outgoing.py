"""Requests to addresses that people typed reach only what may be reached, and end in time."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.platform import outgoing
from comitia.platform.outgoing import NotReachedError, checked, may_reach, networks, post

LOOPBACK = networks("127.0.0.0/8")
ENDS = (b"\r\n\r\n{}", b"Content-Length: 0\r\n\r\n")


@contextmanager
def answering(*parts: bytes, pause: float = 0.0):
    """Run a server on loopback that answers once, in parts with pauses between; give its port and what it was sent."""
    heard: list[bytes] = []
    stop = threading.Event()

    def serve() -> None:
        opened, _address = listener.accept()
        with opened:
            said = opened.recv(65_536)
            while said.startswith(b"POST") and not said.endswith(ENDS):
                said += opened.recv(65_536)
            heard.append(said)
            try:
                for part in parts:
                    opened.sendall(part)
                    stop.wait(pause)
            except OSError:
                pass

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1], heard
        stop.set()
        thread.join(5)


def test_a_body_is_sent_and_the_status_comes_back():
    with answering(b"HTTP/1.1 204 No Content\r\n\r\n") as (port, heard):
        answer = post(f"http://127.0.0.1:{port}/in?key=1", b"{}", headers={"X-Kind": "test"}, allowed=LOOPBACK)
    assert answer.status == 204
    head, _blank, body = heard[0].partition(b"\r\n\r\n")
    assert head.split(b"\r\n")[0] == b"POST /in?key=1 HTTP/1.1"
    assert f"Host: 127.0.0.1:{port}".encode() in head.split(b"\r\n")
    assert (b"X-Kind: test" in head.split(b"\r\n"), body) == (True, b"{}")


def test_a_redirect_is_an_answer_and_is_not_followed():
    with answering(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n") as (
        port,
        _heard,
    ):
        assert post(f"http://127.0.0.1:{port}/", b"", headers={}, allowed=LOOPBACK).status == 302


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/", "http://localhost:9/", "http://[::1]:9/", "http://2130706433/"]
)
def test_nothing_is_sent_to_what_is_not_public(address):
    with pytest.raises(NotReachedError, match="private_network"):
        post(address, b"", headers={})


@pytest.mark.parametrize("address", ["http://nowhere.invalid/", "http://[bad/", "ftp://example.org/", "http:///", "x"])
def test_what_is_no_address_is_not_asked(address):
    with pytest.raises((NotReachedError, ValueError)):
        post(address, b"", headers={})


def test_one_private_address_among_several_is_enough_to_refuse(monkeypatch):
    found = [(2, 1, 6, "", (one, 443)) for one in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: found)
    with pytest.raises(NotReachedError, match="private_network"):
        checked(urlsplit("https://example.org/"))
    assert checked(urlsplit("https://example.org/"), allowed=networks("10.0.0.0/8")) == "93.184.215.14"


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.1.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::10.0.0.1",
        "2002:7f00:1::",
        "2001:0:0:0:0:0:80ff:fffe",
    ],
)
def test_private_addresses_are_not_reached_in_whatever_dress(address):
    assert not may_reach(ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_address_dressed_as_another_is_judged_as_itself(address):
    for dress in (f"::ffff:{address}", f"64:ff9b::{address}"):
        assert may_reach(ip_address(dress)) == may_reach(address)
    assert may_reach(address, allowed=[ip_network(f"{address}/32")])


@pytest.mark.parametrize(
    ("parts", "word"),
    [
        ((b"",), "no_connection"),
        ((b"SSH-2.0-OpenSSH_9.2\r\n",), "no_connection"),
        ((b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000,), "no_connection"),
    ],
)
def test_what_is_no_answer_is_a_failure(parts, word):
    with answering(*parts) as (port, _heard), pytest.raises(NotReachedError, match=word):
        post(f"http://127.0.0.1:{port}/", b"", headers={}, allowed=LOOPBACK)


def test_one_that_answers_a_byte_at_a_time_is_left(monkeypatch):
    monkeypatch.setattr(outgoing, "SECONDS", 0.5)
    dripping = [b"HTTP/1.1 200 OK\r\n", *(b"x" for _byte in range(40))]
    with answering(*dripping, pause=0.1) as (port, _heard), pytest.raises(NotReachedError, match="timeout"):
        post(f"http://127.0.0.1:{port}/", b"", headers={}, allowed=LOOPBACK)


def test_a_certificate_is_wanted():
    with answering(b"HTTP/1.1 200 OK\r\n\r\n") as (port, _heard), pytest.raises(NotReachedError, match="certificate"):
        post(f"https://127.0.0.1:{port}/", b"", headers={}, allowed=LOOPBACK)
