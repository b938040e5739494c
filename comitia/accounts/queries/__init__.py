from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import connection
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.db.models.functions import Lower

from comitia.accounts.models import Person, RoleGrant, SignInLink
from comitia.notices.queries import letters_to
from comitia.platform.actors import NOBODY, REGIONAL_OFFICE, SECRETARIAT, Actor
from comitia.platform.statements import Columns


def actor(person: Person | None) -> Actor:
    """Give the actor a signed-in person is: with the roles now granted, in the capacity of the first of them."""
    if person is None or not person.is_authenticated:
        return NOBODY
    # Asked for every page of a signed-in person: building this statement anew takes longer than running it.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT role, region FROM accounts_rolegrant WHERE person_id = %s AND ended_at IS NULL ORDER BY id",
            [person.pk],
        )
        grants = cursor.fetchall()
    roles = frozenset(role for role, _ in grants)
    return Actor(
        person=person.reference,
        capacity=next((role for role in RoleGrant.Role.values if role in roles), "self"),
        roles=roles,
        regions=frozenset(region for role, region in grants if role == REGIONAL_OFFICE),
    )


def people() -> QuerySet[Person]:
    """Give everybody who has an account, by name."""
    return Person.objects.filter(erased_at=None, is_active=True).order_by("name", "pk")


def person(reference: UUID) -> Person | None:
    return Person.objects.filter(reference=reference).first()


def person_by_email(email: str) -> Person | None:
    """Find the person an address belongs to: whoever proved it, else whoever opened an account with it."""
    address = email.strip().lower()
    if not address:
        return None
    proved = EmailAddress.objects.filter(email=address, verified=True).select_related("user").first()
    return proved.user if proved else Person.objects.filter(email__iexact=address).first()


def people_by_email(emails: Collection[str]) -> dict[str, Person]:
    """Find the people to whom addresses belong, as `person_by_email` does, in two statements; give them by address.

    Where all are strangers, which is usual, the second is not needed.
    """
    wanted = {email.strip().lower() for email in emails} - {""}
    owners = _owners(len(wanted)).fetch(*wanted) if wanted else []
    people = Person.objects.in_bulk([pk for pk, _address, _proved in owners]) if owners else {}
    opened = {address: people[pk] for pk, address, _proved in owners if address in wanted}
    return opened | {proved: people[pk] for pk, _address, proved in owners if proved}


@lru_cache(maxsize=64)
def _owners(number: int) -> Columns:
    """Make the statement that finds who owns so many addresses: person, own address, proved address."""

    def rows(*wanted: str) -> QuerySet[Any, Any]:
        proved = Q(emailaddress__verified=True, emailaddress__email__in=wanted)
        found = Person.objects.annotate(
            address=Lower("email"), proof=FilteredRelation("emailaddress", condition=proved), proved=F("proof__email")
        )
        owning = found.filter(Q(address__in=wanted) | Q(proved__isnull=False))
        return owning.order_by("pk").values_list("pk", "address", "proved")

    return Columns(rows, *[str] * number)


def addresses_of(person: Person) -> frozenset[str]:
    """List the addresses that a person has shown to be theirs."""
    proved = EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)
    return frozenset(email.lower() for email in proved)


def has_proved_address(person: Person) -> bool:
    """Say whether a person has ever shown that an address is theirs."""
    return EmailAddress.objects.filter(user=person, verified=True).exists()


def is_typed_by_anybody(person: Person) -> bool:
    """Say whether whoever signed up with a password has not shown yet that the address is theirs."""
    verified = EmailAddress.objects.filter(user=person).values_list("verified", flat=True)
    return bool(verified) and not any(verified)


def asks_name(person: Person | None) -> bool:
    """Say whether somebody who comes in by a link has to give a name first."""
    return person is None or not person.name or is_typed_by_anybody(person)


def running_roles() -> QuerySet[RoleGrant]:
    """Give every role now held, with its person."""
    return (
        RoleGrant.objects.filter(ended_at=None)
        .select_related("person")
        .order_by("role", "region", "person__name", "pk")
    )


def roles_of(person: Person) -> list[RoleGrant]:
    return list(RoleGrant.objects.filter(person=person, ended_at=None).order_by("role", "region"))


