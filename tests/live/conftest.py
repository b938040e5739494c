"""A server whose pages say where the events stand, and readers of its streams."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator

import pytest

from comitia.live.rooms import Rooms
from comitia.serving.configuration import ServingConfig
from tests.serving.running_server import RunningServer, running

PROGRAMME = "programme:excom-2020"


def position(environ, start_response):
    start_response("404 Not Found", [("Content-Type", "text/plain")])
    return [environ["comitia.live_position"].encode()]


@pytest.fixture
def server() -> Iterator[RunningServer]:
    with running(position, ServingConfig(stream_limit=40), follow=Rooms) as one:
        yield one
        while Listener.opened:
            Listener.opened.pop().close()


class Listener:
    """A reader of a stream, as a browser would be."""

    opened: list[Listener] = []

    def __init__(self, server, *topics: str, last_seen: str = "", ticket: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
        query = "&".join([f"topic={topic}" for topic in topics] + ([f"ticket={ticket}"] if ticket else []))
        headers = {"Last-Event-ID": last_seen} if last_seen else {}
        self.connection.request("GET", f"/live/stream?{query}", headers=headers)
        self.response = self.connection.getresponse()
        self.last_seen = last_seen
        self.opened.append(self)

    def block(self) -> dict[str, str]:
        """Read up to the next empty line."""
        fields = {}
        while line := self.response.readline().decode().rstrip("\n"):
            name, _, value = line.partition(": ")
            fields[name] = value
        self.last_seen = fields.get("id", self.last_seen)
        return fields

    def event(self) -> object:
        while "data" not in (block := self.block()):
            pass
        return block["event"] if "event" in block else json.loads(block["data"])["n"]

    def events(self, number: int) -> list[object]:
        return [self.event() for _ in range(number)]

    def close(self) -> None:
        self.response.close()
        self.connection.close()


def publish(server, topic: str, *numbers: int) -> None:
    for number in numbers:
        server.front.hub.announce(topic, {"n": number})
