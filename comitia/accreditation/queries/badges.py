"""What a badge says of somebody, and what the desk reads about designs and printings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import translation

from comitia.accreditation.models import BadgeDesign, BadgeRun, Category, Registration
from comitia.accreditation.policies import badge_designs as designs
from comitia.accreditation.policies.badge_designs import WORDED, Design, Element, Piece
from comitia.accreditation.queries.check_in import shown_name
from comitia.accreditation.queries.desk import questions_of_form
from comitia.accreditation.queries.form import form_of_version
from comitia.accreditation.queries.shown import answer_reader
from comitia.core.forms.definition import Kind
from comitia.meetings.models import Meeting
from comitia.meetings.queries import meeting_name
from comitia.members.queries.directory import folded
from comitia.platform.blobs.models import Blob
from comitia.platform.countries import country_in
from comitia.platform.qr import qr_svg
from comitia.platform.texts import text_in
from comitia.platform.typesetting.scripts import is_rtl

PIECES, SIDES, SIZES, INK, BRAND = designs.PIECES, designs.SIDES, designs.SIZES, designs.INK, designs.BRAND
starting_design, new_element, faults_of = designs.starting_design, designs.new_element, designs.faults_of
as_json, from_json = designs.as_json, designs.from_json
SMALLEST_LETTERS: Final = 6.0
ENDINGS: Final = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif"}
SAMPLE: Final = "sample"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose badges are printed: those accepted, of these categories (none: of all), in this mode, whom the words mean."""

    categories: tuple[str, ...] = ()
    mode: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """What a badge says: a value for each place of the design; `photo` is the reference of a picture, if there is one."""

    name: str
    values: Mapping[str, Any] = field(default_factory=dict)
    photo: str = ""
    has_photo_place: bool = False


def listed(meeting: Meeting) -> list[tuple[BadgeDesign, int]]:
    """List the designs of a meeting, each with how often it was printed."""
    found = BadgeDesign.objects.filter(meeting=meeting).annotate(times=Count("runs")).prefetch_related("categories")
    return [(one, one.times) for one in found.order_by("name")]


def one(pk: int) -> BadgeDesign | None:
    return BadgeDesign.objects.select_related("meeting").prefetch_related("categories").filter(pk=pk).first()


def runs_of(design: BadgeDesign) -> list[BadgeRun]:
    """List the latest printings of a design."""
    return list(design.runs.select_related("blob").order_by("-pk")[:10])


def run(reference: UUID) -> BadgeRun | None:
    return BadgeRun.objects.select_related("design__meeting", "blob").filter(reference=reference).first()


def wanted_of(meeting: Meeting, wanted: Wanted) -> QuerySet[Registration]:
    """Give the registrations whose badges are wanted, by category and name."""
    found = Registration.objects.filter(meeting=meeting, state=Registration.State.ACCEPTED)
    if wanted.categories:
        found = found.filter(category__code__in=wanted.categories)
    if wanted.mode:
        found = found.filter(mode=wanted.mode)
    for word in wanted.words.split():
        found = found.filter(
            Q(search_text__contains=folded(word)) | Q(person__name__icontains=word) | Q(name__icontains=word)
        )
    return found.order_by("category__order", "person__name", "pk")


def categories_of(meeting: Meeting) -> list[tuple[str, str]]:
    """List the categories of a meeting with their names in the language in force."""
    language = translation.get_language() or "en"
    found = Category.objects.filter(meeting=meeting).order_by("order", "pk")
    return [(category.code, str(text_in(category.names, language))) for category in found]


def questions_for_badges() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """List the questions whose answers may stand on a badge, and those that ask for a picture."""
    language = translation.get_language() or "en"
    named = [(one.key, str(text_in(one.labels, language)), one.kind) for one in questions_of_form()]
    pictures = [(key, label) for key, label, kind in named if kind is Kind.PICTURE]
    return [(key, label) for key, label, kind in named if kind not in {Kind.PICTURE, Kind.FILE}], pictures


def people_for_badges(references: Sequence[UUID | str]) -> list[Registration]:
    """Give registrations with what a badge says of them, in the order asked for."""
    related = ("person", "category__meeting", "member", "delegate__delegation__observer")
    found = Registration.objects.select_related(*related).filter(reference__in=references)
    people = {str(one.reference): one for one in found}
    return [people[key] for key in map(str, references) if key in people]


def filled(design: Design, people: Iterable[Registration], *, language: str) -> list[Filled]:
    """Put together what the badges of some people say, in the language of the badges."""
    with translation.override(language):
        readers: dict[int | None, Any] = {}
        return [_filled(design, one, readers, language) for one in people]


