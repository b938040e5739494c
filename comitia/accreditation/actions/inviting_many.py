"""Invites many people from a table, in two phases: brought and looked at row by row, then applied as it was shown."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop as _

from comitia.accounts.queries import people_by_email
from comitia.accreditation.actions.invitation_letters import invitation_letter, renewed
from comitia.accreditation.models import Category, Invitation, InvitationTable, Registration
from comitia.accreditation.policies.answers import clean_text
from comitia.accreditation.policies.focal_points import may_invite_to
from comitia.accreditation.policies.invitations import (
    LONGEST_MESSAGE,
    may_bring,
    may_invite,
    may_run_until,
    may_see,
    state_at,
)
from comitia.accreditation.queries.days import end_of
from comitia.accreditation.queries.invitations import brought_table, last_day_of
from comitia.journal.actions import record
from comitia.meetings.models import Meeting
from comitia.members.actions.naming import KnownNames, known_names
from comitia.members.models import Member
from comitia.notices.actions import write_letters
from comitia.notices.queries import bounced_addresses
from comitia.platform.actors import Actor
from comitia.platform.answers import Refused, refuse, require
from comitia.platform.names import clean_name
from comitia.platform.plans import Plan, PlannedRow, Reading, RowState, check_columns, planned, still_as_shown
from comitia.platform.remarks import Remark
from comitia.platform.statements import Writing
from comitia.platform.tables import Table, read_table

State = Invitation.State
KEPT: Final = timedelta(days=1)
MOST_ROWS: Final = 5000
CHUNK: Final = 200
NEEDED: Final = ("email",)
KNOWN: Final = (*NEEDED, "name", "category", "language", "member", "message", "last_day", "admits_at_once")
YES_NO: Final = {"yes": True, "1": True, "true": True, "no": False, "0": False, "false": False}
LANGUAGES: Final = {
    word.casefold(): code for code, name in settings.LANGUAGES for word in (code, name, code.replace("-", "_"))
}
PLAN_CHANGED: Final = Remark("plan_changed", _("The data changed since you looked. Check the rows again, then apply."))
_invitations: Final = Writing(Invitation)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the rows of a table are compared with, read once."""

    by: Actor
    at: datetime
    meeting: Meeting
    given: Mapping[str, Any]
    categories: dict[str, Category]
    names: KnownNames
    slugs: dict[str, Member]
    running: dict[str, Invitation]
    answered: dict[str, str]
    registered: set[tuple[str, int]]
    bounced: set[str]


@transaction.atomic
def bring_invitations(
    meeting: Meeting, *, file_name: str, content: bytes, given: Mapping[str, Any], by: Actor, at: datetime
) -> UUID:
    """Keep a table for a day so that it can be looked at and applied; refuse one that cannot be read as such.

    `given` holds for rows that say nothing else: category, language, message, last_day (ISO) and admits_at_once.
    """
    require(may_bring(by, meeting))
    _plan(read_table(content), _known(meeting, given, [], by=by, at=at))
    InvitationTable.objects.filter(brought_at__lt=at - KEPT).delete()
    brought = InvitationTable.objects.create(
        meeting=meeting,
        file_name=file_name[-150:],
        content=content,
        given=dict(given),
        brought_at=at,
        brought_by=by.person,
    )
    return brought.reference


def look_at_invitations(reference: UUID, *, by: Actor, at: datetime) -> Plan:
    """Work out what applying a table would do now: a constant number of statements."""
    return _planned(_waiting(reference, by=by), by=by, at=at)


def apply_invitations(reference: UUID, *, shown: str, by: Actor, at: datetime) -> Plan:
    """Invite whom the plan says, without its rows in error; refused if the plan is no longer the one shown.

    Those who are invited already are brought up to date and get no further letter by this.
    """
    try:
        with transaction.atomic():
            brought = _waiting(reference, by=by)
            require(may_bring(by, brought.meeting))
            plan = still_as_shown(_planned(brought, by=by, at=at), shown)
            if plan.writes:
                _apply(plan, brought, by=by, at=at)
    except IntegrityError:  # somebody else has invited one of these people at this very moment
        refuse("plan_changed", PLAN_CHANGED)
    return plan


def _apply(plan: Plan, brought: InvitationTable, *, by: Actor, at: datetime) -> None:
    meeting, fields = brought.meeting, _Fields(brought.meeting)
    _invite(plan.rows_in(RowState.NEW), fields, by=by, at=at)
    _change(plan.rows_in(RowState.CHANGED), fields)
    facts = {"file": hashlib.sha256(bytes(brought.content)).hexdigest()[:16], "counts": plan.counts}
    record("import_invitations", f"meeting:{meeting.slug}", by=by, at=at, facts=facts)
    InvitationTable.objects.filter(pk=brought.pk).delete()


