from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

SAMPLE = "sample"


@pytest.fixture
def sample(tmp_path: Path, django_db_blocker) -> Iterator[Path]:
    """Make a SQLite file of our engine under the alias "sample", with the table note(text unique)."""
    path = tmp_path / "sample.sqlite3"
    defaults = dict(connections.settings["default"])
    connections.settings[SAMPLE] = {**defaults, "ENGINE": "comitia.platform.database", "NAME": str(path), "OPTIONS": {}}
    with django_db_blocker.unblock():
        with connections[SAMPLE].cursor() as cursor:
            cursor.execute("CREATE TABLE note (text TEXT UNIQUE)")
        yield path
        connections[SAMPLE].close()
    del connections[SAMPLE]
    del connections.settings[SAMPLE]
