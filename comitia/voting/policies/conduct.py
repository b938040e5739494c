"""Who may put a question to the vote, lead the ballot, give the casting vote and enter what is called in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from comitia.core.governance.majority import OutcomeCode
from comitia.meetings.models import Officer, Sitting
from comitia.meetings.policies import may_preside
from comitia.platform.actors import Actor
from comitia.platform.answers import Allowed, Answer, Refused
from comitia.voting.models import Ballot


def may_conduct(by: Actor, sitting: Sitting) -> Answer:
    """Let the presiding officer, and the secretariat as clerk on the chair's order, lead ballots."""
    return may_preside(by, sitting)


def may_give_casting_vote(by: Actor, ballot: Ballot) -> Answer:
    """Let only the presiding officer in person decide a tie: no clerk does it on order."""
    if _holds(by, ballot.sitting, Officer.Role.PRESIDING):
        return Allowed()
    return Refused("not_presiding", _("Only the one who presides over the sitting gives the casting vote, in person."))


def may_tell(by: Actor, ballot: Ballot) -> Answer:
    """Let the tellers of the sitting enter votes that are called in; nobody can do so unseen in a secret ballot."""
    if ballot.is_secret:
        return Refused(
            "secret_not_called_in",
            _("A vote called in is heard by two tellers, so it cannot be secret. Help the member to get online again."),
        )
    return is_teller(by, ballot.sitting)


def is_teller(by: Actor, sitting: Sitting) -> Answer:
    """Answer for the tellers' page of a sitting."""
    if _holds(by, sitting, Officer.Role.TELLER):
        return Allowed()
    return Refused("not_teller", _("Only the tellers of this sitting enter votes that are called in. Ask one of them."))


def may_be_repeated(ballot: Ballot) -> Answer:
    """Let a ballot be repeated once: an annulled one, or one whose tie the rules put to the vote again."""
    if hasattr(ballot, "repeated_by"):
        return Refused("repeated_already", _("This ballot has been repeated already. Repeat the later one if need be."))
    is_tied = ballot.state == Ballot.State.DECLARED and any(
        outcome["code"] == OutcomeCode.TIE_REPEAT for _option, outcome in ballot.outcome
    )
    if ballot.state == Ballot.State.ANNULLED or is_tied:
        return Allowed()
    return Refused(
        "not_repeatable", _("Only an annulled ballot, or a tie that the rules put to the vote again, is repeated.")
    )


def _holds(by: Actor, sitting: Sitting, role: str) -> bool:
    if by.person is None:
        return False
    held = Officer.objects.filter(sitting=sitting, role=role, until=None, person__reference=by.person)
    return held.exists()
