"""What machines get, as the API description says it; the hot lists are written from rows and tested against these."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Field, Schema

Texts = dict[str, str]


class Problem(Schema):
    """Why a request was not answered: a code for programs, a sentence for people."""

    code: str
    sentence: str


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
