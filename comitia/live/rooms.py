"""Pushes the panels of rooms to those who watch, as soon as something happens in a session.

What everybody may see is drawn once for each language in which somebody watches, and only what looks different from
before is sent. Those who take part hear what kind of thing happened and fetch their own panels.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from hashlib import blake2b
from typing import Any, Final

from django.conf import settings
from django.db import close_old_connections
from django.utils import translation

from comitia.live.hub import Hub
from comitia.live.panels import PANELS, SCREEN_PANELS, draw
from comitia.meetings.actions import RECORD_TOPIC
from comitia.platform import bus
from comitia.platform.clock import now
from comitia.proceedings.queries.room import public_topic, room_of, screen_topic, session_topic

logger = logging.getLogger(__name__)

GATHER_SECONDS: Final = 0.2
Panels = Mapping[str, str]
# What everybody may watch: the room, and its big screen
VIEWS: Final = ((public_topic, PANELS), (screen_topic, SCREEN_PANELS))


def drawn_for_all(meeting: str, languages: Iterable[str], *, panels: Sequence[str] = PANELS) -> dict[str, Panels]:
    """Draw the room as everybody may see it, in each of the languages."""
    found: dict[str, Panels] = {}
    at = now()
    try:
        for language in languages:
            with translation.override(language):
                room = room_of(meeting, language=language, sees_closed=False, at=at)
                if room is not None:
                    found[language] = draw(room, panels=panels)
    finally:
        close_old_connections()
    return found


class Rooms:
    """Hears what happens in sessions and sends what has changed on the screens."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._changed: set[str] = set()
        self._sent: dict[str, dict[str, bytes]] = {}
        self._drawing: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        # Sessions are drawn one after the other: people who act come first
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="rooms")
        self._leave_bus: list[Callable[[], None]] = []

    def start(self) -> None:
        """Listen to what happens; call it in the event loop."""
        self._loop = asyncio.get_running_loop()
        self._leave_bus = [
            bus.subscribe(RECORD_TOPIC, self._hear),
            bus.subscribe(bus.RECONNECTED, lambda _payload: self._hear_anything()),
        ]

    def close(self) -> None:
        """Stop listening."""
        for leave in self._leave_bus:
            leave()
        if self._drawing is not None:
            self._drawing.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _hear(self, payload: bus.Payload) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(partial(self._note, dict(payload)))

    def _hear_anything(self) -> None:
        """Draw every room that is watched: after a broken connection nobody knows what was missed."""
        for topic in list(self._sent):
            self._hear({"meeting": topic.split(":")[1], "kind": "reconnected", "number": None})

    def _note(self, heard: dict[str, Any]) -> None:
        meeting = heard.pop("meeting")
        self._hub.publish(session_topic(meeting), heard, key="changed")
        self._changed.add(meeting)
        if self._drawing is None or self._drawing.done():
            self._drawing = asyncio.get_running_loop().create_task(self._draw_what_changed())

    async def _draw_what_changed(self) -> None:
        """Gather what happens within a moment, so that a rush of votes is drawn once."""
        while self._changed:
            await asyncio.sleep(GATHER_SECONDS)
            meetings, self._changed = self._changed, set()
            for meeting in meetings:
                for topic_of, panels in VIEWS:
                    topics = {language: topic_of(meeting, language) for language, _name in settings.LANGUAGES}
                    await self._send(meeting, topics, panels)

    async def _send(self, meeting: str, topics: Mapping[str, str], panels: Sequence[str]) -> None:
        watched = [language for language, topic in topics.items() if self._hub.is_heard(topic)]
        for language in topics.keys() - set(watched):
            self._sent.pop(topics[language], None)
            self._hub.skip(topics[language])
        if not watched:
            return
        try:
            loop = asyncio.get_running_loop()
            draw_them = partial(drawn_for_all, meeting, watched, panels=panels)
            drawn = await loop.run_in_executor(self._pool, draw_them)
        except Exception as error:  # noqa: BLE001  the next change is drawn all the same
            logger.error("The room of %s could not be drawn: %s", meeting, type(error).__name__)  # noqa: TRY400
            return
        for language, found in drawn.items():
            self._publish(topics[language], found)

    def _publish(self, topic: str, panels: Panels) -> None:
        sent = self._sent.setdefault(topic, {})
        for name, markup in panels.items():
            digest = blake2b(markup.encode(), digest_size=12).digest()
            if sent.get(name) != digest:
                sent[name] = digest
                self._hub.publish(topic, {"panel": name, "html": markup}, key=name)
