"""Live streams: events in order, replay after a break, tickets for closed topics, and nobody waits for the slow."""

import asyncio
import gc
import http.client
import json
import socket
import struct
from datetime import UTC, datetime, timedelta

import pytest
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from comitia.live import hub as hub_module
from comitia.live.hub import Hub
from comitia.live.streams import issue_ticket, topics_of_ticket, wanted_topics
from comitia.platform import bus, clock
from comitia.serving.configuration import ServingConfig
from comitia.serving.protocol import GuardedProtocol
from tests.serving.running_server import running, wait_until

MONDAY = datetime(2020, 11, 16, 9, 0, tzinfo=UTC)
PROGRAMME = "programme:excom-2020"


def position(environ, start_response):
    start_response("404 Not Found", [("Content-Type", "text/plain")])
    return [environ["comitia.live_position"].encode()]


@pytest.fixture
def server():
    with running(position, ServingConfig(stream_limit=40)) as one:
        yield one
        while Listener.opened:
            Listener.opened.pop().close()


class Listener:
    """A reader of a stream, as a browser would be."""

    opened: list["Listener"] = []

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


def test_a_stream_begins_with_a_pause_for_coming_back_and_is_not_buffered_by_proxies(server):
    listener = Listener(server, PROGRAMME)
    assert (
        listener.response.status,
        listener.response.getheader("X-Accel-Buffering"),
        listener.response.getheader("Cache-Control"),
    ) == (200, "no", "no-store")
    assert 1000 <= int(listener.block()["retry"]) <= 6000


def test_a_change_of_a_meeting_reaches_those_who_listen_to_it(server):
    here, elsewhere = Listener(server, PROGRAMME), Listener(server, "programme:excom-2019")
    here.block(), elsewhere.block()
    bus.publish("public_changed", {"what": "programme", "meeting": "excom-2020", "slot": 7})
    assert json.loads(here.block()["data"]) == {
        "topic": PROGRAMME,
        "what": "programme",
        "meeting": "excom-2020",
        "slot": 7,
    }
    publish(server, "programme:excom-2019", 1)
    assert elsewhere.event() == 1


def test_events_come_in_order_to_everybody_also_when_they_come_thick(server):
    listeners = [Listener(server, PROGRAMME) for _ in range(5)]
    publish(server, PROGRAMME, *range(50))
    assert [one.events(50) for one in listeners] == [list(range(50))] * 5
    for one in listeners:
        one.close()


def test_who_comes_back_gets_exactly_what_was_missed(server):
    first = Listener(server, PROGRAMME, "programme:excom-2019")
    publish(server, PROGRAMME, 1)
    assert first.event() == 1
    first.close()
    publish(server, PROGRAMME, 2)
    publish(server, "programme:excom-2019", 3)
    publish(server, PROGRAMME, 4)
    assert wait_until(lambda: server.front.hub.number == 4)
    again = Listener(server, PROGRAMME, "programme:excom-2019", last_seen=first.last_seen)
    publish(server, PROGRAMME, 5)
    assert again.events(4) == [2, 3, 4, 5]


@pytest.mark.parametrize("last_seen", ["elsewhere-3", "nonsense", "-", "{epoch}-999", "{epoch}-x"])
def test_who_comes_from_another_process_or_time_loads_the_state_again(server, last_seen):
    publish(server, PROGRAMME, 1)
    assert wait_until(lambda: server.front.hub.number == 1)
    listener = Listener(server, PROGRAMME, last_seen=last_seen.format(epoch=server.front.hub.epoch))
    assert listener.event() == "reset"
    publish(server, PROGRAMME, 2)
    assert listener.event() == 2


def test_who_loses_a_stream_before_any_event_misses_none(server):
    first = Listener(server, PROGRAMME)
    first.block()
    first.close()
    publish(server, PROGRAMME, 1)
    assert wait_until(lambda: server.front.hub.number == 1)
    assert Listener(server, PROGRAMME, last_seen=first.last_seen).event() == 1


def test_who_was_away_for_too_long_loads_the_state_again_once(server):
    listener = Listener(server, PROGRAMME)
    publish(server, PROGRAMME, 0)
    assert listener.event() == 0
    listener.close()
    for number in range(3):
        server.front.hub.announce(PROGRAMME, {"n": number, "filler": "x" * 30_000})
    assert wait_until(lambda: server.front.hub._sent == 4)
    again = Listener(server, PROGRAMME, last_seen=listener.last_seen)
    assert again.event() == "reset"
    again.close()
    publish(server, PROGRAMME, 5)
    assert wait_until(lambda: server.front.hub.number == 5)
    assert Listener(server, PROGRAMME, last_seen=again.last_seen).event() == 5


