"""Invites people to register by a secret link, reminds them, and takes their answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Never

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from comitia.accounts.models import Person
from comitia.accounts.queries import addresses_of, digest_of, people_by_email
from comitia.accreditation.actions.invitation_letters import invitation_letter, renewed
from comitia.accreditation.models import Category, Invitation, Mode, Registration
from comitia.accreditation.policies.answers import clean_text
from comitia.accreditation.policies.focal_points import PAUSE, may_invite_to
from comitia.accreditation.policies.invitations import (
    LONGEST_REASON,
    WARNED_BEFORE,
    may_accept,
    may_answer,
    may_change,
    may_invite,
    may_remind,
    may_run_until,
    may_see,
    may_write,
)
from comitia.accreditation.queries.form import published_version
from comitia.accreditation.queries.versions import form_of_version
from comitia.core.forms.definition import Kind
from comitia.journal.actions import record
from comitia.meetings.models import Meeting
from comitia.members.models import Member
from comitia.notices.actions import write_letters
from comitia.platform.actors import SYSTEM, Actor
from comitia.platform.answers import Answer, Refused, RefusedError, refuse, require
from comitia.platform.names import clean_name
from comitia.platform.statements import Writing

State = Invitation.State
CHUNK: Final = 200
LANGUAGES: Final = tuple(code for code, _name in settings.LANGUAGES)
INVITED_ALREADY: Final = "invited_already"
_invitations: Final = Writing(Invitation)


@dataclass(frozen=True, slots=True)
class Chased:
    """What became of a reminder; without a name where whoever reminds may not see the invitation."""

    name: str
    answer: Answer


def invite(
    *,
    email: str,
    name: str,
    category: str,
    language: str,
    expires_at: datetime,
    by: Actor,
    at: datetime,
    member: str = "",
    message: str = "",
    admits_at_once: bool = False,
) -> Invitation:
    """Invite somebody by mail to register in a category of the current meeting; the letter holds the link."""
    address, message = email.strip().lower(), clean_text(message, several_lines=True)
    require(may_invite_to(address))
    require(may_run_until(expires_at, at=at))
    require(may_write(message))
    if language not in LANGUAGES:
        refuse("unknown_language", _("Choose the language of the letter."))
    with transaction.atomic():
        found = _category(category)
        of = _member(member)
        require(may_invite(by, found, of))
        person = _make_room(address, found, at=at)
        invitation = Invitation(
            meeting=found.meeting,
            category=found,
            member=of,
            email=address,
            name=clean_name(name)[:150],
            language=language,
            admits_at_once=admits_at_once,
            message=message,
            invited_at=at,
            invited_by=by.person,
            expires_at=expires_at,
        )
        link = renewed(invitation)
        try:
            with transaction.atomic():
                invitation.save(force_insert=True)
        except IntegrityError:
            _refuse_twice()
        facts = {"category": found.code, "member": of.slug if of else "", "admits_at_once": admits_at_once}
        record("invite", _subject(invitation), by=by, at=at, facts=facts)
        letter = invitation_letter(invitation, link, person=person.reference if person else None)
        write_letters("invitation", [letter], at=at, holds_secret=True)
    return invitation


def remind_invitations(pks: Sequence[int], *, by: Actor, at: datetime) -> list[Chased]:
    """Remind people who have not answered, each with a new link in place of the former, or say why not.

    A transaction for every `CHUNK`, so that others can write between; in each a constant number of statements.
    """
    chased = []
    for start in range(0, len(pks), CHUNK):
        with transaction.atomic():
            found = _locked_many(Q(pk__in=pks[start : start + CHUNK]))
            answers = [(one, may_remind(by, one, at=at)) for one in found]
            _remind([one for one, answer in answers if answer], by=by, at=at)
            chased += [Chased((one.name or one.email) if may_see(by, one) else "", answer) for one, answer in answers]
    return chased


def take_back_invitation(pk: int, *, by: Actor, at: datetime) -> None:
    """Take back an invitation that nobody has answered: its link ends."""
    with transaction.atomic():
        invitation = _locked(pk)
        require(may_change(by, invitation))
        invitation.state = State.TAKEN_BACK
        invitation.save(update_fields=["state"])
        record("take_back_invitation", _subject(invitation), by=by, at=at)


def extend_invitation(pk: int, *, expires_at: datetime, by: Actor, at: datetime) -> None:
    """Give an invitation more (or less) time, also one that has run out; its link stays, and is warned of once more."""
    with transaction.atomic():
        invitation = _locked(pk)
        require(may_change(by, invitation))
        require(may_run_until(expires_at, at=at))
        others = Invitation.objects.filter(meeting=invitation.meeting_id, email=invitation.email, state=State.SENT)
        if others.exclude(pk=pk).exists():
            _refuse_twice()
        facts = {
            "before": {"expires_at": invitation.expires_at.isoformat()},
            "after": {"expires_at": expires_at.isoformat()},
        }
        invitation.state, invitation.expires_at, invitation.warned_at = State.SENT, expires_at, None
        invitation.save(update_fields=["state", "expires_at", "warned_at"])
        record("extend_invitation", _subject(invitation), by=by, at=at, facts=facts)


def accept_invitation(secret: str, person: Person, *, by: Actor, at: datetime) -> str:
    """Accept an invitation for whoever holds its link, and give the category in which they may now register.

    The person may have another address than the one that was invited; the journal says whether it is the same.
    """
    with transaction.atomic():
        invitation = _by_secret(secret)
        if invitation and invitation.registration and invitation.registration.person_id == person.pk:
            return invitation.category.code  # the button pressed twice
        require(may_accept(invitation, at=at))
        assert invitation is not None
        invitation.registration = _registration_for(invitation, person, at=at)
        invitation.state, invitation.answered_at = State.ACCEPTED, at
        invitation.save(update_fields=["registration", "state", "answered_at"])
        facts = {
            "category": invitation.category.code,
            "registration": str(invitation.registration.reference),
            "same_address": invitation.email in addresses_of(person),
        }
        record("accept_invitation", _subject(invitation), by=by, at=at, facts=facts)
    return invitation.category.code


def decline_invitation(secret: str, *, reason: str, by: Actor, at: datetime) -> None:
    """Decline an invitation for whoever holds its link; signing in is not needed to say no."""
    reason = clean_text(reason, several_lines=True)[:LONGEST_REASON]
    with transaction.atomic():
        invitation = _by_secret(secret)
        require(may_answer(invitation, at=at))
        assert invitation is not None
        invitation.state, invitation.answered_at, invitation.reason = State.DECLINED, at, reason
        invitation.save(update_fields=["state", "answered_at", "reason"])
        record("decline_invitation", _subject(invitation), by=by, at=at, facts={"has_reason": bool(reason)})


def remind_before_expiry(*, at: datetime) -> int:
    """Remind once everybody whose invitation runs out soon, and close those that have; say how many were reminded."""
    reminded = 0
    soon = Q(state=State.SENT, warned_at=None, expires_at__gt=at, expires_at__lte=at + WARNED_BEFORE)
    # An automatic reminder does not follow on the heels of another letter: it waits for the next round
    last = Greatest(F("invited_at"), Coalesce(F("reminded_at"), F("invited_at")))
    over = [Meeting.State.HELD, Meeting.State.CANCELLED]
    while True:
        with transaction.atomic():
            due = Invitation.objects.filter(soon).exclude(meeting__state__in=over).alias(last=last)
            pks = list(due.filter(last__lte=at - PAUSE).order_by("pk").values_list("pk", flat=True)[:CHUNK])
            found = _locked_many(soon & Q(pk__in=pks)) if pks else []
            for one in found:
                one.warned_at = at
            _remind(found, by=SYSTEM, at=at)
        reminded += len(found)
        if len(pks) < CHUNK:
            break
    with transaction.atomic():
        Invitation.objects.filter(state=State.SENT, expires_at__lte=at).update(state=State.EXPIRED)
    return reminded


def forget_invitations(person: Person) -> None:
    """Remove the invitations that a person has accepted or that went to their addresses; call it in a transaction."""
    addresses = {*addresses_of(person), person.email.lower()} - {""}
    Invitation.objects.filter(Q(email__in=addresses) | Q(registration__person=person)).delete()


def _remind(invitations: Sequence[Invitation], *, by: Actor, at: datetime) -> None:
    """Write to people whose invitations are locked: each gets a new link."""
    if not invitations:
        return
    letters = []
    known = people_by_email([one.email for one in invitations])
    for one in invitations:
        link, one.reminded_at = renewed(one), at
        person = known.get(one.email)
        letters.append(invitation_letter(one, link, person=person.reference if person else None, is_reminder=True))
    _invitations.overwrite(invitations)
    first = invitations[0]
    subject = _subject(first) if len(invitations) == 1 else f"meeting:{first.meeting.slug}"
    record("remind_invited", subject, by=by, at=at, facts={"invitations": len(invitations)})
    write_letters("invitation_reminded", letters, at=at, holds_secret=True)


def _category(code: str) -> Category:
    found = Category.objects.select_related("meeting").filter(meeting__is_current=True, code=code).first()
    if found is None:
        refuse("unknown_category", _("This category does not exist. Choose one of those on the list."))
    return found


def _member(slug: str) -> Member | None:
    if not slug:
        return None
    found = Member.objects.select_related("region").filter(slug=slug).first()
    if found is None:
        refuse("unknown_member", _("This member does not exist. Choose one of those on the list."))
    return found


def _make_room(address: str, category: Category, *, at: datetime) -> Person | None:
    """Close an invitation of this address that has run out; refuse if one runs, or if the person is registered.

    Give the person to whom the address belongs, if there is one.
    """
    running = Invitation.objects.filter(meeting=category.meeting, email=address, state=State.SENT)
    running.filter(expires_at__lte=at).update(state=State.EXPIRED)
    if running.exists():
        _refuse_twice()
    person = people_by_email([address]).get(address)
    sent = Registration.objects.filter(person=person, category=category) if person else Registration.objects.none()
    if sent.filter(state__in=[Registration.State.SUBMITTED, Registration.State.ACCEPTED]).exists():
        refuse("registered_already", _("The person of this address is registered in this category already."))
    return person


def _refuse_twice() -> Never:
    refuse(INVITED_ALREADY, _("This address is invited already and has not answered. Remind the person instead."))


def _registration_for(invitation: Invitation, person: Person, *, at: datetime) -> Registration:
    """Give the person's registration for the meeting; one that was not sent yet goes on in the category of the invitation."""
    meeting, category = invitation.meeting, invitation.category
    found = Registration.objects.select_for_update().filter(meeting=meeting, person=person).first()
    if found is not None and found.state != Registration.State.DRAFT:
        return found
    begun = found.draft if found else None
    version = begun["version"] if begun else published_version(meeting.pk)
    answers = dict(begun["answers"]) if begun else {}
    if invitation.member:
        for question in form_of_version(version).questions:
            if question.kind is Kind.AFFILIATION:
                answers.setdefault(question.key, {"member": invitation.member.slug})
    draft = {
        "category": category.code,
        "version": version,
        "mode": next(iter(category.modes), Mode.ONLINE.value),
        "done": 0,
        "answers": answers,
        "publish": "",
        "recording": None,
    }
    found = found or Registration(meeting=meeting, person=person, started_at=at)
    found.category, found.member, found.draft, found.changed_at = category, invitation.member, draft, at
    found.save()
    return found


def _locked_many(wanted: Q) -> list[Invitation]:
    found = Invitation.objects.select_for_update(of=("self",)).filter(wanted).order_by("pk")
    return list(found.select_related("meeting", "category__meeting", "member__region"))


def _locked(pk: int) -> Invitation:
    found = _locked_many(Q(pk=pk))
    if not found:
        raise RefusedError(Refused("unknown_invitation", _("This invitation does not exist.")))
    return found[0]


def _by_secret(secret: str) -> Invitation | None:
    found = Invitation.objects.select_for_update(of=("self",)).filter(digest=digest_of(secret))
    return found.select_related("meeting", "category__meeting", "member", "registration").first()


def _subject(invitation: Invitation) -> str:
    return f"invitation:{invitation.pk}"
