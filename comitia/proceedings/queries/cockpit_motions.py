"""The chair's acts on motions and amendments under the item that is called, each with whether it can be done now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from comitia.core.governance.motions import OPEN_AMENDMENTS, MotionAct
from comitia.meetings.models import Sitting
from comitia.meetings.queries.rules import rules_of_session
from comitia.platform.actors import Actor
from comitia.platform.answers import Answer
from comitia.platform.texts import text_in
from comitia.proceedings.models import AgendaItem, Amendment, Motion, MotionVersion
from comitia.proceedings.policies.agenda import may_do_business
from comitia.proceedings.policies.motions import OPEN_MOTIONS, may_be_voted_on, may_do_to_motion
from comitia.proceedings.policies.votes import may_put_motion
from comitia.proceedings.queries.chair_acts import Act, Block, Field, Group
from comitia.proceedings.queries.motion_ballots import PROCEDURAL, matter_of
from comitia.proceedings.queries.motion_words import AMENDMENT_STATES, MOTION_STATES, procedural_name
from comitia.proceedings.queries.texts import in_voting_order
from comitia.voting.models import Ballot
from comitia.voting.policies import may_put_question


def motions_group(sitting: Sitting, called: AgendaItem | None, by: Actor, *, language: str) -> Group:
    """Lay out the motions under the item that is called, those on the conduct of the sitting, and their amendments."""
    motions = _open_motions(sitting, called)
    if not motions:
        return Group(key="motions", title=_("Motions"), blocks=(), note=_("No motion is before the sitting."))
    may_vote = may_put_question(by, sitting, rules_of_session(sitting.meeting))
    amendments = list(Amendment.objects.filter(motion__in=motions).select_related("version", "obsolete_by"))
    newest = {one.motion_id: one for one in MotionVersion.objects.filter(motion__in=motions).order_by("number")}
    ballots = list(Ballot.objects.filter(meeting=sitting.meeting, text__has_key="motion", repeated_by=None))
    blocks: list[Block] = []
    for motion in motions:
        own = sorted((one for one in amendments if one.motion_id == motion.pk), key=lambda one: one.number)
        blocks.append(_motion_block(motion, sitting, called, _on(motion, ballots), may_vote, language))
        blocks.extend(_amendment_blocks(motion, newest.get(motion.pk), own, may_vote))
    return Group(key="motions", title=_("Motions"), blocks=tuple(blocks))


def how_to_vote() -> tuple[Field, ...]:
    """Ask how a vote is taken and when it closes."""
    return (
        Field(
            name="way",
            label=_("How it is voted"),
            kind="choice",
            value="roll_call",
            choices=[(str(one), label) for one, label in Ballot.Method.choices],
        ),
        Field(name="minutes", label=_("Minutes until it closes by itself"), kind="number", is_optional=True),
        Field(
            name="confirmed",
            label=_("Secret ballot: members with a weight of their own know that papers may show their vote"),
            kind="tick",
            is_optional=True,
        ),
    )


def _open_motions(sitting: Sitting, called: AgendaItem | None) -> list[Motion]:
    concerned = Q(kind=PROCEDURAL) | Q(item=called) if called else Q(kind=PROCEDURAL)
    found = Motion.objects.filter(concerned, meeting=sitting.meeting, state__in=OPEN_MOTIONS)
    motions = list(found.select_related("mover").order_by("-kind", "number"))
    for one in motions:
        one.meeting = sitting.meeting
        one.item = called if called is not None and one.item_id == called.pk else one.item
    return motions


def _on(motion: Motion, ballots: Sequence[Ballot]) -> list[Ballot]:
    about = {"motion": str(motion.reference), "amendment": None}
    found = [one for one in ballots if {key: one.text.get(key) for key in about} == about]
    return sorted(found, key=lambda one: -one.number)


def _motion_block(
    motion: Motion,
    sitting: Sitting,
    called: AgendaItem | None,
    earlier: Sequence[Ballot],
    may_vote: Answer,
    language: str,
) -> Block:
    is_procedural = motion.kind == PROCEDURAL
    name = procedural_name(motion.procedural_type) if is_procedural else str(text_in(motion.titles, language))
    put = may_put_motion(motion, earlier, is_ruled=matter_of(motion).is_ruled, called=called)
    acts = (
        Act(
            name="open_debate",
            label=_("Open the debate"),
            answer=may_do_business(sitting) and may_do_to_motion(motion, MotionAct.OPEN_DEBATE),
            about=motion.reference,
        ),
        Act(
            name="vote_on_motion",
            label=_("Put the motion to the vote"),
            answer=may_vote and put,
            about=motion.reference,
            fields=how_to_vote(),
        ),
    )
    return Block(
        acts=acts,
        title=_("Motion %(number)s: %(title)s") % {"number": motion.number, "title": name},
        note=str(MOTION_STATES[motion.state][0]),
        is_live=motion.state in {Motion.State.DEBATE, Motion.State.VOTING},
    )


def _amendment_blocks(
    motion: Motion, version: MotionVersion | None, amendments: Sequence[Amendment], may_vote: Answer
) -> list[Block]:
    """Lay out the amendments: first those that wait, in the order of voting, then those that are settled."""
    waiting = [one for one in amendments if one.state in OPEN_AMENDMENTS and version and one.version_id == version.pk]
    order = in_voting_order(version, waiting) if version and waiting else []
    settled = [one for one in amendments if one not in order]
    return [
        _amendment_block(motion, one, may_be_voted_on(motion, one, order=order), may_vote) for one in order + settled
    ]


def _amendment_block(motion: Motion, amendment: Amendment, turn: Answer, may_vote: Answer) -> Block:
    words: dict[str, Any] = {"amendment": amendment.number, "motion": motion.number}
    note = str(AMENDMENT_STATES[amendment.state][0])
    if amendment.obsolete_by is not None:
        note = _("Fell with amendment %(number)s") % {"number": amendment.obsolete_by.number}
    act = Act(
        name="vote_on_amendment",
        label=_("Put the amendment to the vote"),
        answer=may_vote and turn if turn else turn,
        about=amendment.reference,
        fields=how_to_vote(),
    )
    title = _("Amendment %(amendment)s to motion %(motion)s") % words
    return Block(acts=(act,), title=title, note=note, is_live=bool(turn))
