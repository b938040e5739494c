"""Who may examine credentials, and what may be done to one; every refusal says what to do next."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comitia.accreditation.models import Delegate, Registration
from comitia.accreditation.policies import ALLOWED, LONGEST_REASON
from comitia.core.governance.credentials import CredentialAct, CredentialState, Empowerment, Refusal, RefusalCode, Role
from comitia.core.governance.credentials import Delegate as CoreDelegate
from comitia.platform.actors import SECRETARIAT, Actor
from comitia.platform.answers import Answer, Refused

NEEDS_REASON: Final = frozenset({CredentialAct.FIND_INCOMPLETE, CredentialAct.REJECT})
# What officers do on the page of examination; the rest follows from what focal points do
DECISIONS: Final = (
    CredentialAct.ACCEPT,
    CredentialAct.ADMIT_PROVISIONALLY,
    CredentialAct.FIND_INCOMPLETE,
    CredentialAct.REJECT,
    CredentialAct.REOPEN,
)
OWN_DELEGATION = Refused(
    "own_delegation", _("Nobody decides the credentials of their own delegation. Ask a colleague to do it.")
)
ONLY_SECRETARIAT = Refused("not_for_this_role", _("Only the secretariat examines credentials."))
# Who has withdrawn, or whose registration was refused, is not there to vote
GONE: Final = frozenset({Registration.State.WITHDRAWN, Registration.State.REFUSED})
WHY_NOT: Final = {
    RefusalCode.NO_LETTER: _("No letter has been received for this person yet. Upload it first, or ask for it."),
    RefusalCode.NOT_COMPLETE: _(
        "The credential was found incomplete. Admit it provisionally, or wait for the letter that completes it."
    ),
    RefusalCode.NOT_DECIDED: _("This credential has not been decided yet, so there is nothing to reopen."),
    RefusalCode.ALREADY_DECIDED: _("This credential is decided already. Reopen it first to examine it again."),
    RefusalCode.ALREADY_REPLACED: _("This person has left the delegation, so the credential is replaced."),
}


def may_examine(by: Actor, *, own: Collection[UUID]) -> Answer:
    """Let the secretariat examine credentials, but nobody those of a delegation they belong to or compose (`own`)."""
    if not by.has_role(SECRETARIAT):
        return ONLY_SECRETARIAT
    return OWN_DELEGATION if by.person in own else ALLOWED


def may_say(reason: str, acts: Collection[CredentialAct]) -> Answer:
    """Ask for a reason where something is found incomplete or rejected; it goes into the letter."""
    if not reason and NEEDS_REASON & set(acts):
        return Refused("no_reason", _("Write the reason: it stands in the letter to the focal point and the delegate."))
    if len(reason) > LONGEST_REASON:
        sentence = gettext("The reason is too long: at most %(longest)s characters.")
        return Refused("reason_too_long", sentence % {"longest": LONGEST_REASON})
    return ALLOWED


def why_not(refusal: Refusal) -> Refused:
    """Put into words why an act is not possible."""
    return Refused(refusal.code.value.replace(" ", "_"), WHY_NOT[refusal.code])


def as_rule(delegate: Delegate) -> CoreDelegate:
    """Give a delegate as the rules see them."""
    credential = delegate.credential
    return CoreDelegate(
        person=f"{delegate.pk:020}",
        role=Role(delegate.role),
        order=delegate.rank,
        credential=CredentialState(credential.state),
        empowerment=Empowerment(speaks=credential.speaks, votes=credential.votes, signs=credential.signs),
        is_away=delegate.away_since is not None or delegate.registration.state in GONE,
    )
