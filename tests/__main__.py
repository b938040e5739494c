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
CORES = min(os.cpu_count() or 2, 4)


def pytest(*where: str | Path, workers: int) -> list[str | Path]:
    """Give the command that runs tests in several processes."""
    return [sys.executable, "-m", "pytest", "-q", "--numprocesses", str(workers), "--dist", "worksteal", *where]


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
    # One more process than cores: some wait for a browser or for a clock
    run("tests on SQLite", *pytest("tests", workers=CORES + 1))
    with postgresql.server() as socket:
        run("domains on PostgreSQL", *pytest(*ON_POSTGRESQL, workers=CORES), TEST_POSTGRESQL=socket)


if __name__ == "__main__":
    main()
