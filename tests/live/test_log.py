"""The log of a topic against a plain list of all that was said."""

from hypothesis import given
from hypothesis import strategies as st

from comitia.live.log import LARGEST_BATCH, Log

KEYS = st.sampled_from([None, "quorum", "speakers", "tally"])
SIZES = st.sampled_from([1, 100, LARGEST_BATCH // 3, LARGEST_BATCH + 1])


@given(st.lists(st.tuples(KEYS, SIZES), max_size=30), st.integers(0, 30))
def test_a_reader_gets_the_newest_of_each_key_and_all_without_one_or_is_told_that_some_are_lost(said, seen):
    log = Log(without=0)
    for number, (key, size) in enumerate(said, start=1):
        log.add(number, b"x" * size, key=key)
    newest = {key: number for number, (key, _) in enumerate(said, start=1)}
    wanted = [
        number
        for number, (key, _) in enumerate(said, start=1)
        if number > seen and (key is None or newest[key] == number)
    ]
    found = log.after(seen)
    if found is None:
        assert log.without > seen
        assert sum(size for _, size in said) > LARGEST_BATCH
    else:
        assert [number for number, _ in reversed(found)] == wanted
        assert sum(len(block) for _, block in found) <= LARGEST_BATCH


@given(st.lists(KEYS, min_size=1, max_size=30))
def test_small_panels_said_again_and_again_are_never_lost(keys):
    log = Log(without=0)
    for number in range(1, 200):
        log.add(number, b"x" * 4096, key=keys[number % len(keys)] or "other")
    assert log.without == 0


def test_a_log_that_has_lost_everything_still_knows_where_it_stood():
    log = Log(without=3)
    assert (log.newest, log.after(3), log.after(2)) == (3, [], None)
    log.add(5, b"x", key=None)
    assert log.newest == 5
    log.lose(6)
    assert (log.newest, log.after(6), log.after(5)) == (6, [], None)
