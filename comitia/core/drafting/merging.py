"""What two amendments dispute, which fall when one is carried, and the text that those carried make together.

Source: UN General Assembly rule 90 and Robert's Rules (12th ed., section 12): where the adoption of one amendment
implies the rejection of another, the other is not put to the vote.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TypeVar

from comitia.core.drafting.operations import Insert, Operations, apply, touched
from comitia.core.drafting.texts import Text

Name = TypeVar("Name")


class DisputedError(ValueError):
    """Amendments that cannot both stand; `keys` are the paragraphs that they dispute."""

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__(", ".join(keys))
        self.keys = tuple(keys)


def conflicts(one: Operations, other: Operations) -> tuple[str, ...]:
    """Give the keys, sorted, of what two amendments dispute; none means that both can be carried.

    They dispute a paragraph that both remove or change, and a key that both give to a new one. They do not dispute a
    place: two may insert after the same paragraph, and one may insert after what the other removes.
    """
    return tuple(sorted(_claims(one) & _claims(other)))


def obsolete_after(carried: Operations, others: Mapping[Name, Operations]) -> tuple[Name, ...]:
    """Name the other amendments that fall when one is carried, in the order given."""
    return tuple(name for name, operations in others.items() if conflicts(carried, operations))


def merge(text: Text, carried: Sequence[Operations]) -> Text:
    """Give the text as the amendments carried make it, all moved against this version.

    What two of them insert at one place stands in the order given; nothing else depends on it. None carried leaves the
    text as it is. Raises DisputedError if two dispute a paragraph, NotApplicableError if one does not fit the text.
    """
    disputed = {key for one, other in combinations(carried, 2) for key in conflicts(one, other)}
    if disputed:
        raise DisputedError(sorted(disputed))
    operations = [operation for each in carried for operation in each]
    return apply(text, operations) if operations else text


def _claims(operations: Operations) -> frozenset[str]:
    new = (each.paragraph.key for each in operations if isinstance(each, Insert))
    return frozenset((*touched(operations), *new))
