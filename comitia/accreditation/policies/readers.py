"""Who reads which field that is kept about people: the one table that pages, files, exports and programs ask.

A reader is of one or more classes with regard to a record; a field is read by whoever is of a class that the table names
for it. Fields that are listed by consent are read by the participants or by everyone only as far as the person lets them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from comitia.accreditation.models import Registration
from comitia.core.forms.definition import Kind
from comitia.platform.actors import CHAIR, OPERATOR, REGIONAL_OFFICE, SECRETARIAT, Actor

Publish = Registration.Publish


class Reader(StrEnum):
    """What somebody is with regard to a record."""

    SELF = "self"
    FOCAL_POINT = "focal_point"
    PARTICIPANT = "participant"
    EVERYONE = "everyone"
    SECRETARIAT = "secretariat"
    REGIONAL_OFFICE = "regional_office"
    CHAIR = "chair"
    OPERATOR = "operator"
    DOOR = "door"


READERS: Final = {
    Reader.SELF: _("The person"),
    Reader.FOCAL_POINT: _("Focal point"),
    Reader.PARTICIPANT: _("Participants"),
    Reader.EVERYONE: _("Everyone"),
    Reader.SECRETARIAT: _("Secretariat"),
    Reader.REGIONAL_OFFICE: _("Regional office"),
    Reader.CHAIR: _("Chair"),
    Reader.OPERATOR: _("Operator"),
    Reader.DOOR: _("At the doors"),
}


class Field(StrEnum):
    """Something that is kept about a person; answers to a registration form by the kind of question."""

    NAME = "name"
    EMAIL = "email"
    LANGUAGE = "language"
    ZONE = "zone"
    WAYS_IN = "ways_in"
    ROLES = "roles"
    LETTERS = "letters"
    AGENDA = "agenda"
    SPEAKER_CONTACT = "speaker_contact"

    CATEGORY = "category"
    MEMBER = "member"
    COUNTRY = "country"
    MODE = "mode"
    STATE = "state"
    MOMENTS = "moments"
    REASON = "reason"
    CONSENTS = "consents"
    PLACES = "places"
    SIGN_UPS = "sign_ups"
    DRAFT = "draft"
    STAFF_ANSWERS = "staff_answers"
    FORMER_ANSWERS = "former_answers"

    ANSWER_TEXT = "answer_text"
    ANSWER_LONG_TEXT = "answer_long_text"
    ANSWER_NUMBER = "answer_number"
    ANSWER_DATE = "answer_date"
    ANSWER_TIME = "answer_time"
    ANSWER_PHONE = "answer_phone"
    ANSWER_EMAIL = "answer_email"
    ANSWER_COUNTRY = "answer_country"
    ANSWER_CHOICE = "answer_choice"
    ANSWER_MANY = "answer_many"
    ANSWER_YES_NO = "answer_yes_no"
    ANSWER_FILE = "answer_file"
    ANSWER_PICTURE = "answer_picture"
    ANSWER_CONSENT = "answer_consent"
    ANSWER_AFFILIATION = "answer_affiliation"
    ANSWER_COMPANIONS = "answer_companions"
    ANSWER_SESSIONS = "answer_sessions"

    ROLE = "role"
    POSITION = "position"
    DELEGATE_EMAIL = "delegate_email"
    CREDENTIAL = "credential"
    LETTER = "letter"
    LETTER_FILE = "letter_file"
    FOCAL_POINT = "focal_point"
    INVITATION = "invitation"
    CHECK_INS = "check_ins"
    STANDING = "standing"
    DUES = "dues"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a field is called, who reads it, and who reads it only as far as the person lets them."""

    label: Any
    reads: frozenset[Reader]
    by_consent: frozenset[Reader] = frozenset()


def _rule(label: Any, *reads: Reader, by_consent: Iterable[Reader] = ()) -> Rule:
    return Rule(label, frozenset(reads), frozenset(by_consent))


_OWN: Final = Reader.SELF
_DESK: Final = (Reader.SECRETARIAT, Reader.REGIONAL_OFFICE)
_OFFICE: Final = Reader.SECRETARIAT
_FOCAL: Final = Reader.FOCAL_POINT
_DOOR: Final = Reader.DOOR
_PUBLIC: Final = (Reader.PARTICIPANT, Reader.EVERYONE)

