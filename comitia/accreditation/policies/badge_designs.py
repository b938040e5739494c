"""What a badge may hold and where, and what is wrong with a design."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from comitia.platform.actors import SECRETARIAT, Actor
from comitia.platform.answers import Allowed, Answer, Refused

SMALLEST, LARGEST = 20.0, 300.0  # millimetres of a side
MOST_ELEMENTS: Final = 30
MOST_BADGES: Final = 5000
INK, BRAND = "#12201e", "#0f5a50"
NOT_FOR_STAFF: Final = Refused("not_for_this_role", gettext_lazy("Only the secretariat designs and prints badges."))


class Piece(StrEnum):
    """What an element shows."""

    NAME = "name"
    MEMBER = "member"
    CATEGORY = "category"
    COUNTRY = "country"
    PHOTO = "photo"
    CODE = "code"
    ANSWER = "answer"
    TEXT = "text"
    LOGO = "logo"
    BAND = "band"


PIECES: Final = {
    Piece.NAME: gettext_lazy("Name"),
    Piece.MEMBER: gettext_lazy("Member or affiliation"),
    Piece.CATEGORY: gettext_lazy("Category"),
    Piece.COUNTRY: gettext_lazy("Country"),
    Piece.PHOTO: gettext_lazy("Photograph"),
    Piece.CODE: gettext_lazy("Code for the door"),
    Piece.ANSWER: gettext_lazy("Answer to a question"),
    Piece.TEXT: gettext_lazy("Words of your own"),
    Piece.LOGO: gettext_lazy("Logo"),
    Piece.BAND: gettext_lazy("Band in the colour of the category"),
}
WORDED: Final = frozenset({Piece.NAME, Piece.MEMBER, Piece.CATEGORY, Piece.COUNTRY, Piece.ANSWER, Piece.TEXT})
SIDES: Final = {
    "left": pgettext_lazy("on a badge", "Left"),
    "center": pgettext_lazy("on a badge", "Middle"),
    "right": pgettext_lazy("on a badge", "Right"),
}
SIZES: Final = {
    "a6": (gettext_lazy("A6, upright (105 x 148 mm)"), 105.0, 148.0),
    "card": (gettext_lazy("Card (86 x 54 mm)"), 86.0, 54.0),
    "4x6": (gettext_lazy("4 x 6 inches, upright (101.6 x 152.4 mm)"), 101.6, 152.4),
    "4x3": (gettext_lazy("4 x 3 inches (101.6 x 76.2 mm)"), 101.6, 76.2),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """Something on a badge: its place and size in millimetres, the size of its letters in points at most."""

    piece: Piece
    x: float
    y: float
    width: float
    height: float
    size: float = 14.0
    align: str = "center"
    is_bold: bool = False
    colour: str = INK
    words: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """A badge: its sides in millimetres, its elements in the order in which they are drawn, colours by category, the logo."""

    width: float
    height: float
    elements: tuple[Element, ...] = ()
    colours: Mapping[str, str] = field(default_factory=dict)
    logo: str = ""


def as_json(design: Design) -> dict[str, Any]:
    """Write a design as it is kept."""
    return {**asdict(design), "elements": [asdict(one) for one in design.elements], "colours": dict(design.colours)}


def from_json(kept: Mapping[str, Any]) -> Design:
    """Read a design as it is kept."""
    elements = tuple(Element(**{**one, "piece": Piece(one["piece"])}) for one in kept["elements"])
    return Design(**{**kept, "elements": elements})


def starting_design(size: str) -> Design:
    """Give a badge to begin with: band, category, name, member, country and code, laid out for the size."""
    _label, width, height = SIZES[size]
    edge, across = 5.0, width - 10.0
    is_wide = width > height
    words = across - (height * 0.45 + 2 if is_wide else 0)
    align = "left" if is_wide else "center"

    def at(piece: Piece, top: float, share: float, size: float, **more: Any) -> Element:
        place = {"x": edge, "y": round(height * top, 1), "width": round(words, 1), "height": round(height * share, 1)}
        return Element(piece=piece, **{**place, "size": size, "align": align, **more})

    code = round(height * (0.45 if is_wide else 0.24), 1)
    scale = 0.6 if is_wide else 1.0
    return Design(
        width=width,
        height=height,
        elements=(
            at(Piece.BAND, 0, 0.16, 14, x=0, y=0, width=width),
            at(Piece.CATEGORY, 0.02, 0.12, 20 * scale, width=across, is_bold=True, colour="#ffffff"),
            at(Piece.NAME, 0.22, 0.28 if is_wide else 0.24, 34 * scale, is_bold=True),
            at(Piece.MEMBER, 0.55 if is_wide else 0.48, 0.2 if is_wide else 0.12, 20 * scale),
            at(Piece.COUNTRY, 0.78 if is_wide else 0.61, 0.12 if is_wide else 0.07, 15 * scale),
            Element(
                piece=Piece.CODE,
                x=round(width - edge - code if is_wide else (width - code) / 2, 1),
                y=round(height - edge - code if is_wide else height * 0.71, 1),
                width=code,
                height=code,
            ),
        ),
    )


def new_element(design: Design, piece: Piece) -> Design:
    """Put another element into the upper left of a design, where it can be seen and moved from."""
    side = round(min(design.width, design.height) / 3, 1)
    is_square = piece in {Piece.PHOTO, Piece.CODE, Piece.LOGO}
    width, height = (side, side) if is_square else (round(design.width - 10, 1), round(side / 2, 1))
    element = Element(piece=piece, x=5.0, y=5.0, width=width, height=height)
    return replace(design, elements=(*design.elements, element))


def may_print(by: Actor) -> Answer:
    """Only the secretariat designs and prints badges."""
    return Allowed() if by.has_role(SECRETARIAT) else NOT_FOR_STAFF


def faults_of(design: Design) -> list[str]:
    """Say what is wrong with a design, each with the element concerned."""
    faults = []
    if not (SMALLEST <= design.width <= LARGEST and SMALLEST <= design.height <= LARGEST):
        faults.append(_("Each side must be between 20 and 300 mm."))
    if len(design.elements) > MOST_ELEMENTS:
        faults.append(_("A badge holds at most 30 elements. Remove some."))
    for number, one in enumerate(design.elements, 1):
        where = _("Element %(number)s (%(piece)s)") % {"number": number, "piece": PIECES[one.piece]}
        faults += [f"{where}: {fault}" for fault in _faults_in(design, one)]
    return faults


def _faults_in(design: Design, one: Element) -> Iterable[str]:
    if one.x < 0 or one.y < 0 or one.x + one.width > design.width + 0.1 or one.y + one.height > design.height + 0.1:
        yield _("It stands over the edge of the badge. Move it or make it smaller.")
    if one.piece is Piece.ANSWER and not one.question:
        yield _("Choose the question whose answer is printed.")
    if one.piece is Piece.PHOTO and not one.question:
        yield _("Choose the question that asks for the photograph.")
    if one.piece is Piece.LOGO and not design.logo:
        yield _("Bring a picture for the logo.")
