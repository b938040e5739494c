"""A member steps back from a matter that concerns its own interest, or takes this back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.meetings.actions import enter, locked_session
from comitia.meetings.models import Meeting
from comitia.members.models import Member
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.voting.models import Recusal
from comitia.voting.policies import speaks_for


@transaction.atomic
def recuse(meeting: int, *, member: str, subject: str, reason: str, by: Actor, at: datetime) -> Recusal:
    """Step back from all ballots on a subject that open from now on; a ballot that is open keeps its roll."""
    session, found = _locked(meeting, member, by=by)
    running = Recusal.objects.filter(meeting=session, member=found, subject=subject, withdrawn_at=None).first()
    if running is not None:
        return running
    recusal = Recusal.objects.create(
        meeting=session,
        member=found,
        subject=subject,
        reason=reason.strip()[:1000],
        declared_at=at,
        declared_by=by.person,
    )
    _note("recusal_declared", recusal, session, by=by, at=at)
    return recusal


@transaction.atomic
def withdraw_recusal(meeting: int, *, member: str, subject: str, by: Actor, at: datetime) -> None:
    """Take part again in the ballots on a subject that open from now on."""
    session, found = _locked(meeting, member, by=by)
    recusal = Recusal.objects.filter(meeting=session, member=found, subject=subject, withdrawn_at=None).first()
    if recusal is not None:
        recusal.withdrawn_at = at
        recusal.save(update_fields=["withdrawn_at"])
        _note("recusal_withdrawn", recusal, session, by=by, at=at)


def _locked(meeting: int, slug: str, *, by: Actor) -> tuple[Meeting, Member]:
    session = locked_session(meeting)
    member = Member.objects.filter(slug=slug).first()
    if member is None:
        refuse("member_gone", _("There is no such member. Choose one from the list."))
    require(speaks_for(by, session, member))
    return session, member


def _note(kind: str, recusal: Recusal, session: Meeting, *, by: Actor, at: datetime) -> None:
    facts = {"member": recusal.member.slug, "subject": recusal.subject}
    actor = replace(by, on_behalf_of=recusal.member.slug)
    particulars = {"reason": recusal.reason} if recusal.reason else None
    enter(session, kind, by=actor, at=at, facts=facts, particulars=particulars, subject=recusal.subject)
