"""The process: it stops within three seconds whatever it is doing, and gives nobody endless time for a request's head."""

import http.client
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from comitia.serving.configuration import ServingConfig
from comitia.serving.protocol import GuardedProtocol
from tests.serving.running_server import running

PROGRAM = """
import sys, time
import django
from django.conf import settings
settings.configure(
    DATABASES={"default": {"ENGINE": "comitia.platform.database", "NAME": sys.argv[1]}},
    INSTALLED_APPS=["django_tasks", "comitia.platform.jobs"],
    TASKS={"default": {"BACKEND": "comitia.platform.jobs.backend.JobsBackend"}},
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from comitia.serving.configuration import ServingConfig
from comitia.serving.front import Front
from comitia.serving.process import run
from comitia.serving.worker import Worker
from tests.platform import sample_tasks

def site(environ, start_response):
    if environ["PATH_INFO"] == "/stuck":
        time.sleep(60)
    if environ["PATH_INFO"] == "/job":
        sample_tasks.write_file.enqueue(sys.argv[2])
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]

front = Front(site, ServingConfig(), find_static=lambda path: None)
def listening():
    print(port, flush=True)
import socket
with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
sys.exit(run(front, host="127.0.0.1", port=port, worker=Worker(), on_listening=listening))
"""


@pytest.fixture
def program(tmp_path):
    """Start the whole process on a free port; give its handle, and a function that asks it."""
    command = [sys.executable, "-c", PROGRAM, tmp_path / "db.sqlite3", tmp_path / "written"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(Path.cwd())}
    )
    port = int(process.stdout.readline())

    def ask(path: str) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", path)
        return connection

    yield process, ask
    process.kill()
    process.wait(5)
    process.stdout.close()
    process.stderr.close()


def seconds_to_stop(process: subprocess.Popen, number: int) -> float:
    begun = time.monotonic()
    process.send_signal(number)
    process.wait(10)
    return time.monotonic() - begun


def test_a_job_enqueued_by_a_page_is_done_by_the_same_process(program, tmp_path):
    _, ask = program
    connection = ask("/job")
    assert connection.getresponse().read() == b"hello"
    connection.close()
    deadline = time.monotonic() + 5
    while not (tmp_path / "written").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert (tmp_path / "written").read_text() == "done"
    assert time.monotonic() < deadline - 3


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_idle_process_stops_in_a_second(program, number):
    process, ask = program
    connection = ask("/")
    connection.getresponse().read()
    assert seconds_to_stop(process, number) < 1
    assert process.returncode in {0, -number}
    connection.close()


def test_a_process_with_open_streams_and_a_stuck_page_stops_in_three_seconds(program):
    process, ask = program
    stream = ask("/live/stream?topic=programme:excom-2020")
    response = stream.getresponse()
    assert response.readline().startswith(b"retry: ")
    stuck = ask("/stuck")
    time.sleep(0.2)
    assert seconds_to_stop(process, signal.SIGINT) < 3
    response.close()
    stream.close()
    stuck.close()


def hello(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(GuardedProtocol, "head_seconds", 0.3)
    with running(hello, ServingConfig()) as server:
        yield server


def test_a_silent_connection_is_closed(impatient):
    with impatient.connect() as connection:
        assert connection.recv(10) == b""


def test_a_head_that_drips_is_closed(impatient):
    with impatient.connect() as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nX-")
        begun = time.monotonic()
        assert connection.recv(10) == b""
        assert time.monotonic() - begun < 1


def test_a_patient_reader_of_many_pages_is_not_closed(impatient):
    connection = http.client.HTTPConnection("127.0.0.1", impatient.port, timeout=5)
    for _ in range(3):
        connection.request("GET", "/")
        assert connection.getresponse().read() == b"hello"
        time.sleep(0.4)
    connection.close()


def test_an_endless_head_is_refused():
    with running(hello, ServingConfig()) as server, server.connect() as connection:
        connection.settimeout(5)
        try:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X-Filler: " + b"x" * 70_000)
            answer = connection.recv(65536)
        except (BrokenPipeError, ConnectionResetError):
            answer = b""
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("line", [b"GET nonsense HTTP/1.1", b"\x00\x01\x02", b"GET / HTTP/9.9", b"OPTIONS * HTTP/1.1"])
def test_nonsense_gets_an_answer_and_not_a_fault(impatient, line):
    answer = impatient.say(line + b"\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert answer == b"" or answer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 200", b"HTTP/1.1 505"))
    assert impatient.ask("/")[0] == 200
