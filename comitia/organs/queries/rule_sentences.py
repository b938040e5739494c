"""Tells each part of the rules of procedure in plain sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from comitia.core.governance import rule_set as rules
from comitia.core.governance.motions import MotionRules
from comitia.core.governance.quorum import steps_of
from comitia.core.governance.standing import DuesTest
from comitia.organs.queries.rule_labels import key_name, value_name, weighed
from comitia.organs.queries.rule_words import fraction_text, weight_text

B = rules.Base
SHARES: Final[Mapping[tuple[rules.Base, bool], Any]] = {
    (B.YES_NO, True): gettext_lazy("More than %(share)s of the votes for and against must be for."),
    (B.YES_NO, False): gettext_lazy("At least %(share)s of the votes for and against must be for."),
    (B.YES_NO_ABSTAIN, True): gettext_lazy("More than %(share)s of the votes, abstentions counted, must be for."),
    (B.YES_NO_ABSTAIN, False): gettext_lazy("At least %(share)s of the votes, abstentions counted, must be for."),
    (B.VALID, True): gettext_lazy("More than %(share)s of the valid votes must be for."),
    (B.VALID, False): gettext_lazy("At least %(share)s of the valid votes must be for."),
    (B.CAST, True): gettext_lazy("More than %(share)s of the votes cast, invalid ones counted, must be for."),
    (B.CAST, False): gettext_lazy("At least %(share)s of the votes cast, invalid ones counted, must be for."),
    (B.PRESENT, True): gettext_lazy("More than %(share)s of the members present must be for."),
    (B.PRESENT, False): gettext_lazy("At least %(share)s of the members present must be for."),
    (B.ENTITLED, True): gettext_lazy("More than %(share)s of the members entitled to vote must be for."),
    (B.ENTITLED, False): gettext_lazy("At least %(share)s of the members entitled to vote must be for."),
    (B.FILLED, True): gettext_lazy("More than %(share)s of the members that hold a seat must be for."),
    (B.FILLED, False): gettext_lazy("At least %(share)s of the members that hold a seat must be for."),
    (B.STATUTORY, True): gettext_lazy("More than %(share)s of all seats, vacant ones too, must be for."),
    (B.STATUTORY, False): gettext_lazy("At least %(share)s of all seats, vacant ones too, must be for."),
}
TIES: Final[Mapping[rules.Tie, Any]] = {
    rules.Tie.FAILS: gettext_lazy("With as many for as against the proposal fails."),
    rules.Tie.CASTING_VOTE: gettext_lazy("With as many for as against the chair has a casting vote."),
    rules.Tie.STATUS_QUO: gettext_lazy("With as many for as against everything stays as it is."),
    rules.Tie.REPEAT_ONCE: gettext_lazy("With as many for as against the vote is taken once more; then it fails."),
    rules.Tie.LOT: gettext_lazy("With as many for as against the lot decides."),
}
Q = rules.QuorumBase
QUORUMS: Final[Mapping[tuple[rules.QuorumBase, bool], Any]] = {
    (Q.STATUTORY, True): gettext_lazy("More than %(share)s of all seats, vacant ones too, must be there."),
    (Q.STATUTORY, False): gettext_lazy("At least %(share)s of all seats, vacant ones too, must be there."),
    (Q.FILLED, True): gettext_lazy("More than %(share)s of the members that hold a seat must be there."),
    (Q.FILLED, False): gettext_lazy("At least %(share)s of the members that hold a seat must be there."),
    (Q.ACCREDITED, True): gettext_lazy("More than %(share)s of the accredited members must be there."),
    (Q.ACCREDITED, False): gettext_lazy("At least %(share)s of the accredited members must be there."),
}
COUNTED: Final[Mapping[rules.QuorumCounts, Any]] = {
    rules.QuorumCounts.PRESENT: gettext_lazy("Members count that are present, in the room or online."),
    rules.QuorumCounts.PRESENT_OR_REPRESENTED: gettext_lazy("Members count that are present or represented by proxy."),
    rules.QuorumCounts.CAST: gettext_lazy("Members count that cast a vote."),
}


SECONDED: Final = ngettext_lazy(
    "%(num)s other member seconds a motion.", "%(num)s other members second a motion.", "num"
)
AMENDMENT_SECONDED: Final = ngettext_lazy(
    "%(num)s other member seconds an amendment.", "%(num)s other members second an amendment.", "num"
)
NOTICES: Final = (
    ngettext_lazy(
        "Notice goes out at least %(num)s day before.", "Notice goes out at least %(num)s days before.", "num"
    ),
    ngettext_lazy(
        "For an extraordinary session it is %(num)s day.", "For an extraordinary session it is %(num)s days.", "num"
    ),
    ngettext_lazy("Papers go out at least %(num)s day before.", "Papers go out at least %(num)s days before.", "num"),
)


def sentences_of(part: Any) -> list[str]:
    """Tell a part in sentences; what it leaves open is not told here but listed as a choice."""
    return [str(sentence) for sentence in TELLERS[type(part)](part)]


def _majority(part: rules.Majority) -> Iterator[Any]:
    for one in part.thresholds:
        yield SHARES[one.base, one.strict] % {"share": fraction_text(one.over)}
        if one.unit is rules.Unit.WEIGHT:
            yield _("It is counted by the weight of the votes.")
        if one.base is rules.Base.VALID:
            yield (
                _("Abstentions are valid votes.")
                if part.abstentions_are_valid
                else _("Abstentions are not valid votes.")
            )
    if len(part.thresholds) > 1:
        yield _("All of this must hold.")
    if part.turnout:
        yield _("At least %(share)s of those entitled must cast a vote.") % {"share": fraction_text(part.turnout)}
    if part.least_regions:
        yield ngettext(
            "In at least %(num)s region more must be for than against.",
            "In at least %(num)s regions more must be for than against.",
            part.least_regions,
        ) % {"num": part.least_regions}
    if part.tie is not None:
        yield TIES[part.tie]


def _quorum(part: rules.QuorumRule) -> Iterator[Any]:
    for place, step in enumerate(steps_of(part)):
        if place:
            yield ngettext(
                "If that is missed, %(num)s day later:",
                "If that is missed, at least %(num)s days later:",
                step.after_days,
            ) % {"num": step.after_days}
        if not step.over and not step.least:
            yield _("No number of members is required.")
        elif step.over or step.strict:
            yield QUORUMS[part.base, step.strict] % {"share": fraction_text(step.over)}
        if step.least:
            yield ngettext("Never fewer than %(num)s.", "Never fewer than %(num)s.", step.least) % {"num": step.least}
    yield COUNTED[part.counts]
    if part.counts is rules.QuorumCounts.PRESENT_OR_REPRESENTED and part.proxies_at_most < 1:
        yield _("Of those counted at most %(share)s may be represented.") % {
            "share": fraction_text(part.proxies_at_most)
        }
    moments = [one for one in rules.Checkpoint if one in part.checkpoints]
    yield _("It is checked %(moments)s.") % {"moments": ", ".join(value_name(one) for one in moments)}


def _matter(part: rules.MatterClass) -> Iterator[Any]:
    if part.majority:
        yield _("Majority: %(name)s.") % {"name": key_name(part.majority)}
    if part.quorum:
        yield _("Quorum: %(name)s.") % {"name": key_name(part.quorum)}
    if part.is_secret is not None:
        yield _("The vote is secret.") if part.is_secret else _("The vote is open.")


def _weights(part: rules.WeightRule) -> Iterator[Any]:
    if part.kind is rules.WeightKind.EQUAL:
        yield _("All votes weigh the same.")
    elif part.kind is rules.WeightKind.BY_CATEGORY:
        yield _("A vote weighs by the category of membership.")
    else:
        yield _("A vote weighs by the seat.")
    names = weighed(part.kind)
    for key, weight in part.weights.items():
        yield _("%(name)s: %(weight)s") % {"name": names.get(key, key), "weight": weight_text(weight)}


def _split(part: rules.SplitVotes) -> Iterator[Any]:
    if part.allowed is not None:
        yield _("A member may split the weight of its vote.") if part.allowed else _("Nobody may split a vote.")


def _proxies(part: rules.ProxyRule) -> Iterator[Any]:
    if part.allowed is False:
        yield _("There is no voting by proxy.")
    if not part.allowed:
        return
    yield _("A member may let another vote in its place.")
    if part.holders is not None:
        yield _("The holder is %(who)s.") % {"who": value_name(part.holders)}
    if part.most_per_holder is not None:
        yield (
            ngettext(
                "Nobody holds more than %(num)s proxy.", "Nobody holds more than %(num)s proxies.", part.most_per_holder
            )
            % {"num": part.most_per_holder}
            if part.most_per_holder
            else _("There is no limit to the proxies that one member holds.")
        )
    if part.lodged_until is not None:
        yield _("It is lodged before %(moment)s.") % {"moment": value_name(part.lodged_until)}
    if part.valid_for is not None:
        yield _("It is valid for %(span)s.") % {"span": value_name(part.valid_for)}
    yield from _either(
        part.revoked_on_arrival,
        _("It ends when the member itself arrives."),
        _("It stands even when the member itself arrives."),
    )
    yield from _either(
        part.counts_to_quorum,
        _("A member represented counts towards the quorum where the quorum says so."),
        _("A member represented does not count towards the quorum."),
    )


def _substitutes(part: rules.SubstituteRule) -> Iterator[Any]:
    if part.allowed is False:
        yield _("Nobody votes in place of the delegate.")
    if not part.allowed:
        return
    yield _("Somebody of the same delegation may vote in place of the delegate.")
    yield from _either(part.only_when_absent, _("Only when the delegate is absent."), "")
    yield from _either(part.needs_political_mandate, _("It takes somebody with a political mandate."), "")


def _dues(part: rules.DuesRule) -> Iterator[Any]:
    for tested, test, yes, no in (
        (part.vote_tested, part.vote, _("Dues are tested to vote."), _("Dues do not matter to vote.")),
        (
            part.candidacy_tested,
            part.candidacy,
            _("Dues are tested to stand for an office."),
            _("Dues do not matter to stand for an office."),
        ),
    ):
        yield from _either(tested, yes, no)
        if tested:
            yield from _test(test)


def _test(test: DuesTest) -> Iterator[Any]:
    if test.tolerated_years:
        yield ngettext(
            "The dues of the current year may be open.",
            "The dues of the latest %(num)s years may be open.",
            test.tolerated_years,
        ) % {"num": test.tolerated_years}
    else:
        yield _("All dues must be paid.")
    if test.grace_days:
        yield ngettext("Grace of %(num)s day.", "Grace of %(num)s days.", test.grace_days) % {"num": test.grace_days}
    if test.days_before:
        yield ngettext(
            "Tested %(num)s day before the meeting.", "Tested %(num)s days before the meeting.", test.days_before
        ) % {"num": test.days_before}


def _conflicts(part: rules.ConflictRule) -> Iterator[Any]:
    yield from _either(
        part.suggest, _("A member with an interest of its own is told to take no part."), _("Nobody is told.")
    )
    yield from _either(
        part.leaves_base,
        _("Its seat does not count among those entitled."),
        _("Its seat still counts among those entitled."),
    )
    yield from _either(
        part.leaves_quorum,
        _("Its seat does not count towards the quorum."),
        _("Its seat still counts towards the quorum."),
    )


def _notice(part: rules.NoticeRule) -> Iterator[Any]:
    for number, words in zip((part.days, part.extraordinary_days, part.papers_days), NOTICES, strict=True):
        if number is not None:
            yield words % {"num": number}
    if part.late_paper_majority is not None:
        name = key_name(part.late_paper_majority)
        yield (
            _("A late paper is admitted by: %(name)s.") % {"name": name}
            if part.late_paper_majority
            else _("No late paper is admitted.")
        )


def _speaking(part: rules.SpeakingTimes) -> Iterator[Any]:
    for speaker, seconds in part.seconds.items():
        if seconds is not None:
            yield _("%(who)s: %(time)s") % {"who": value_name(speaker), "time": _duration(seconds)}
    if part.section_seconds:
        yield _("All speeches of a section on one item: %(time)s") % {"time": _duration(part.section_seconds)}


def _motions(part: MotionRules) -> Iterator[Any]:
    if part.movers is not None:
        yield _("Who may move and second: %(who)s.") % {"who": value_name(part.movers)}
    for many, needed, none in (
        (part.seconders, SECONDED, gettext_lazy("A motion needs no second.")),
        (part.amendment_seconders, AMENDMENT_SECONDED, gettext_lazy("An amendment needs no second.")),
    ):
        if many is not None:
            yield needed % {"num": many} if many else none
    if part.hours_before is not None:
        yield (
            ngettext(
                "Texts are in at least %(num)s hour before the sitting.",
                "Texts are in at least %(num)s hours before the sitting.",
                part.hours_before,
            )
            % {"num": part.hours_before}
            if part.hours_before
            else _("Texts may be handed in at any time.")
        )


def _motion(part: rules.ProceduralMotion) -> Iterator[Any]:
    yield _("Majority: %(name)s.") % {"name": key_name(part.majority)} if part.majority else _("The chair rules on it.")
    yield _("It needs a second.") if part.needs_second else _("It needs no second.")
    yield _("It is debated.") if part.debatable else _("It is not debated.")
    yield _("It can be amended.") if part.amendable else _("It cannot be amended.")
    if part.interrupts:
        yield _("It may interrupt a speaker.")


def _written(part: rules.WrittenRule) -> Iterator[Any]:
    if part.allowed is False:
        yield _("Nothing is decided between sessions.")
    if not part.allowed:
        return
    yield _("The organ may decide in writing between sessions.")
    if part.least_hours is not None:
        yield ngettext(
            "Members have at least %(num)s hour to answer.",
            "Members have at least %(num)s hours to answer.",
            part.least_hours,
        ) % {"num": part.least_hours}
    if part.extension_hours:
        yield ngettext(
            "On request it is %(num)s hour more.", "On request it is %(num)s hours more.", part.extension_hours
        ) % {"num": part.extension_hours}
    yield from _either(part.silence, _("Silence is consent."), _("Silence is not consent."))


def _seat(part: rules.SeatRule) -> Iterator[Any]:
    if part.seats is not None:
        yield ngettext("%(num)s seat.", "%(num)s seats.", part.seats) % {"num": part.seats}
    yield _("Filled: %(how)s.") % {"how": value_name(part.kind)}


def _terms(part: rules.TermRule) -> Iterator[Any]:
    if part.years is not None:
        yield ngettext("A term is %(num)s year.", "A term is %(num)s years.", part.years) % {"num": part.years}
    if part.cap is not None:
        yield (
            ngettext("At most %(num)s term in a row.", "At most %(num)s terms in a row.", part.cap) % {"num": part.cap}
            if part.cap
            else _("There is no limit to terms in a row.")
        )
    yield from _either(
        part.holds_over,
        _("A holder stays until the successor begins."),
        _("A holder leaves on the last day of the term."),
    )
    if part.vacancy is not None:
        yield _("When a seat falls vacant: %(what)s.") % {"what": value_name(part.vacancy)}


def _either(value: bool | None, yes: str, no: str) -> Iterator[str]:
    """Give the sentence for yes or for no; nothing where it is not known or there is nothing to say."""
    sentence = "" if value is None else (yes if value else no)
    if sentence:
        yield sentence


def _duration(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    if not rest:
        return ngettext("%(num)s minute", "%(num)s minutes", minutes) % {"num": minutes}
    return _("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": rest}


TELLERS: Final[Mapping[type, Callable[[Any], Iterator[Any]]]] = {
    rules.Majority: _majority,
    rules.QuorumRule: _quorum,
    rules.MatterClass: _matter,
    rules.WeightRule: _weights,
    rules.SplitVotes: _split,
    rules.ProxyRule: _proxies,
    rules.SubstituteRule: _substitutes,
    rules.DuesRule: _dues,
    rules.ConflictRule: _conflicts,
    rules.NoticeRule: _notice,
    rules.SpeakingTimes: _speaking,
    MotionRules: _motions,
    rules.ProceduralMotion: _motion,
    rules.WrittenRule: _written,
    rules.SeatRule: _seat,
    rules.TermRule: _terms,
}
