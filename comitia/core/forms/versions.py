"""How answers outlive changes of a form: what still means the same is kept, the rest is put aside, nothing is lost."""

from collections.abc import Mapping
from dataclasses import dataclass

from comitia.core.forms.definition import Form, Kind, Question
from comitia.core.forms.showing import Answer


@dataclass(frozen=True, slots=True)
class Carried:
    """The answers that hold under the new version, and those that meant something only under the old one.

    An answer of several values of which some are gone is in both: what is left of it is kept, all of it is former.
    """

    kept: dict[str, Answer]
    former: dict[str, Answer]


def carry_over(answers: Mapping[str, Answer], old: Form, new: Form) -> Carried:
    """Sort the answers given under one version of a form for the next.

    An answer keeps its meaning if the question has the same key and kind, is asked of the same side (participant or
    staff), and still offers what was chosen; a consent only if nobody changed the words it was given to. Limits do not
    matter: an answer that has become too long means what it meant, and is judged when it is next sent.
    """
    kept: dict[str, Answer] = {}
    former: dict[str, Answer] = {}
    for key, answer in answers.items():
        left = None
        if key in old and key in new and _asks_the_same(old.question(key), new.question(key)):
            left = _still_offered(answer, new.question(key))
        if left is not None:
            kept[key] = left
        if left != answer:
            former[key] = answer
    return Carried(kept, former)


def _asks_the_same(old: Question, new: Question) -> bool:
    if (old.kind, old.for_staff, old.count_only) != (new.kind, new.for_staff, new.count_only):
        return False
    if new.kind is Kind.CONSENT:
        # A further translation does not touch what was agreed to.
        words = all(new.labels.get(language) == text for language, text in old.labels.items())
        return words and old.policy_url == new.policy_url
    return True


def _still_offered(answer: Answer, question: Question) -> Answer | None:
    if not question.options:
        return answer
    if isinstance(answer, list):
        left = [value for value in answer if isinstance(value, str) and value in question.option_values]
        return left or None
    return answer if answer in question.option_values else None
