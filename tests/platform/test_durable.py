"""On PostgreSQL an act gives its session back before it is on the disk, and is on the disk before anybody hears of it."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from comitia.platform.bus import announce_on_commit, subscribe
from comitia.platform.durable import wait_for_disk_after_commit

pytestmark = pytest.mark.usefixtures("committed")


def asked(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite does it below Django")
def test_what_is_announced_is_on_the_disk():
    heard = []
    flushed = "SELECT pg_current_wal_flush_lsn() >= %s::pg_lsn"
    leave = subscribe("durable", lambda payload: heard.append(asked(flushed.replace("%s", f"'{payload['at']}'"))))
    with transaction.atomic():
        wait_for_disk_after_commit()
        wait_for_disk_after_commit()
        assert asked("SHOW synchronous_commit") == "off"
        asked("SELECT pg_logical_emit_message(true, 'test', 'written')")
        announce_on_commit("durable", {"at": asked("SELECT pg_current_wal_insert_lsn()")})
        assert len(connection.run_on_commit) == 2
    leave()
    assert heard == [True]
    assert asked("SHOW synchronous_commit") == "on"


def test_other_databases_are_left_alone():
    with transaction.atomic():
        wait_for_disk_after_commit()
        assert len(connection.run_on_commit) == (1 if connection.vendor == "postgresql" else 0)