def test_who_comes_back_gets_only_the_newest_event_of_a_key(server):
    listener = Listener(server, PROGRAMME)
    publish(server, PROGRAMME, 0)
    assert listener.event() == 0
    listener.close()
    announce = server.front.hub.announce
    for number, key in ((1, "quorum"), (2, "speakers"), (3, None), (4, "quorum"), (5, None)):
        announce(PROGRAMME, {"n": number}, key=key)
    assert wait_until(lambda: server.front.hub._sent == 6)
    assert Listener(server, PROGRAMME, last_seen=listener.last_seen).events(4) == [2, 3, 4, 5]


def test_of_events_with_one_key_that_come_thick_the_listening_get_the_newest(server):
    listener = Listener(server, PROGRAMME)
    listener.block()

    def publish_at_once() -> None:
        for number in range(10):
            server.front.hub.publish(PROGRAMME, {"n": number}, key="tally")

    server.in_loop(publish_at_once)
    assert listener.event() == 9


def test_events_of_several_topics_come_in_order_to_each_who_listens_to_some(server):
    topics = ["programme:a", "programme:b", "programme:c"]
    both, all_three = Listener(server, *topics[:2]), Listener(server, *topics)
    both.block(), all_three.block()

    def publish_at_once() -> None:
        for number in range(9):
            server.front.hub.publish(topics[number % 3], {"n": number})

    server.in_loop(publish_at_once)
    assert (both.events(6), all_three.events(9)) == ([0, 1, 3, 4, 6, 7], [*range(9)])


def test_a_panel_larger_than_a_batch_makes_its_readers_load_the_state_again(server):
    listener = Listener(server, PROGRAMME)
    server.front.hub.announce(PROGRAMME, {"n": 1, "filler": "x" * 70_000})
    assert listener.event() == "reset"
    publish(server, PROGRAMME, 2)
    assert listener.event() == 2


def test_what_was_skipped_because_nobody_listened_is_told_to_who_comes_back(server):
    hub = server.front.hub
    listener = Listener(server, PROGRAMME)
    publish(server, PROGRAMME, 1)
    assert (listener.event(), hub.is_heard(PROGRAMME)) == (1, True)
    listener.close()
    assert wait_until(lambda: not hub.is_heard(PROGRAMME))
    hub.skip(PROGRAMME)
    assert wait_until(lambda: hub.number == 2)
    assert Listener(server, PROGRAMME, last_seen=listener.last_seen).event() == "reset"


def test_after_a_broken_link_between_processes_everybody_loads_the_state_again(server):
    listeners = [Listener(server, PROGRAMME), Listener(server, "programme:quiet")]
    publish(server, PROGRAMME, 1)
    assert listeners[0].event() == 1
    bus.publish(bus.RECONNECTED, {})
    assert [one.event() for one in listeners] == ["reset", "reset"]
    publish(server, "programme:quiet", 2)
    assert listeners[1].event() == 2


def test_a_stream_whose_topic_is_ended_needs_a_new_ticket(server):
    ended, other = Listener(server, PROGRAMME), Listener(server, "programme:other")
    ended.block()
    server.in_loop(server.front.hub.end, PROGRAMME)
    assert ended.response.read() == b""
    publish(server, "programme:other", 1)
    assert other.event() == 1


def test_a_closed_topic_needs_a_ticket(server):
    topic = "person:7"
    assert Listener(server, topic).response.status == 403
    assert Listener(server, topic, ticket="forged").response.status == 403
    listener = Listener(server, topic, PROGRAMME, ticket=issue_ticket([topic], at=clock.now()))
    assert listener.response.status == 200
    bus.publish("live", {"topic": topic, "event": {"n": 1}})
    assert listener.event() == 1


def test_a_ticket_holds_for_five_minutes_and_its_topics_only():
    ticket = issue_ticket(["person:7"], at=MONDAY)
    assert topics_of_ticket(ticket, at=MONDAY + timedelta(minutes=5)) == {"person:7"}
    assert topics_of_ticket(ticket, at=MONDAY + timedelta(minutes=5, seconds=1)) == frozenset()
    assert topics_of_ticket(ticket[:-1] + "x", at=MONDAY) == frozenset()
    assert wanted_topics(f"topic=person:8&ticket={ticket}".encode(), at=MONDAY) is None


@pytest.mark.parametrize(
    "query",
    ["", "topic=", "topic=" + "&topic=".join(f"programme:{n}" for n in range(33)), "topic=programme:" + "x" * 100],
)
def test_a_senseless_wish_is_refused(query):
    assert wanted_topics(query.encode(), at=MONDAY) is None


def test_more_streams_than_allowed_are_asked_to_come_later(server):
    listeners = [Listener(server, PROGRAMME) for _ in range(41)]
    assert [one.response.status for one in listeners] == [200] * 40 + [503]
    for one in listeners:
        one.close()
    assert wait_until(lambda: server.front.hub.reader_count == 0)
    assert Listener(server, PROGRAMME).response.status == 200


def test_names_of_topics_that_nobody_publishes_leave_nothing_behind(server):
    for number in range(30):
        Listener(server, f"programme:{number}").close()
    assert wait_until(lambda: server.front.hub.reader_count == 0)
    assert (server.front.hub._logs, server.front.hub._readers) == ({}, {})


