"""The hub: one log per topic, nothing queued per reader.

An event is written once into the log of its topic; at the next tick what is new goes as one and the same block straight
to the connections of all who listen. Between two ticks every reader has got everything: the hub keeps no place for any of them.
Who comes back says the last number it saw and gets the rest. Everything here runs in the event loop; other threads come in
through `announce` and `skip`, and may ask `is_heard` and `position`.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterable
from functools import partial
from itertools import islice
from typing import Any, Final

from comitia.live.log import LARGEST_BATCH, Entry, Log
from comitia.platform import bus

TICK_SECONDS: Final = 0.1
HEARTBEAT_SECONDS: Final = 20
BEAT_SECONDS: Final = 1.0
KEPT_SECONDS: Final = 600.0
# So many are written to before others in the event loop have their turn.
TURN: Final = 200
HEARTBEAT: Final = b": beat\n\n"
LIVE_TOPIC: Final = "live"
CHANGED_TOPIC: Final = "public_changed"


class Reader(asyncio.Protocol):
    """One open stream: the protocol of its connection, with no task and no queue behind it."""

    __slots__ = ("_leave", "is_slow", "round", "topics", "transport")

    transport: asyncio.Transport

    def __init__(self, topics: tuple[str, ...], *, leave: Callable[[Reader], None]) -> None:
        self.topics = topics
        self.is_slow = False
        self.round = 0
        self._leave = leave

    def write(self, block: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(block)

    def beat(self) -> None:
        """Send a heartbeat to the quiet; end the stream of one who has not taken anything since the last."""
        if not self.transport.get_write_buffer_size():
            self.is_slow = False
            self.write(HEARTBEAT)
        elif self.is_slow:
            self.transport.abort()
        else:
            self.is_slow = True

    def pause_writing(self) -> None:
        """Drop a reader with more than 64 KB unread: it comes back and gets what it missed, or loads its state again."""
        self.transport.abort()

    def connection_lost(self, _error: Exception | None) -> None:
        self._leave(self)


class Hub:
    """Logs events and writes them to readers."""

    def __init__(self) -> None:
        # A number means nothing to another process or after a restart: the epoch in front of it says whose it is.
        self.epoch = secrets.token_hex(4)
        self.number = 0
        self._sent = 0
        self._logs: dict[str, Log] = {}
        # The number of the newest event in any log that was thrown away as a whole.
        self._forgotten = 0
        self._readers: dict[str, set[Reader]] = {}
        self._rounds: tuple[set[Reader], ...] = tuple(set() for _ in range(HEARTBEAT_SECONDS))
        self._joined = 0
        self._due: set[str] = set()
        self._woken = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        # The loop itself keeps only weak references to tasks: one that nobody holds may vanish.
        self._tasks: set[asyncio.Task[None]] = set()
        self._leave_bus: list[Callable[[], None]] = []
        self.is_open = False

    @property
    def reader_count(self) -> int:
        return sum(map(len, self._rounds))

    @property
    def position(self) -> str:
        """Say where the events stand; a page takes this down before it reads its state, and listens from there."""
        return f"{self.epoch}-{self.number}"

    def is_heard(self, topic: str) -> bool:
        """Say whether anybody listens to a topic now."""
        return topic in self._readers

    def start(self) -> None:
        """Listen to the bus and begin to send; call it in the event loop."""
        self._loop = asyncio.get_running_loop()
        self.is_open = True
        self._begin(self._send())
        self._begin(self._beat())
        self._leave_bus = [
            bus.subscribe(
                LIVE_TOPIC, lambda heard: self.announce(heard["topic"], heard["event"], key=heard.get("key"))
            ),
            bus.subscribe(CHANGED_TOPIC, self._hear_change),
            bus.subscribe(bus.RECONNECTED, lambda _nothing: self._in_loop(self.lose_all)),
        ]

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _hear_change(self, payload: bus.Payload) -> None:
        if "meeting" in payload and "what" in payload:
            self.announce(f"{payload['what']}:{payload['meeting']}", dict(payload))

    def _in_loop(self, act: Callable[[], None]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(act)

    def announce(self, topic: str, event: dict[str, Any], *, key: str | None = None) -> None:
        """Publish from any thread."""
        self._in_loop(partial(self.publish, topic, event, key=key))

    def publish(self, topic: str, event: dict[str, Any], *, key: str | None = None) -> None:
        """Log an event and send it: at once after a quiet moment, at the next tick when events come thick.

        Of several events with one key those who have not got any yet get the last only.
        """
        data = json.dumps({"topic": topic, **event}, ensure_ascii=False, separators=(",", ":"))
        log = self._next_log(topic)
        log.add(self.number, f"id: {self.position}\ndata: {data}\n\n".encode(), key=key)
        self._wake(topic)

    def skip(self, topic: str) -> None:
        """Note from any thread that something was not published because nobody listened: who comes back is told to reset."""
        self._in_loop(partial(self._skip, topic))

    def _skip(self, topic: str) -> None:
        self._next_log(topic).lose(self.number)
        self._wake(topic)

    def _wake(self, *topics: str) -> None:
        self._due.update(topics)
        self._woken.set()

    def _next_log(self, topic: str) -> Log:
        """Take the next number and give the log it is for."""
        self.number += 1
        log = self._logs.setdefault(topic, Log(without=self._forgotten))
        log.touched = asyncio.get_running_loop().time()
        return log

    def lose_all(self) -> None:
        """Tell everybody to load the state again: this process may have missed something."""
        self.number += 1
        self._logs.clear()
        self._forgotten = self.number
        self._wake(*self._readers)

    def opening(self, topics: Iterable[str], *, last_seen: str) -> bytes:
        """Give the first events of a stream: all that was sent after the one seen last, or the word to reset."""
        epoch, _, number = last_seen.rpartition("-")
        if not last_seen:
            return f"id: {self.epoch}-{self._sent}\n\n".encode()
        if epoch != self.epoch or not number.isdecimal() or int(number) > self.number:
            return self._reset()
        return f"id: {last_seen}\n\n".encode() + self._after(topics, int(number))

    def _after(self, topics: Iterable[str], number: int) -> bytes:
        found: list[Entry] = []
        for topic in topics:
            log = self._logs.get(topic)
            entries = log.after(number) if log is not None else [] if number >= self._forgotten else None
            if entries is None:
                return self._reset()
            found += entries
        found.sort()
        block = b"".join(block for entry, block in found if entry <= self._sent)
        return block if len(block) <= LARGEST_BATCH else self._reset()

    def _reset(self) -> bytes:
        return f"id: {self.epoch}-{self._sent}\nevent: reset\ndata: {{}}\n\n".encode()

    def join(self, reader: Reader) -> None:
        """Add a reader that has got its opening."""
        for topic in reader.topics:
            self._readers.setdefault(topic, set()).add(reader)
        reader.round = self._joined % HEARTBEAT_SECONDS
        self._rounds[reader.round].add(reader)
        self._joined += 1

    def leave(self, reader: Reader) -> None:
        """Remove a reader; a topic that nobody reads keeps its events for a while, for those who come back."""
        for topic in reader.topics:
            self._readers[topic].discard(reader)
            if not self._readers[topic]:
                del self._readers[topic]
                if topic in self._logs:
                    self._logs[topic].touched = asyncio.get_running_loop().time()
        self._rounds[reader.round].discard(reader)

    async def _send(self) -> None:
        """Send what is due, a tick apart, and rest at least as long as that took: others need the event loop too."""
        loop = asyncio.get_running_loop()
        while True:
            await self._woken.wait()
            self._woken.clear()
            begun = loop.time()
            for block, readers in self._take_due():
                rest = iter(readers)
                while turn := list(islice(rest, TURN)):
                    for reader in turn:
                        reader.write(block)
                    await asyncio.sleep(0)
            spent = loop.time() - begun
            await asyncio.sleep(max(TICK_SECONDS - spent, spent))

    def _take_due(self) -> list[tuple[bytes, list[Reader]]]:
        """Take what has not been sent yet, before anything new comes: blocks, each with all readers it is for."""
        since, self._sent = self._sent, self.number
        due, self._due = self._due, set()
        heard: defaultdict[Reader, tuple[str, ...]] = defaultdict(tuple)
        for topic in due:
            for reader in self._readers.get(topic, ()):
                heard[reader] += (topic,)
        audiences: defaultdict[tuple[str, ...], list[Reader]] = defaultdict(list)
        for reader, topics in heard.items():
            audiences[topics].append(reader)
        return [(self._after(topics, since), readers) for topics, readers in audiences.items()]

    async def _beat(self) -> None:
        """Look at a twentieth of the readers each second."""
        turn = 0
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            turn = (turn + 1) % HEARTBEAT_SECONDS
            if turn == 0:
                self._forget_old_logs(before=asyncio.get_running_loop().time() - KEPT_SECONDS)
            for reader in tuple(self._rounds[turn]):
                reader.beat()

    def _forget_old_logs(self, *, before: float) -> None:
        for topic, log in tuple(self._logs.items()):
            if topic not in self._readers and log.touched < before:
                self._forgotten = max(self._forgotten, log.newest)
                del self._logs[topic]

    def end(self, topic: str) -> None:
        """End the streams that carry a topic: who comes back needs a ticket that still holds."""
        for reader in tuple(self._readers.get(topic, ())):
            reader.transport.close()

    def close(self) -> None:
        """End every stream; browsers come back to another process, or to this one when it is there again."""
        self.is_open = False
        for leave in self._leave_bus:
            leave()
        for task in self._tasks:
            task.cancel()
        for readers in self._rounds:
            for reader in tuple(readers):
                reader.transport.close()
