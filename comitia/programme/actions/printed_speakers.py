"""Reads the speakers of a printed programme: "Ban Ki-moon (Secretary-General, United Nations; by video); Jakarta"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from comitia.programme.models import Appearance

PARTS = {"keynote": Appearance.Part.KEYNOTE, "chair": Appearance.Part.CHAIR, "moderator": Appearance.Part.MODERATOR}
NOTES = frozenset({"by video"})
CHAIRED, JUDGE = "chaired by ", "judge "
PERSON = re.compile(r"\s*(?:and\s+)?(?P<name>[^()]+?)\s*\((?P<inside>[^()]*)\)")


@dataclass(frozen=True, slots=True)
class PrintedSpeaker:
    """Someone printed with a position: what stands in the brackets, and what it says about the part."""

    name: str
    position: str
    part: str
    note: str


def read_speakers(text: str) -> tuple[tuple[PrintedSpeaker, ...], str]:
    """Give the people printed with a position, and the rest (cities, firms, delegations) as the text it is."""
    people: list[PrintedSpeaker] = []
    rest: list[str] = []
    for piece in split_outside_brackets(text):
        named = piece.removeprefix(CHAIRED)
        part = Appearance.Part.SPEAKER if named == piece else Appearance.Part.CHAIR
        matches = list(PERSON.finditer(named))
        if matches and not PERSON.sub("", named).strip():
            people += [_speaker(match["name"].strip(), match["inside"], part=part) for match in matches]
        else:
            rest.append(piece)
    return tuple(people), "; ".join(rest)


def split_outside_brackets(text: str) -> list[str]:
    """Split at semicolons, but not at those inside brackets, which belong to a position."""
    pieces, depth = [""], 0
    for letter in text:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == ";" and depth <= 0:
            pieces.append("")
        else:
            pieces[-1] += letter
    return [piece.strip() for piece in pieces if piece.strip()]


def _speaker(name: str, inside: str, *, part: str) -> PrintedSpeaker:
    positions, note = [], ""
    if name.startswith(JUDGE):
        name, note = name.removeprefix(JUDGE), JUDGE.strip()
    for piece in (piece.strip() for piece in inside.split(";")):
        if piece in PARTS:
            part = PARTS[piece]
        elif piece in NOTES:
            note = piece
        else:
            positions.append(piece)
    return PrintedSpeaker(name=name, position="; ".join(positions), part=part, note=note)
