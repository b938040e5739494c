"""What machines get, as the API description says it; the hot lists are written from rows and tested against these."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime, ConfigDict, StrictInt, StrictStr

from comitia.accreditation.actions import MOST_AT_ONCE

Texts = dict[str, str]
MOST: Final = 10**15  # numbers that are longer are no answers


class Problem(Schema):
    """Why a request was not answered (RFC 9457): a code for programs, a sentence for people."""

    status: int
    code: str
    detail: str = Field(description="says what to do next, in the language that Accept-Language asks for")
    faults: Texts | None = Field(None, description="what is wrong with each answer, by the key of its question")


class Room(Schema):
    slug: str
    names: Texts = Field(description="by language code")


class Appearance(Schema):
    slug: str
    name: str
    part: str = Field(description="speaker, moderator, panellist, keynote or chair")


class Session(Schema):
    slug: str = Field(description="stays when the session moves")
    kind: str
    titles: Texts = Field(description="by language code")
    summaries: Texts = Field(description="by language code")
    room: Room | None
    fills_all_rooms: bool
    audience: str = Field(description="everyone, delegations, members_vote or by_appointment")
    languages: list[str] = Field(description="spoken or interpreted")
    day: date | None = Field(description="only where no time is known")
    starts_at: datetime | None = Field(description="UTC")
    ends_at: datetime | None = Field(description="UTC")
    changes: int = Field(description="how often time or place changed")
    changed_at: datetime
    speakers: list[Appearance]


class Speaker(Schema):
    slug: str
    name: str
    positions: Texts = Field(description="by language code")
    biographies: Texts = Field(description="by language code")
    member: str | None = Field(description="slug of the member whose city or institution the speaker is from")
    is_fictional: bool = Field(description="invented for a demonstration")


class Meeting(Schema):
    slug: str
    name: str
    kind: str
    year: int
    starts_on: date | None
    ends_on: date | None
    host: str
    host_member: str | None = Field(description="slug of the member that hosts")
    zone: str = Field(description="IANA name; empty if unknown")
    theme: str
    mode: str
    state: str
    is_current: bool
    programme_is_sample: bool


class Member(Schema):
    slug: str
    code: str
    name: str
    own_name: str = Field(description="in its own script")
    own_language: str
    other_names: list[str]
    country: str
    country_code: str
    region: str
    category: str
    latitude: float | None
    longitude: float | None


class OfMember(Schema):
    """The answer of whoever comes for a member."""

    model_config = ConfigDict(extra="forbid")

    member: str = Field(description="slug")


class OfAnother(Schema):
    """The answer of whoever comes for something else."""

    model_config = ConfigDict(extra="forbid")

    free: str


class Companion(Schema):
    """Somebody who comes along."""

    model_config = ConfigDict(extra="forbid")

    name: str


Number = Annotated[StrictInt, Field(ge=-MOST, le=MOST)]
Given = StrictStr | Number | list[StrictStr] | list[Companion] | OfMember | OfAnother
Answers = dict[str, Given]


class Registration(Schema):
    """What the table of who reads what closes to the officer behind the token is left out."""

    model_config = ConfigDict(json_schema_extra={"required": ["reference", "meeting"]})

    reference: UUID
    meeting: str = Field(description="slug")
    category: str = Field(description="code")
    state: Literal["submitted", "accepted", "refused", "withdrawn"]
    mode: str = Field(description="online or in_person")
    member: str | None = Field(description="slug of the member that the person comes from")
    name: str
    email: str = Field(description="empty for people whom others registered without an address")
    submitted_at: datetime | None
    decided_at: datetime | None
    changed_at: datetime
    answers: Answers = Field(description="by the key of the question; files by their reference")
    staff_answers: Answers = Field(description="to the questions that only the secretariat answers")


class Registrations(Schema):
    records: list[Registration]
    next: str | None = Field(description="cursor of the next page; none after the last one")


class Correction(Schema):
    """What is to be said otherwise; all that is not named stays. An answer that is null is taken away."""

    model_config = ConfigDict(extra="forbid")

    mode: Literal["online", "in_person"] | None = None
    answers: dict[str, Given | None] = Field({}, description="by the key of the question")
    staff_answers: dict[str, Given | None] = Field({}, description="to the questions that only the secretariat answers")


class Corrected(Schema):
    reference: UUID
    changed: list[str] = Field(description="keys of the questions whose answers are others now")


class Acceptance(Schema):
    model_config = ConfigDict(extra="forbid")

    act: Literal["accept"]
    reason: str = Field("", max_length=2000)


class Refusal(Schema):
    """A refusal has a reason, which the person reads in the letter."""

    model_config = ConfigDict(extra="forbid")

    act: Literal["refuse"]
    reason: str = Field(max_length=2000, pattern=r"\S")


Decision = Annotated[Acceptance | Refusal, Field(discriminator="act")]


class Decided(Schema):
    reference: UUID
    state: Literal["accepted", "refused"]
    decided_at: datetime


class Delegate(Schema):
    """What the table of who reads what closes to the officer behind the token is left out."""

    model_config = ConfigDict(json_schema_extra={"required": ["registration"]})

    registration: UUID
    name: str
    role: str = Field(description="head, alternate, adviser, observer or technical")
    is_away: bool
    credential: str = Field(description="awaited, received, incomplete, provisional, accepted, rejected or replaced")
    speaks: bool
    votes: bool
    signs: bool


class Delegation(Schema):
    reference: UUID
    meeting: str = Field(description="slug")
    kind: Literal["member", "observer"]
    entity: str = Field(description="slug of the member or observer entity")
    name: str
    holder: UUID | None = Field(description="registration of the delegate who may cast the vote")
    changed_at: datetime
    delegates: list[Delegate]


class Delegations(Schema):
    records: list[Delegation]
    next: str | None = Field(description="cursor of the next page; none after the last one")


class CheckIn(Schema):
    """Somebody at a door, named by the code on the badge or by the registration."""

    model_config = ConfigDict(extra="forbid")

    key: UUID = Field(description="made by the gate for this one passage")
    direction: Literal["in", "out"]
    at: AwareDatetime = Field(description="by the gate's clock")
    code: str = Field("", max_length=200, description="as it was scanned")
    registration: UUID | None = None
    door: str = Field("", max_length=60)


class CheckIns(Schema):
    model_config = ConfigDict(extra="forbid")

    check_ins: list[CheckIn] = Field(min_length=1, max_length=MOST_AT_ONCE)
    sent_at: AwareDatetime | None = Field(None, description="what the gate takes for now, in case its clock is wrong")


class CheckInMade(Schema):
    key: UUID
    registration: UUID | None
    is_recorded: bool
    was_known: bool = Field(description="it had been sent before")
    code: str = Field(description="why it is not recorded; otherwise empty")
    detail: str


class CheckInsMade(Schema):
    check_ins: list[CheckInMade]