def test_one_who_does_not_read_is_dropped_and_holds_up_nobody(server, monkeypatch):
    monkeypatch.setattr(hub_module, "TICK_SECONDS", 0.001)
    stalled = server.connect()
    stalled.sendall(f"GET /live/stream?topic={PROGRAMME} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    quick = Listener(server, PROGRAMME)
    for round_number in range(120):
        server.front.hub.announce(PROGRAMME, {"n": round_number, "filler": "x" * 60_000})
        assert quick.event() == round_number
    assert wait_until(lambda: server.front.hub.reader_count == 1)
    stalled.close()


def test_one_who_took_nothing_between_two_heartbeats_is_dropped_also_with_little_unread(server, monkeypatch):
    monkeypatch.setattr(hub_module, "TICK_SECONDS", 0.001)
    stalled = server.connect()
    stalled.sendall(f"GET /live/stream?topic={PROGRAMME} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    assert wait_until(lambda: server.front.hub.reader_count == 1)
    (reader,) = server.front.hub._readers[PROGRAMME]

    def fill() -> None:
        while not reader.transport.get_write_buffer_size():
            reader.transport.write(b": fill\n\n" * 1000)
        reader.beat()

    server.in_loop(fill)
    assert wait_until(lambda: reader.is_slow)
    assert server.front.hub.reader_count == 1
    server.in_loop(reader.beat)
    assert wait_until(lambda: server.front.hub.reader_count == 0)
    stalled.close()


def test_a_heartbeat_comes_to_the_quiet(server):
    listener = Listener(server, PROGRAMME)
    listener.block()
    (reader,) = server.front.hub._readers[PROGRAMME]
    server.in_loop(reader.beat)
    assert listener.response.readline() == b": beat\n"


def test_each_second_a_twentieth_of_the_readers_gets_a_heartbeat(server):
    listeners = [Listener(server, PROGRAMME) for _ in range(40)]
    assert wait_until(lambda: server.front.hub.reader_count == 40)
    assert [len(readers) for readers in server.front.hub._rounds] == [2] * 20
    for one in listeners:
        one.close()


def test_an_open_stream_keeps_nothing_of_its_request(server):
    gc.collect()
    gc.disable()
    try:
        listeners = [Listener(server, PROGRAMME) for _ in range(20)]
        assert wait_until(lambda: server.front.hub.reader_count == 20)
        kept = [one for one in gc.get_objects() if type(one) in {GuardedProtocol, RequestResponseCycle}]
    finally:
        gc.enable()
    for one in listeners:
        one.close()
    assert kept == []


def test_what_a_reader_says_later_is_not_taken_for_another_request(server):
    with server.connect() as connection:
        connection.sendall(f"GET /live/stream?topic={PROGRAMME} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        assert b"retry: " in connection.recv(4096)
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        publish(server, PROGRAMME, 1)
        assert connection.recv(4096).startswith(b"id: ")


def test_who_goes_before_the_answer_leaves_nothing_behind(server):
    for _ in range(20):
        with server.connect() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.sendall(f"GET /live/stream?topic={PROGRAMME} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    listener = Listener(server, PROGRAMME)
    assert wait_until(lambda: server.front.hub.reader_count == 1)
    publish(server, PROGRAMME, 1)
    assert listener.event() == 1


def test_a_page_knows_where_the_events_stood_before_it_was_made(server):
    publish(server, PROGRAMME, 1)
    assert wait_until(lambda: server.front.hub._sent == 1)
    _, _, position = server.ask("/position")
    publish(server, PROGRAMME, 2)
    assert wait_until(lambda: server.front.hub._sent == 2)
    assert Listener(server, PROGRAMME, last_seen=position.decode()).event() == 2


def test_closing_the_hub_ends_the_streams(server):
    listener = Listener(server, PROGRAMME)
    listener.block()
    server.in_loop(server.front.hub.close)
    assert listener.response.read() == b""


def test_the_tasks_of_the_hub_are_not_lost_to_the_garbage_collector():
    async def story() -> int:
        hub = Hub()
        hub.start()
        for _ in range(5):
            gc.collect()
            await asyncio.sleep(0)
        alive = len([task for task in asyncio.all_tasks() if task is not asyncio.current_task()])
        hub.close()
        return alive

    assert asyncio.run(story()) == 2


def test_an_old_log_is_forgotten_and_who_comes_back_to_it_is_told():
    async def story() -> list[bool]:
        hub = Hub()
        for number in (1, 2):
            hub.publish(PROGRAMME, {"n": number})
        hub._take_due()

        def resets(last_seen: int) -> bool:
            return b"reset" in hub.opening([PROGRAMME], last_seen=f"{hub.epoch}-{last_seen}")

        before = resets(1)
        hub._forget_old_logs(before=asyncio.get_running_loop().time() + 1)
        return [before, resets(1), resets(2)]

    assert asyncio.run(story()) == [False, True, False]
