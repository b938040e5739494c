"""The sentences of the record of a session: what the facts of each kind of entry say, in the reader's language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comitia.core.ballots.papers import ABSTAIN, NO, YES, decimal
from comitia.core.governance.plain_data import from_plain
from comitia.core.governance.quorum import QuorumOutcome
from comitia.organs.queries.rule_words import quorum_formula
from comitia.platform.texts import Text, text_in

JUDGED: Final = tuple(field.name for field in fields(QuorumOutcome))
# What a reader is told word for word, beside the sentence
NOTES: Final = ("reason", "incident", "text", "waiver")
SITTINGS: Final = {
    "rules_pinned": gettext_lazy("The meeting is held under version %(version)s of the rules of procedure."),
    "sitting_called": gettext_lazy("Sitting %(sitting)s was called to order."),
    "sitting_suspended": gettext_lazy("Sitting %(sitting)s was suspended."),
    "sitting_resumed": gettext_lazy("Sitting %(sitting)s was resumed."),
    "sitting_adjourned": gettext_lazy("Sitting %(sitting)s was adjourned."),
    "sitting_closed": gettext_lazy("Sitting %(sitting)s was closed."),
    "sitting_in_camera": gettext_lazy("The doors of sitting %(sitting)s were closed."),
    "sitting_in_public": gettext_lazy("The doors of sitting %(sitting)s were opened."),
    "officer_named": gettext_lazy("An officer of sitting %(sitting)s was named."),
    "officer_released": gettext_lazy("An officer of sitting %(sitting)s was released."),
    "chair_handed_over": gettext_lazy("The chair of sitting %(sitting)s was handed over."),
    "member_arrived": gettext_lazy("%(member)s arrived."),
    "member_left": gettext_lazy("%(member)s left."),
    "quorum_checked": gettext_lazy("The quorum was judged. %(quorum)s"),
    "quorum_lost": gettext_lazy("The quorum was lost: the sitting goes on without deciding. %(quorum)s"),
    "quorum_reached": gettext_lazy("The quorum was reached: the sitting may decide. %(quorum)s"),
}
CONVOCATION: Final = {
    "convocation_issued": gettext_lazy("The session was convoked (convocation %(convocation)s)."),
    "convocation_amended": gettext_lazy("Convocation %(convocation)s replaced the one before it."),
    "convocation_waived": gettext_lazy(
        "Convocation %(convocation)s was admitted although it was late, by %(waived_by)s."
    ),
    "convocation_withdrawn": gettext_lazy("Convocation %(convocation)s was withdrawn."),
    "session_postponed": gettext_lazy("The session was postponed; convocation %(convocation)s ended."),
    "notice_proved": gettext_lazy("It was noted how convocation %(convocation)s reached %(speaker)s."),
    "convocation_acknowledged": gettext_lazy("%(speaker)s confirmed that convocation %(convocation)s was received."),
}
AGENDA: Final = {
    "agenda_adopted": gettext_lazy("The agenda was adopted."),
    "item_called": gettext_lazy("Item %(number)s was called: %(item)s"),
    "item_concluded": gettext_lazy("Item %(number)s was concluded: %(item)s"),
    "item_deferred": gettext_lazy("Item %(number)s was deferred: %(item)s"),
    "item_referred": gettext_lazy("Item %(number)s was referred to %(to)s: %(item)s"),
    "item_withdrawn": gettext_lazy("Item %(number)s was withdrawn: %(item)s"),
    "item_reopened": gettext_lazy("Item %(number)s was taken up again: %(item)s"),
    "item_added": gettext_lazy("An item was added to the agenda: %(item)s"),
    "item_pulled": gettext_lazy("An item was taken out of the consent agenda: %(item)s"),
    "consent_adopted": gettext_lazy("What was left on the consent agenda was adopted."),
    "paper_attached": gettext_lazy("Paper %(symbol)s was laid under item %(number)s."),
    "paper_detached": gettext_lazy("Paper %(symbol)s was taken off item %(number)s."),
    "paper_issued": gettext_lazy("A version of paper %(symbol)s was issued."),
    "paper_withdrawn": gettext_lazy("Paper %(symbol)s was withdrawn."),
    "lateness_waived": gettext_lazy("The meeting admitted paper %(symbol)s although it was late."),
}
FLOOR: Final = {
    "list_opened": gettext_lazy("The list of speakers was opened for: %(item)s"),
    "list_closing": gettext_lazy("It was announced that the list of speakers closes for: %(item)s"),
    "list_closed": gettext_lazy("The list of speakers was closed for: %(item)s"),
    "floor_asked": gettext_lazy("%(speaker)s asked for the floor."),
    "floor_given": gettext_lazy("%(speaker)s was given the floor."),
    "floor_paused": gettext_lazy("The speech of %(speaker)s was paused."),
    "floor_resumed": gettext_lazy("%(speaker)s went on speaking."),
    "floor_extended": gettext_lazy("%(speaker)s was given %(seconds)s seconds more."),
    "floor_ended": gettext_lazy("%(speaker)s ended; the speech took %(used)s seconds."),
    "floor_withdrawn": gettext_lazy("%(speaker)s no longer asks for the floor."),
    "floor_lapsed": gettext_lazy("%(speaker)s was called, did not answer and was passed over."),
    "statement_handed_in": gettext_lazy("%(speaker)s handed in a written statement on: %(item)s"),
    "statement_recorded": gettext_lazy("The written statement of %(speaker)s was put on record on: %(item)s"),
    "statement_returned": gettext_lazy("The written statement of %(speaker)s was handed back."),
    "floor_reordered": gettext_lazy("%(speaker)s was given place %(place)s on the list of speakers."),
}
MOTIONS: Final = {
    "motion_submitted": gettext_lazy("%(member)s submitted motion %(number)s."),
    "motion_seconded": gettext_lazy("%(member)s seconded motion %(number)s."),
    "motion_admitted": gettext_lazy("Motion %(number)s was admitted."),
    "motion_refused": gettext_lazy("Motion %(number)s was found inadmissible."),
    "motion_waived": gettext_lazy("A shortfall of motion %(number)s was waived."),
    "motion_withdrawn": gettext_lazy("Motion %(number)s was withdrawn."),
    "motion_debated": gettext_lazy("The debate on motion %(number)s was opened."),
    "motion_put": gettext_lazy("Motion %(number)s was put to the vote."),
    "motion_adopted": gettext_lazy("Motion %(number)s was adopted."),
    "motion_rejected": gettext_lazy("Motion %(number)s was rejected."),
    "motion_referred": gettext_lazy("Motion %(number)s was referred to %(to)s."),
    "motion_deferred": gettext_lazy("Motion %(number)s was deferred."),
    "motion_lapsed": gettext_lazy("Motion %(number)s lapsed."),
    "amendment_submitted": gettext_lazy("%(member)s submitted amendment %(amendment)s to motion %(number)s."),
    "amendment_seconded": gettext_lazy("%(member)s seconded amendment %(amendment)s to motion %(number)s."),
    "amendment_admitted": gettext_lazy("Amendment %(amendment)s to motion %(number)s was admitted."),
    "amendment_refused": gettext_lazy("Amendment %(amendment)s to motion %(number)s was found inadmissible."),
    "amendment_waived": gettext_lazy("A shortfall of amendment %(amendment)s to motion %(number)s was waived."),
    "amendment_withdrawn": gettext_lazy("Amendment %(amendment)s to motion %(number)s was withdrawn."),
    "amendment_accepted": gettext_lazy("Amendment %(amendment)s was taken into motion %(number)s by its mover."),
    "amendments_ordered": gettext_lazy("The amendments to motion %(number)s were put in order."),
    "amendment_carried": gettext_lazy("Amendment %(amendment)s to motion %(number)s was carried."),
    "amendment_lost": gettext_lazy("Amendment %(amendment)s to motion %(number)s was not carried."),
    "amendment_obsolete": gettext_lazy("Amendment %(amendment)s to motion %(number)s fell."),
    "amendments_merged": gettext_lazy("The amendments were merged into the text of motion %(number)s."),
}
BALLOTS: Final = {
    "ballot_opened": gettext_lazy("Ballot %(number)s was opened: %(question)s"),
    "vote_cast": gettext_lazy("%(member)s voted in ballot %(number)s."),
    "ballot_paused": gettext_lazy("Ballot %(number)s was paused."),
    "ballot_resumed": gettext_lazy("Ballot %(number)s was resumed."),
    "ballot_closed": gettext_lazy("Ballot %(number)s was closed: %(cast)s papers of %(entitled)s members with a vote."),
    "ballot_counted": gettext_lazy("Ballot %(number)s was counted. %(counts)s"),
    "casting_vote_given": gettext_lazy("The casting vote of the chair decided ballot %(number)s."),
    "result_declared": gettext_lazy("The result of ballot %(number)s was declared. %(result)s"),
    "ballot_annulled": gettext_lazy("Ballot %(number)s was annulled."),
    "ballot_corrected": gettext_lazy("A remark was added to ballot %(number)s; its result stays."),
    "proxy_lodged": gettext_lazy("%(principal)s lodged a proxy for %(holder)s."),
    "proxy_accepted": gettext_lazy("%(holder)s accepted the proxy of %(principal)s."),
    "proxy_revoked": gettext_lazy("The proxy of %(principal)s for %(holder)s ended."),
    "recusal_declared": gettext_lazy("%(member)s stepped back from a matter."),
    "recusal_withdrawn": gettext_lazy("%(member)s takes part again in a matter."),
    "decision_taken": gettext_lazy("Decision %(decision)s was taken."),
}
MINUTES: Final = {
    "minutes_circulated": gettext_lazy("The minutes were circulated to the members."),
    "minutes_correction_proposed": gettext_lazy("%(member)s asked for correction %(correction)s of the minutes."),
    "minutes_corrected": gettext_lazy("Correction %(correction)s of the minutes was accepted."),
    "minutes_correction_refused": gettext_lazy("Correction %(correction)s of the minutes was refused."),
    "minutes_adopted": gettext_lazy("The minutes were adopted."),
    "minutes_corrigendum_issued": gettext_lazy("Corrigendum %(number)s to the minutes was issued."),
}
SENTENCES: Final[Mapping[str, Any]] = CONVOCATION | SITTINGS | AGENDA | FLOOR | MOTIONS | BALLOTS | MINUTES


@dataclass(frozen=True, slots=True)
class Names:
    """How a reader is shown what the record names by key: members and observers by slug, items by reference.

    Items that are closed to the reader are not among them.
    """

    entities: Mapping[str, str]
    items: Mapping[str, str]


def sentence_of(kind: str, facts: Mapping[str, Any], names: Names, *, language: str) -> str:
    """Say in a sentence what happened; for a kind that this release does not know it says its key."""
    if kind not in SENTENCES:
        return _("Something happened that this release has no words for: %(kind)s.") % {"kind": kind}
    plain = {key: value for key, value in facts.items() if isinstance(value, str | int)}
    named = {role: names.entities.get(key, key) for role, key in entities_in(facts).items()}
    # What an older release did not write stays empty
    words: dict[str, Any] = defaultdict(str, plain | named)
    words |= {
        "member": named.get("member") or named.get("mover") or _("The chair or the secretariat"),
        "speaker": named.get("member") or named.get("observer") or _("A delegation"),
        "item": names.items.get(str(facts.get("item")), _("an item of the agenda")),
        "question": text_in(facts.get("question") or {}, language),
        "quorum": _quorum(facts),
        "counts": _counts(facts.get("tally")),
        "result": _result(facts.get("outcome")),
    }
    return str(SENTENCES[kind]) % words


def note_of(facts: Mapping[str, Any], *, language: str) -> Text | str:
    """Give what was said word for word: a reason, the text of a decision; empty if nothing was."""
    if isinstance(facts.get("texts"), dict):
        return text_in(facts["texts"], language)
    return next((facts[name] for name in NOTES if isinstance(facts.get(name), str) and facts[name]), "")


def entities_in(facts: Mapping[str, Any]) -> dict[str, str]:
    """Give the members and observers that an entry names, by what they are in it."""
    roles = ("member", "mover", "observer", "principal", "holder")
    return {role: facts[role] for role in roles if isinstance(facts.get(role), str) and facts[role]}


def _quorum(facts: Mapping[str, Any]) -> str:
    """Say whether there was a quorum, with its numbers and the article."""
    if facts.get("base") is None:
        return _("The rules do not say how many members are needed.") if "base" in facts else ""
    return quorum_formula(from_plain(QuorumOutcome, {key: facts[key] for key in JUDGED}))


def _counts(tally: Any) -> str:
    """Say how many votes were for and against; for a choice the record alone says it."""
    answers = dict(tally["answers"]) if tally else {}
    if YES not in answers:
        return ""
    weights = {answer: decimal(amount["weight"]) for answer, amount in answers.items()}
    said = {"for": weights[YES], "against": weights[NO], "abstain": weights.get(ABSTAIN, "0")}
    return _("For: %(for)s. Against: %(against)s. Abstentions: %(abstain)s.") % said


def _result(outcome: Any) -> str:
    """Say whether a question was carried; for a choice which options were."""
    options = {option: one["carried"] for option, one in outcome or ()}
    if list(options) == [YES]:
        return _("It was carried.") if options[YES] else _("It was not carried.")
    carried = [option for option, is_carried in options.items() if is_carried]
    return _("Carried: %(options)s.") % {"options": ", ".join(carried)} if carried else ""
