"""Looks into a file that somebody brought: whether it is what its name says, one thing only, and harmless to open."""

from __future__ import annotations

import mmap
import re
import zipfile
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Never

from django.utils.translation import gettext_noop as _

from comitia.platform.answers import refuse
from comitia.platform.blobs import antivirus, archives, pdf, pictures
from comitia.platform.blobs.kinds import PDF, Format, format_of, formats_of
from comitia.platform.blobs.naming import extension_of
from comitia.platform.blobs.pictures import Drawn
from comitia.platform.remarks import Remark

BEGINNING: Final = 4096
# Where a browser begins to take a file for a page, and what makes a page act wherever it stands.
MARKUP: Final = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|iframe|svg)[\s>/]", re.IGNORECASE)
SCRIPT: Final = re.compile(rb"<(?:script[\s>/]|\?php\s)", re.IGNORECASE)
PDF_MARK: Final = b"%PDF-"
OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
APPLE_PHOTO: Final = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1")


@dataclass(frozen=True, slots=True)
class Found:
    """What a file is, whether something in it acts, and how it is drawn anew if it is a picture."""

    extension: str
    media_type: str
    is_active: bool = False
    draw: Callable[[Path], Drawn] | None = None


def inspect(path: Path, *, name: str, accepts: Collection[str]) -> Found:
    """Say what a file is; refuse what is not accepted, not what its name says, two things at once, or a bomb."""
    taken = formats_of(accepts)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content.find(antivirus.EICAR) >= 0:
            antivirus.refuse_infected()
        found = _format(content, name=name, taken=taken)
        if _is_two_at_once(content, path, found):
            _refuse(
                "file_two_formats",
                _("This file is %(format)s and something else at once. Print or save it again as one of them."),
                format=found.name,
            )
        is_active = False
        if found is PDF:
            is_active = pdf.look_into(content)
        elif found.main_part:
            is_active = archives.look_into(path, found)
        elif found.pillow:
            return Found(found.extensions[0], found.media_type, draw=pictures.drawing(path, found))
    return Found(found.extensions[0], found.media_type, is_active)


def _format(content: mmap.mmap, *, name: str, taken: tuple[Format, ...]) -> Format:
    """Tell the format by the content, and refuse it unless it is accepted and the name says the same."""
    extension = extension_of(name)
    beginning = content[:BEGINNING]
    found = format_of(beginning, extension=extension)
    if found is None or found not in taken:
        _refuse_kind(beginning, taken)
    if extension and extension not in found.extensions:
        _refuse(
            "file_misnamed",
            _(
                "The name of this file ends in .%(extension)s, but it is %(format)s. Save it again under the right ending."
            ),
            extension=extension,
            format=found.name,
        )
    return found


def _refuse_kind(beginning: bytes, taken: tuple[Format, ...]) -> Never:
    kinds = ", ".join(one.name for one in taken)
    if beginning.startswith(OLD_OFFICE):
        _refuse(
            "file_old_office",
            _("This is a document in an old format (.doc, .xls). Save it as one of these and bring that: %(kinds)s."),
            kinds=kinds,
        )
    if beginning[4:12] in APPLE_PHOTO:
        _refuse(
            "file_apple_photo",
            _("This is a picture in Apple's format (HEIC). Save it as one of these and bring that: %(kinds)s."),
            kinds=kinds,
        )
    _refuse(
        "file_kind_not_accepted",
        _("This is not a file of a kind that is accepted here. Save it as one of these and bring that: %(kinds)s."),
        kinds=kinds,
    )


def _is_two_at_once(content: mmap.mmap, path: Path, found: Format) -> bool:
    """Tell a file that is made to be read in two ways: as a page, a script or an archive besides what it is."""
    beginning = content[:BEGINNING]
    if b"/*" in (beginning[4:6], beginning[6:8]) or (found.pillow == "GIF" and beginning[6:7] == b"="):
        return True  # the bytes of a size or a length that open a script's comment or assignment
    if found.main_part:
        return PDF_MARK in beginning
    if found is not PDF and content.find(PDF_MARK) >= 0:
        return True
    return bool(MARKUP.search(beginning) or SCRIPT.search(content)) or _is_archive_too(path)


def _is_archive_too(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return bool(archive.infolist())
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError):
        return False


def _refuse(code: str, template: str, **values: Any) -> Never:
    refuse(code, Remark(code, template, values))
