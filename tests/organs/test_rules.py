"""Rules of procedure: drafted from a preset, completed, put in force, and never changed from then on."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from comitia.core.governance.presets import PRESETS
from comitia.core.governance.rule_set_checks import choices_left
from comitia.core.governance.rule_set_json import part_of
from comitia.journal.models import Entry
from comitia.organs.actions import (
    change_rule,
    copy_rules,
    discard_rules,
    draft_rules,
    name_rules,
    put_rules_in_force,
    remove_rule,
)
from comitia.organs.models import Organ, RuleSetVersion
from comitia.organs.queries.rules import (
    RulesState,
    rules_in_force,
    rules_of_organ,
    rules_of_organs,
    rules_version,
)
from comitia.organs.queries.standing import rules_of_organ as dues_of_organ
from comitia.platform.actors import SYSTEM, Actor
from comitia.platform.answers import RefusedError
from tests.conftest import AT
from tests.factories.organs import CODE, complete_rules, make_committee, make_rules_in_force
from tests.factories.statements import asked

pytestmark = pytest.mark.django_db
FIRST_DAY = date(2020, 1, 1)
WHO = {"by": SYSTEM, "at": AT}


def refused(act, *args, **more):
    with pytest.raises(RefusedError) as found:
        act(*args, **more, **WHO)
    return found.value.answer.code


def force(number, *, on=FIRST_DAY, **more):
    put_rules_in_force(CODE, number, adopted_by="Decision 2019/7", in_force_from=on, **{"seen": None, **more}, **WHO)


def test_a_draft_begins_as_its_preset_and_waits_for_choices():
    make_committee()
    assert draft_rules(CODE, "wego_like", **WHO) == 1
    version = rules_version(CODE, 1)
    assert (version.is_draft, version.preset, version.rule_set.organ) == (True, "wego_like", CODE)
    assert version.choices == choices_left(PRESETS["wego_like"])
    assert refused(put_rules_in_force, CODE, 1, adopted_by="x", in_force_from=FIRST_DAY, seen=None) == "choices_left"


def test_a_completed_draft_comes_into_force_and_the_journal_tells_every_step():
    make_committee()
    number = complete_rules()
    force(number)
    version = rules_in_force(CODE, on=FIRST_DAY)
    assert (version.number, version.choices, version.rule_set.adopted_by) == (number, (), "Decision 2019/7")
    assert rules_in_force(CODE, on=date(2019, 12, 31)) is None
    assert [entry.verb for entry in Entry.objects.filter(subject=f"rules:{CODE}:{number}").order_by("number")] == [
        "draft_rules",
        *["change_rules"] * 6,
        "put_rules_in_force",
    ]


def test_rules_in_force_are_changed_by_nobody_not_even_past_the_actions():
    make_committee()
    make_rules_in_force()
    code = "rules_in_force"
    assert refused(change_rule, CODE, 1, "proxies", None, seen=None) == code
    assert refused(remove_rule, CODE, 1, "matters.statute", seen=None) == code
    assert refused(name_rules, CODE, 1, {"en": "Others"}, seen=None) == code
    assert refused(discard_rules, CODE, 1, seen=None) == code
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        RuleSetVersion.objects.update(adopted_by="somebody else")
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        RuleSetVersion.objects.all().delete()


def test_a_copy_is_a_new_draft_and_supersedes_when_it_comes_into_force():
    make_committee()
    make_rules_in_force()
    assert copy_rules(CODE, 1, **WHO) == 2
    rule = {"allowed": True, "article": "Art. 9"}
    change_rule(CODE, 2, "split_votes", rule, seen=None, **WHO)
    day = date(2020, 6, 1)
    force(2, on=day)
    assert [rules_in_force(CODE, on=on).number for on in (date(2020, 5, 31), day)] == [1, 2]
    assert rules_version(CODE, 1).rule_set.split_votes.allowed is False
    organ = rules_of_organ(CODE, on=day)
    assert [organ.state_of(version, on=day) for version in organ.versions] == [RulesState.IN_FORCE, RulesState.PAST]
    before = rules_of_organ(CODE, on=FIRST_DAY)
    assert [before.state_of(version, on=FIRST_DAY) for version in before.versions] == [
        RulesState.UPCOMING,
        RulesState.IN_FORCE,
    ]


def test_special_rules_prevail_for_their_days_and_the_others_come_back():
    make_committee()
    make_rules_in_force()
    copy_rules(CODE, 1, **WHO)
    force(2, on=date(2020, 11, 17), in_force_until=date(2020, 11, 18))
    days = [date(2020, 11, 16), date(2020, 11, 17), date(2020, 11, 18), date(2020, 11, 19)]
    assert [rules_in_force(CODE, on=day).number for day in days] == [1, 2, 2, 1]


def test_rules_do_not_begin_before_the_latest_nor_end_before_they_begin():
    make_committee()
    make_rules_in_force()
    copy_rules(CODE, 1, **WHO)
    wanted = {"adopted_by": "x", "seen": None}
    assert (
        refused(put_rules_in_force, CODE, 2, in_force_from=date(2019, 1, 1), **wanted),
        refused(put_rules_in_force, CODE, 2, in_force_from=FIRST_DAY, in_force_until=date(2019, 12, 1), **wanted),
        refused(put_rules_in_force, CODE, 2, in_force_from=FIRST_DAY, adopted_by=" ", seen=None),
    ) == ("before_the_latest", "ends_before_start", "adoption_needed")


def test_a_contradiction_keeps_rules_out_of_force():
    make_committee()
    complete_rules()
    remove_rule(CODE, 1, "majorities.two_thirds", seen=None, **WHO)
    assert (
        refused(put_rules_in_force, CODE, 1, adopted_by="x", in_force_from=FIRST_DAY, seen=None) == "rules_contradict"
    )


def test_two_officers_notice_each_other():
    make_committee()
    draft_rules(CODE, "roberts_like", **WHO)
    seen = rules_version(CODE, 1).token
    change_rule(CODE, 1, "split_votes", {"allowed": True, "article": "Art. 9"}, seen=seen, **WHO)
    assert refused(change_rule, CODE, 1, "proxies", None, seen=seen) == "changed_meanwhile"
    assert part_of(rules_version(CODE, 1).rule_set, "split_votes").allowed is True


def test_what_is_no_rule_is_refused():
    make_committee()
    draft_rules(CODE, "roberts_like", **WHO)
    assert (
        refused(draft_rules, CODE, "unknown"),
        refused(draft_rules, "council", "wego_like"),
        refused(copy_rules, CODE, 7),
        refused(change_rule, CODE, 1, "split_votes", {"allowed": "maybe"}, seen=None),
        refused(change_rule, CODE, 1, "organ", {}, seen=None),
        refused(remove_rule, CODE, 1, "proxies", seen=None),
        refused(name_rules, CODE, 1, {"ko": "규칙"}, seen=None),
    ) == (
        "preset_unknown",
        "organ_gone",
        "rules_gone",
        "rule_unreadable",
        "rule_unreadable",
        "rule_needed",
        "name_needed",
    )


def test_a_draft_is_named_and_thrown_away():
    make_committee()
    draft_rules(CODE, "roberts_like", **WHO)
    name_rules(CODE, 1, {"en": "Rules", "ko": "규칙"}, seen=None, **WHO)
    assert rules_version(CODE, 1).name == "Rules"
    discard_rules(CODE, 1, seen=None, **WHO)
    assert rules_version(CODE, 1) is None


def test_only_the_secretariat_keeps_rules():
    make_committee()
    with pytest.raises(RefusedError):
        draft_rules(CODE, "wego_like", by=Actor(person=None, roles=frozenset({"regional_office"})), at=AT)


def test_the_rule_on_dues_becomes_that_of_the_organ():
    make_committee()
    complete_rules()
    dues = {
        "vote_tested": True,
        "candidacy_tested": False,
        "vote": {"tolerated_years": 1, "grace_days": 0, "days_before": 0},
        "candidacy": {"tolerated_years": 0, "grace_days": 0, "days_before": 0},
        "article": "Art. 37",
    }
    change_rule(CODE, 1, "standing", dues, seen=None, **WHO)
    force(1)
    rule = dues_of_organ(CODE).in_force(FIRST_DAY)
    assert (rule.version, rule.vote.tolerated_years, rule.candidacy) == (1, 1, None)
    copy_rules(CODE, 1, **WHO)
    force(2, on=date(2020, 6, 1))
    assert len(dues_of_organ(CODE).rules) == 1


@pytest.mark.parametrize("versions", [1, 3])
def test_the_versions_of_all_organs_cost_two_statements(versions):
    make_committee()
    Organ.objects.create(code="general-assembly", names={"en": "General Assembly"})
    for _number in range(versions):
        draft_rules(CODE, "wego_like", **WHO)
    with CaptureQueriesContext(connection) as captured:
        organs = rules_of_organs(on=FIRST_DAY)
    assert len(asked(captured)) == 2
    assert [len(organ.versions) for organ in organs] == [versions, 0]
