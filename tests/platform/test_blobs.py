"""A file is kept whole with its row or not at all, read only when clean, and erased with a proof."""

from __future__ import annotations

import os
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections, transaction

from comitia.platform.answers import RefusedError
from comitia.platform.blobs import store
from comitia.platform.blobs.models import Blob
from comitia.platform.blobs.tasks import sweep_files
from tests.platform.sample_files import pdf, picture

ANA = UUID(int=7)


class ChangedMindError(Exception):
    pass


def change_mind() -> None:
    raise ChangedMindError


@contextmanager
def rolled_back() -> Iterator[None]:
    """Go through a transaction, or a savepoint, that comes to nothing."""
    with suppress(ChangedMindError), transaction.atomic():
        yield
        change_mind()


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    settings.BLOBS_ROOT = tmp_path / "blobs"
    return settings.BLOBS_ROOT


def bring(content: bytes | Iterator[bytes] = b"", *, at, name: str = "Letter.pdf", longest: int = 5_000_000) -> Blob:
    chunks = [content or pdf()] if isinstance(content, bytes) else content
    return store.keep(chunks, name=name, accepts=("pdf", "picture"), longest=longest, owner=ANA, at=at)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_file_is_kept_with_its_row_and_read_as_it_was(db, at, folder):
    blob = bring(at=at)
    kept = Blob.objects.get()
    assert (kept.name, kept.media_type, kept.size, kept.sha256, kept.owner, kept.stored_at) == (
        "Letter.pdf",
        "application/pdf",
        len(pdf()),
        sha256(pdf()).hexdigest(),
        ANA,
        at,
    )
    assert b"".join(store.read(store.release(blob))) == pdf()
    assert files(folder) == [blob.reference.hex]


def test_only_our_own_account_may_read_the_files(db, at, folder):
    blob = bring(at=at)
    place = folder / blob.reference.hex[:2] / blob.reference.hex
    assert [oct(path.stat().st_mode & 0o777) for path in (place, place.parent)] == ["0o600", "0o700"]


def test_keeping_a_file_takes_one_statement(db, at, django_assert_num_queries):
    with django_assert_num_queries(1):
        bring(at=at)


def test_a_file_that_is_too_large_is_not_read_to_its_end(db, at, folder):
    given = 0

    def endless() -> Iterator[bytes]:
        nonlocal given
        yield b"%PDF-1.7\n"
        while given < 50_000_000:
            given += 64 * 1024
            yield bytes(64 * 1024)

    with pytest.raises(RefusedError) as caught:
        bring(endless(), at=at, longest=1_000_000)
    assert str(caught.value.answer.sentence).startswith("The file is larger than 1 MB.")
    assert (given <= 1_100_000, files(folder), Blob.objects.count()) == (True, [], 0)


def test_a_sender_who_goes_away_leaves_nothing(db, at, folder):
    def broken() -> Iterator[bytes]:
        yield pdf()[:50]
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        bring(broken(), at=at)
    assert (files(folder), Blob.objects.count()) == ([], 0)


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size: the system refuses the write as it does on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_refuses_the_file_and_leaves_nothing(folder, caplog):
    with room_for(10_000), pytest.raises(RefusedError) as caught:
        store.receive([bytes(8_000), bytes(8_000)], name="Ana.pdf", accepts=("pdf",), longest=5_000_000)
    assert (caught.value.answer.code, files(folder), "Ana" in caplog.text) == ("file_not_stored", [], False)
    assert str(caught.value.answer.sentence).endswith("Try again later.")


def test_a_disk_that_fills_up_while_a_picture_is_drawn_refuses_it_and_leaves_nothing(folder):
    content = picture("PNG", size=(1500, 1000), compress_level=9)  # drawn anew it takes more room
    with room_for(len(content)), pytest.raises(RefusedError) as caught:
        store.receive([content], name="a.png", accepts=("picture",), longest=5_000_000)
    assert (caught.value.answer.code, files(folder)) == ("file_not_stored", [])


def test_a_data_folder_that_cannot_be_written_refuses_the_file(settings, tmp_path):
    (tmp_path / "taken").write_text("a file, no folder")
    settings.BLOBS_ROOT = tmp_path / "taken"
    with pytest.raises(RefusedError) as caught:
        store.receive([pdf()], name="a.pdf", accepts=("pdf",), longest=5_000_000)
    assert caught.value.answer.code == "file_not_stored"


def test_what_was_received_and_not_kept_goes(db, folder, at):
    with store.receive([pdf()], name="a.pdf", accepts=("pdf",), longest=5_000_000) as received:
        there = files(folder)
    with store.receive([pdf()], name="a.pdf", accepts=("pdf",), longest=5_000_000) as kept:
        store.keep_received(kept, at=at)
    assert (there, files(folder)) == ([received.reference.hex], [kept.reference.hex])