def sample(design: Design, meeting: Meeting, *, language: str) -> Filled:
    """Fill in a design with somebody invented."""
    with translation.override(language):
        event = str(meeting_name(meeting.kind, meeting.year))
    said = {
        Piece.NAME: "Saltanat Bekova 살타나트",
        Piece.MEMBER: "Ulaanbaatar",
        Piece.CATEGORY: event,
        Piece.COUNTRY: country_in("MN", "", language) or "Mongolia",
        Piece.ANSWER: "…",
    }
    values = {
        place: _value(one, said.get(one.piece, ""), colour=next(iter(design.colours.values()), BRAND), code="0" * 12)
        for place, one in _placed(design)
    }
    return Filled(SAMPLE, values)


def pages_data(design: Design, badges: Sequence[Filled], *, title: str, pictures: Mapping[str, str]) -> dict[str, Any]:
    """Lay out design and badges for the template; `pictures` gives the file of each picture by its reference."""
    elements = [
        {
            "kind": _kind_of(one.piece),
            "place": place,
            "x": one.x,
            "y": one.y,
            "width": one.width,
            "height": one.height,
            "size": max(one.size, SMALLEST_LETTERS),
            "least": min(SMALLEST_LETTERS, one.size),
            "weight": 700 if one.is_bold else 400,
            "colour": one.colour,
            "align": one.align,
            "fit": "cover" if one.piece is Piece.PHOTO else "contain",
        }
        for place, one in _placed(design)
    ]
    logo = pictures.get(design.logo, "")
    rows = []
    for badge in badges:
        photo = pictures.get(badge.photo, "")
        values = dict(badge.values)
        for place, one in _placed(design):
            if one.piece in {Piece.PHOTO, Piece.LOGO}:
                values[place] = photo if one.piece is Piece.PHOTO else logo
        rows.append({"values": values})
    return {"title": title, "width": design.width, "height": design.height, "elements": elements, "badges": rows}


def pictures_of(references: Iterable[str]) -> dict[str, Blob]:
    """Find pictures by their references, those that may be shown."""
    wanted = {reference for reference in references if reference}
    found = Blob.objects.filter(reference__in=wanted, state=Blob.State.CLEAN, media_type__in=ENDINGS)
    return {str(blob.reference): blob for blob in found}


def _placed(design: Design) -> list[tuple[str, Element]]:
    return [(f"{number}", one) for number, one in enumerate(design.elements)]


def _kind_of(piece: Piece) -> str:
    if piece in WORDED:
        return "text"
    return {Piece.PHOTO: "picture", Piece.LOGO: "picture", Piece.CODE: "code", Piece.BAND: "band"}[piece]


def _filled(design: Design, person: Registration, readers: dict[int | None, Any], language: str) -> Filled:
    answers = _answers(person, readers)
    said = {
        Piece.NAME: shown_name(person),
        Piece.MEMBER: member_of(person),
        Piece.CATEGORY: str(text_in(person.category.names, language)),
        Piece.COUNTRY: country_of(person, language),
    }
    colour = design.colours.get(person.category.code, BRAND)
    values, photo, has_photo_place = {}, "", False
    for place, one in _placed(design):
        words = said.get(one.piece, "")
        if one.piece is Piece.ANSWER and one.question in answers:
            words = answers[one.question].value.replace("\n", ", ")
        if one.piece is Piece.PHOTO:
            photo, has_photo_place = str(person.answers.get(one.question) or ""), True
        values[place] = _value(one, words, colour=colour, code=person.entry_code)
    return Filled(shown_name(person), values, photo, has_photo_place)


def _value(one: Element, words: str, *, colour: str, code: str) -> Any:
    if one.piece is Piece.BAND:
        return colour
    if one.piece is Piece.CODE:
        return qr_svg(code)
    if one.piece in WORDED:
        text = one.words if one.piece is Piece.TEXT else words
        return {"words": text, "rtl": is_rtl(text)} if text else ""
    return ""


def _answers(person: Registration, readers: dict[int | None, Any]) -> Mapping[str, Any]:
    """Read the answers of somebody; what a version of the form speaks of is looked up once."""
    if person.form_id not in readers:
        asked = [one for one in form_of_version(person.form_id).questions if one.is_asked]
        readers[person.form_id] = answer_reader(asked)
    return {one.key: one for one in readers[person.form_id](person.answers)}


def member_of(person: Registration) -> str:
    if person.member:
        return person.member.name
    delegate = getattr(person, "delegate", None)
    if delegate and delegate.delegation.observer:
        return str(delegate.delegation.observer.name)
    kinds = {one.key: one.kind for one in form_of_version(person.form_id).questions}
    free = (
        answer.get("free", "")
        for key, answer in person.answers.items()
        if kinds.get(key) is Kind.AFFILIATION and isinstance(answer, dict)
    )
    return next(free, "")


def country_of(person: Registration, language: str) -> str:
    kinds = {one.key: one.kind for one in form_of_version(person.form_id).questions}
    asked = next((str(value) for key, value in person.answers.items() if kinds.get(key) is Kind.COUNTRY and value), "")
    if asked:
        return country_in(asked, "", language) or asked
    return country_in(person.member.country_code, person.member.country, language) if person.member else ""
