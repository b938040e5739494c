"""To whom a mailing goes: audiences, their filters, and the people who match, never more than its sender may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from comitia.accreditation.models import Delegate, FocalPoint, Invitation, Mailing, Mode, Registration
from comitia.accreditation.policies.mailing import may_see_mailing
from comitia.accreditation.policies.readers import Field
from comitia.accreditation.queries import delegations, desk, invitations
from comitia.accreditation.queries.delegations import entity_name
from comitia.accreditation.queries.privacy import reads_at_desk
from comitia.notices.queries import LANGUAGES, bounced_addresses, counts_of, template_in_use
from comitia.platform.actors import REGIONAL_OFFICE, SECRETARIAT, Actor
from comitia.platform.answers import Allowed
from comitia.platform.edits import Record
from comitia.platform.texts import Text, text_in

State = Registration.State
REGISTERED: Final = "registered"
UNFINISHED: Final = "unfinished"
UNANSWERED: Final = "unanswered"
NO_MANDATE: Final = "no_mandate"
INCOMPLETE: Final = "incomplete"
# Whoever has withdrawn has left: no mailing reaches them
STATES: Final = tuple((one.value, one.label) for one in (State.SUBMITTED, State.ACCEPTED, State.REFUSED))
TAKING_PART: Final = (State.SUBMITTED, State.ACCEPTED)
MODES: Final = tuple(Mode.choices)


@dataclass(frozen=True, slots=True)
class Audience:
    """A group of people one writes to, and by what it can be narrowed."""

    code: str
    label: Any
    hint: Any
    filters: tuple[str, ...]

    @property
    def kind(self) -> str:
        return f"mailing_{self.code}"


AUDIENCES: Final = {
    one.code: one
    for one in (
        Audience(
            REGISTERED,
            _("Registered people"),
            _("Those whose registration was sent; those who withdrew get no letter."),
            ("words", "state", "category", "region", "member", "mode"),
        ),
        Audience(
            UNFINISHED,
            _("Begun and not sent"),
            _("People who began to register and have not sent it."),
            ("words", "category", "region", "member"),
        ),
        Audience(
            UNANSWERED,
            _("Invited and not answered"),
            _("Each gets a new link in place of the former one."),
            ("words", "category", "region", "member"),
        ),
        Audience(
            NO_MANDATE,
            _("Delegations without a letter of mandate"),
            _("The focal points of the delegations get the letter."),
            ("words", "region"),
        ),
        Audience(
            INCOMPLETE,
            _("Delegations that are not complete"),
            _("Focal points of delegations in which people, the letter of mandate or a credential is missing."),
            ("words", "region"),
        ),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingFilters:
    """Which people of an audience are wanted; empty means all."""

    words: str = ""
    state: str = ""
    category: str = ""
    region: str = ""
    member: str = ""
    mode: str = ""

    def of(self, audience: Audience) -> MailingFilters:
        """Leave out what does not narrow this audience."""
        return MailingFilters(**{name: value for name, value in asdict(self).items() if name in audience.filters})

    def as_json(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if value}


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to whom a mailing goes; `about` is the category or the delegation on account of which."""

    pk: int
    email: str
    name: str
    language: str
    person: UUID | None
    about: Text | str


def filters_from(kept: Mapping[str, str]) -> MailingFilters:
    """Read a filter as a mailing keeps it."""
    known = {one.name for one in fields(MailingFilters)}
    return MailingFilters(**{name: value for name, value in kept.items() if name in known})


def chosen(by: Actor, audience: str, filters: MailingFilters, *, at: datetime) -> list[int]:
    """List the keys of those to whom a mailing would go, each address once: one statement."""
    wanted = filters.of(AUDIENCES[audience])
    rows: Any
    if audience in {REGISTERED, UNFINISHED}:
        rows = _registrations(by, audience, wanted).values_list("pk", "person__email")
    elif audience == UNANSWERED:
        rows = _invitations(by, wanted, at=at).values_list("pk", "email")
    else:
        rows = _focal_points(by, audience, wanted).values_list("pk", "email")
    by_address: dict[str, int] = {}
    for pk, email in rows:
        by_address.setdefault(email.lower(), pk)
    return list(by_address.values())


def recipients(audience: str, pks: Sequence[int], *, at: datetime, language: str) -> list[Recipient]:
    """Give those of a list who are still to be written to, in its order: one statement."""
    found = {one.pk: one for one in still_reached(audience, pks, at=at)}
    return [recipient_of(found[pk], language=language) for pk in pks if pk in found]


def shown_recipients(by: Actor, audience: str, pks: Sequence[int], *, at: datetime, language: str) -> list[Recipient]:
    """Give the recipients with no more of each than an officer reads: one statement."""
    reads = reads_at_desk(by)
    if audience in {NO_MANDATE, INCOMPLETE}:
        own = {"name": Field.FOCAL_POINT, "email": Field.FOCAL_POINT}
    else:
        own = {"name": Field.NAME, "email": Field.EMAIL, "about": Field.CATEGORY}
    closed: dict[str, Any] = {name: "" for name, field in own.items() if field not in reads}
    return [replace(one, **closed) for one in recipients(audience, pks, at=at, language=language)]


