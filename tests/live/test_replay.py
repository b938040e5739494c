"""Events come in order to everybody, once; who comes back gets what was missed, or the word to load the state again."""

import asyncio

import pytest

from comitia.live.hub import Hub
from comitia.platform import bus
from tests.live.conftest import PROGRAMME, Listener, publish
from tests.serving.running_server import wait_until


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
    for number, key in ((1, "quorum"), (2, "speakers"), (3, None), (4, "quorum"), (5, None)):
        bus.publish("live", {"topic": PROGRAMME, "event": {"n": number}, "key": key})
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


def test_a_page_knows_where_the_events_stood_before_it_was_made(server):
    publish(server, PROGRAMME, 1)
    assert wait_until(lambda: server.front.hub._sent == 1)
    _, _, position = server.ask("/position")
    publish(server, PROGRAMME, 2)
    assert wait_until(lambda: server.front.hub._sent == 2)
    assert Listener(server, PROGRAMME, last_seen=position.decode()).event() == 2


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
