"""The hub: one log per topic, one cursor per reader, nothing queued per reader.

An event is written once into the ring of its topic and wakes the readers who wait for that topic; each then takes from
the log what lies behind its cursor. A reader who comes back says the last number it saw and gets the rest. Everything
here runs in the event loop; other threads come in through `announce`.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import deque
from collections.abc import Iterable
from functools import partial
from typing import Any, Final

from comitia.platform import bus

RING: Final = 1024
TICK_SECONDS: Final = 0.1
HEARTBEAT_SECONDS: Final = 20
BEAT_SECONDS: Final = 1.0
STALLED_SECONDS: Final = 20.0
KEPT_SECONDS: Final = 600.0
LIVE_TOPIC: Final = "live"
CHANGED_TOPIC: Final = "public_changed"


class Reader:
    """One open stream: its topics, how far it has read, and since when it has been writing to a slow network."""

    __slots__ = ("cursor", "task", "topics", "waiting", "writing_since")

    def __init__(self, topics: frozenset[str], cursor: int, task: asyncio.Task[None]) -> None:
        self.topics = topics
        self.cursor = cursor
        self.task = task
        self.waiting: asyncio.Future[bool] | None = None
        self.writing_since: float | None = None


class Log:
    """The last events of one topic, and the number of the newest one that is no longer here."""

    __slots__ = ("ring", "touched", "without")

    def __init__(self, *, without: int) -> None:
        self.ring: deque[tuple[int, bytes]] = deque(maxlen=RING)
        self.without = without
        self.touched = 0.0


class Hub:
    """Logs events and wakes readers."""

    def __init__(self) -> None:
        # A number means nothing to another process or after a restart: the epoch in front of it says whose it is.
        self.epoch = secrets.token_hex(4)
        self.number = 0
        self._logs: dict[str, Log] = {}
        # The number of the newest event in any log that was thrown away as a whole.
        self._forgotten = 0
        self._readers: dict[str, set[Reader]] = {}
        self._everybody: tuple[set[Reader], ...] = tuple(set() for _ in range(HEARTBEAT_SECONDS))
        self._count = 0
        self._joined = 0
        self._to_wake: set[str] = set()
        self._next_wake = 0.0
        self._loop: asyncio.AbstractEventLoop | None = None
        # The loop itself keeps only weak references to tasks: one that nobody holds may vanish.
        self._tasks: set[asyncio.Task[None]] = set()
        self._leave_bus: list[Any] = []
        self.is_open = False

    @property
    def reader_count(self) -> int:
        return self._count

    def start(self) -> None:
        """Listen to the bus and begin the heartbeat; call it in the event loop."""
        self._loop = asyncio.get_running_loop()
        self.is_open = True
        task = self._loop.create_task(self._beat())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self._leave_bus = [
            bus.subscribe(LIVE_TOPIC, lambda heard: self.announce(heard["topic"], heard["event"])),
            bus.subscribe(CHANGED_TOPIC, self._hear_change),
        ]

    def _hear_change(self, payload: bus.Payload) -> None:
        if "meeting" in payload and "what" in payload:
            self.announce(f"{payload['what']}:{payload['meeting']}", dict(payload))

    def announce(self, topic: str, event: dict[str, Any]) -> None:
        """Publish from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(partial(self.publish, topic, event))

    def publish(self, topic: str, event: dict[str, Any]) -> None:
        """Log an event and wake its readers: at once after a quiet moment, at the next tick when events come thick."""
        loop = asyncio.get_running_loop()
        self.number += 1
        data = json.dumps({"topic": topic, **event}, ensure_ascii=False, separators=(",", ":"))
        log = self._log_of(topic)
        if len(log.ring) == RING:
            log.without = log.ring[0][0]
        log.ring.append((self.number, f"id: {self.epoch}-{self.number}\ndata: {data}\n\n".encode()))
        log.touched = loop.time()
        if not self._to_wake:
            loop.call_at(max(self._next_wake, loop.time()), self._wake)
        self._to_wake.add(topic)

    def _log_of(self, topic: str) -> Log:
        if topic not in self._logs:
            self._logs[topic] = Log(without=self._forgotten)
        return self._logs[topic]

    def _wake(self) -> None:
        self._next_wake = asyncio.get_running_loop().time() + TICK_SECONDS
        topics, self._to_wake = self._to_wake, set()
        for topic in topics:
            for reader in self._readers.get(topic, ()):
                if reader.waiting is not None and not reader.waiting.done():
                    reader.waiting.set_result(True)

    def join(self, topics: Iterable[str], *, last_seen: str, task: asyncio.Task[None]) -> tuple[Reader, bool]:
        """Add a reader; say also whether everything after the event it saw last is still here."""
        chosen = frozenset(topics)
        epoch, _, number = last_seen.rpartition("-")
        cursor, is_complete = self.number, True
        if last_seen:
            is_complete = epoch == self.epoch and number.isdecimal() and int(number) <= self.number
            is_complete = is_complete and all(self._log_of(topic).without <= int(number) for topic in chosen)
            cursor = int(number) if is_complete else self.number
        reader = Reader(chosen, cursor, task)
        for topic in chosen:
            self._readers.setdefault(topic, set()).add(reader)
            self._log_of(topic)
        self._everybody[self._joined % HEARTBEAT_SECONDS].add(reader)
        self._joined += 1
        self._count += 1
        return reader, is_complete

    def leave(self, reader: Reader) -> None:
        """Remove a reader; a topic that nobody reads keeps its events for a while, for those who come back."""
        for topic in reader.topics:
            self._readers[topic].discard(reader)
            if not self._readers[topic]:
                del self._readers[topic]
                if not self._logs[topic].ring:
                    del self._logs[topic]
        for slot in self._everybody:
            slot.discard(reader)
        self._count -= 1

    def behind(self, reader: Reader) -> bytes | None:
        """Give what the reader has not seen and move its cursor; None if part of it is lost."""
        blocks: list[tuple[int, bytes]] = []
        for topic in reader.topics:
            log = self._logs[topic]
            if log.without > reader.cursor:
                reader.cursor = self.number
                return None
            for entry in reversed(log.ring):
                if entry[0] <= reader.cursor:
                    break
                blocks.append(entry)
        reader.cursor = self.number
        if len(blocks) > 1:
            blocks.sort()
        return b"".join(block for _, block in blocks)

    async def wait(self, reader: Reader) -> bool:
        """Wait until there may be something to read; False means: time for a heartbeat."""
        reader.waiting = asyncio.get_running_loop().create_future()
        return await reader.waiting

    async def _beat(self) -> None:
        """Look at a twentieth of the readers each second: a heartbeat for the quiet, an end for the stalled."""
        loop = asyncio.get_running_loop()
        slot = 0
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            slot = (slot + 1) % HEARTBEAT_SECONDS
            if slot == 0:
                self._forget_old_logs(before=loop.time() - KEPT_SECONDS)
            for reader in tuple(self._everybody[slot]):
                if reader.writing_since is not None and loop.time() - reader.writing_since > STALLED_SECONDS:
                    reader.task.cancel()
                elif reader.waiting is not None and not reader.waiting.done():
                    reader.waiting.set_result(False)

    def _forget_old_logs(self, *, before: float) -> None:
        for topic, log in tuple(self._logs.items()):
            if topic not in self._readers and log.touched < before:
                self._forgotten = max(self._forgotten, log.without, log.ring[-1][0] if log.ring else 0)
                del self._logs[topic]

    def close(self) -> None:
        """End every stream; browsers come back to another process, or to this one when it is there again."""
        self.is_open = False
        for leave in self._leave_bus:
            leave()
        for task in self._tasks:
            task.cancel()
        for slot in self._everybody:
            for reader in slot:
                reader.task.cancel()
