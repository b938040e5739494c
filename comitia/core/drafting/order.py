"""In which order amendments to one text are voted on.

Source: UN General Assembly rule 90: the amendment furthest removed in substance from the original is voted on first,
then the next furthest, until all have been put to the vote. How far is a judgement; the words changed are its measure
here, an order by the chair overrides it.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from comitia.core.drafting.operations import Insert, Operation, Operations, Remove
from comitia.core.drafting.texts import Paragraph, Text
from comitia.core.drafting.words import changed_words

Name = TypeVar("Name")


class OrderPolicy(StrEnum):
    """Whether the furthest-reaching amendment comes first, the first one lodged, or as the chair says."""

    FARTHEST_FIRST = "farthest_first"
    AS_LODGED = "as_lodged"
    CHAIR = "chair"


def voting_order(
    text: Text, amendments: Mapping[Name, Operations], *, policy: OrderPolicy, by_chair: Sequence[Name] = ()
) -> tuple[Name, ...]:
    """Put amendments, given as they were lodged, in the order of voting.

    Of two that reach equally far the first lodged comes first. `by_chair` counts under the policy "chair" alone; what
    the chair did not name follows as lodged, and names of other amendments are passed over.
    """
    lodged = tuple(amendments)
    if policy is OrderPolicy.FARTHEST_FIRST:
        return tuple(sorted(lodged, key=lambda name: reach(text, amendments[name]), reverse=True))
    if policy is OrderPolicy.AS_LODGED:
        return lodged
    named = tuple(dict.fromkeys(name for name in by_chair if name in amendments))
    return (*named, *(name for name in lodged if name not in named))


def reach(text: Text, operations: Operations) -> tuple[int, int]:
    """Measure how far an amendment goes: paragraphs removed, then words removed and added in the most changed language."""
    paragraphs = text.by_key
    by_language: dict[str, int] = {}
    for each in operations:
        before, after = _before_and_after(each, paragraphs)
        for code in {**before, **after}:
            words = changed_words(before.get(code, ""), after.get(code, ""))
            by_language[code] = by_language.get(code, 0) + words
    removed = sum(isinstance(each, Remove) for each in operations)
    return removed, max(by_language.values(), default=0)


def _before_and_after(
    operation: Operation, paragraphs: Mapping[str, Paragraph]
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    if isinstance(operation, Insert):
        return {}, operation.paragraph.texts
    before = paragraphs[operation.key].texts
    return before, {} if isinstance(operation, Remove) else operation.texts
