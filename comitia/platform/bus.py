"""Short messages between the parts of the program, and between its processes when `BUS_URL` names a Valkey or Redis.

A message says that something changed, never what a person wrote: whoever hears it reads the database. Delivery inside
the process is immediate, in the publisher's thread; to the other processes it is at most once. After a broken
connection every process hears `RECONNECTED` and treats what it keeps as out of date.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

if TYPE_CHECKING:
    from comitia.platform.links import Link

logger = logging.getLogger(__name__)

Payload = Mapping[str, Any]
Callback = Callable[[Payload], None]

RECONNECTED: Final = "bus_reconnected"


class Bus:
    """Delivers messages to the subscribers of this process, and through a link to those of the others."""

    def __init__(self) -> None:
        self._subscribers: dict[str, tuple[Callback, ...]] = {}
        self._changing = threading.Lock()
        self._link: Link | None = None

    def subscribe(self, topic: str, callback: Callback) -> Callable[[], None]:
        """Call `callback(payload)` at every message of the topic until the function returned here is called."""
        with self._changing:
            self._subscribers[topic] = (*self._subscribers.get(topic, ()), callback)

        def leave() -> None:
            with self._changing:
                remaining = tuple(one for one in self._subscribers.get(topic, ()) if one is not callback)
                self._subscribers[topic] = remaining

        return leave

    def publish(self, topic: str, payload: Payload) -> None:
        """Tell everybody who subscribed, in this process at once and in the others by and by."""
        message = json.dumps({"topic": topic, "payload": payload})
        self.deliver(topic, payload)
        if self._link is not None:
            self._link.send(message)

    def deliver(self, topic: str, payload: Payload) -> None:
        """Call the subscribers of this process; one that fails keeps no other from hearing."""
        for callback in self._subscribers.get(topic, ()):
            try:
                callback(payload)
            except Exception as error:  # noqa: BLE001  a deaf subscriber must not fail the act it is told about
                logger.error("A subscriber of %s failed: %s", topic, type(error).__name__)  # noqa: TRY400  no personal data

    def connect(self, url: str) -> None:
        """Link this process to the others; an empty address or one already linked changes nothing."""
        if url and self._link is None:
            from comitia.platform.links import Link  # the client library, only where there is somebody to talk to

            self._link = Link(url, self.deliver, reconnected=partial(self.deliver, RECONNECTED, {}))

    def close(self) -> None:
        """Unlink this process."""
        if self._link is not None:
            self._link.close()
            self._link = None


_bus = Bus()
publish = _bus.publish
subscribe = _bus.subscribe
connect = _bus.connect
close = _bus.close


def announce_on_commit(topic: str, payload: Payload) -> None:
    """Publish when the transaction around this call is committed; never if it is rolled back."""
    transaction.on_commit(partial(publish, topic, payload))
