"""Arbitrary rule sets, sound in their types and not always in their contents."""

from datetime import date
from fractions import Fraction

from hypothesis import strategies as st

from comitia.core.governance import rule_set as rules
from comitia.core.governance.motions import MotionRules, Movers
from comitia.core.governance.rule_set_json import key_of
from comitia.core.governance.standing import DuesTest

KEYS = st.sampled_from(["ordinary", "simple", "general", "statute", "host_decision"])
TEXTS = st.dictionaries(st.sampled_from(["en", "ko", "ar"]), st.text(max_size=8), max_size=2)
ARTICLES = st.sampled_from(["", "Art. 37.2", "§ 4"])
SHARES = st.fractions(0, 1, max_denominator=12) | st.just(Fraction(3, 2))
NUMBERS = st.none() | st.integers(-1, 400)
FLAGS = st.sampled_from([None, True, False])
TESTS = st.builds(DuesTest, tolerated_years=st.integers(0, 3), grace_days=st.integers(0, 90))


def _unique(parts):
    return tuple({key_of(part): part for part in parts}.values())


MAJORITIES = st.builds(
    rules.Majority,
    thresholds=st.lists(st.builds(rules.Threshold, over=SHARES), max_size=2).map(tuple),
    turnout=SHARES,
    least_regions=st.integers(0, 3),
    article=ARTICLES,
)
QUORUMS = st.builds(
    rules.QuorumRule,
    over=SHARES,
    least=st.integers(0, 9),
    proxies_at_most=SHARES,
    checkpoints=st.frozensets(st.sampled_from(rules.Checkpoint)),
    ladder=st.lists(st.builds(rules.QuorumStep, over=SHARES), max_size=2).map(tuple),
    article=ARTICLES,
)
MATTERS = st.builds(
    rules.MatterClass, key=KEYS, names=TEXTS, majority=st.none() | KEYS, quorum=st.none() | KEYS, article=ARTICLES
)
SEATS = st.builds(rules.SeatRule, key=KEYS, names=TEXTS, seats=NUMBERS, article=ARTICLES)
MOTIONS = st.builds(
    rules.ProceduralMotion,
    type=st.sampled_from(["suspend", "adjourn"]),
    majority=st.just("") | KEYS,
    rank=st.integers(0, 9),
    article=ARTICLES,
)
RULE_SETS = st.builds(
    rules.RuleSet,
    organ=st.just("executive-committee"),
    number=st.integers(1, 9),
    names=TEXTS,
    adopted_by=ARTICLES,
    in_force_from=st.none() | st.dates(date(2015, 1, 1), date(2025, 1, 1)),
    in_force_until=st.none() | st.dates(date(2015, 1, 1), date(2025, 1, 1)),
    matters=st.lists(MATTERS, max_size=3).map(_unique),
    majorities=st.dictionaries(KEYS, st.none() | MAJORITIES, max_size=3),
    quorums=st.dictionaries(KEYS, st.none() | QUORUMS, max_size=3),
    weights=st.none()
    | st.builds(rules.WeightRule, weights=st.dictionaries(KEYS, st.integers(0, 9), max_size=2), article=ARTICLES),
    split_votes=st.none() | st.builds(rules.SplitVotes, allowed=FLAGS, article=ARTICLES),
    proxies=st.none()
    | st.builds(rules.ProxyRule, allowed=FLAGS, most_per_holder=NUMBERS, counts_to_quorum=FLAGS, article=ARTICLES),
    substitutes=st.none() | st.builds(rules.SubstituteRule, allowed=FLAGS, article=ARTICLES),
    standing=st.none() | st.builds(rules.DuesRule, vote_tested=FLAGS, vote=TESTS, candidacy=TESTS, article=ARTICLES),
    conflicts=st.none() | st.builds(rules.ConflictRule, article=ARTICLES),
    notice=st.none()
    | st.builds(rules.NoticeRule, days=NUMBERS, late_paper_majority=st.none() | KEYS, article=ARTICLES),
    speaking=st.none()
    | st.builds(
        rules.SpeakingTimes,
        seconds=st.dictionaries(st.sampled_from(rules.SpeakerClass), st.none() | st.integers(0, 900), max_size=3),
        section_seconds=NUMBERS,
        article=ARTICLES,
    ),
    motions=st.none()
    | st.builds(
        MotionRules,
        movers=st.none() | st.sampled_from(Movers),
        seconders=NUMBERS,
        amendment_seconders=NUMBERS,
        hours_before=NUMBERS,
        article=ARTICLES,
    ),
    procedural_motions=st.none() | st.lists(MOTIONS, max_size=2).map(_unique),
    written=st.none() | st.builds(rules.WrittenRule, allowed=FLAGS, least_hours=NUMBERS, article=ARTICLES),
    seats=st.none() | st.lists(SEATS, max_size=2).map(_unique),
    terms=st.none() | st.builds(rules.TermRule, years=NUMBERS, cap=NUMBERS, article=ARTICLES),
)
