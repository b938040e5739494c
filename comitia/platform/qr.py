"""Draws codes for cameras (QR, ISO/IEC 18004)."""

from __future__ import annotations

from itertools import groupby
from typing import Final

QUIET: Final = 4  # modules of white around, as the standard wants


def qr_svg(text: str) -> str:
    """Draw a text as SVG: one path, dark on nothing, with a quiet zone; digits and capitals make the smallest drawing."""
    from qrcode.constants import ERROR_CORRECT_Q  # loads megabytes of pictures that most pages never need
    from qrcode.main import QRCode

    code = QRCode(error_correction=ERROR_CORRECT_Q, border=0)
    code.add_data(text, optimize=0)
    code.make()
    size = len(code.modules) + 2 * QUIET
    path = "".join(_row(number, row) for number, row in enumerate(code.modules))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<path d="{path}"/></svg>'
    )


def _row(number: int, row: list[bool | None]) -> str:
    """Draw the dark runs of a row."""
    drawn, place = [], 0
    for is_dark, run in groupby(row, key=bool):
        length = len(list(run))
        if is_dark:
            drawn.append(f"M{place + QUIET} {number + QUIET}h{length}v1h-{length}z")
        place += length
    return "".join(drawn)