def _waiting(reference: UUID, *, by: Actor) -> InvitationTable:
    found = brought_table(reference, by=by)
    if found is None:
        refuse("unknown_table", Remark("unknown_table", _("This table is no longer kept. Bring the file again.")))
    return found


def _planned(brought: InvitationTable, *, by: Actor, at: datetime) -> Plan:
    table = read_table(bytes(brought.content))
    place = table.columns.index("email") if "email" in table.columns else None
    addresses = [] if place is None else [row.cells[place].lower() for row in table.rows]
    return _plan(table, _known(brought.meeting, brought.given, addresses, by=by, at=at))


def _known(meeting: Meeting, given: Mapping[str, Any], addresses: list[str], *, by: Actor, at: datetime) -> _Known:
    categories = Category.objects.filter(meeting=meeting).select_related("meeting")
    names = known_names()
    members = {member.pk: member for found in names.members.values() for member in found}
    wanted = set(addresses)
    running: dict[str, Invitation] = {}
    answered: dict[str, str] = {}
    invitations = (
        Invitation.objects.filter(meeting=meeting)
        .select_related("meeting", "category", "member__region")
        .order_by("pk")
    )
    for one in invitations if wanted else ():
        if one.email in wanted:
            state = state_at(one, at=at)
            if state == State.SENT:
                running[one.email] = one
            answered[one.email] = state
    sent = Registration.objects.filter(
        meeting=meeting, state__in=[Registration.State.SUBMITTED, Registration.State.ACCEPTED]
    )
    pairs = sent.values_list("person__email", "category") if wanted else ()
    return _Known(
        by=by,
        at=at,
        meeting=meeting,
        given=given,
        categories={one.code: one for one in categories},
        names=names,
        slugs={member.slug: member for member in members.values()},
        running=running,
        answered=answered,
        registered={(email.lower(), category) for email, category in pairs},
        bounced=bounced_addresses(wanted) if wanted else set(),
    )


def _plan(table: Table, known: _Known) -> Plan:
    if len(table.rows) > MOST_ROWS:
        refuse(
            "too_many_rows_at_once",
            Remark(
                "too_many_rows_at_once",
                _("The table has more than 5,000 rows. Split it and bring the parts one after the other."),
            ),
        )
    remarks = check_columns(table, needed=NEEDED, known=KNOWN)
    seen: dict[str, int] = {}
    rows = [_row(Reading(row, cells), known, seen) for row, cells in table.records()]
    return Plan(tuple(rows), remarks)


def _row(reading: Reading, known: _Known, seen: dict[str, int]) -> PlannedRow:
    for column, cell in reading.cells.items():
        if cell.startswith("="):
            reading.fault(
                "formula", _("“%(column)s” holds a formula. Write the value itself into the cell."), column=column
            )
    email = _address(reading, seen)
    # What a row leaves out stays as it is for who is invited already, and is what was given for all others
    running = known.running.get(email)
    before = _before(running) if running and may_see(known.by, running) else None
    otherwise = before or known.given
    category, member = _category(reading, known, otherwise), _member(reading, known, otherwise)
    last_day, language = _last_day(reading, known, otherwise), _language(reading, otherwise)
    if category and not (answer := may_invite(known.by, category, member)):
        _refused(reading, answer)
    values: dict[str, Any] = {
        "email": email,
        "name": clean_name(reading.text("name", longest=150)) or otherwise.get("name", ""),
        "category": category.code if category else "",
        "language": language,
        "member": member.slug if member else "",
        "message": clean_text(
            reading.text("message", longest=LONGEST_MESSAGE) or otherwise.get("message", ""), several_lines=True
        ),
        "last_day": last_day.isoformat(),
        "admits_at_once": _yes_no(reading, otherwise),
    }
    if category:
        _compare(reading, known, email, category)
    key = f"{values['name']} <{email}>" if values["name"] else email
    return planned(reading, key=key, values=values, before=before)


def _address(reading: Reading, seen: dict[str, int]) -> str:
    email = reading.text("email", longest=254, needed=True).lower()
    if email and not may_invite_to(email):
        reading.fault("no_address", _("“%(text)s” is not an e-mail address."), text=email[:80])
    elif email and seen.setdefault(email, reading.number) != reading.number:
        reading.fault("row_twice", _("Row %(row)s has the same address. Leave one of them out."), row=seen[email])
    return email


def _category(reading: Reading, known: _Known, otherwise: Mapping[str, Any]) -> Category | None:
    code = reading.text("category") or str(otherwise.get("category", ""))
    found = known.categories.get(code) or known.categories.get(code.lower())
    if found is None:
        offered = ", ".join(known.categories)
        reading.fault(
            "category_unknown",
            _("“%(text)s” is no category of this meeting. Write one of: %(offered)s."),
            text=code[:80],
            offered=offered,
        )
    return found


