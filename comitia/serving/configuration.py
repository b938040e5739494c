"""What the server needs to know: plain values, so that it can be tested without a site behind it."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class ServingConfig:
    """Limits, names of cookies and places of files; `comitia.config` fills it from the settings."""

    threads: int = 4
    waiting_limit: int = 1000
    body_limit: int = 26 * MEGABYTE
    body_pause_seconds: float = 30.0
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    release: str = ""
    languages: tuple[str, ...] = ("en",)
    session_cookie: str = "sessionid"
    private_cookies: tuple[str, ...] = ("messages",)
    zone_cookie: str = "zone"
    language_cookie: str = "django_language"
    page_cache_bytes: int = 32 * MEGABYTE
    page_cache_seconds: float = 60.0
    static_prefix: str = "/static/"
    reload_static: bool = False
    media_prefix: str = "/media/"
    media_root: Path | None = None
    # Wagtail serves documents through a view that asks who may read them; their folder must have no second door.
    closed_media_folders: tuple[str, ...] = ("documents",)
    stream_limit: int = 15_000
