"""Every check, in the order in which a fault is cheapest to find: `make test` calls this."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests import postgresql

BIN = Path(sys.executable).parent
# What another database could answer otherwise: the domains, what happens at once, and what fails
ON_POSTGRESQL = (
    *(f"tests/{name}" for name in ("journal", "notices", "accounts", "members", "organs", "meetings", "archive")),
    *(f"tests/{name}" for name in ("programme", "accreditation", "voting", "pages")),
    *(f"tests/platform/test_{name}.py" for name in ("database", "durable", "jobs", "jobs_committed", "statements")),
    *(f"tests/robustness/test_{name}.py" for name in ("at_once", "failures")),
    *sorted(
        str(path) for area in ("documents", "proceedings") for path in Path("tests", area).glob("test_*at_once.py")
    ),
    "tests/proceedings/test_any_order.py",
)
WORKERS = min(os.cpu_count() or 2, 4) + 1  # one waits for a browser, a process or a clock while the others work
PYTEST = [
    sys.executable,
    "-m",
    "pytest",
    "-q",
    "--numprocesses",
    str(WORKERS),
    "--dist",
    "worksteal",
]


def run(name: str, *command: str | Path, **environment: str) -> None:
    """Run one check; the first that fails ends the run with its own output."""
    started = time.monotonic()
    print(f"── {name}", flush=True)
    finished = subprocess.run([str(word) for word in command], env={**os.environ, **environment}, check=False)
    if finished.returncode:
        sys.exit(f"── {name}: failed")
    print(f"── {name}: {time.monotonic() - started:.0f} s", flush=True)


def main() -> None:
    run("style", BIN / "ruff", "check", "--quiet", ".")
    run("format", BIN / "ruff", "format", "--quiet", "--check", ".")
    run("import contracts", BIN / "lint-imports", "--no-cache")
    run("types", BIN / "mypy", "comitia")
    with tempfile.TemporaryDirectory() as folder:
        run(
            "migrations",
            sys.executable,
            "-m",
            "django",
            "makemigrations",
            "--check",
            "--dry-run",
            DJANGO_SETTINGS_MODULE="comitia.config.settings",
            COMITIA_DATA_DIR=folder,
        )
    run("tests on SQLite", *PYTEST, "tests")
    with postgresql.server() as socket:
        run("domains on PostgreSQL", *PYTEST, *ON_POSTGRESQL, TEST_POSTGRESQL=socket)


if __name__ == "__main__":
    main()
