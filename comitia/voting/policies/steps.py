"""What can be done now with a ballot, and by whom: one answer for each step of its way."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comitia.core.governance.majority import OutcomeCode
from comitia.core.governance.rule_set import RuleSet
from comitia.meetings.models import Sitting
from comitia.meetings.policies import may_decide
from comitia.platform.actors import Actor
from comitia.platform.answers import Allowed, Answer, Refused
from comitia.voting.models import Ballot
from comitia.voting.policies.conduct import may_conduct, may_give_casting_vote

State = Ballot.State
RUNNING: Final = (State.OPEN, State.PAUSED)
OUT_OF_TURN: Final[dict[str, Any]] = {
    State.DRAFTED: _("This ballot is not open yet. It can be opened now."),
    State.OPEN: _("This ballot is open. Close it first."),
    State.PAUSED: _("This ballot is paused. Resume it first."),
    State.CLOSED: _("This ballot is closed and about to be counted. Load the page again."),
    State.COUNTED: _("This ballot is closed and counted: nothing opens it again. Declare or annul it."),
    State.DECLARED: _("The result is declared. It can be annulled with a reason, and the question put again."),
    State.ANNULLED: _("This ballot is annulled. Put the question to a new ballot that repeats it."),
}


def in_state(ballot: Ballot, *states: str) -> Answer:
    """Answer for what needs a ballot in one of these states; a refusal says what has to come first."""
    if ballot.state in states:
        return Allowed()
    return Refused(f"ballot_{ballot.state}", OUT_OF_TURN[ballot.state])


def may_put_question(by: Actor, sitting: Sitting, rule_set: RuleSet | None) -> Answer:
    """Answer for putting a question to the vote at once: rules are there, the sitting is in session, no ballot is open."""
    return may_conduct(by, sitting) and has_rules(rule_set) and _is_free(sitting)


def has_rules(rule_set: RuleSet | None) -> Answer:
    """Answer for voting under the rules that a session is held under."""
    if rule_set is not None:
        return Allowed()
    return Refused(
        "no_rules",
        _("This meeting is held under no rules of procedure yet. The secretariat puts a version in force for it."),
    )


def may_discard(by: Actor, ballot: Ballot) -> Answer:
    """Answer for throwing a ballot away that was never opened."""
    return may_conduct(by, ballot.sitting) and in_state(ballot, State.DRAFTED)


def may_open(by: Actor, ballot: Ballot, *, at: datetime) -> Answer:
    """Answer for opening a prepared ballot; the roll is drawn up and the quorum judged when it opens."""
    answer = may_conduct(by, ballot.sitting) and in_state(ballot, State.DRAFTED) and _is_free(ballot.sitting)
    if answer and ballot.closes_at is not None and ballot.closes_at <= at:
        return Refused("closes_in_the_past", _("The ballot would close before it opens. Choose a later time."))
    return answer


def may_pause(by: Actor, ballot: Ballot) -> Answer:
    """Answer for interrupting a ballot."""
    return may_conduct(by, ballot.sitting) and in_state(ballot, State.OPEN)


def may_resume(by: Actor, ballot: Ballot) -> Answer:
    """Answer for going on with a ballot that was interrupted."""
    return may_conduct(by, ballot.sitting) and in_state(ballot, State.PAUSED)


def may_close(by: Actor, ballot: Ballot) -> Answer:
    """Answer for taking no more papers."""
    return may_conduct(by, ballot.sitting) and in_state(ballot, *RUNNING)


def may_annul(by: Actor, ballot: Ballot) -> Answer:
    """Answer for declaring a ballot void."""
    return may_conduct(by, ballot.sitting) and in_state(ballot, *RUNNING, State.CLOSED, State.COUNTED, State.DECLARED)


def may_break_tie(by: Actor, ballot: Ballot) -> Answer:
    """Answer for the casting vote: the one who presides gives it, in person, where a tie waits for it."""
    answer = may_give_casting_vote(by, ballot) and in_state(ballot, State.COUNTED)
    if answer and _codes(ballot) != [OutcomeCode.TIE_OPEN]:
        return Refused(
            "no_tie_to_decide", _("There is no tie that waits for the casting vote. Declare the result as it is.")
        )
    return answer


def may_declare(by: Actor, ballot: Ballot) -> Answer:
    """Answer for announcing a result: it is counted, its quorum was met, and no tie is open."""
    answer = may_conduct(by, ballot.sitting) and in_state(ballot, State.COUNTED)
    return answer and _quorum_was_met(ballot) and _no_tie_is_open(ballot)


def may_correct(by: Actor, ballot: Ballot) -> Answer:
    """Answer for adding a remark to a declared ballot."""
    return may_conduct(by, ballot.sitting) and in_state(ballot, State.DECLARED)


def _is_free(sitting: Sitting) -> Answer:
    if sitting.state != Sitting.State.IN_SESSION:
        return Refused("not_in_session", _("The sitting is not in session. Call it to order or resume it first."))
    answer = may_decide(sitting)
    if not answer:
        return answer
    if Ballot.objects.filter(organ=sitting.meeting.organ_id, state__in=RUNNING).exists():
        return Refused(
            "other_ballot_open", _("Another ballot is open. Close or annul it first: one question at a time.")
        )
    return Allowed()


def _codes(ballot: Ballot) -> list[str]:
    return [outcome["code"] for _option, outcome in ballot.outcome]


def _quorum_was_met(ballot: Ballot) -> Answer:
    for judged in ballot.quorum.values():
        if judged["is_met"] is None:
            return Refused(
                "quorum_unknown",
                _("The rules do not say which quorum this class of matters needs, so no result can be declared."),
            )
        if not judged["is_met"]:
            numbers = {"counted": judged["counted"], "required": judged["required"]}
            sentence = _now(
                "The quorum was missed: %(counted)s counted and %(required)s are required. Annul the ballot and put "
                "the question again."
            )
            return Refused("inquorate", sentence % numbers)
    return Allowed()


def _no_tie_is_open(ballot: Ballot) -> Answer:
    codes = _codes(ballot)
    if OutcomeCode.TIE_UNKNOWN in codes:
        return Refused(
            "tie_unknown", _("The vote is tied and the rules do not say what follows. The secretariat completes them.")
        )
    if codes == [OutcomeCode.TIE_OPEN]:
        return Refused("tie_open", _("The vote is tied. Whoever presides gives the casting vote first."))
    return Allowed()
