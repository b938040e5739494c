from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from comitia.accounts import policies, queries
from comitia.accounts.models import ApiToken, Person, RoleGrant, SignInLink
from comitia.accounts.queries import LinkState
from comitia.journal.actions import erase_particulars, record
from comitia.notices.actions import forget_letters, write_letter
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.platform.names import clean_name
from comitia.platform.statements import Writing

_people: Final = Writing(Person)
LETTER_PAUSE: Final = timedelta(minutes=1)
LINKS_KEPT: Final = timedelta(days=7)
SIGN_IN_ACTS: Final = (
    "set_password",
    "switch_on_app",
    "switch_off_app",
    "add_passkey",
    "remove_passkey",
    "make_recovery_codes",
    "remove_recovery_codes",
    "fail_second_factor",
    "add_address",
    "prove_address",
    "remove_address",
    "change_main_address",
    "connect_provider",
    "disconnect_provider",
)


def subject_of(person: Person) -> str:
    return f"person:{person.reference}"


def normal_address(email: str) -> str:
    return email.strip().lower()


# Signing in by a link


def issue_sign_in_link(*, email: str, by: Actor, at: datetime, next_page: str = "", language: str = "en") -> str:
    """Make a one-time link for an address and give its secret, which is kept nowhere else."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        SignInLink.objects.create(
            digest=queries.digest_of(secret),
            email=normal_address(email),
            next=next_page[:500],
            language=language,
            created_at=at,
            expires_at=at + timedelta(minutes=settings.COMITIA.link_minutes),
        )
        if by.person is None and by.capacity == "system":
            record("issue_sign_in_link", "link", by=by, at=at)
    return secret


def request_sign_in_link(
    *, email: str, organisation: str, by: Actor, at: datetime, next_page: str, language: str
) -> None:
    """Send an address its one-time link, whether or not it has an account; once if asked many times in a minute."""
    address = normal_address(email)
    person = queries.person_by_email(address)
    with transaction.atomic():
        last = SignInLink.objects.filter(email=address).order_by("-pk").first()
        if last and last.used_at is None and at - last.created_at < LETTER_PAUSE:
            return
        secret = issue_sign_in_link(email=address, by=by, at=at, next_page=next_page, language=language)
        with translation.override(language):
            link = settings.BASE_URL + reverse("sign_in_link", kwargs={"secret": secret})
        # Of several requests at once all see the same last link, so all but one find their key taken.
        is_new = write_letter(
            "sign_in_link",
            key=f"sign-in-link:{sha256(address.encode()).hexdigest()[:40]}:{last.pk if last else 0}:{at:%Y%m%d}",
            to=address,
            person=person.reference if person else None,
            language=language,
            at=at,
            words={"address": link, "minutes": settings.COMITIA.link_minutes, "organisation": organisation},
            holds_secret=True,
        )
        if not is_new:
            SignInLink.objects.filter(digest=queries.digest_of(secret)).delete()


@dataclass(frozen=True, slots=True)
class Entrance:
    """Who may come in by a link, and where they wanted to go."""

    person: Person
    email: str
    next: str
    is_new: bool


def use_sign_in_link(secret: str, *, name: str, language: str, at: datetime) -> Entrance:
    """Use up a link and open the account if the address has none; refuse a link that is unknown, used or expired."""
    with transaction.atomic():
        link = SignInLink.objects.select_for_update().filter(digest=queries.digest_of(secret)).first()
        state = queries.state_of(link, at=at)
        if link is None or state != LinkState.GOOD:
            refuse(f"link_{state}", _link_sentence(state))
        if not SignInLink.objects.filter(pk=link.pk, used_at=None).update(used_at=at):
            refuse("link_used", _link_sentence(LinkState.USED))
        person, is_new = _owner_of(link.email, name=name, language=language, at=at)
        _prove_address(person, link.email, at=at)
    return Entrance(person, link.email, link.next, is_new)


def _link_sentence(state: LinkState) -> str:
    return {
        LinkState.USED: _("This link has been used. Each link works once; have a new one sent."),
        LinkState.EXPIRED: _("This link is too old. Have a new one sent."),
    }.get(
        state,
        _("This link is not complete or was not made by us. Copy it whole from the letter, or have a new one sent."),
    )


def _owner_of(email: str, *, name: str, language: str, at: datetime) -> tuple[Person, bool]:
    """Find the person of an address, or open an account for it."""
    found = queries.person_by_email(email)
    if found and not queries.asks_name(found):
        return found, False
    wanted = clean_name(name)
    if not wanted:
        refuse("name_missing", _("Write the name by which others may know you."))
    if found is None:
        found = _made(Person(email=email, created_at=at))
    found.name, found.language = wanted[:150], language
    found.save(update_fields=["name", "language"])
    return found, True


def _made(person: Person) -> Person:
    """Save a new person; if somebody else did at the same moment, give theirs."""
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:
        return Person.objects.get(email=person.email)
    return person


def _prove_address(person: Person, email: str, *, at: datetime) -> None:
    """Note that the address is the person's; what was set on the account before anybody had proved it is void."""
    address = EmailAddress.objects.filter(user=person, email=email).first()
    if address and address.verified:
        return
    if not queries.has_proved_address(person):
        person.set_unusable_password()
        person.save(update_fields=["password"])
        end_all_sessions(person)
        Authenticator.objects.filter(user=person).delete()
        SocialAccount.objects.filter(user=person).delete()
        EmailAddress.objects.filter(user=person).exclude(email=email).delete()
        record("open_account", subject_of(person), by=Actor(person.reference), at=at, facts={"way": "link"})
    EmailAddress.objects.update_or_create(
        user=person,
        email=email,
        defaults={
            "verified": True,
            "primary": not EmailAddress.objects.filter(user=person, primary=True).exclude(email=email).exists(),
        },
    )


