"""Draws a picture anew, so that nothing of the original's bytes, place or device is handed on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Never

from django.utils.translation import gettext_noop as _
from PIL import Image, ImageOps, UnidentifiedImageError

from comitia.platform.answers import refuse
from comitia.platform.blobs.kinds import JPEG, PNG, WEBP, Format
from comitia.platform.remarks import Remark

MOST_PIXELS: Final = 50_000_000
LONGEST_SIDE: Final = 4096
QUALITY: Final = 90
# A large picture takes some 200 MB while it is drawn: one at a time.
_drawing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as it is kept."""

    extension: str
    media_type: str
    width: int
    height: int


def drawing(path: Path, found: Format) -> Callable[[Path], Drawn]:
    """Check a picture's size before it is unpacked, and give what draws it anew in its place."""
    try:
        with Image.open(path, formats=[found.pillow]) as picture:
            width, height = picture.size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        _refuse_bomb()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, TypeError):
        _refuse_damaged()
    if width * height > MOST_PIXELS:
        _refuse_bomb()

    def draw(path: Path) -> Drawn:
        return _draw(path, found)

    return draw


def _draw(path: Path, found: Format) -> Drawn:
    kept = found if found in {JPEG, WEBP} else PNG
    with _drawing:
        picture = _pixels(path, found)
        if kept is PNG:
            picture.save(path, format="PNG")
        else:
            picture.save(path, format=kept.pillow, quality=QUALITY)
    return Drawn(kept.extensions[0], kept.media_type, *picture.size)


def _pixels(path: Path, found: Format) -> Image.Image:
    """Unpack the first frame, upright, at most 4096 pixels long, with nothing said about it."""
    try:
        with Image.open(path, formats=[found.pillow]) as picture:
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture)
            is_clear = found is not JPEG and upright.has_transparency_data
            plain = upright.convert("RGBA" if is_clear else "RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        _refuse_bomb()
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, IndexError, KeyError):
        _refuse_damaged()
    plain.info = {}
    return plain


def _refuse_bomb() -> Never:
    refuse(
        "picture_too_large",
        Remark(
            "picture_too_large",
            _(
                "The picture has more than 50 million pixels. Make it smaller, such as 2000 pixels wide, and bring that."
            ),
        ),
    )


def _refuse_damaged() -> Never:
    refuse(
        "picture_damaged",
        Remark(
            "picture_damaged", _("The picture is damaged and cannot be shown. Save it again, as JPEG, and bring that.")
        ),
    )
