"""The worker gives way to people who wait for a page, but not for ever."""

import threading
import time

from comitia.serving.configuration import ServingConfig
from comitia.serving.worker import GIVE_WAY_SECONDS, Worker
from tests.serving.running_server import running, wait_until


def test_the_worker_waits_until_the_crowd_is_gone() -> None:
    looks = iter([True, True, True, False])
    Worker(is_crowded=lambda: next(looks))._give_way()
    assert list(looks) == []


def test_the_worker_goes_on_although_the_crowd_stays() -> None:
    begun = time.monotonic()
    Worker(is_crowded=lambda: True)._give_way()
    assert GIVE_WAY_SECONDS <= time.monotonic() - begun < GIVE_WAY_SECONDS + 1


def test_it_is_crowded_when_a_request_waits_for_a_thread() -> None:
    go = threading.Event()

    def site(_environ, start_response):
        go.wait(10)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"hello"]

    with running(site, ServingConfig(threads=1)) as server:
        visitors = [threading.Thread(target=server.ask, args=(f"/{number}",)) for number in range(2)]
        visitors[0].start()
        assert wait_until(lambda: server.front.bridge._waiting == 1)
        assert not server.front.bridge.is_crowded()
        visitors[1].start()
        assert wait_until(server.front.bridge.is_crowded)
        go.set()
        for visitor in visitors:
            visitor.join(10)
        assert wait_until(lambda: not server.front.bridge.is_crowded())
