"""What changed between two versions of a programme."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from comitia.core.timetable.releases import ChangeKind, SlotChange, changes_between

PLACE = ("starts", "room")
VALUES = st.fixed_dictionaries(
    {"starts": st.integers(0, 2), "room": st.sampled_from(["", "hall"]), "title": st.sampled_from("xy")}
)
VERSIONS = st.dictionaries(st.sampled_from("abcde"), VALUES)


def apply(before, after, changes):
    """Do to a version what its changes say, taking the new values from the later one."""
    result = dict(before)
    for change in changes:
        if change.kind is ChangeKind.CANCELLED:
            del result[change.slot]
        elif change.kind is ChangeKind.NEW:
            assert change.slot not in result
            result[change.slot] = after[change.slot]
        else:
            result[change.slot] = result[change.slot] | {name: after[change.slot][name] for name in change.fields}
    return result


@given(VERSIONS, VERSIONS)
def test_the_changes_lead_from_the_one_version_to_the_other(before, after):
    assert apply(before, after, changes_between(before, after, place=PLACE)) == after


@given(VERSIONS, VERSIONS)
def test_moved_is_what_has_another_time_or_place_and_only_that(before, after):
    moved = {change.slot for change in changes_between(before, after, place=PLACE) if change.kind is ChangeKind.MOVED}
    both = before.keys() & after.keys()
    assert moved == {slot for slot in both if any(before[slot][name] != after[slot][name] for name in PLACE)}


@given(VERSIONS)
def test_the_same_version_has_no_changes(version):
    assert changes_between(version, dict(version), place=PLACE) == ()


def test_a_value_that_one_side_lacks_counts_as_none():
    before, after = {"a": {"starts": 1}}, {"a": {"starts": 1, "note": None, "title": "x"}}
    assert changes_between(before, after, place=PLACE) == (
        SlotChange(slot="a", kind=ChangeKind.CHANGED, fields=("title",)),
    )
