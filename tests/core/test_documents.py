"""Papers in several languages: in time or late, outdated, corrected, revised."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comitia.core.governance.documents import (
    LEVELS,
    Act,
    Admission,
    CurrentText,
    Lack,
    Level,
    Link,
    Refusal,
    RefusalCode,
    Relation,
    Shortfall,
    State,
    Status,
    Version,
    admission,
    current_text,
    end_of_day,
    is_outdated,
    issue,
    last_day,
    levels_read,
    not_before,
    reads,
    shortfalls,
    state_shown,
    transition,
)

MOSCOW = ZoneInfo("Europe/Moscow")
OPENING = date(2020, 11, 17)
DUE = date(2020, 10, 6)
AFTER = datetime(2020, 10, 6, 21, 0, tzinfo=UTC)  # the night in Moscow
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2020, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  Hypothesis adds the zone


def issued(language, at, status=Status.TRANSLATED, **more):
    return Version(language=language, status=status, state=State.ISSUED, digest="d", issued_at=at, **more)


def lacks(*versions, at=AFTER, due_on=DUE):
    found = shortfalls(versions, required=("en", "ko"), due_on=due_on, zone=MOSCOW, at=at)
    return [(one.language, one.lack, one.is_overdue) for one in found]


def test_six_weeks_before_the_opening_end_at_midnight_at_the_place_of_the_meeting():
    assert last_day(OPENING, days=42) == DUE
    assert end_of_day(DUE, MOSCOW) == AFTER
    with pytest.raises(ValueError, match="not negative"):
        last_day(OPENING, days=-1)


def test_a_paper_is_in_time_until_the_last_second_of_its_last_day_and_late_after_it():
    original = issued("en", AFTER - timedelta(days=3), Status.ORIGINAL)
    assert lacks(original, issued("ko", AFTER - timedelta(seconds=1))) == []
    assert lacks(original, issued("ko", AFTER)) == [("ko", Lack.LATE, True)]
    assert lacks(original, issued("ko", AFTER), due_on=None) == []


def test_what_is_missing_is_named_and_is_overdue_only_after_the_last_day():
    original = Version(language="ru", status=Status.ORIGINAL, state=State.CLEARED, digest="d")
    before = AFTER - timedelta(seconds=1)
    unofficial = issued("ko", before, Status.MACHINE)
    assert lacks(original, unofficial, at=before) == [
        ("ru", Lack.NOT_ISSUED, False),
        ("en", Lack.MISSING, False),
        ("ko", Lack.NOT_OFFICIAL, False),
    ]
    assert {overdue for _language, _lack, overdue in lacks(original, unofficial, at=AFTER)} == {True}


def test_the_official_version_of_a_language_counts_beside_the_unofficial_one():
    original = issued("en", AFTER - timedelta(days=3), Status.ORIGINAL)
    unofficial = issued("ko", AFTER - timedelta(days=2), Status.UNOFFICIAL)
    announced = Version(language="ko", status=Status.TRANSLATED, state=State.ANNOUNCED)
    assert lacks(original, unofficial, announced) == [("ko", Lack.NOT_OFFICIAL, True)]
    assert lacks(original, unofficial, issued("ko", AFTER - timedelta(days=1))) == []


@given(st.lists(st.sampled_from(Act), max_size=8))
def test_nothing_is_issued_without_a_file_that_was_cleared_and_nothing_leaves_the_state_of_issued(acts):
    state, passed = State.ANNOUNCED, []
    for act in acts:
        after = transition(state, act)
        if not isinstance(after, Refusal):
            passed.append(after)
            state = after
    assert State.ISSUED not in passed or passed[-3:] == [State.DRAFT, State.CLEARED, State.ISSUED]
    for before, after in pairwise(passed):
        assert before is not State.ISSUED
        assert (before, after) != (State.DRAFT, State.ISSUED)


@pytest.mark.parametrize(
    ("state", "act", "code"),
    [
        (State.ANNOUNCED, Act.CLEAR, RefusalCode.NO_FILE),
        (State.ANNOUNCED, Act.ISSUE, RefusalCode.NO_FILE),
        (State.DRAFT, Act.ISSUE, RefusalCode.NOT_CLEARED),
        (State.CLEARED, Act.CLEAR, RefusalCode.ALREADY_CLEARED),
        (State.ISSUED, Act.BRING, RefusalCode.ALREADY_ISSUED),
        (State.ISSUED, Act.ISSUE, RefusalCode.ALREADY_ISSUED),
    ],
)
def test_a_refusal_names_its_reason(state, act, code):
    assert transition(state, act) == Refusal(code)


def test_a_translation_follows_its_original_and_is_outdated_once_that_changed():
    original = Version(language="en", status=Status.ORIGINAL, state=State.CLEARED, digest="first")
    korean = Version(language="ko", status=Status.TRANSLATED, state=State.CLEARED, digest="k", source="first")
    assert (is_outdated(korean, original), issue(korean, original)) == (False, Refusal(RefusalCode.ORIGINAL_FIRST))
    changed = Version(language="en", status=Status.ORIGINAL, state=State.ISSUED, digest="second")
    assert (is_outdated(korean, changed), issue(korean, changed)) == (True, Refusal(RefusalCode.OUTDATED))
    same = Version(language="en", status=Status.ORIGINAL, state=State.ISSUED, digest="first")
    assert (issue(korean, same), issue(original, None)) == (State.ISSUED, State.ISSUED)
    assert is_outdated(korean, None)


def test_a_waiver_covers_the_languages_it_names_and_no_others():
    late, missing = Shortfall("ko", Lack.LATE, True), Shortfall("ru", Lack.MISSING, True)
    assert admission([], waived=()) == Admission.IN_ORDER
    assert admission([late, missing], waived=("ko",)) == Admission.SHORT
    assert admission([late, missing], waived=("ko", "ru", "es")) == Admission.WAIVED


@given(st.lists(st.tuples(MOMENTS, st.sampled_from(Status)), max_size=4), MOMENTS, MOMENTS)
def test_time_that_passes_never_mends_a_paper(given_versions, first, second):
    versions = [issued("en", at, status) for at, status in given_versions]
    early, late = sorted((first, second))

    def overdue(at):
        found = shortfalls(versions, required=("en", "ko"), due_on=DUE, zone=MOSCOW, at=at)
        return {one.language for one in found if one.is_overdue}

    assert overdue(early) <= overdue(late)


@given(st.sampled_from(Level), st.sampled_from(Level))
def test_a_level_reads_itself_and_whatever_is_wider(reader, paper):
    assert reads(reader, paper) == (paper in levels_read(reader))
    assert levels_read(reader) == tuple(one for one in LEVELS if reads(reader, one))
    assert reads(reader, paper) or reads(paper, reader)


@given(MOMENTS, st.none() | MOMENTS)
def test_a_clock_that_was_set_back_makes_nothing_earlier_than_what_it_follows(at, earlier):
    assert not_before(at, earlier) >= at
    assert earlier is None or not_before(at, earlier) >= earlier


def link(key, relation=None, to=None, day=None, *, is_withdrawn=False):
    at = datetime(2020, 10, day, tzinfo=UTC) if day else None
    return Link(key=key, relation=relation, to=to, issued_at=at, is_withdrawn=is_withdrawn)


def test_the_last_revision_that_was_issued_holds_with_its_own_corrections_and_all_addenda():
    chain = [
        link(1, day=1),
        link(2, Relation.CORRECTS, 1, 2),
        link(3, Relation.REVISES, 1, 3),
        link(4, Relation.CORRECTS, 3, 6),
        link(5, Relation.CORRECTS, 3, 5),
        link(6, Relation.ADDS, 1, 4),
        link(7, Relation.REVISES, 3),
        link(8, Relation.CORRECTS, 3, 7, is_withdrawn=True),
    ]
    expected = CurrentText(3, corrections=(5, 4), addenda=(6,))
    assert {current_text(chain, key).key for key in (1, 2, 3, 4, 7)} == {3}
    assert current_text(chain, 1) == expected
    assert current_text(chain, 6) == CurrentText(6, (), ())


def test_a_revision_that_is_withdrawn_leaves_the_text_before_it():
    chain = [link(1, day=1), link(2, Relation.REVISES, 1, 3, is_withdrawn=True)]
    assert current_text(chain, 2).key == 1


def test_a_chain_that_closes_in_itself_is_refused():
    with pytest.raises(ValueError, match="itself"):
        current_text([link(1, Relation.REVISES, 2), link(2, Relation.REVISES, 1)], 1)


def test_readers_see_that_a_version_was_corrected_or_revised():
    assert state_shown(State.ISSUED, is_revised=False, is_corrected=True) is State.CORRECTED
    assert state_shown(State.ISSUED, is_revised=True, is_corrected=True) is State.REVISED
    assert state_shown(State.DRAFT, is_revised=True, is_corrected=True) is State.DRAFT
