"""Live streams: tickets for closed topics, limits, heartbeats, and nobody waits for the slow."""

import asyncio
import gc
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
from comitia.serving.protocol import GuardedProtocol
from tests.live.conftest import PROGRAMME, Listener, publish
from tests.serving.running_server import wait_until

MONDAY = datetime(2020, 11, 16, 9, 0, tzinfo=UTC)


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
