"""Organs and mandates for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Final

from comitia.core.governance.plain_data import to_plain
from comitia.core.governance.presets import PRESETS
from comitia.core.governance.rule_set_json import part_of
from comitia.members.models import Member
from comitia.organs.actions import change_rule, draft_rules, put_rules_in_force
from comitia.organs.models import Mandate, Organ
from comitia.platform.actors import SYSTEM

CODE: Final = "executive-committee"
AT: Final = datetime(2019, 12, 1, 9, 0, tzinfo=UTC)


def make_committee(**more: Any) -> Organ:
    return Organ.objects.create(
        code=CODE,
        **{"names": {"en": "Executive Committee"}, "seats": 20, "term_years": 3, "holds_over": True, **more},
    )


def make_mandate(
    member: Member, organ: Organ, *, starts: str = "2017", ends: str = "2020", role: str = "member", **more: Any
) -> Mandate:
    return Mandate.objects.create(member=member, organ=organ, starts=starts, ends=ends, role=role, **more)


def complete_rules(code: str = CODE) -> int:
    """Draft rules like Robert's and make the choices that are left, by the system; give the number of the version."""
    number = draft_rules(code, "roberts_like", by=SYSTEM, at=AT)
    dues = {"tolerated_years": 0, "grace_days": 0, "days_before": 0}
    speaking = to_plain(part_of(PRESETS["roberts_like"], "speaking"))
    parts: dict[str, dict[str, Any]] = {
        "standing": {"vote_tested": False, "candidacy_tested": False, "vote": dues, "candidacy": dues},
        "notice": {"days": 30, "extraordinary_days": 10, "papers_days": 14, "late_paper_majority": "two_thirds"},
        "speaking": speaking | {"seconds": speaking["seconds"] | {"observer": 180, "recorded_statement": 180}},
        "terms": {"years": 3, "cap": 0, "holds_over": True, "vacancy": "co_option"},
        "seats.members": {"kind": "at_large", "key": "members", "names": {"en": "Members"}, "seats": 19},
        "matters.election": to_plain(part_of(PRESETS["roberts_like"], "matters.election")) | {"is_secret": True},
    }
    for path, data in parts.items():
        change_rule(code, number, path, {**data, "article": "Bylaws"}, seen=None, by=SYSTEM, at=AT)
    return number


def make_rules_in_force(code: str = CODE, *, on: date = date(2020, 1, 1)) -> int:
    """Put complete rules in force and give the number of the version."""
    number = complete_rules(code)
    put_rules_in_force(code, number, adopted_by="Decision 2019/7", in_force_from=on, seen=None, by=SYSTEM, at=AT)
    return number
