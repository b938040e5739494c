"""Single values of a file, mended into what every format carries."""

import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from comitia.core.timetable.exchange.moments import read_moment
from comitia.core.timetable.exchange.repairs import RepairCode, Repairs
from comitia.core.timetable.exchange.schedule import LANGUAGE, LARGEST_ID
from comitia.core.timetable.exchange.texts import (
    clean_line,
    clean_text,
    holds_forbidden,
    holds_html,
    mended_url,
    without_html,
)

NAMESPACE: Final = UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")  # of web addresses, RFC 9562
_HEX_GUID: Final = re.compile(r"\{?([0-9a-f]{32})\}?")
_SHORT_GUID: Final = re.compile(r"[A-Za-z0-9_-]{22}")
_TRUE: Final = frozenset({"true", "1", "yes"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """Reads the values of one file.

    `language` is chosen from texts in several, `zone` is the clock of moments without one, `base_url` is what addresses
    without a host are relative to. `is_ours` says that texts are plain although they may look like HTML. `languages`
    collects those that texts are given in.
    """

    repairs: Repairs
    language: str
    zone: ZoneInfo
    base_url: str = ""
    is_ours: bool = False
    languages: set[str] = field(default_factory=set)

    def line(self, value: object, *, where: str, name: str) -> str:
        """Read a text of one line; anything else than a text becomes one, or nothing, and is noted."""
        return clean_line(self._plain(value, where=where, name=name))

    def text(self, value: object, *, where: str, name: str) -> str:
        """Read a text of several lines."""
        return clean_text(self._plain(value, where=where, name=name))

    def url(self, value: object, *, where: str, name: str) -> str:
        """Read a web address, mended if possible, else left out."""
        if not isinstance(value, str) or not value.strip():
            if value is not None and not isinstance(value, str):
                self.repairs.add(where, RepairCode.URL_LOST, field=name, was=value)
            return ""
        url = mended_url(value, base=self.base_url)
        if not url:
            self.repairs.add(where, RepairCode.URL_LOST, field=name, was=value)
        elif url != clean_text(value):
            self.repairs.add(where, RepairCode.URL, field=name, was=value, now=url)
        return url

    def form(self, pattern: re.Pattern[str], value: object, *, where: str, code: RepairCode) -> str:
        """Read a text of a certain form; of another form it is left out and noted."""
        text = "" if value is None else clean_line(str(value))
        if text and not pattern.fullmatch(text):
            self.repairs.add(where, code, was=text)
            return ""
        return text

    def tag(self, value: object, *, where: str) -> str:
        """Read the tag of a language."""
        text = "" if value is None else clean_line(str(value))
        tag = text.replace("_", "-")
        tag = tag if LANGUAGE.fullmatch(tag) else ""
        if tag != text:
            self.repairs.add(where, RepairCode.LANGUAGE, was=text, now=tag)
        return tag

    def number(self, value: object, *, where: str, name: str, least: int) -> int | None:
        """Read a whole number; None if there is none."""
        if value is None or value == "":
            return None
        found = whole(value)
        if found is None or not least <= found <= LARGEST_ID:
            self.repairs.add(where, RepairCode.UNREADABLE, field=name, was=value)
            return None
        return found

    def truth(self, value: object, *, where: str, name: str) -> bool:
        """Read a yes or no; nothing is no."""
        if isinstance(value, bool):
            return value
        text = "" if value is None else str(value).strip().lower()
        if text not in {"", "false", "0", "no", *_TRUE}:
            self.repairs.add(where, RepairCode.UNREADABLE, field=name, was=text)
        return text in _TRUE

    def moment(self, value: object, *, where: str, name: str) -> datetime | None:
        """Read a moment; None, with a note, if the file gives something else."""
        if value is None or value == "":
            return None
        text = clean_line(str(value))
        found = read_moment(text, zone=self.zone)
        if found is None:
            self.repairs.add(where, RepairCode.MOMENT_UNREADABLE, field=name, was=text)
            return None
        at, has_offset = found
        if not has_offset:
            self.repairs.add(where, RepairCode.OFFSET_MISSING, field=name, was=text, zone=self.zone.key)
        return at

    def guid(self, value: object, *, where: str, origin: str) -> UUID | None:
        """Read an identifier in any form known to be used, else make one from it; None if there is nothing."""
        if isinstance(value, UUID):
            return value
        text = "" if value is None else clean_line(str(value))
        if not text:
            return None
        guid = _guid(text) or uuid5(NAMESPACE, f"{origin}/{text}")
        if str(guid) != text.lower():
            self.repairs.add(where, RepairCode.GUID_FORM, was=text, now=guid)
        return guid

    def _plain(self, value: object, *, where: str, name: str) -> str:
        chosen = self._chosen(value)
        if chosen is None:
            return ""
        if not isinstance(chosen, str):
            self.repairs.add(where, RepairCode.NOT_TEXT, field=name)
            chosen = str(chosen) if isinstance(chosen, int | float) else ""
        if holds_forbidden(chosen):
            self.repairs.add(where, RepairCode.CONTROL_CHARACTERS, field=name)
        if not self.is_ours and holds_html(chosen):
            self.repairs.add(where, RepairCode.HTML, field=name)
            chosen = without_html(chosen)
        return chosen

    def _chosen(self, value: object) -> object:
        """Choose from a text in several languages the one asked for, else English, else the first there is."""
        if not isinstance(value, Mapping):
            return value
        given = {str(tag): text for tag, text in value.items() if isinstance(text, str) and text.strip()}
        self.languages.update(tag for tag in given if LANGUAGE.fullmatch(tag))
        return next((given[tag] for tag in (self.language, "en", *given) if tag in given), None)


def whole(value: object) -> int | None:
    """Read a whole number from a number or its digits."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and re.fullmatch(r"\s*[+-]?[0-9]{1,12}\s*", value):
        return int(value)
    return None


def _guid(text: str) -> UUID | None:
    """Read an identifier as frab wrote it until 2014 (22 letters of base 64), or without its dashes."""
    plain = text.lower().removeprefix("urn:uuid:")
    if match := _HEX_GUID.fullmatch(plain.replace("-", "")):
        return UUID(match[1])
    if _SHORT_GUID.fullmatch(text):
        return UUID(bytes=urlsafe_b64decode(f"{text}=="))
    return None
