"""What the database itself forbids: triggers of migrations, in the words of the database they run on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import migrations


def forbidding(*, sqlite: Iterable[str], postgresql: Iterable[str]) -> migrations.RunPython:
    """Give the operation of a migration that runs the statements of its database; it stays when migrations are squashed."""
    statements = {"sqlite": tuple(sqlite), "postgresql": tuple(postgresql)}

    def run(_apps: Any, schema_editor: Any) -> None:
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return migrations.RunPython(run, migrations.RunPython.noop, elidable=False)
