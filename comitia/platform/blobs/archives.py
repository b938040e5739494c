"""Looks into an office document: whether it is one, unpacks to a sane size, and holds anything that acts."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import IO, Any, Final, Never

from django.utils.translation import gettext_noop as _

from comitia.platform.answers import refuse
from comitia.platform.blobs import antivirus
from comitia.platform.blobs.kinds import Format
from comitia.platform.remarks import Remark

LARGEST: Final = 200_000_000
MOST_PARTS: Final = 5_000
CHUNK: Final = 256 * 1024
CONTENTS: Final = "[Content_Types].xml"
LONGEST_CONTENTS: Final = 1_000_000
# What runs, or holds another file, in an office document; macros are refused, the others are looked at by an officer.
MACROS: Final = ("vbaproject.bin", "vbadata.xml")
HOLDING: Final = ("/embeddings/", "/activex/", "/externallinks/", "/customui/")
OUTSIDE: Final = (b'TargetMode="External"', b"TargetMode='External'")
LINK: Final = b"/relationships/hyperlink"
RELATIONSHIPS: Final = ".rels"


def look_into(path: Path, expected: Format) -> bool:
    """Say whether something in an office document acts; refuse an archive that is not the document its name says."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_parts(archive, parts, expected)
            acting = [
                part for part in parts if _acts(archive, part)
            ]  # reads every part: any may be damaged or infected
            return bool(acting)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError):
        _refuse_posing(expected)


def _check_parts(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], expected: Format) -> None:
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST:
        _refuse(
            "file_unpacks_too_large",
            _("The document unpacks to more than can be looked into. Save it as PDF and bring that."),
        )
    if not {CONTENTS, expected.main_part} <= set(names) or len(set(names)) < len(names):
        _refuse_posing(expected)
    if archive.comment or min(part.header_offset for part in parts):  # something else stands before or after it
        _refuse_posing(expected)
    if any(name.startswith("/") or ".." in name.split("/") or "\\" in name for name in names):
        _refuse_posing(expected)
    with archive.open(CONTENTS) as file:
        contents = file.read(LONGEST_CONTENTS)
    if expected.media_type.encode() not in contents:
        _refuse_posing(expected)
    if b"macroEnabled" in contents or any(name.lower().endswith(MACROS) for name in names):
        _refuse(
            "file_has_macros",
            _("This document holds macros (programs). Save it without macros, or as PDF, and bring that."),
        )


def _acts(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Read one part to its end, as its checksum is told only there."""
    with archive.open(part) as file:
        beginning = _read_through(file)
    if part.filename.endswith((".xml", RELATIONSHIPS)) and (b"<!DOCTYPE" in beginning or b"<!ENTITY" in beginning):
        return True
    if part.filename.endswith(RELATIONSHIPS):
        return any(
            LINK not in relation and any(mark in relation for mark in OUTSIDE)
            for relation in beginning.split(b"<Relationship ")
        )
    return any(folder in f"/{part.filename.lower()}" for folder in HOLDING)


def _read_through(file: IO[bytes]) -> bytes:
    """Give the first chunk and look for the test string in all of them."""
    beginning = before = file.read(CHUNK)
    chunk = b""
    while before:
        chunk = file.read(CHUNK)
        if antivirus.EICAR in before + chunk[: len(antivirus.EICAR)]:
            antivirus.refuse_infected()
        before = chunk
    return beginning


def _refuse_posing(expected: Format) -> Never:
    _refuse(
        "file_not_what_it_says",
        _("This file is called %(format)s but is none, or it is damaged. Open it, save it again and bring that."),
        format=expected.name,
    )


def _refuse(code: str, template: str, **values: Any) -> Never:
    refuse(code, Remark(code, template, values))
