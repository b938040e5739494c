"""Takes files away when it is sure that they go: what was kept is rolled back, what was erased is committed."""

from __future__ import annotations

import weakref
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction


def remove_after_commit(path: Path) -> None:
    """Remove a file once the transaction that decided so is committed."""
    transaction.on_commit(partial(path.unlink, missing_ok=True), robust=True)


class _Claim:
    """Lives in the list of what waits for the commit, and nowhere else."""


def remove_on_rollback(path: Path) -> None:
    """Remove a file if the transaction, or the savepoint, in which it was kept is rolled back.

    Django tells nobody of a rollback, but it drops what waits for the commit: the claim dies and takes the file along.
    Should the process die first, the sweep (tasks.py) finds the file without a row.
    """
    claim = _Claim()
    goes = weakref.finalize(claim, _remove_uncommitted, path, transaction.get_connection())
    goes.atexit = False
    transaction.on_commit(partial(_settle, claim, goes), robust=True)


def _settle(_claim: _Claim, goes: Any) -> None:
    goes.detach()


def _remove_uncommitted(path: Path, connection: Any) -> None:
    """Remove the file, unless the claim was dropped after a commit by another callback's fault."""
    if not connection.autocommit:
        path.unlink(missing_ok=True)
