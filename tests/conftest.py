"""What every test may ask for; the rest of its world a test shows in its first lines."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections
from django.utils import translation

from comitia.config import database
from comitia.platform.bus import publish
from comitia.platform.kept import PUBLIC_CHANGED
from tests.environment import DATA_DIR

AT = datetime(2020, 11, 17, 7, 0, tzinfo=UTC)  # the opening in Moscow, 10:00
_numbers = itertools.count(1)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Begin in English: a page asked for in another language leaves that one in force."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Give the process its own database, copied from the migrated template instead of migrated anew."""
    with django_db_blocker.unblock():
        database.prepare()
        connection.close()
        yield
        connections.close_all()


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    """Give a fresh database whose transactions really commit, for tests with threads and processes."""
    with django_db_blocker.unblock():
        connections.close_all()
        configured = connections.settings["default"]
        before = configured["NAME"]
        if server := os.environ.get("TEST_POSTGRESQL"):
            configured["NAME"] = f"comitia_{os.getpid()}_{next(_numbers)}"
            with psycopg.connect(f"postgresql://postgres@/postgres?host={server}", autocommit=True) as admin:
                admin.execute(f"CREATE DATABASE {configured['NAME']} TEMPLATE comitia_template")
        else:
            configured["NAME"] = tmp_path / "comitia.sqlite3"
            database.copy_template(configured["NAME"])
        yield
        connections.close_all()
        configured["NAME"] = before


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Start each test with empty caches."""
    cache.clear()
    publish(PUBLIC_CHANGED, {})


@pytest.fixture
def at() -> datetime:
    """Give the moment at which the test takes place."""
    return AT


@pytest.fixture(scope="session")
def data_dir() -> Path:
    assert settings.COMITIA.data_dir == DATA_DIR
    return DATA_DIR
