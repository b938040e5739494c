"""Loaded before Django's settings: each test process gets a data folder of its own, and a PostgreSQL database when asked."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

DATA_DIR = Path(tempfile.mkdtemp(prefix="comitia-test-"))
atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)

for name in [name for name in os.environ if name.startswith("COMITIA_")]:
    del os.environ[name]
os.environ["COMITIA_DATA_DIR"] = str(DATA_DIR)

if server := os.environ.get("TEST_POSTGRESQL"):  # the folder of the server's socket, given by tests/__main__.py
    import psycopg

    NAME = f"comitia_{os.getpid()}"
    with psycopg.connect(f"postgresql://postgres@/postgres?host={server}", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {NAME} TEMPLATE comitia_template")
    os.environ["COMITIA_DATABASE_URL"] = f"postgresql://postgres@/{NAME}?host={server}"
