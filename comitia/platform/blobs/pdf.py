"""Looks into a PDF without reading it as one: whether it is whole, and whether anything in it acts."""

from __future__ import annotations

import mmap
import re
import zlib
from typing import Final

from django.utils.translation import gettext_noop as _

from comitia.platform.answers import refuse
from comitia.platform.blobs import antivirus
from comitia.platform.remarks import Remark

HEADING: Final = re.compile(rb"%PDF-[12]\.\d[\s%]")
END: Final = re.compile(rb"startxref\s+\d+\s+%%EOF[\s\x00]*\Z")
ENDING: Final = 4096
# A name may be written with the codes of its letters: /J#61vaScript.
CODED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
ACTIVE: Final = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|Filespec)(?![A-Za-z0-9])"
)
SCRIPT: Final = re.compile(rb"/JS(?=[\s(<\[/]|\d)")
LOCKED: Final = re.compile(rb"/Encrypt(?=[\s<\[/])")
STREAM: Final = re.compile(rb"(?<!end)stream\r?\n")
MOST_UNPACKED: Final = 64_000_000
MOST_STREAMS: Final = 50_000
CHUNK: Final = 8 * 1024
LONGEST_DICTIONARY: Final = 4096


def look_into(content: mmap.mmap) -> bool:
    """Say whether something in a PDF acts or cannot be looked into; refuse what is no whole PDF."""
    if not HEADING.match(content) or not END.search(content[-ENDING:]):
        refuse(
            "file_not_a_pdf",
            Remark(
                "file_not_a_pdf",
                _("This PDF is incomplete or something has been added to it. Print it to a new PDF and bring that."),
            ),
        )
    return _acts(content[:]) or LOCKED.search(content) is not None or _packed_objects_act(content)


def _acts(text: bytes) -> bool:
    return ACTIVE.search(_plain(text)) is not None


def _plain(text: bytes) -> bytes:
    return CODED.sub(lambda code: bytes([int(code[1], 16)]), text)


def _packed_objects_act(content: mmap.mmap) -> bool:
    """Unpack the streams that hold objects and look into them; what cannot be unpacked may hold anything."""
    left, number, outside, last = MOST_UNPACKED, 0, [], 0
    for number, stream in enumerate(STREAM.finditer(content), 1):
        dictionary = content[max(0, stream.start() - LONGEST_DICTIONARY) : stream.start()]
        dictionary = _plain(dictionary[dictionary.rfind(b" obj") + 1 :])
        if stream.start() >= last:
            outside.append(content[last : stream.start()])
            last = content.find(b"endstream", stream.end())
        if number > MOST_STREAMS or last < 0:
            return True
        if b"/ObjStm" not in dictionary and b"/First" not in dictionary:
            continue
        unpacked = _unpacked(content, stream.end(), dictionary, left)
        if unpacked is None:
            return True
        left -= len(unpacked)
        if antivirus.EICAR in unpacked:
            antivirus.refuse_infected()
        if _acts(unpacked) or SCRIPT.search(_plain(unpacked)):
            return True
    outside.append(content[last:])
    return any(SCRIPT.search(_plain(part)) for part in outside)


def _unpacked(content: mmap.mmap, start: int, dictionary: bytes, most: int) -> bytes | None:
    """Unpack one stream, not beyond `most` bytes; None if it cannot be done."""
    filters = re.search(rb"/Filter\s{0,8}(\[[^\]]{0,200}\]|/\w+)", dictionary)
    if filters is None:
        if b"/Filter" in dictionary:
            return None
        end = content.find(b"endstream", start)
        return content[start:end] if 0 <= end - start <= most else None
    if b"/DecodeParms" in dictionary or re.findall(rb"/(\w+)", filters[1]) != [b"FlateDecode"]:
        return None
    unpacking, unpacked = zlib.decompressobj(), bytearray()
    try:
        for place in range(start, len(content), CHUNK):
            unpacked += unpacking.decompress(content[place : place + CHUNK], most - len(unpacked) + 1)
            if unpacking.eof or len(unpacked) > most:
                break
            if place - start > len(unpacked) + CHUNK:  # packed larger than it is: made to keep us busy
                return None
    except zlib.error:
        return None
    return bytes(unpacked) if unpacking.eof and len(unpacked) <= most else None
