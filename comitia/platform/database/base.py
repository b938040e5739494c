"""Django's SQLite backend with a writer's turn and group durability (see the package)."""

from __future__ import annotations

import sqlite3
import threading
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from comitia.platform.database.writer import Writer, writer_of

PATIENCE_SECONDS: Final = 20.0

_connecting = threading.Lock()


class DatabaseBusyError(OperationalError):
    """Says that another writer kept the database longer than anybody should wait; nothing was changed."""


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection; its writing transactions take turns with those of the other threads."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._writer: Writer | None = None
        self._has_turn = False
        self._patience = PATIENCE_SECONDS

    def get_connection_params(self) -> dict[str, Any]:
        """Give SQLite's connection our defaults; `OPTIONS` may set another `timeout`."""
        parameters = {"timeout": PATIENCE_SECONDS, **super().get_connection_params()}
        self.transaction_mode: str = self.transaction_mode or "IMMEDIATE"
        self._patience = parameters["timeout"]
        return parameters

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        """Open a connection in write-ahead mode."""
        if self.is_in_memory_db():
            connection: sqlite3.Connection = super().get_new_connection(conn_params)
            return connection
        # The very first connection turns the file to write-ahead mode; two threads doing so at once would collide.
        with _connecting:
            connection = super().get_new_connection(conn_params)
            mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
            connection.execute("PRAGMA synchronous = NORMAL")
            # What is erased is overwritten in the file
            connection.execute("PRAGMA secure_delete = ON")
            # Each thread has a connection, and whatever one commits empties the page caches of all others: a large one
            # only holds memory.
            connection.execute("PRAGMA cache_size = -512")
        if mode != "wal":
            connection.close()
            problem = f"The database {conn_params['database']} cannot use a write-ahead log: keep it on a local disk."
            raise ImproperlyConfigured(problem)
        path = connection.execute("PRAGMA database_list").fetchone()[2]
        self._writer = writer_of(path)
        return connection

    def _start_transaction_under_autocommit(self) -> None:
        if self._writer is None:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in the stubs
            return
        if not self._writer.take_turn(seconds=self._patience):
            raise self._busy()
        self._has_turn = True
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in the stubs
        except BaseException as error:
            self._leave_turn()
            if getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
                raise self._busy() from error
            raise

    def _busy(self) -> DatabaseBusyError:
        sentence = f"The database was kept busy for {self._patience:g} seconds by another writer. Nothing was changed."
        return DatabaseBusyError(sentence)

    def _leave_turn(self) -> None:
        if self._has_turn and self._writer is not None:
            self._has_turn = False
            self._writer.leave_turn()

    def _commit(self) -> None:
        ticket = None
        try:
            super()._commit()  # type: ignore[misc]  # not in the stubs
            if self._has_turn and self._writer is not None:
                ticket = self._writer.note_commit()
        finally:
            # A commit that failed (a deferred key, a full disk) is still open: the turn ends with its rollback.
            if self.connection is None or not self.connection.in_transaction:
                self._leave_turn()
        if ticket is not None and self._writer is not None:
            try:
                self._writer.make_durable(ticket)
            except OSError as error:
                problem = "The disk did not confirm what was just written; look at it before going on."
                raise OperationalError(problem) from error

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # not in the stubs
        finally:
            if self.connection is None or not self.connection.in_transaction:
                self._leave_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # not in the stubs
        finally:
            self._leave_turn()
