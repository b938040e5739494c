"""The chair's acts on votes and decisions, each with the answer whether it can be done now."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from comitia.meetings.models import Meeting, Sitting
from comitia.meetings.queries.rules import rules_of_session
from comitia.platform.actors import Actor
from comitia.proceedings.models import AgendaItem, Decision
from comitia.proceedings.policies import may_take_decision
from comitia.proceedings.policies.votes import may_ask_on, may_decide_by
from comitia.proceedings.queries.chair_acts import Act, Block, Field, Group, reason
from comitia.proceedings.queries.cockpit_motions import how_to_vote
from comitia.proceedings.queries.rules import matters_of
from comitia.voting import policies as voting
from comitia.voting.models import Ballot

LONGEST_DECISION: Final = 20_000
CONDUCTED: Final = (
    *voting.RUNNING,
    Ballot.State.CLOSED,
    Ballot.State.COUNTED,
    Ballot.State.DECLARED,
)


def led_ballot(meeting: Meeting) -> Ballot | None:
    """Give the ballot that is led now, or was led last and not annulled."""
    found = Ballot.objects.filter(meeting=meeting, state__in=CONDUCTED).select_related("sitting__meeting")
    return found.order_by("-opened_at", "-number").first()


def vote_group(
    sitting: Sitting, called: AgendaItem | None, ballot: Ballot | None, by: Actor, *, language: str
) -> Group:
    """Lay out the acts on the ballot that is led now, and the question that could be put."""
    rules = rules_of_session(sitting.meeting)
    way, minutes, confirmed = how_to_vote()
    fields = (
        Field(name="question", label=_("The question"), kind="long"),
        way,
        Field(
            name="matter",
            label=_("Kind of matter"),
            kind="choice",
            value=called.matter_class if called else "",
            choices=list(matters_of(sitting.meeting, language).items()),
        ),
        minutes,
        confirmed,
    )
    asking = Act(
        name="put_question",
        label=_("Put a question to the vote"),
        answer=may_ask_on(called) and voting.may_put_question(by, sitting, rules),
        about=called.reference if called else sitting.reference,
        fields=fields,
    )
    blocks = [Block(acts=(asking,))]
    if ballot is not None:
        blocks.insert(0, _ballot_block(ballot, by, language))
    return Group(key="votes", title=_("Votes"), blocks=tuple(blocks))


def _ballot_block(ballot: Ballot, by: Actor, language: str) -> Block:
    about, tie = ballot.reference, voting.may_break_tie(by, ballot)
    incident = Field(name="incident", label=_("Which incident interrupts it"))
    acts = (
        Act(
            name="pause_ballot",
            label=_("Pause the vote"),
            answer=voting.may_pause(by, ballot),
            about=about,
            fields=(incident,),
        ),
        Act(name="resume_ballot", label=_("Resume the vote"), answer=voting.may_resume(by, ballot), about=about),
        Act(name="close_ballot", label=_("Close the vote"), answer=voting.may_close(by, ballot), about=about),
        Act(
            name="casting_vote_for",
            label=pgettext("the chair breaks a tie", "Casting vote: for"),
            answer=tie,
            about=about,
        ),
        Act(
            name="casting_vote_against",
            label=pgettext("the chair breaks a tie", "Casting vote: against"),
            answer=tie,
            about=about,
        ),
        Act(name="declare", label=_("Declare the result"), answer=voting.may_declare(by, ballot), about=about),
        Act(
            name="annul",
            label=_("Annul the vote"),
            answer=voting.may_annul(by, ballot),
            about=about,
            fields=(reason(_("Why it is annulled")),),
        ),
    )
    question = ballot.question.get(language) or next(iter(ballot.question.values()), "")
    return Block(
        acts=acts, title=question, note=str(ballot.get_state_display()), is_live=ballot.state in voting.RUNNING
    )


def decision_group(sitting: Sitting, called: AgendaItem | None, ballot: Ballot | None, by: Actor) -> Group:
    """Lay out what can be put on record as decided."""
    text = Field(name="text", label=_("What is decided"), kind="long", longest=LONGEST_DECISION)
    answer = may_take_decision(by, sitting)
    is_on_record = ballot is not None and Decision.objects.filter(ballot=ballot.reference).exists()
    acts = (
        Act(
            name="decide",
            label=_("Note a decision without a vote"),
            answer=may_ask_on(called) and answer,
            about=called.reference if called else sitting.reference,
            fields=(text,),
        ),
        Act(
            name="decide_by_ballot",
            label=_("Put the result of the vote on record"),
            answer=may_take_decision(by, sitting, by_ballot=True) and may_decide_by(ballot, is_on_record=is_on_record),
            about=ballot.reference if ballot else sitting.reference,
            fields=(text,),
        ),
    )
    return Group(key="decisions", title=_("Decisions"), blocks=(Block(acts=acts),))
