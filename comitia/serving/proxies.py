"""Who asks: the peer itself, or what a trusted reverse proxy says about the person behind it."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any

from comitia.serving.refusals import RefusalError

Networks = tuple[IPv4Network | IPv6Network, ...]
TRACES = frozenset(
    (b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"x-forwarded-port", b"x-real-ip", b"forwarded")
)


@lru_cache(maxsize=4096)
def is_trusted(address: str, networks: Networks) -> bool:
    """Say whether an address belongs to one of the trusted networks."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in networks)


def settle_client(scope: dict[str, Any], *, trusted: Networks) -> None:
    """Put the person's address, scheme and host into the scope; drop every trace that nobody trusted wrote."""
    headers = scope["headers"]
    said = {name: value.decode("latin-1") for name, value in headers if name in TRACES}
    scope["headers"] = [(name, value) for name, value in headers if name not in TRACES]
    peer = scope.get("client")
    if peer is None or not is_trusted(peer[0], trusted):
        return
    if scheme := said.get(b"x-forwarded-proto", ""):
        scope["scheme"] = "https" if scheme.rpartition(",")[2].strip().lower() == "https" else "http"
    if host := said.get(b"x-forwarded-host", ""):
        name = host.rpartition(",")[2].strip().encode("latin-1")
        scope["headers"] = [*((key, value) for key, value in scope["headers"] if key != b"host"), (b"host", name)]
    chain = [
        part.strip()
        for name, value in headers
        if name == b"x-forwarded-for"
        for part in value.decode("latin-1").split(",")
    ]
    # The last entry was written by the nearest proxy; whatever stands before the first stranger may be invented.
    for address in reversed(chain):
        try:
            scope["client"] = (str(ip_address(address)), 0)
        except ValueError:
            raise RefusalError(400) from None
        if not is_trusted(address, trusted):
            return


def networks_of(text: str) -> Networks:
    """Read a comma-separated list of addresses and networks; raise `ValueError` naming the one that is neither."""
    return tuple(ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())
