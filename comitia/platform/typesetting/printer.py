"""The process that sets pages: reads a folder with a template, its data and pictures, and writes the pages beside them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Final, cast

FONTS: Final = Path(__file__).parent / "fonts"
LARGEST_SIDE: Final = 800  # pixels of a picture; a photograph of 40 mm has 500 dots to the inch
MARKS: Final = "<mark>"


def main(folder: Path, form: str) -> None:
    """Write `pages.pdf` or `page.svg`, and `marks.json` with what the template marked."""
    import typst

    for picture in (folder / "pictures").glob("*"):
        _make_smaller(picture)
    compiler = typst.Compiler(
        str(folder / "main.typ"), root=str(folder), font_paths=[str(FONTS)], ignore_system_fonts=True
    )
    (folder / "marks.json").write_text(compiler.query(MARKS, field="value"), "utf-8")
    made: Any = compiler.compile(format=cast("Any", form))
    pages = made[0] if isinstance(made, list) else made
    (folder / f"pages.{form}").write_bytes(pages)


def _make_smaller(path: Path) -> None:
    from PIL import Image

    with Image.open(path) as picture:
        if max(picture.size) > LARGEST_SIDE:
            form = picture.format
            picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
            picture.save(path, form)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