def test_what_was_made_here_is_clean_whatever_it_is(db, at):
    blob = store.keep_own([b"a,", b"b"], name="Report: 2020/21.csv", media_type="text/csv", at=at)
    assert (blob.name, blob.state, b"".join(store.read(blob))) == ("21.csv", "clean", b"a,b")


# Rollback and commit


def test_a_rollback_takes_the_file_away(committed, at, folder):
    with rolled_back():
        bring(at=at)
    assert (files(folder), Blob.objects.count()) == ([], 0)


def test_a_rollback_to_a_savepoint_takes_away_only_what_was_kept_after_it(committed, at, folder):
    with transaction.atomic():
        first = bring(at=at)
        with rolled_back():
            bring(at=at)
        with transaction.atomic():
            second = bring(at=at)
    assert files(folder) == sorted([first.reference.hex, second.reference.hex])


def test_a_file_that_is_committed_stays_though_another_callback_fails(committed, at, folder):
    with suppress(ChangedMindError), transaction.atomic():
        transaction.on_commit(change_mind)
        blob = bring(at=at)
    assert (files(folder), Blob.objects.count()) == ([blob.reference.hex], 1)


def test_a_rolled_back_erasure_leaves_the_file(committed, at, folder):
    blob = bring(at=at)
    with rolled_back():
        store.erase(blob, at=at)
    assert files(folder) == [blob.reference.hex]


def test_many_may_bring_files_at_once(committed, at, folder):
    together, failed = threading.Barrier(6), []

    def person(number: int) -> None:
        try:
            together.wait()
            with transaction.atomic():
                blob = bring(pdf(b"(%d)" % number), at=at)
                if number % 3 == 0:
                    change_mind()
            assert b"".join(store.read(store.release(blob))) == pdf(b"(%d)" % number)
        except ChangedMindError:
            pass
        except BaseException as error:  # noqa: BLE001 - told by the test
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=person, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    connections.close_all()
    assert failed == []
    kept = Blob.objects.values_list("reference", flat=True)
    assert (len(kept), files(folder)) == (4, sorted(reference.hex for reference in kept))


# Reading, releasing, erasing


def test_a_file_in_quarantine_is_read_only_after_it_is_released(db, at):
    blob = bring(at=at)
    with pytest.raises(RefusedError) as caught:
        store.read(blob)
    assert (caught.value.answer.code, b"".join(store.read(store.release(blob)))) == ("file_quarantined", pdf())
    with pytest.raises(RefusedError) as caught:
        store.release(blob)
    assert caught.value.answer.code == "file_not_quarantined"


def test_an_erased_file_is_gone_and_its_row_proves_that_it_was_there(
    db, at, folder, django_capture_on_commit_callbacks
):
    blob = bring(picture(), name="Passport of Ana.jpg", at=at)
    digest, later = blob.sha256, at + timedelta(days=30)
    with django_capture_on_commit_callbacks(execute=True):
        store.erase(blob, at=later)
        store.erase(blob, at=later + timedelta(days=1))
    blob.refresh_from_db()
    assert (blob.state, blob.erased_at, blob.name, blob.sha256, files(folder)) == ("erased", later, "", digest, [])
    with pytest.raises(RefusedError) as caught:
        store.read(blob)
    assert caught.value.answer.code == "file_erased"


def test_a_file_lost_from_the_disk_is_said_to_be_missing(db, at, folder):
    blob = store.release(bring(at=at))
    (folder / blob.reference.hex[:2] / blob.reference.hex).unlink()
    with pytest.raises(RefusedError) as caught:
        store.read(blob)
    assert caught.value.answer.code == "file_missing"


# The sweep


def test_the_sweep_removes_what_a_dead_process_left_and_nothing_else(db, at, folder):
    now = datetime.now(UTC)
    kept, erased = bring(at=at), store.erase(bring(at=at), at=at)
    left = {name: folder / place for name, place in (("orphan", "ab"), ("half", "arriving"), ("fresh", "arriving"))}
    for name, place in left.items():
        place.mkdir(exist_ok=True)
        left[name] = place / uuid4().hex
        left[name].write_bytes(b"%PDF")
    for path in folder.rglob("*"):
        if path.is_file() and path != left["fresh"]:
            os.utime(path, ((now - timedelta(hours=2)).timestamp(),) * 2)
    assert erased.reference.hex in files(folder)
    assert (sweep_files(at=now), files(folder)) == (3, sorted([kept.reference.hex, left["fresh"].name]))


def test_the_sweep_of_a_site_without_files_finds_nothing(db):
    assert sweep_files(at=datetime.now(UTC)) == 0
