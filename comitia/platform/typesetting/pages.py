"""Sets pages in a process of their own and gives what came of it."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from comitia.platform.typesetting.scripts import FAMILIES

logger = logging.getLogger(__name__)

TEMPLATES: Final = Path(__file__).parent / "templates"
PDF: Final = "application/pdf"
LONGEST_SECONDS: Final = 300


class TypesettingError(Exception):
    """Says that pages could not be set; what Typst complained of is in the log, without the words of the pages."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The file, and what the template marked in it."""

    content: bytes
    marks: list[Any]


def typeset(
    template: str,
    data: Mapping[str, Any],
    *,
    pictures: Mapping[str, Iterable[bytes]] | None = None,
    form: str = "pdf",
    seconds: int = LONGEST_SECONDS,
) -> Pages:
    """Set the pages of a template (`templates/<name>.typ`) with its data; `pictures` are found as `pictures/<name>`.

    `form` is pdf, or svg for the first page alone.
    """
    with tempfile.TemporaryDirectory(prefix="comitia-pages-") as name:
        folder = Path(name)
        shutil.copy(TEMPLATES / f"{template}.typ", folder / "main.typ")
        (folder / "data.json").write_text(json.dumps({"fonts": FAMILIES, **data}), "utf-8")
        (folder / "pictures").mkdir()
        for picture, chunks in (pictures or {}).items():
            with (folder / "pictures" / picture).open("wb") as file:
                file.writelines(chunks)
        _run(folder, form, seconds=seconds)
        marks = json.loads((folder / "marks.json").read_text("utf-8"))
        return Pages((folder / f"pages.{form}").read_bytes(), marks)


def _run(folder: Path, form: str, *, seconds: int) -> None:
    command = [sys.executable, "-m", "comitia.platform.typesetting.printer", str(folder), form]
    root = Path(__file__).parents[3]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=seconds, cwd=root)  # noqa: S603  our own program
    except subprocess.CalledProcessError as error:
        last = error.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        logger.warning("Pages could not be set: %s", last.partition(":")[0])
        raise TypesettingError from error
    except subprocess.TimeoutExpired as error:
        logger.warning("Pages could not be set in %s seconds", seconds)
        raise TypesettingError from error