def _member(reading: Reading, known: _Known, otherwise: Mapping[str, Any]) -> Member | None:
    text = reading.text("member", longest=200) or str(otherwise.get("member", ""))
    found = (known.slugs.get(text) or known.names.find(text)) if text else None
    if text and found is None:
        reading.fault("member_unknown", _("“%(text)s” is not a member. Write its name as on record."), text=text[:80])
    return found


def _language(reading: Reading, otherwise: Mapping[str, Any]) -> str:
    text = reading.text("language")
    code = LANGUAGES.get(text.casefold(), "") if text else str(otherwise.get("language", "en"))
    if not code:
        reading.fault(
            "language_unknown",
            _("“%(text)s” is no language of the site. Write its code: %(offered)s."),
            text=text[:80],
            offered=", ".join(each for each, _name in settings.LANGUAGES),
        )
    return code


def _last_day(reading: Reading, known: _Known, otherwise: Mapping[str, Any]) -> date:
    text = reading.text("last_day") or str(otherwise.get("last_day", ""))
    try:
        day = date.fromisoformat(text)
    except ValueError:
        reading.fault("day_unreadable", _("“%(text)s” is no day. Write it as 2020-11-01."), text=text[:80])
        return known.at.date()
    if not (answer := may_run_until(end_of(day, known.meeting), at=known.at)):
        _refused(reading, answer)
    return day


def _yes_no(reading: Reading, otherwise: Mapping[str, Any]) -> bool:
    text = reading.text("admits_at_once").lower()
    if text and text not in YES_NO:
        reading.fault("not_yes_or_no", _("“%(text)s” is neither yes nor no."), text=text[:80])
    return YES_NO.get(text, bool(otherwise.get("admits_at_once")))


def _compare(reading: Reading, known: _Known, email: str, category: Category) -> None:
    """Say what is known of the person: registered already, answered before, or an address that does not work."""
    running = known.running.get(email)
    if running is not None and not may_see(known.by, running):
        reading.fault("invited_already", _("This address is invited already by somebody else."))
    if known.answered.get(email) == State.ACCEPTED:
        reading.fault("invitation_accepted", _("This person has accepted an invitation already."))
    if (email, category.pk) in known.registered:
        reading.fault("registered_already", _("This person is registered in this category already."))
    if known.answered.get(email) == State.DECLINED:
        reading.find("invitation_declined", _("This person has declined an invitation before."))
    if email in known.bounced:
        reading.find("bounced", _("The last letter to this address came back."))


def _before(running: Invitation) -> dict[str, Any]:
    return {
        "email": running.email,
        "name": running.name,
        "category": running.category.code,
        "language": running.language,
        "member": running.member.slug if running.member else "",
        "message": running.message,
        "last_day": last_day_of(running).isoformat(),
        "admits_at_once": running.admits_at_once,
    }


def _refused(reading: Reading, answer: Any) -> None:
    """Take the refusal of a policy for a fault of the row."""
    if isinstance(answer, Refused):
        reading.fault(answer.code, "%(sentence)s", sentence=str(answer.sentence))


class _Fields:
    """Turns the values of planned rows into the fields of invitations."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting
        self.categories = {one.code: one for one in Category.objects.filter(meeting=meeting).select_related("meeting")}
        self.members = {one.slug: one for one in Member.objects.all()}

    def of(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {
            **{name: values[name] for name in ("email", "name", "language", "message", "admits_at_once")},
            "meeting": self.meeting,
            "category": self.categories[values["category"]],
            "member": self.members.get(values["member"]),
            "expires_at": end_of(date.fromisoformat(values["last_day"]), self.meeting),
        }


def _invite(rows: list[PlannedRow], fields: _Fields, *, by: Actor, at: datetime) -> None:
    """Invite people: in statements for `CHUNK` of them at once."""
    for start in range(0, len(rows), CHUNK):
        some = rows[start : start + CHUNK]
        addresses = [row.values["email"] for row in some]
        overdue = Invitation.objects.filter(meeting=fields.meeting, email__in=addresses, state=State.SENT)
        overdue.filter(expires_at__lte=at).update(state=State.EXPIRED)
        known = people_by_email(addresses)
        invitations, letters = [], []
        for row in some:
            one = Invitation(**fields.of(row.values), invited_at=at, invited_by=by.person)
            link, person = renewed(one), known.get(one.email)
            invitations.append(one)
            letters.append(invitation_letter(one, link, person=person.reference if person else None))
        _invitations.insert(invitations)
        write_letters("invitation", letters, at=at, holds_secret=True)


def _change(rows: list[PlannedRow], fields: _Fields) -> None:
    for start in range(0, len(rows), CHUNK):
        some = {row.values["email"]: row for row in rows[start : start + CHUNK]}
        running = Invitation.objects.filter(meeting=fields.meeting, state=State.SENT, email__in=some)
        changed = list(running.select_for_update().order_by("pk"))
        for one in changed:
            for name, value in fields.of(some[one.email].values).items():
                setattr(one, name, value)
            one.warned_at = None
        _invitations.overwrite(changed)
