"""The link between processes, over Valkey or Redis."""

from __future__ import annotations

import json
import logging
import queue
import secrets
import threading
from collections.abc import Callable, Mapping
from typing import Any, Final

from redis import Redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

LONGEST_WAIT_SECONDS: Final = 5.0


class Link:
    """Carries messages over Valkey or Redis: one thread sends, one listens, both come back after a failure."""

    def __init__(
        self, url: str, deliver: Callable[[str, Mapping[str, Any]], None], *, reconnected: Callable[[], None]
    ) -> None:
        # The number of the database in the address keeps two installations on one server apart.
        self._client = Redis.from_url(url, socket_connect_timeout=2, socket_timeout=5, health_check_interval=15)
        number = self._client.get_connection_kwargs().get("db", 0)
        self._channel = f"comitia:{number}"
        self._deliver = deliver
        self._reconnected = reconnected
        self._origin = secrets.token_hex(8)
        self._outgoing: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self.listening = threading.Event()
        self._threads = (
            threading.Thread(target=self._send_all, name="bus-send", daemon=True),
            threading.Thread(target=self._listen, name="bus-listen", daemon=True),
        )
        for thread in self._threads:
            thread.start()

    def send(self, message: str) -> None:
        """Queue a message: nobody who publishes waits for the network."""
        self._outgoing.put(f"{self._origin}{message}")

    def close(self) -> None:
        """Send what is queued if that is quick, then stop."""
        self._outgoing.put(None)
        self._threads[0].join(timeout=1)
        self._stopping.set()
        self._threads[1].join(timeout=1)
        self._client.close()

    def _send_all(self) -> None:
        while (message := self._outgoing.get()) is not None:
            wait = 0.1
            while not self._stopping.is_set():
                try:
                    self._client.publish(self._channel, message)
                    break
                except RedisError as error:
                    logger.warning("The bus cannot send: %s", type(error).__name__)
                    self._stopping.wait(wait)
                    wait = min(wait * 2, LONGEST_WAIT_SECONDS)

    def _listen(self) -> None:
        wait, lost = 0.1, False
        while not self._stopping.is_set():
            try:
                with self._client.pubsub() as channel:  # type: ignore[no-untyped-call]
                    channel.subscribe(self._channel)
                    while not self._stopping.is_set():
                        heard = channel.get_message(timeout=0.5)
                        if heard is None:
                            continue
                        if heard["type"] == "subscribe":
                            self.listening.set()
                            wait = 0.1
                            if lost:
                                lost = False
                                self._reconnected()
                        elif heard["type"] == "message":
                            self._hear(heard["data"])
            except (RedisError, OSError) as error:
                self.listening.clear()
                lost = True
                logger.warning("The bus cannot listen: %s", type(error).__name__)
                self._stopping.wait(wait)
                wait = min(wait * 2, LONGEST_WAIT_SECONDS)

    def _hear(self, data: bytes) -> None:
        origin, message = data[:16], data[16:]
        if origin == self._origin.encode():
            return
        try:
            heard = json.loads(message)
            topic, payload = heard["topic"], heard["payload"]
        except (ValueError, KeyError, TypeError):
            logger.warning("The bus heard something that is not a message.")
            return
        self._deliver(topic, payload)