def still_reached(audience: str, pks: Sequence[int], *, at: datetime) -> QuerySet[Any]:
    """Give registrations, invitations or focal points that have not answered, ended, withdrawn or been erased meanwhile."""
    if audience in {REGISTERED, UNFINISHED}:
        states = [State.DRAFT] if audience == UNFINISHED else [one for one, _label in STATES]
        found = _with_address(Registration.objects.filter(pk__in=pks, state__in=states))
        return found.select_related("person", "category", "meeting")
    if audience == UNANSWERED:
        running = Invitation.objects.filter(invitations.in_state("sent", at=at), pk__in=pks)
        return running.select_related("category", "meeting")
    related = ("delegation__meeting", "delegation__member", "delegation__observer", "person")
    return FocalPoint.objects.filter(pk__in=pks, ended_at=None).select_related(*related)


def recipient_of(row: Any, *, language: str) -> Recipient:
    """Give a registration, an invitation or a focal point as a receiver of letters."""
    if isinstance(row, Registration):
        person = row.person
        about = text_in(row.category.names, language)
        return Recipient(row.pk, person.email, row.name or person.name, person.language, person.reference, about)
    if isinstance(row, Invitation):
        return Recipient(row.pk, row.email, row.name, row.language, None, text_in(row.category.names, language))
    reference = row.person.reference if row.person else None
    return Recipient(row.pk, row.email, row.name, row.language, reference, entity_name(row.delegation))


def bounced_among(found: Sequence[Recipient]) -> set[str]:
    """Give the addresses among these whose last letter came back."""
    return bounced_addresses({one.email for one in found})


def mailings(by: Actor) -> QuerySet[Mailing]:
    """List the mailings to the current meeting that an officer may see, the newest first (the same rule as `may_see_mailing`)."""
    current = (
        Mailing.objects.filter(meeting__is_current=True).defer("recipients", "texts").order_by("-created_at", "-pk")
    )
    if by.has_role(SECRETARIAT):
        return current
    return current.filter(created_by=by.person) if by.has_role(REGIONAL_OFFICE) and by.person else current.none()


def mailing_seen(by: Actor, reference: UUID) -> Mailing | None:
    """Give a mailing, or None if this officer may not see it."""
    found = Mailing.objects.select_related("meeting").filter(reference=reference).first()
    return found if found and isinstance(may_see_mailing(by, found), Allowed) else None


def texts_of(mailing: Mailing) -> dict[str, tuple[str, str]]:
    """Give the texts of a mailing as letters take them."""
    return {language: (text["subject"], text["text"]) for language, text in mailing.texts.items()}


def mailing_record(mailing: Mailing) -> Record:
    """Give what an officer may change of a mailing before it is sent."""
    return Record(str(mailing.reference), "", by_field(texts_of(mailing)))


def by_field(texts: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Lay texts out as the fields of a form: `subject_en`, `text_en` and so on for every language of the site."""
    subjects = {f"subject_{code}": texts.get(code, ("", ""))[0] for code in LANGUAGES}
    return subjects | {f"text_{code}": texts.get(code, ("", ""))[1] for code in LANGUAGES}


def ready_text(audience: str, language: str) -> tuple[str, str] | None:
    """Give the text that lies ready for an audience in a language, None if it is not in that language."""
    found = template_in_use(AUDIENCES[audience].kind, language)
    return (found.subject, found.text) if found.language == language else None


def letter_states(mailing: Mailing) -> dict[str, int]:
    """Count the letters of a mailing by their states: one statement."""
    return counts_of(f"mailing:{mailing.pk}:")


def _registrations(by: Actor, audience: str, filters: MailingFilters) -> QuerySet[Registration]:
    is_unfinished = audience == UNFINISHED
    narrowed = desk.Filters(
        words=filters.words,
        state=State.DRAFT.value if is_unfinished else filters.state,
        category=filters.category,
        member=filters.member,
        region=filters.region,
        sort="name",
    )
    found = _with_address(desk.found(by, narrowed))
    if is_unfinished:
        return found
    allowed = [one for one, _label in STATES] if filters.state else TAKING_PART
    found = found.filter(state__in=allowed)
    return found.filter(mode=filters.mode) if filters.mode else found


def _with_address(found: QuerySet[Registration]) -> QuerySet[Registration]:
    return found.filter(person__erased_at=None).exclude(person__email="")


def _invitations(by: Actor, filters: MailingFilters, *, at: datetime) -> QuerySet[Invitation]:
    narrowed = invitations.InvitationFilters(
        words=filters.words, state="sent", category=filters.category, member=filters.member, region=filters.region
    )
    return invitations.found_invitations(by, narrowed, at=at)


def _focal_points(by: Actor, audience: str, filters: MailingFilters) -> QuerySet[FocalPoint]:
    narrowed = delegations.DelegationFilters(words=filters.words, region=filters.region)
    found = delegations.found_delegations(by, narrowed)
    if audience == NO_MANDATE:
        found = found.filter(has_letter=False)
    else:
        inside = Delegate.objects.filter(delegation=OuterRef("pk"), left_at=None)
        lacking = inside.filter(credential__state__in=["awaited", "incomplete"])
        found = found.filter(Q(people=0) | Q(has_letter=False) | Exists(lacking))
    wanted = found.order_by().values("pk")
    return FocalPoint.objects.filter(delegation__in=wanted, ended_at=None).order_by("name", "email", "pk")