AT_DESK: Final = frozenset(_DESK)
TABLE: Final[dict[Field, Rule]] = {
    Field.NAME: _rule(_("Name"), _OWN, _FOCAL, *_DESK, _DOOR, by_consent=_PUBLIC),
    Field.EMAIL: _rule(_("E-mail address of the account"), _OWN, *_DESK),
    Field.LANGUAGE: _rule(_("Language"), _OWN, *_DESK),
    Field.ZONE: _rule(_("Time zone"), _OWN),
    Field.WAYS_IN: _rule(_("Ways of signing in, and devices"), _OWN),
    Field.ROLES: _rule(_("Roles"), _OWN, _OFFICE),
    Field.LETTERS: _rule(_("Letters that were sent to the person"), _OWN, _OFFICE),
    Field.AGENDA: _rule(_("Sessions kept in the own agenda"), _OWN),
    Field.SPEAKER_CONTACT: _rule(_("Contact of a speaker"), _OWN, _OFFICE),
    Field.CATEGORY: _rule(_("Category"), _OWN, _FOCAL, *_DESK, _DOOR, by_consent=_PUBLIC),
    Field.MEMBER: _rule(_("Member for whom the person comes"), _OWN, _FOCAL, *_DESK, _DOOR, by_consent=_PUBLIC),
    Field.COUNTRY: _rule(_("Country of that member"), _OWN, _FOCAL, *_DESK, by_consent=_PUBLIC),
    Field.MODE: _rule(_("Online or in person"), _OWN, _FOCAL, *_DESK, _DOOR),
    Field.STATE: _rule(_("State of the registration"), _OWN, _FOCAL, *_DESK, _DOOR),
    Field.MOMENTS: _rule(_("When it was sent and decided"), _OWN, *_DESK),
    Field.REASON: _rule(_("Reason of the decision"), _OWN, *_DESK),
    Field.CONSENTS: _rule(_("Who may see the name; recording"), _OWN, *_DESK),
    Field.PLACES: _rule(_("Places and waiting lists"), _OWN, *_DESK),
    Field.SIGN_UPS: _rule(_("Places in sessions"), _OWN, _OFFICE),
    Field.DRAFT: _rule(_("What is filled in and not sent yet"), _OWN),
    Field.STAFF_ANSWERS: _rule(_("Answers to the questions for staff"), _OWN, *_DESK),
    Field.FORMER_ANSWERS: _rule(_("Answers to questions no longer asked"), _OWN, *_DESK),
    Field.ANSWER_TEXT: _rule(_("Answer: short text"), _OWN, *_DESK),
    Field.ANSWER_LONG_TEXT: _rule(_("Answer: long text"), _OWN, *_DESK),
    Field.ANSWER_NUMBER: _rule(_("Answer: number"), _OWN, *_DESK),
    Field.ANSWER_DATE: _rule(_("Answer: date"), _OWN, *_DESK),
    Field.ANSWER_TIME: _rule(_("Answer: time"), _OWN, *_DESK),
    Field.ANSWER_PHONE: _rule(_("Answer: phone number"), _OWN, *_DESK),
    Field.ANSWER_EMAIL: _rule(_("Answer: e-mail address"), _OWN, *_DESK),
    Field.ANSWER_COUNTRY: _rule(_("Answer: country"), _OWN, *_DESK),
    Field.ANSWER_CHOICE: _rule(_("Answer: one choice"), _OWN, *_DESK),
    Field.ANSWER_MANY: _rule(_("Answer: several choices"), _OWN, *_DESK),
    Field.ANSWER_YES_NO: _rule(_("Answer: yes or no"), _OWN, *_DESK),
    Field.ANSWER_FILE: _rule(_("Answer: file, such as an identity document"), _OWN, *_DESK),
    Field.ANSWER_PICTURE: _rule(_("Answer: picture, such as a portrait"), _OWN, *_DESK, _DOOR),
    Field.ANSWER_CONSENT: _rule(_("Answer: consent"), _OWN, *_DESK),
    Field.ANSWER_AFFILIATION: _rule(_("Answer: affiliation"), _OWN, *_DESK),
    Field.ANSWER_COMPANIONS: _rule(_("Answer: accompanying persons"), _OWN, *_DESK),
    Field.ANSWER_SESSIONS: _rule(_("Answer: sessions"), _OWN, *_DESK),
    Field.ROLE: _rule(_("Role in a delegation; whether away"), _OWN, _FOCAL, *_DESK),
    Field.POSITION: _rule(_("Position and affiliation in a delegation"), _OWN, _FOCAL, *_DESK),
    Field.DELEGATE_EMAIL: _rule(_("E-mail address as the focal point gave it"), _OWN, _FOCAL, *_DESK),
    Field.CREDENTIAL: _rule(_("Credential, with its reason"), _OWN, _FOCAL, *_DESK),
    Field.LETTER: _rule(_("That a letter of mandate was received"), _OWN, _FOCAL, *_DESK),
    Field.LETTER_FILE: _rule(_("Letter of mandate itself"), _FOCAL, *_DESK),
    Field.FOCAL_POINT: _rule(_("Name and address of a focal point"), _OWN, *_DESK),
    Field.INVITATION: _rule(_("Invitation, with its message and answer"), _OWN, _OFFICE),
    Field.CHECK_INS: _rule(_("Going in and out at the doors"), _OWN, _OFFICE, _DOOR),
    Field.STANDING: _rule(_("Whether the member may vote, and why not"), _FOCAL, *_DESK),
    Field.DUES: _rule(_("Dues of the member"), _OFFICE),
}

