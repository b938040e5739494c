"""Which files people may bring, told by their first bytes and by their names."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

OFFICE: Final = "application/vnd.openxmlformats-officedocument."
ARCHIVE: Final = re.compile(rb"PK\x03\x04")


class Kind(StrEnum):
    """What a place accepts; `document` is any of the office documents."""

    PDF = "pdf"
    PICTURE = "picture"
    DOCUMENT = "document"
    DOCX = "docx"
    XLSX = "xlsx"
    RECORDING = "recording"


@dataclass(frozen=True, slots=True)
class Format:
    """A format of file: the extensions it goes by (the first is given), its media type, the kinds it belongs to."""

    name: str
    extensions: tuple[str, ...]
    media_type: str
    kinds: frozenset[Kind]
    begins: re.Pattern[bytes]
    pillow: str = ""
    main_part: str = ""


PDF: Final = Format("PDF", ("pdf",), "application/pdf", frozenset({Kind.PDF}), re.compile(rb"%PDF-"))
JPEG: Final = Format(
    "JPEG",
    ("jpg", "jpeg", "jpe", "jfif"),
    "image/jpeg",
    frozenset({Kind.PICTURE}),
    re.compile(rb"\xff\xd8\xff"),
    pillow="JPEG",
)
PNG: Final = Format(
    "PNG", ("png",), "image/png", frozenset({Kind.PICTURE}), re.compile(rb"\x89PNG\r\n\x1a\n"), pillow="PNG"
)
WEBP: Final = Format(
    "WebP", ("webp",), "image/webp", frozenset({Kind.PICTURE}), re.compile(rb"RIFF.{4}WEBP", re.DOTALL), pillow="WEBP"
)
GIF: Final = Format("GIF", ("gif",), "image/gif", frozenset({Kind.PICTURE}), re.compile(rb"GIF8[79]a"), pillow="GIF")
DOCX: Final = Format(
    "DOCX",
    ("docx",),
    f"{OFFICE}wordprocessingml.document",
    frozenset({Kind.DOCUMENT, Kind.DOCX}),
    ARCHIVE,
    main_part="word/document.xml",
)
XLSX: Final = Format(
    "XLSX",
    ("xlsx",),
    f"{OFFICE}spreadsheetml.sheet",
    frozenset({Kind.DOCUMENT, Kind.XLSX}),
    ARCHIVE,
    main_part="xl/workbook.xml",
)
PPTX: Final = Format(
    "PPTX",
    ("pptx",),
    f"{OFFICE}presentationml.presentation",
    frozenset({Kind.DOCUMENT}),
    ARCHIVE,
    main_part="ppt/presentation.xml",
)
MP4: Final = Format(
    "MP4",
    ("mp4", "m4v", "m4a"),
    "video/mp4",
    frozenset({Kind.RECORDING}),
    re.compile(rb".{4}ftyp(?:isom|iso[2-9]|mp4[12]|avc1|dash|M4[AV] |MSNV)", re.DOTALL),
)
WEBM: Final = Format(
    "WebM",
    ("webm",),
    "video/webm",
    frozenset({Kind.RECORDING}),
    re.compile(rb"\x1a\x45\xdf\xa3.{0,60}webm", re.DOTALL),
)
MP3: Final = Format("MP3", ("mp3",), "audio/mpeg", frozenset({Kind.RECORDING}), re.compile(rb"ID3|\xff[\xf2\xf3\xfb]"))
FORMATS: Final = (PDF, JPEG, PNG, WEBP, GIF, DOCX, XLSX, PPTX, MP4, WEBM, MP3)


def formats_of(accepts: Collection[str]) -> tuple[Format, ...]:
    """Give the formats of the kinds that a place accepts."""
    kinds = {Kind(one) for one in accepts}
    return tuple(one for one in FORMATS if one.kinds & kinds)


def format_of(beginning: bytes, *, extension: str) -> Format | None:
    """Tell a format by a file's first bytes; the three office documents are archives and are told by the extension."""
    return next((one for one in FORMATS if one.begins.match(beginning) and _fits(one, extension)), None)


def _fits(one: Format, extension: str) -> bool:
    return not one.main_part or extension in one.extensions
