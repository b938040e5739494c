"""A reader has several tabs open: one of them holds the stream, all hear what concerns them, and nothing is missed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from comitia.live.hub import Hub
from comitia.live.streams import issue_ticket
from comitia.platform import bus, clock
from comitia.serving.configuration import ServingConfig
from tests.serving.running_server import RunningServer, running, wait_until

pytestmark = pytest.mark.browser

STATIC = Path(__file__).parents[2] / "comitia" / "web" / "static"
ROOM, HALL, CLOSED = "programme:room", "programme:hall", "person:7"
PAGE = """<!doctype html><title>Tab</title><ul></ul><script type="module">
import { subscribe } from "/static/r/live.js";
const { topics, ...rights } = %s;
for (const topic of topics) {
  subscribe(topic, (event) => {
    const line = document.createElement("li");
    line.textContent = event.reset ? `reset ${topic}` : event.n;
    document.querySelector("ul").append(line);
  }, rights);
}
</script>"""


def site(environ: dict, start_response: Callable) -> list[bytes]:
    """Answer a page that listens as its query says, and tickets for those who may hear person 7."""
    query = parse_qsl(environ["QUERY_STRING"])
    rights = {name: value for name, value in query if name != "topic"}
    page = PAGE % json.dumps({"topics": [value for name, value in query if name == "topic"], **rights})
    status = "200 OK"
    if environ["PATH_INFO"] == "/ticket":
        page = issue_ticket([CLOSED], at=clock.now())
    elif environ["PATH_INFO"] == "/refused":
        status = "403 Forbidden"
    start_response(status, [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "private, no-store")])
    return [page.encode()]


@pytest.fixture
def server() -> Iterator[RunningServer]:
    with running(site, ServingConfig(release="r"), find_static=lambda path: str(STATIC / path)) as one:
        yield one


@pytest.fixture
def hub(server: RunningServer) -> Hub:
    return server.front.hub


@pytest.fixture
def open_tab(browser: Browser, server: RunningServer) -> Iterator[Callable[..., Page]]:
    """Open one more tab of the same browser that listens to some topics."""
    context: BrowserContext = browser.new_context(base_url=f"http://127.0.0.1:{server.port}")

    def open_(*topics: str, **rights: str) -> Page:
        page = context.new_page()
        page.goto(f"/?{urlencode([('topic', topic) for topic in topics])}&{urlencode(rights)}")
        return page

    yield open_
    context.close()


def publish(hub: Hub, topic: str, *numbers: int) -> None:
    before = hub.number
    for number in numbers:
        hub.announce(topic, {"n": number})
    assert wait_until(lambda: hub._sent == before + len(numbers))


def is_streaming(hub: Hub, *topics: str) -> bool:
    """Say whether exactly one stream is open, with these topics."""
    readers = {reader for readers in hub._readers.values() for reader in readers}
    return [set(reader.topics) for reader in readers] == [set(topics)]


def hears(page: Page, *lines: object) -> None:
    expect(page.locator("li")).to_have_text([str(line) for line in lines])


def come_back(page: Page) -> None:
    """Say what a browser says when the network is there again: nobody waits for a pause to end."""
    page.evaluate("dispatchEvent(new Event('online'))")


def test_all_tabs_hear_their_topics_through_one_stream(open_tab: Callable[..., Page], hub: Hub) -> None:
    first, second, third = open_tab(ROOM), open_tab(ROOM, HALL), open_tab(HALL)
    assert wait_until(lambda: is_streaming(hub, ROOM, HALL))
    publish(hub, ROOM, 1, 2)
    publish(hub, HALL, 3)
    hears(first, 1, 2)
    hears(second, 1, 2, 3)
    hears(third, 3)
    assert hub.reader_count == 1


def test_when_the_tab_with_the_stream_is_closed_another_goes_on_without_a_gap(
    open_tab: Callable[..., Page], hub: Hub
) -> None:
    first, second = open_tab(ROOM), open_tab(ROOM)
    assert wait_until(lambda: is_streaming(hub, ROOM))
    publish(hub, ROOM, 1)
    hears(second, 1)
    first.close()
    publish(hub, ROOM, 2)
    hears(second, 1, 2)
    assert wait_until(lambda: is_streaming(hub, ROOM))


def test_after_a_lost_connection_exactly_what_was_missed_comes(
    open_tab: Callable[..., Page], hub: Hub, server: RunningServer
) -> None:
    tab = open_tab(ROOM)
    assert wait_until(lambda: is_streaming(hub, ROOM))
    publish(hub, ROOM, 1)
    hears(tab, 1)
    server.in_loop(hub.end, ROOM)
    assert wait_until(lambda: hub.reader_count == 0)
    publish(hub, ROOM, 2, 3)
    come_back(tab)
    hears(tab, 1, 2, 3)


def test_a_page_misses_nothing_between_being_made_and_listening(open_tab: Callable[..., Page], hub: Hub) -> None:
    publish(hub, ROOM, 1)
    made = hub.position
    early = open_tab(HALL)
    assert wait_until(lambda: is_streaming(hub, HALL))
    publish(hub, ROOM, 2)
    publish(hub, HALL, 3)
    hears(early, 3)
    late = open_tab(ROOM, HALL, position=made)
    hears(late, 2, 3)
    publish(hub, HALL, 4)
    hears(late, 2, 3, 4)
    hears(early, 3, 4)


def test_when_events_are_lost_every_tab_is_told_to_load_its_state(open_tab: Callable[..., Page], hub: Hub) -> None:
    tabs = [open_tab(ROOM), open_tab(ROOM, position="another-7")]
    for tab in tabs:
        hears(tab, f"reset {ROOM}")
    bus.publish(bus.RECONNECTED, {})
    for tab in tabs:
        hears(tab, f"reset {ROOM}", f"reset {ROOM}")
    publish(hub, ROOM, 1)
    for tab in tabs:
        hears(tab, f"reset {ROOM}", f"reset {ROOM}", 1)


def test_a_ticket_is_renewed_and_what_may_not_be_heard_any_more_keeps_nothing_else_from_coming(
    open_tab: Callable[..., Page], hub: Hub
) -> None:
    allowed = open_tab(CLOSED, ticket="too old", renew="/ticket")
    assert wait_until(lambda: is_streaming(hub, CLOSED))
    refused = open_tab("person:8", ROOM, ticket="too old", renew="/refused")
    plain = open_tab(HALL)
    assert wait_until(lambda: is_streaming(hub, CLOSED, HALL))
    publish(hub, CLOSED, 1)
    publish(hub, HALL, 2)
    hears(allowed, 1)
    hears(plain, 2)
    hears(refused)


def test_a_tab_nobody_looks_at_rests_and_gets_what_it_missed_when_it_is_looked_at(
    open_tab: Callable[..., Page], hub: Hub
) -> None:
    tab = open_tab(ROOM)
    assert wait_until(lambda: is_streaming(hub, ROOM))
    publish(hub, ROOM, 1)
    hears(tab, 1)
    tab.clock.install()
    look(tab, hidden=True)
    tab.clock.fast_forward(301_000)
    assert wait_until(lambda: hub.reader_count == 0)
    publish(hub, ROOM, 2)
    look(tab, hidden=False)
    tab.clock.run_for(1000)
    hears(tab, 1, 2)


def look(page: Page, *, hidden: bool) -> None:
    page.evaluate(
        "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });"
        " document.dispatchEvent(new Event('visibilitychange')); }",
        hidden,
    )
