"""Requests to addresses that people typed: only to networks that may be reached, with an end to all patience.

The name is resolved once, every address it has is checked, and the connection goes to a checked address: a name that
changes its address in between leads nowhere else. Redirects are not followed.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from threading import Timer
from typing import Final
from urllib.parse import SplitResult, urlsplit

Networks = Sequence[IPv4Network | IPv6Network]
SECONDS: Final = 10.0
LONGEST_ANSWER: Final = 65_536
PORTS: Final = {"https": 443, "http": 80}
# An IPv4 address inside an IPv6 one, behind a gateway that translates (RFC 6052)
TRANSLATED: Final = ip_network("64:ff9b::/96")


class NotReachedError(Exception):
    """Says in a word, without an address, why no answer came."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The status of an answer and how long it took."""

    status: int
    milliseconds: int


def networks(text: str) -> list[IPv4Network | IPv6Network]:
    """Read a list of addresses and networks with commas between; raise `ValueError` for what is neither."""
    return [ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip()]


def post(address: str, body: bytes, *, headers: Mapping[str, str], allowed: Networks = ()) -> Answered:
    """Send a body to an address; raise `NotReachedError` if no answer comes within `SECONDS`, or none may be asked for.

    Public networks may be reached, and those `allowed` besides.
    """
    parts = urlsplit(address)
    network_address = checked(parts, allowed=allowed)
    began = time.monotonic()
    try:
        with socket.create_connection((network_address, parts.port or PORTS[parts.scheme]), SECONDS) as opened:
            status = _ask(opened, parts, body, headers)
    except TimeoutError:
        raise NotReachedError("timeout") from None
    except ssl.SSLError:
        raise NotReachedError("certificate") from None
    except (HTTPException, OSError, ValueError):
        raise NotReachedError("timeout" if time.monotonic() - began >= SECONDS else "no_connection") from None
    seconds = time.monotonic() - began
    if seconds >= SECONDS:  # a line that was cut in the head of an answer looks as if the head ended there
        raise NotReachedError("timeout")
    return Answered(status, int(seconds * 1000))


def checked(parts: SplitResult, *, allowed: Networks = ()) -> str:
    """Resolve the name in an address and give the first of its network addresses, if all of them may be reached."""
    try:
        port = parts.port or PORTS[parts.scheme]
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, KeyError, UnicodeError, ValueError):
        raise NotReachedError("unknown_name") from None
    addresses = [str(one[4][0]) for one in found]
    if not all(may_reach(ip_address(one.partition("%")[0]), allowed=allowed) for one in addresses):
        raise NotReachedError("private_network")
    return addresses[0]


def may_reach(address: IPv4Address | IPv6Address, *, allowed: Networks = ()) -> bool:
    """Tell whether an address is public, also the one it carries inside, or in one of the allowed networks."""
    inner = _inner(address)
    if inner is not None:
        return may_reach(inner, allowed=allowed)
    if any(address in network for network in allowed):
        return True
    return address.is_global and not address.is_multicast and not address.is_reserved


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | None:
    if isinstance(address, IPv4Address):
        return None
    if address in TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def _ask(opened: socket.socket, parts: SplitResult, body: bytes, headers: Mapping[str, str]) -> int:
    """Send a request over an open connection and give the status of the answer."""
    # A server that sends a byte now and then keeps each single wait short: after all of them the line is cut.
    with opened.dup() as line:
        timer = Timer(SECONDS, _cut, [line])
        timer.daemon = True
        timer.start()
        connection = _connection(opened, parts)
        try:
            target = parts.path or "/"
            connection.request("POST", f"{target}?{parts.query}" if parts.query else target, body, dict(headers))
            response = connection.getresponse()
            response.read(LONGEST_ANSWER)
            return response.status
        finally:
            timer.cancel()
            connection.close()


def _connection(opened: socket.socket, parts: SplitResult) -> HTTPConnection:
    """Speak HTTP over a connection that is open already, under the name that was asked for."""
    name = parts.hostname or ""
    if parts.scheme == "https":
        connection: HTTPConnection = HTTPSConnection(name, parts.port, context=_certificates())
        connection.sock = _certificates().wrap_socket(opened, server_hostname=name)
    else:
        connection = HTTPConnection(name, parts.port)
        connection.sock = opened
    return connection


def _cut(line: socket.socket) -> None:
    with suppress(OSError):  # closed already
        line.shutdown(socket.SHUT_RDWR)


@cache
def _certificates() -> ssl.SSLContext:
    return ssl.create_default_context()