def forget_old_links(*, at: datetime) -> int:
    """Remove links that expired more than a week ago; say how many."""
    with transaction.atomic():
        return SignInLink.objects.filter(expires_at__lt=at - LINKS_KEPT).delete()[0]


# People


def make_person(*, email: str, by: Actor, at: datetime, name: str = "", language: str = "en", zone: str = "") -> Person:
    """Open an account for somebody, or give the one there is; they prove the address when they sign in by link."""
    address = normal_address(email)
    with transaction.atomic():
        if found := queries.person_by_email(address):
            return found
        person = _made(Person(email=address, name=clean_name(name)[:150], language=language, zone=zone, created_at=at))
        record("make_person", subject_of(person), by=by, at=at)
    return person


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquaintance:
    """Somebody whom another person registers; the address may be empty."""

    name: str
    email: str
    language: str


def know_people(wanted: Sequence[Acquaintance], *, at: datetime) -> list[Person]:
    """Give or make the people of several addresses, in the caller's transaction: two statements for any number.

    Whoever is made has never signed in, and owns the account when they do.
    An account that exists keeps its name. Nobody without an address is taken for somebody else.
    """
    known = queries.people_by_email([one.email for one in wanted])
    return know_others(wanted, known=known, at=at)


def know_others(wanted: Sequence[Acquaintance], *, known: Mapping[str, Person], at: datetime) -> list[Person]:
    """Do as `know_people` when it is known already who owns which address."""
    people: dict[str, Person] = dict(known)
    made: list[Person] = []
    given: list[Person] = []
    unusable = make_password(None)
    for one in wanted:
        address = normal_address(one.email)
        person = people.get(address) if address else None
        if person is None:
            name = clean_name(one.name)[:150]
            person = Person(email=address, name=name, language=one.language, password=unusable, created_at=at)
            made.append(person)
            if address:
                people[address] = person
        given.append(person)
    try:
        with transaction.atomic():
            _people.insert(made)
    except IntegrityError:  # somebody else made one of them in the same moment
        kept = {id(person): _made(person) if person.email else _saved(person) for person in made}
        given = [kept.get(id(person), person) for person in given]
    return given


def give_address(person: Person, *, email: str) -> None:
    """Give an address to somebody who had none, in the caller's transaction; refuse if it is somebody else's by now."""
    try:
        with transaction.atomic():
            Person.objects.filter(pk=person.pk, email="").update(email=normal_address(email))
    except IntegrityError:
        refuse("address_taken", _("This address belongs to somebody else by now. Save once more."))
    person.email = normal_address(email)


def _saved(person: Person) -> Person:
    person.save(force_insert=True)
    return person


def open_account(person: Person, *, way: str, at: datetime) -> None:
    """Save somebody who signed up by themselves with a password or through a provider."""
    with transaction.atomic():
        person.save()
        record("open_account", subject_of(person), by=Actor(person.reference), at=at, facts={"way": way})


def save_profile(person: Person, *, name: str, language: str, zone: str, by: Actor, at: datetime) -> None:
    """Change a person's name, language and zone."""
    wanted = clean_name(name)[:150]
    if not wanted:
        refuse("name_missing", _("Write the name by which others may know you."))
    new = {"name": wanted, "language": language, "zone": zone}
    changed = sorted(key for key, value in new.items() if getattr(person, key) != value)
    if not changed:
        return
    with transaction.atomic():
        for key, value in new.items():
            setattr(person, key, value)
        person.save(update_fields=list(new))
        record(
            "save_profile",
            subject_of(person),
            by=by,
            at=at,
            facts={"changed": changed},
            particulars={key: new[key] for key in changed},
            about=person.reference,
        )


