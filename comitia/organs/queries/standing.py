"""The rules of the organs on dues: which dues must be paid to vote or to stand for an office, and tested on which day."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.utils.translation import get_language

from comitia.core.governance.standing import StandingRule, rule_in_force, rules_from_json
from comitia.organs.models import Organ
from comitia.platform.texts import text_in


class OrganRules(NamedTuple):
    """An organ with all versions of its rule on dues, the latest last."""

    code: str
    name: str
    rules: tuple[StandingRule, ...]

    def in_force(self, on: date) -> StandingRule | None:
        return rule_in_force(self.rules, on=on)


def organ_rules() -> list[OrganRules]:
    """List the organs with their rules on dues: one statement."""
    return [_of(organ) for organ in Organ.objects.order_by("pk")]


def rules_of_organ(code: str) -> OrganRules | None:
    """Give one organ with its rules on dues: one statement."""
    organ = Organ.objects.filter(code=code).first()
    return _of(organ) if organ else None


def standing_rule_of(organ: Organ, *, on: date) -> StandingRule | None:
    """Give the version of an organ's rule on dues that is in force on a day, such as the first of a meeting."""
    return rule_in_force(rules_from_json(organ.standing_rule), on=on)


def _of(organ: Organ) -> OrganRules:
    name = text_in(organ.names, get_language() or "en").value or organ.code
    return OrganRules(organ.code, name, rules_from_json(organ.standing_rule))
