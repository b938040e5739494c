"""What the parts, the parameters and the possible values of rules of procedure are called."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from comitia.core.governance import rule_set as rules
from comitia.core.governance.motions import Movers
from comitia.core.governance.rule_set_checks import FaultCode, NeededFor
from comitia.members.queries.directory import CATEGORY_NAMES
from comitia.organs.queries.rules import RulesState
from comitia.organs.queries.terms import ROLE_NAMES
from comitia.platform.texts import text_in

SECTIONS: Final[Mapping[str, Any]] = {
    "matters": _("Classes of matters"),
    "majorities": _("Majorities"),
    "quorums": _("Quorum"),
    "weights": _("Weight of votes"),
    "split_votes": _("Split votes"),
    "proxies": _("Proxies"),
    "substitutes": _("Substitutes"),
    "standing": _("Dues"),
    "conflicts": _("Conflict of interest"),
    "notice": _("Notice and papers"),
    "speaking": _("Speaking times"),
    "motions": _("Motions and amendments"),
    "procedural_motions": _("Procedural motions"),
    "written": _("Decisions between sessions"),
    "seats": _("Seats"),
    "terms": _("Terms of office"),
}
NEEDS: Final[Mapping[NeededFor, Any]] = {
    NeededFor.VOTES: _("Without it no vote can be declared."),
    NeededFor.CONVOCATION: _("Without it no deadline of a convocation can be checked."),
    NeededFor.FLOOR: _("Without it the list of speakers cannot be kept by rule."),
    NeededFor.WRITTEN: _("Without it nothing can be decided between sessions."),
    NeededFor.SEATS: _("Without it vacancies and ends of terms cannot be told."),
}
FAULTS: Final[Mapping[FaultCode, Any]] = {
    FaultCode.NO_ORDINARY_MATTER: _("There is no class “ordinary”, under which everything falls that has no class."),
    FaultCode.TWICE: _("This key stands here twice. Take one of them out."),
    FaultCode.UNKNOWN_MAJORITY: _("It refers to a majority that these rules do not have. Choose another."),
    FaultCode.UNKNOWN_QUORUM: _("It refers to a quorum that these rules do not have. Choose another."),
    FaultCode.NO_THRESHOLD: _("A majority needs at least one share."),
    FaultCode.SHARE_OUT_OF_RANGE: _("A share lies between 0 and 1."),
    FaultCode.NEVER_HOLDS: _("More than all is never reached. Choose “at least”."),
    FaultCode.NEGATIVE: _("A number here is 0 or more."),
    FaultCode.NOT_POSITIVE: _("A number here is greater than 0."),
    FaultCode.NO_CHECKPOINT: _("Choose when the quorum is checked."),
    FaultCode.CAST_BEFORE_VOTE: _("Votes cast can be counted only when a ballot closes. Choose that moment alone."),
    FaultCode.LADDER_RISES: _("A second convocation needs fewer members, and comes later, than the one before."),
    FaultCode.NO_ARTICLE: _("Write the article, or the decision, on which it rests."),
    FaultCode.ENDS_BEFORE_START: _("The last day is before the first."),
}
PRESETS: Final[Mapping[str, Any]] = {
    "wego_like": _("World Smart Sustainable Cities Organization (Executive Committee)"),
    "uclg_like": _("United Cities and Local Governments (General Assembly)"),
    "iclei_like": _("ICLEI, Local Governments for Sustainability (Council)"),
    "roberts_like": _("Robert's Rules of Order"),
}
STATES: Final[Mapping[RulesState, Any]] = {
    RulesState.DRAFT: _("Draft"),
    RulesState.UPCOMING: _("Not yet in force"),
    RulesState.IN_FORCE: _("In force"),
    RulesState.PAST: _("No longer in force"),
}
MOTIONS: Final[Mapping[str, Any]] = {
    "point_of_order": _("Point of order"),
    "appeal": _("Appeal against a ruling of the chair"),
    "suspend": _("Suspend the sitting"),
    "adjourn": _("Adjourn the sitting"),
    "adjourn_debate": _("Adjourn the debate"),
    "close_debate": _("Close the debate"),
    "limit_debate": _("Limit the debate"),
    "fix_time_to_adjourn": _("Fix the time of the next sitting"),
    "question_of_privilege": _("Question of privilege"),
    "orders_of_the_day": _("Return to the agenda"),
    "suspend_rules": _("Suspend the rules"),
    "lay_on_the_table": _("Lay on the table"),
    "refer": _("Refer to a committee"),
    "close_nominations": _("Close nominations"),
    "postpone_indefinitely": _("Postpone without a day"),
}
CHOICES: Final[Mapping[type[StrEnum], Mapping[Any, Any]]] = {
    rules.Base: {
        rules.Base.YES_NO: _("votes for and against"),
        rules.Base.YES_NO_ABSTAIN: _("votes for, against and abstaining"),
        rules.Base.VALID: _("valid votes"),
        rules.Base.CAST: _("votes cast, invalid ones too"),
        rules.Base.PRESENT: _("members present when the ballot opened"),
        rules.Base.ENTITLED: _("members entitled to vote"),
        rules.Base.FILLED: _("seats that are filled"),
        rules.Base.STATUTORY: _("all seats, vacant ones too"),
    },
    rules.Unit: {rules.Unit.HEADS: _("members"), rules.Unit.WEIGHT: _("weights of the votes")},
    rules.Tie: {
        rules.Tie.FAILS: _("the proposal fails"),
        rules.Tie.CASTING_VOTE: _("the chair has a casting vote"),
        rules.Tie.STATUS_QUO: _("everything stays as it is"),
        rules.Tie.REPEAT_ONCE: _("the vote is taken once more"),
        rules.Tie.LOT: _("the lot decides"),
    },
    rules.QuorumBase: {
        rules.QuorumBase.STATUTORY: _("all seats, vacant ones too"),
        rules.QuorumBase.FILLED: _("seats that are filled"),
        rules.QuorumBase.ACCREDITED: _("members accredited to the session"),
    },
    rules.QuorumCounts: {
        rules.QuorumCounts.PRESENT: _("members present, in the room or online"),
        rules.QuorumCounts.PRESENT_OR_REPRESENTED: _("members present or represented by proxy"),
        rules.QuorumCounts.CAST: _("members who cast a vote"),
    },
    rules.Checkpoint: {
        rules.Checkpoint.OPENING: _("when a sitting opens"),
        rules.Checkpoint.BALLOT_OPENING: _("when a ballot opens"),
        rules.Checkpoint.BALLOT_CLOSING: _("when a ballot closes"),
    },
    rules.Holders: {
        rules.Holders.ANY_MEMBER: _("any member with a vote"),
        rules.Holders.SAME_REGION: _("a member of the same region"),
        rules.Holders.SAME_DELEGATION: _("somebody of the same delegation"),
    },
    rules.LodgedUntil: {
        rules.LodgedUntil.SESSION_OPENS: _("the session opens"),
        rules.LodgedUntil.SITTING_OPENS: _("the sitting opens"),
        rules.LodgedUntil.BALLOT_OPENS: _("the ballot opens"),
    },
    rules.ValidFor: {
        rules.ValidFor.SESSION: _("the session"),
        rules.ValidFor.SITTING: _("the sitting"),
        rules.ValidFor.BALLOT: _("one ballot"),
    },
    rules.WeightKind: {
        rules.WeightKind.EQUAL: _("the same for all"),
        rules.WeightKind.BY_CATEGORY: _("by category of membership"),
        rules.WeightKind.BY_SEAT: _("by seat"),
    },
    rules.SeatKind: {
        rules.SeatKind.AT_LARGE: _("elected by all"),
        rules.SeatKind.REGIONAL: _("by region"),
        rules.SeatKind.PORTFOLIO: _("for a portfolio"),
        rules.SeatKind.EX_OFFICIO: _("by virtue of an office"),
    },
    rules.Vacancy: {
        rules.Vacancy.STAYS_EMPTY: _("the seat stays empty"),
        rules.Vacancy.BY_ELECTION: _("an election is held"),
        rules.Vacancy.CO_OPTION: _("the organ chooses a successor"),
        rules.Vacancy.ACTING: _("another member acts"),
        rules.Vacancy.NEXT_ASSEMBLY: _("the next assembly elects a successor"),
    },
    Movers: {
        Movers.ORGAN_MEMBERS: _("members with a seat in the organ"),
        Movers.ALL_MEMBERS: _("every member that takes part"),
    },
    rules.SpeakerClass: {
        rules.SpeakerClass.MEMBER: _("Member"),
        rules.SpeakerClass.GROUP: _("Member for a group"),
        rules.SpeakerClass.OBSERVER: _("Observer"),
        rules.SpeakerClass.POINT_OF_ORDER: _("Point of order"),
        rules.SpeakerClass.RIGHT_OF_REPLY: _("Right of reply"),
        rules.SpeakerClass.RECORDED_STATEMENT: _("Recorded statement"),
    },
}
WEIGHED: Final[Mapping[rules.WeightKind, Mapping[Any, Any]]] = {
    rules.WeightKind.EQUAL: {},
    rules.WeightKind.BY_CATEGORY: CATEGORY_NAMES,
    rules.WeightKind.BY_SEAT: ROLE_NAMES,
}
KEYS: Final[Mapping[str, Any]] = {
    "simple": _("Simple majority"),
    "two_thirds": _("Two-thirds majority"),
    "statute": _("Majority for the statute"),
    "host_decision": _("For the choice of a host"),
    "general": _("General quorum"),
}
FIELDS: Final[Mapping[str, Any]] = {
    "abstentions_are_valid": _("Abstentions are valid votes"),
    "allowed": _("Is it allowed?"),
    "amendment_seconders": _("How many members second an amendment"),
    "amendable": _("It can be amended"),
    "article": _("Article or decision"),
    "base": _("Share of what"),
    "candidacy_tested": _("Are dues tested to stand for an office?"),
    "cap": _("Most terms in a row"),
    "checkpoints": _("When it is checked"),
    "counts": _("Who counts"),
    "counts_to_quorum": _("Does a member represented count towards the quorum?"),
    "days": _("Days of notice"),
    "days_before": _("Days before the meeting on which dues are tested"),
    "debatable": _("It is debated"),
    "extension_hours": _("Hours more on request"),
    "extraordinary_days": _("Days of notice for an extraordinary session"),
    "grace_days": _("Days of grace"),
    "holders": _("Who may hold a proxy"),
    "holds_over": _("Does a holder stay until the successor begins?"),
    "hours_before": _("Hours before the sitting at which texts are in at the latest"),
    "interrupts": _("It may interrupt a speaker"),
    "is_secret": _("Is the vote secret?"),
    "kind": _("Kind"),
    "late_paper_majority": _("Majority that admits a late paper"),
    "least": _("Never fewer than"),
    "least_hours": _("Least hours to answer"),
    "least_regions": _("Regions that must be in favour"),
    "leaves_base": _("Does the seat leave those entitled?"),
    "leaves_quorum": _("Does the seat leave the quorum?"),
    "lodged_until": _("Until when it is lodged"),
    "majority": _("Majority"),
    "most_per_holder": _("Most proxies for one holder"),
    "movers": _("Who may move and second"),
    "names": _("Name"),
    "needs_political_mandate": _("Does it take somebody with a political mandate?"),
    "needs_second": _("It needs a second"),
    "only_when_absent": _("Only when the delegate is absent?"),
    "over": _("Share"),
    "papers_days": _("Days before which papers go out"),
    "proxies_at_most": _("Most that may be represented, as a share of those counted"),
    "quorum": _("Quorum"),
    "rank": _("Rank"),
    "revoked_on_arrival": _("Does it end when the member itself arrives?"),
    "seats": _("Number of seats"),
    "seconders": _("How many members second a motion"),
    "seconds": _("Seconds for one speech"),
    "section_seconds": _("Seconds for all speeches of a section on one item"),
    "silence": _("Is silence consent?"),
    "strict": _("More than, or at least"),
    "suggest": _("Is a member with an interest of its own told?"),
    "tie": _("As many for as against"),
    "tolerated_years": _("Years that may still be open"),
    "turnout": _("Least share of those entitled that must vote"),
    "unit": _("What is counted"),
    "vacancy": _("When a seat falls vacant"),
    "valid_for": _("For what it is valid"),
    "vote_tested": _("Are dues tested to vote?"),
    "weights": _("Weights"),
    "years": _("Years of a term"),
}


def field_label(name: str) -> str:
    """Name a parameter of a part; a class of speakers by its own name."""
    return str(FIELDS.get(name) or CHOICES[rules.SpeakerClass].get(name) or name.replace("_", " "))


def key_name(key: str) -> str:
    """Name a majority or a quorum by its key; one the platform has no word for by the key itself."""
    return str(KEYS.get(key) or key.replace("_", " "))


def motion_name(type_: str) -> str:
    """Name a procedural motion by its type."""
    return str(MOTIONS.get(type_) or type_.replace("_", " "))


def weighed(kind: rules.WeightKind) -> dict[str, str]:
    """Name the categories of membership, or the seats, on which the weight of a vote depends."""
    return {str(key): str(name) for key, name in WEIGHED[kind].items()}


def value_name(value: StrEnum) -> str:
    """Name one of several possible values."""
    return str(CHOICES[type(value)][value])


def part_name(rule_set: rules.RuleSet, path: str) -> str:
    """Name the part a path leads to: a section, or something in it by its own name."""
    section, _point, key = path.partition(".")
    if not key:
        return str(SECTIONS.get(section, section))
    if section in {"majorities", "quorums"}:
        return key_name(key)
    if section == "procedural_motions":
        return motion_name(key)
    named = next((part for part in getattr(rule_set, section) or () if part.key == key), None)
    return text_in(named.names, get_language() or "en").value or key if named else key