def forget_person(person: Person, *, by: Actor, at: datetime) -> None:
    """Erase what this domain keeps about a person; the row stays as a nameless reference for the journal."""
    with transaction.atomic():
        require(policies.may_forget(by, person, roles=len(queries.roles_of(person))))
        addresses = {person.email, *EmailAddress.objects.filter(user=person).values_list("email", flat=True)}
        end_all_sessions(person)
        for kept in (EmailAddress, SocialAccount, Authenticator):
            kept.objects.filter(user=person).delete()
        SignInLink.objects.filter(email__in=addresses).delete()
        ApiToken.objects.filter(owner=person).delete()
        forget_letters(person=person.reference, addresses=addresses)
        person.email, person.name, person.zone = f"erased-{person.reference}@invalid", "", ""
        person.is_active, person.erased_at, person.last_login = False, at, None
        person.set_unusable_password()
        person.save()
        person.groups.clear()
        record("forget_person", subject_of(person), by=by, at=at)
        erase_particulars(person.reference)


def note_sign_in_method(person: Person, what: str, *, by: Actor, at: datetime) -> None:
    """Write down that a way in to a person's account was set, removed or failed (one of `SIGN_IN_ACTS`)."""
    if what not in SIGN_IN_ACTS:
        raise ValueError(what)
    with transaction.atomic():
        record(what, subject_of(person), by=by, at=at)


# Roles


def give_role(person: Person, *, role: str, by: Actor, at: datetime, region: str = "") -> RoleGrant:
    """Give a person a role; one they already hold is left as it is."""
    with transaction.atomic():
        require(policies.may_give_role(by, person, role=role, region=region))
        grant, is_new = RoleGrant.objects.get_or_create(
            person=person, role=role, region=region, ended_at=None, defaults={"granted_at": at, "granted_by": by.person}
        )
        if is_new:
            # Wagtail reads permissions of groups; each role has a group of its name.
            person.groups.add(Group.objects.get_or_create(name=role)[0])
            record("give_role", subject_of(person), by=by, at=at, facts={"role": role, "region": region})
    return grant


def end_role(grant_id: int, *, by: Actor, at: datetime) -> None:
    """End a role; the last officer of the secretariat keeps theirs."""
    with transaction.atomic():
        # All running grants are locked, so that two officers cannot end each other's role at once.
        running = RoleGrant.objects.select_for_update().filter(ended_at=None).select_related("person").order_by("pk")
        grant = next((one for one in running if one.pk == grant_id), None)
        if grant is None:
            refuse("not_running", _("This role has already ended."))
        require(policies.may_end_role(by, grant, other_officers=queries.other_officers(grant.person)))
        grant.ended_at = at
        grant.save(update_fields=["ended_at"])
        if not RoleGrant.objects.filter(person=grant.person, role=grant.role, ended_at=None).exists():
            grant.person.groups.remove(*Group.objects.filter(name=grant.role))
        record("end_role", subject_of(grant.person), by=by, at=at, facts={"role": grant.role, "region": grant.region})


# Devices


def end_device(person: Person, pk: int, *, by: Actor, at: datetime) -> None:
    """Sign a person out on one device."""
    with transaction.atomic():
        _end(person, UserSession.objects.filter(user=person, pk=pk), by=by, at=at)


def end_other_devices(person: Person, *, session_key: str, by: Actor, at: datetime) -> None:
    """Sign a person out everywhere but here."""
    with transaction.atomic():
        _end(person, UserSession.objects.filter(user=person).exclude(session_key=session_key), by=by, at=at)


def _end(person: Person, found: object, *, by: Actor, at: datetime) -> None:
    keys = list(found.values_list("session_key", flat=True))  # type: ignore[attr-defined]
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=person, session_key__in=keys).delete()
    if keys:
        record("end_devices", subject_of(person), by=by, at=at, facts={"devices": len(keys)})


def end_all_sessions(person: Person) -> None:
    found = UserSession.objects.filter(user=person)
    Session.objects.filter(session_key__in=list(found.values_list("session_key", flat=True))).delete()
    found.delete()


def note_device(person: Person, *, session_key: str, at: datetime) -> None:
    """Note that a device was just used."""
    UserSession.objects.filter(user=person, session_key=session_key).update(last_seen_at=at)
