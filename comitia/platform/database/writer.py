"""One writer at a time for one database file in this process, and one sync of the log for many commits."""

from __future__ import annotations

import os
import threading
from pathlib import Path

sync_data = getattr(os, "fdatasync", os.fsync)


class Writer:
    """Serialises the writing transactions of one database file and makes their commits durable in groups."""

    def __init__(self, database: str) -> None:
        self.log_path = f"{database}-wal"
        self._turn = threading.Lock()
        self._committed = 0
        self._sync_turn = threading.Lock()
        self._synced = 0
        self._log: int | None = None
        self.syncs = 0

    def take_turn(self, *, seconds: float) -> bool:
        """Wait for the right to write; say whether it was obtained."""
        return self._turn.acquire(timeout=seconds)

    def leave_turn(self) -> None:
        """Let the next transaction begin."""
        self._turn.release()

    def note_commit(self) -> int:
        """Give a number to the commit that the holder of the turn has just made."""
        self._committed += 1
        return self._committed

    def make_durable(self, ticket: int) -> None:
        """Return when the commit with this number is on the disk; raise `OSError` if the disk refuses."""
        if self._synced >= ticket:
            return
        with self._sync_turn:
            if self._synced >= ticket:
                return
            # Everything numbered until now is already in the log file, so this sync covers it.
            covered = self._committed
            sync_data(self._open_log())
            self.syncs += 1
            self._synced = covered

    def _open_log(self) -> int:
        """Give a descriptor of the present log file: SQLite removes it when its last connection closes."""
        present = os.stat(self.log_path)  # noqa: PTH116  this runs at every commit and os.stat is the cheapest
        if self._log is not None:
            held = os.fstat(self._log)
            if (held.st_ino, held.st_dev) == (present.st_ino, present.st_dev):
                return self._log
            os.close(self._log)
            self._log = None
        # SQLite keeps its POSIX locks on the database and on the shared-memory file, never on the log: closing this
        # descriptor can drop none of them.
        self._log = os.open(self.log_path, os.O_RDWR | os.O_CLOEXEC)
        folder = os.open(Path(self.log_path).parent, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return self._log


_writers: dict[str, Writer] = {}
_registering = threading.Lock()


def writer_of(database: str) -> Writer:
    """Give the one writer of a database file in this process."""
    path = os.path.realpath(database)
    with _registering:
        if path not in _writers:
            _writers[path] = Writer(path)
        return _writers[path]