GROUPS: Final = (
    (_("The account"), Field.NAME, Field.SPEAKER_CONTACT),
    (_("The registration"), Field.CATEGORY, Field.FORMER_ANSWERS),
    (_("Answers to the registration form"), Field.ANSWER_TEXT, Field.ANSWER_SESSIONS),
    (_("The delegation and the meeting"), Field.ROLE, Field.DUES),
)
# Whom a consent lets read: who lets everyone lets the participants too
LETS: Final[dict[str, frozenset[Reader]]] = {
    Publish.NOBODY: frozenset(),
    Publish.PARTICIPANTS: frozenset({Reader.PARTICIPANT}),
    Publish.EVERYONE: frozenset({Reader.PARTICIPANT, Reader.EVERYONE}),
}
_ROLES: Final = {
    SECRETARIAT: Reader.SECRETARIAT,
    CHAIR: Reader.CHAIR,
    OPERATOR: Reader.OPERATOR,
    Reader.DOOR.value: Reader.DOOR,
}


def field_of(kind: Kind) -> Field:
    """Give the field that answers to a kind of question are."""
    return Field(f"answer_{kind}")


def readers_of(
    by: Actor,
    *,
    person: UUID | None = None,
    region: str = "",
    is_focal_point: bool = False,
    takes_part: bool = False,
) -> frozenset[Reader]:
    """Say what an actor is to a record: of a person, for a member of a region, composed by the actor or not.

    `takes_part` says whether the actor is accepted for the meeting that the record belongs to.
    """
    readers = {Reader.EVERYONE} | {reader for role, reader in _ROLES.items() if by.has_role(role)}
    if region and by.has_role(REGIONAL_OFFICE) and region in by.regions:
        readers.add(Reader.REGIONAL_OFFICE)
    if person is not None and by.person == person:
        readers.add(Reader.SELF)
    if is_focal_point:
        readers.add(Reader.FOCAL_POINT)
    if takes_part:
        readers.add(Reader.PARTICIPANT)
    return frozenset(readers)


def may_read(field: Field, readers: Collection[Reader], *, publish: str = Publish.NOBODY) -> bool:
    """Tell whether somebody of these classes reads a field, given to whom the person has let their name be shown."""
    rule = TABLE[field]
    return not rule.reads.isdisjoint(readers) or not (rule.by_consent & LETS[publish]).isdisjoint(readers)


def readable(readers: Collection[Reader], *, publish: str = Publish.NOBODY) -> frozenset[Field]:
    """List the fields that somebody of these classes reads."""
    return frozenset(field for field in Field if may_read(field, readers, publish=publish))


def consents_needed(readers: Collection[Reader]) -> list[str]:
    """List the consents under which somebody of these classes may be shown a name in the list of participants."""
    return [publish for publish, lets in LETS.items() if not (TABLE[Field.NAME].by_consent & lets).isdisjoint(readers)]
