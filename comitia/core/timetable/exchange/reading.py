"""Reads a programme from a file of any known form."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from comitia.core.timetable.exchange.frab_json import read_json
from comitia.core.timetable.exchange.frab_xml import read_xml
from comitia.core.timetable.exchange.mending import mended
from comitia.core.timetable.exchange.pretalx import holds_pretalx, read_pretalx
from comitia.core.timetable.exchange.raw import RawSchedule
from comitia.core.timetable.exchange.repairs import Repair, RepairCode, Repairs
from comitia.core.timetable.exchange.schedule import Schedule

LARGEST_FILE: Final = 20_000_000
MOST_SESSIONS: Final = 20_000


class FileFault(StrEnum):
    """Why a file is no programme."""

    TOO_LARGE = "too_large"
    EMPTY = "empty"
    UNSAFE = "unsafe"
    UNREADABLE = "unreadable"
    UNKNOWN_FORM = "unknown_form"
    TOO_MANY = "too_many"
    NO_DATE = "no_date"


class NotAScheduleError(ValueError):
    """Says that a file is no programme, and why."""

    def __init__(self, fault: FileFault, detail: str = "") -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.detail = detail


class Form(StrEnum):
    """Forms that are read."""

    FRAB_XML = "frab XML"
    FRAB_JSON = "frab JSON"
    PRETALX = "pretalx JSON"


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A programme that was read, with every mend it needed and the languages that its texts are given in.

    Files in one language do not say which it is: `languages` is empty then.
    """

    form: Form
    schedule: Schedule
    repairs: tuple[Repair, ...]
    languages: frozenset[str]


def read_schedule(data: bytes, *, language: str = "en", zone: str = "UTC") -> Read:
    """Read a programme from a file as it comes, mending what no schema allows.

    `language` is chosen where texts are given in several; `zone`, a name that `find_zone` knows, is the clock of
    times without an offset if the file names no zone. Raises NotAScheduleError, and nothing else, whatever the bytes.
    """
    if len(data) > LARGEST_FILE:
        raise NotAScheduleError(FileFault.TOO_LARGE)
    if not data.strip():
        raise NotAScheduleError(FileFault.EMPTY)
    repairs = Repairs()
    form, raw = _xml(data, repairs=repairs) if _looks_like_xml(data) else _json(data, repairs=repairs)
    if len(raw.sessions) > MOST_SESSIONS:
        raise NotAScheduleError(FileFault.TOO_MANY)
    result = mended(raw, repairs=repairs, language=language, zone=zone)
    if result is None:
        raise NotAScheduleError(FileFault.NO_DATE)
    schedule, languages = result
    return Read(form=form, schedule=schedule, repairs=tuple(repairs), languages=languages)


def _looks_like_xml(data: bytes) -> bool:
    # Every second byte of UTF-16 is zero in what begins a file.
    return data[:64].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")


def _xml(data: bytes, *, repairs: Repairs) -> tuple[Form, RawSchedule]:
    try:
        root = fromstring(data.lstrip(), forbid_dtd=True)
    except DefusedXmlException as error:
        raise NotAScheduleError(FileFault.UNSAFE) from error
    except ParseError as error:
        raise NotAScheduleError(FileFault.UNREADABLE, f"{error}") from error
    except (ValueError, LookupError) as error:
        raise NotAScheduleError(FileFault.UNREADABLE) from error
    if root.tag.rpartition("}")[2] != "schedule":
        raise NotAScheduleError(FileFault.UNKNOWN_FORM)
    return Form.FRAB_XML, read_xml(root, repairs=repairs)


def _json(data: bytes, *, repairs: Repairs) -> tuple[Form, RawSchedule]:
    def joined(pairs: list[tuple[str, object]]) -> dict[str, object]:
        """Keep both lists of a room that comes twice in a day."""
        found: dict[str, object] = {}
        for name, value in pairs:
            if name in found:
                repairs.add("", RepairCode.KEY_TWICE, field=name)
                before = found[name]
                found[name] = [*before, *value] if isinstance(before, list) and isinstance(value, list) else value
            else:
                found[name] = value
        return found

    try:
        document = json.loads(data, object_pairs_hook=joined)
    except json.JSONDecodeError as error:
        raise NotAScheduleError(FileFault.UNREADABLE, f"{error}") from error
    except (ValueError, RecursionError) as error:
        raise NotAScheduleError(FileFault.UNREADABLE) from error
    if isinstance(document, Mapping) and isinstance(document.get("schedule"), Mapping):
        return Form.FRAB_JSON, read_json(document, repairs=repairs)
    if holds_pretalx(document):
        return Form.PRETALX, read_pretalx(document, repairs=repairs)
    raise NotAScheduleError(FileFault.UNKNOWN_FORM)
