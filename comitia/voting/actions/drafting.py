"""Prepares a question for the vote."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from comitia.core.ballots.papers import Choice, Options, YesOrNo, options_to_json
from comitia.core.ballots.rules import rules_for
from comitia.core.governance.rule_set import RuleSet
from comitia.journal.actions import record
from comitia.meetings.actions import locked_sitting
from comitia.meetings.models import Sitting
from comitia.meetings.queries.rules import rules_of_session
from comitia.platform.actors import Actor
from comitia.platform.answers import Refused, RefusedError, refuse, require
from comitia.voting.actions.locking import locked_ballot, subject_of
from comitia.voting.models import Ballot
from comitia.voting.policies import has_rules, may_be_repeated, may_conduct, may_discard

YES_OR_NO = YesOrNo()
NO_MAJORITY = Refused(
    "no_majority",
    _lazy("The rules of procedure do not say which majority this class of matters needs. Choose another class."),
)


@transaction.atomic
def draft_ballot(
    sitting: UUID,
    *,
    subject: str,
    question: Mapping[str, str],
    matter_class: str,
    majority: str = "",
    method: str,
    options: Options = YES_OR_NO,
    option_names: Mapping[str, Mapping[str, str]] | None = None,
    text: Mapping[str, Any] | None = None,
    may_change: bool = False,
    closes_at: datetime | None = None,
    repeats: UUID | None = None,
    by: Actor,
    at: datetime,
) -> Ballot:
    """Prepare a ballot on a question by language; `text` is what is decided on, frozen with the question at the opening.

    `majority` is the key of the one that the question needs, if not that of its class.
    """
    found = locked_sitting(sitting)
    require(may_conduct(by, found))
    rule_set = pinned_rules(found)
    organ = found.meeting.organ
    assert organ is not None  # its rules are pinned
    _check(question, method, options, option_names or {})
    _check_rules(matter_class, majority, method, may_change=may_change, rule_set=rule_set)
    if closes_at is not None and closes_at <= at:
        refuse("closes_in_the_past", _("The ballot would close before it opens. Choose a later time."))
    earlier = _repeated(repeats, found)
    last = Ballot.objects.filter(meeting=found.meeting).order_by("-number").values_list("number", flat=True).first()
    ballot = Ballot.objects.create(
        meeting=found.meeting,
        organ=organ,
        sitting=found,
        number=(last or 0) + 1,
        subject=subject,
        question=dict(question),
        options=options_to_json(options),
        option_names={key: dict(names) for key, names in (option_names or {}).items()},
        method=method,
        matter_class=matter_class,
        majority=majority,
        may_change=may_change,
        text=dict(text or {}),
        closes_at=closes_at,
        drafted_at=at,
        repeats=earlier,
    )
    facts = {"number": ballot.number, "subject": subject, "method": method, "matter": matter_class}
    record("draft_ballot", subject_of(ballot), by=by, at=at, facts=facts)
    return ballot


@transaction.atomic
def discard_ballot(reference: UUID, *, by: Actor, at: datetime) -> None:
    """Throw away a ballot that was prepared and never opened."""
    ballot = locked_ballot(reference)
    require(may_discard(by, ballot))
    record("discard_ballot", subject_of(ballot), by=by, at=at, facts={"number": ballot.number})
    ballot.delete()


def pinned_rules(sitting: Sitting) -> RuleSet:
    """Give the rules of a sitting's session, or say that there are none."""
    rule_set = rules_of_session(sitting.meeting) if sitting.meeting.organ_id else None
    require(has_rules(rule_set))
    assert rule_set is not None
    return rule_set


def _check(
    question: Mapping[str, str], method: str, options: Options, option_names: Mapping[str, Mapping[str, str]]
) -> None:
    if method not in Ballot.Method.values:
        refuse("no_method", _("Choose how the vote is taken."))
    if not any(text.strip() for text in question.values()):
        refuse("no_question", _("Write the question that is put to the vote."))
    if isinstance(options, Choice) and set(options.keys) != set(option_names):
        refuse("options_without_names", _("Every option needs a name. Complete the list of options."))


def _check_rules(matter_class: str, majority: str, method: str, *, may_change: bool, rule_set: RuleSet) -> None:
    matter, rules = rule_set.matter(matter_class), rules_for(rule_set, matter_class, seats=None, majority=majority)
    if matter is None or rules is None:
        raise RefusedError(NO_MAJORITY)
    is_secret = method == Ballot.Method.SECRET
    if matter.is_secret and not is_secret:
        refuse(
            "must_be_secret", _("The rules want a secret ballot on this class of matters. Choose the secret ballot.")
        )
    if is_secret and may_change:
        refuse(
            "secret_stays", _("A secret paper leads back to nobody, so nobody can change it. Take this option away.")
        )
    if is_secret and rules.majority.least_regions:
        refuse(
            "secret_without_regions",
            _("The rules count this majority by region, which a secret ballot does not show. Choose a roll call."),
        )


def _repeated(reference: UUID | None, sitting: Sitting) -> Ballot | None:
    if reference is None:
        return None
    earlier = Ballot.objects.filter(reference=reference, meeting=sitting.meeting).first()
    if earlier is None:
        refuse("ballot_gone", _("There is no such ballot. Go back to the meeting and choose one."))
    require(may_be_repeated(earlier))
    return earlier
