"""A real server on a loopback port around a small WSGI application, for tests of serving and live."""

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from comitia.serving.front import Front
from comitia.serving.process import Server, uvicorn_config


@dataclass(slots=True)
class RunningServer:
    front: Front
    server: Server
    port: int

    def ask(self, path: str, *, method: str = "GET", body=None, headers: dict | None = None) -> tuple[int, dict, bytes]:
        """Make one request on a connection of its own; give status, headers by lower-case name, and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            response = connection.getresponse()
            return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
        finally:
            connection.close()

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def say(self, text: bytes) -> bytes:
        """Send bytes as they are and read until the server closes."""
        with self.connect() as connection:
            connection.sendall(text)
            return b"".join(iter(lambda: connection.recv(65536), b""))

    def in_loop(self, function, *arguments) -> None:
        self.front.hub._loop.call_soon_threadsafe(function, *arguments)


@contextmanager
def running(application, config, *, find_static=lambda path: None, follow=None) -> Iterator[RunningServer]:
    front = Front(application, config, find_static=find_static, follow=follow)
    listening = threading.Event()
    server = Server(uvicorn_config(front, host="127.0.0.1", port=0), front, listening.set)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert listening.wait(10)
    try:
        yield RunningServer(front, server, server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(10)
        assert not thread.is_alive()


def wait_until(condition, *, seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True