def other_officers(person: Person) -> int:
    """Count the secretariat officers besides one person."""
    officers = RoleGrant.objects.filter(role=SECRETARIAT, ended_at=None, person__is_active=True)
    return officers.exclude(person=person).values("person").distinct().count()


class LinkState(StrEnum):
    """What a sign-in link is good for."""

    GOOD = "good"
    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class LinkReading:
    """A sign-in link as its page shows it before the button is pressed."""

    state: LinkState
    email: str = ""
    next: str = ""
    asks_name: bool = False


def digest_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def state_of(link: SignInLink | None, *, at: datetime) -> LinkState:
    if link is None:
        return LinkState.UNKNOWN
    if link.used_at is not None:
        return LinkState.USED
    return LinkState.EXPIRED if link.expires_at <= at else LinkState.GOOD


def read_link(secret: str, *, at: datetime) -> LinkReading:
    """Look at a link without using it: mail programs open links before people do."""
    link = SignInLink.objects.filter(digest=digest_of(secret)).first()
    state = state_of(link, at=at)
    if link is None or state != LinkState.GOOD:
        return LinkReading(state, next=link.next if link else "")
    return LinkReading(state, email=link.email, next=link.next, asks_name=asks_name(person_by_email(link.email)))


@dataclass(frozen=True, slots=True)
class Device:
    """A place where a person is signed in."""

    pk: int
    user_agent: str
    network_address: str
    since: datetime
    last_seen: datetime
    is_this: bool


def devices(person: Person, *, session_key: str) -> list[Device]:
    """List where a person is signed in, this device first, then the most recently used."""
    found = UserSession.objects.purge_and_list(person)
    listed = [
        Device(one.pk, one.user_agent, one.ip, one.created_at, one.last_seen_at, one.session_key == session_key)
        for one in found
    ]
    return sorted(listed, key=lambda device: (not device.is_this, -device.last_seen.timestamp()))


@dataclass(frozen=True, slots=True)
class WaysIn:
    """How a person can sign in besides the e-mail link."""

    addresses: list[EmailAddress]
    has_password: bool
    passkeys: int
    has_app: bool
    providers: list[str]


def ways_in(person: Person) -> WaysIn:
    kinds = list(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    return WaysIn(
        addresses=list(EmailAddress.objects.filter(user=person).order_by("-primary", "email")),
        has_password=person.has_usable_password(),
        passkeys=kinds.count(Authenticator.Type.WEBAUTHN),
        has_app=Authenticator.Type.TOTP in kinds,
        providers=list(SocialAccount.objects.filter(user=person).values_list("provider", flat=True)),
    )


def personal_data(person: Person) -> dict[str, Any]:
    """Give everything this domain and the outbox keep about a person, as JSON values."""
    return {
        "account": {
            "reference": str(person.reference),
            "name": person.name,
            "email": person.email,
            "language": person.language,
            "zone": person.zone,
            "created_at": person.created_at.isoformat(),
            "last_sign_in": person.last_login.isoformat() if person.last_login else None,
        },
        "addresses": list(
            EmailAddress.objects.filter(user=person).values("email", "verified", "primary").order_by("pk")
        ),
        "providers": list(
            SocialAccount.objects.filter(user=person).values("provider", "uid", "extra_data").order_by("pk")
        ),
        "second_factors": [
            {"kind": one.type, "since": one.created_at.isoformat()}
            for one in Authenticator.objects.filter(user=person).order_by("pk")
        ],
        "devices": [
            {
                "program": one.user_agent,
                "network_address": one.ip,
                "since": one.created_at.isoformat(),
                "last_seen": one.last_seen_at.isoformat(),
            }
            for one in UserSession.objects.filter(user=person).order_by("pk")
        ],
        "roles": [
            {
                "role": grant.role,
                "region": grant.region,
                "from": grant.granted_at.isoformat(),
                "to": grant.ended_at.isoformat() if grant.ended_at else None,
            }
            for grant in RoleGrant.objects.filter(person=person).order_by("pk")
        ],
        "api_tokens": [
            {"name": token.name, "scopes": token.scopes, "made_at": token.made_at.isoformat()}
            for token in person.api_tokens.order_by("pk")
        ],
        "letters": letters_to(person.reference),
    }
