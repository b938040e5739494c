"""Live streams: events in order, replay after a break, tickets for closed topics, and nobody waits for the slow."""

import asyncio
import gc
import http.client
import json
from datetime import UTC, datetime, timedelta

import pytest

from comitia.live import hub as hub_module
from comitia.live.hub import RING, Hub
from comitia.live.streams import issue_ticket, topics_of_ticket, wanted_topics
from comitia.platform import bus, clock
from comitia.serving.configuration import ServingConfig
from tests.serving.running_server import running, wait_until

MONDAY = datetime(2020, 11, 16, 9, 0, tzinfo=UTC)
PROGRAMME = "programme:excom-2020"


def nothing(environ, start_response):
    start_response("404 Not Found", [("Content-Type", "text/plain")])
    return [b""]


@pytest.fixture
def server():
    with running(nothing, ServingConfig(stream_limit=40)) as one:
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
    assert [[one.event() for _ in range(50)] for one in listeners] == [list(range(50))] * 5
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
    assert [again.event() for _ in range(4)] == [2, 3, 4, 5]


@pytest.mark.parametrize("last_seen", ["elsewhere-3", "nonsense", "-", "{epoch}-999", "{epoch}-x"])
def test_who_comes_from_another_process_or_time_loads_the_state_again(server, last_seen):
    publish(server, PROGRAMME, 1)
    assert wait_until(lambda: server.front.hub.number == 1)
    listener = Listener(server, PROGRAMME, last_seen=last_seen.format(epoch=server.front.hub.epoch))
    assert listener.event() == "reset"
    publish(server, PROGRAMME, 2)
    assert listener.event() == 2


def test_who_was_away_for_too_long_loads_the_state_again(server):
    listener = Listener(server, PROGRAMME)
    publish(server, PROGRAMME, 0)
    assert listener.event() == 0
    listener.close()
    publish(server, PROGRAMME, *range(RING + 5))
    assert wait_until(lambda: server.front.hub.number == RING + 6)
    again = Listener(server, PROGRAMME, last_seen=listener.last_seen)
    assert again.event() == "reset"


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
    ["", "topic=", "topic=" + "&topic=".join(f"programme:{n}" for n in range(17)), "topic=programme:" + "x" * 100],
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
    monkeypatch.setattr(hub_module, "STALLED_SECONDS", 0.2)
    monkeypatch.setattr(hub_module, "BEAT_SECONDS", 0.02)
    monkeypatch.setattr(hub_module, "TICK_SECONDS", 0.001)
    stalled = server.connect()
    stalled.sendall(f"GET /live/stream?topic={PROGRAMME} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    quick = Listener(server, PROGRAMME)
    for round_number in range(120):
        server.front.hub.announce(PROGRAMME, {"n": round_number, "filler": "x" * 60_000})
        assert quick.event() == round_number
    assert wait_until(lambda: server.front.hub.reader_count == 1)
    stalled.close()


def test_a_heartbeat_comes_to_the_quiet(server):
    listener = Listener(server, PROGRAMME)
    listener.block()
    for slot in server.front.hub._everybody:
        for reader in slot:
            server.in_loop(reader.waiting.set_result, False)
    assert listener.response.readline() == b": beat\n"


def test_closing_the_hub_ends_the_streams(server):
    listener = Listener(server, PROGRAMME)
    listener.block()
    server.in_loop(server.front.hub.close)
    assert listener.response.read() == b""


def test_the_heartbeat_is_not_lost_to_the_garbage_collector():
    async def story() -> int:
        hub = Hub()
        hub.start()
        for _ in range(5):
            gc.collect()
            await asyncio.sleep(0)
        alive = len([task for task in asyncio.all_tasks() if task is not asyncio.current_task()])
        hub.close()
        return alive

    assert asyncio.run(story()) == 1


def test_an_old_log_is_forgotten_and_who_comes_back_to_it_is_told():
    async def story() -> list[bool]:
        hub = Hub()
        hub.start()
        hub.publish(PROGRAMME, {"n": 1})
        hub.publish(PROGRAMME, {"n": 2})
        task = asyncio.current_task()
        before, complete_before = hub.join([PROGRAMME], last_seen=f"{hub.epoch}-1", task=task)
        hub.leave(before)
        hub._forget_old_logs(before=asyncio.get_running_loop().time() + 1)
        _, complete_after = hub.join([PROGRAMME], last_seen=f"{hub.epoch}-1", task=task)
        _, complete_latest = hub.join([PROGRAMME], last_seen=f"{hub.epoch}-2", task=task)
        hub._leave_bus.clear()
        return [complete_before, complete_after, complete_latest]

    assert asyncio.run(story()) == [True, False, True]
