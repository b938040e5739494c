"""Every setting of Comitia: one environment variable each, typed, with a safe default."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, get_type_hints

from comitia.serving.proxies import networks_of

SCHEMES = {
    "database_url": ("postgresql://",),
    "bus_url": ("redis://", "rediss://"),
    "email_url": ("smtp://",),
    "clamav": ("tcp://", "unix:///"),
}
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
SECRET = ("database_url", "bus_url", "email_url")  # may hold passwords: never printed


class SettingError(Exception):
    """A setting has a value it cannot have; the sentence says which and what to set."""


def setting(default: Any, meaning: str) -> Any:
    """Declare a setting with its default and what it is for (printed by `comitia settings`)."""
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings as read once at start; the variable of `data_dir` is COMITIA_DATA_DIR, and so on."""

    data_dir: Path = setting(Path("var"), "folder of the database, uploaded files and the secret key")
    base_url: str = setting(
        "http://127.0.0.1:8000", "address under which people reach the site; by itself it follows the port"
    )
    host: str = setting("127.0.0.1", "network address to listen on")
    port: int = setting(8000, "port to listen on")
    database_url: str = setting("", "postgresql://user:password@host/name; empty: one SQLite file in the data folder")
    bus_url: str = setting(
        "", "redis://host:port/0 (Valkey or Redis) when there is more than one process; empty: in-process"
    )
    email_url: str = setting(
        "", "smtp://user:password@host:587?tls=yes; empty: letters go to the outbox page and the console"
    )
    email_from: str = setting("Comitia <no-reply@localhost>", "sender of every letter")
    secret_key_file: Path = setting(
        Path(), "file with the secret key; empty: secret_key in the data folder, made at first start"
    )
    threads: int = setting(4, "threads that answer pages")
    workers: int = setting(1, "threads that do background work; 0: a separate `comitia worker` does it")
    trusted_proxies: str = setting(
        "", "comma-separated addresses of reverse proxies whose X-Forwarded-* headers are believed"
    )
    body_limit_mb: int = setting(26, "largest request body in megabytes")
    debug: bool = setting(False, "show tracebacks in the browser; only on loopback")
    oidc_providers: str = setting(
        "", "path of a JSON file that lists OpenID Connect providers (id, name, server_url, client_id, secret)"
    )
    clamav: str = setting(
        "",
        "tcp://host:3310 or unix:///run/clamav/clamd.ctl; empty: files that people bring stay in quarantine until an officer releases them",
    )
    webhook_networks: str = setting(
        "",
        "comma-separated addresses or networks that are not public and that webhooks may call all the same, such as 10.0.0.0/8",
    )
    link_minutes: int = setting(30, "minutes that an e-mailed sign-in link stays valid")

    @property
    def database_path(self) -> Path:
        return self.data_dir / "comitia.sqlite3"


def variable(name: str) -> str:
    return f"COMITIA_{name.upper()}"


def read(values: dict[str, str] | None = None) -> Environment:
    """Read the settings from the environment; raise `SettingError` with a sentence for a value that cannot be."""
    given = dict(os.environ) if values is None else values
    hints = get_type_hints(Environment)
    known = {variable(item.name): item.name for item in fields(Environment)}
    unknown = sorted(name for name in given if name.startswith("COMITIA_") and name not in known)
    if unknown:
        raise SettingError(f"Unknown setting {', '.join(unknown)}. `comitia settings` lists all of them.")
    read_values = {name: _parse(key, given[key], hints[name]) for key, name in known.items() if given.get(key)}
    if "port" in read_values:
        read_values.setdefault("base_url", f"http://127.0.0.1:{read_values['port']}")
    environment = Environment(**read_values)
    _refuse_unsafe(environment)
    return environment


def _parse(key: str, text: str, kind: type) -> Any:
    if kind is bool:
        if text.lower() in {"1", "true", "yes", "on"}:
            return True
        if text.lower() in {"0", "false", "no", "off"}:
            return False
        raise SettingError(f"{key} is {text!r}; it must be yes or no.")
    try:
        return kind(text)
    except ValueError:
        raise SettingError(f"{key} is {text!r}; it must be a whole number.") from None


def _refuse_unsafe(environment: Environment) -> None:
    host = environment.base_url.partition("://")[2].partition("/")[0]
    is_loopback = host.rpartition(":")[0] in LOOPBACK or host in LOOPBACK
    if not environment.base_url.startswith(("http://", "https://")):
        raise SettingError("COMITIA_BASE_URL must begin with http:// or https://.")
    if environment.debug and not is_loopback:
        raise SettingError(
            "COMITIA_DEBUG is only for loopback addresses: unset it or set COMITIA_BASE_URL to http://127.0.0.1."
        )
    if environment.base_url.startswith("http://") and not is_loopback:
        raise SettingError(
            "COMITIA_BASE_URL is plain http. Passkeys and secure cookies need https: put a proxy in front and set https://."
        )
    if environment.threads < 1:
        raise SettingError("COMITIA_THREADS must be 1 or more.")
    for name, schemes in SCHEMES.items():
        address = getattr(environment, name)
        if address and not address.startswith(schemes):
            raise SettingError(f"{variable(name)} must begin with {' or '.join(schemes)}.")
    for name in ("trusted_proxies", "webhook_networks"):
        try:
            networks_of(getattr(environment, name))
        except ValueError:
            raise SettingError(
                f"{variable(name)} must be addresses such as 10.0.0.5 or 10.0.0.0/24, with commas between."
            ) from None
    if environment.oidc_providers and not Path(environment.oidc_providers).is_file():
        raise SettingError("COMITIA_OIDC_PROVIDERS must be the path of a JSON file; there is none at that path.")


def secret_key(environment: Environment) -> str:
    """Give the secret key, made with mode 0600 at first use."""
    path = environment.secret_key_file
    if path == Path():
        path = environment.data_dir / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text(encoding="ascii").strip()
