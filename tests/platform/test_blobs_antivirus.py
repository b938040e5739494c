"""ClamAV is asked over its own protocol; without its word a file waits in quarantine."""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from comitia.platform.answers import RefusedError
from comitia.platform.blobs import antivirus, store
from comitia.platform.blobs.antivirus import Verdict
from comitia.platform.blobs.models import Blob
from comitia.platform.blobs.tasks import NotScannedError, scan_again
from comitia.platform.jobs.models import Job
from tests.platform.sample_files import office, pdf, picture

CLEAN = b"stream: OK\0"
VIRUS = b"stream: Win.Test.EICAR_HDB-1 FOUND\0"
LIMIT = b"INSTREAM size limit exceeded. ERROR\0"


class Clamd(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Speaks INSTREAM as clamd does; `reply` decides by the bytes it was given."""

    allow_reuse_address = True
    daemon_threads = True
    most = 1_000_000

    def __init__(self, reply: Callable[[bytes], bytes]) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.reply = reply
        self.heard: list[bytes] = []


class Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if len(content) > self.server.most:
                self.wfile.write(LIMIT)
                return
        self.server.heard.append(content)
        self.wfile.write(self.server.reply(content))


@contextmanager
def clamd(reply: Callable[[bytes], bytes]) -> Iterator[Clamd]:
    with Clamd(reply) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def address(server: Clamd) -> str:
    return f"tcp://127.0.0.1:{server.server_address[1]}"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    settings.BLOBS_ROOT = tmp_path / "blobs"
    return settings.BLOBS_ROOT


def bring(content: bytes, name: str, at) -> Blob:
    return store.keep([content], name=name, accepts=("pdf", "document", "picture"), longest=5_000_000, at=at)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_that_clamav_finds_clean_is_clean_at_once(db, settings, at):
    with clamd(lambda _content: CLEAN) as server:
        settings.CLAMAV = address(server)
        states = [bring(content, name, at).state for content, name in ((pdf(), "a.pdf"), (office(), "a.docx"))]
    assert (states, server.heard) == (["clean", "clean"], [pdf(), office()])


def test_a_file_that_clamav_finds_infected_is_refused_and_leaves_nothing(db, settings, at, folder):
    with clamd(lambda content: VIRUS if b"virus" in content else CLEAN) as server:
        settings.CLAMAV = address(server)
        with pytest.raises(RefusedError) as caught:
            bring(pdf(b"(virus)"), "a.pdf", at)
    assert (caught.value.answer.code, files(folder), Blob.objects.count()) == ("file_infected", [], 0)


def test_a_clean_scan_does_not_let_a_script_out_of_quarantine(db, settings, at):
    with clamd(lambda _content: CLEAN) as server:
        settings.CLAMAV = address(server)
        blob = bring(pdf(b"<< /S /JavaScript >>"), "a.pdf", at)
    assert (blob.state, blob.reason, Job.objects.count()) == ("quarantined", "active_content", 0)


def test_without_clamav_letters_wait_for_an_officer_and_pictures_do_not(db, at):
    kept = [bring(pdf(), "a.pdf", at), bring(office(), "a.docx", at), bring(picture(), "a.jpg", at)]
    assert [blob.state for blob in kept] == ["quarantined", "quarantined", "clean"]
    assert Job.objects.count() == 0


def closed_port() -> str:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{taken.getsockname()[1]}"


def test_while_clamav_is_away_a_file_waits_and_is_scanned_when_it_is_back(db, settings, at):
    settings.CLAMAV = closed_port()
    blob = bring(pdf(), "a.pdf", at)
    assert (blob.state, blob.reason) == ("quarantined", "not_scanned")
    assert [(job.task, job.arguments["args"]) for job in Job.objects.all()] == [
        ("comitia.platform.blobs.tasks.scan_again", [blob.pk])
    ]
    with pytest.raises(NotScannedError):
        scan_again.call(blob.pk)
    with clamd(lambda _content: CLEAN) as server:
        settings.CLAMAV = address(server)
        assert [scan_again.call(blob.pk), scan_again.call(blob.pk)] == ["clean", "settled"]
    blob.refresh_from_db()
    assert b"".join(store.read(blob)) == pdf()


def test_a_file_found_infected_later_is_removed_and_never_handed_out(
    db, settings, at, folder, django_capture_on_commit_callbacks
):
    settings.CLAMAV = closed_port()
    blob = bring(pdf(), "a.pdf", at)
    with clamd(lambda _content: VIRUS) as server, django_capture_on_commit_callbacks(execute=True):
        settings.CLAMAV = address(server)
        assert scan_again.call(blob.pk) == "infected"
    blob.refresh_from_db()
    refusals = []
    for act in (store.read, store.release):
        with pytest.raises(RefusedError) as caught:
            act(blob)
        refusals.append(caught.value.answer.code)
    assert (refusals, files(folder)) == (["file_infected", "file_not_quarantined"], [])


@pytest.mark.parametrize("reply", [b"", b"nonsense", b"stream: lstat() failed. ERROR\0"])
def test_a_scanner_that_does_not_answer_clearly_has_not_said_clean(settings, tmp_path, reply):
    (tmp_path / "a").write_bytes(pdf())
    with clamd(lambda _content: reply) as server:
        settings.CLAMAV = address(server)
        assert antivirus.scan(tmp_path / "a") is Verdict.UNKNOWN


def test_a_file_beyond_the_scanners_limit_is_not_called_clean(settings, tmp_path):
    (tmp_path / "a").write_bytes(bytes(8_000_000))
    with clamd(lambda _content: CLEAN) as server:
        settings.CLAMAV = address(server)
        assert antivirus.scan(tmp_path / "a") is Verdict.UNKNOWN


def test_a_silent_scanner_is_waited_for_only_so_long(settings, tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(pdf())
    monkeypatch.setattr(antivirus, "PATIENCE_SECONDS", 0.1)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings.CLAMAV = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        assert antivirus.scan(tmp_path / "a") is Verdict.UNKNOWN


def test_clamav_is_asked_over_a_unix_socket_too(settings, tmp_path):
    (tmp_path / "a").write_bytes(pdf())
    address_of_socket = str(tmp_path / "clamd.ctl")

    class UnixClamd(Clamd):
        address_family = socket.AF_UNIX

        def __init__(self) -> None:
            socketserver.TCPServer.__init__(self, address_of_socket, Session)
            self.reply, self.heard = lambda _content: CLEAN, []

    with UnixClamd() as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        settings.CLAMAV = f"unix://{address_of_socket}"
        assert antivirus.scan(tmp_path / "a") is Verdict.CLEAN
        thread.join()
    assert server.heard == [pdf()]
