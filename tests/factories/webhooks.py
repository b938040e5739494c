"""Webhooks, and a program on loopback that is called."""

from __future__ import annotations

import base64
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from comitia.notices.actions import webhooks
from comitia.notices.models import Webhook
from comitia.notices.policies.webhooks import EVENTS
from comitia.platform.actors import Actor

AT = datetime(2020, 11, 1, 9, 0, tzinfo=UTC)
OFFICER = Actor(None, capacity="secretariat", roles=frozenset({"secretariat"}))


@dataclass
class Receiver:
    """A program that takes messages; `statuses` are its next answers, after them 204."""

    address: str = ""
    statuses: list[int] = field(default_factory=list)
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _headers, body in self.heard]


@contextmanager
def receiving(*statuses: int) -> Iterator[Receiver]:
    """Run a program on loopback."""
    receiver = Receiver(statuses=list(statuses))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(receiver.statuses.pop(0) if receiver.statuses else 204)
            self.end_headers()

        def log_message(self, *_words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    receiver.address = f"http://127.0.0.1:{server.server_port}/in"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def listen(address: str = "https://example.org/in", *events: str, at: datetime = AT) -> Webhook:
    """Have an address called for some events, or for all."""
    return webhooks.add_webhook(address=address, events=events or tuple(EVENTS), by=OFFICER, at=at)


def is_signed(webhook: Webhook, headers: dict[str, str], body: bytes) -> bool:
    """Check a message as its receiver does, by the letter of Standard Webhooks 1.0."""
    key = base64.b64decode(webhook.secret.split("_")[1])
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = base64.b64encode(hmac.new(key, content, "sha256").digest()).decode()
    return f"v1,{wanted}" in headers["webhook-signature"].split()
